// Restores an answer that is a stream of text without events. What is no UTF-8 passes as it came, and so does all behind it.

import { isUtf8 } from "node:buffer";
import { INCOMPLETE, readCodePoint, widthOf } from "../text/wtf8.ts";
import type { StreamRestorer } from "./exchange.ts";
import { createHoldBack } from "./hold-back.ts";
import type { Restoring } from "./types.ts";
import { toBytes } from "./wire-text.ts";

/** Plain text and subtitles in UTF-8. A page in HTML is a gateway's, and values would have to be escaped in it. */
export function isAnswerText(type: string): boolean {
  const [media = "", ...parameters] = type.toLowerCase().split(";");
  const charset = parameters
    .map((text) => /^\s*charset="?([^"\s]*)/.exec(text)?.[1])
    .find((name) => name !== undefined);
  return (
    /^\s*(?:text\/(?!html|xml|event-stream)|application\/x-subrip)/.test(media) &&
    (charset === undefined || /^(?:utf-?8|us-ascii)$/.test(charset))
  );
}

export function createTextStream(restoring: Restoring): StreamRestorer {
  const hold = createHoldBack({ restoring, place: { channel: "text" }, json: false });
  /** A character that was cut. */
  let carried: Buffer = Buffer.alloc(0);
  let opaque = false;

  async function step(chunk: Uint8Array, last: boolean): Promise<Buffer> {
    if (opaque) return Buffer.from(chunk);
    const bytes = Buffer.concat([carried, chunk]);
    const end = isUtf8(bytes) ? bytes.length : textEnd(bytes);
    const cut = end < bytes.length && readCodePoint(bytes, end, bytes.length) === INCOMPLETE;
    opaque = end < bytes.length && (last || !cut);
    const text = toBytes(await hold.feed(bytes.toString("utf8", 0, end), last || opaque));
    carried = opaque ? Buffer.alloc(0) : bytes.subarray(end);
    return opaque ? Buffer.concat([text, bytes.subarray(end)]) : text;
  }

  return {
    counts: restoring.counts,
    feed: (chunk) => step(chunk, false),
    async end() {
      const rest = await step(new Uint8Array(0), true);
      hold.close();
      return rest;
    },
  };
}

/** Where the valid text ends. */
function textEnd(bytes: Buffer): number {
  let at = 0;
  while (at < bytes.length) {
    const codePoint = readCodePoint(bytes, at, bytes.length);
    const isText = codePoint >= 0 && codePoint <= 0x10ffff && !(codePoint >= 0xd800 && codePoint <= 0xdfff);
    if (!isText) break;
    at += widthOf(codePoint);
  }
  return at;
}
