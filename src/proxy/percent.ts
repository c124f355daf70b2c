// Percent-encoding, byte by byte, so that what is not masked stays as its client wrote it: one byte is one byte or three.

const PERCENT = 0x25;
const PLUS = 0x2b;
const SPACE = 0x20;

/** What is no escape stands for itself. `plus`: whether `+` is a space, as in forms. */
export function decodePercent(bytes: Buffer, from: number, to: number, plus: boolean): Buffer {
  const out = Buffer.allocUnsafe(to - from);
  let length = 0;
  for (let at = from; at < to; ) {
    const width = widthAt(bytes, at, to);
    const byte = width === 3 ? Number.parseInt(bytes.toString("latin1", at + 1, at + 3), 16) : (bytes[at] as number);
    out[length++] = plus && width === 1 && byte === PLUS ? SPACE : byte;
    at += width;
  }
  return out.subarray(0, length);
}

/** Where decoded bytes are written; `offsets` in rising order, from the start of `[from, to)`. */
export function percentOffsets(bytes: Buffer, from: number, to: number, offsets: readonly number[]): number[] {
  let at = from;
  let decoded = 0;
  return offsets.map((offset) => {
    for (; decoded < offset; decoded++) at += widthAt(bytes, at, to);
    return at;
  });
}

/** Whether every `%` begins an escape. */
export function isPercent(bytes: Buffer, from: number, to: number): boolean {
  for (let at = bytes.indexOf(PERCENT, from); at >= 0 && at < to; at = bytes.indexOf(PERCENT, at + 1)) {
    if (widthAt(bytes, at, to) === 1) return false;
  }
  return true;
}

function widthAt(bytes: Buffer, at: number, to: number): 1 | 3 {
  return bytes[at] === PERCENT && at + 2 < to && isHex(bytes[at + 1]) && isHex(bytes[at + 2]) ? 3 : 1;
}

function isHex(byte = 0): boolean {
  return (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
}
