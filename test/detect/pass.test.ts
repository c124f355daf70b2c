// The one pass finds exactly the ends of anchors, whatever the length of the text and wherever an anchor lies.

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { folded, literal } from "../../src/detect/build/anchor.ts";
import { charset, DIGIT, UPPER } from "../../src/detect/charset.ts";
import { createGateList } from "../../src/detect/gate.ts";
import { createFound } from "../../src/detect/hits.ts";
import { wordTable } from "../../src/detect/listed.ts";
import { createNames } from "../../src/detect/names.ts";
import { isNeedle } from "../../src/detect/needles.ts";
import { createPairs } from "../../src/detect/needs.ts";
import { createPass, type Pass } from "../../src/detect/pass.ts";
import { ROW } from "../../src/detect/phrase.ts";
import { compileSearch, type Plan, planSearch } from "../../src/detect/plan.ts";
import type { Anchor } from "../../src/detect/rule.ts";
import { RULES } from "../../src/detect/rules/index.ts";
import { spotsOf } from "../../src/detect/spot.ts";
import { makePlan } from "../../src/mask/plan-file.ts";

const anchors: readonly Anchor[] = [
  literal("abc"),
  literal("bc"),
  folded("key"),
  [DIGIT, DIGIT],
  literal("aaaabaaaa"),
  folded("keyEY_"),
  literal("\nKEY="),
  [charset("\n 1"), ...literal("b-k"), charset("a-c")],
  [...folded("yek"), UPPER, charset("e-y")],
  literal("b-k"),
  literal("=b-ka"),
];
/** Anchors that ask nobody. */
const search: Plan = {
  ...compileSearch(anchors),
  lengths: Uint8Array.from(anchors, ({ length }) => length),
  first: new Uint16Array(anchors.length + 1),
  owners: new Int16Array(0),
  gateIds: new Uint16Array(0),
  stepLengths: new Uint8Array(0),
  gates: createGateList().compile({
    trie: new Int16Array(ROW),
    tails: createPairs([], [], []),
    looks: new Uint32Array(0),
    names: createNames([]),
    words: wordTable([], []),
  }),
  spots: spotsOf([]),
};

const LONG = process.env.CLOSEMASK_LONG === "1";
const passes = { js: createPass(search, "js"), wasm: createPass(search, "wasm") };

/** Ends and anchors of all hits, as `end:anchor`. */
function found(pass: Pass, bytes: Uint8Array, from = 0, to = bytes.length): string[] {
  const all = createFound();
  pass.run(bytes, from, to, all);
  const hits = pass.hitsOf(all);
  return Array.from({ length: hits.count }, (_, i) => `${hits.ends[i]}:${hits.anchors[i]}`);
}

/** The same by trying every anchor at every place. */
function expected(bytes: Uint8Array, from = 0, to = bytes.length): string[] {
  const out: { end: number; index: number }[] = [];
  // A line break stands before the text.
  const byteAt = (at: number): number => (at < from ? 10 : (bytes[at] as number));
  for (const [index, anchor] of anchors.entries())
    for (let at = from - 1; at + anchor.length <= to; at++)
      if (at + anchor.length > from && anchor.every((set, k) => set[byteAt(at + k)] === 1))
        out.push({ end: at + anchor.length, index });
  return out.sort((a, b) => a.end - b.end || a.index - b.index).map(({ end, index }) => `${end}:${index}`);
}

test("both sorts of anchors are among them", () => {
  expect(anchors.filter(isNeedle).length).toBeGreaterThan(3);
  expect(anchors.filter((anchor) => !isNeedle(anchor)).length).toBeGreaterThan(3);
});

describe.each(["js", "wasm"] as const)("the pass in %s", (engine) => {
  const pass = passes[engine];

  test("agrees with a search at every place, for short and long texts and parts of them", () => {
    const text = fc
      .array(fc.constantFrom(..."abckeyKEY1 2\n=-_", "keyEY_", "aaaab", "yekK", "b-k", "=b-ka"), {
        minLength: 1,
        maxLength: 60,
      })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(
        text,
        fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 4000, max: 8000 })),
        fc.nat(50),
        fc.nat(50),
        (part, times, skip, cut) => {
          const bytes = Buffer.from(part.repeat(times));
          const from = Math.min(skip, bytes.length);
          const to = Math.max(from, bytes.length - cut);
          expect(found(pass, bytes, from, to)).toEqual(expected(bytes, from, to));
        },
      ),
      { numRuns: 60 },
    );
  });

  test("sees an anchor across the middle of a long text, wherever the middle falls", () => {
    for (let length = 5000; length < 5040; length++) {
      for (const anchor of ["aaaabaaaa", "abc", "42", "=b-ka"]) {
        const bytes = Buffer.alloc(length, 0x20);
        bytes.write(anchor, (length >> 1) - (length % 10), "latin1");
        expect(found(pass, bytes)).toEqual(expected(bytes));
      }
    }
  });
});

describe("both engines", () => {
  const plan = planSearch(RULES);
  const js = createPass(plan, "js");
  const wasm = createPass(plan, "wasm");

  /** All that a pass finds, as one list of numbers. */
  function hitsOf(pass: Pass, bytes: Uint8Array): number[] {
    const all = createFound();
    pass.run(bytes, 0, bytes.length, all);
    const { asks } = all;
    const hits = pass.hitsOf(all);
    const asked = Array.from({ length: asks.count }, (_, i) => [asks.ends[i] as number, asks.steps[i] as number]);
    return [
      ...[...hits.ends.subarray(0, hits.count), ...hits.anchors.subarray(0, hits.count)],
      ...asked.filter(([end]) => !isAtEdge(end as number)).flat(),
    ];
  }

  /** WebAssembly looks at 384 KiB at once; a gate that would look beyond opens, which only costs a call. */
  function isAtEdge(end: number): boolean {
    const beyond = end % (384 * 1024);
    return end > 256 && (beyond < 256 || beyond > 384 * 1024 - 256);
  }

  test("find the same anchors of all rules in examples and random bytes", () => {
    const examples = RULES.flatMap(({ examples }) => examples.yes).join("\n");
    const random = Buffer.alloc(LONG ? 10_000_000 : 500_000);
    for (let i = 0, x = 1; i < random.length; i++) {
      x = (Math.imul(x, 1_103_515_245) + 12_345) >>> 0;
      random[i] = x >>> 16;
    }
    for (const bytes of [Buffer.from(examples), random]) expect(hitsOf(wasm, bytes)).toEqual(hitsOf(js, bytes));
  });

  test("two that share the memory leave each other's hits alone, and short texts are searched alike", () => {
    const examples = RULES.flatMap(({ examples }) => examples.yes);
    const long = Buffer.from(`${examples.join("\n")}\n`);
    const outer = createPass(plan, "wasm");
    const beside = outer.beside();
    const all = createFound();
    outer.run(long, 0, long.length, all);
    const before = [...all.asks.ends.subarray(0, all.asks.count), ...all.asks.steps.subarray(0, all.asks.count)];
    for (let at = 0; at < examples.length; at += 3) {
      const text = Buffer.from(examples.slice(at, at + 3).join(" "));
      expect(hitsOf(beside, text)).toEqual(hitsOf(js, text));
    }
    outer.askAgain(long, 0, long.length, all);
    expect([...all.asks.ends.subarray(0, all.asks.count), ...all.asks.steps.subarray(0, all.asks.count)]).toEqual(
      before,
    );
    const hits = outer.hitsOf(all);
    const alone = createFound();
    js.run(long, 0, long.length, alone);
    expect([...hits.ends.subarray(0, hits.count)]).toEqual([...alone.hits.ends.subarray(0, alone.hits.count)]);
    expect([...hits.anchors.subarray(0, hits.count)]).toEqual([...alone.hits.anchors.subarray(0, alone.hits.count)]);
  });

  test("a pass that begins in one goes on in the other", () => {
    const auto = createPass(plan);
    const bytes = Buffer.from("mail bob@acme.com, password: x9, 2026-11-20\n".repeat(2000));
    for (let i = 0; i < 6; i++) expect(hitsOf(auto, bytes)).toEqual(hitsOf(js, bytes));
  });
});

test("the compiled loop is that of its source", async () => {
  // By its address: the types of the compiler would replace global ones.
  const script = new URL("../../scripts/wasm.js", import.meta.url).href;
  const { generateWasm } = (await import(script)) as { generateWasm: () => Promise<string> };
  const text = await generateWasm();
  expect(readFileSync(new URL("../../src/detect/pass.gen.ts", import.meta.url), "utf8")).toBe(text);
});

test.each(["usual", "whole"] as const)("the %s plan fits into the compiled loops, with room for more", (sort) => {
  const plan = makePlan(RULES, sort);
  // Beyond, the pass goes on in TypeScript without a word: see `MAX_CLASSES` and `MAX_STATES` there.
  expect(() => createPass(plan, "wasm")).not.toThrow();
  expect(Math.max(...plan.shapes.classes) + 1).toBeLessThanOrEqual(120);
});
