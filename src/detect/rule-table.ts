// The rules of a family as a line of text, and the line as rules that are made when they are asked: what a build writes into
// the bundles in place of the families, and a start reads.

import { Deferred, type MakeFamily } from "./deferred.ts";
import { GROUPS, groupOf } from "./groups.ts";
import type { Rule, RuleList } from "./rule.ts";

/** Stands behind the id of a rule that belongs to a group: one for each, in their order. */
const MARKS = ["#", "%", "=", "+"];
/** Stands behind that where the rule is off by default. */
const OPT_IN = "?";

/** `KIND id id KIND id`: a kind counts for all ids up to the next one. */
export function writeFamily(rules: readonly Rule[]): string {
  const words: string[] = [];
  let kind = "";
  for (const rule of rules) {
    if (rule.kind !== kind) words.push(rule.kind);
    kind = rule.kind;
    const group = groupOf(rule);
    const mark = group === undefined ? "" : MARKS[GROUPS.indexOf(group)];
    if (mark === undefined) throw new TypeError(`the group of ${rule.id} has no mark`);
    words.push(`${rule.id}${mark}${rule.optIn === true ? OPT_IN : ""}`);
  }
  return words.join(" ");
}

/** What stands for a family: how many rules it has, its line, and what makes them. */
export type Family = readonly [count: number, line: string, make: MakeFamily];

/** The rules of families in a row. A line is read when somebody asks for a rule of it. */
export function readFamilies(families: readonly Family[]): RuleList {
  const firsts: number[] = [];
  let length = 0;
  for (const [count] of families) {
    firsts.push(length);
    length += count;
  }
  const read: Rule[][] = [];
  const rulesOf = (family: number): Rule[] => {
    const [, line, make] = families[family] as Family;
    read[family] ??= readFamily(line, make);
    return read[family];
  };
  return {
    length,
    at(index) {
      const family = firsts.findLastIndex((first) => first <= index);
      return family < 0 ? undefined : rulesOf(family)[index - (firsts[family] as number)];
    },
    candidates(owner) {
      const mark = MARKS[GROUPS.findIndex((group) => group.owner === owner)] ?? "";
      return families.flatMap(([, line], family) => (line.includes(mark) ? rulesOf(family) : []));
    },
    *[Symbol.iterator]() {
      for (let family = 0; family < families.length; family++) yield* rulesOf(family);
    },
  };
}

/** The rules of a line, in order. `make` makes them all, and is asked when somebody needs one. */
function readFamily(line: string, make: MakeFamily): Rule[] {
  const rules: Rule[] = [];
  let kind = "";
  for (const word of line.split(" ")) {
    const first = word.charCodeAt(0);
    if (first >= CAPITAL_A && first <= CAPITAL_Z) {
      kind = word;
      continue;
    }
    let end = word.length;
    const optIn = word[end - 1] === OPT_IN;
    if (optIn) end--;
    const mark = MARKS.indexOf(word[end - 1] as string);
    if (mark >= 0) end--;
    rules.push(new Deferred(word.slice(0, end), kind, optIn, GROUPS[mark]?.owner ?? 0, make, rules.length));
  }
  return rules;
}

/** Kinds are in capitals, ids are not. */
const CAPITAL_A = 0x41;
const CAPITAL_Z = 0x5a;
