// The library as a program sees it.

import { expect, test } from "vitest";
import { createMasker, createMemoryStore, createRecognizer } from "../src/index.ts";

async function masker() {
  const store = createMemoryStore({ limits: { ttl: 0, maxEntries: 1000, atLimit: "refuse" }, now: () => 0 });
  const session = await store.session("test");
  if (session === null) throw new Error("no session");
  return createMasker({
    store: session,
    idKey: Buffer.alloc(32, 1),
    secrets: [{ value: "Project Nightjar", kind: "CODENAME" }],
    except: ["IP"],
  });
}

test("masks strings and restores them", async () => {
  const { mask, unmask } = await masker();
  const text = "write to bob@acme.com about Project Nightjar at 8.8.8.8";
  const masked = await mask(text);
  expect(masked).toMatch(/^write to EMAILX\d{9} about CODENAMEX\d{9} at 8\.8\.8\.8$/);
  expect(await unmask(masked)).toBe(text);
  expect(await unmask(masked.toLowerCase(), { tolerant: true })).toBe(text);
});

test("names, from an engine of the program's own", async () => {
  const store = createMemoryStore({ limits: { ttl: 0, maxEntries: 1000, atLimit: "refuse" }, now: () => 0 });
  const session = await store.session("test");
  if (session === null) throw new Error("no session");
  const found = (text: string) => {
    const start = text.indexOf("met Alice Smith") + 4;
    return start < 4 ? [] : [{ start, end: start + 11, kind: "PERSON", label: "own", score: 1 }];
  };
  const engine = {
    name: "own",
    detect: async (texts: readonly string[]) => texts.map(found),
    async close() {},
  };
  const names = createRecognizer({ engine, onFailure: "block" });
  const { mask, unmask } = createMasker({ store: session, idKey: Buffer.alloc(32, 1), names });
  const masked = await mask("👍 I met Alice Smith\nAlice Smith left");
  expect(masked).toMatch(/^👍 I met (PERSONX\d{9})\n\1 left$/);
  expect(await unmask(masked)).toBe("👍 I met Alice Smith\nAlice Smith left");
  expect(await mask("Alice Smith")).toMatch(/^PERSONX\d{9}$/);
});

test.each(["\ud83d bob@acme.com \udc00 😀", "bob@acme.com\ud83d"])(
  "a string with a lone surrogate comes back as it was, %#",
  async (text) => {
    const { mask, unmask } = await masker();
    const masked = await mask(text);
    expect(masked).not.toContain("bob");
    expect(await unmask(masked)).toBe(text);
  },
);

test("the same value has one placeholder over many texts", async () => {
  const { mask } = await masker();
  const [a, b] = [await mask("a@acme.com"), await mask("again a@acme.com")];
  expect(b).toBe(`again ${a}`);
});

test("a kind that stays outranks no other", async () => {
  const store = createMemoryStore({ limits: { ttl: 0, maxEntries: 1000, atLimit: "refuse" }, now: () => 0 });
  const session = await store.session("test");
  if (session === null) throw new Error("no session");
  const { mask } = createMasker({ store: session, idKey: Buffer.alloc(32, 1), except: ["JWT"], allow: ["*@acme.com"] });
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const jwt = `${part({ alg: "HS256", typ: "JWT" })}.${part({ sub: "1234567890" })}.${"x7Ab".repeat(11)}`;
  expect(await mask(`seen ${jwt}`)).toBe(`seen ${jwt}`);
  expect(await mask(`Authorization: Bearer ${jwt}`)).toMatch(/^Authorization: Bearer AUTHTOKENX\d{9}$/);
  expect(await mask("from bob@acme.com to eve@evil.example.net")).toMatch(/^from bob@acme.com to EMAILX\d{9}$/);
});
