// Holds for every built-in rule and kind, present and future: names, ranges, and the examples beside each rule.

import { describe, expect, test } from "vitest";
import { createDetector } from "../../src/detect/detector.ts";
import { checkExamples, readExample } from "../../src/detect/examples.ts";
import { isLabel, KINDS } from "../../src/detect/kinds.ts";
import { RULES } from "../../src/detect/rules/index.ts";

const kinds = new Set(KINDS.map((info) => info.kind));

describe("kinds", () => {
  test("are unique and have unique labels of the grammar", () => {
    expect(kinds.size).toBe(KINDS.length);
    // The word style drops underscores, so labels must differ without them.
    expect(new Set(KINDS.map((info) => info.label.replaceAll("_", ""))).size).toBe(KINDS.length);
    expect(KINDS.filter((info) => !isLabel(info.label) || info.label.includes("SECRET"))).toEqual([]);
    expect(KINDS.filter((info) => !/^[A-Z]+(?:_[A-Z]+)*$/.test(info.kind) || info.description === "")).toEqual([]);
  });
});

test("there are rules, and their ids are unique", () => {
  expect(RULES.length).toBeGreaterThan(0);
  const ids = RULES.map((rule) => rule.id);
  expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
});

describe.each(RULES.map((rule) => [rule.id, rule] as const))("%s", (id, rule) => {
  test("is well formed", () => {
    expect(id).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
    expect(kinds).toContain(rule.kind);
    expect(rule.description).not.toBe("");
    expect(rule.confidence).toBeGreaterThan(0);
    expect(rule.confidence).toBeLessThanOrEqual(1);
    expect(rule.anchors.length).toBeGreaterThan(0);
    for (const anchor of rule.anchors) expect(anchor.length).toBeGreaterThan(0);
  });

  test("has three examples and three labelled counter-examples", () => {
    expect(new Set(rule.examples.yes).size).toBeGreaterThanOrEqual(3);
    expect(new Set(rule.examples.no.map((no) => no.text)).size).toBeGreaterThanOrEqual(3);
    expect(rule.examples.no.filter((no) => no.why.trim() === "")).toEqual([]);
  });

  test("finds its examples exactly, and nothing in its counter-examples", () => {
    expect(checkExamples(rule)).toEqual([]);
  });

  test("finds nothing more where its values were blanked out, as issued placeholders are", () => {
    const detector = createDetector({ rules: [rule], enabled: () => true });
    for (const example of rule.examples.yes) {
      const { text, ranges } = readExample(example);
      for (const [start, end] of ranges) text.fill(0, start, end);
      const { length } = text;
      expect(detector.scan({ bytes: text, lo: 0, from: 0, to: length, hi: length, final: true }).spans).toEqual([]);
    }
  });
});
