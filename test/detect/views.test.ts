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
    ["JSON in JSON", String.raw`{"u":"bob\\u0040acme.com"}`, String.raw`EMAIL bob\\u0040acme.com`],
    ["escapes of code", String.raw`s='bob\x40acme.com'`, String.raw`EMAIL bob\x40acme.com`],
    ["percent-encoding done twice", "q=bob%2540acme.com", "EMAIL bob%2540acme.com"],
    [
      "a Chinese caption in JSON that keeps to ASCII",
      String.raw`{"note":"\u5ba2\u6237\u53f7\uff1a20481177"}`,
      "ACCOUNT 20481177",
    ],
    [
      "a Chinese address in JSON that keeps to ASCII",
      String.raw`{"a":"\u957f\u6c99\u5e02\u82b1\u56ed\u8def5\u53f73\u697c"}`,
      String.raw`ADDRESS \u957f\u6c99\u5e02\u82b1\u56ed\u8def5\u53f73\u697c`,
    ],
    [
      "the slashes of a URL in JSON",
      String.raw`{"u":"https:\/\/app:hunterTwo9@db.internal\/x"}`,
      "PASSWORD hunterTwo9",
    ],
    ["decimal entities", "x &#98;ob&#64;acme.com y", "EMAIL &#98;ob&#64;acme.com"],
    ["hexadecimal entities", "<a>bob&#x40;acme.com</a>", "EMAIL bob&#x40;acme.com"],
    ["named entities", "bob&commat;acme&period;com", "EMAIL bob&commat;acme&period;com"],
    ["digits as entities", "tel 13&#56;1234&#53;678", "PHONE 13&#56;1234&#53;678"],
    ["quoted-printable", "mail bob=40acme.com now", "EMAIL bob=40acme.com"],
    ["quoted-printable before a digit", "mail li12=40163.com now", "EMAIL li12=40163.com"],
    [
      "Arabic digits",
      "tel \u0661\u0663\u0668\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668",
      "PHONE \u0661\u0663\u0668\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668",
    ],
    ["marks of direction", "138\u200e1234\u200f5678", "PHONE 138\u200e1234\u200f5678"],
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
    "size=40px x=40 a=3Db width=40em",
    "status=40163 size=40126.5",
    "&#64;media &#39;x&#39; &amp;c; \\x40 \\x31",
  ])
    expect(found(text)).toEqual([]);
});

test("reports plain neighbours of an encoded value once", () => {
  expect(found("a@acme.com,b%40acme.com")).toEqual(["EMAIL a@acme.com", "EMAIL b%40acme.com"]);
});

describe("base64", () => {
  const encode = (text: string): string => Buffer.from(text).toString("base64");
  const secret = ["pass", "word: hunterTwo99x"].join("");

  test.each(["", "x", "xy"])("is read at each alignment, behind %j", (lead) => {
    const packed = encode(`${lead} bob.smith@gmail.com, 张伟`);
    expect(found(`blob ${packed} end`)).toEqual([`EMAIL ${packed}`]);
  });

  test("of JSON and of configuration", () => {
    const json = encode(JSON.stringify({ user: "bob@acme.com", n: 1 }));
    expect(found(`{"state":"${json}"}`)).toEqual([`EMAIL ${json}`]);
    const file = encode(`a: 1\n${secret}\n`);
    expect(found(`data:\n  app.yml: ${file}\n`)).toEqual([`PASSWORD ${file}`]);
  });

  test("takes no path before it", () => {
    const packed = encode("postgres://app:hunterTwo99@db.example.com/x");
    expect(found(`/cb/${packed} z`).join()).toMatch(new RegExp(` ${packed}$`));
  });

  test("without a value stays", () => {
    for (const text of ['{"a":1,"b":[1,2]}', '{"version":3,"sources":["a.ts"]}', "the password is hashed"])
      expect(found(`x ${encode(text)} y`)).toEqual([]);
    expect(found("eyJ eyJhbGciOiJub25lIn0 AKIA")).toEqual([]);
  });
});
