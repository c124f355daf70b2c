// The gold set of bench/gold: that its marks are read, that it is as large and as varied as it claims, and that the bars of
// `npm run bench:ner` hold on the part that nobody looks at.

import { expect, test } from "vitest";
import { readGold, readMarks } from "../../../bench/gold.ts";
import { createLexicon } from "../../../src/ner/lexicon/create-lexicon.ts";

const gold = readGold();

test("marks are taken out, and say what they enclose", () => {
  expect(readMarks("Hi {P:Ann Li},\\nof {O:Acme Ltd}.")).toEqual({
    text: "Hi Ann Li,\nof Acme Ltd.",
    spans: [
      { start: 3, end: 9, kind: "PERSON" },
      { start: 14, end: 22, kind: "ORGANIZATION" },
    ],
  });
});

test("it holds 300 sentences and more, in three languages, and no mark is left over", () => {
  expect(gold.length).toBeGreaterThanOrEqual(300);
  expect(new Set(gold.map(({ language }) => language))).toEqual(new Set(["en", "zh", "es"]));
  expect(new Set(gold.map(({ text }) => text)).size).toBe(gold.length);
  expect(gold.filter(({ text }) => /[{}]\s*[POLA]:|\{[a-z]:/.test(text))).toEqual([]);
  expect(gold.filter(({ spans }) => spans.length === 0).length).toBeGreaterThan(50);
});

test.each([
  ["PERSON", 0.85, 0.9],
  ["ORGANIZATION", 0.7, 0.85],
  ["ADDRESS", 0.8, 0.9],
] as const)("%s: recall %d and precision %d hold on the part that is only scored", (kind, recall, precision) => {
  const engine = createLexicon({ kinds: [kind] });
  let [spans, hit, found, right] = [0, 0, 0, 0];
  for (const one of gold) {
    if (one.part !== "held" || one.language === "es") continue;
    const mine = engine.find(one.text);
    const wanted = one.spans.filter((span) => span.kind === kind);
    const covers = (a: { start: number; end: number }, b: { start: number; end: number }): boolean =>
      2 * (Math.min(a.end, b.end) - Math.max(a.start, b.start)) >= b.end - b.start;
    spans += wanted.length;
    hit += wanted.filter((span) => mine.some((f) => covers(f, span))).length;
    found += mine.length;
    right += mine.filter((f) => wanted.some((span) => covers(f, span) || covers(span, f))).length;
  }
  expect(hit / spans).toBeGreaterThanOrEqual(recall);
  expect(right / found).toBeGreaterThanOrEqual(precision);
});
