// The one pass finds exactly the ends of anchors, whatever the length of the text and wherever an anchor lies.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileAutomaton, createHits, findAnchors } from "../../src/detect/automaton.ts";
import { folded, literal } from "../../src/detect/build/anchor.ts";
import { DIGIT } from "../../src/detect/charset.ts";
import type { Anchor } from "../../src/detect/rule.ts";

const anchors: readonly Anchor[] = [literal("abc"), literal("bc"), folded("key"), [DIGIT, DIGIT], literal("aaaabaaaa")];
const automaton = compileAutomaton(anchors);

/** Ends and anchors of all hits, as `end:anchor`. */
function found(bytes: Uint8Array, from = 0, to = bytes.length): string[] {
  const hits = createHits();
  findAnchors(automaton, bytes, from, to, hits);
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

describe("findAnchors", () => {
  test("agrees with a search at every place, for short and long texts and parts of them", () => {
    const text = fc
      .array(fc.constantFrom(..."abckeyKEY1 2\n"), { minLength: 1, maxLength: 60 })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 300 }), fc.nat(50), fc.nat(50), (part, times, skip, cut) => {
        const bytes = Buffer.from(part.repeat(times));
        const from = Math.min(skip, bytes.length);
        const to = Math.max(from, bytes.length - cut);
        expect(found(bytes, from, to)).toEqual(expected(bytes, from, to));
      }),
      { numRuns: 60 },
    );
  });

  test("sees an anchor across the middle of a long text, wherever the middle falls", () => {
    for (let length = 5000; length < 5040; length++) {
      for (const anchor of ["aaaabaaaa", "abc", "42"]) {
        const bytes = Buffer.alloc(length, 0x20);
        bytes.write(anchor, (length >> 1) - (length % 10), "latin1");
        expect(found(bytes)).toEqual(expected(bytes));
      }
    }
  });
});
