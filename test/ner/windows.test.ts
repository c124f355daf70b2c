// Windows into a long text: every place is one window's own, with text to either side of it.

import fc from "fast-check";
import { expect, test } from "vitest";
import { windowsOf } from "../../src/ner/windows.ts";

const texts = fc
  .array(fc.constantFrom("word ", "张三。", "👍", "a", "\n", "averyveryverylongword"), { maxLength: 400 })
  .map((parts) => parts.join(""));

test("windows cover the text, and each place belongs to one", () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 60, max: 500 }), (text, size) => {
      const overlap = Math.floor(size / 4);
      const windows = windowsOf(text, size, overlap);
      let at = 0;
      for (const { start, end, from, to } of windows) {
        expect(from).toBe(at);
        expect(start).toBeLessThanOrEqual(from);
        expect(to).toBeLessThanOrEqual(end);
        expect(end - start).toBeLessThanOrEqual(size);
        // No half of a character.
        expect(text.slice(start, end).isWellFormed()).toBe(true);
        at = to;
      }
      expect(at).toBe(text.length);
      expect(windows.at(-1)?.end).toBe(text.length);
    }),
  );
});

test("a name of the overlap's length lies whole in the window that it begins in", () => {
  const text = "x ".repeat(2000);
  for (const { end, to } of windowsOf(text, 400, 100))
    if (end < text.length) expect(end - to).toBeGreaterThanOrEqual(100);
});
