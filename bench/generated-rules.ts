// Generated rules for one question: what does it cost to have twice as many? They come through the same builders as the
// real ones, in every anchor shape, and are about as rare in the text as a further provider's token or label would be.

import { literal } from "../src/detect/build/anchor.ts";
import { number } from "../src/detect/build/number.ts";
import { pattern } from "../src/detect/build/pattern.ts";
import { run, token } from "../src/detect/build/token.ts";
import { BASE62, type Charset, DIGIT, HEX, LOWER_ALNUM, UPPER_ALNUM } from "../src/detect/charset.ts";
import type { Rule } from "../src/detect/rule.ts";
import { createRandom, type Random } from "./random.ts";
import { DIGITS, LOWER, UPPER } from "./values.ts";

const EXAMPLES = { yes: [], no: [] };
const LABELS = "vault ticket badge folio ledger docket parcel voucher tenant claim roster permit".split(" ");
const SETS: readonly Charset[] = [BASE62, HEX, LOWER_ALNUM, UPPER_ALNUM];

type Maker = (id: string, random: Random) => Rule;

/** A prefix, then a run: how nearly every provider's token is made. */
const prefixed: Maker = (id, random) =>
  token(
    {
      id,
      description: "a generated prefix and a run",
      prefixes: [`${random.text(LOWER, random.int(3, 6))}${random.pick(["_", "-", ""])}`.padEnd(4, "q")],
      parts: [run(random.pick(SETS), random.int(16, 48), 64)],
    },
    "GENERATED",
    () => EXAMPLES,
  );

/** Upper-case letters and a run, as cloud access keys have it. */
const upper: Maker = (id, random) =>
  token(
    {
      id,
      description: "a generated upper-case prefix and a run",
      prefixes: [random.text(UPPER, 4)],
      parts: [run(UPPER_ALNUM, 16)],
    },
    "GENERATED",
    () => EXAMPLES,
  );

/** A label, an operator and a value. */
const labelled: Maker = (id, random) => {
  const label = `${random.pick(LABELS)}_${random.text(LOWER, 2)}`;
  return pattern({
    id,
    kind: "GENERATED",
    description: "a generated label and its value",
    anchors: [label],
    pattern: new RegExp(`${label}["']?\\s?[:=]\\s?["']?(?<value>[\\w-]{12,64})`, "y"),
    tier: "context",
    examples: EXAMPLES,
  });
};

/** A literal in the middle, looked back from: host names, e-mail-like forms. */
const inner: Maker = (id, random) => {
  const host = `.${random.text(LOWER, 5)}.example/`;
  return pattern({
    id,
    kind: "GENERATED",
    description: "a generated host with what stands before it",
    anchors: [host],
    back: 24,
    pattern: new RegExp(`[a-z0-9-]{3,24}${host.replaceAll(".", "\\.")}[\\w/]{4,64}`, "y"),
    examples: EXAMPLES,
  });
};

/** A shape of byte sets: two letters, a dash, four digits, a dash. */
const shaped: Maker = (id, random) => {
  const word = random.text(UPPER, 2);
  return pattern({
    id,
    kind: "GENERATED",
    description: "a generated shape",
    anchors: [[...literal(`${word}-`), DIGIT, DIGIT, DIGIT, DIGIT, ...literal("-")]],
    pattern: new RegExp(`${word}-\\d{4}-[A-Z0-9]{4,8}\\b`, "y"),
    examples: EXAMPLES,
  });
};

/** Digit groups with a checksum of its own. */
const numeric: Maker = (id, random) => {
  const modulus = random.int(7, 97);
  const prefix = random.text(DIGITS, 2);
  return number({
    id,
    kind: "GENERATED",
    description: "a generated number with a checksum",
    shapes: [random.pick(["10", "11", "12", "14", "15", "17", "3-3-4", "2-4-4", "4-4-2", "3-2-4"])],
    judge: ({ digits }) =>
      digits.startsWith(prefix) && Number(digits.slice(2)) % modulus === 1
        ? { confidence: 0.9, check: "passed" }
        : null,
    confidence: 0.9,
    examples: EXAMPLES,
  });
};

/** In the proportion that rule tables have: mostly prefixes. */
const MIX: readonly Maker[] = [
  prefixed,
  prefixed,
  labelled,
  prefixed,
  upper,
  numeric,
  prefixed,
  inner,
  prefixed,
  shaped,
];

/** `count` rules, the same ones for the same count. */
export function generateRules(count: number): Rule[] {
  const random = createRandom(20261120);
  return Array.from({ length: count }, (_, i) => (MIX[i % MIX.length] as Maker)(`generated-${i}`, random));
}
