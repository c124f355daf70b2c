// Instances and sessions: stores, keys, tenants, single values, looking, closing.

import { EventEmitter } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import {
  type ClosemaskError,
  createCloseMask,
  createMemoryStore,
  createRecognizer,
  formatRing,
  type NerEngine,
  newRing,
} from "../../src/index.ts";
import { createLexicon } from "../../src/ner/lexicon/create-lexicon.ts";

const folder = mkdtempSync(join(tmpdir(), "closemask-library-"));
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
const KEY = Buffer.alloc(32, 5);
const code = (expected: ClosemaskError["code"]): unknown => expect.objectContaining({ code: expected });

describe("stores and keys", () => {
  test("a file outlives the instance, in the same placeholders", async () => {
    const store = { type: "sqlite", path: join(folder, "a.db") } as const;
    let masked = "";
    {
      await using first = createCloseMask({ store, key: KEY });
      await using session = await first.open({ session: "case-7" });
      masked = session.maskSync("to bob@acme.com");
    }
    await using second = createCloseMask({ store, key: () => Promise.resolve(KEY.toString("base64")) });
    const session = await second.open({ session: "case-7" });
    expect(session.unmaskSync(masked)).toBe("to bob@acme.com");
    expect(session.maskSync("to bob@acme.com")).toBe(masked);
    const other = await second.open();
    expect(other.unmaskSync(masked)).toBe(masked);
    expect((await (await second.store()).list()).map(({ name }) => name)).toEqual(["case-7", "default"]);
  });

  test.runIf(process.platform === "linux")("a store where no folder can be made is an error", async () => {
    const store = { type: "sqlite", path: "/proc/none/x.db" } as const;
    await expect(createCloseMask({ store, key: KEY }).open()).rejects.toThrow(code("store-open"));
  });

  test("a store that outlives the process is not opened without a key, nor with another one", async () => {
    const store = { type: "sqlite", path: join(folder, "b.db") } as const;
    await expect(createCloseMask({ store }).open()).rejects.toThrow(code("key-missing"));
    await expect(createCloseMask({ store, key: Buffer.alloc(16) }).open()).rejects.toThrow(code("key-invalid"));
    await using instance = createCloseMask({ store, key: KEY });
    await instance.open();
    const wrong = createCloseMask({ store, key: Buffer.alloc(32, 6) });
    await expect(wrong.open()).rejects.toThrow(code("key-wrong"));
  });

  test("a key service that comes back is asked again, one that came is not", async () => {
    const ring = newRing();
    let asked = 0;
    const instance = createCloseMask({
      key: async () => {
        if (++asked === 1) throw new TypeError("not there");
        return formatRing(ring);
      },
    });
    const fault = await instance.open().catch((error: unknown) => error);
    expect(fault).toEqual(code("key-source"));
    expect(inspect(fault)).not.toContain("not there");
    await Promise.all([instance.open({ session: "a" }), instance.open({ session: "b" })]);
    expect(asked).toBe(2);
  });

  test("what a function brings that is no key, or makes that is no store, is told", async () => {
    for (const brought of [undefined, null, 5, {}, { root: Buffer.alloc(32), sealing: [] }, Buffer.alloc(5), "zz"])
      await expect(createCloseMask({ key: () => brought as never }).open()).rejects.toThrow(code("key-invalid"));
    for (const made of [undefined, 5, {}])
      await expect(createCloseMask({ key: KEY, store: () => made as never }).open()).rejects.toThrow(
        code("store-open"),
      );
  });

  test("a store that was handed in stays open, and is shared", async () => {
    const store = createMemoryStore({ limits: { ttl: 0, maxEntries: 10, atLimit: "refuse" }, now: () => 0 });
    const first = createCloseMask({ store, key: KEY });
    const masked = (await first.open()).maskSync("bob@acme.com");
    await first.close();
    const second = createCloseMask({ store: () => store, key: KEY, style: "dollar" });
    const session = await second.open();
    expect(session.unmaskSync(masked)).toBe("bob@acme.com");
    expect(session.maskSync("bob@acme.com")).toMatch(/^\$\{EMAIL_\w{6}\}$/);
  });

  test("values expire by the clock that was handed in", async () => {
    let now = 1_000;
    const instance = createCloseMask({ ttl: 60_000, now: () => now });
    const session = await instance.open();
    const masked = session.maskSync("bob@acme.com");
    now += 59_000;
    expect(session.unmaskSync(masked)).toBe("bob@acme.com");
    now += 60_001;
    expect(session.unmaskSync(masked)).toBe(masked);
    expect(() => session.decodeSync(masked)).toThrow(code("unresolved"));
  });

  test("a full session refuses, or forgets", async () => {
    const text = Array.from({ length: 4 }, (_, i) => `user${i}@acme.com`).join(" ");
    const refusing = await createCloseMask({ maxEntries: 3 }).open();
    expect(() => refusing.maskSync(text)).toThrow(code("session-full"));
    const evicting = await createCloseMask({ maxEntries: 3, atLimit: "evict" }).open();
    for (const mail of text.split(" ")) evicting.maskSync(mail);
    expect(evicting.maskSync("user3@acme.com")).toMatch(/^EMAILX/);
  });

  test("two instances know nothing of each other", async () => {
    const [a, b] = [await createCloseMask().open(), await createCloseMask().open()];
    const masked = a.maskSync("bob@acme.com");
    expect(b.maskSync("bob@acme.com")).not.toBe(masked);
    expect(b.unmaskSync(masked)).toBe(masked);
  });
});

test("tenants side by side: none restores or sees what is another's", async () => {
  const store = createMemoryStore({ limits: { ttl: 0, maxEntries: 100, atLimit: "refuse" }, now: () => 0 });
  await using instance = createCloseMask({ store, key: KEY });
  const sessions = await Promise.all([instance.open(), ...["a", "b"].map((tenant) => instance.open({ tenant }))]);
  const masked = sessions.map((session) => session.maskSync("bob@acme.com"));
  expect(new Set(masked).size).toBe(3);
  for (const [i, session] of sessions.entries()) {
    expect(masked.map((text) => session.unmaskSync(text) === "bob@acme.com")).toEqual(masked.map((_, k) => k === i));
  }
  expect(sessions.map(({ name, tenant }) => [name, tenant])).toEqual([
    ["default", null],
    ["default", "a"],
    ["default", "b"],
  ]);
  expect(await (await instance.store({ tenant: "a" })).purge("default")).toBe(true);
  expect(sessions[1]?.unmaskSync(masked[1] ?? "")).toBe(masked[1]);
  expect(sessions[2]?.unmaskSync(masked[2] ?? "")).toBe("bob@acme.com");
  await expect(instance.open({ tenant: "a/b" })).rejects.toThrow(code("usage"));
  await expect(instance.open({ session: "a/default" })).rejects.toThrow(code("usage"));
});

describe("single values", () => {
  test("any value, of any kind, and back", async () => {
    const session = await createCloseMask().open();
    for (const value of ["Alice Smith", "x", "two\nlines", "你好", "bob@acme.com"]) {
      const placeholder = session.encodeSync(value, { kind: "PERSON" });
      expect(placeholder).toMatch(/^PERSONX\d{9}$/);
      expect(await session.encode(value, { kind: "PERSON" })).toBe(placeholder);
      expect(session.decodeSync(placeholder)).toBe(value);
      expect(session.unmaskSync(`to ${placeholder}.`)).toBe(`to ${value}.`);
    }
    expect(session.encodeSync("E123456", { kind: "EMPLOYEE_ID" })).toMatch(/^EMPLOYEEIDX\d{9}$/);
  });

  test("what is encoded is found in texts, where it is long enough to be sure", async () => {
    const session = await createCloseMask().open();
    const placeholder = session.encodeSync("Alice Smith", { kind: "PERSON" });
    session.encodeSync("password", { kind: "PASSWORD" });
    expect(session.maskSync("ask Alice Smith for the password")).toBe(`ask ${placeholder} for the password`);
    const again = await createCloseMask().open();
    expect(again.maskSync("ask Alice Smith")).toBe("ask Alice Smith");
  });

  test("decoding is strict", async () => {
    const session = await createCloseMask().open();
    const placeholder = session.maskSync("bob@acme.com");
    for (const text of [
      "",
      "EMAILX000000000",
      ` ${placeholder}`,
      `${placeholder}.`,
      placeholder.toLowerCase(),
      "bob",
    ]) {
      expect(() => session.decodeSync(text)).toThrow(code("unresolved"));
      await expect(session.decode(text)).rejects.toThrow(code("unresolved"));
    }
    expect(() => session.encodeSync("", { kind: "EMAIL" })).toThrow(code("usage"));
    expect(() => session.encodeSync("\ud800", { kind: "EMAIL" })).toThrow(code("usage"));
    expect(() => session.encodeSync("x", { kind: "not a kind" })).toThrow(code("usage"));
  });
});

describe("restoring", () => {
  test("strictly, tolerantly, and as the policy says", async () => {
    const instance = createCloseMask({ restore: { CREDENTIAL: ["text"], EMAIL: [] } });
    const session = await instance.open();
    const text = "bob@acme.com, 4111 1111 1111 1111, password=hunter2secretX";
    const masked = session.maskSync(text);
    const [mail, card, password] = masked.split(/, |=/).filter((part) => /X\d{9}$/.test(part));
    expect(session.unmaskSync(masked)).toBe(text.replace("bob@acme.com", mail ?? ""));
    expect(session.unmaskSync(masked, { place: "tools" })).toBe(`${mail}, 4111 1111 1111 1111, password=${password}`);
    expect(session.unmaskSync(masked, { allows: (kind) => kind !== "CREDIT_CARD" })).toBe(
      `${mail}, ${card}, password=hunter2secretX`,
    );
    expect(session.unmaskSync(String(card).toLowerCase(), { tolerant: true })).toBe("4111 1111 1111 1111");
    expect(session.unmaskSync(String(card).toLowerCase())).toBe(String(card).toLowerCase());
    expect(() => session.unmaskSync("EMAILX000000000", { strict: true })).toThrow(code("unresolved"));
    expect(() => session.unmaskJsonSync(["EMAILX000000000"], { strict: true })).toThrow(code("unresolved"));
    expect(session.unmaskSync("EMAILX000000000")).toBe("EMAILX000000000");
  });
});

describe("looking", () => {
  test("says what would be masked, and stores nothing", async () => {
    const instance = createCloseMask();
    const session = await instance.open();
    const text = "😀 é bob@acme.com\nand 4111 1111 1111 1111";
    const found = session.detectSync(text);
    expect(found.map(({ start, end, kind }) => [text.slice(start, end), kind])).toEqual([
      ["bob@acme.com", "EMAIL"],
      ["4111 1111 1111 1111", "CREDIT_CARD"],
    ]);
    expect(await instance.detect(text)).toEqual(found);
    const bytes = Buffer.from(text);
    const inBytes = await session.detect(bytes);
    expect(inBytes.map(({ start, end }) => bytes.toString("utf8", start, end))).toEqual([
      "bob@acme.com",
      "4111 1111 1111 1111",
    ]);
    expect((await (await instance.store()).list())[0]?.entries).toBe(0);
  });

  test("knows what the session has learned", async () => {
    const session = await createCloseMask().open();
    const value = ["Xk29dk", "Q8abMz"].join("");
    expect(session.detectSync(`it was ${value}`)).toEqual([]);
    session.maskSync(`password=${value}`);
    expect(session.detectSync(`it was ${value}`)).toEqual([expect.objectContaining({ start: 7, rule: "literal" })]);
  });

  test("explains every candidate", async () => {
    const instance = createCloseMask({ except: ["IP"], allow: ["*@acme.com"] });
    const explained = await instance.explain("bob@acme.com at 8.8.8.8, eve@example.net");
    const decisions = explained.map(({ kind, decision, why }) => [kind, decision, why]);
    expect(decisions).toContainEqual(["EMAIL", "keep", "on the allow list"]);
    expect(decisions).toContainEqual(["IP", "keep", "policy or flags keep IP"]);
    expect(decisions).toContainEqual(["EMAIL", "mask", ""]);
    const session = await instance.open();
    expect(session.explainSync("bob@acme.com at 8.8.8.8, eve@example.net")).toEqual(explained);
  });
});

describe("options", () => {
  test("own values, patterns, kinds, actions and rules", async () => {
    const session = await createCloseMask({
      deny: ["Project Nightjar", { value: "Operation Heron", kind: "CODENAME" }],
      patterns: [{ name: "employee", kind: "EMPLOYEE_ID", pattern: "\\bE\\d{6}\\b" }],
      actions: { IP: "redact" },
      except: ["CREDIT_CARD"],
      allow: [{ pattern: "\\w+@acme\\.com", kind: "EMAIL" }],
      style: "dollar",
      length: 8,
    }).open();
    const masked = session.maskSync(
      `Project Nightjar, Operation Heron, E123456, 8.8.8.8, 4111 1111 1111 1111, bob@acme.com, eve@example.net, ${Buffer.from("Project Nightjar").toString("base64")}`,
    );
    expect(masked.replace(/\$\{(\w+)_[0-9a-z]{8}\}/g, "<$1>")).toBe(
      "<CUSTOM>, <CODENAME>, <EMPLOYEE_ID>, [IP], 4111 1111 1111 1111, bob@acme.com, <EMAIL>, <CUSTOM>",
    );
  });

  test("that cannot be are refused at once", () => {
    const wrong: [string, Parameters<typeof createCloseMask>[0]][] = [
      ["config", { except: ["EMIAL"] }],
      ["config", { only: ["NOPE"] }],
      ["config", { actions: { NOPE: "keep" } }],
      ["config", { restore: { NOPE: [] } }],
      ["config", { rules: { disable: ["nope"] } }],
      ["config", { deny: ["short"] }],
      ["config", { patterns: [{ name: "x", kind: "not a kind", pattern: "x" }] }],
      ["pattern", { patterns: [{ name: "x", kind: "X_ID", pattern: "(" }] }],
      ["pattern", { allow: [{ pattern: "(a+)+$" }, { pattern: "(" }] }],
      ["config", { ttl: -1 }],
      ["config", { maxEntries: 0 }],
    ];
    for (const [expected, options] of wrong)
      expect(() => createCloseMask(options)).toThrow(expect.objectContaining({ code: expected }));
  });
});

describe("names", () => {
  test("of an engine in this process are found at once, in values too", async () => {
    const session = await createCloseMask({ ner: createLexicon() }).open();
    expect(session.maskSync("Please ask Alice Smith.")).toMatch(/^Please ask PERSONX\d{9}\.$/);
    const masked = session.maskJsonSync({ note: "Please ask Alice Smith.", n: 1 });
    expect(masked.note).toMatch(/^Please ask PERSONX\d{9}\.$/);
    expect(session.unmaskJsonSync(masked)).toEqual({ note: "Please ask Alice Smith.", n: 1 });
  });

  test("of a service are waited for, all texts at once", async () => {
    const asked: (readonly string[])[] = [];
    const engine: NerEngine = {
      name: "own",
      async detect(texts) {
        asked.push(texts);
        return texts.map((text) => {
          const start = text.indexOf("Quill");
          return start < 0 ? [] : [{ start, end: start + 5, kind: "PERSON", label: "own", score: 1 }];
        });
      },
      async close() {},
    };
    const session = await createCloseMask({ ner: engine }).open();
    const masked = await session.maskJson({ a: "met Quill", b: ["so Quill left", 4, "nobody"] });
    expect(JSON.stringify(masked)).not.toContain("Quill");
    expect(asked.map((texts) => texts.length)).toEqual([3]);
    expect(() => session.maskSync("with Quill again")).toThrow(code("usage"));
  });

  test("nothing leaves when nobody can say, unless that was asked for", async () => {
    const broken = (): never => {
      throw new TypeError("broken at met Quill");
    };
    const text = "met Quill, bob@acme.com";
    const engines = {
      sync: { name: "own", find: broken, detect: async () => broken(), async close() {} },
      slow: { name: "own", detect: async () => broken(), async close() {} },
      thrown: { name: "own", detect: broken, async close() {} },
      short: { name: "own", detect: async () => [], async close() {} },
      text: { name: "own", detect: async () => "x" as never, async close() {} },
      nothing: { name: "own", detect: async () => [null as never], async close() {} },
      odd: {
        name: "own",
        detect: async () => [[{ start: 4, end: 9, kind: "person", label: "x", score: 1 }]],
        async close() {},
      },
    };
    for (const [name, ner] of Object.entries(engines)) {
      const fault = await (await createCloseMask({ ner }).open()).mask(text).catch((error: unknown) => error);
      expect(fault, name).toEqual(code("ner"));
      expect(inspect(fault, { showHidden: true, depth: 9 }).split("\n    at ")[0], name).not.toMatch(/Quill|broken/);
      const ruled = await createCloseMask({ ner, onNerFailure: "rules" }).open();
      expect(await ruled.mask(text), name).toMatch(/^met Quill, EMAILX\d{9}$/);
      const passed = await createCloseMask({ ner, onNerFailure: "pass" }).open();
      expect(await passed.mask(text), name).toBe(text);
      const recognizer = createRecognizer({ engine: ner, onFailure: "rules" });
      expect(await recognizer.find([text]), name).toEqual({ state: "rules", entities: [[]] });
    }
    const session = await createCloseMask({ ner: engines.sync }).open();
    expect(() => session.maskSync(text)).toThrow(code("ner"));
  });
});

describe("closing", () => {
  test("a session that is closed, and one of a closed instance, does nothing more", async () => {
    const instance = createCloseMask();
    const [first, second] = [await instance.open(), await instance.open({ session: "b" })];
    const masked = first.maskSync("bob@acme.com");
    await first.close();
    await first.close();
    for (const use of [
      () => first.maskSync("x"),
      () => first.unmaskSync(masked),
      () => first.maskJsonSync({}),
      () => first.encodeSync("x", { kind: "EMAIL" }),
      () => first.maskStream(),
      () => first.unmaskDuplex(),
    ])
      expect(use).toThrow(code("usage"));
    await expect(first.mask("x")).rejects.toThrow(code("usage"));
    expect((await instance.open()).unmaskSync(masked)).toBe("bob@acme.com");
    await instance.close();
    expect(() => second.maskSync("x")).toThrow(code("usage"));
    await expect(instance.open()).rejects.toThrow(code("usage"));
  });

  test("on signals, when that is asked for", async () => {
    const before = process.eventNames();
    const instance = createCloseMask();
    const session = await instance.open();
    expect(process.eventNames()).toEqual(before);
    const sent: [number, string][] = [];
    const host = Object.assign(new EventEmitter(), {
      pid: 7,
      kill: (pid: number, signal: string) => sent.push([pid, signal]),
    });
    const undo = instance.closeOn(host, ["SIGTERM", "SIGINT"]);
    undo();
    expect(host.eventNames()).toEqual([]);
    instance.closeOn(host, ["SIGTERM", "SIGINT"]);
    host.emit("SIGTERM");
    await instance.close();
    await new Promise(setImmediate);
    expect(sent).toEqual([[7, "SIGTERM"]]);
    expect(host.eventNames()).toEqual([]);
    expect(() => session.maskSync("x")).toThrow(code("usage"));
  });
});
