// Numbers that authorities and documentation publish as samples, and every other check digit of them refused.

import { describe, expect, test } from "vitest";
import {
  hongKongId,
  indonesianId,
  japaneseCorporate,
  koreanBirth,
  koreanBusiness,
  koreanResident,
  malaysianId,
  myNumber,
  singaporeId,
  singaporeUen,
  taiwanBusiness,
  taiwanId,
  thaiId,
  vietnameseId,
} from "../../../src/detect/check/identity-asia.ts";

/** How many of the ten or 26 last characters a check takes. */
function accepted(check: (text: string) => boolean, text: string, letters = "0123456789"): number {
  return [...letters].filter((letter) => check(text.slice(0, -1) + letter)).length;
}

const CASES: readonly (readonly [string, (text: string) => boolean, readonly string[]])[] = [
  ["Hong Kong", hongKongId, ["A4948664", "W5201287", "C1234569", "AG2930139"]],
  ["Taiwan", taiwanId, ["A123456789", "K101189797", "Q170219004", "A800000014"]],
  ["Korean residents", koreanResident, ["9601211021413", "9111245678906"]],
  ["Korean business", koreanBusiness, ["1048656659", "1048213138"]],
  ["My Number", myNumber, ["123456789018"]],
  ["Thailand", thaiId, ["1101230000060", "2345678901234", "1520000000004"]],
];

test.each(CASES)("%s: takes published numbers and no other check digit", (_, check, samples) => {
  for (const sample of samples) {
    expect(check(sample)).toBe(true);
    expect(accepted(check, sample)).toBe(1);
  }
});

describe("Taiwan", () => {
  test("business numbers: divisible by five, a seventh digit 7 counts twice", () => {
    for (const digits of ["00501503", "04595257", "22099131", "10458575"]) expect(taiwanBusiness(digits)).toBe(true);
    expect(taiwanBusiness("00501502")).toBe(false);
  });

  test("letters of residents of other nationality", () => {
    expect(taiwanId("A223456789")).toBe(false);
    expect(taiwanId("1123456789")).toBe(false);
    expect(taiwanId("AE12345678")).toBe(false);
  });
});

describe("Singapore", () => {
  test("the letter belongs to the series", () => {
    for (const id of ["S2740116C", "T0123456G", "S0000001I"]) {
      expect(singaporeId(id)).toBe(true);
      expect(accepted(singaporeId, id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")).toBe(1);
    }
    expect(singaporeId("A2740116C")).toBe(false);
  });

  test("UEN of businesses, companies and other entities", () => {
    for (const uen of ["00192200M", "197401143C", "201434292D", "T16RF0037C", "S57TU0392K"]) {
      expect(singaporeUen(uen)).toBe(true);
      expect(accepted(singaporeUen, uen, "ABCDEFGHJKLMNPQRSTUVWXYZ")).toBe(1);
    }
    expect(singaporeUen("197401143")).toBe(false);
  });
});

test("Korean numbers hold a real day, and their sex decides the century", () => {
  expect(koreanBirth("0002291234567")).toBe(false);
  expect(koreanBirth("0002293234567")).toBe(true);
  expect(koreanBirth("9613011234567")).toBe(false);
  expect(koreanBirth("9601219234567")).toBe(false);
});

test("Japanese companies: the first digit checks the others", () => {
  expect(japaneseCorporate("5835678256246")).toBe(true);
  expect(japaneseCorporate("7000012050002")).toBe(true);
  for (const first of "12346789") expect(japaneseCorporate(`${first}835678256246`)).toBe(false);
});

test("numbers without check digit: days, places, provinces", () => {
  expect(malaysianId("900131145678")).toBe(true);
  expect(malaysianId("900231145678")).toBe(false);
  expect(malaysianId("900131005678")).toBe(false);
  expect(indonesianId("3171234506900001")).toBe(true);
  expect(indonesianId("3171238506900001")).toBe(false);
  expect(indonesianId("3171236506900001")).toBe(true);
  expect(indonesianId("2271234506900001")).toBe(false);
  expect(vietnameseId("001090012345")).toBe(true);
  expect(vietnameseId("097090012345")).toBe(false);
  expect(vietnameseId("001990012345")).toBe(false);
});
