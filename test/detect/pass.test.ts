// The one pass finds exactly the ends of anchors, whatever the length of the text and wherever an anchor lies.

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileAutomaton, createHits } from "../../src/detect/automaton.ts";
import { folded, literal } from "../../src/detect/build/anchor.ts";
import { DIGIT } from "../../src/detect/charset.ts";
import { createPass, type Pass } from "../../src/detect/pass.ts";
import { planSearch } from "../../src/detect/plan.ts";
import type { Anchor } from "../../src/detect/rule.ts";
import { RULES } from "../../src/detect/rules/index.ts";

const anchors: readonly Anchor[] = [literal("abc"), literal("bc"), folded("key"), [DIGIT, DIGIT], literal("aaaabaaaa")];
const automaton = compileAutomaton(anchors);

const LONG = process.env.CLOSEMASK_LONG === "1";
const passes = { js: createPass(automaton, "js"), wasm: createPass(automaton, "wasm") };

/** Ends and anchors of all hits, as `end:anchor`. */
function found(pass: Pass, bytes: Uint8Array, from = 0, to = bytes.length): string[] {
  const hits = createHits();
  pass(bytes, from, to, hits);
  return Array.from({ length: hits.count }, (_, i) =>
    (automaton.accepts[(hits.states[i] as number) - automaton.firstAccepting] as number[]).map(
      (anchor) => `${hits.ends[i]}:${anchor}`,
    ),
  )
    .flat()
    .sort();
}

/** The same by trying every anchor at every place. */
function expected(bytes: Uint8Array, from = 0, to = bytes.length): string[] {
  const out: string[] = [];
  for (const [index, anchor] of anchors.entries())
    for (let at = from; at + anchor.length <= to; at++)
      if (anchor.every((set, k) => set[bytes[at + k] as number] === 1)) out.push(`${at + anchor.length}:${index}`);
  return out.sort();
}

describe.each(["js", "wasm"] as const)("the pass in %s", (engine) => {
  const pass = passes[engine];

  test("agrees with a search at every place, for short and long texts and parts of them", () => {
    const text = fc
      .array(fc.constantFrom(..."abckeyKEY1 2\n"), { minLength: 1, maxLength: 60 })
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
      for (const anchor of ["aaaabaaaa", "abc", "42"]) {
        const bytes = Buffer.alloc(length, 0x20);
        bytes.write(anchor, (length >> 1) - (length % 10), "latin1");
        expect(found(pass, bytes)).toEqual(expected(bytes));
      }
    }
  });
});

describe("both engines", () => {
  const { transitions } = planSearch(RULES);
  const js = createPass(transitions, "js");
  const wasm = createPass(transitions, "wasm");

  /** All that a pass finds, as one list of numbers. */
  function hitsOf(pass: Pass, bytes: Uint8Array): number[] {
    const hits = createHits();
    pass(bytes, 0, bytes.length, hits);
    return [...hits.ends.subarray(0, hits.count), ...hits.states.subarray(0, hits.count)];
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

  test("a pass that begins in one goes on in the other", () => {
    const auto = createPass(transitions);
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
