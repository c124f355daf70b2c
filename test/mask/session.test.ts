// A session gives a value one placeholder, and gives values back for issued placeholders only.

import { describe, expect, test } from "vitest";
import { findLookAlikes } from "../../src/mask/placeholder.ts";
import { createSession, type Session } from "../../src/mask/session.ts";
import type { SessionStore } from "../../src/mask/store.ts";
import type { Style } from "../../src/types.ts";
import { KEY, memoryStore, newSession, STYLES } from "./kit.ts";

async function placeholder(session: Session, text: string, kind = "EMAIL"): Promise<string> {
  const [made] = await session.mask([{ text, kind, literal: false }]);
  return Buffer.from(made?.bytes ?? "").toString();
}

async function restored(session: Session, text: string): Promise<(string | null)[]> {
  const bytes = Buffer.from(text);
  const answers = await session.restore(findLookAlikes(bytes, 0, bytes.length), bytes);
  return answers.map((answer) => (answer === null ? null : Buffer.from(answer.value).toString()));
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
  const [answer] = await session.restore(findLookAlikes(bytes, 0, bytes.length), bytes);
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
  expect(await session.restore(found, bytes)).toEqual([null]);
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
  const [answer] = await session.restore(findLookAlikes(bytes, 0, bytes.length), bytes);
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
      expect(session.known("bob@acme.com")).toBeUndefined();
    }
  });
});
