import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createTranscoder } from "../../src/text/transcode.ts";
import { cuts, through } from "./cut.ts";

const BYTE_ENCODINGS = [
  "gb18030",
  "big5",
  "shift_jis",
  "euc-jp",
  "euc-kr",
  "windows-1252",
  "windows-1255",
  "iso-8859-6",
  "koi8-r",
  "windows-874",
];
const ENCODINGS = ["utf-8", "utf-16", "utf-16le", "utf-16be", ...BYTE_ENCODINGS];

const placeholder = ["$", "{EMAIL_a1b2c3}"].join("");

/** Bytes that reach the corners: leads, trails, digits, surrogate halves, marks. */
const corner = fc.constantFrom(
  ...[0x00, 0x0a, 0x30, 0x31, 0x39, 0x40, 0x41, 0x5c, 0x7e, 0x80, 0x81, 0x84, 0x87, 0x8e, 0x8f, 0x90, 0xa0, 0xa1],
  ...[0xa2, 0xa3, 0xad, 0xc6, 0xd8, 0xdb, 0xdc, 0xdf, 0xe3, 0xed, 0xee, 0xf4, 0xfa, 0xfc, 0xfe, 0xff],
);
/** Whole characters of some encodings, two bytes to four, which chance would seldom make. */
const whole = fc.constantFrom(
  ...[
    "3dd800de",
    "d83dde00",
    "81308130",
    "8431a437",
    "90308130",
    "e3329a35",
    "fe39fe39",
    "8130ff30",
    "8fb0a1",
    "8fa2b7",
    "8eb1",
  ],
  ...["c9ed", "a3a0", "93fa", "fa4a", "ed40", "8754", "a451", "a2cc", "8141", "c652", "3100", "0031"],
);
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 80 }),
  fc
    .array(
      fc.oneof(
        whole,
        whole,
        corner.map((byte) => Buffer.of(byte).toString("hex")),
      ),
      { maxLength: 25 },
    )
    .map((parts) => Uint8Array.from(Buffer.from(parts.join(""), "hex"))),
);

describe.each(ENCODINGS)("%s", (encoding) => {
  test("encode(decode(x)) = x for any bytes and any cuts", () => {
    fc.assert(
      fc.property(anyBytes, cuts, cuts, (bytes, inward, outward) => {
        const atOnce = through(createTranscoder(encoding).decode, bytes);
        const { decode, encode } = createTranscoder(encoding);
        const decoded = through(decode, bytes, inward);
        expect(decoded).toEqual(atOnce);
        expect(through(encode, decoded, outward)).toEqual(Buffer.from(bytes));
      }),
      { numRuns: 400 },
    );
  });

  test("a sample of whole and broken characters, cut at every point", () => {
    const sample = Buffer.from(
      "3dd800de81308130418fb0a18fa2b790308130c9eda3a093faed408754a451fe39fe39d881308130",
      "hex",
    );
    const atOnce = through(createTranscoder(encoding).decode, sample);
    for (let cut = 0; cut <= sample.length; cut++) {
      const { decode } = createTranscoder(encoding);
      const parts = [decode.feed(sample.subarray(0, cut)), decode.feed(sample.subarray(cut)), decode.end()];
      expect(Buffer.concat(parts)).toEqual(atOnce);
    }
    for (let cut = 0; cut <= atOnce.length; cut++) {
      const { decode, encode } = createTranscoder(encoding);
      through(decode, sample);
      const parts = [encode.feed(atOnce.subarray(0, cut)), encode.feed(atOnce.subarray(cut)), encode.end()];
      expect(Buffer.concat(parts)).toEqual(sample);
    }
  });

  test("a thousand single bytes", () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, i) => (i * 89 + (i >> 3) * 7) & 0xff);
    const { decode, encode } = createTranscoder(encoding);
    expect(through(encode, through(decode, bytes, [1]), [1])).toEqual(Buffer.from(bytes));
  });
});

describe("known text", () => {
  test.each([
    ["utf-16le", "ff fe 41 00 2d 4e 3d d8 00 de", "\uFEFFA中😀"],
    ["utf-16be", "fe ff 00 41 4e 2d d8 3d de 00", "\uFEFFA中😀"],
    ["utf-16", "fe ff 00 41", "\uFEFFA"],
    ["utf-16", "ff fe 41 00", "\uFEFFA"],
    ["utf-16", "41 00", "A"],
    ["gb18030", "c9 ed b7 dd d6 a4 31 94 39 fc 36", "身份证1😀"],
    ["gbk", "a2 e3", "€"],
    ["big5", "a8 ad a5 f7 a4 51", "身份十"],
    ["shift_jis", "93 fa 96 7b b1 5c fa b1", "日本ｱ\\﨑"],
    ["euc-jp", "c6 fc cb dc 8e b1 8f b0 a1", "日本ｱ丂"],
    ["euc-kr", "c7 d1 b1 db 81 41 c6 52", "한글갂힣"],
    ["latin1", "e9 80", "é€"],
    ["iso-8859-5", "bf e0", "Пр"],
    ["windows-1251", "cf f0", "Пр"],
    ["koi8-r", "f0 d2", "Пр"],
  ])("%s %s", (encoding, hex, text) => {
    const bytes = Buffer.from(hex.replaceAll(" ", ""), "hex");
    expect(through(createTranscoder(encoding).decode, bytes).toString()).toBe(text);
    const { decode, encode } = createTranscoder(encoding);
    expect(through(encode, through(decode, bytes))).toEqual(bytes);
  });
});

describe("text that placeholders and restored values put in", () => {
  const encodeAll = (encoding: string, bytes: Uint8Array) => through(createTranscoder(encoding).encode, bytes);

  test("ASCII goes into every encoding", () => {
    for (const encoding of ENCODINGS) {
      const { decode, encode } = createTranscoder(encoding);
      expect(through(decode, through(encode, Buffer.from(placeholder))).toString()).toBe(placeholder);
    }
  });

  test.each([
    ["windows-1252", "中"],
    ["big5", "😀"],
    ["koi8-r", "é"],
  ])("%s cannot hold %s", (encoding, text) => {
    expect(() => encodeAll(encoding, Buffer.from(text))).toThrow(
      expect.objectContaining({ code: "output", hint: expect.stringContaining("--encoding utf-8") }),
    );
  });

  test.each(["gb18030", "utf-16le"])("%s refuses bytes that are no text", (encoding) => {
    for (const hex of ["ff", "c080", "e4b8", "f4918080"]) {
      expect(() => encodeAll(encoding, Buffer.from(hex, "hex"))).toThrow(expect.objectContaining({ code: "output" }));
    }
  });

  test("spans replaced by dollar placeholders can be found again", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ENCODINGS.slice(2)), anyBytes, anyBytes, (encoding, before, after) => {
        const mark = Buffer.from(placeholder);
        const head = through(createTranscoder(encoding).decode, before);
        const tail = through(createTranscoder(encoding).decode, after);
        if (encoding.startsWith("utf-16") && before.length % 2 === 1) return;
        const masked = Buffer.concat([head, mark, tail]);
        const { decode, encode } = createTranscoder(encoding);
        expect(through(decode, through(encode, masked))).toEqual(masked);
      }),
      { numRuns: 1000 },
    );
  });
});
