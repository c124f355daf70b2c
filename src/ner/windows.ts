// Cuts a long text into overlapping windows at places that depend on the text alone, for services that take only so much at
// once, and says to which window an entity belongs.

export interface TextWindow {
  readonly start: number;
  readonly end: number;
  /** Entities that begin in `[from, to)` are this window's. */
  readonly from: number;
  readonly to: number;
}

/** UTF-16 units in which a better place to cut is looked for, back from the edge, at most. */
const SEARCH = 200;

/** Windows of at most `size` units, which share `overlap` and more, less than half of it; a single one for a shorter text. */
export function windowsOf(text: string, size: number, overlap: number): TextWindow[] {
  const { length } = text;
  if (length <= size) return [{ start: 0, end: length, from: 0, to: length }];
  const windows: TextWindow[] = [];
  // What is cut off on the way must not use up a window.
  const search = Math.min(SEARCH, Math.floor((size - 2 * overlap) / 4));
  for (let from = 0; from < length; ) {
    const start = from === 0 ? 0 : cutBefore(text, Math.max(0, from - overlap), search);
    const end = start + size >= length ? length : cutBefore(text, start + size, search);
    const to = end === length ? length : cutBefore(text, end - overlap, search);
    windows.push({ start, end, from, to });
    from = to;
  }
  return windows;
}

/** The last boundary of a word at or before `at`; `at` itself, but never inside a surrogate pair, where there is none near. */
function cutBefore(text: string, at: number, search: number): number {
  for (let i = at; i > Math.max(0, at - search); i--) if (/\s/.test(text[i - 1] as string)) return i;
  return /[\ud800-\udbff]/.test(text[at - 1] ?? "") ? at - 1 : at;
}
