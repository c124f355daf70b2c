// Transcoding of the legacy byte encodings. The decoder cuts its input into sequences and writes each as one code point that
// the encoder, which keeps nothing between code points, turns back into the very bytes: so encode(decode(x)) = x for any x.
// What has no character is escaped byte by byte: U+DC00 + byte for a byte that stands alone, U+DD00 + byte in a sequence that
// is not its character's own. Surrogates never come out of a byte encoding, so the escapes are free.

import { ClosemaskError } from "../errors.ts";
import type { ByteStage } from "./byte-stage.ts";
import { type EncodingTable, ESCAPED, FIRST_SUPPLEMENTARY, fourBytes, LEAD } from "./encoding-table.ts";
import { INCOMPLETE, readCodePoint, widthOf, writeCodePoint } from "./wtf8.ts";

const LONE = 0xdc00;
const SEQUENCE = 0xdd00;
const NOTHING = Buffer.alloc(0);

/** Legacy bytes in, engine bytes out. Holds back at most three bytes, those of an open sequence. */
export function createByteDecoder(table: EncodingTable): ByteStage {
  const { single, pairs, triples, fours } = table;
  let carry = NOTHING;

  return {
    feed: (bytes) => decode(carry.length === 0 ? bytes : Buffer.concat([carry, bytes]), false),
    end: () => decode(carry, true),
  };

  function decode(input: Uint8Array, last: boolean): Buffer {
    const end = input.length;
    const out = Buffer.allocUnsafe(end * 3);
    let o = 0;
    let i = 0;
    while (i < end) {
      const byte = input[i] ?? 0;
      if (byte < 0x80) {
        out[o++] = byte;
        i++;
        continue;
      }
      const own = single[byte] ?? 0;
      if (own !== LEAD) {
        o = writeCodePoint(out, o, own === 0 ? LONE + byte : own);
        i++;
        continue;
      }
      if (i + 1 >= end && !last) break;
      const second = input[i + 1] ?? 0;
      let length = 2;
      let codePoint = i + 1 < end ? (pairs[byte * 256 + second] ?? 0) : 0;
      if (codePoint === 0 && triples !== null && byte === 0x8f && second >= 0xa1) {
        if (i + 2 >= end && !last) break;
        length = 3;
        codePoint = triples[second * 256 + (input[i + 2] ?? 0)] ?? 0;
      } else if (codePoint === 0 && fours !== null && isDigit(second)) {
        const third = input[i + 2] ?? 0x81;
        const fourth = input[i + 3] ?? 0x30;
        if (third >= 0x81 && third <= 0xfe && isDigit(fourth)) {
          if (i + 3 >= end && !last) break;
          length = 4;
          if (i + 3 < end) codePoint = fourAt(byte, second, third, fourth);
        }
      }
      if (codePoint === 0) {
        o = writeCodePoint(out, o, LONE + byte);
        i++;
      } else if (codePoint === ESCAPED) {
        for (const stop = i + length; i < stop; i++) o = writeCodePoint(out, o, SEQUENCE + (input[i] ?? 0));
      } else {
        o = writeCodePoint(out, o, codePoint);
        i += length;
      }
    }
    carry = i < end ? Buffer.from(input.subarray(i)) : NOTHING;
    return out.subarray(0, o);
  }

  function fourAt(first: number, second: number, third: number, fourth: number): number {
    const linear = (((first - 0x81) * 10 + second - 0x30) * 126 + third - 0x81) * 10 + fourth - 0x30;
    const codePoint = linear - FIRST_SUPPLEMENTARY + 0x10000;
    if (codePoint >= 0x10000) return codePoint <= 0x10ffff ? codePoint : ESCAPED;
    return fours?.[linear] ?? ESCAPED;
  }
}

/** Engine bytes in, legacy bytes out. Holds back at most three bytes, those of an open character. */
export function createByteEncoder(table: EncodingTable): ByteStage {
  const { pairs, fours, bytesOf } = table;
  let carry = NOTHING;
  /** The byte before, where the decoder found that it stands alone; 0 when there is none. */
  let alone = 0;

  return {
    feed: (bytes) => encode(carry.length === 0 ? bytes : Buffer.concat([carry, bytes])),
    end() {
      if (carry.length > 0) throw cannotHold();
      return NOTHING;
    },
  };

  function encode(input: Uint8Array): Buffer {
    const end = input.length;
    const out = Buffer.allocUnsafe(end * 2);
    let o = 0;
    let i = 0;
    while (i < end) {
      const codePoint = readCodePoint(input, i, end);
      if (codePoint < 0) {
        if (codePoint === INCOMPLETE) break;
        throw cannotHold();
      }
      i += widthOf(codePoint);
      if (codePoint < 0x80 && alone === 0) {
        out[o++] = codePoint;
        continue;
      }
      if (codePoint >= LONE && codePoint < SEQUENCE + 0x100) {
        alone = codePoint < SEQUENCE ? codePoint & 0xff : 0;
        out[o++] = codePoint & 0xff;
        continue;
      }
      let bytes = codePoint < 0x10000 ? (bytesOf[codePoint] ?? 0) : 0;
      if (bytes === 0 && codePoint !== 0) {
        if (fours === null || codePoint < 0x10000 || codePoint > 0x10ffff) throw cannotHold();
        bytes = fourBytes(codePoint - 0x10000 + FIRST_SUPPLEMENTARY);
      }
      const start = o;
      if (bytes > 0xffffff) out[o++] = bytes >>> 24;
      if (bytes > 0xffff) out[o++] = (bytes >>> 16) & 0xff;
      if (bytes > 0xff) out[o++] = (bytes >>> 8) & 0xff;
      out[o++] = bytes & 0xff;
      // New text behind a lone lead byte must not be swallowed by it, or its placeholder would be lost for good.
      if (alone !== 0 && pairs[alone * 256 + (out[start] ?? 0)] !== 0) throw swallowed();
      alone = 0;
    }
    carry = i < end ? Buffer.from(input.subarray(i)) : NOTHING;
    return out.subarray(0, o);
  }
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function cannotHold(): ClosemaskError {
  return new ClosemaskError("output", "the text holds a character that the output encoding does not have", {
    hint: "write the output with --encoding utf-8",
  });
}

function swallowed(): ClosemaskError {
  return new ClosemaskError("output", "a broken character right before a placeholder would make it unreadable", {
    hint: "use --style dollar, or check that --encoding names the encoding of the input",
  });
}
