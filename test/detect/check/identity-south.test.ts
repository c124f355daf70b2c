// Numbers that authorities and documentation publish as samples, and every other check digit of them refused.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  aadhaar,
  australianBusiness,
  australianCompany,
  australianTax,
  egyptianId,
  emiratesId,
  gstin,
  gstinForm,
  healthIndex,
  indianPan,
  iranianId,
  israeliId,
  medicare,
  newZealandTax,
  pakistaniId,
  saudiId,
  southAfricanId,
  sriLankanId,
} from "../../../src/detect/check/identity-south.ts";
import { verhoeff } from "../../../src/detect/check/verhoeff.ts";

const CASES: readonly (readonly [string, (text: string) => boolean, readonly string[]])[] = [
  ["Aadhaar", aadhaar, ["298448863364", "312345678909"]],
  ["tax file numbers", australianTax, ["876543210", "123456782"]],
  ["company numbers", australianCompany, ["000000019", "004085616"]],
  ["business numbers", australianBusiness, ["51824753556", "83914571673"]],
  ["New Zealand tax", newZealandTax, ["49091850", "136410132", "35901981"]],
  ["South Africa", southAfricanId, ["8001015009087", "9202201234088", "0002294321191"]],
  ["Israel", israeliId, ["219488962", "334795465", "335472171"]],
  ["Emirates", emiratesId, ["784198012345678"]],
  ["Saudi Arabia", saudiId, ["1000000008", "2000000006"]],
  ["Iran", iranianId, ["0499370899", "0684159414", "4032152314"]],
];

test.each(CASES)("%s: takes published numbers and no other check digit", (_, check, samples) => {
  for (const sample of samples) {
    expect(check(sample)).toBe(true);
    expect([..."0123456789"].filter((digit) => check(sample.slice(0, -1) + digit))).toHaveLength(1);
  }
});

test("Verhoeff finds each wrong digit and each swap of neighbours", () => {
  expect(verhoeff("2363")).toBe(true);
  const digits = fc.stringMatching(/^[0-9]{5,15}$/);
  fc.assert(
    fc.property(digits, fc.nat(), fc.integer({ min: 1, max: 9 }), (text, at, by) => {
      const valid = [..."0123456789"].map((digit) => text + digit).filter(verhoeff);
      expect(valid).toHaveLength(1);
      const [number] = valid as [string];
      const i = at % number.length;
      const other = (Number(number[i]) + by) % 10;
      expect(verhoeff(number.slice(0, i) + other + number.slice(i + 1))).toBe(false);
      if (i + 1 < number.length && number[i] !== number[i + 1])
        expect(verhoeff(number.slice(0, i) + number[i + 1] + number[i] + number.slice(i + 2))).toBe(false);
    }),
  );
});

describe("structure", () => {
  test("Aadhaar begins with 2 to 9 and is no palindrome", () => {
    const valid = [..."0123456789"].map((digit) => `12345678901${digit}`).filter(verhoeff);
    expect(valid.some(aadhaar)).toBe(false);
  });

  test("Medicare: eight digits and their check, the issue last", () => {
    expect(medicare("2123456701")).toBe(true);
    expect(medicare("2123456711")).toBe(false);
    expect(medicare("1123456701")).toBe(false);
  });

  test("Indian tax numbers", () => {
    expect(indianPan("AAPFU0939F")).toBe(true);
    expect(indianPan("AAPDU0939F")).toBe(false);
    expect(gstin("27AAPFU0939F1ZV")).toBe(true);
    expect(gstin("27AAPFU0939F1ZW")).toBe(false);
    expect(gstinForm("27AAPFU0939F1ZW")).toBe(true);
    expect(gstinForm("00AAPFU0939F1ZV")).toBe(false);
  });

  test("health index of New Zealand, old and new", () => {
    for (const nhi of ["ZZZ0016", "ZZZ0024", "ZAC5361", "ZBN77VL"]) {
      expect(healthIndex(nhi)).toBe(true);
      const others = [...(/\d$/.test(nhi) ? "0123456789" : "ABCDEFGHJKLMNPQRSTUVWXYZ")];
      expect(others.filter((last) => healthIndex(nhi.slice(0, -1) + last))).toHaveLength(1);
    }
    expect(healthIndex("ZIZ0016")).toBe(false);
  });

  test("dates of birth must exist", () => {
    expect(southAfricanId("8002305009088")).toBe(false);
    expect(egyptianId("29001011234567")).toBe(true);
    expect(egyptianId("29013011234567")).toBe(false);
    expect(egyptianId("29001010534567")).toBe(false);
    expect(sriLankanId("722222222V")).toBe(true);
    expect(sriLankanId("724002222V")).toBe(false);
    expect(sriLankanId("199931512253")).toBe(true);
    expect(pakistaniId("4550441857713")).toBe(true);
    expect(pakistaniId("0550441857713")).toBe(false);
  });
});
