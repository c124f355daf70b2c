// Spans are cut to the values that --fields names, line by line.

import { describe, expect, test } from "vitest";
import { createFieldFilter } from "../../src/cli/fields.ts";
import { RULES } from "../../src/detect/rules/index.ts";
import type { Frame } from "../../src/text/framer.ts";

const [rule] = RULES;

/** Filters spans given as texts of a frame; returns the texts that are left. */
function filter(paths: string, text: string, spans: string[], inside = false): string[] {
  const bytes = Buffer.from(text);
  if (rule === undefined) throw new Error("there is no rule");
  const frame: Frame = { bytes, lo: 0, from: 0, to: bytes.length, hi: bytes.length, final: true, inside };
  let from = 0;
  const candidates = spans.map((span) => {
    const start = bytes.indexOf(span, from);
    from = start + Buffer.byteLength(span);
    return { start, end: from, rule, confidence: 1, check: "none" as const };
  });
  return createFieldFilter(paths)(frame, candidates).map(({ start, end }) => bytes.toString("utf8", start, end));
}

describe("which spans stay", () => {
  const line = '{"a":"one two","b":{"c":"three"},"d":["four","five"]}\n';

  test.each([
    ["a", ["one", "two", "three", "five"], ["one", "two"]],
    ["b.c", ["one", "three", "five"], ["three"]],
    ["d[*]", ["three", "four", "five"], ["four", "five"]],
    ["x", ["one", "three"], []],
  ])("%s", (paths, spans, left) => {
    expect(filter(paths, line, spans)).toEqual(left);
  });

  test("each line is looked at by itself", () => {
    expect(filter("a", `${line}{"b":"two"}\n${line}`, ["two", '"two"', "one"])).toEqual(["two", "one"]);
  });

  test("a span that reaches out of the value is cut to it", () => {
    expect(filter("a", line, ['"one two","b"'])).toEqual(["one two"]);
  });

  test("a line that is no JSON, and a piece of a line, keep all of theirs", () => {
    expect(filter("a", 'a "one" two\n{"b":"three"}\n', ["two", "three"])).toEqual(["two"]);
    expect(filter("a", '{"b":"three","c', ["three"], true)).toEqual(["three"]);
  });
});

test("a path that cannot be read is a usage error", () => {
  expect(() => createFieldFilter("a[")).toThrow(expect.objectContaining({ code: "usage" }));
});
