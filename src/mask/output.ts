// The bytes of one step's result, gathered in a buffer that is used again.

export interface Output {
  /** Appends `source[from, to)`. */
  copy(source: Uint8Array, from: number, to: number): void;
  add(bytes: Uint8Array): void;
  /** Makes room for `more` bytes and hands over the buffer they go into, from `length` on; `wrote` says where they end. */
  room(more: number): Buffer;
  readonly length: number;
  wrote(end: number): void;
  /** The last byte ever appended, 0 before the first. */
  last(): number;
  /** What was appended since `reset`; valid until then. */
  bytes(): Buffer;
  reset(): void;
}

/** A buffer that once had to grow beyond this is not kept. */
const KEEP = 4 * 1024 * 1024;

/** Up to here a loop is faster than a call. */
const BY_HAND = 48;

export function createOutput(): Output {
  let buffer = Buffer.allocUnsafe(256 * 1024);
  let length = 0;
  let last = 0;
  function room(more: number): Buffer {
    if (length + more <= buffer.length) return buffer;
    const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, length + more));
    buffer.copy(larger, 0, 0, length);
    buffer = larger;
    return buffer;
  }
  return {
    room,
    get length() {
      return length;
    },
    wrote(end) {
      if (end === length) return;
      length = end;
      last = buffer[end - 1] as number;
    },
    copy(source, from, to) {
      if (to <= from) return;
      room(to - from);
      if (to - from > BY_HAND) buffer.set(source.subarray(from, to), length);
      else for (let i = from, at = length; i < to; i++) buffer[at++] = source[i] as number;
      length += to - from;
      last = source[to - 1] as number;
    },
    add(bytes) {
      if (bytes.length === 0) return;
      room(bytes.length);
      buffer.set(bytes, length);
      length += bytes.length;
      last = bytes[bytes.length - 1] as number;
    },
    last: () => last,
    bytes: () => buffer.subarray(0, length),
    reset() {
      length = 0;
      if (buffer.length > KEEP) buffer = Buffer.allocUnsafe(256 * 1024);
    },
  };
}
