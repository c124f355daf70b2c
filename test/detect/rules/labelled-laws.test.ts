// Laws of the labelled rules over all of their examples together: the samples of the README, what a second pass finds, and
// what cuts change.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Block } from "../../../src/detect/build/block.ts";
import { sample } from "../../../src/detect/build/sample.ts";
import { BASE62 } from "../../../src/detect/charset.ts";
import { createDetector } from "../../../src/detect/detector.ts";
import { readExample } from "../../../src/detect/examples.ts";
import { assignmentRules } from "../../../src/detect/rules/assignment.ts";
import { commandLineRules } from "../../../src/detect/rules/command-line.ts";
import { credentialCallRules } from "../../../src/detect/rules/credential-call.ts";
import { httpHeaderRules } from "../../../src/detect/rules/http-headers.ts";
import { networkConfigRules } from "../../../src/detect/rules/network-config.ts";
import { otpRules } from "../../../src/detect/rules/otp.ts";
import { privateKeyRules } from "../../../src/detect/rules/private-key.ts";
import { seedRules } from "../../../src/detect/rules/seed.ts";
import { sqlPasswordRules } from "../../../src/detect/rules/sql-password.ts";
import { urlCredentialRules } from "../../../src/detect/rules/url-credentials.ts";
import { vendorPlaceRules } from "../../../src/detect/rules/vendor-places.ts";
import { vendorRulesAToL } from "../../../src/detect/rules/vendors-a-l.ts";
import { vendorRulesMToZ } from "../../../src/detect/rules/vendors-m-z.ts";
import { xmlElementRules } from "../../../src/detect/rules/xml-element.ts";

const rules = [
  ...assignmentRules,
  ...commandLineRules,
  ...credentialCallRules,
  ...networkConfigRules,
  ...httpHeaderRules,
  ...otpRules,
  ...privateKeyRules,
  ...seedRules,
  ...sqlPasswordRules,
  ...urlCredentialRules,
  ...vendorPlaceRules,
  ...xmlElementRules,
  // One of forty is enough: they share one reader.
  ...[...vendorRulesAToL, ...vendorRulesMToZ].filter((_, i) => i % 40 === 0),
];
const detector = createDetector({ rules });

function find(bytes: Buffer): { start: number; end: number }[] {
  return detector.scan({ bytes, lo: 0, from: 0, to: bytes.length, hi: bytes.length, final: true }).spans;
}

function values(text: string): string[] {
  const bytes = Buffer.from(text);
  return find(bytes).map((s) => bytes.toString("utf8", s.start, s.end));
}

/** The text as the next pass sees it: every found value replaced and blanked out. */
function blanked(text: string): Buffer {
  const bytes = Buffer.from(text);
  for (const { start, end } of find(bytes)) bytes.fill(0, start, end);
  return bytes;
}

const examples = rules.flatMap((rule) => [
  ...rule.examples.yes.map((example) => readExample(example).text.toString()),
  ...rule.examples.no.map((no) => no.text),
]);

describe("samples", () => {
  test("an .env file", () => {
    const key = `sk-proj-${sample(BASE62, 40, 400)}`;
    const text = `OPENAI_API_KEY=${key}\nDATABASE_URL=postgres://admin:secret123@db.example.com:5432/mydb\nDEBUG=true\nPORT=8080\n`;
    expect(values(text)).toEqual([key, "secret123"]);
  });

  test("a JSON document inside a JSON string", () => {
    const inner = JSON.stringify({ user: "bob", password: 'a"b\\c d1', note: "x" });
    expect(values(JSON.stringify({ body: inner }))).toEqual([
      JSON.stringify(JSON.stringify('a"b\\c d1').slice(1, -1)).slice(1, -1),
    ]);
  });

  test("a value ends before the escape that follows it", () => {
    expect(values(String.raw`{"log":"login password=hunter22\nnext line\tx"}`)).toEqual(["hunter22"]);
  });
});

describe("a second pass", () => {
  test.each(examples.map((text) => [text]))("finds nothing new in %s", (text) => {
    const second = blanked(text);
    expect(find(second).map((s) => second.toString("utf8", s.start, s.end))).toEqual([]);
  });

  test("finds nothing new in lines that hold several", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...examples), { minLength: 2, maxLength: 4 }),
        fc.constantFrom(" ", ", ", "; "),
        (some, by) => {
          const second = blanked(some.join(by));
          expect(find(second).map((s) => second.toString("utf8", s.start, s.end))).toEqual([]);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("cuts", () => {
  test("at line ends change nothing", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...examples), { minLength: 2, maxLength: 6 }), (some) => {
        const bytes = Buffer.from(some.join("\n"));
        const whole = find(bytes).map((s) => [s.start, s.end]);
        const cut: number[][] = [];
        let from = 0;
        let open: Block | null = null;
        for (let i = 0; i < bytes.length; i++) {
          if (bytes[i] !== 10 && i + 1 < bytes.length) continue;
          const hi = i + 1;
          const scanned = detector.scan({ bytes, lo: from, from, to: hi, hi, final: hi === bytes.length }, open);
          for (const s of scanned.spans) cut.push([s.start, s.end]);
          from = scanned.decided;
          open = scanned.block;
        }
        expect(cut).toEqual(whole);
      }),
      { numRuns: 1000 },
    );
  });
});
