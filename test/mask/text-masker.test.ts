// Whole texts: the same laws as of the feeds, and the same result.

import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { createDetector } from "../../src/detect/detector.ts";
import { createLiterals } from "../../src/detect/literal-table.ts";
import { RULES } from "../../src/detect/rules/index.ts";
import { createMaskFeed } from "../../src/mask/mask-feed.ts";
import { makePlan } from "../../src/mask/plan-file.ts";
import { createPolicy } from "../../src/mask/policy.ts";
import { createSession, type Session } from "../../src/mask/session.ts";
import { runSteps, runStepsNow } from "../../src/mask/steps.ts";
import type { SessionStore } from "../../src/mask/store.ts";
import type { TextLike } from "../../src/mask/text-batch.ts";
import { createTextMasker, type MaskPiece, type TextMasker } from "../../src/mask/text-masker.ts";
import { createTextRestorer, type TextRestorer } from "../../src/mask/text-restorer.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import type { Style } from "../../src/types.ts";
import { RUNS, restore, STYLES, texts } from "./kit.ts";

vi.setConfig({ testTimeout: 30_000 + RUNS * 60 });

const plan = makePlan(RULES, "usual");
const detector = createDetector({ rules: RULES, level: "balanced", plan });
const KEY = Buffer.alloc(32, 7);

function keep(): SessionStore {
  const store = createMemoryStore({ limits: { ttl: 0, maxEntries: 1e6, atLimit: "refuse" }, now: () => 0 });
  return store.session("test") as SessionStore;
}

/** The same, with every answer later. */
function slowly(store: SessionStore): SessionStore {
  const later = async <T>(answer: () => T): Promise<Awaited<T>> => {
    await new Promise(setImmediate);
    return await answer();
  };
  return {
    put: (entries) => {
      const kept = entries.map((entry) => ({ ...entry, value: Uint8Array.from(entry.value) }));
      return later(() => store.put(kept));
    },
    get: (handles) => later(() => store.get(handles)),
    getNumbered: (keys) => later(() => store.getNumbered(keys)),
    reserve: (handles, numbers) => later(() => store.reserve(handles, numbers)),
    literals: (limit, each) => later(() => store.literals(limit, each)),
    epoch: () => later(() => store.epoch()),
  };
}

interface Opened {
  readonly session: Session;
  readonly masker: TextMasker;
  readonly restorer: TextRestorer;
  maskNow<T extends TextLike>(text: T): T;
  unmaskNow<T extends TextLike>(text: T): T;
  /** What a feed makes of it, in a session of its own with the same key; null where that gave a value what looked like a placeholder. */
  fed(text: Uint8Array): Promise<Buffer | null>;
}

function open({ style = "word" as Style, store = keep(), policy = createPolicy() } = {}): Opened {
  const session = createSession({ store, idKey: KEY, style });
  const parts = { detector, policy, secrets: createLiterals(10), sources: [] };
  const masker = createTextMasker({ ...parts, session, literals: createLiterals(1000) });
  const restorer = createTextRestorer({ session });
  return {
    session,
    masker,
    restorer,
    maskNow: <T extends TextLike>(text: T) => runStepsNow(masker.mask([{ text }]))[0] as T,
    unmaskNow: <T extends TextLike>(text: T) => runStepsNow(restorer.restore([text])).texts[0] as T,
    async fed(text) {
      const own = createSession({ store: keep(), idKey: KEY, style });
      const feed = createMaskFeed({ ...parts, session: own, literals: createLiterals(1000) });
      const head = Buffer.from(await feed.feed(text));
      const masked = Buffer.concat([head, await feed.end()]);
      return (await restore(own, Buffer.from(text))).every((known) => known === null) ? masked : null;
    },
  };
}

describe.each(STYLES)("style %s", (style) => {
  test("the same as a feed makes, and back", async () => {
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const x = Buffer.concat([text, Buffer.from("\n")]);
        const { session, maskNow, unmaskNow, fed } = open({ style });
        const masked = Buffer.from(maskNow(Uint8Array.from(x)));
        // A feed sets look-alikes aside as it comes to them, when one may have been given to a value before; here all are at hand.
        const other = await fed(x);
        fc.pre(other !== null);
        expect(masked.toString("latin1")).toBe(other?.toString("latin1"));
        fc.pre((await restore(session, x)).every((known) => known === null));
        expect(Buffer.from(unmaskNow(masked)).toString("latin1")).toBe(x.toString("latin1"));
      }),
      { numRuns: RUNS },
    );
  });

  // Of one that has learned nothing yet: a value counts from behind the place where it was learned, and then everywhere.
  test("idempotence", async () => {
    await fc.assert(
      fc.asyncProperty(texts, async (x) => {
        const store = keep();
        const once = open({ style, store }).maskNow(Uint8Array.from(x));
        const twice = open({ style, store }).maskNow(once);
        expect(Buffer.from(twice).toString("latin1")).toBe(Buffer.from(once).toString("latin1"));
      }),
      { numRuns: RUNS },
    );
  });

  test("many texts at once come back, also from a store that has to be waited for", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(texts, { maxLength: 6 }), async (all) => {
        const { session, masker, restorer } = open({ style, store: slowly(keep()) });
        const strings = all.map((x) => x.toString("utf8"));
        const [first, second] = await Promise.all([
          runSteps(masker.mask(strings.map((text) => ({ text })))),
          runSteps(masker.mask(all.map((text) => ({ text })))),
        ]);
        const issued = await Promise.all(all.map((x) => restore(session, x)));
        fc.pre(issued.flat().every((known) => known === null));
        const back = await runSteps(restorer.restore([...first, ...second]));
        expect(back.texts.slice(0, all.length)).toEqual(strings);
        expect(back.texts.slice(all.length).map((text) => Buffer.from(text as Uint8Array))).toEqual(all);
      }),
      { numRuns: Math.ceil(RUNS / 4) },
    );
  });
});

test.each(["localhost:5432:main:root:s3cret你好", "habite au 14 bis rue des Lilas, 69003 LyonA\ufffd\ufffd身份证号是"])(
  "no character is masked in part: %s comes back",
  (text) => {
    const { maskNow, unmaskNow } = open();
    const masked = maskNow(text);
    expect(masked).not.toBe(text);
    expect(unmaskNow(masked)).toBe(text);
  },
);

test("a block without a value bounds what stands before it, as in a feed", async () => {
  const { fed, maskNow } = open();
  const text = "tkn-abc123@email.com-----BEGIN RSA PRIVATE KEY-----\n-----END RSA PRIVATE KEY-----\n";
  expect(maskNow(text)).toMatch(/^EMAILX\d{9}-----BEGIN/);
  expect(maskNow(text)).toBe((await fed(Buffer.from(text)))?.toString());
});

test("a look-alike further on is not given to a value before it, where a feed has no choice", async () => {
  const { fed, maskNow, unmaskNow } = open({ style: "angle" });
  const text = "bob@acme.com\n<EMAIL_1>\n";
  expect(maskNow(text)).toBe("<EMAIL_2>\n<EMAIL_1>\n");
  expect(unmaskNow(maskNow(text))).toBe(text);
  expect(await fed(Buffer.from(text))).toBeNull();
});

describe("strings", () => {
  test("any string comes back, with half of a surrogate pair too", () => {
    const unit = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "\ud83d",
        "\udc00",
        "bob@acme.com",
        " ",
        "😀",
        "password=Xk29dkQ8ab",
        "\n",
        "4111 1111 1111 1111",
      ),
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 20 }), (parts) => {
        const { maskNow, unmaskNow } = open();
        const text = parts.join("");
        expect(unmaskNow(maskNow(text))).toBe(text);
      }),
      { numRuns: RUNS * 4 },
    );
  });

  test("one in which nothing is found is handed back as it is", () => {
    const { maskNow, unmaskNow } = open();
    const bytes = Buffer.from("nothing to see");
    expect(maskNow(bytes)).toBe(bytes);
    expect(unmaskNow(bytes)).toBe(bytes);
  });

  test("long ones are looked at in windows, and give what a feed gives", async () => {
    const { fed, maskNow, unmaskNow } = open({ style: "bare" });
    const piece = "write to bob@acme.com or 078-05-1120; ";
    const lines = Array.from({ length: 9000 }, (_, i) => `${i} ${piece}${i % 7 === 0 ? "\n" : ""}`);
    for (const text of [lines.join(""), piece.repeat(20_000), `${"x".repeat(700_000)} a@acme.com`]) {
      const masked = maskNow(text);
      expect(masked).not.toContain("acme.com");
      expect(masked === (await fed(Buffer.from(text)))?.toString()).toBe(true);
      expect(unmaskNow(masked) === text).toBe(true);
    }
  });
});

describe("texts together", () => {
  const mask = (opened: Opened, pieces: readonly MaskPiece[]): TextLike[] => runStepsNow(opened.masker.mask(pieces));

  test("a value that one text gives away is found in the others, also in those before", () => {
    const value = ["Xk29dk", "Q8abMz"].join("");
    const [before, labelled, behind] = mask(open(), [
      { text: `it was ${value} then` },
      { text: `password=${value}` },
      { text: value },
    ]);
    expect(labelled).toMatch(/^password=PASSWORDX\d{9}$/);
    const placeholder = String(labelled).slice(9);
    expect([before, behind]).toEqual([`it was ${placeholder} then`, placeholder]);
  });

  test("a caption says what a value is, whatever quotes are in it", () => {
    const opened = open();
    const values = ["hunter2secretX", 'pa"ss wordQ1x', "two\nlines of Q1x", "back\\slash9Qx"];
    for (const text of values) {
      const [masked] = mask(opened, [{ text, caption: '"password":"' }]);
      expect(masked).toMatch(/^PASSWORDX\d{9}$/);
      expect(opened.unmaskNow(String(masked))).toBe(text);
    }
    expect(mask(opened, [{ text: "bob@acme.com and me", caption: '"note":"' }])[0]).toMatch(/^EMAILX\d{9} and me$/);
  });

  test("a number leaves as a whole or not at all", () => {
    const opened = open();
    const [card, time, captioned] = mask(opened, [
      { text: "4111111111111111", whole: true },
      { text: "1767225600000", whole: true, caption: '"time":"' },
      { text: "078051120", whole: true, caption: '"ssn":"' },
    ]);
    expect(card).toMatch(/^CARDX\d{9}$/);
    expect(time).toBe("1767225600000");
    expect(captioned).toMatch(/^SSNX\d{9}$/);
  });

  test("what is redacted does not come back, what is blocked leaves nothing", () => {
    const policy = createPolicy({ actions: { EMAIL: "redact", CREDIT_CARD: "block" } });
    const opened = open({ policy });
    expect(opened.maskNow("bob@acme.com!")).toBe("[EMAIL]!");
    expect(() => mask(opened, [{ text: "bob@acme.com" }, { text: "4111 1111 1111 1111" }])).toThrow(
      expect.objectContaining({ code: "blocked" }),
    );
    // Whoever comes next is not disturbed.
    expect(opened.maskNow("eve@acme.com")).toBe("[EMAIL]");
  });

  test("an issued placeholder stays what it is", () => {
    const opened = open();
    const masked = opened.maskNow("bob@acme.com");
    expect(mask(opened, [{ text: `password: ${masked}` }, { text: masked, caption: '"password":"' }])).toEqual([
      `password: ${masked}`,
      masked,
    ]);
  });

  test("a look-alike is never given to a value", () => {
    const { maskNow } = open();
    const issued = maskNow("bob@acme.com");
    const other = open();
    const both = other.maskNow(`${issued} bob@acme.com`);
    expect(both).toMatch(/^EMAILX\d{9} EMAILY\d{12}$/);
    expect(other.unmaskNow(both)).toBe(`${issued} bob@acme.com`);
  });
});

test("without waiting there is no answer from a store that takes its time", async () => {
  const { masker, restorer, maskNow, unmaskNow } = open({ store: slowly(keep()) });
  expect(maskNow("nothing here")).toBe("nothing here");
  expect(() => maskNow("bob@acme.com")).toThrow(expect.objectContaining({ code: "usage" }));
  const [masked] = await runSteps(masker.mask([{ text: "bob@acme.com" }]));
  expect(() => unmaskNow(String(masked))).toThrow(expect.objectContaining({ code: "usage" }));
  expect((await runSteps(restorer.restore([String(masked)]))).texts).toEqual(["bob@acme.com"]);
});

test("a store that fails is told of, and nothing is given out", async () => {
  const failing = { ...slowly(keep()), put: () => Promise.reject(new TypeError("broken")) };
  const { masker } = open({ store: failing });
  await expect(runSteps(masker.mask([{ text: "bob@acme.com" }]))).rejects.toThrow("broken");
});
