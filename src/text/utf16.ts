// Transcoding of UTF-16. Well-formed or not, every code unit has a form of its own in generalised UTF-8; a last odd byte is
// written as a mark beyond Unicode. So encode(decode(x)) = x for any x. Byte order marks are text like any other.

import { ClosemaskError } from "../errors.ts";
import type { ByteStage } from "./byte-stage.ts";
import { INCOMPLETE, readCodePoint, widthOf, writeCodePoint } from "./wtf8.ts";

/** Marks a byte without a partner. */
const ODD_BYTE = 0x110000;
const NOTHING = Buffer.alloc(0);

export type ByteOrder = "le" | "be";

/** The two directions of one stream. They share the byte order, which the decoder of "utf-16" learns from the first bytes. */
export function createUtf16(given: ByteOrder | undefined): { decode: ByteStage; encode: ByteStage } {
  let order = given;
  let inward = NOTHING;
  let outward = NOTHING;
  let odd = false;

  return {
    decode: {
      feed: (bytes) => decode(inward.length === 0 ? bytes : Buffer.concat([inward, bytes]), false),
      end: () => decode(inward, true),
    },
    encode: {
      feed: (bytes) => encode(outward.length === 0 ? bytes : Buffer.concat([outward, bytes])),
      end() {
        if (outward.length > 0) throw notText();
        return NOTHING;
      },
    },
  };

  function decode(input: Uint8Array, last: boolean): Buffer {
    const end = input.length;
    if (order === undefined) {
      if (end < 2 && !last) {
        inward = Buffer.from(input);
        return NOTHING;
      }
      order = input[0] === 0xfe && input[1] === 0xff ? "be" : "le";
    }
    const high = order === "le" ? 1 : 0;
    const low = 1 - high;
    const out = Buffer.allocUnsafe(end * 2 + 4);
    let o = 0;
    let i = 0;
    for (; i + 1 < end; i += 2) {
      let unit = ((input[i + high] ?? 0) << 8) | (input[i + low] ?? 0);
      if (unit < 0x80) {
        out[o++] = unit;
        continue;
      }
      if ((unit & 0xfc00) === 0xd800) {
        if (i + 3 >= end && !last) break;
        if (i + 3 < end) {
          const next = ((input[i + 2 + high] ?? 0) << 8) | (input[i + 2 + low] ?? 0);
          if ((next & 0xfc00) === 0xdc00) {
            unit = 0x10000 + ((unit & 0x3ff) << 10) + (next & 0x3ff);
            i += 2;
          }
        }
      }
      o = writeCodePoint(out, o, unit);
    }
    if (last && i < end) o = writeCodePoint(out, o, ODD_BYTE + (input[i++] ?? 0));
    inward = i < end ? Buffer.from(input.subarray(i)) : NOTHING;
    return out.subarray(0, o);
  }

  function encode(input: Uint8Array): Buffer {
    const end = input.length;
    const high = order === "be" ? 0 : 1;
    const low = 1 - high;
    const out = Buffer.allocUnsafe(end * 2);
    let o = 0;
    let i = 0;
    while (i < end) {
      // What follows an odd byte would be read one byte off.
      if (odd) throw notText();
      const codePoint = readCodePoint(input, i, end);
      if (codePoint < 0) {
        if (codePoint === INCOMPLETE) break;
        throw notText();
      }
      i += widthOf(codePoint);
      if (codePoint < 0x10000) {
        out[o + high] = codePoint >> 8;
        out[o + low] = codePoint & 0xff;
        o += 2;
      } else if (codePoint < ODD_BYTE) {
        const lead = 0xd800 + ((codePoint - 0x10000) >> 10);
        out[o + high] = lead >> 8;
        out[o + low] = lead & 0xff;
        out[o + 2 + high] = 0xdc | ((codePoint >> 8) & 3);
        out[o + 2 + low] = codePoint & 0xff;
        o += 4;
      } else {
        out[o++] = codePoint & 0xff;
        odd = true;
      }
    }
    outward = i < end ? Buffer.from(input.subarray(i)) : NOTHING;
    return out.subarray(0, o);
  }
}

function notText(): ClosemaskError {
  return new ClosemaskError("output", "the text holds bytes that the output encoding does not have", {
    hint: "write the output with --encoding utf-8",
  });
}
