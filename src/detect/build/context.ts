// Context words: what stands before a value on its line and makes a weak form certain enough to mask.

import { STOP } from "../charset.ts";

/** Bytes before a value in which a context word counts. */
export const CONTEXT_REACH = 64;

/**
 * The words as the source of a pattern over the latin1 view, without a group around it. ASCII words are matched as whole
 * words (a leading or trailing `*` opens that side: `phone*` also takes `phones`); others, such as 手机, anywhere.
 */
export function contextSource(words: readonly string[]): string {
  return words.map(wordPattern).join("|");
}

/** First byte of the context before `start`: at most CONTEXT_REACH back, on the same line. */
export function contextStart(bytes: Uint8Array, lo: number, start: number): number {
  const least = Math.max(lo, start - CONTEXT_REACH);
  let from = start;
  while (from > least && STOP[bytes[from - 1] as number] === 0) from--;
  return from;
}

/** Bytes as a string of one character a byte, so that offsets in a pattern are byte offsets. */
export function latin1(bytes: Buffer, from: number, to: number): string {
  return bytes.toString("latin1", from, to);
}

/** Text of a pattern source as the latin1 view of its UTF-8: `utf8("密码")` in a pattern matches those bytes. */
export function utf8(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

function wordPattern(word: string): string {
  const open = word.startsWith("*");
  const close = word.endsWith("*");
  const bare = utf8(word.slice(open ? 1 : 0, close ? -1 : undefined)).replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  const ascii = /^[\x20-\x7e]+$/.test(bare);
  // No digit boundary: `phone2` and `card_no` are labels too, so only letters close a word.
  return `${ascii && !open ? "(?<![A-Za-z])" : ""}${bare.replace(/ /g, "[ _-]?")}${ascii && !close ? "(?![A-Za-z])" : ""}`;
}
