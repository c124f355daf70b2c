// What lies outside of a region is not there: no rule, gate or check reads it. A feed's buffer holds older bytes behind the text.

import { describe, expect, test } from "vitest";
import { createDetector } from "../../src/detect/detector.ts";
import { RULES } from "../../src/detect/rules/index.ts";

const detector = createDetector({ rules: RULES });

/** Bytes that mean something to some rule. */
const SOME = [":", "=", "a", "0", '"', "密"];
const OUTSIDE =
  process.env.CLOSEMASK_LONG === "1" ? [...SOME, " ", "\n", "@", "-", ".", "/", "\\", "_", "&", "%20"] : SOME;

function spansOf(text: string, before: string, behind: string): string {
  const bytes = Buffer.from(`${before}${text}${behind}`);
  const lo = Buffer.byteLength(before);
  const hi = lo + Buffer.byteLength(text);
  const { spans } = detector.scan({ bytes, lo, from: lo, to: hi, hi, final: true });
  return spans.map(({ start, end, rule }) => `${rule.id} ${start - lo}-${end - lo}`).join(", ");
}

const examples = RULES.flatMap(({ id, examples: { yes } }) => yes.map((example) => ({ id, text: plain(example) })));

function plain(example: string): string {
  return example.replace(/[«»]/g, "");
}

describe("the end of a region", () => {
  test("is the end of the text for every rule", () => {
    const wrong: string[] = [];
    for (const { id, text } of examples) {
      const alone = spansOf(text, "", "");
      for (const outside of OUTSIDE) {
        if (spansOf(text, "", outside) !== alone) wrong.push(`${id}: ${JSON.stringify(outside)} behind`);
        if (spansOf(text, outside, "") !== alone) wrong.push(`${id}: ${JSON.stringify(outside)} before`);
      }
    }
    expect([...new Set(wrong)]).toEqual([]);
  });
});
