import { describe, expect, test } from "vitest";
import { createUtf16 } from "../../src/text/utf16.ts";
import { through } from "./cut.ts";

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");

describe("createUtf16", () => {
  test("agrees with the runtime on every code unit and on pairs", () => {
    const parts: string[] = [];
    for (let point = 0; point <= 0x10ffff; point += point < 0x10000 ? 1 : 97) {
      if (point < 0xd800 || point > 0xdfff) parts.push(String.fromCodePoint(point));
    }
    const text = parts.join("");
    const little = Buffer.from(text, "utf16le");
    const big = Buffer.from(little).swap16();
    const utf8 = Buffer.from(text);
    expect(through(createUtf16("le").decode, little, [65521]).equals(utf8)).toBe(true);
    expect(through(createUtf16("be").decode, big).equals(utf8)).toBe(true);
    expect(through(createUtf16("le").encode, utf8, [65521]).equals(little)).toBe(true);
    expect(through(createUtf16("be").encode, utf8).equals(big)).toBe(true);
  });

  test.each([
    ["a lone high surrogate", "00d8 4100", "eda080 41"],
    ["a lone low surrogate", "00dc 4100", "edb080 41"],
    ["halves in the wrong order", "00dc 00d8", "edb080 eda080"],
    ["a high surrogate at the end", "4100 00d8", "41 eda080"],
    ["an odd byte at the end", "4100 30", "41 f49080b0"],
    ["an odd byte behind a high surrogate", "00d8 dc", "eda080 f490839c"],
  ])("%s", (_, utf16, bytes) => {
    expect(through(createUtf16("le").decode, hex(utf16))).toEqual(hex(bytes));
    expect(through(createUtf16("le").encode, hex(bytes))).toEqual(hex(utf16));
  });

  test("without a given order the mark decides, for both directions", () => {
    const big = createUtf16(undefined);
    expect(through(big.decode, hex("feff 0041"), [1]).toString()).toBe("\uFEFFA");
    expect(big.encode.feed(Buffer.from("B"))).toEqual(hex("0042"));
    const little = createUtf16(undefined);
    expect(through(little.decode, hex("4100"), [1]).toString()).toBe("A");
    expect(little.encode.feed(Buffer.from("B"))).toEqual(hex("4200"));
  });

  test("nothing may follow the odd byte", () => {
    const { encode } = createUtf16("le");
    expect(encode.feed(hex("f4908080"))).toEqual(hex("00"));
    expect(() => encode.feed(Buffer.from("A"))).toThrow(expect.objectContaining({ code: "output" }));
  });

  test("bytes that are no text are refused", () => {
    for (const bytes of ["ff", "c080", "f4918480"]) {
      expect(() => through(createUtf16("be").encode, hex(bytes))).toThrow(expect.objectContaining({ code: "output" }));
    }
    expect(() => through(createUtf16("be").encode, hex("e4b8"))).toThrow(expect.objectContaining({ code: "output" }));
  });
});
