// Restores an answer that is a stream of text without events. What is no UTF-8 passes as it came, and so does all behind it.

import type { StreamRestorer } from "./exchange.ts";
import { createHoldBack } from "./hold-back.ts";
import type { Restoring } from "./types.ts";
import { toBytes } from "./wire-text.ts";

export function createTextStream(restoring: Restoring): StreamRestorer {
  const hold = createHoldBack({ restoring, place: { channel: "text" }, json: false });
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  /** Bytes of a character that was cut: the decoder has them. */
  let carried: Buffer = Buffer.alloc(0);
  let opaque = false;

  async function step(chunk: Uint8Array, last: boolean): Promise<Buffer> {
    if (opaque) return Buffer.from(chunk);
    let text: string;
    try {
      text = decoder.decode(chunk, { stream: !last });
    } catch {
      opaque = true;
      return Buffer.concat([toBytes(await hold.feed("", true)), carried, chunk]);
    }
    carried = cutCharacter(Buffer.concat([carried, chunk]));
    return toBytes(await hold.feed(text, last));
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

/** The character that the end of valid UTF-8 cuts, empty when it cuts none. */
function cutCharacter(bytes: Buffer): Buffer {
  for (let length = 1; length <= Math.min(3, bytes.length); length++) {
    const byte = bytes[bytes.length - length] as number;
    if (byte < 0x80) break;
    if (byte < 0xc0) continue;
    const width = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return Buffer.from(length < width ? bytes.subarray(-length) : []);
  }
  return Buffer.alloc(0);
}
