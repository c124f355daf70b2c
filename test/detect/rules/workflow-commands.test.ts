// Declared secrets: where a value ends, what it teaches, and that a hostile line costs no more than another.

import { describe, expect, test } from "vitest";
import { sample } from "../../../src/detect/build/sample.ts";
import { BASE62 } from "../../../src/detect/charset.ts";
import { createDetector } from "../../../src/detect/detector.ts";
import { workflowCommandRules } from "../../../src/detect/rules/workflow-commands.ts";

const detector = createDetector({ rules: workflowCommandRules });
const [github, azure] = workflowCommandRules;

function found(text: string): string[] {
  const bytes = Buffer.from(text);
  const { length } = bytes;
  const { spans } = detector.scan({ bytes, lo: 0, from: 0, to: length, hi: length, final: true });
  return spans.map(({ start, end }) => bytes.toString("utf8", start, end));
}

describe("the value", () => {
  const token = sample(BASE62, 20, 1);

  test.each([
    [
      "at the beginning of a line is the rest of it",
      `::add-mask::a b "c" $d\t${token} \r\nx`,
      [`a b "c" $d\t${token}`],
    ],
    ["may be short there", "::add-mask::ab\n", ["ab"]],
    ["may be empty", "::add-mask::\n::add-mask::  \n", []],
    ["behind other words ends with the word", `log ::add-mask::${token} more`, [token]],
    ["behind other words is none when it is short", "log ::add-mask::ab12 more", []],
    ["in quotes ends with them", `x="::add-mask::${token}" y`, [token]],
    [
      "of Azure begins behind the bracket",
      `##vso[task.setvariable variable=a b;isSecret = TRUE]${token}]x`,
      [`${token}]x`],
    ],
    ["of a variable that only sounds secret is none", `##vso[task.setvariable variable=issecret=true2]${token}`, []],
    ["needs the bracket on its line", `##vso[task.setsecret\n]${token}`, []],
  ])("%s", (_, text, values) => {
    expect(found(text)).toEqual(values);
  });
});

describe("what a value teaches", () => {
  const taught = (rule: (typeof workflowCommandRules)[number] | undefined, value: string | Buffer): string[] =>
    (rule?.teaches?.(Buffer.from(value as string)) ?? []).map((text) => text.toString("latin1"));

  test("itself, and its lines as they will be printed", () => {
    expect(taught(github, "one%0D%0A  two%2525%0a%0A3")).toEqual(["one%0D%0A  two%2525%0a%0A3", "one", "two%25", "3"]);
    expect(taught(azure, "a%3Bb%5Dc%AZP25%0Ad")).toEqual(["a%3Bb%5Dc%AZP25%0Ad", "a;b]c%", "d"]);
    expect(taught(github, "plain")).toEqual(["plain"]);
  });

  test("bytes that are no text as they stand", () => {
    expect(taught(github, Buffer.from([0x61, 0xff, 0x62]))).toEqual(["a\xffb"]);
  });
});

test.each(["::add-mask::", "::add-mask::$", "::add-mask::a.b(", "##vso[task.set", "##vso[task.setsecret]a.b("])(
  "many times over in one line, %s costs little",
  (piece) => {
    // Each hit may look at some thousand bytes: what matters is that it does not look at all of them.
    const text = piece.repeat(8000);
    const begun = performance.now();
    found(text);
    expect(performance.now() - begun).toBeLessThan(20_000);
  },
);
