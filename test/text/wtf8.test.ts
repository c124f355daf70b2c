import { describe, expect, test } from "vitest";
import { INCOMPLETE, MALFORMED, readCodePoint, widthOf, writeCodePoint } from "../../src/text/wtf8.ts";

test("every code point up to the marks is written and read; Unicode agrees with the runtime", () => {
  const out = Buffer.alloc(4);
  for (let point = 0; point <= 0x1100ff; point += point < 0x3000 || point > 0x10ff00 ? 1 : 31) {
    const width = writeCodePoint(out, 0, point);
    if (width !== widthOf(point) || readCodePoint(out, 0, width) !== point) expect.unreachable(`${point}`);
    const unicode = point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
    if (unicode && out.toString("utf8", 0, width) !== String.fromCodePoint(point)) expect.unreachable(`${point}`);
    for (let end = 1; end < width; end++) expect(readCodePoint(out, 0, end)).toBe(INCOMPLETE);
  }
});

describe("what is malformed", () => {
  test.each([
    "80",
    "bf",
    "c080",
    "c1bf",
    "c341",
    "e08080",
    "e09fbf",
    "e4b841",
    "f0808080",
    "f08fbfbf",
    "f4918480",
    "f5",
    "ff",
  ])("%s", (hex) => {
    const bytes = Buffer.from(hex, "hex");
    expect(readCodePoint(bytes, 0, bytes.length)).toBe(MALFORMED);
  });

  test("is known at once where the next byte is wrong", () => {
    expect(readCodePoint(Buffer.from("e441", "hex"), 0, 2)).toBe(MALFORMED);
  });
});
