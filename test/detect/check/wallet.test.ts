// Hashes and checksums of cryptocurrencies against published vectors, Node's own SHA-256 as oracle.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { base58Check, decodeBase58, encodeBase58Check, RIPPLE_ALPHABET } from "../../../src/detect/check/base58.ts";
import { isCashAddress, isSegwit } from "../../../src/detect/check/bech32.ts";
import { crc16 } from "../../../src/detect/check/crc16.ts";
import { keccak256 } from "../../../src/detect/check/keccak.ts";
import { eip55, isMonero, isStellar, isTon } from "../../../src/detect/check/wallet.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

test("keccak256 of known texts", () => {
  expect(hex(keccak256(Buffer.from("")))).toBe("c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
  expect(hex(keccak256(Buffer.from("abc")))).toBe("4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
  expect(() => keccak256(new Uint8Array(136))).toThrow(RangeError);
});

describe("Base58Check", () => {
  test("takes known addresses", () => {
    expect(base58Check("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")?.[0]).toBe(0);
    expect(base58Check("3P14159f73E4gFr7JterCCQh9QjiTjiZrG")?.[0]).toBe(5);
    expect(base58Check("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t")?.[0]).toBe(65);
    expect(base58Check("rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh", RIPPLE_ALPHABET)?.[0]).toBe(0);
    expect(base58Check("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb")).toBeNull();
    expect(decodeBase58("0OIl")).toBeNull();
  });

  test("is its own inverse", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 80 }), (payload) => {
        expect(hex(base58Check(encodeBase58Check(payload)) ?? new Uint8Array())).toBe(hex(payload));
      }),
    );
  });
});

describe("EIP-55", () => {
  const known = [
    "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "fB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "dbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    "D1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
  ];

  test.each(known)("%s", (address) => {
    expect(eip55(address)).toBe("passed");
    expect(eip55(address.toLowerCase())).toBe("none");
    expect(eip55(address.toUpperCase())).toBe("none");
    const at = address.search(/[a-f]/);
    expect(eip55(address.slice(0, at) + address.charAt(at).toUpperCase() + address.slice(at + 1))).toBe("failed");
  });
});

test("segregated witness: version 0 by Bech32, others by Bech32m", () => {
  expect(isSegwit("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4")).toBe(true);
  expect(isSegwit("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0")).toBe(true);
  expect(isSegwit("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj1")).toBe(false);
  // Version 1 with the checksum of version 0, from BIP-350.
  expect(isSegwit("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd")).toBe(false);
});

test("CashAddr", () => {
  expect(isCashAddress("bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a")).toBe(true);
  expect(isCashAddress("bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6c")).toBe(false);
  expect(isCashAddress("qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a")).toBe(false);
});

test("CRC-16, Stellar, Monero, TON", () => {
  expect(crc16(Buffer.from("123456789"))).toBe(0x31c3);
  const stellar = "GBRPYHIL2CI3FNQ4BXLFMNDLFJUNPU2HY3ZMFSHONUCEOASW7QC7OX2H";
  expect(isStellar(stellar)).toBe(true);
  expect(isStellar(stellar.replace("PY", "YP"))).toBe(false);
  const monero = "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A";
  expect(isMonero(monero)).toBe(true);
  expect(isMonero(monero.replace("AFF", "FAF"))).toBe(false);
  const ton = "EQDtFpEwcFAEcRe5mLVh2N6C0x-_hJEM7W61_JLnSF74p4q2";
  expect(isTon(ton)).toBe(true);
  expect(isTon(ton.replace("FpE", "EpF"))).toBe(false);
});
