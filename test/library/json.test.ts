// Values, deep: what is looked at, what stays, what is refused.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CloseMaskSession, createCloseMask } from "../../src/index.ts";

const closemask = createCloseMask();
let made = 0;
const open = (): Promise<CloseMaskSession> => closemask.open({ session: `s${made++}` });
const EMAIL = /^EMAILX\d{9}$/;

test("any JSON comes back", async () => {
  const session = await open();
  const leaf = fc.constantFrom<unknown>(
    ...["bob@acme.com", "", "plain", "4111 1111 1111 1111", 'a "quoted" \\ one\n', "你好 eve@acme.com", "\ud83d", null],
    ...[true, 0, -1.5, 4111111111111111, 1e21, JSON.stringify({ password: 'Xk29"dkQ8ab', n: [1, "a@b.example.com"] })],
    ...["[1, 2", "{}", JSON.stringify(JSON.stringify(["deep@acme.com"])), "078-05-1120"],
  );
  const name = fc.constantFrom("password", "value", "name", "a b", "", "__proto__", "ssn", "0", "toString");
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { depthSize: "small" },
      leaf,
      fc.array(tie("tree"), { maxLength: 4 }),
      fc.array(fc.tuple(name, tie("tree")), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs)),
    ),
  }));
  fc.assert(
    fc.property(tree, fc.boolean(), (value, keys) => {
      const before = structuredClone(value);
      const masked = session.maskJsonSync(value, { keys });
      expect(value).toEqual(before);
      expect(JSON.stringify(masked)).not.toMatch(/acme|4111|078-05|Xk29/);
      const back = session.unmaskJsonSync(masked, { keys });
      expect(back).toEqual(before);
      expect(JSON.stringify(back)).toBe(JSON.stringify(before));
    }),
    { numRuns: 300 },
  );
});

describe("names of members", () => {
  test("say what a value is, and stay themselves", async () => {
    const session = await open();
    const value = {
      password: "correct horse Xk29",
      fields: [{ name: "api_key", value: "Zk29dkQ8abMz77" }],
      list: { ssn: ["078051120"] },
      "bob@acme.com": 1,
    };
    const masked = session.maskJsonSync(value);
    expect(masked.password).toMatch(/^PASSWORDX\d{9}$/);
    expect(masked.fields[0]).toEqual({ name: "api_key", value: expect.stringMatching(/^APITOKENX\d{9}$/) });
    expect(masked.list.ssn[0]).toMatch(/^SSNX\d{9}$/);
    expect(Object.keys(masked)).toEqual(Object.keys(value));
    expect(session.unmaskJsonSync(masked)).toEqual(value);
  });

  test("are masked when they are asked for", async () => {
    const session = await open();
    const value = { "bob@acme.com": { inner: '{"eve@acme.com": "x"}' } };
    const masked = session.maskJsonSync(value, { keys: true });
    const [name = ""] = Object.keys(masked);
    expect(name).toMatch(EMAIL);
    expect(JSON.stringify(masked)).not.toContain("acme");
    expect(session.unmaskJsonSync(masked, { keys: true })).toEqual(value);
    expect(Object.keys(session.unmaskJsonSync(masked))).toEqual([name]);
  });

  test("__proto__ is one like any other", async () => {
    const session = await open();
    const value: unknown = JSON.parse('{"__proto__": {"mail": "bob@acme.com", "admin": true}, "constructor": "x"}');
    const masked = session.maskJsonSync(value) as object;
    expect(Object.getPrototypeOf(masked)).toBe(Object.prototype);
    expect(Reflect.get({}, "admin")).toBeUndefined();
    expect(Object.keys(masked)).toEqual(["__proto__", "constructor"]);
    expect(JSON.stringify(session.unmaskJsonSync(masked))).toBe(JSON.stringify(value));
  });
});

describe("JSON in strings", () => {
  test("stays as it was written where nothing is masked", async () => {
    const session = await open();
    const text = '{ "n": 1.0,  "id" : 12345678901234567890, "mail":"bob@acme.com", "u":"\\u00e9" }\n';
    const masked = session.maskJsonSync({ text });
    expect(masked.text).toMatch(
      /^\{ "n": 1\.0, {2}"id" : 12345678901234567890, "mail":"EMAILX\d{9}", "u":"\\u00e9" \}\n$/,
    );
    expect(session.unmaskJsonSync(masked)).toEqual({ text });
  });

  test("gets values escaped as its place needs it, level by level", async () => {
    const session = await open();
    const value = 'pa"ss\\wo\nrd1Q';
    const placeholder = session.encodeSync(value, { kind: "PASSWORD" });
    const inner = JSON.stringify({ deep: JSON.stringify([placeholder]), here: `x ${placeholder}` });
    const restored = session.unmaskJsonSync({ inner });
    const read = JSON.parse(restored.inner);
    expect(read.here).toBe(`x ${value}`);
    expect(JSON.parse(read.deep)).toEqual([value]);
  });

  test("numbers in it are numbers again", async () => {
    const session = await open();
    const text = '{"card": 4111111111111111, "n": 7}';
    const masked = session.maskJsonSync([text]);
    expect(masked[0]).toMatch(/^\{"card": "CARDX\d{9}", "n": 7\}$/);
    expect(session.unmaskJsonSync(masked)).toEqual([text]);
  });

  test("is a text like any other when it is not to be looked into", async () => {
    const session = await open();
    const text = '{"mail":"bob\\u0040acme.com"}';
    const masked = session.maskJsonSync([text], { nested: false });
    expect(masked[0]).not.toContain("acme");
    expect(session.unmaskJsonSync(masked, { nested: false })).toEqual([text]);
  });
});

describe("numbers", () => {
  test("come back as what they were", async () => {
    const session = await open();
    const value = { card: 4111111111111111, big: 4242424242424242n, text: "5555555555554444", ssn: 78051120, n: 42 };
    const masked = session.maskJsonSync(value);
    expect([masked.card, masked.big, masked.text].every((made) => /^CARDX\d{9}$/.test(String(made)))).toBe(true);
    expect(masked.n).toBe(42);
    expect(session.unmaskJsonSync(masked)).toEqual(value);
  });

  test("one that is also a text comes back as a text", async () => {
    const session = await open();
    const masked = session.maskJsonSync({ a: 4111111111111111, b: "4111111111111111" });
    expect(session.unmaskJsonSync(masked)).toEqual({ a: "4111111111111111", b: "4111111111111111" });
  });

  test("stay when they are not to be looked at", async () => {
    const session = await open();
    expect(session.maskJsonSync({ a: 4111111111111111 }, { numbers: false })).toEqual({ a: 4111111111111111 });
  });
});

describe("what is no JSON", () => {
  class Person {
    mail = "bob@acme.com";
  }
  const others: readonly [string, unknown][] = [
    ["a date", new Date(0)],
    ["a map", new Map([["a", "bob@acme.com"]])],
    ["a set", new Set(["bob@acme.com"])],
    ["an instance", new Person()],
    ["a function", () => "bob@acme.com"],
    ["a symbol", Symbol("bob@acme.com")],
    ["an error", new Error("bob@acme.com")],
    ["a regular expression", /bob@acme\.com/],
  ];

  test.each(others)("%s is refused", async (_, value) => {
    const session = await open();
    for (const given of [value, { deep: [value] }])
      expect(() => session.maskJsonSync(given)).toThrow(expect.objectContaining({ code: "input" }));
    await expect(session.maskJson([value])).rejects.toThrow(expect.objectContaining({ code: "input" }));
  });

  test("is handed on when it is to be kept", async () => {
    const session = await open();
    const value = { others: others.map(([, other]) => other), mail: "bob@acme.com" };
    const masked = session.maskJsonSync(value, { others: "keep" });
    expect(masked.mail).toMatch(EMAIL);
    for (const [i, other] of masked.others.entries()) expect(other).toBe(others[i]?.[1]);
  });

  test("is what JSON.stringify makes of it, masked", async () => {
    const session = await open();
    const shown = { toJSON: () => ({ mail: "bob@acme.com" }) };
    const value = { date: new Date(0), person: new Person(), shown: Object.assign(Object.create({ x: 1 }), shown) };
    const masked = session.maskJsonSync<unknown>(value, { others: "json" });
    expect(JSON.stringify(masked)).not.toContain("acme");
    expect(session.unmaskJsonSync(masked)).toEqual(JSON.parse(JSON.stringify(value)));
  });

  test("bytes are texts", async () => {
    const session = await open();
    const masked = session.maskJsonSync({ body: Buffer.from("bob@acme.com") });
    expect(Buffer.from(masked.body).toString()).toMatch(EMAIL);
    expect(Buffer.from(session.unmaskJsonSync(masked).body).toString()).toBe("bob@acme.com");
  });
});

describe("shapes", () => {
  test("a cycle is refused, what is shared stays shared", async () => {
    const session = await open();
    const list: unknown[] = ["bob@acme.com"];
    const value: Record<string, unknown> = { a: list, b: list };
    const masked = session.maskJsonSync(value);
    expect(masked.a).toBe(masked.b);
    expect(masked.a).not.toBe(list);
    list.push(value);
    for (const others of ["refuse", "keep", "json"] as const) {
      expect(() => session.maskJsonSync(value, { others })).toThrow(expect.objectContaining({ code: "input" }));
      expect(() => session.unmaskJsonSync(value, { others })).toThrow(expect.objectContaining({ code: "input" }));
    }
  });

  test("thirty levels of two equal halves are not a billion", async () => {
    const session = await open();
    let value: unknown = "bob@acme.com";
    for (let i = 0; i < 60; i++) value = { a: value, b: value };
    let masked: unknown = session.maskJsonSync(value);
    for (let i = 0; i < 60; i++) masked = Reflect.get(masked as object, i % 2 === 0 ? "a" : "b");
    expect(masked).toMatch(EMAIL);
  });

  test("what is nested too deeply is refused", async () => {
    const session = await open();
    let value: unknown = "bob@acme.com";
    for (let i = 0; i < 10_000; i++) value = [value];
    expect(() => session.maskJsonSync(value)).toThrow(expect.objectContaining({ code: "input" }));
  });

  test("holes, undefined, no prototype and members of lists stay", async () => {
    const session = await open();
    const bare = Object.assign(Object.create(null), { mail: "bob@acme.com", none: undefined });
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is looked at.
    const value = { list: [1, , "bob@acme.com"], bare };
    const masked = session.maskJsonSync(value);
    expect(1 in masked.list).toBe(false);
    expect(masked.list).toHaveLength(3);
    expect(Object.getPrototypeOf(masked.bare)).toBeNull();
    expect(Object.keys(masked.bare)).toEqual(["mail", "none"]);
    expect(session.unmaskJsonSync(masked)).toEqual(value);
    const match = /(?<who>b)ob/.exec("bob");
    expect(session.maskJsonSync(match, { others: "keep" })).toEqual(match);
  });
});
