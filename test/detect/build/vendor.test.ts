// Values that only their provider's name gives away: the grammar of a row, where a name and a value count, and that asking
// all rules at once finds what each finds alone.

import { describe, expect, test } from "vitest";
import { sample, sampleUuid } from "../../../src/detect/build/sample.ts";
import { isVendorRule, vendors } from "../../../src/detect/build/vendor.ts";
import { formEnd, overlongEnd, parseForm, sampleForm } from "../../../src/detect/build/vendor-form.ts";
import { readRun } from "../../../src/detect/build/vendor-name.ts";
import { parseWord, wordEnd } from "../../../src/detect/build/vendor-word.ts";
import { BASE62, DIGIT, LOWER_HEX } from "../../../src/detect/charset.ts";
import { createDetector } from "../../../src/detect/detector.ts";
import { checkExamples, readExample } from "../../../src/detect/examples.ts";
import { RULES } from "../../../src/detect/rules/index.ts";

const hex = sample(LOWER_HEX, 32, 1);
const sha1 = sample(LOWER_HEX, 40, 2);
const key = sample(BASE62, 40, 3);
const uuid = sampleUuid(LOWER_HEX, 4);
const digits = sample(DIGIT, 16, 5);

const rules = vendors(
  "API_KEY",
  "!acmecloud h32 a40 U; ~front a40; wide_world=wide_world,ww 'k_'a20-30 d16 @OPENAI_KEY; misty K;",
);
const detector = createDetector({ rules, level: "balanced" });

function find(text: string): string[] {
  const bytes = Buffer.from(text);
  const { length } = bytes;
  return detector
    .scan({ bytes, lo: 0, from: 0, to: length, hi: length, final: true })
    .spans.map(({ start, end }) => bytes.toString("utf8", start, end));
}

describe("forms", () => {
  const end = (spec: string, text: string) => formEnd(parseForm(spec), Buffer.from(text), 0, Buffer.byteLength(text));

  test.each([
    ["h4", "beef", 4],
    ["h4", "beef;", 4],
    ["h4", "beef.", 4],
    ["h4", "beef.com", -1],
    ["h4", "beefs", -1],
    ["h4", "bee", -1],
    ["h4", "bee=", -1],
    ["a3-5", "abcd", 4],
    ["a3-5", "abcdef", -1],
    ["q3-9", "a.b.", 3],
    ["'b_'u4", "b_x-y1 ", 6],
    ["'b_'u4", "c_x-y1", -1],
    ["d2'/'h4", "12/beef", 7],
    ["V", "Zbcdefgh-ijkl-mnop-qrst-uvwxyz012345", 36],
    ["U", "Zbcdefgh-ijkl-mnop-qrst-uvwxyz012345", -1],
  ])("%s ends in %j at %i", (spec, text, want) => expect(end(spec, text)).toBe(want));

  test.each(["", "a", "x", "y4", "a4 ", "a4'", "'b_'+"])("%j is none", (spec) =>
    expect(() => parseForm(spec)).toThrow(TypeError),
  );

  test("a run goes on for some characters only", () => {
    const form = parseForm("h32");
    const over = (more: number) => overlongEnd(form, Buffer.from(`${hex}${"a".repeat(more)}`), 0, 32 + more);
    expect([0, 1, 16, 17].map(over)).toEqual([-1, 33, 48, -1]);
  });

  test("a sample has its form", () => {
    for (const spec of ["d16", "h32", "'b_'u44", "U", "V", "a6'_'a6'-'a6", "b44", "c20"]) {
      const form = parseForm(spec);
      for (let seed = 0; seed < 20; seed++) {
        const text = sampleForm(form, seed);
        expect(formEnd(form, Buffer.from(text), 0, text.length)).toBe(text.length);
      }
    }
  });
});

describe("names", () => {
  const at = (spec: string, text: string, start = 0) =>
    wordEnd(parseWord(spec), Buffer.from(text), 0, Buffer.byteLength(text), start);

  test.each([
    ["acme", "acme_key", 0, 4],
    ["~acme", "ACME_KEY", 0, 4],
    ["wide_world", "wideworld", 0, 9],
    ["wide_world", "WIDE-WORLD", 0, 10],
    ["acme", "myAcme", 2, 6],
    ["acme", "myacme", 2, -1],
    ["acme", "my_acme", 3, 7],
    ["acme", "\\nacme", 2, 6],
    ["acme", "acm", 0, -1],
  ])("%s in %j at %i", (spec, text, start, want) => expect(at(spec, text, start)).toBe(want));

  test.each([
    ["Token", "secret"],
    ["SECRETKEY", "secret"],
    ["ApiKey", "secret"],
    ["ApiKeyId", "owned"],
    ["client", "owner"],
    ["clientId", "owned"],
    ["id", "id"],
    ["jobId", "about"],
    ["tokenUrl", "about"],
    ["url", "about"],
    ["commit", "else"],
    ["secretHash", "else"],
    ["is", "neutral"],
    ["lorem", "plain"],
  ])("%s is %s", (run, sort) => expect(readRun(Buffer.from(run), 0, run.length)).toBe(sort));
});

test.each([
  `ACMECLOUD_API_KEY=«${hex}»`,
  `export ACMECLOUD_TOKEN="«${key}»"; ls`,
  `acmecloud.secret := '«${key}»'`,
  `$acmecloudToken .= "«${hex}»"`,
  `acmecloud_TOKEN ?= "«${hex}»"`,
  `{"acmecloud":{"api_key":"«${hex}»"}}`,
  `{\\"acmecloud_key\\":\\"«${hex}»\\"}`,
  `<acmecloudKey>«${uuid}»</acmecloudKey>`,
  `<add key=&quot;acmecloudKey&quot; value=&quot;«${hex}»&quot;/>`,
  `config["acmecloud"]["secret"] = "«${hex}»"`,
  `new AcmecloudClient({ apiKey: "«${hex}»" })`,
  `os.environ.get("ACMECLOUD_KEY", "«${key}»")`,
  `curl "https://api.acmecloud.com/v2/now?units=m&access_key=«${hex}»&q=x"`,
  `my acmecloud token is «${key}», as of today`,
  `acmecloud token «${hex}»`,
  `acmecloud = "«${uuid}»"`,
  `acmecloud: «${hex}»`,
  `acmecloud «${key}»`,
  `acmecloud_client_id=«${hex}»`,
  `var acmecloudToken string = "«${hex}»"`,
  `front_api_token: «${key}»`,
  `frontToken="«${key}»"`,
  `WIDE_WORLD_KEY=«k_${key.slice(0, 24)}»`,
  `wide-world.client_id: «${digits}»`,
  `ww_secret=«k_${key.slice(0, 20)}»`,
  `MISTY_ACCESS = "«${key}»"`,
  // Too long is still a key where the name is clear.
  `acmecloud_key = «${hex}abc»`,
])("finds %s", (example) => {
  const { text, ranges } = readExample(example);
  expect(find(text.toString())).toEqual(ranges.map(([start, end]) => text.toString("utf8", start, end)));
});

test.each([
  [`ACMECLOUD_COMMIT=${sha1}`, "a commit"],
  [`acmecloud_key_hash = ${hex}`, "a hash of a key"],
  [`acmecloud_trace_id=${hex}`, "the id of a trace"],
  [`acmecloud_job_id=${hex}`, "the id of a job"],
  [`acmecloud_client_id=${uuid}`, "ids of that form are anybody's"],
  [`acmecloud_token_url=${hex}`, "about a token"],
  [`acmecloud_app = ${hex}`, "no stem"],
  [`acmecloud: ${sha1}`, "how lock files list hashes"],
  [`acmecloud@${sha1}`, "a revision"],
  [`acmecloud ${uuid}`, "a UUID without an assignment"],
  [`acmecloud_key = ${hex.slice(1)}`, "too short"],
  [`acmecloud_key = ${"0123456789abcdef".repeat(8)}`, "much too long"],
  [`acmecloud_key = ${"x".repeat(40)}`, "a blank"],
  [`acmecloud_key = getSecretFromVaultOrEnvironment()`, "a call"],
  [`acmecloud_key\n= ${hex}`, "another line"],
  [`acmeclouds key ${hex}`, "another word"],
  [`myacmecloud key ${hex}`, "another word"],
  [`front = ${key}`, "a common word alone"],
  [`front1234_key = ${key}`, "a common word with a number"],
  [`frontier_key = ${key}`, "another word"],
  [`the acmecloud agent was restarted by job ${hex}`, "prose"],
  [`misty key some_long_name_of_code_with_12_34_digits`, "a name of code"],
  [`ww_count = ${digits}`, "digits without a stem"],
])("leaves %j: %s", (text) => expect(find(text)).toEqual([]));

test("rows have kinds, ids and descriptions of their own", () => {
  expect(rules.map(({ id, kind }) => [id, kind])).toEqual([
    ["acmecloud-credential", "API_KEY"],
    ["front-credential", "API_KEY"],
    ["wide_world-credential", "OPENAI_KEY"],
    ["misty-credential", "API_KEY"],
  ]);
  expect(rules[0]?.description).toBe(
    "key, token or id beside the name acmecloud: 32 hex digits; 40 letters and digits; a UUID",
  );
});

test("examples that follow from a row fail a rule of another row", () => {
  const [rule, other] = vendors("API_KEY", "acmecloud h32; acmecloud h33;");
  if (rule === undefined || other === undefined) throw new Error("no rules");
  expect(checkExamples(rule)).toEqual([]);
  Object.defineProperty(other, "examples", { value: rule.examples });
  expect(checkExamples(other).length).toBeGreaterThanOrEqual(6);
});

test("all vendor rules together find the examples of each", () => {
  const all = createDetector({ rules: RULES.filter(isVendorRule), level: "balanced" });
  for (const rule of RULES.filter(isVendorRule))
    for (const example of rule.examples.yes) {
      const { text, ranges } = readExample(example);
      const { length } = text;
      const { spans } = all.scan({ bytes: text, lo: 0, from: 0, to: length, hi: length, final: true });
      for (const [start, end] of ranges)
        expect(
          spans.some((span) => span.start <= start && span.end >= end),
          `${rule.id}: ${example}`,
        ).toBe(true);
    }
});

test("hostile repetition of names stays fast", () => {
  for (const piece of ["acmecloud", "acmecloud_key1", "front.key.1", "secret=1abcdef,", "ww-"]) {
    const text = piece.repeat(Math.floor(100_000 / piece.length)) + key;
    const started = performance.now();
    find(text);
    // Quadratic work would take minutes.
    expect({ piece, slow: performance.now() - started > 3000 }).toEqual({ piece, slow: false });
  }
});
