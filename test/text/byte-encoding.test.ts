import { describe, expect, test } from "vitest";
import { createByteDecoder, createByteEncoder } from "../../src/text/byte-encoding.ts";
import { encodingTable } from "../../src/text/encoding-table.ts";
import { through } from "./cut.ts";

function decode(encoding: string, bytes: Uint8Array, cuts?: readonly number[]): Buffer {
  return through(createByteDecoder(encodingTable(encoding)), bytes, cuts);
}

function encode(encoding: string, bytes: Uint8Array): Buffer {
  return through(createByteEncoder(encodingTable(encoding)), bytes);
}

describe.each([
  ["gb18030", 20_000],
  ["big5", 15_000],
  ["shift_jis", 8_000],
  ["euc-jp", 6_000],
  ["euc-kr", 7_000],
  ["windows-1252", 1_000],
  ["windows-1255", 1_000],
  ["iso-8859-6", 1_000],
  ["koi8-r", 1_000],
  ["windows-874", 1_000],
])("%s", (encoding, atLeast) => {
  test("every pair of bytes comes back and agrees with the runtime where it is text", () => {
    const runtime = new TextDecoder(encoding, { fatal: true });
    let read = 0;
    for (let lead = 0x80; lead < 0x100; lead++) {
      for (let trail = 0; trail < 0x100; trail++) {
        const pair = Uint8Array.of(lead, trail);
        const decoded = decode(encoding, pair);
        if (!encode(encoding, decoded).equals(pair)) expect.unreachable(`${lead} ${trail}`);
        const text = decoded.toString();
        if (text.includes("\uFFFD")) continue;
        // The runtime exchanges three control characters in Shift_JIS; here ASCII is ASCII.
        if (trail < 0x20 || trail === 0x7f) continue;
        // The runtime's euc-kr lacks the extension of code page 949, which has a test with the tables.
        if (encoding === "euc-kr" && (lead < 0xa1 || trail < 0xa1)) continue;
        if (text !== runtime.decode(pair)) expect.unreachable(`${lead} ${trail}`);
        read++;
      }
    }
    expect(read).toBeGreaterThan(atLeast);
  });
});

describe("gb18030", () => {
  test("every four-byte sequence comes back", () => {
    const bytes = Buffer.alloc(126 * 10 * 126 * 10 * 4);
    let at = 0;
    for (let linear = 0; at < bytes.length; linear++) {
      bytes[at++] = 0x81 + Math.floor(linear / 12600);
      bytes[at++] = 0x30 + (Math.floor(linear / 1260) % 10);
      bytes[at++] = 0x81 + (Math.floor(linear / 10) % 126);
      bytes[at++] = 0x30 + (linear % 10);
    }
    expect(encode("gb18030", decode("gb18030", bytes, [65521])).equals(bytes)).toBe(true);
  });

  test("every character of Unicode but the private ones can be written and read", () => {
    const parts: string[] = [];
    for (let point = 0; point <= 0x10ffff; point++) {
      if (point < 0xd800 || point > 0xf8ff) parts.push(String.fromCodePoint(point));
    }
    const text = Buffer.from(parts.join(""));
    const bytes = encode("gb18030", text);
    expect(decode("gb18030", bytes).equals(text)).toBe(true);
    expect(new TextDecoder("gb18030").decode(bytes) === parts.join("")).toBe(true);
  });
});

describe("escapes", () => {
  test("a byte without a character is a lone surrogate, ASCII around it stays", () => {
    expect(decode("shift_jis", Buffer.from("41ff42", "hex")).toString("hex")).toBe("41edb3bf42");
  });

  test("a second way to write a character is escaped as a whole", () => {
    // ed40 and fa5c are both U+7E8A.
    expect(decode("shift_jis", Buffer.from("fa5c", "hex")).toString()).toBe("纊");
    expect(decode("shift_jis", Buffer.from("ed40", "hex")).toString("hex")).toBe("edb7adedb580");
  });

  test("a cut character at the end is not lost", () => {
    expect(decode("gb18030", Buffer.from("4181", "hex")).toString("hex")).toBe("41edb281");
    expect(decode("gb18030", Buffer.from("813081", "hex")).toString("hex")).toBe("edb28130edb281");
  });

  test("a line end is not held back, even behind a broken character", () => {
    for (const encoding of ["gb18030", "euc-jp", "shift_jis", "big5"]) {
      const decoder = createByteDecoder(encodingTable(encoding));
      expect(decoder.feed(Buffer.from([0x41, 0x8f, 0x0a])).at(-1)).toBe(0x0a);
    }
  });

  test("a lone lead byte may not swallow a placeholder", () => {
    const decoded = decode("gb18030", Buffer.from([0x81, 0x31, 0x33]));
    const masked = Buffer.concat([decoded.subarray(0, 3), Buffer.from("PHONEX123456789")]);
    expect(() => encode("gb18030", masked)).toThrow(expect.objectContaining({ code: "output" }));
  });

  test("an open character at the end is refused", () => {
    const encoder = createByteEncoder(encodingTable("big5"));
    expect(encoder.feed(Buffer.from("e4b8", "hex"))).toHaveLength(0);
    expect(() => encoder.end()).toThrow(expect.objectContaining({ code: "output" }));
  });
});
