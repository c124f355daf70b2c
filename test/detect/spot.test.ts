// What the pass decides by itself is what the rules would have said: a region that is scanned lean has the same spans as one that
// is not, whatever stands around the values.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createDetector, type Detector, type Region, type Scanned } from "../../src/detect/detector.ts";
import { planSearch } from "../../src/detect/plan.ts";
import { RULES } from "../../src/detect/rules/index.ts";

const LONG = process.env.CLOSEMASK_LONG === "1";
const plan = planSearch(RULES);
const wasm = createDetector({ rules: RULES, plan, engine: "wasm" });
const js = createDetector({ rules: RULES, plan, engine: "js" });

type Found = readonly [start: number, end: number, rule: string, confidence: number];

function found({ spans, sure }: Scanned, { ruleAt }: Detector): Found[] {
  const all: Found[] = spans.map(({ start, end, rule, confidence }) => [start, end, rule.id, confidence]);
  for (let k = 0; k < (sure?.count ?? 0); k++) {
    const rule = ruleAt(sure?.steps[k] as number);
    all.push([sure?.starts[k] as number, sure?.ends[k] as number, rule.id, rule.confidence]);
  }
  return all.sort((a, b) => a[0] - b[0]);
}

/** A shorter text is not passed over in WebAssembly, which alone decides anything. */
const FILLER = "so it goes\n".repeat(60);

function regionOf(text: string, from = 0, cut = 0): Region {
  const bytes = Buffer.from(text);
  const hi = bytes.length;
  return { bytes, lo: 0, from: Math.min(from, hi), to: Math.max(from, hi - cut), hi, final: true };
}

/** How many values were certain. */
function agree(region: Region): number {
  const lean = wasm.scan({ ...region, lean: true });
  const certain = lean.sure?.count ?? 0;
  const { decided } = lean;
  const spans = found(lean, wasm);
  const plain = js.scan(region);
  expect(spans).toEqual(found(plain, js));
  expect(decided).toBe(plain.decided);
  return certain;
}

const VALUES = [
  "81.2.69.142",
  "203.0.114.77",
  "8.8.8.8",
  "10.0.0.5",
  "1.2.3.4.5",
  "256.1.1.1",
  "bob@acme.com",
  "anna.meyer42@mail.example.org",
  "x_1+tag@uni.example.de",
  "git@github.com",
  "icon@2x.png",
  "a@b.co.uk.",
  "müller@grün.de",
  "li@例子.中国",
  "o'neil@acme.com",
  '"john doe"@example.com',
  "user@host",
  "carol@new_type.com",
];
const AROUND = [
  ...[
    " ",
    "\n",
    "\t",
    ", ",
    ". ",
    ": ",
    "=",
    "-",
    "/",
    "//",
    "(",
    ")",
    "[",
    "]",
    "<",
    ">",
    '"',
    "'",
    "`",
    "@",
    ".",
    "\\n",
  ],
  ...[
    "。",
    "，",
    "是",
    "邮箱",
    "服务器 ",
    "版本 ",
    "é",
    "ß",
    "\u{1f600}",
    "%3D",
    "\\u0022",
    "\x1b[1m",
    "\0",
    "{",
    "}",
    ";",
    "|",
  ],
  ...[
    "version ",
    "ver: ",
    "build no. ",
    "release is ",
    "section ",
    "noversion ",
    "client=",
    "user=",
    "x = ",
    ">= ",
    "== ",
    "~> ",
  ],
  ...[
    '{"ip":"',
    '","to":"',
    '", ',
    "https://",
    "http://u:",
    "mailto:",
    "ssh ",
    "postgres://app:",
    "/path/",
    "Foo/",
    "v",
    "12",
    "3",
  ],
  ...[
    "please draft a short answer to them now ",
    "abandon ability able about above absent absorb abstract ",
    "+49 ",
    "tel ",
  ],
  ...[
    "-----BEGIN RSA PRIVATE KEY-----\n",
    `${"A".repeat(64)}\n`,
    "-----END RSA PRIVATE KEY-----",
    "password: ",
    "token=",
    "\r\n",
  ],
];

describe("a lean scan finds what a plain one does", () => {
  test("in examples of all rules, of which some values are certain", () => {
    let certain = 0;
    for (const { examples } of RULES) {
      const texts = [...examples.yes, ...examples.no.map(({ text }) => text)];
      for (const text of texts) certain += agree(regionOf(`${text.replaceAll(/[«»]/g, "")}\n${FILLER}`));
    }
    expect(certain).toBeGreaterThan(5);
  });

  test("in log lines, of which all values are", () => {
    const line =
      'client=81.2.69.142 "GET /x" user=bob@acme.com {"ip":"62.1.9.200","to":"anna@mail.example.org"} took 3 ms\n';
    expect(agree(regionOf(line.repeat(50)))).toBe(200);
  });

  test("whatever stands around a value, wherever the region begins and ends", () => {
    let certain = 0;
    const around = fc.oneof(fc.constantFrom(" ", "\n", '"', "="), fc.constantFrom(...AROUND));
    const piece = fc.tuple(around, fc.oneof(fc.constantFrom(...VALUES), fc.constantFrom(...AROUND)), around);
    const texts = fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.flat().join(""));
    fc.assert(
      fc.property(texts, fc.nat(30), fc.nat(30), fc.boolean(), (text, from, cut, last) => {
        certain += agree(
          last ? regionOf(FILLER + text, FILLER.length + from, cut) : regionOf(text + FILLER, from, cut),
        );
      }),
      { numRuns: LONG ? 300_000 : 5000 },
    );
    expect(certain).toBeGreaterThan(100);
  });
});
