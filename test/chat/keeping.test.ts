// A long conversation between memory and store: what stays, what comes back, and what one more message costs.

import { describe, expect, test } from "vitest";
import { type Archive, createArchive, KEPT_CHARACTERS, KEPT_MESSAGES, merged, sizeOf } from "../../src/chat/archive.ts";
import { type ChatState, initialState } from "../../src/chat/chat-state.ts";
import { createKeeping, type Keeping, PAST_MESSAGES } from "../../src/chat/keeping.ts";
import { placeAfter, screenOf } from "../../src/chat/screen.ts";
import { spoken } from "../../src/chat/state.ts";
import { type ChatStore, createChatStore } from "../../src/chat/store.ts";
import type { Message } from "../../src/chat/types.ts";
import type { SessionTexts } from "../../src/mask/store.ts";
import { createMemoryStore } from "../../src/store/memory.ts";

interface Bench {
  readonly store: ChatStore;
  readonly keeping: Keeping;
  /** Names and sizes of what was written since the last look. */
  puts(): { name: string; size: number }[];
}

function createTexts(): { texts: (session: string) => SessionTexts; puts: Bench["puts"] } {
  const limits = { ttl: 0, maxEntries: 1000, atLimit: "refuse" as const };
  const stored = createMemoryStore({ limits, now: () => 0 });
  let written: { name: string; size: number }[] = [];
  return {
    texts(session) {
      const inner = stored.texts?.(session) as SessionTexts;
      return {
        ...inner,
        put(name, bytes) {
          written.push({ name, size: bytes.length });
          return inner.put(name, bytes);
        },
      };
    },
    puts() {
      const all = written;
      written = [];
      return all;
    },
  };
}

function start(archive: Archive): { store: ChatStore; keeping: Keeping } {
  const store = createChatStore(
    initialState({ columns: 80, rows: 24, provider: "p", model: "m", session: "s", ephemeral: false, system: "" }),
  );
  return { store, keeping: createKeeping(store, archive) };
}

function say({ dispatch }: ChatStore, words: string): void {
  const segments = [{ client: words, wire: words, kind: null }];
  for (const role of ["user", "assistant"] as const) {
    dispatch({ type: "message", message: { role, segments, chips: [], attached: 0, state: "done" } });
  }
}

async function converse(
  { store, keeping }: Pick<Bench, "store" | "keeping">,
  turns: number,
  size: number,
): Promise<void> {
  for (let n = 0; n < turns; n++) {
    say(store, `turn ${n} ${"x".repeat(size)}`);
    await keeping.save();
  }
}

const textOf = ({ segments }: Message): string => segments.map(({ client }) => client).join("");
const shown = (state: ChatState): string =>
  screenOf(state, false)
    .lines.map((line) => line.map(({ text }) => text).join(""))
    .join("\n");
const charactersOf = (messages: readonly Message[]): number =>
  messages.reduce((sum, message) => sum + sizeOf(message), 0);
const turnsIn = (state: ChatState): number[] => [...shown(state).matchAll(/turn (\d+) /g)].map(([, n]) => Number(n));

describe("five thousand messages", () => {
  test("take the memory of the newest thousand, and all can be looked at", async () => {
    const { texts } = createTexts();
    const bench = start(createArchive(texts, () => 1));
    await converse(bench, 2500, 40);
    const { store, keeping } = bench;
    expect(spoken(store.state).length).toBeLessThanOrEqual(KEPT_MESSAGES);
    expect(spoken(store.state).length + store.state.before).toBe(5000);
    expect(store.state.entries.filter(({ role }) => role === "note")).toHaveLength(0);

    // From the end to the beginning, as the keys do it.
    const seen = new Set<number>(turnsIn(store.state));
    let most = 0;
    for (let n = 0; n < 3000 && !seen.has(0); n++) {
      store.dispatch({ type: "place", place: placeAfter(store.state, -12) });
      for (let wants = screenOf(store.state, false).wants; wants !== null; wants = screenOf(store.state, false).wants) {
        await keeping.fetch(wants);
      }
      for (const turn of turnsIn(store.state)) seen.add(turn);
      most = Math.max(most, store.state.past.length);
    }
    expect(seen.size).toBe(2500);
    expect(most).toBeLessThanOrEqual(PAST_MESSAGES);
    // And down again, past what has left the memory meanwhile.
    const down = new Set<number>();
    for (let n = 0; n < 3000 && store.state.place !== null; n++) {
      store.dispatch({ type: "place", place: placeAfter(store.state, 12) });
      const { wants } = screenOf(store.state, false);
      if (wants !== null) await keeping.fetch(wants);
      for (const turn of turnsIn(store.state)) down.add(turn);
      expect(store.state.past.length).toBeLessThanOrEqual(PAST_MESSAGES);
    }
    expect(Math.max(...down)).toBe(2499);
    expect(down.size).toBeGreaterThan(2490);
    expect(store.state.past).toEqual([]);

    await keeping.fetch("first");
    expect(shown(store.state)).toContain("turn 0 ");
    const all: Message[] = [];
    for await (const page of keeping.all()) all.push(...page);
    expect(all.map(textOf).filter((_, i) => i % 2 === 0)).toEqual(
      Array.from({ length: 2500 }, (_, n) => `turn ${n} ${"x".repeat(40)}`),
    );
  });

  test("go on in another process with the newest of them", async () => {
    const { texts } = createTexts();
    await converse(start(createArchive(texts, () => 1)), 1500, 40);
    const again = start(createArchive(texts, () => 2));
    expect(await again.keeping.begin("s", true)).toBe(true);
    expect(again.store.state.entries.length).toBeLessThanOrEqual(KEPT_MESSAGES);
    expect(again.store.state.before + again.store.state.entries.length).toBe(3000);
    say(again.store, "turn 1500 once more");
    await again.keeping.save();
    const third = start(createArchive(texts, () => 3));
    await third.keeping.begin("s", true);
    expect(shown(third.store.state)).toContain("turn 1500 once more");
    expect(third.store.state.before + third.store.state.entries.length).toBe(3002);
    await third.keeping.fetch("first");
    expect(shown(third.store.state)).toContain("turn 0 ");
  });

  test("one more costs what it costs in a short one: its page, and the list of pages", async () => {
    const { texts, puts } = createTexts();
    const bench = start(createArchive(texts, () => 1));
    await converse(bench, 2000, 400);
    for (let n = 0; n < 60; n++) {
      puts();
      await converse(bench, 1, 400);
      const written = puts();
      expect(written.length).toBeLessThanOrEqual(3);
      expect(written.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(80_000);
    }
  });
});

test("long messages count by their characters", async () => {
  const { texts } = createTexts();
  const bench = start(createArchive(texts, () => 1));
  await converse(bench, 40, 500_000);
  const { state } = bench.store;
  expect(charactersOf(spoken(state))).toBeLessThanOrEqual(KEPT_CHARACTERS);
  expect(spoken(state).length).toBeGreaterThan(2);
  expect(spoken(state).length + state.before).toBe(80);
  bench.store.dispatch({ type: "place", place: placeAfter(state, -1_000_000) });
  expect(shown(bench.store.state)).toMatch(/\d+ earlier messages are in the store; the provider is told those below/);
  await bench.keeping.fetch("before");
  await bench.keeping.fetch("before");
  expect(charactersOf(bench.store.state.past)).toBeLessThanOrEqual(KEPT_CHARACTERS / 2);
  expect(bench.store.state.past.length).toBeGreaterThan(0);
});

test("where nothing is kept, the oldest go, and it is said", async () => {
  const bench = start(createArchive(null, () => 1));
  await converse(bench, 700, 40);
  const { store, keeping } = bench;
  expect(spoken(store.state).length).toBeLessThanOrEqual(KEPT_MESSAGES);
  store.dispatch({ type: "place", place: placeAfter(store.state, -1_000_000) });
  expect(shown(store.state)).toMatch(/\d+ earlier messages are gone/);
  await keeping.fetch("before");
  await keeping.fetch("first");
  expect(store.state.past).toEqual([]);
});

test("pages that are not there any more are said to be gone, once", async () => {
  const { texts } = createTexts();
  const bench = start(createArchive(texts, () => 1));
  await converse(bench, 700, 40);
  const kept = texts("s");
  for (const name of await kept.names("page ")) await kept.remove(name);
  bench.store.dispatch({ type: "place", place: placeAfter(bench.store.state, -1_000_000) });
  expect(screenOf(bench.store.state, false).wants).toBe("before");
  await bench.keeping.fetch("before");
  expect(bench.store.state.lost).toBe(true);
});

test("a conversation that an older program wrote is read, and written anew in pages", async () => {
  const { texts } = createTexts();
  const entries = Array.from({ length: 1400 }, (_, n) => ({
    id: n + 1,
    role: n % 2 === 0 ? "user" : "assistant",
    segments: [{ client: `turn ${n} `, wire: `turn ${n} `, kind: null }],
    chips: [],
    attached: 0,
    state: n === 1399 ? "streaming" : "done",
  }));
  await texts("s").put("conversation 000000000000007", Buffer.from(JSON.stringify({ version: 1, entries })));
  const bench = start(createArchive(texts, () => 9));
  expect(await bench.keeping.begin("s", true)).toBe(true);
  const { state } = bench.store;
  expect(state.before + state.entries.length).toBe(1400);
  expect(state.entries.at(-1)).toMatchObject({ state: "stopped" });
  expect((await texts("s").names("page 000000000000007 ")).length).toBe(28);
});

test("of another machine's texts, new conversations come in, and lists become one in which masking wins", async () => {
  const { texts } = createTexts();
  const here = texts("s");
  const put = (name: string, value: unknown): void => void here.put(name, Buffer.from(JSON.stringify(value)));
  put("conversation 1", { version: 2, pages: [] });
  put("lists", { keep: ["a", "b"], deny: ["c"], asked: ["EMAIL"] });
  const theirs = [
    { name: "conversation 1", bytes: Buffer.from("{}") },
    { name: "page 1 000000", bytes: Buffer.from("{}") },
    { name: "conversation 2", bytes: Buffer.from("{}") },
    { name: "page 2 000000", bytes: Buffer.from("{}") },
    { name: "lists", bytes: Buffer.from(JSON.stringify({ keep: ["c"], always: ["d"], deny: ["a"], asked: [] })) },
  ];
  const { texts: fresh, conversations } = await merged(here, theirs);
  expect(conversations).toBe(1);
  expect(fresh.map(({ name }) => name)).toEqual(["conversation 2", "page 2 000000", "lists"]);
  expect(JSON.parse(String(fresh.at(-1)?.bytes))).toEqual({
    keep: ["b"],
    always: ["d"],
    deny: ["c", "a"],
    asked: ["EMAIL"],
  });
});
