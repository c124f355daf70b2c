import { hash } from "node:crypto";
import { expect, test } from "vitest";
import { createLiterals } from "../../src/detect/literal-table.ts";
import { isRemembered } from "../../src/detect/memorable.ts";
import { JUDGE, loadLessons } from "../../src/mask/lessons.ts";
import { createSession } from "../../src/mask/session.ts";
import type { Handle, SessionStore, StoredLiteral } from "../../src/mask/store.ts";
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
  const judged: boolean[] = [];
  const session: Pick<SessionStore, "literals"> = {
    literals(_, each) {
      judged.push(...stored.map((literal) => each(literal, false)));
    },
  };
  await loadLessons(session, 10, literals, (name) => name === "Apple Pie");
  const found: string[] = [];
  const text = Buffer.from("192515 nhT4-92kkX Maria Huber, Apple Pie");
  literals.find(text, 0, text.length, (start, end) => found.push(text.toString("latin1", start, end)));
  expect(found).toEqual(["nhT4-92kkX", "Maria Huber"]);
  // Whom a configuration spares another one may not.
  expect(judged).toEqual([false, true, true, true, false]);
});

test("a store keeps how values were judged: whoever judges otherwise must have another number", () => {
  let seed = 5;
  const next = (below: number): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const alphabets = ["abcdefghij", "0123456789", "aA1", "abcdefXYZ0189-_", "密码ä !", "Maria Huber"];
  let judged = "";
  for (let i = 0; i < 4000; i++) {
    const alphabet = [...(alphabets[i % alphabets.length] as string)];
    const value = Buffer.from(Array.from({ length: next(40) }, () => alphabet[next(alphabet.length)]).join(""));
    judged += isRemembered(value, 0, value.length, i % 5 === 0) ? "1" : "0";
  }
  expect([JUDGE, hash("sha256", judged).slice(0, 16)]).toEqual([1, "426404d458a331ce"]);
});
