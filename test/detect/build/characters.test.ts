// Characters and their places, also where bytes are no text.

import fc from "fast-check";
import { expect, test } from "vitest";
import { createCharacters, readCharacters } from "../../../src/detect/build/characters.ts";

test("one unit a character, each with its byte", () => {
  const out = createCharacters(20);
  readCharacters(Buffer.from("a路é\u{1f600}1"), 0, 11, out);
  expect(out.text).toBe("a路é\ufffd1");
  expect([...out.places.subarray(0, 6)]).toEqual([0, 1, 4, 6, 10, 11]);
});

test("bytes that are no UTF-8 are characters of their own", () => {
  const out = createCharacters(20);
  readCharacters(Buffer.from([0x61, 0xe8, 0xb7, 0x41, 0xff, 0xc2]), 0, 6, out);
  expect(out.text).toBe("a\ufffd\ufffdA\ufffd\ufffd");
});

test("places rise to the end of what was read, whatever the bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const out = createCharacters(50);
      readCharacters(bytes, 0, bytes.length, out);
      const places = [...out.places.subarray(0, out.text.length + 1)];
      expect(places.at(-1)).toBe(bytes.length);
      expect(places.every((place, i) => i === 0 || place > (places[i - 1] as number))).toBe(true);
    }),
  );
});
