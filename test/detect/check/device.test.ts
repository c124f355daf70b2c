// Numbers of devices and vehicles against samples of standards and makers.

import { expect, test } from "vitest";
import { iccid, imei, meidForm } from "../../../src/detect/check/device.ts";
import { vin, vinForm } from "../../../src/detect/check/vin.ts";

test("VIN: check digit, model year, letters that are not used", () => {
  for (const text of ["1HGCM82633A004352", "1M8GDM9AXKP042788", "JH4KA7561PC008269", "5GZCZ43D13S812715"]) {
    expect(vin(text)).toBe(true);
    const other = text.slice(0, 8) + (text[8] === "1" ? "2" : "1") + text.slice(9);
    expect(vin(other)).toBe(false);
  }
  expect(vinForm("WVWZZZ1KZ6W612305")).toBe(true);
  expect(vin("WVWZZZ1KZ6W612305")).toBe(false);
  expect(vin("11111111111111111")).toBe(false);
  expect(vinForm("1HGCM82633O004352")).toBe(false);
});

test("IMEI: reporting body and Luhn", () => {
  expect(imei("490154203237518")).toBe(true);
  expect(imei("490154203237517")).toBe(false);
  expect(imei("000000000000000")).toBe(false);
  expect(imei("79015420323751".padEnd(15, "8"))).toBe(false);
});

test("ICCID: 89, country, Luhn", () => {
  expect(iccid("89014103211118510720")).toBe(true);
  expect(iccid("89014103211118510721")).toBe(false);
  expect(iccid("79014103211118510722")).toBe(false);
});

test("MEID begins with A to F, or is decimal", () => {
  expect(meidForm("A0000012345678")).toBe(true);
  expect(meidForm("10000012345678")).toBe(true);
  expect(meidForm("1000001234567A")).toBe(false);
});
