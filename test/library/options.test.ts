// Options that cannot be: each is refused, by its name, with the nearest one that can be.

import { describe, expect, test } from "vitest";
import {
  type ClosemaskError,
  createCloseMask,
  createMasker,
  createMemoryStore,
  createToolGuard,
  secureTool,
} from "../../src/index.ts";
import { maskLanguageModel } from "../../src/integrations/ai.ts";
import { maskTransport } from "../../src/integrations/mcp.ts";

/** As a program without types hands them in. */
type Any = never;

function thrownBy(work: () => unknown): { code: string; message: string; hint: string } {
  try {
    work();
  } catch (error) {
    const { name, code, message, hint } = error as ClosemaskError;
    expect(name).toBe("ClosemaskError");
    return { code, message, hint };
  }
  throw new Error("nothing was thrown");
}

const INSTANCE: readonly [unknown, message: RegExp, hint: RegExp][] = [
  [{ excpet: ["EMAIL"] }, /^excpet is not an option/, /mean except\?/],
  [{ onyl: [] }, /^onyl /, /mean only\?/],
  [{ actions: { EMAIL: "blok" } }, /^actions\.EMAIL /, /mean block\?.*mask, redact, keep, block/],
  [{ actions: { EMAIL: "redakt" } }, /^actions\.EMAIL /, /mean redact\?/],
  [{ actions: { EMAIL: "Mask" } }, /^actions\.EMAIL /, /mean mask\?/],
  [{ actions: { EMAIL: undefined } }, /^actions\.EMAIL /, /one of/],
  [{ actions: { EMIAL: "block" } }, /^actions: there is no kind or category EMIAL/, /mean EMAIL\?/],
  [{ actions: ["EMAIL"] }, /^actions is not an object/, /^$/],
  [{ restore: { EMAIL: ["texts"] } }, /^restore\.EMAIL\[0\] /, /mean text\?/],
  [{ restore: { EMAIL: "text" } }, /^restore\.EMAIL is not a list/, /^$/],
  [{ restore: { EMIAL: ["text"] } }, /^restore: .* EMIAL/, /mean EMAIL\?/],
  [{ only: "EMAIL" }, /^only is not a list/, /^$/],
  [{ except: [7] }, /^except\[0\] is not a text/, /^$/],
  [{ allow: [5] }, /^allow\[0\] is not a text/, /^$/],
  [{ allow: [{ vale: "x" }] }, /^allow\[0\]\.vale is not an option/, /mean value\?/],
  [{ allow: [{}] }, /^allow\[0\] says nothing/, /value or pattern/],
  [{ allow: [{ value: undefined, kind: "EMAIL" }] }, /^allow\[0\] says nothing/, /value or pattern/],
  [{ allow: [{ value: "x", pattern: "y" }] }, /^allow\[0\] has a value and a pattern/, /keep one/],
  [{ allow: [{ value: "x", kind: "EMIAL" }] }, /^allow: .* EMIAL/, /mean EMAIL\?/],
  [{ deny: [{}] }, /^deny\[0\]\.value is missing/, /^$/],
  [{ deny: [5] }, /^deny\[0\] is not a text/, /^$/],
  [{ deny: [{ value: "abcdefg", knid: "X" }] }, /^deny\[0\]\.knid /, /mean kind\?/],
  [{ atLimit: "nope" }, /^atLimit /, /refuse, evict/],
  [{ onNerFailure: "nope" }, /^onNerFailure /, /block, rules, pass/],
  [{ level: "balancd" }, /^level /, /mean balanced\?/],
  [{ style: "x" }, /^style /, /dollar/],
  [{ length: 7 }, /^length /, /6, 8/],
  [{ ttl: "7d" }, /^ttl is not a time/, /milliseconds/],
  [{ now: 5 }, /^now is not a function/, /^$/],
  [{ rules: { enabel: ["url"] } }, /^rules\.enabel /, /mean enable\?/],
  [{ rules: { disable: ["npm-tokne"] } }, /^rules: there is no rule npm-tokne/, /mean npm-token\?/],
  [{ patterns: [{ name: "x", kind: "X_ID", patern: "x" }] }, /^patterns\[0\]\.patern /, /mean pattern\?/],
  [{ patterns: [{ name: "x", kind: "X_ID" }] }, /^patterns\[0\]\.pattern is missing/, /^$/],
  [{ store: { type: "nope" } }, /^store\.type /, /memory, sqlite/],
  [{ store: { type: "nope" }, key: Buffer.alloc(32) }, /^store\.type /, /memory, sqlite/],
  [{ store: { type: "sqlite", pth: "x" } }, /^store\.pth /, /mean path\?/],
  [{ store: { type: "sqlite" } }, /^store\.path is missing/, /^$/],
  [{ store: "memory" }, /^store is not an object/, /^$/],
  [{ key: 5 }, /^key is not a key/, /32 bytes/],
  [{ ner: {} }, /^ner is not an engine/, /detect/],
  [{ ner: { name: "x", detect: "x" } }, /^ner is not an engine/, /detect/],
  [null, /^what holds the options is not an object/, /^$/],
  [{ "bob@acme.com": 1 }, /^\(a name that is not shown\) is not an option/, /one of/],
];

describe("an instance", () => {
  test.each(INSTANCE.map(([options, message, hint], i) => ({ i, options, message, hint })))(
    "refuses $message ($i)",
    ({ options, message, hint }) => {
      const thrown = thrownBy(() => createCloseMask(options as Any));
      expect(thrown.code).toBe("config");
      expect(thrown.message).toMatch(message);
      expect(thrown.hint).toMatch(hint);
    },
  );

  test("takes what is undefined as left out, and kinds of its own options", async () => {
    const options = { store: undefined, key: undefined, ner: undefined, style: undefined, now: undefined };
    await createCloseMask(options).open({ session: undefined, tenant: undefined });
    createCloseMask({
      deny: [{ value: "Nightjar", kind: "CODENAME" }],
      actions: { CODENAME: "block", CUSTOM: "keep" },
    });
    createCloseMask({ actions: { HEALTHCARE: "block" }, except: ["PERSONAL"] });
  });

  test("refuses options of `open` and `store`", async () => {
    const instance = createCloseMask();
    const refused = (message: RegExp): unknown =>
      expect.objectContaining({ code: "usage", message: expect.stringMatching(message) });
    await expect(instance.open({ sesion: "a" } as Any)).rejects.toThrow(refused(/^sesion /) as Any);
    await expect(instance.open({ style: "word " } as Any)).rejects.toThrow(refused(/^style /) as Any);
    await expect(instance.store({ tenat: "a" } as Any)).rejects.toThrow(refused(/^tenat /) as Any);
  });
});

test("calls of a session refuse options that cannot be", async () => {
  const session = await createCloseMask().open();
  const all: [RegExp, (asked: Any) => unknown, unknown][] = [
    [/^tolernt /, (asked) => session.unmaskSync("x", asked), { tolernt: true }],
    [/^place /, (asked) => session.unmaskSync("x", asked), { place: "tool" }],
    [/^allows is not a function/, (asked) => session.unmaskSync("x", asked), { allows: ["EMAIL"] }],
    [/^numbrs /, (asked) => session.maskJsonSync({}, asked), { numbrs: false }],
    [/^others /, (asked) => session.maskJsonSync({}, asked), { others: "nope" }],
    [/^keys /, (asked) => session.unmaskJsonSync({}, asked), { keys: 1 }],
    [/^txt /, (asked) => session.maskStream(asked), { txt: true }],
    [/^text /, (asked) => session.maskDuplex(asked), { text: "yes" }],
    [/^strict /, (asked) => session.unmaskStream(asked), { strict: true }],
    [/^place /, (asked) => session.unmaskDuplex(asked), { place: "nope" }],
    [/^text /, (asked) => session.unmaskChunks(["x"], asked), { text: true }],
    [/^kind is missing/, (asked) => session.encodeSync("x", asked), {}],
    [/not an object/, (asked) => session.encodeSync("x", asked), undefined],
    [/not an object/, (asked) => session.unmaskSync("x", asked), null],
  ];
  for (const [message, call, asked] of all) {
    const thrown = thrownBy(() => call(asked as Any));
    expect(thrown.code, String(message)).toBe("usage");
    expect(thrown.message).toMatch(message);
  }
});

test("a secured tool refuses a policy that cannot be", async () => {
  const session = await createCloseMask().open();
  const refused: [RegExp, unknown][] = [
    [/^session is missing/, {}],
    [/^session is not a session/, { session: "x" }],
    [/^restor /, { session, restor: false }],
    [/^restore is not true or false/, { session, restore: "no" }],
    [/^restore\.EMAIL is not true or false/, { session, restore: { EMAIL: ["text"] } }],
    [/^restore: there is no kind or category CREDENTAIL/, { session, restore: { CREDENTAIL: false } }],
    [/^mask /, { session, mask: 0 }],
    [/^arguments\[0\] /, { session, arguments: ["to"] }],
    [/^others /, { session, others: "refuze" }],
  ];
  for (const [message, policy] of refused)
    for (const make of [() => secureTool(() => 1, policy as Any), () => createToolGuard(policy as Any)]) {
      const thrown = thrownBy(make);
      expect(thrown.code).toBe("config");
      expect(thrown.message).toMatch(message);
    }
  secureTool(() => 1, { session, restore: { "*": false, CREDENTIAL: true } });
});

test("a masker refuses options that cannot be", async () => {
  const limits = { ttl: 0, maxEntries: 10, atLimit: "refuse" } as const;
  const store = await createMemoryStore({ limits, now: () => 0 }).session("a");
  const whole = { store, idKey: Buffer.alloc(32) };
  const refused: [RegExp, object][] = [
    [/^excpet /, { ...whole, excpet: ["EMAIL"] }],
    [/^actions\.EMAIL /, { ...whole, actions: { EMAIL: "blok" } }],
    [/^actions: .*EMIAL/, { ...whole, actions: { EMIAL: "block" } }],
    [/^secrets\[0\]\.kind is missing/, { ...whole, secrets: [{ value: "abcdefg" }] }],
    [/^names is not what finds names/, { ...whole, names: {} }],
    [/^idKey is missing/, { store }],
    [/^level /, { ...whole, level: "high" }],
  ];
  for (const [message, options] of refused) {
    const thrown = thrownBy(() => createMasker(options as Any));
    expect(thrown.code).toBe("config");
    expect(thrown.message).toMatch(message);
  }
  const { unmask } = createMasker(whole as Any);
  expect(thrownBy(() => unmask("x", { tolernt: true } as Any)).message).toMatch(/^tolernt /);
});

test("hooks refuse options that cannot be", async () => {
  const session = await createCloseMask().open();
  const refused: [RegExp, () => unknown][] = [
    [/^media /, () => maskLanguageModel(session, { media: "blok" } as Any)],
    [/^alows /, () => maskLanguageModel(session, { alows: () => true } as Any)],
    [/^of is missing/, () => maskTransport({} as Any, session, {} as Any)],
    [/^untrusted /, () => maskTransport({} as Any, session, { of: "server", untrusted: "clinet" } as Any)],
  ];
  for (const [message, make] of refused) {
    const thrown = thrownBy(make);
    expect(thrown.code).toBe("config");
    expect(thrown.message).toMatch(message);
  }
});
