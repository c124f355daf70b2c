// Values that are written otherwise than they are typed: what the decoded text shows is reported at its place in the
// original.

import { describe, expect, test } from "vitest";
import { createDetector } from "../../src/detect/detector.ts";
import { RULES } from "../../src/detect/rules/index.ts";

const detector = createDetector({ rules: RULES, level: "balanced" });

/** Texts of the spans of a kind. */
function found(text: string): string[] {
  const bytes = Buffer.from(text);
  const region = { bytes, lo: 0, from: 0, to: bytes.length, hi: bytes.length, final: true };
  return detector.scan(region).spans.map((s) => `${s.rule.kind} ${bytes.toString("utf8", s.start, s.end)}`);
}

describe("finds", () => {
  test.each([
    ["full-width digits", "手机１３８１２３４５６７８，", "PHONE １３８１２３４５６７８"],
    [
      "a full-width letter",
      "身份证：１１０１０１１９９００３０７００２Ｘ",
      "CN_ID_CARD １１０１０１１９９００３０７００２Ｘ",
    ],
    [
      "full-width groups",
      "卡号 ４１１１ １１１１ １１１１ １１１１",
      "CREDIT_CARD ４１１１ １１１１ １１１１ １１１１",
    ],
    ["zero-width spaces", "138\u200b1234\u200b5678", "PHONE 138\u200b1234\u200b5678"],
    ["soft hyphens", "to b\u00adob@acme.com now", "EMAIL b\u00adob@acme.com"],
    ["no-break spaces", "138\u00a01234\u00a05678", "PHONE 138\u00a01234\u00a05678"],
    [
      "no-break spaces in accounts",
      "DE89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000",
      "IBAN DE89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000",
    ],
    ["wide dashes", "call 138－1234－5678", "PHONE 138－1234－5678"],
    ["typographic dashes", "call 415\u2013555\u20132671", "PHONE 415\u2013555\u20132671"],
    ["a wide plus", "＋86 138 1234 5678", "PHONE ＋86 138 1234 5678"],
    ["a wide at sign", "mail bob＠acme.com", "EMAIL bob＠acme.com"],
    ["percent-encoding", "GET /?q=bob%40acme.com&x=1", "EMAIL bob%40acme.com"],
    ["a percent-encoded plus", "phone=%2B8613812345678", "PHONE %2B8613812345678"],
    ["the end of an escape", "next%3Dbob%40acme.com%26x", "EMAIL bob%40acme.com"],
    [
      "JSON escapes",
      String.raw`{"p":"\u0031\u0033\u0038\u0031\u0032\u0033\u0034\u0035\u0036\u0037\u0038"}`,
      String.raw`PHONE \u0031\u0033\u0038\u0031\u0032\u0033\u0034\u0035\u0036\u0037\u0038`,
    ],
  ])("%s", (_, text, expected) => {
    expect(found(text)).toEqual([expected]);
  });
});

test("leaves encoded text without values alone", () => {
  for (const text of [
    "%40media %2Fpath%3Fa%3Db",
    "第１２３４号 ２０２６年",
    "2019\u20132026",
    "\\u003cdiv\\u003e",
    "1\u00a0234\u00a0567",
  ])
    expect(found(text)).toEqual([]);
});

test("reports plain neighbours of an encoded value once", () => {
  expect(found("a@acme.com,b%40acme.com")).toEqual(["EMAIL a@acme.com", "EMAIL b%40acme.com"]);
});
