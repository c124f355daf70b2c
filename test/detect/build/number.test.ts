// Every phrase that a number rule could take holds an anchor; else the rule would never be asked about it.

import { expect, test } from "vitest";
import { isNumberRule } from "../../../src/detect/build/number.ts";
import { createFound } from "../../../src/detect/hits.ts";
import { createPass } from "../../../src/detect/pass.ts";
import { planSearch } from "../../../src/detect/plan.ts";
import { RULES } from "../../../src/detect/rules/index.ts";

const numberRules = RULES.filter(isNumberRule);
const plan = planSearch(numberRules);
const pass = createPass({ ...plan, gateIds: new Uint16Array(plan.gateIds.length) }, "js");

function anchorsIn(text: string): number {
  const found = createFound();
  const bytes = Buffer.from(text);
  pass.run(bytes, 0, bytes.length, found);
  return found.asks.count;
}

/** The group lengths of a shape; of a range its ends. */
function groupsOf(shape: string): number[][] {
  const range = /^(\d+)\.\.(\d+)$/.exec(shape);
  return range === null ? [shape.split("-").map(Number)] : [[Number(range[1])], [Number(range[2])]];
}

test.each(numberRules.flatMap(({ id, shapes }) => shapes.map((shape) => [id, shape] as const)))(
  "%s: groups %s are found by an anchor, joined by spaces or dashes",
  (_, shape) => {
    for (const groups of groupsOf(shape))
      for (const joint of [" ", "-"]) {
        const phrase = groups.map((length) => "7".repeat(length)).join(joint);
        expect(anchorsIn(` ${phrase} `), phrase).toBeGreaterThan(0);
      }
  },
);

test("dates and times hold none", () => {
  expect(anchorsIn("2026-09-21 14:13:20.137 took 483 ms, 2026/09/21, v1.20.300")).toBe(0);
});
