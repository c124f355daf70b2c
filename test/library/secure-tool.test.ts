// Tools: what they get, what leaves of what they give, whatever they give it in.

import { Readable } from "node:stream";
import { ReadableStream } from "node:stream/web";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { type CloseMaskSession, createCloseMask, createToolGuard, secureTool } from "../../src/index.ts";

const closemask = createCloseMask();
let made = 0;
const open = (): Promise<CloseMaskSession> => closemask.open({ session: `s${made++}` });
const EMAIL = /^EMAILX\d{9}$/;

describe("arguments", () => {
  test("get their values back, deep, also from what a model has bent", async () => {
    const session = await open();
    const mail = session.maskSync("bob@acme.com");
    const seen: unknown[] = [];
    const tool = secureTool(
      (to: string, options: { cc: string[]; body: string }, signal: AbortSignal) => {
        seen.push(to, options, signal);
      },
      { session },
    );
    const { signal } = new AbortController();
    const options = { cc: [mail], body: `{"to":"${mail}"}` };
    await tool(mail.toLowerCase(), options, signal);
    expect(seen).toEqual(["bob@acme.com", { cc: ["bob@acme.com"], body: '{"to":"bob@acme.com"}' }, signal]);
    expect(seen[2]).toBe(signal);
    expect(options).toEqual({ cc: [mail], body: `{"to":"${mail}"}` });
  });

  test("by kind, by category, and for the rest", async () => {
    const session = await open();
    const { email, card, password } = session.maskJsonSync({
      email: "bob@acme.com",
      card: "4111 1111 1111 1111",
      password: "hunter2secretX",
    });
    const got = async (restore: boolean | Record<string, boolean>): Promise<string[]> => {
      let seen: string[] = [];
      await secureTool(
        (...all: string[]) => {
          seen = all;
        },
        { session, restore },
      )(email, card, password);
      return seen;
    };
    expect(await got(true)).toEqual(["bob@acme.com", "4111 1111 1111 1111", "hunter2secretX"]);
    expect(await got(false)).toEqual([email, card, password]);
    expect(await got({ CREDENTIAL: false })).toEqual(["bob@acme.com", "4111 1111 1111 1111", password]);
    expect(await got({ "*": false, EMAIL: true })).toEqual(["bob@acme.com", card, password]);
    expect(await got({ CREDENTIAL: false, PASSWORD: true })).toEqual([
      "bob@acme.com",
      "4111 1111 1111 1111",
      "hunter2secretX",
    ]);
  });

  test("no credential comes back inside of a URL, nor what the instance keeps from tools", async () => {
    const careful = createCloseMask({ restore: { CREDIT_CARD: ["text"] } });
    const session = await careful.open();
    const masked = session.maskSync("card 4111 1111 1111 1111, password=hunter2secretX");
    const password = /PASSWORDX\d+/.exec(masked)?.[0] ?? "";
    const tool = secureTool((text: string) => text.length, { session });
    let seen = "";
    const spy = secureTool(
      (text: string) => {
        seen = text;
      },
      { session },
    );
    await spy(masked);
    expect(seen).toBe(masked.replace(password, "hunter2secretX"));
    await spy(`https://evil.example.net/?q=${password}`);
    expect(seen).toBe(`https://evil.example.net/?q=${password}`);
    await spy(`see https://a.example.net/ ${password}`);
    expect(seen).toBe("see https://a.example.net/ hunter2secretX");
    expect(await tool("x")).toBe(1);
  });

  test("only those that are to be looked at", async () => {
    const session = await open();
    const mail = session.maskSync("bob@acme.com");
    const loop: Record<string, unknown> = { mail };
    loop.self = loop;
    let seen: unknown[] = [];
    const tool = secureTool(
      (...args: unknown[]) => {
        seen = args;
      },
      { session, arguments: [0] },
    );
    await tool(mail, loop);
    expect(seen).toEqual(["bob@acme.com", loop]);
    expect(seen[1]).toBe(loop);
  });
});

describe("results", () => {
  test("are masked, of any shape, and `this` is handed on", async () => {
    const session = await open();
    const host = {
      mail: "bob@acme.com",
      find: secureTool(
        function (this: { mail: string }, n: number) {
          return { n, found: [this.mail], date: new Date(0) };
        },
        { session },
      ),
    };
    const found = await host.find(2);
    expect(found.found[0]).toMatch(EMAIL);
    expect(found).toEqual({ n: 2, found: [expect.any(String)], date: "1970-01-01T00:00:00.000Z" });
    expect(await secureTool(async () => "to bob@acme.com", { session })()).toMatch(/^to EMAILX\d{9}$/);
    expect(await secureTool(() => undefined, { session })()).toBeUndefined();
    expect(await secureTool(() => "bob@acme.com", { session, mask: false })()).toBe("bob@acme.com");
  });

  const chunks = ["one bob@ac", "me.com two\n", "eve@acme.com"];
  const expected = /^one EMAILX\d{9} two\nEMAILX\d{9}$/;

  test("of a generator, an async one, a stream of the web and one of Node: text cut anywhere", async () => {
    const session = await open();
    const sources: (() => Iterable<string> | AsyncIterable<string>)[] = [
      function* () {
        yield* chunks;
      },
      async function* () {
        yield* chunks;
      },
      () => ReadableStream.from(chunks),
      () => Readable.from(chunks),
    ];
    for (const source of sources) {
      const result = await secureTool(source, { session })();
      let text = "";
      for await (const chunk of result) text += chunk;
      expect(text).toMatch(expected);
    }
    const stream = await secureTool(() => ReadableStream.from(chunks), { session })();
    expect(stream).toBeInstanceOf(ReadableStream);
    const bytes = await secureTool(() => Readable.from([Buffer.from(chunks.join(""))], { objectMode: false }), {
      session,
    })();
    expect(bytes).toBeInstanceOf(Readable);
    expect(Buffer.concat(await bytes.toArray()).toString()).toMatch(expected);
  });

  test("that come one by one are masked one by one, between texts too", async () => {
    const session = await open();
    const tool = secureTool(
      async function* () {
        yield { mail: "bob@acme.com" } as unknown;
        yield "text of eve@ac";
        yield "me.com";
        yield 4111111111111111;
        yield Buffer.from("amy@acme.com");
      },
      { session },
    );
    const found: unknown[] = [];
    for await (const item of await tool()) found.push(item);
    expect(JSON.stringify(found)).not.toMatch(/acme|4111/);
    expect(found[0]).toEqual({ mail: expect.stringMatching(EMAIL) });
    expect(found.filter((item) => typeof item === "string").join("|")).toMatch(/^text of .*EMAILX\d{9}\|CARDX\d{9}$/);
  });

  test("a stream that is left leaves its source", async () => {
    const session = await open();
    let isLeft = false;
    const tool = secureTool(
      async function* () {
        try {
          for (;;) yield { mail: "bob@acme.com" };
        } finally {
          isLeft = true;
        }
      },
      { session },
    );
    for await (const _ of await tool()) break;
    expect(isLeft).toBe(true);
  });

  test("what cannot be masked is not given out", async () => {
    const blocking = createCloseMask({ actions: { CREDIT_CARD: "block" } });
    const session = await blocking.open();
    const tool = secureTool(() => ({ card: "4111 1111 1111 1111" }), { session });
    await expect(tool()).rejects.toThrow(expect.objectContaining({ code: "blocked" }));
    const strict = secureTool(() => new Map(), { session, others: "refuse" });
    await expect(strict()).rejects.toThrow(expect.objectContaining({ code: "input" }));
  });
});

describe("errors", () => {
  class NotFound extends Error {
    readonly who: string;
    readonly status = 404;
    constructor(who: string) {
      super(`no user ${who}`, { cause: new Error(who) });
      this.name = "NotFound";
      this.who = who;
    }
  }

  test("keep their class and say no value", async () => {
    const session = await open();
    const original = new NotFound("bob@acme.com");
    const tool = secureTool(
      async () => {
        throw original;
      },
      { session },
    );
    const error = await tool().then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof NotFound)) throw new Error("it is of another class");
    expect(error.message).toMatch(/^no user EMAILX\d{9}$/);
    expect(error.stack).not.toContain("bob@acme.com");
    expect([error.who, error.status, error.cause]).toEqual([expect.stringMatching(EMAIL), 404, undefined]);
    expect(original.message).toBe("no user bob@acme.com");
    const looped = Object.assign(new Error("no bob@acme.com"), { request: {} });
    looped.request = { error: looped };
    const { maskError } = createToolGuard({ session });
    expect(await maskError(looped)).toEqual(expect.objectContaining({ message: expect.stringMatching(/^no EMAILX/) }));
  });

  test("that hold others keep them, masked", async () => {
    const { maskError } = createToolGuard({ session: await open() });
    const inner = new RangeError("no bob@acme.com", { cause: "bob@acme.com" });
    const all = new AggregateError([inner, "bob@acme.com", { to: "bob@acme.com" }], "for bob@acme.com");
    all.errors.push(all, new AggregateError([inner], "more"));
    const masked = (await maskError(all)) as AggregateError;
    expect(masked).toBeInstanceOf(AggregateError);
    expect(masked.message).toMatch(/^for EMAILX/);
    const [first, text, value, itself, below] = masked.errors;
    expect(first).toBeInstanceOf(RangeError);
    expect(first.message).toMatch(/^no EMAILX/);
    expect(text).toMatch(EMAIL);
    expect(value).toEqual({ to: expect.stringMatching(EMAIL) });
    expect(itself).toBeUndefined();
    expect(below.errors[0].message).toBe(first.message);
    expect(Object.keys(masked)).toEqual([]);
    expect(inspect(masked, { depth: 9, showHidden: true })).not.toContain("bob@acme.com");
    const suppressed = (await maskError(
      new SuppressedError(inner, new Error("bob@acme.com"), "two"),
    )) as SuppressedError;
    expect(suppressed.error.message).toMatch(/^no EMAILX/);
    expect(suppressed.suppressed.message).toMatch(EMAIL);
  });

  test("of a stream too, and what is no error", async () => {
    const session = await open();
    const tool = secureTool(
      async function* () {
        yield "a line\n";
        throw new NotFound("bob@acme.com");
      },
      { session },
    );
    const read = async (): Promise<void> => {
      for await (const _ of await tool());
    };
    await expect(read()).rejects.toThrow(/^no user EMAILX\d{9}$/);
    const odd = secureTool(
      () => {
        throw "bob@acme.com";
      },
      { session },
    );
    await expect(odd()).rejects.toMatch(EMAIL);
  });
});

test("the two halves, for programs that call the tool themselves", async () => {
  const session = await open();
  const guard = createToolGuard({ session });
  const masked = await guard.mask({ mail: "bob@acme.com" });
  expect(masked.mail).toMatch(EMAIL);
  expect(await guard.restore(masked)).toEqual({ mail: "bob@acme.com" });
});
