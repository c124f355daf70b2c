import { crc32 as zlibCrc32 } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { base62Tail, crc32, endsInBase62Crc, hexCrc } from "../../../src/detect/check/crc32.ts";

test("gives the check value of the CRC catalogue and agrees with zlib", () => {
  expect(crc32(Buffer.from("123456789"))).toBe(0xcbf43926);
  expect(crc32(Buffer.alloc(0))).toBe(0);
  fc.assert(fc.property(fc.uint8Array(), (bytes) => crc32(bytes) === zlibCrc32(bytes)));
});

test("looks at its range only", () => {
  expect(crc32(Buffer.from("xx123456789yy"), 2, 11)).toBe(0xcbf43926);
});

test("accepts the token that is published as the example of GitHub's form, and no neighbour of it", () => {
  // Split, because scanners know it.
  const token = Buffer.from(["zQWBuTSOoRi4A9sp", "HcVY5ncnsDkxkJ", "0mLq17"].join(""));
  expect(endsInBase62Crc(token, 0, token.length)).toBe(true);
  token[3] = (token[3] as number) ^ 1;
  expect(endsInBase62Crc(token, 0, token.length)).toBe(false);
  expect(endsInBase62Crc(Buffer.from("000000"), 0, 6)).toBe(false);
});

test("pads its tails", () => {
  expect(base62Tail(0)).toBe("000000");
  expect(base62Tail(0xffffffff)).toBe("4gfFC3");
  expect(hexCrc(Buffer.from("123456789"), 0, 9)).toBe("cbf43926");
  expect(hexCrc(Buffer.from("123456789"), 0, 9, true)).toBe("2639f4cb");
});
