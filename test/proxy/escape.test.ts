import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createDepthScanner, escapeJson, isPlain } from "../../src/proxy/escape.ts";

describe("escapeJson", () => {
  test("is JSON's own at every depth", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 4 }), (text, depth) => {
        let back = escapeJson(Buffer.from(text), depth).toString();
        for (let i = 0; i < depth; i++) back = JSON.parse(`"${back}"`);
        expect(back).toBe(Buffer.from(text).toString());
      }),
    );
  });

  test("half of a pair becomes its escape, other bytes that are no text U+FFFD", () => {
    expect(escapeJson(Buffer.from([0xed, 0xa0, 0xbd, 0x61])).toString()).toBe("\\ud83da");
    expect(escapeJson(Buffer.from([0xff, 0x61, 0xc3])).toString()).toBe("\ufffda\ufffd");
  });

  test("plain values need nothing", () => {
    expect(isPlain(Buffer.from("jane@corp.example"))).toBe(true);
    for (const value of ['a"', "a\\", "a\n", "é"]) expect(isPlain(Buffer.from(value))).toBe(false);
  });
});

describe("createDepthScanner", () => {
  const depthAt = (text: string, mark = "§"): number => {
    const bytes = Buffer.from(text.slice(0, text.indexOf(mark)));
    const scanner = createDepthScanner();
    // One byte at a time: a run of backslashes may be cut anywhere.
    for (let i = 0; i < bytes.length; i++) scanner.feed(bytes, i, i + 1);
    return scanner.depth;
  };

  test.each([
    ["§", 0],
    ["{§", 0],
    ['{"a":§', 0],
    ['{"a":"§', 1],
    ['{"§', 1],
    ['{"a":"b","c":"§', 1],
    [JSON.stringify({ a: JSON.stringify({ b: "§" }) }), 2],
    [JSON.stringify({ a: JSON.stringify({ b: JSON.stringify(["§"]) }) }), 3],
    [JSON.stringify({ a: 'print("§")' }), 2],
    [JSON.stringify({ a: 'echo "hi" §' }), 1],
    [JSON.stringify({ a: 'a 5" disk\nand §' }), 1],
    [JSON.stringify({ a: "C:\\new\\§" }), 1],
    [JSON.stringify({ a: 'x = "C:\\\\new§"' }), 2],
    [JSON.stringify({ a: "\\", b: "§" }), 1],
    [JSON.stringify({ a: '"', b: "§" }), 1],
    ['{"a":"x = \\u0022§', 2],
    ['{"a":"a 5\\u0022 disk\\u000aand §', 1],
    ['{"a":"\\\\u0022§', 1],
    ['{"a":"\\u00zz22§', 1],
  ])("%s", (text, depth) => {
    expect(depthAt(text)).toBe(depth);
  });

  test("what a string holds is read as in the string, one level up", () => {
    const text = fc.string({ unit: fc.constantFrom(..."an ", "\\", "\\", '"', '"', "\n", "é"), maxLength: 30 });
    fc.assert(
      fc.property(text, (held) => {
        const scanner = createDepthScanner(true);
        const bytes = Buffer.from(held);
        scanner.feed(bytes, 0, bytes.length);
        expect(scanner.depth).toBe(depthAt(`${JSON.stringify(held).slice(0, -1)}§`) - 1);
      }),
      { numRuns: 2000 },
    );
  });
});
