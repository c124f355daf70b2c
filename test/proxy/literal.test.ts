import fc from "fast-check";
import { expect, test } from "vitest";
import { decodedOffsets, decodeLiteral, literalOffsets } from "../../src/proxy/literal.ts";
import { toBytes } from "../../src/proxy/wire-text.ts";

/** A text, and one of the ways to write it in JSON. */
const written = fc
  .array(
    fc.tuple(
      fc.oneof(
        fc.string({ unit: "binary", maxLength: 3 }),
        fc.constantFrom("\ud83d", "\ude00", "😀", '"', "\\", "\n", "/", "é"),
      ),
      fc.boolean(),
    ),
    { maxLength: 40 },
  )
  .map((parts) => ({
    text: parts.map(([text]) => text).join(""),
    literal: parts
      .map(([text, all]) =>
        all
          ? [...Array(text.length).keys()].map((i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, "0")}`).join("")
          : JSON.stringify(text).slice(1, -1),
      )
      .join(""),
  }));

function decode(literal: Buffer): Buffer {
  const out = Buffer.alloc(literal.length);
  return out.subarray(0, decodeLiteral(literal, 0, literal.length, out, 0));
}

test("a literal says what JSON says, half pairs included", () => {
  fc.assert(
    fc.property(written, ({ literal }) => {
      const text = JSON.parse(`"${literal}"`) as string;
      // Two halves that were written apart are one character to JSON, and one here.
      expect(decode(Buffer.from(literal)).equals(toBytes(text))).toBe(true);
    }),
  );
});

test("places lead to where they were written, and back", () => {
  fc.assert(
    fc.property(written, fc.nat(), fc.nat(), ({ literal }, a, b) => {
      const bytes = Buffer.from(literal);
      const decoded = decode(bytes);
      // Starts of characters.
      const starts = [...Array(decoded.length + 1).keys()].filter(
        (i) => i === decoded.length || ((decoded[i] as number) & 0xc0) !== 0x80,
      );
      const places = [a, b].map((n) => starts[n % starts.length] as number).sort((x, y) => x - y);
      const raw = literalOffsets(bytes, 0, bytes.length, places);
      expect(decodedOffsets(bytes, 0, bytes.length, raw)).toEqual(places);
      const [from = 0, to = 0] = raw;
      expect(decode(bytes.subarray(from, to)).equals(decoded.subarray(places[0], places[1]))).toBe(true);
    }),
  );
});
