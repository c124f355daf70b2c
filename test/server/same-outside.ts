// Whether two bodies are the same bytes outside of what was masked: each placeholder in the one stands where the other has the
// value, however deep in strings of strings and with whatever escapes.

/** A placeholder that stands for something, in the masked body. */
export interface Standing {
  readonly start: number;
  readonly end: number;
  readonly value: Uint8Array;
}

/** JSON in strings in strings is followed up to here. */
const DEPTH = 9;

/** Where the two begin to differ otherwise: an offset in `sent`; -1 when they do not. */
export function firstDifference(original: Buffer, sent: Buffer, standing: readonly Standing[]): number {
  const byStart = new Map(standing.map((one) => [one.start, one]));
  let i = 0;
  for (let j = 0; j < sent.length; ) {
    const quoted = sent[j] === QUOTE ? byStart.get(j + 1) : undefined;
    if (quoted !== undefined && original[i] !== QUOTE && sent[quoted.end] === QUOTE) {
      // A number, which left as a text.
      const end = valueEnd(original, i, quoted.value, sent[quoted.end + 1]);
      if (end < 0) return j;
      i = end;
      j = quoted.end + 1;
      continue;
    }
    const one = byStart.get(j);
    const literal =
      one !== undefined && original.subarray(i, i + one.end - one.start).equals(sent.subarray(j, one.end));
    if (one === undefined || literal) {
      if (original[i] !== sent[j]) return j;
      i++;
      j++;
      continue;
    }
    const end = valueEnd(original, i, one.value, byStart.has(one.end) ? undefined : sent[one.end]);
    if (end < 0) return j;
    i = end;
    j = one.end;
  }
  return i === original.length ? -1 : sent.length;
}

/**
 * End of a value that is written at `at`, at whatever depth; -1 when it is not there. One that ends in a backslash may be there
 * at several depths: then `next`, the byte behind it, says which.
 */
function valueEnd(bytes: Buffer, at: number, value: Uint8Array, next: number | undefined): number {
  let first = -1;
  for (let depth = 0; depth < DEPTH; depth++) {
    let i = at;
    let k = 0;
    while (k < value.length) {
      const unit = unitAt(bytes, i, depth);
      if (unit === null || !unit.bytes.every((byte, n) => byte === value[k + n])) break;
      i = unit.end;
      k += unit.bytes.length;
    }
    if (k < value.length) continue;
    if (next === undefined || bytes[i] === next) return i;
    if (first < 0) first = i;
  }
  return first;
}

interface Unit {
  readonly bytes: readonly number[];
  readonly end: number;
}

/** What stands at a place once `depth` rounds of escapes are undone. */
function unitAt(bytes: Buffer, at: number, depth: number): Unit | null {
  if (depth === 0) return at < bytes.length ? { bytes: [bytes[at] as number], end: at + 1 } : null;
  const first = unitAt(bytes, at, depth - 1);
  if (first === null || first.bytes[0] !== BACKSLASH || first.bytes.length > 1) return first;
  const letter = unitAt(bytes, first.end, depth - 1);
  if (letter === null) return null;
  const plain = ESCAPES.get(letter.bytes[0] ?? 0);
  if (plain !== undefined) return { bytes: [plain], end: letter.end };
  const high = hexAt(bytes, letter.end, depth - 1);
  if (high === null) return null;
  let codePoint = high.value;
  let { end } = high;
  if (codePoint >= 0xd800 && codePoint <= 0xdbff) {
    const mark = unitAt(bytes, end, depth - 1);
    const u = mark?.bytes[0] === BACKSLASH ? unitAt(bytes, mark.end, depth - 1) : null;
    const low = u?.bytes[0] === 0x75 ? hexAt(bytes, u.end, depth - 1) : null;
    if (low !== null && low.value >= 0xdc00 && low.value <= 0xdfff) {
      codePoint = 0x10000 + ((codePoint - 0xd800) << 10) + low.value - 0xdc00;
      end = low.end;
    }
  }
  return { bytes: [...encoded(codePoint)], end };
}

function hexAt(bytes: Buffer, at: number, depth: number): { value: number; end: number } | null {
  let text = "";
  let end = at;
  for (let i = 0; i < 4; i++) {
    const unit = unitAt(bytes, end, depth);
    if (unit === null) return null;
    text += String.fromCharCode(unit.bytes[0] ?? 0);
    end = unit.end;
  }
  return /^[0-9a-f]{4}$/i.test(text) ? { value: Number.parseInt(text, 16), end } : null;
}

/** Half of a pair has three bytes of its own. */
function encoded(codePoint: number): Uint8Array {
  if (codePoint < 0xd800 || codePoint > 0xdfff) return Buffer.from(String.fromCodePoint(codePoint));
  return Buffer.from([0xe0 | (codePoint >> 12), 0x80 | ((codePoint >> 6) & 63), 0x80 | (codePoint & 63)]);
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ESCAPES = new Map([
  [0x22, 0x22],
  [0x5c, 0x5c],
  [0x2f, 0x2f],
  [0x62, 8],
  [0x66, 12],
  [0x6e, 10],
  [0x72, 13],
  [0x74, 9],
]);
