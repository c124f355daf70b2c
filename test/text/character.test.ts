import fc from "fast-check";
import { expect, test } from "vitest";
import { characterEnd, characterStart } from "../../src/text/character.ts";

test("in UTF-8 each place lies in the character that it is a byte of", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const characters = [...text.toWellFormed()].map((character) => Buffer.from(character));
      const bytes = Buffer.concat(characters);
      let start = 0;
      for (const { length } of characters) {
        const end = start + length;
        for (let at = start; at < end; at++) {
          expect(characterStart(bytes, at, 0, bytes.length)).toBe(start);
          // A place between two characters is in neither.
          expect(characterEnd(bytes, at, 0, bytes.length)).toBe(at === start ? at : end);
          if (at > start) expect(characterStart(bytes, at, start + 1, bytes.length)).toBe(at);
          if (at > start) expect(characterEnd(bytes, at, 0, end - 1)).toBe(at);
        }
        start = end;
      }
      expect(characterEnd(bytes, bytes.length, 0, bytes.length)).toBe(bytes.length);
    }),
  );
});

test("in any bytes nothing is reached that is further than a character away", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 30 }),
      fc.nat(29),
      fc.nat(29),
      fc.nat(29),
      (bytes, a, b, c) => {
        const [from, at, to] = [a, b, c].map((n) => n % bytes.length).sort((x, y) => x - y) as [number, number, number];
        const start = characterStart(bytes, at, from, to);
        const end = characterEnd(bytes, at, from, to);
        expect(start).toBeGreaterThanOrEqual(Math.max(from, at - 3));
        expect(start).toBeLessThanOrEqual(at);
        expect(end).toBeGreaterThanOrEqual(at);
        expect(end).toBeLessThanOrEqual(Math.max(at, Math.min(to, at + 3)));
        expect(start === at).toBe(end === at);
      },
    ),
  );
});
