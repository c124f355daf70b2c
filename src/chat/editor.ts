// The text that is being written: pure functions from one state of it to the next. Knows nothing of keys and of drawing.

export interface Editor {
  readonly text: string;
  /** UTF-16 offset, never inside a character as people see it. */
  readonly cursor: number;
  /** Where a selection began; null when there is none. */
  readonly anchor: number | null;
}

export const EMPTY: Editor = { text: "", cursor: 0, anchor: null };

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
/** No character as people see it is longer; what is looks like several. */
const LONGEST = 64;

/** Offset behind the character at `at`. */
function after(text: string, at: number): number {
  const first = segmenter
    .segment(text.slice(at, at + LONGEST))
    [Symbol.iterator]()
    .next();
  return first.done === true ? text.length : at + first.value.segment.length;
}

/** Offset of the character before `at`. */
function before(text: string, at: number): number {
  let last = 0;
  const from = Math.max(0, at - LONGEST);
  for (const { index } of segmenter.segment(text.slice(from, at))) last = index;
  return from + last;
}

export function withText(text: string): Editor {
  return { text, cursor: text.length, anchor: null };
}

/** Start and end of the selection; null when nothing is selected. */
export function selection({ cursor, anchor }: Editor): readonly [start: number, end: number] | null {
  if (anchor === null || anchor === cursor) return null;
  return anchor < cursor ? [anchor, cursor] : [cursor, anchor];
}

/** Puts text in the place of the selection, or at the cursor. */
export function insert(editor: Editor, text: string): Editor {
  const [start, end] = selection(editor) ?? [editor.cursor, editor.cursor];
  return {
    text: editor.text.slice(0, start) + text + editor.text.slice(end),
    cursor: start + text.length,
    anchor: null,
  };
}

function remove(editor: Editor, start: number, end: number): Editor {
  return { text: editor.text.slice(0, start) + editor.text.slice(end), cursor: start, anchor: null };
}

export type Place = "left" | "right" | "up" | "down" | "line-start" | "line-end" | "word-left" | "word-right";

/** Where the cursor gets to. In the first line `up` stays where it is, as `down` does in the last. */
function target({ text, cursor }: Editor, place: Place): number {
  const lineStart = cursor === 0 ? 0 : text.lastIndexOf("\n", cursor - 1) + 1;
  const newline = text.indexOf("\n", cursor);
  const lineEnd = newline < 0 ? text.length : newline;
  switch (place) {
    case "left":
      return cursor === 0 ? 0 : before(text, cursor);
    case "right":
      return cursor === text.length ? cursor : after(text, cursor);
    case "line-start":
      return lineStart;
    case "line-end":
      return lineEnd;
    case "word-left":
      return text.slice(0, cursor).replace(/[\p{L}\p{N}\p{M}_]*[^\p{L}\p{N}\p{M}_]*$/u, "").length;
    case "word-right":
      return cursor + (/^[^\p{L}\p{N}_]*[\p{L}\p{N}\p{M}_]*/u.exec(text.slice(cursor))?.[0].length ?? 0);
    case "up": {
      if (lineStart === 0) return cursor;
      const start = lineStart < 2 ? 0 : text.lastIndexOf("\n", lineStart - 2) + 1;
      return whole(text, start, Math.min(start + cursor - lineStart, lineStart - 1));
    }
    case "down": {
      if (newline < 0) return cursor;
      const next = text.indexOf("\n", newline + 1);
      return whole(text, newline + 1, Math.min(newline + 1 + cursor - lineStart, next < 0 ? text.length : next));
    }
  }
}

/** The last whole character's edge at or before `at` in the line that starts at `start`. */
function whole(text: string, start: number, at: number): number {
  let edge = start;
  for (const { index, segment } of segmenter.segment(text.slice(start, at + LONGEST))) {
    if (start + index > at) break;
    edge = start + index;
    if (start + index + segment.length <= at) edge = start + index + segment.length;
  }
  return Math.min(edge, at);
}

/** `select`: what lies between is selected. */
export function move(editor: Editor, place: Place, select = false): Editor {
  const anchor = select ? (editor.anchor ?? editor.cursor) : null;
  return { text: editor.text, cursor: target(editor, place), anchor };
}

/** Removes the selection, or what lies between the cursor and a place. */
export function erase(editor: Editor, to: Place): Editor {
  const selected = selection(editor);
  if (selected !== null) return remove(editor, ...selected);
  const end = target(editor, to);
  return remove(editor, Math.min(editor.cursor, end), Math.max(editor.cursor, end));
}

export function isFirstLine({ text, cursor }: Editor): boolean {
  return cursor === 0 || text.lastIndexOf("\n", cursor - 1) < 0;
}

export function isLastLine({ text, cursor }: Editor): boolean {
  return text.indexOf("\n", cursor) < 0;
}
