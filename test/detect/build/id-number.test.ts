import { expect, test } from "vitest";
import { idNumber } from "../../../src/detect/build/id-number.ts";
import { createDetector } from "../../../src/detect/detector.ts";
import type { Rule } from "../../../src/detect/rule.ts";

function row(id: string, words: string): Rule {
  const examples = () => ({ yes: [], no: [] });
  return idNumber({ id, kind: "ACCOUNT", description: "a number for tests", shapes: ["9"], words, examples });
}

function found(rules: readonly Rule[], text: string): string[] {
  const bytes = Buffer.from(text);
  const region = { bytes, lo: 0, from: 0, to: bytes.length, hi: bytes.length, final: true };
  return createDetector({ rules })
    .scan(region)
    .spans.map(({ rule }) => rule.id);
}

test("captions count of rows that are made after numbers have been judged", () => {
  const first = row("first", "plover ref");
  expect(found([first], "plover ref: 402193857\n")).toEqual(["first"]);
  const second = row("second", "curlew ref");
  expect(found([first, second], "curlew ref: 402193857\n")).toEqual(["second"]);
});
