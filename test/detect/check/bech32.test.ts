import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bech32Tail, isBech32 } from "../../../src/detect/check/bech32.ts";

const ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

describe("isBech32", () => {
  test.each([
    "A12UEL5L",
    "a12uel5l",
    "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
    "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
    "11qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqc8247j",
    "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
  ])("accepts %s of BIP-173", (text) => {
    expect(isBech32(text)).toBe(true);
  });

  test.each([
    ["pzry9x0s0muk", "no separator"],
    ["1pzry9x0s0muk", "nothing before the separator"],
    ["x1b4n0q5v", "b is no symbol"],
    ["li1dgmt3", "its checksum is too short"],
    ["A1G7SGD8", "its checksum was made from the upper-case prefix"],
    ["A12uEL5L", "it mixes upper and lower case"],
  ])("refuses %s: %s", (text) => {
    expect(isBech32(text)).toBe(false);
  });

  test("accepts what bech32Tail completes, and no change of one symbol", () => {
    const symbol = fc.constantFrom(...ALPHABET);
    fc.assert(
      fc.property(fc.array(symbol, { minLength: 1, maxLength: 60 }), fc.nat(), symbol, (data, at, other) => {
        const text = data.join("");
        const tail = bech32Tail("nsec", text);
        expect(isBech32(`nsec1${text}${tail}`)).toBe(true);
        const i = at % data.length;
        if (data[i] === other) return;
        expect(isBech32(`nsec1${text.slice(0, i)}${other}${text.slice(i + 1)}${tail}`)).toBe(false);
      }),
    );
  });
});
