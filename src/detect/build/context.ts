// The bytes around a value as patterns see them, and how far back they count.

/** Bytes before a value in which a context word counts. */
export const CONTEXT_REACH = 64;

/** Bytes as a string of one character a byte, so that offsets in a pattern are byte offsets. */
export function latin1(bytes: Buffer, from: number, to: number): string {
  return bytes.toString("latin1", from, to);
}

/** Text of a pattern source as the latin1 view of its UTF-8: `utf8("密码")` in a pattern matches those bytes. */
export function utf8(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}
