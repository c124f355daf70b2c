// What was masked in a body, as lines for a person: each placeholder between a few characters of its surroundings, with what
// stood there as a length, or in full when the person asked for values.

/** Bytes of surroundings to either side. */
const AROUND = 24;
/** Lines for one body. */
const MOST = 50;
/** Bytes by which the two are aligned again behind a difference. */
const SYNC = 8;

/** The two differ in stretches only; between them they are the same. */
export function showMasked(before: Buffer, after: Buffer, showValues: boolean): string[] {
  const lines: string[] = [];
  let from = 0;
  for (const { start, end, at, to } of differences(before, after)) {
    if (lines.length === MOST) return [...lines, "and more"];
    const value = showValues ? plain(before, start, end) : `${end - start} bytes`;
    // Nothing that is hidden elsewhere may show in the surroundings.
    const left = plain(after, Math.max(from, at - AROUND), at);
    const right = plain(after, to, Math.min(after.length, to + AROUND));
    lines.push(`…${left}[${value} → ${plain(after, at, to)}]${right}…`);
    from = to;
  }
  return lines;
}

interface Difference {
  /** Before. */
  readonly start: number;
  readonly end: number;
  /** After. */
  readonly at: number;
  readonly to: number;
}

function differences(before: Buffer, after: Buffer): Difference[] {
  const found: Difference[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      i++;
      j++;
      continue;
    }
    const next = resync(before, i, after, j);
    found.push({ start: i, end: next.i, at: j, to: next.j });
    ({ i, j } = next);
  }
  return found;
}

/** Where both go on alike: placeholders are short, so the search in `after` is. */
function resync(before: Buffer, i: number, after: Buffer, j: number): { i: number; j: number } {
  for (let to = j; to <= Math.min(after.length, j + 64); to++) {
    const rest = after.subarray(to, to + SYNC);
    if (rest.length === 0) break;
    const end = before.indexOf(rest, i);
    if (end >= 0 && end - i <= 16 * 1024) return { i: end, j: to };
  }
  return { i: before.length, j: after.length };
}

function plain(bytes: Buffer, from: number, to: number): string {
  return bytes.toString("utf8", from, to).replace(/\p{Cc}/gu, " ");
}
