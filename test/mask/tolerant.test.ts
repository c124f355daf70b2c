// What models do to placeholders, and what must not be taken for one.

import { describe, expect, test } from "vitest";
import { toHandle } from "../../src/mask/identity.ts";
import { findTolerant } from "../../src/mask/tolerant.ts";

const WORD = "EMAILX004271935";
const ID = "a1b2c3";
const DOLLAR = `${"$"}{EMAIL_${ID}}`;

const find = (text: string): ReturnType<typeof findTolerant> => {
  const bytes = Buffer.from(text);
  return findTolerant(bytes, 0, bytes.length);
};

describe("forms of word", () => {
  test.each([
    WORD,
    "emailx004271935",
    "EmailX004271935",
    "EMAIL X004271935",
    "EMAILX 004271935",
    "EMAIL_X004271935",
    "EMAIL\\_X004271935",
    "EMAILX004-271-935",
    "EMAILX\u200b004271935",
    "`EMAILX004271935`",
  ])("%s", (text) => {
    expect(find(text).map(({ handle }) => handle)).toContain(toHandle(9, 4_271_935));
  });
});

describe("forms of dollar and angle", () => {
  test.each([
    DOLLAR,
    `$\\{EMAIL_${ID}\\}`,
    `{EMAIL_${ID}}`,
    `${"$"}{email_${ID}}`,
    `${"$"}{EMAIL_${ID.toUpperCase()}}`,
    `%24%7BEMAIL_${ID}%7D`,
    `${"$"}{ EMAIL_${ID} }`,
    `$\\u007bEMAIL_${ID}\\u007d`,
  ])("%s", (text) => {
    expect(find(text).map(({ handle }) => handle)).toContain(toHandle(9, Number.parseInt(ID, 36)));
  });

  test.each(["<EMAIL_1>", "&lt;EMAIL_1&gt;", "[EMAIL_1]", "<email 1>", "\\u003cEMAIL_1\\u003e", "<EMAIL\\_1>"])(
    "%s",
    (text) => {
      expect(find(text).map(({ counter, number }) => `${counter} ${number}`)).toContain("angle:EMAIL 1");
    },
  );
});

test("an exact form is found once, and exactly", () => {
  expect(find(`x ${WORD} y`)).toHaveLength(1);
  expect(find(`x ${WORD} y`)[0]?.loose).toBeUndefined();
  expect(find(`x ${DOLLAR} y`)).toHaveLength(1);
});

test("an id of digits alone may be a number too: both are proposed", () => {
  const hits = find("{email_123456}");
  expect(hits.map(({ style }) => style).sort()).toEqual(["angle", "dollar"]);
});

test.each(["x004271935", "EMAILX0042719", "EMAIL 004271935", `${"$"}{HOME}`, "<div_1"])("%s is none", (text) => {
  expect(find(text)).toEqual([]);
});

test.each(["a", "EMAIL", "EMAIL_", "a b ", "[", "{a_", "X"])("a long run of %j behind a mark ends in time", (unit) => {
  for (const mark of ["[", "{", "<"]) expect(find(mark + unit.repeat(60_000 / unit.length))).toEqual([]);
});

test("hits are sorted, inside the range, and long text is no trouble", () => {
  const text = `${`${WORD.toLowerCase()} word `.repeat(2000)}${"a".repeat(50_000)}${"{".repeat(20_000)}`;
  const hits = find(text);
  expect(hits).toHaveLength(2000);
  for (const [i, { start, end }] of hits.entries()) {
    expect(start).toBeGreaterThanOrEqual(hits[i - 1]?.end ?? 0);
    expect(end).toBeLessThanOrEqual(text.length);
  }
});
