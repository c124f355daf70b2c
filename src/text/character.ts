// Where characters begin and end in bytes that are UTF-8, or something else.

const CONTINUATION_MOST = 3;

/**
 * Where the character begins that `bytes[at]` is a later byte of; `at` where none does: at a character's start, and in bytes that are not
 * UTF-8. Looks at `bytes[from, to)` only.
 */
export function characterStart(bytes: Uint8Array, at: number, from: number, to: number): number {
  if (at >= to || !isContinuation(bytes[at])) return at;
  for (let lead = at - 1; lead >= from && at - lead <= CONTINUATION_MOST; lead--) {
    if (isContinuation(bytes[lead])) continue;
    return lead + lengthOf(bytes, lead, to) > at ? lead : at;
  }
  return at;
}

/** Where that character ends. */
export function characterEnd(bytes: Uint8Array, at: number, from: number, to: number): number {
  const start = characterStart(bytes, at, from, to);
  return start === at ? at : start + lengthOf(bytes, start, to);
}

/** Bytes of the character that begins at `lead`, 1 where it is not whole. The Unicode Standard, table 3-6. */
function lengthOf(bytes: Uint8Array, lead: number, to: number): number {
  const byte = bytes[lead] as number;
  const length = byte >= 0xf0 && byte <= 0xf4 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 1;
  if (byte > 0xf4 || lead + length > to) return 1;
  for (let i = lead + 1; i < lead + length; i++) if (!isContinuation(bytes[i])) return 1;
  return length;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x80 && byte < 0xc0;
}
