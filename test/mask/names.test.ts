// Names in the masking machine: the laws hold with them as without, whoever has to be waited for.

import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { createLiterals } from "../../src/detect/literal-table.ts";
import { ClosemaskError } from "../../src/errors.ts";
import { loadLessons } from "../../src/mask/lessons.ts";
import type { MaskEvent, MaskFeedOptions } from "../../src/mask/mask-feed.ts";
import { createNameSource, type Named, type NameFinder } from "../../src/mask/names.ts";
import { createPolicy } from "../../src/mask/policy.ts";
import { createScanFeed } from "../../src/mask/scan-feed.ts";
import type { Session } from "../../src/mask/session.ts";
import { WINDOW } from "../../src/text/framer.ts";
import { cutsOf, detector, drive, everyByte, maskFeed, newSession, RUNS, STYLES, texts, unmask } from "./kit.ts";

vi.setConfig({ testTimeout: 30_000 + RUNS * 60 });

const LABELS: Readonly<Record<string, string>> = {
  "Alice Smith": "PERSON",
  Ann: "PERSON",
  张三: "PERSON",
  "Acme Corp": "ORGANIZATION",
  "1 Main St bob@acme.com": "ADDRESS",
};

/** Finds the words; all but Chinese ones only in lines that say `met`. */
function namesIn(text: string): Named[] {
  return Object.entries(LABELS)
    .flatMap(([word, kind]) =>
      [...text.matchAll(new RegExp(word, "g"))].map(({ index }) => ({
        start: index,
        end: index + word.length,
        kind,
        label: `X-${kind}`,
        score: 0.9,
      })),
    )
    .filter(({ start, end }) => text.includes("met") || /\p{Script=Han}/u.test(text.slice(start, end)))
    .sort((a, b) => a.start - b.start);
}

const now: NameFinder = { find: (list) => ({ state: "whole", entities: list.map(namesIn) }) };
const later: NameFinder = {
  async find(list) {
    await new Promise(setImmediate);
    return now.find(list);
  },
};

const through = (
  session: Session | undefined,
  text: string | Buffer,
  options: Partial<MaskFeedOptions> = {},
  cuts: Iterable<number> = [],
) => drive(maskFeed(session, { names: createNameSource(now), ...options }), Buffer.from(text), cuts);

const masked = async (text: string, options: Partial<MaskFeedOptions> = {}): Promise<string> =>
  (await through(undefined, text, options)).toString();

/** Texts in which names run into everything else. */
const named: fc.Arbitrary<Buffer> = fc
  .array(
    fc.oneof(
      {
        arbitrary: fc
          .constantFrom(...Object.keys(LABELS), "met ", "\n", " ", "👍", "\\n", "MAnn", "Anna")
          .map((word) => Buffer.from(word)),
        weight: 3,
      },
      { arbitrary: texts, weight: 1 },
    ),
    { maxLength: 10 },
  )
  .map((parts) => Buffer.concat(parts));

describe.each(STYLES)("the laws, style %s", (style) => {
  test("round trip, chunk invariance, and placeholders that a second pass leaves", async () => {
    await fc.assert(
      fc.asyncProperty(
        named.chain((x) => fc.tuple(fc.constant(x), cutsOf(x))),
        async ([x, cuts]) => {
          const session = await newSession(style);
          const whole = await through(session, x);
          const restored = await unmask(session, whole);
          const waited = { names: createNameSource(later) };
          for (const at of [cuts, everyByte(x)])
            expect((await through(await newSession(style), x, waited, at)).toString("latin1")).toBe(
              whole.toString("latin1"),
            );
          // A text that held issued placeholders by chance is promised nothing.
          fc.pre((await unmask(session, x)).equals(x));
          expect(restored.toString("latin1")).toBe(x.toString("latin1"));
          const twice = await through(session, whole);
          expect((await unmask(session, twice)).toString("latin1")).toBe(x.toString("latin1"));
        },
      ),
      { numRuns: Math.ceil(RUNS / 5) },
    );
  });
});

describe("names and rules", () => {
  test("a name is masked as its kind, in bytes of any text", async () => {
    expect(await masked("👍 é met Alice Smith of Acme Corp, 张三\n")).toBe(
      "👍 é met [PERSON] of [ORGANIZATION], [PERSON]\n",
    );
  });

  test("rules outrank names, and what is left of a name loses its blank", async () => {
    expect(await masked("met at 1 Main St bob@acme.com\n")).toBe("met at [ADDRESS] [EMAIL]\n");
  });

  test("invalid UTF-8 hides no name, and stays", async () => {
    const text = Buffer.concat([
      Buffer.from("met \xff\xe4\xbd Alice Smith", "latin1"),
      Buffer.from("张三\n").subarray(0, 5),
      Buffer.from("\n"),
    ]);
    const out = await through(undefined, text);
    expect(out.toString("latin1")).toContain("met \xff\xe4\xbd [PERSON]\xe5\xbc");
  });

  test("policies count: kinds that stay, values on the allow list", async () => {
    const policy = createPolicy({ actions: { ORGANIZATION: "keep" }, allow: ["alice smith"] });
    expect(await masked("met Alice Smith and Ann of Acme Corp\n", { policy })).toBe(
      "met Alice Smith and [PERSON] of Acme Corp\n",
    );
    const blocks = createPolicy({ actions: { PERSON: "block" } });
    await expect(masked("met Ann\n", { policy: blocks })).rejects.toThrow("which the policy blocks");
  });

  test("events name the label, never the value", async () => {
    const events: MaskEvent[] = [];
    await masked("\nmet Alice Smith\n", { onMask: (event) => events.push(event) });
    expect(events).toEqual([{ kind: "PERSON", rule: "ner-x-person", start: 5, end: 16, line: 2, confidence: 0.9 }]);
  });
});

describe("once seen, always masked", () => {
  test("the same name without anything that gives it away, as a word of its own", async () => {
    expect(
      await masked(
        "I know Alice Smith\nmet Alice Smith\nAlice Smith left, MAlice Smith, Alice Smiths, (Alice Smith)\n",
      ),
    ).toBe("I know Alice Smith\nmet [PERSON]\n[PERSON] left, MAlice Smith, Alice Smiths, ([PERSON])\n");
    expect(await masked("met Alice Smith\nx\\nAlice Smith\\n é Alice Smithé\n")).toBe(
      "met [PERSON]\nx\\n[PERSON]\\n é Alice Smithé\n",
    );
  });

  test("short names are not remembered: they are other words too", async () => {
    expect(await masked("met Ann\nAnn left\n")).toBe("met [PERSON]\nAnn left\n");
  });

  test("another run of the session knows the name", async () => {
    const session = await newSession();
    await through(session, "met Alice Smith\n");
    const literals = createLiterals(100);
    await loadLessons(session, 100, literals);
    const out = await through(session, "Alice Smith left, Alice Smiths\n", { literals });
    expect(out.toString()).toMatch(/^\$\{PERSON_\w{6}\} left, Alice Smiths\n$/);
  });
});

test("an issued placeholder is hidden, and no name may touch it", async () => {
  const session = await newSession();
  const once = (await through(session, "bob@acme.com\n")).toString().trim();
  const seen: string[] = [];
  const greedy: NameFinder = {
    find: (list) => ({
      state: "whole",
      entities: list.map((text) => {
        seen.push(text);
        return [{ start: 0, end: text.length, kind: "PERSON", label: "all", score: 1 }];
      }),
    }),
  };
  const out = (await through(session, `to ${once} now\n`, { names: createNameSource(greedy) })).toString();
  expect(seen).toEqual([`to ${"\0".repeat(once.length)} now`]);
  expect(out).toContain(once);
  expect((await unmask(session, Buffer.from(out))).toString()).toBe("to bob@acme.com now\n");
});

test("a line longer than a window is asked window by window, and every name in it is found once", async () => {
  const filler = "met x ".repeat(50_000);
  const text = `${filler}Alice Smith ${filler}Acme Corp ${"y".repeat(WINDOW)} Ann`;
  const out = (await through(undefined, text)).toString();
  expect(out.match(/\[[A-Z]+\]/g)).toEqual(["[PERSON]", "[ORGANIZATION]"]);
  const cut = (await through(undefined, text, {}, [1, 1000, 262_143, 300_001, 500_000])).toString();
  expect(cut).toBe(out);
});

describe("a finder that cannot say", () => {
  const error = new ClosemaskError("ner", "the engine is away");
  const failing = (state: "rules" | "pass"): NameFinder => ({
    find: (list) => ({ state, entities: list.map(() => []) }),
  });

  test("throws: nothing of the region leaves, and it is not decided", async () => {
    const names = createNameSource({ find: () => Promise.reject(error) });
    const feed = maskFeed(await newSession(), { names, onError: "pass" });
    await expect(feed.feed(Buffer.from("met Ann\n"))).rejects.toBe(error);
    expect(feed.decided).toBe(0);
  });

  test("rules: what rules find is masked", async () => {
    const names = createNameSource(failing("rules"));
    expect(await masked("met Ann bob@acme.com\n", { names })).toBe("met Ann [EMAIL]\n");
  });

  test("pass: the text leaves as it came, but for a block that is open", async () => {
    const names = createNameSource(failing("pass"));
    expect(await masked("met Ann bob@acme.com\n", { names })).toBe("met Ann bob@acme.com\n");
    let fails = false;
    const some: NameFinder = { find: (list) => (fails ? failing("pass").find(list) : now.find(list)) };
    const feed = maskFeed(undefined, { names: createNameSource(some) });
    await feed.feed(Buffer.from(`-----BEGIN RSA PRIVATE ${"KEY"}-----\n${"MIIEow".repeat(10)}\n`));
    fails = true;
    const rest = Buffer.concat([
      Buffer.from(await feed.feed(Buffer.from(`${"MIIEow".repeat(9)}\n-----END RSA PRIVATE ${"KEY"}-----\n`))),
      await feed.end(),
    ]).toString();
    expect(rest).toBe("[PRIVATE_PEM]\n");
  });
});

test.each([
  ["at once", now],
  ["later", later],
])("scan finds names that are known %s, file by file", async (_, finder) => {
  const found: string[] = [];
  const feed = createScanFeed({
    detector,
    policy: createPolicy(),
    secrets: createLiterals(1),
    sources: [],
    literals: () => createLiterals(100),
    names: createNameSource(finder),
    onFound: ({ rule, value, line }) => found.push(`${line} ${rule.kind} ${value}`),
  });
  await feed.feed(Buffer.from("x\nmet Alice Smi"));
  await feed.feed(Buffer.from("th\nAlice Smith left"));
  await feed.end();
  await feed.feed(Buffer.from("Alice Smith, 张三"));
  await feed.end();
  expect(found).toEqual(["2 PERSON Alice Smith", "3 PERSON Alice Smith", "1 PERSON 张三"]);
});
