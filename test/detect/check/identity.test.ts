// Checksums of cards, accounts and identity numbers against values that standards and issuers publish.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aba } from "../../../src/detect/check/aba.ts";
import { callingCode } from "../../../src/detect/check/calling-code.ts";
import { cardBrand } from "../../../src/detect/check/card-brand.ts";
import { gb11643, hasRegionAndDate } from "../../../src/detect/check/gb11643.ts";
import { luhn } from "../../../src/detect/check/luhn.ts";
import { IBAN_LENGTH, mod97 } from "../../../src/detect/check/mod97.ts";
import { organisationCode, uscc } from "../../../src/detect/check/uscc.ts";

/** Test numbers of the card networks. */
const CARDS = {
  visa: ["4111111111111111", "4012888888881881", "4222222222222"],
  mastercard: ["5555555555554444", "5105105105105100", "2223003122003222"],
  amex: ["378282246310005", "371449635398431"],
  discover: ["6011111111111117", "6011000990139424"],
  diners: ["30569309025904", "38520000023237"],
  jcb: ["3530111333300000", "3566002020360505"],
  unionpay: ["6200000000000005", "6200000000000047"],
};

describe("luhn", () => {
  test.each([...Object.values(CARDS).flat(), "79927398713"])("takes %s", (digits) => {
    expect(luhn(digits)).toBe(true);
  });

  test("refuses every other check digit", () => {
    for (const digits of Object.values(CARDS).flat())
      for (let d = 1; d < 10; d++) expect(luhn(digits.slice(0, -1) + ((Number(digits.at(-1)) + d) % 10))).toBe(false);
    expect(luhn("0")).toBe(false);
  });
});

describe("cardBrand", () => {
  test.each(Object.entries(CARDS))("names %s", (brand, numbers) => {
    for (const digits of numbers) expect(cardBrand(digits)).toBe(brand);
  });

  test("refuses ranges and lengths that no network has", () => {
    for (const digits of ["0000000000000000", "411111111111111", "55555555555544441", "9999999999999995"])
      expect(cardBrand(digits)).toBeNull();
  });
});

describe("mod97", () => {
  // Examples of the SWIFT registry.
  const ibans = [
    "AD1200012030200359100100",
    "AE070331234567890123456",
    "AT611904300234573201",
    "BE68539007547034",
    "CH9300762011623852957",
    "DE89370400440532013000",
    "FR1420041010050500013M02606",
    "GB29NWBK60161331926819",
    "MT84MALT011000012345MTLCAST001S",
    "NO9386011117947",
    "SA0380000000608010167519",
  ];

  test.each(ibans)("takes %s, and its country's length fits", (iban) => {
    expect(mod97(iban)).toBe(true);
    expect(IBAN_LENGTH.get(iban.slice(0, 2))).toBe(iban.length);
  });

  test("notices any changed digit", () => {
    const iban = "DE89370400440532013000";
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 21 }), fc.integer({ min: 1, max: 9 }), (at, by) => {
        const digit = (Number(iban[at]) + by) % 10;
        expect(mod97(iban.slice(0, at) + digit + iban.slice(at + 1))).toBe(false);
      }),
    );
  });

  test("refuses lower case and signs", () => {
    expect(mod97("de89370400440532013000")).toBe(false);
    expect(mod97("DE89 3704")).toBe(false);
  });
});

describe("gb11643", () => {
  // The standard's own examples.
  test.each(["11010519491231002X", "440524188001010014", "11010519491231002x"])("takes %s", (id) => {
    expect(gb11643(id)).toBe(true);
    expect(hasRegionAndDate(id)).toBe(true);
  });

  test("refuses a wrong check character, a letter, a wrong length", () => {
    for (const id of ["110105194912310021", "44052418800101001X", "1101051949123100X2", "11010519491231002"])
      expect(gb11643(id)).toBe(false);
  });

  test("knows regions and real dates, also in the form of 15 digits", () => {
    expect(hasRegionAndDate("110105491231002")).toBe(true);
    for (const id of ["100105194912310023", "110105194902300023", "110105194913310023", "110105490230002"])
      expect(hasRegionAndDate(id)).toBe(false);
    expect(hasRegionAndDate("110105200002290023")).toBe(true);
    expect(hasRegionAndDate("110105190002290023")).toBe(false);
  });
});

describe("uscc", () => {
  // The standard's example, and codes that companies print on their sites.
  test.each(["91350100M000100Y43", "9144030071526726XG", "914403001922038216"])("takes %s", (code) => {
    expect(uscc(code)).toBe(true);
  });

  test("refuses a wrong check character and letters that are not used", () => {
    expect(uscc("91350100M000100Y44")).toBe(false);
    expect(uscc("91350100I000100Y43")).toBe(false);
    expect(uscc("91350100M000100Y4")).toBe(false);
  });

  test("knows organisation codes (GB 11714)", () => {
    // The example of the standard.
    expect(organisationCode("D2143569X")).toBe(true);
    expect(organisationCode("D21435691")).toBe(false);
  });
});

describe("aba", () => {
  // Published numbers of the Federal Reserve and large banks.
  test.each(["021000021", "011401533", "091000019", "121000358"])("takes %s", (digits) => {
    expect(aba(digits)).toBe(true);
  });

  test("refuses a wrong digit and prefixes that were never assigned", () => {
    for (const digits of ["021000022", "421042111", "000000000", "12100035", "990000003"])
      expect(aba(digits)).toBe(false);
  });
});

test("calling codes: the shortest one that is assigned, and its lengths", () => {
  expect(callingCode(Buffer.from("14155552671"))).toMatchObject({ code: 1, least: 10, most: 10 });
  expect(callingCode(Buffer.from("8613812345678"))?.code).toBe(2);
  expect(callingCode(Buffer.from("85212345678"))).toMatchObject({ code: 3, least: 8, most: 8 });
  expect(callingCode(Buffer.from("999123456"))).toBeNull();
  // Singapore's numbers begin with 3, 6, 8 and 9; Italy's may begin with a zero.
  expect(callingCode(Buffer.from("6561234567"))?.first).toBe((1 << 3) | (1 << 6) | (1 << 8) | (1 << 9));
  expect(callingCode(Buffer.from("390612345678"))).toMatchObject({ first: 0, zero: true });
});
