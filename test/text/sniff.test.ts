import { createHash } from "node:crypto";
import { deflateRawSync, gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SNIFF_LENGTH, sniff } from "../../src/text/sniff.ts";
import { createTranscoder } from "../../src/text/transcode.ts";

const LINE = "2026-11-20 12:00:00 INFO login of user 42 from 10.0.0.1\n";
const CHINESE = "2026-11-20 用户张三登录成功，手机号是 13812345678。\r\n";

function as(encoding: string, text: string): Buffer {
  return createTranscoder(encoding).encode.feed(Buffer.from(text));
}

function noise(length: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, i) => createHash("sha256").update(`${i}`).digest());
  return Buffer.concat(blocks).subarray(0, length);
}

describe("a byte order mark tells the encoding", () => {
  test.each([
    ["utf-16le", "fffe4100"],
    ["utf-16le", "fffe"],
    ["utf-16be", "feff0041"],
  ])("%s", (encoding, hex) => {
    expect(sniff(Buffer.from(hex, "hex"))).toEqual({ encoding });
  });

  test("that of UTF-32 is not taken for UTF-16", () => {
    expect(sniff(Buffer.from("fffe000041000000", "hex"))).toEqual({ suspect: "utf-32le" });
    expect(sniff(Buffer.from("0000feff00000041", "hex"))).toEqual({ suspect: "utf-32be" });
  });
});

describe("UTF-16 without a mark", () => {
  test.each(["utf-16le", "utf-16be"])("%s", (encoding) => {
    for (const text of [LINE, "id\r\n", CHINESE, CHINESE.repeat(90), "地址：北京市海淀区 1 号\n姓名：张三\n"]) {
      expect(sniff(as(encoding, text).subarray(0, SNIFF_LENGTH))).toEqual({ suspect: encoding });
    }
  });
});

describe("formats by their first bytes", () => {
  test.each([
    ["gzip", gzipSync(LINE)],
    ["zstd", zstdCompressSync(LINE)],
    ["zip", Buffer.from("504b03041400000008", "hex")],
    ["zip", Buffer.from(`504b0506${"00".repeat(18)}`, "hex")],
    ["xz", Buffer.from("fd377a585a000004", "hex")],
    ["bzip2", Buffer.from("425a683931415926535900", "hex")],
    ["bzip2", Buffer.from("425a683917724538509000", "hex")],
    ["7z", Buffer.from("377abcaf271c0004", "hex")],
    ["pdf", Buffer.from("%PDF-1.7\n")],
    ["png", Buffer.from("89504e470d0a1a0a0000", "hex")],
    ["jpeg", Buffer.from("ffd8ffe000104a46", "hex")],
    ["gif", Buffer.from("GIF89a\x01\0")],
    ["elf", Buffer.from("7f454c46020101", "hex")],
    ["sqlite", Buffer.from("SQLite format 3\0")],
    ["wasm", Buffer.from("0061736d01000000", "hex")],
  ])("%s", (suspect, bytes) => {
    expect(sniff(bytes)).toEqual({ suspect });
  });
});

describe("binary by its control characters", () => {
  test.each([
    ["noise", noise(4096)],
    ["short noise", noise(300)],
    ["compressed without a header", deflateRawSync(noise(2000).toString("base64"))],
    ["numbers of 32 bits", Buffer.from(Uint32Array.from({ length: 500 }, (_, i) => i * 70001).buffer)],
    ["zeros", Buffer.alloc(512)],
  ])("%s", (_, bytes) => {
    expect(sniff(bytes)).toEqual({ suspect: "binary" });
  });
});

describe("text is not suspect", () => {
  test.each([
    ["nothing", Buffer.alloc(0)],
    ["one NUL", Buffer.alloc(1)],
    ["a log line", Buffer.from(LINE)],
    ["UTF-8 with a mark", Buffer.from(`\uFEFF${CHINESE}`)],
    ["UTF-8 cut inside a character", Buffer.from(CHINESE.repeat(99)).subarray(0, SNIFF_LENGTH)],
    ["a few NULs", Buffer.from(`${LINE}\0${LINE}\0\0${LINE}`)],
    ["file names between NULs", Buffer.from("./src/text/sniff.ts\0./src/text/framer.ts\0./README.md\0")],
    ["words between NULs at odd places", Buffer.from("src\0package\0license\0src\0")],
    ["Chinese in UTF-8 with NULs", Buffer.from(`${CHINESE}\0${CHINESE}\0\0${CHINESE}`)],
    ["gb18030", as("gb18030", CHINESE.repeat(20))],
    ["gb18030 with NULs", as("gb18030", `${CHINESE}\0${CHINESE}\0`)],
    ["shift_jis", as("shift_jis", "ログイン成功、電話 03-1234-5678\n")],
    ["latin1", as("latin1", "déjà vu à Paris\n")],
    ["colours of a terminal", Buffer.from("\x1b[31merror\x1b[0m \x1b[1mbad\x1b[0m\n")],
    ["fields of FIX", Buffer.from("8=FIX.4.2\x019=65\x0135=A\x0149=SERVER\x0156=CLIENT\x0134=177\x01")],
    ["text that begins like a format", Buffer.from("BZh is what bzip2 files begin with, PK what zip files do")],
  ])("%s", (_, bytes) => {
    expect(sniff(bytes)).toEqual({});
  });

  test("any printable text in UTF-8", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        fc.pre(!/^(?:%PDF-|GIF8[79]a)/.test(text));
        expect(sniff(Buffer.from(text))).toEqual({});
      }),
    );
  });
});

test("never fails, and looks at the first 4 KB only", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(Object.keys(sniff(bytes)).length).toBeLessThanOrEqual(1);
    }),
  );
  expect(sniff(Buffer.concat([Buffer.from(LINE.repeat(80)).subarray(0, SNIFF_LENGTH), noise(9000)]))).toEqual({});
});
