// A session gives a value one placeholder, and gives values back for issued placeholders only.

import { describe, expect, test } from "vitest";
import { createIssues } from "../../src/mask/columns.ts";
import { findLookAlikes } from "../../src/mask/placeholder.ts";
import { createSession, type Session } from "../../src/mask/session.ts";
import type { SessionStore, StoreLimits } from "../../src/mask/store.ts";
import { hashOf } from "../../src/mask/value-cache.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import type { Style } from "../../src/types.ts";
import { issue, KEY, memoryStore, newSession, restore, STYLES } from "./kit.ts";

async function placeholder(session: Session, text: string, kind = "EMAIL"): Promise<string> {
  return (await issue(session, Buffer.from(text, "latin1"), kind)).toString("latin1");
}

function known(session: Session, text: string): boolean {
  const bytes = Buffer.from(`<${text}>`);
  const end = bytes.length - 1;
  return session.known(bytes, 1, end, hashOf(bytes, 1, end), createIssues(), 0);
}

async function restored(session: Session, text: string): Promise<(string | null)[]> {
  const bytes = Buffer.from(text);
  const answers = await restore(session, bytes);
  return answers.map((answer) => (answer === null ? null : answer.value.toString()));
}

test.each(STYLES)("%s: the same value has the same placeholder, also in another process", async (style) => {
  const store = await memoryStore();
  const one = createSession({ store, idKey: KEY, style });
  const other = createSession({ store, idKey: KEY, style });
  const first = await placeholder(one, "bob@acme.com");
  expect(await placeholder(one, "carol@acme.com")).not.toBe(first);
  for (let i = 0; i < 3; i++) expect(await placeholder(one, "bob@acme.com")).toBe(first);
  expect(await placeholder(other, "bob@acme.com")).toBe(first);
  expect(await restored(other, first)).toEqual(["bob@acme.com"]);
});

test("a style that was not written does not resolve", async () => {
  const store = await memoryStore();
  const dollar = createSession({ store, idKey: KEY, style: "dollar" });
  const word = createSession({ store, idKey: KEY, style: "word" });
  await placeholder(dollar, "bob@acme.com");
  const other = await placeholder(await newSession("word"), "bob@acme.com");
  expect(await restored(dollar, other)).toEqual([null]);
  expect(await placeholder(word, "bob@acme.com")).toBe(other);
  expect(await restored(dollar, other)).toEqual(["bob@acme.com"]);
});

test("every style that was written resolves, in any order of writing", async () => {
  for (const first of STYLES) {
    const store = await memoryStore();
    const order: Style[] = [first, ...STYLES.filter((style) => style !== first)];
    const written: string[] = [];
    for (const style of order) {
      written.push(await placeholder(createSession({ store, idKey: KEY, style }), "bob@acme.com"));
    }
    const reader = createSession({ store, idKey: KEY, style: "dollar" });
    for (const text of written) expect(await restored(reader, text)).toContain("bob@acme.com");
  }
});

test("the label belongs to the placeholder: another one with the same id does not resolve", async () => {
  const session = await newSession();
  const text = await placeholder(session, "bob@acme.com");
  expect(await restored(session, text.replace("EMAIL", "PHONE"))).toEqual([null]);
  expect(await restored(session, text)).toEqual(["bob@acme.com"]);
  // Nor does it when the value is in the cache.
  expect(await restored(session, text.replace("EMAIL", "PHONE"))).toEqual([null]);
  expect(await restored(session, text)).toEqual(["bob@acme.com"]);
});

test("word stands behind other letters", async () => {
  const session = await newSession("word");
  const text = await placeholder(session, "bob@acme.com");
  const bytes = Buffer.from(`FROM${text}`);
  const [answer] = await restore(session, bytes);
  expect(answer?.start).toBe(4);
});

test("what was reserved is never given to a value", async () => {
  const taken = await placeholder(await newSession(), "bob@acme.com");
  const session = await newSession();
  const bytes = Buffer.from(taken);
  await session.reserve(findLookAlikes(bytes, 0, bytes.length));
  const text = await placeholder(session, "bob@acme.com");
  expect(text).not.toBe(taken);
  expect(text).toMatch(/^\$\{EMAIL_[0-9a-z]{8}\}$/);
  expect(await restored(session, taken)).toEqual([null]);
  expect(await restored(session, text)).toEqual(["bob@acme.com"]);
});

test("a wrong label does not keep the right one from being restored", async () => {
  const store = await memoryStore();
  const text = await placeholder(createSession({ store, idKey: KEY, style: "dollar" }), "bob@acme.com");
  const session = createSession({ store, idKey: KEY, style: "dollar" });
  const bytes = Buffer.from(text.replace("EMAIL", "PHONE"));
  const found = findLookAlikes(bytes, 0, bytes.length);
  expect(await restore(session, bytes, found)).toEqual([null]);
  await session.reserve(found);
  expect(await restored(session, text)).toEqual(["bob@acme.com"]);
});

test("eight characters when they are asked for", async () => {
  const session = createSession({ store: await memoryStore(), idKey: KEY, style: "dollar", length: 8 });
  expect(await placeholder(session, "bob@acme.com")).toMatch(/^\$\{EMAIL_[0-9a-z]{8}\}$/);
});

test("bytes that are no text come back", async () => {
  const session = await newSession();
  const value = Buffer.from([0xff, 0x00, 0x80, 0xe4, 0x0a]);
  const text = await placeholder(session, value.toString("latin1"), "PASSWORD");
  const bytes = Buffer.from(text);
  const [answer] = await restore(session, bytes);
  expect(Buffer.from(answer?.value ?? "").equals(value)).toBe(true);
});

describe("a store that answers later", () => {
  async function later(): Promise<SessionStore> {
    const store = await memoryStore();
    const slow = <A extends unknown[], R>(act: (...args: A) => R) => {
      return async (...args: A) => {
        await Promise.resolve();
        return act(...args);
      };
    };
    return {
      put: slow(store.put),
      get: slow(store.get),
      getNumbered: slow(store.getNumbered),
      reserve: slow(store.reserve),
      literals: slow(store.literals),
      epoch: slow(store.epoch),
    } as SessionStore;
  }

  test.each(STYLES)("%s: gives and restores the same", async (style) => {
    const session = createSession({ store: await later(), idKey: KEY, style });
    const text = await placeholder(session, "bob@acme.com");
    expect(text).toBe(await placeholder(await newSession(style), "bob@acme.com"));
    expect(await restored(session, text)).toContain("bob@acme.com");
  });

  test("an error reaches the caller, and nothing is remembered", async () => {
    const store = await later();
    const session = createSession({
      store: { ...store, put: async () => Promise.reject(new Error("gone")) },
      idKey: KEY,
      style: "dollar",
    });
    for (let i = 0; i < 3; i++) {
      await expect(placeholder(session, "bob@acme.com")).rejects.toThrow("gone");
      expect(known(session, "bob@acme.com")).toBe(false);
    }
  });
});

describe("what a session remembers", () => {
  async function remembering(limits: Partial<StoreLimits> = {}, after = Number.POSITIVE_INFINITY) {
    const clock = { now: 1_000 };
    const now = (): number => clock.now;
    const store = createMemoryStore({ limits: { ttl: 1_000_000, maxEntries: 100, atLimit: "refuse", ...limits }, now });
    const inner = await store.session("default");
    if (inner === null) throw new Error("the memory store gave no session");
    const session = createSession({ store: inner, idKey: KEY, style: "dollar", refresh: { now, after } });
    const text = await placeholder(session, "bob@acme.com");
    await placeholder(session, "bob@acme.com");
    for (let i = 0; i < 3; i++) await restored(session, text);
    return { clock, store, inner, session, text };
  }

  test("goes when the session is purged, and when it was made again", async () => {
    const { store, inner, session, text } = await remembering();
    await session.begin();
    for (let i = 0; i < 2; i++) await placeholder(session, "bob@acme.com");
    await session.begin();
    expect(known(session, "bob@acme.com")).toBe(true);
    await store.purge("default");
    await inner.reserve([5]);
    await session.begin();
    expect(known(session, "bob@acme.com")).toBe(false);
    expect(await restored(session, text)).toEqual([null]);
  });

  test("goes when entries are gone that were there before the store was ever asked", async () => {
    const { clock, store, session, text } = await remembering();
    clock.now += 2_000_000;
    await store.prune();
    await session.begin();
    expect(known(session, "bob@acme.com")).toBe(false);
    expect(await restored(session, text)).toEqual([null]);
  });

  test("what was set aside is set aside again in a session made anew", async () => {
    const { store, session, text } = await remembering();
    const bytes = Buffer.from(text.replace("EMAIL_", "PHONE_"));
    const other = Buffer.from(`\${EMAIL_${"0".repeat(6)}}`);
    const found = [bytes, other].map((b) => findLookAlikes(b, 0, b.length));
    for (const hits of found) await session.reserve(hits);
    await session.begin();
    for (const hits of found) await session.reserve(hits);
    await store.purge("default");
    expect(found.flat().every((hit) => session.isReserved(hit))).toBe(true);
    await session.begin();
    expect(found.flat().some((hit) => session.isReserved(hit))).toBe(false);
    for (const hits of found) await session.reserve(hits);
    expect(await store.list()).toMatchObject([{ reserved: 2 }]);
  });

  test("is asked for again after a while, so that it counts as use", async () => {
    const { clock, session, text } = await remembering({}, 50_000);
    for (let i = 0; i < 60; i++) {
      clock.now += 40_000;
      await session.begin();
      if (!known(session, "bob@acme.com")) await placeholder(session, "bob@acme.com");
    }
    expect(await restored(session, text)).toEqual(["bob@acme.com"]);
    for (let i = 0; i < 60; i++) {
      clock.now += 40_000;
      await session.begin();
      expect(await restored(session, text)).toEqual(["bob@acme.com"]);
    }
  });

  test("is nothing when it is to be remembered for no time", async () => {
    const { session } = await remembering({}, 0);
    expect(known(session, "bob@acme.com")).toBe(false);
  });
});

describe("a store that lets others work meanwhile", () => {
  test("what was asked for before entries were removed is not remembered", async () => {
    const limits: StoreLimits = { ttl: 0, maxEntries: 100, atLimit: "refuse" };
    const store = createMemoryStore({ limits, now: () => 1 });
    const inner = await store.session("default");
    if (inner === null) throw new Error("no session");
    const waiting: (() => void)[] = [];
    const late = <T>(answer: T): Promise<T> => new Promise((resolve) => waiting.push(() => resolve(answer)));
    const slow: SessionStore = {
      ...inner,
      put: async (entries) => late(await inner.put(entries)),
      get: async (handles) => late(await inner.get(handles)),
    };
    const session = createSession({ store: slow, idKey: KEY, style: "dollar" });
    const answer = async (): Promise<void> => {
      for (let turn = 0; turn < 20 && waiting.length === 0; turn++) await Promise.resolve();
      for (const give of waiting.splice(0)) give();
    };
    // The second time it is remembered from: the epoch is known then.
    for (let turn = 0; turn < 2; turn++) {
      const first = placeholder(session, "eve@acme.com");
      await answer();
      await first;
      if (turn === 0) await session.begin();
    }
    expect(known(session, "eve@acme.com")).toBe(true);
    const asked = placeholder(session, "bob@acme.com");
    for (let turn = 0; turn < 20 && waiting.length === 0; turn++) await Promise.resolve();
    await store.purge("default");
    // Another request of the same proxy notices.
    await session.begin();
    await answer();
    await asked;
    expect(known(session, "eve@acme.com")).toBe(false);
    expect(known(session, "bob@acme.com")).toBe(false);
    const again = placeholder(session, "dave@acme.com");
    await answer();
    await again;
    expect(known(session, "dave@acme.com")).toBe(true);
  });
});
