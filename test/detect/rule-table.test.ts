import { readFile } from "node:fs/promises";
import { fileURLToPath, URL } from "node:url";
import { expect, test } from "vitest";
import { ruleFamilies, ruleList } from "../../scripts/rule-list.js";
import { made } from "../../src/detect/deferred.ts";
import { createDetector } from "../../src/detect/detector.ts";
import { groupOf } from "../../src/detect/groups.ts";
import { type Plan, planSearch } from "../../src/detect/plan.ts";
import type { Rule } from "../../src/detect/rule.ts";
import { type Family, readFamilies, writeFamily } from "../../src/detect/rule-table.ts";
import { RULES } from "../../src/detect/rules/index.ts";

const families = await ruleFamilies();

/** The families as the bundles have them. `onMake` is told which one a rule is wanted of. */
function listOf(onMake: (module: string) => void = () => {}): ReturnType<typeof readFamilies> {
  let first = 0;
  const entries = families.map(({ module, count, line }): Family => {
    const rules = RULES.slice(first, first + count);
    first += count;
    const make = (): readonly Rule[] => {
      onMake(module);
      return rules;
    };
    return [count, line, make];
  });
  return readFamilies(entries);
}

test("the list agrees with the rules: ids, kinds, order, groups, and the rule behind each", () => {
  const list = listOf();
  const stand = [...list];
  expect(list.length).toBe(RULES.length);
  expect(stand.length).toBe(RULES.length);
  const names = (rule: Rule) => ({
    id: rule.id,
    kind: rule.kind,
    optIn: rule.optIn === true,
    group: groupOf(rule)?.owner,
  });
  expect(stand.map(names)).toEqual(RULES.map(names));
  for (const [i, rule] of RULES.entries()) {
    const other = list.at(i) as Rule;
    expect(other).not.toBe(rule);
    expect(made(other)).toBe(rule);
    expect([other.tier, other.confidence, other.remembers === true, other.find]).toEqual([
      rule.tier,
      rule.confidence,
      rule.remembers === true,
      rule.find,
    ]);
  }
  expect(list.at(RULES.length)).toBeUndefined();
  expect(list.at(-1)).toBeUndefined();
});

test("no rule is made for a name, a kind or a group", () => {
  const asked: string[] = [];
  const list = listOf((module) => asked.push(module));
  expect([...list].filter((rule) => rule.optIn === true || groupOf(rule) !== undefined).length).toBeGreaterThan(500);
  expect(asked).toEqual([]);
});

test("the text of the list requires each family where it is", async () => {
  const text = await ruleList();
  for (const { module, name } of families) {
    expect(text).toContain(`require("${module}").${name}]`);
    const file = fileURLToPath(new URL(`../../src/detect/rules/${module}`, import.meta.url));
    expect(await readFile(file, "utf8")).toMatch(new RegExp(`^export const ${name}\\b`, "m"));
  }
});

test("an opt-in rule is marked, a kind counts until the next", () => {
  const [rule] = RULES as [Rule];
  expect(
    writeFamily([
      { ...rule, id: "x", kind: "A" },
      { ...rule, id: "y", kind: "A", optIn: true },
    ]),
  ).toBe("A x y?");
});

const plan: Plan = planSearch(RULES);

function scan(text: string): { modules: string[]; spans: unknown[] } {
  const modules = new Set<string>();
  const detector = createDetector({ rules: listOf((module) => modules.add(module)), plan });
  const bytes = Buffer.from(text);
  const region = { bytes, lo: 0, from: 0, to: bytes.length, hi: bytes.length, final: true };
  const { spans } = detector.scan(region);
  const direct = createDetector({ rules: RULES, plan }).scan(region).spans;
  expect(spans).toEqual(direct);
  return { modules: [...modules].sort(), spans };
}

test("a scan makes the families that it has hits for and no others", () => {
  expect(scan("nothing to see here\n")).toEqual({ modules: [], spans: [] });
  const mail = scan("mail bob@acme.com\n");
  expect([mail.modules, mail.spans.length]).toEqual([["./email.ts"], 1]);
  const call = scan("call +1 415 555 0134 or pay 4111 1111 1111 1111\n");
  expect(call.modules).toContain("./card.ts");
  expect(call.modules).not.toContain("./email.ts");
  expect(call.spans.length).toBe(2);
});

test("thresholds of rules count before and after they are made", () => {
  const bytes = Buffer.from("mail bob@acme.com\n");
  const region = { bytes, lo: 0, from: 0, to: bytes.length, hi: bytes.length, final: true };
  const detector = (threshold: number) =>
    createDetector({ rules: listOf(), plan, thresholds: ({ kind }) => (kind === "EMAIL" ? threshold : undefined) });
  expect(detector(1).scan(region).spans.length).toBe(0);
  expect(detector(0.2).scan(region).spans.length).toBe(1);
});
