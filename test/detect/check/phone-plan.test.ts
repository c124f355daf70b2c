import { describe, expect, test } from "vitest";
import { fitsPlan, NO_TRUNK } from "../../../src/detect/check/phone-plan.ts";

function fits(code: number, number: string): boolean {
  const digits = Buffer.from(code + number);
  return fitsPlan(code, digits, String(code).length, digits.length);
}

describe("fitsPlan", () => {
  test.each([
    [36, "201234567", "a mobile number of Hungary"],
    [36, "12345678", "Budapest"],
    [51, "912345678", "a mobile number of Peru"],
    [225, "0707123456", "Ivory Coast since 2021"],
    [57, "6012345678", "Bogotá since 2021"],
    [971, "501234567", "a mobile number of the Emirates"],
  ])("+%i %s: %s", (code, number) => {
    expect(fits(code, number)).toBe(true);
  });

  test.each([
    [36, "20123456", "a mobile number that is too short"],
    [51, "812345678", "a landline that is too long"],
    [225, "8812345678", "no such prefix"],
    [971, "511234567", "no such prefix"],
    [36, "2", "the head of one"],
  ])("not +%i %s: %s", (code, number) => {
    expect(fits(code, number)).toBe(false);
  });

  test("says nothing about other countries", () => {
    expect(fits(49, "1")).toBe(true);
  });

  test("knows countries without a trunk prefix", () => {
    expect(NO_TRUNK.has(44)).toBe(false);
    expect(NO_TRUNK.has(973)).toBe(true);
  });
});
