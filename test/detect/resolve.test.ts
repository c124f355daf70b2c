// Overlapping candidates become disjoint spans that cover what any of them wanted masked.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Candidate, resolveOverlaps } from "../../src/detect/resolve.ts";
import type { Rule, Tier } from "../../src/detect/rule.ts";

const rule = (id: string, tier: Tier): Rule => ({
  id,
  kind: id.toUpperCase(),
  description: "a rule of this test",
  tier,
  confidence: 0.5,
  anchors: [],
  examples: { yes: [], no: [] },
  find() {},
});
const RULES = {
  proof: rule("proof", "proof"),
  form: rule("form", "form"),
  context: rule("context", "context"),
  name: rule("name", "name"),
};

const span = (tier: Tier, start: number, end: number, confidence = 0.5): Candidate => ({
  start,
  end,
  rule: RULES[tier],
  confidence,
  check: "none",
});

const TEXT = Buffer.from("abcdefghij0123456789-- ..ABCDEF");

const resolve = (...candidates: Candidate[]): string[] =>
  resolveOverlaps(candidates, TEXT).map(({ start, end, rule: { id } }) => `${id} ${start}-${end}`);

describe("who wins", () => {
  test.each([
    ["apart", [span("form", 5, 8), span("form", 0, 3)], ["form 0-3", "form 5-8"]],
    ["side by side", [span("form", 3, 6), span("context", 0, 3)], ["context 0-3", "form 3-6"]],
    ["the longer of one tier", [span("form", 0, 4), span("form", 0, 8)], ["form 0-8"]],
    [
      "proof before a longer form; its rest stays",
      [span("form", 0, 8), span("proof", 2, 5)],
      ["form 0-2", "proof 2-5", "form 5-8"],
    ],
    ["a labelled value before a form inside it", [span("context", 0, 8), span("form", 2, 5)], ["context 0-8"]],
    ["a form before context of the same extent", [span("context", 0, 8), span("form", 0, 8)], ["form 0-8"]],
    ["the surer of equals", [span("form", 0, 4, 0.5), span("form", 2, 6, 0.9)], ["form 0-2", "form 2-6"]],
    ["a rest without letter or digit is dropped", [span("form", 20, 28), span("proof", 25, 31)], ["proof 25-31"]],
    ["a form inside a name", [span("name", 0, 8), span("form", 2, 5)], ["name 0-2", "form 2-5", "name 5-8"]],
    ["a context before a longer name", [span("name", 0, 8), span("context", 2, 8)], ["name 0-2", "context 2-8"]],
    ["a name loses the signs at a cut", [span("name", 18, 31), span("proof", 25, 31)], ["name 18-20", "proof 25-31"]],
    ["nothing", [], []],
  ])("%s", (_, candidates, expected) => {
    expect(resolve(...candidates)).toEqual(expected);
  });
});

const tiers = fc.constantFrom<Tier>("proof", "form", "context", "name");
const candidates = fc.array(
  fc.tuple(tiers, fc.nat(TEXT.length - 1), fc.integer({ min: 1, max: 12 }), fc.constantFrom(0.3, 0.5, 0.9)),
  { maxLength: 10 },
);

test("spans are disjoint, sorted, cover every content byte of every candidate and nothing else", () => {
  fc.assert(
    fc.property(candidates, (list) => {
      const given = list.map(([tier, start, length, confidence]) =>
        span(tier, start, Math.min(TEXT.length, start + length), confidence),
      );
      const wanted = new Set<number>();
      for (const { start, end } of given) for (let i = start; i < end; i++) wanted.add(i);
      const spans = resolveOverlaps(
        given.map((candidate) => ({ ...candidate })),
        TEXT,
      );
      let at = 0;
      const covered = new Set<number>();
      for (const { start, end } of spans) {
        expect(start).toBeGreaterThanOrEqual(at);
        expect(end).toBeGreaterThan(start);
        at = end;
        for (let i = start; i < end; i++) covered.add(i);
      }
      for (const i of covered) expect(wanted.has(i)).toBe(true);
      for (const i of wanted) {
        if (/[a-z0-9]/i.test(String.fromCharCode(TEXT[i] ?? 0))) expect(covered.has(i), `byte ${i}`).toBe(true);
      }
    }),
    { numRuns: 1000 },
  );
});

test("the order of the candidates does not matter", () => {
  fc.assert(
    fc.property(candidates, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (list, random) => {
      const given = list.map(([tier, start, length, confidence]) =>
        span(tier, start, Math.min(TEXT.length, start + length), confidence),
      );
      const shuffled = given
        .map((candidate) => ({ candidate, key: random.next().value }))
        .sort((a, b) => a.key - b.key)
        .map(({ candidate }) => candidate);
      expect(resolve(...shuffled.map((c) => ({ ...c })))).toEqual(resolve(...given.map((c) => ({ ...c }))));
    }),
  );
});
