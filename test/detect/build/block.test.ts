// Blocks: what is found may not depend on where the text was cut, and what is held never leaves unmasked.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BLOCK_MAX, type Block, block, growBlock } from "../../../src/detect/build/block.ts";
import { sample } from "../../../src/detect/build/sample.ts";
import { BASE64 } from "../../../src/detect/charset.ts";
import { createDetector } from "../../../src/detect/detector.ts";
import { assignmentRules } from "../../../src/detect/rules/assignment.ts";
import { emailRules } from "../../../src/detect/rules/email.ts";
import { pairedLineRules } from "../../../src/detect/rules/paired-lines.ts";
import { privateKeyRules } from "../../../src/detect/rules/private-key.ts";

const rules = [...emailRules, ...assignmentRules, ...privateKeyRules, ...pairedLineRules];
const detector = createDetector({ rules });

/** Spans of a text that arrives in pieces which end at the given offsets, as a filter feeds it. */
function scanIn(text: string, ends: readonly number[]): string[] {
  const bytes = Buffer.from(text);
  const out: string[] = [];
  let from = 0;
  let open: Block | null = null;
  for (const hi of [...ends, bytes.length]) {
    if (hi <= from && hi < bytes.length) continue;
    const final = hi === bytes.length;
    const scanned = detector.scan({ bytes, lo: from, from, to: hi, hi, final }, open);
    for (const span of scanned.spans) out.push(`${span.rule.kind} ${bytes.toString("utf8", span.start, span.end)}`);
    from = scanned.decided;
    open = scanned.block;
  }
  expect(open).toBeNull();
  return out;
}

function lineEnds(text: string): number[] {
  const bytes = Buffer.from(text);
  return [...bytes.keys()].filter((i) => bytes[i] === 10).map((i) => i + 1);
}

const body = Array.from({ length: 4 }, (_, i) => sample(BASE64, 64, 300 + i)).join("\n");
const NAME = "RSA PRIVATE" + " KEY";
const DASHES = "-".repeat(5);
const pem = `${DASHES}BEGIN ${NAME}${DASHES}\n${body}\n${DASHES}END ${NAME}${DASHES}`;

const SAMPLE = [
  "to bob@example.com, with",
  pem,
  "from ann@example.com",
  'DEPLOY_SECRET="first line 1',
  "second line 2",
  'third" # jim@example.com',
  "db:",
  "  password: |",
  "    alpha 1",
  "    beta 2",
  "  user: joe@example.com",
  'API_TOKEN="never closed 42',
  "OTHER=kim@example.com",
  "key: |",
  `  ${pem.replaceAll("\n", "\n  ")}`,
  "private_key: >-",
  `  ${pem.replaceAll("\n", "\n  ")}`,
  `${DASHES}BEGIN ${NAME}${DASHES}`,
  sample(BASE64, 64, 310),
  "and prose goes on here, lea@example.com",
  `${DASHES}BEGIN ${NAME}${DASHES}`,
  sample(BASE64, 64, 311),
].join("\n");

describe("detector with blocks", () => {
  const whole = scanIn(SAMPLE, []);

  test("finds each value once, and what stands between", () => {
    expect(whole).toEqual([
      "EMAIL bob@example.com",
      `PRIVATE_KEY ${pem}`,
      "EMAIL ann@example.com",
      "API_KEY first line 1\nsecond line 2\nthird",
      "EMAIL jim@example.com",
      "PASSWORD alpha 1\n    beta 2",
      "EMAIL joe@example.com",
      "API_KEY never closed 42",
      "EMAIL kim@example.com",
      `PRIVATE_KEY ${pem.replaceAll("\n", "\n  ")}`,
      `PRIVATE_KEY ${pem.replaceAll("\n", "\n  ")}`,
      `PRIVATE_KEY ${DASHES}BEGIN ${NAME}${DASHES}\n${sample(BASE64, 64, 310)}`,
      "EMAIL lea@example.com",
      `PRIVATE_KEY ${DASHES}BEGIN ${NAME}${DASHES}\n${sample(BASE64, 64, 311)}`,
    ]);
  });

  test("does not depend on where the text was cut", () => {
    const ends = lineEnds(SAMPLE);
    for (const end of ends) expect(scanIn(SAMPLE, [end])).toEqual(whole);
    expect(scanIn(SAMPLE, ends)).toEqual(whole);
    fc.assert(
      fc.property(fc.subarray(ends), (some) => {
        expect(scanIn(SAMPLE, some)).toEqual(whole);
      }),
    );
  });

  test("ends a quoted value after 64 lines", () => {
    const text = `SECRET="${"word 1\n".repeat(100)}`;
    const [first] = scanIn(text, []);
    expect(first?.split("\n").length).toBe(65);
    expect(scanIn(text, lineEnds(text))).toEqual(scanIn(text, []));
  });

  test("candidates, which explain shows, hold a long block whole", () => {
    const long = `${DASHES}BEGIN ${NAME}${DASHES}\n${`${sample(BASE64, 64, 320)}\n`.repeat(5000)}`;
    const found = detector.candidates(Buffer.from(long)).filter((c) => c.rule.id === "private-key");
    expect(found.length).toBeGreaterThan(1);
    expect(found.at(-1)?.end).toBe(Buffer.byteLength(long.trimEnd()));
  });
});

describe("blocks whose value begins later", () => {
  const TEXT = [
    "- name: DB_PASSWORD # ann@example.com",
    "- name: DB_PASSWORD",
    '  value: "hunter2!" # bob@example.com',
    "- name: SMTP_PASSWORD",
    "  valueFrom: kim@example.com",
    'variable "db_password" {',
    "  type        = string",
    '  default     = "hunter3!"',
    "}",
    'variable "api_token" {',
    "  sensitive = true",
    '  validation { error_message = "ask lea@example.com" }',
    'variable "db_password" {',
    "  type = string",
  ].join("\n");
  const whole = scanIn(TEXT, []);

  test("begin there, and let go of lines that hold none", () => {
    expect(whole).toEqual([
      "EMAIL ann@example.com",
      "PASSWORD hunter2!",
      "EMAIL bob@example.com",
      "EMAIL kim@example.com",
      "PASSWORD hunter3!",
      "EMAIL lea@example.com",
    ]);
  });

  test("do not depend on where the text was cut", () => {
    const ends = lineEnds(TEXT);
    expect(scanIn(TEXT, ends)).toEqual(whole);
    fc.assert(
      fc.property(fc.subarray(ends), (some) => {
        expect(scanIn(TEXT, some)).toEqual(whole);
      }),
    );
  });
});

describe("growBlock", () => {
  const rule = block({
    id: "test-block",
    kind: "PRIVATE_KEY",
    description: "lines of x",
    anchors: ["begin"],
    open: () => null,
    line: (bytes, from, to) => (bytes[from] === 0x65 ? { end: to } : bytes[from] === 0x78 ? "more" : "not"),
    examples: { yes: [], no: [] },
  });
  const grow = (text: string, final: boolean) =>
    growBlock({ rule, start: 0, seen: 0, mark: 0 }, Buffer.from(text), Buffer.byteLength(text), final);

  test.each([
    ["an end", "x\nx\ne!\nz", false, { state: "ended", end: 6 }],
    ["a line that does not belong", "x\nx\nz\n", false, { state: "ended", end: 3 }],
    ["the end of the text", "x\nx", true, { state: "ended", end: 3 }],
    ["half a line", "x\nx", false, { state: "open" }],
    ["nothing more yet", "x\n", false, { state: "open" }],
    ["a line too long for a block", `x\n${"x".repeat(5000)}\n`, false, { state: "ended", end: 1 }],
    ["a line too long for a block, not complete", `x\n${"x".repeat(5000)}`, false, { state: "ended", end: 1 }],
  ] as const)("%s", (_, text, final, expected) => {
    expect(grow(text, final)).toEqual(expected);
  });

  test("cuts a block at its bound, at the same line however much is there", () => {
    const text = "x"
      .repeat(1023)
      .concat("\n")
      .repeat(BLOCK_MAX / 1024 + 4);
    const all = grow(text, true);
    expect(all).toEqual({ state: "cut", end: BLOCK_MAX });
    expect(grow(text.slice(0, BLOCK_MAX + 1024), false)).toEqual(all);
  });
});
