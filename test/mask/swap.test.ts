// What comes again is put back without being looked at one by one: with the same result as when it is.

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createOutput } from "../../src/mask/output.ts";
import { createSession, type Session } from "../../src/mask/session.ts";
import { createSwap } from "../../src/mask/swap-wasm.ts";
import { createUnmaskFeed, type UnmaskFeed } from "../../src/mask/unmask-feed.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import { drive, everyByte, issue, KEY, memoryStore } from "./kit.ts";

const LONG = process.env.CLOSEMASK_LONG !== undefined;
const VALUES: readonly (readonly [value: string, kind: string])[] = [
  ["bob@acme.com", "EMAIL"],
  ["203.0.113.9", "IP"],
  ["x".repeat(255), "PASSWORD"],
  ["y".repeat(300), "PASSWORD"],
  ["密码", "PASSWORD"],
  ["AKIA", "AWS_ACCESS_KEY"],
  ["110101199003077777", "CN_ID_CARD"],
  ["", "EMAIL"],
];

/** A session, and what it has issued in two styles. */
async function issued(): Promise<{ session: Session; placeholders: string[] }> {
  const store = await memoryStore();
  const placeholders: string[] = [];
  for (const style of ["dollar", "word"] as const) {
    const session = createSession({ store, idKey: KEY, style });
    for (const [value, kind] of VALUES)
      placeholders.push((await issue(session, Buffer.from(value), kind)).toString("latin1"));
  }
  return { session: createSession({ store, idKey: KEY, style: "dollar" }), placeholders };
}

interface Result {
  readonly text: string;
  readonly counts: ReadonlyMap<string, number>;
  readonly unresolved: number;
}

async function resultOf(feed: UnmaskFeed, text: Buffer, cuts: Iterable<number>): Promise<Result> {
  const out = await drive(feed, text, cuts);
  expect(feed.decided).toBe(text.length);
  return { text: out.toString("latin1"), counts: new Map(feed.counts), unresolved: feed.unresolved };
}

/** One by one: a session that cannot swap. */
const slowly = ({ begin, restore }: Session): UnmaskFeed => createUnmaskFeed({ session: { begin, restore } });

const OTHERS = [
  `${"$"}{EMAIL_a1b2c3}`,
  `${"$"}{EMAIL_zzzzzz}`,
  `${"$"}{HOME}`,
  `${"$"}{FOO_BAR}`,
  "$",
  "{",
  "}",
  "EMAILX004271935",
  "EMAIL_A1B2C3",
  "<EMAIL_1>",
  "tkn-abc123@email.com",
  "tkn-",
  "@email.com",
  "000-00-0001",
  "4000-0000-0000-0002",
  "XX00",
  "X",
  "EMAIL",
  "EMAIL_",
  "a_b",
  "0000",
  " ",
  "\n",
  "plain words ",
  "w".repeat(60),
  "。",
];

test("whatever stands around and between, however it is cut", async () => {
  const { session, placeholders } = await issued();
  const part = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...placeholders) },
    { weight: 2, arbitrary: fc.constantFrom(...OTHERS) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(...placeholders).chain((text) => fc.nat(text.length).map((n) => text.slice(n))),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(...placeholders).chain((text) => fc.nat(text.length).map((n) => text.slice(0, n))),
    },
  );
  // What is met for the second time is let in.
  const known = Buffer.from(`${placeholders.join(" ")}\n`, "latin1");
  for (let i = 0; i < 3; i++) await drive(createUnmaskFeed({ session }), known);
  await fc.assert(
    fc.asyncProperty(
      fc.array(part, { minLength: 1, maxLength: 60, size: "max" }),
      fc.array(fc.nat(2000), { maxLength: 6 }),
      async (parts, cuts) => {
        const text = Buffer.from(parts.join(""), "latin1");
        const sorted = cuts.sort((a, b) => a - b);
        const expected = await resultOf(slowly(session), text, []);
        expect(await resultOf(createUnmaskFeed({ session }), text, sorted)).toEqual(expected);
        expect(await resultOf(createUnmaskFeed({ session }), text, [])).toEqual(expected);
      },
    ),
    { numRuns: LONG ? 50_000 : 1500 },
  );
});

test("long texts: known ones, new ones and others in turn, also byte by byte", async () => {
  const { session, placeholders } = await issued();
  let seed = 9;
  const next = (below: number): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  let text = "";
  while (text.length < 300_000) {
    const pick = next(100);
    if (pick < 20) text += placeholders[next(placeholders.length >> 1)];
    else if (pick < 22) text += placeholders[next(placeholders.length)];
    else if (pick === 23) text += OTHERS[next(OTHERS.length)];
    else text += pick % 9 === 0 ? "\n" : " some words of a log";
  }
  const bytes = Buffer.from(text, "latin1");
  const expected = await resultOf(slowly(session), bytes, []);
  expect(expected.text).not.toBe(text);
  for (let round = 0; round < 2; round++)
    expect(await resultOf(createUnmaskFeed({ session }), bytes, [])).toEqual(expected);
  const part = bytes.subarray(0, 20_000);
  expect(await resultOf(createUnmaskFeed({ session }), part, everyByte(part))).toEqual(
    await resultOf(slowly(session), part, []),
  );
});

describe("what is remembered", () => {
  test("is forgotten when the store forgets it", async () => {
    const store = createMemoryStore({
      limits: { ttl: 0, maxEntries: 100, atLimit: "refuse" },
      now: () => 1000,
    });
    const kept = await store.session("default");
    if (kept === null) throw new Error("no session");
    const session = createSession({ store: kept, idKey: KEY, style: "dollar" });
    const text = Buffer.concat([await issue(session, Buffer.from("bob@acme.com"), "EMAIL"), Buffer.from(" \n")]);
    for (let i = 0; i < 4; i++)
      expect((await drive(createUnmaskFeed({ session }), text)).toString()).toBe("bob@acme.com \n");
    await store.purge("default");
    expect((await drive(createUnmaskFeed({ session }), text)).equals(text)).toBe(true);
  });

  test("is looked up again when its time is over", async () => {
    const base = await memoryStore();
    let asked = 0;
    const store: typeof base = {
      ...base,
      get(handles) {
        asked++;
        return base.get(handles);
      },
    };
    let now = 0;
    const session = createSession({ store, idKey: KEY, style: "dollar", refresh: { now: () => now, after: 100 } });
    const text = Buffer.concat([await issue(session, Buffer.from("bob@acme.com"), "EMAIL"), Buffer.from(" \n")]);
    for (let i = 0; i < 5; i++) await drive(createUnmaskFeed({ session }), text);
    const before = asked;
    await drive(createUnmaskFeed({ session }), text);
    expect(asked).toBe(before);
    now = 200;
    await drive(createUnmaskFeed({ session }), text);
    expect(asked).toBe(before + 1);
    now = 350;
    await drive(createUnmaskFeed({ session }), text);
    expect(asked).toBe(before + 2);
  });
});

describe("the loop", () => {
  const textOf = (n: number): string => `\${EMAIL_${n.toString(36).padStart(6, "0")}}`;

  test("says when it has no more room, and begins anew when it is cleared", () => {
    const swap = createSwap();
    const put = (n: number): boolean => {
      const text = Buffer.from(textOf(n));
      const value = Buffer.from(`v${n}`);
      return swap.put(text, 0, text.length, "EMAIL", value, 0, value.length);
    };
    let room = 0;
    while (put(room)) room++;
    expect(room).toBeGreaterThan(20_000);
    const run = (text: string): string => {
      const output = createOutput();
      const came = swap.run(Buffer.from(text), 0, text.length, text.length, output, new Map());
      return `${output.bytes()}|${text.slice(came)}`;
    };
    expect(run(`${textOf(5)} ${textOf(room - 1)} ${textOf(room)}`)).toBe(`v5 v${room - 1}| ${textOf(room)}`);
    swap.clear();
    expect(run(`${"a".repeat(60)} ${textOf(5)}`)).toBe(`${"a".repeat(13)}|${"a".repeat(47)} ${textOf(5)}`);
    expect(put(room)).toBe(true);
    expect(run(textOf(room))).toBe(`v${room}|`);
  });

  test("values that are far longer than their placeholders fit, whatever there is of them", () => {
    const swap = createSwap();
    const value = Buffer.alloc(256, "v");
    const placeholder = Buffer.from(textOf(1));
    expect(swap.put(placeholder, 0, placeholder.length, "EMAIL", value, 0, value.length)).toBe(true);
    const text = Buffer.from(textOf(1).repeat(20_000));
    const output = createOutput();
    const counts = new Map<string, number>();
    expect(swap.run(text, 0, text.length, text.length, output, counts)).toBe(text.length);
    expect(output.bytes().equals(Buffer.alloc(20_000 * 256, "v"))).toBe(true);
    expect(counts).toEqual(new Map([["EMAIL", 20_000]]));
  });

  test("is the compiled source", async () => {
    const script = new URL("../../scripts/wasm.js", import.meta.url).href;
    const { generateSwap } = (await import(script)) as { generateSwap(): Promise<string> };
    const text = readFileSync(new URL("../../src/mask/swap.gen.ts", import.meta.url), "utf8");
    expect(text).toBe(await generateSwap());
  });
});
