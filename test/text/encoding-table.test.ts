import { describe, expect, test } from "vitest";
import { ESCAPED, encodingTable, fourBytes, LEAD } from "../../src/text/encoding-table.ts";

describe.each(["gb18030", "big5", "shift_jis", "euc-jp", "euc-kr", "windows-1252", "iso-8859-6"])("%s", (encoding) => {
  test("characters and byte sequences are one to one", () => {
    const { single, pairs, triples, fours, bytesOf } = encodingTable(encoding);
    const seen = new Set<number>();
    const check = (codePoint: number, bytes: number) => {
      if (codePoint === 0 || codePoint === LEAD || codePoint === ESCAPED) return;
      if (bytesOf[codePoint] !== bytes || seen.has(codePoint)) expect.unreachable(`${codePoint}`);
      seen.add(codePoint);
    };
    single.forEach((codePoint, byte) => void check(codePoint, byte));
    pairs.forEach((codePoint, pair) => void check(codePoint, pair));
    triples?.forEach((codePoint, tail) => void check(codePoint, 0x8f0000 + tail));
    fours?.forEach((codePoint, linear) => void check(codePoint, fourBytes(linear)));
    expect(seen.size).toBe(bytesOf.filter((bytes) => bytes !== 0).length);
  });

  test("only lead bytes open pairs, ASCII is ASCII", () => {
    const { single, pairs } = encodingTable(encoding);
    for (let pair = 0; pair < pairs.length; pair++) {
      if (pairs[pair] !== 0 && single[pair >> 8] !== LEAD) expect.unreachable(`${pair}`);
    }
    for (let byte = 0; byte < 0x80; byte++) expect(single[byte]).toBe(byte);
  });

  test("is built once", () => {
    expect(encodingTable(encoding)).toBe(encodingTable(encoding));
  });
});

test("code page 949 has all syllables, in the places of its published table", () => {
  const { bytesOf } = encodingTable("euc-kr");
  for (let syllable = 0xac00; syllable <= 0xd7a3; syllable++) expect(bytesOf[syllable]).toBeGreaterThan(0);
  // First and last of the extension, the ends of its first lead and of its two parts, and one of KS X 1001.
  expect(bytesOf[0xac02]).toBe(0x8141);
  expect(bytesOf[0xd7a3]).toBe(0xc652);
  expect(bytesOf["똠".charCodeAt(0)]).toBe(0x8c63);
  expect(bytesOf["햏".charCodeAt(0)]).toBe(0xc164);
  expect(bytesOf["뷁".charCodeAt(0)]).toBe(0x94ee);
  expect(bytesOf["가".charCodeAt(0)]).toBe(0xb0a1);
});

test("of two ways to write a character the usual one is taken", () => {
  expect(encodingTable("shift_jis").bytesOf[0x7e8a]).toBe(0xfa5c);
  expect(encodingTable("shift_jis").bytesOf["①".charCodeAt(0)]).toBe(0x8740);
  expect(encodingTable("big5").bytesOf["十".charCodeAt(0)]).toBe(0xa451);
  expect(encodingTable("gb18030").bytesOf[0x3000]).toBe(0xa1a1);
  expect(encodingTable("gb18030").bytesOf["€".charCodeAt(0)]).toBe(0xa2e3);
});
