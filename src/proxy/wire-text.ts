// Texts as JavaScript strings and as bytes, with nothing lost: half of a surrogate pair, which a delta may end with, has three
// bytes of its own (WTF-8).

import { readCodePoint, widthOf, writeCodePoint } from "../text/wtf8.ts";

export function toBytes(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text);
  const bytes = Buffer.alloc(3 * text.length);
  let at = 0;
  for (const character of text) at = writeCodePoint(bytes, at, character.codePointAt(0) as number);
  return bytes.subarray(0, at);
}

/** What is no text at all becomes U+FFFD: it goes into a JSON string. */
export function toText(bytes: Uint8Array): string {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const text = view.toString("utf8");
  if (!text.includes("\ufffd")) return text;
  let exact = "";
  for (let i = 0; i < view.length; ) {
    const codePoint = readCodePoint(view, i, view.length);
    const known = codePoint >= 0 && codePoint <= 0x10ffff;
    exact += known ? String.fromCodePoint(codePoint) : "\ufffd";
    i += known ? widthOf(codePoint) : 1;
  }
  return exact;
}

/** Contents of a JSON string. */
export function toLiteral(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
