import { expect, test } from "vitest";
import { createLiterals } from "../../src/detect/literal-table.ts";
import { loadLessons } from "../../src/mask/lessons.ts";
import { createSession } from "../../src/mask/session.ts";
import type { Handle, StoredLiteral } from "../../src/mask/store.ts";
import { drive, KEY, maskFeed, memoryStore } from "./kit.ts";

/** What is masked in the second of two texts, in a feed of its own that loads what the session knows, and in the same feed. */
async function bothWays(first: string, second: string): Promise<{ apart: string; together: string }> {
  const store = await memoryStore();
  const session = createSession({ store, idKey: KEY, style: "dollar" });
  await drive(maskFeed(session), Buffer.from(first));
  const literals = createLiterals(1000);
  await loadLessons(session, 1000, literals);
  const apart = await drive(maskFeed(session, { literals }), Buffer.from(second));
  const masked = await drive(maskFeed(session), Buffer.from(first + second));
  return { apart: String(apart), together: String(masked.subarray(masked.length - apart.length)) };
}

test.each([
  ["a password", "password: nhT4-92kkX\n", "it was nhT4-92kkX again\n", true],
  ["a short password", "password: hunter2\n", "the user hunter2 left\n", false],
  ["a word", "password: correcthorse\n", "correcthorse is a word\n", false],
  ["a number of six digits", "account id=192515 opened\n", "export id=192515 done\n", false],
  ["a long number", "account number: 192515998377\n", "see 192515998377\n", false],
])("%s: a later run knows what the same run would", async (_, first, second, isKnown) => {
  const { apart, together } = await bothWays(first, second);
  expect(apart).toBe(together);
  expect(apart !== second).toBe(isKnown);
});

test("what an earlier version marked and no run would learn is not taken in; names are, unless they are spared", async () => {
  const stored: StoredLiteral[] = [
    ["192515", "ACCOUNT"],
    ["nhT4-92kkX", "PASSWORD"],
    ["Maria Huber", "PERSON"],
    ["Apple Pie", "PERSON"],
    ["x9".repeat(300), "PASSWORD"],
  ].map(([value, kind]) => ({ value: Buffer.from(value as string), kind: kind as string, handle: 1 as Handle }));
  const literals = createLiterals(10);
  const session = { literals: async (_: number, each: (literal: StoredLiteral) => void) => stored.forEach(each) };
  await loadLessons(session, 10, literals, (name) => name === "Apple Pie");
  const found: string[] = [];
  const text = Buffer.from("192515 nhT4-92kkX Maria Huber, Apple Pie");
  literals.find(text, 0, text.length, (start, end) => found.push(text.toString("latin1", start, end)));
  expect(found).toEqual(["nhT4-92kkX", "Maria Huber"]);
});
