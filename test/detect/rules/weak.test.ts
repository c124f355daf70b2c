// What a rule does not judge to the end is what nobody would have wanted.

import { expect, test } from "vitest";
import type { Rule, Scan } from "../../../src/detect/rule.ts";
import { assignmentRules } from "../../../src/detect/rules/assignment.ts";

const LEAST = 0.5;
const AHEAD = [
  "",
  " ",
  "the ",
  "set -x ",
  "setenv ",
  "ENV ",
  "config set ",
  "reset ",
  "--",
  '"',
  "(",
  '("',
  "{",
  "login bob ",
];
const NAMES = ["token", "DB_TOKEN", "com.acme.token.Handler", "secret", "client_secret", "API key", "creds"];
const JOINTS = [" ", "\t", " \t", "(", '("', "( ", '", "', '","', ', "', ", ", " is ", '" "', "=", ": "];
const VALUES = [
  "id=745520",
  "id=",
  "client=185.55.90.253",
  "pending",
  'pending","trace_id":"917db000653e"',
  "ab1234cd",
  "4711",
];
VALUES.push(
  "Handler.java:742)",
  "self)",
  "trace_id",
  "q7Xw2LmN9pRt4KvB",
  "aBcDeFgHiJkLmNoPqRsTuV",
  "u'q7Xw2LmN9pRt4KvB'",
);
VALUES.push(
  "invalid",
  "user=bob1234@acme.com",
  "9=1234",
  "a.b-c=1234",
  "00ff00ff00ff",
  "%s",
  "list[str]",
  "x1y2z3w4v5u6",
);

/** What a rule reports of a text from a confidence on, and the blocks that it opens. */
function found(rule: Rule, bytes: Buffer, least: number, wants: Scan["wants"]): string[] {
  const spans: string[] = [];
  const scan: Scan = {
    bytes,
    lo: 0,
    hi: bytes.length,
    add: (_, start, end, confidence) => {
      if (confidence >= least) spans.push(`${start}-${end} ${confidence} ${bytes.toString("latin1", start, end)}`);
    },
    open: (block) => spans.push(`block ${block.start}`),
    ...(wants !== undefined && { wants }),
  };
  const { anchors } = rule;
  for (let at = 0; at < bytes.length; at++)
    for (const anchor of anchors)
      if (anchor.every((set, k) => at + k < bytes.length && set[bytes[at + k] as number] === 1))
        rule.find(scan, at, at + anchor.length);
  return spans;
}

test("a value behind a name is the same whether weak ones are wanted or not", () => {
  const lines = AHEAD.flatMap((ahead) =>
    NAMES.flatMap((name) => JOINTS.flatMap((joint) => VALUES.map((value) => `x ${ahead}${name}${joint}${value}" y`))),
  );
  const text = Buffer.from(lines.join("\n"));
  const all = assignmentRules.map((rule) => found(rule, text, LEAST, undefined));
  expect(assignmentRules.map((rule) => found(rule, text, LEAST, (_, confidence) => confidence >= LEAST))).toEqual(all);
  expect(all.flat().length).toBeGreaterThan(1000);
});
