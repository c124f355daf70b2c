// What goes with a street: unit, town and code; and the ZIP codes of states.

import { describe, expect, test } from "vitest";
import { postalTail, zipFits } from "../../../src/detect/build/postal.ts";

describe("postalTail", () => {
  test.each([
    [", Apt 5C, Dayton, OH 45402 and", ", Apt 5C, Dayton, OH 45402", true, true],
    [", New York, NY 10118", ", New York, NY 10118", false, true],
    [", 50674 Köln, heute", ", 50674 Köln", false, true],
    [", Leeds LS2 9JT, open", ", Leeds LS2 9JT", false, true],
    [", 3º B, 46002 Valencia", ", 3º B, 46002 Valencia", true, true],
    ["\\nBristol BS6 5AL", "\\nBristol BS6 5AL", false, true],
    [", Then we left", "", false, false],
    [" is closed", "", false, false],
  ])("behind a street: %s", (text, tail, unit, town) => {
    const bytes = Buffer.from(text);
    const found = postalTail(bytes, 0, bytes.length);
    expect([bytes.toString("utf8", 0, found.end), found.unit, found.town]).toEqual([tail, unit, town]);
  });
});

test("zipFits knows the ranges of states", () => {
  expect([zipFits("CA", "94105"), zipFits("ID", "12345"), zipFits("XX", "12345")]).toEqual([true, false, null]);
});
