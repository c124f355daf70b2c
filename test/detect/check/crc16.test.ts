import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crc16, endsInCrc16, fromBase32, toBase32, withCrc16 } from "../../../src/detect/check/crc16.ts";

test("crc16 is that of XMODEM", () => {
  expect(crc16(Buffer.from("123456789"))).toBe(0x31c3);
  expect(crc16(Buffer.alloc(0))).toBe(0);
});

describe("base 32", () => {
  test.each([
    ["f", "MY"],
    ["fo", "MZXQ"],
    ["foo", "MZXW6"],
    ["foob", "MZXW6YQ"],
    ["fooba", "MZXW6YTB"],
    ["foobar", "MZXW6YTBOI"],
  ])("of %s is that of RFC 4648", (text, encoded) => {
    expect(toBase32(Buffer.from(text))).toBe(encoded);
    expect(Buffer.from(fromBase32(encoded) ?? []).toString()).toBe(text);
  });

  test("comes back, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(fromBase32(toBase32(bytes))).toEqual(bytes);
      }),
    );
  });

  test.each(["mzxq", "M0XQ", "MZ XQ", "MZ"])("refuses %s", (text) => {
    expect(fromBase32(text)).toBeNull();
  });
});

describe("endsInCrc16", () => {
  test("accepts an account of Stellar's documentation (SEP-23), and no other letter in it", () => {
    const account = "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ";
    expect(endsInCrc16(account)).toBe(true);
    for (let i = 0; i < account.length; i++) {
      const other = account[i] === "B" ? "C" : "B";
      expect(endsInCrc16(account.slice(0, i) + other + account.slice(i + 1))).toBe(false);
    }
  });

  test("accepts what withCrc16 makes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (bytes) => {
        expect(endsInCrc16(withCrc16(bytes))).toBe(true);
      }),
    );
  });

  test.each(["", "AA", "not base 32"])("refuses %j", (text) => {
    expect(endsInCrc16(text)).toBe(false);
  });
});
