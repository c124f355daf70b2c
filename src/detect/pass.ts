// The one pass over a text, whoever runs it. It begins in TypeScript, which costs nothing to start, and goes over to
// WebAssembly when enough text has come to repay the making of it. Both find the same.

import { ANCHOR_MAX } from "./automaton.ts";
import type { Range } from "./hide.ts";
import type { Found, Hits } from "./hits.ts";
import { createPlainPass } from "./pass-plain.ts";
import { createWasmPass, TEXT, tryWasmPass } from "./pass-wasm.ts";
import type { Plan } from "./plan.ts";

export interface Pass {
  /**
   * Finds the ends of all anchors in `bytes[from, to)`, as if a line began at `from`, and whom they ask. Values of the sorts in
   * `spots` (a bit for each, see spot.ts) it may decide about itself: then they are among `found.sure`, and nobody is asked.
   */
  run(bytes: Uint8Array, from: number, to: number, found: Found, spots?: number): void;
  /**
   * Asks the gates of the same hits again: bytes were blanked out since, or the text begins later now. With `lines` only those of
   * anchors that end in one of them; they are disjoint and in order. With `spots` as in `run`, of which the lines know nothing;
   * without, what was certain before stays.
   */
  askAgain(bytes: Uint8Array, from: number, to: number, found: Found, spots?: number, lines?: readonly Range[]): void;
  /** The hits of the last run, which filled `found`: they stay where the pass has them until somebody wants to see them. */
  hitsOf(found: Found): Hits;
  /**
   * Takes what `createSearch` found in `bytes[from, to)` elsewhere: a run over exactly that stretch that comes next is answered
   * with it. It is kept, not copied, until another run. With null nothing is known of what comes next.
   */
  adopt(bytes: Uint8Array, from: number, to: number, searched: Searched | null): void;
  /** A pass over other, often short texts by the same plan, in the same memory: what one of the two has found, the other leaves alone. */
  beside(): Pass;
}

/** What a pass over a stretch of text found, in pairs of numbers: where it ends from the start of the stretch, and what. */
export interface Searched {
  /** Anchors. */
  readonly hits: Uint32Array;
  /** Steps of the plan that are asked, see `Asks`. */
  readonly asks: Uint32Array;
  /** What is certain, in threes: where it begins and ends, and the step that is not asked. */
  readonly sure: Uint32Array;
  /** The sorts that could be decided about. */
  readonly spots: number;
}

/** `auto` may be asked for by name too; `js` never leaves TypeScript, `wasm` never begins with it. */
export type Engine = "auto" | "js" | "wasm";

/** Bytes of text before which WebAssembly is not made. */
const WORTH = 8 * 1024;
/** A shorter text is not worth the copy. */
const LEAST = 4 * ANCHOR_MAX;
/** The same of a text that a pass of its own would not be made for. */
const LEAST_BESIDE = 96;

/** Makes the pass for compiled anchors. */
export function createPass(plan: Plan, engine: Engine = "auto"): Pass {
  const plain = createPlainPass(plan);
  if (engine === "js") return plain;
  let fast: Pass | null = engine === "wasm" ? createWasmPass(plan) : null;
  let seen = 0;
  /** Who ran last. */
  let runner = plain;
  let adopted: { bytes: Uint8Array; from: number; to: number } | null = null;
  return {
    run(bytes, from, to, found, spots) {
      seen += to - from;
      if (fast === null && seen >= WORTH) fast = tryWasmPass(plan) ?? plain;
      // What was adopted is for the next run alone, which may be over another stretch.
      if (adopted !== null && (adopted.bytes !== bytes || adopted.from !== from || adopted.to !== to))
        fast?.adopt(bytes, from, to, null);
      runner = fast === null || (adopted === null && to - from < LEAST) ? plain : fast;
      adopted = null;
      runner.run(bytes, from, to, found, spots);
    },
    adopt(bytes, from, to, searched) {
      adopted = searched === null || fast === null || fast === plain ? null : { bytes, from, to };
      fast?.adopt(bytes, from, to, adopted === null ? null : searched);
    },
    askAgain(bytes, from, to, found, spots, lines) {
      runner.askAgain(bytes, from, to, found, spots, lines);
    },
    hitsOf: (found) => runner.hitsOf(found),
    beside: () => createBeside(plain, () => fast),
  };
}

/** A pass that uses the memory of another one where that has some. */
function createBeside(plain: Pass, main: () => Pass | null): Pass {
  let fast: Pass | null = null;
  let runner = plain;
  const beside: Pass = {
    run(bytes, from, to, found, spots) {
      fast ??= main()?.beside() ?? null;
      runner = fast === null || to - from < LEAST_BESIDE ? plain : fast;
      runner.run(bytes, from, to, found, spots);
    },
    askAgain(bytes, from, to, found, spots, lines) {
      runner.askAgain(bytes, from, to, found, spots, lines);
    },
    hitsOf: (found) => runner.hitsOf(found),
    adopt() {},
    beside: () => createBeside(plain, main),
  };
  return beside;
}

/**
 * A search for somebody else's pass, see `Pass.adopt`; what it returns is valid until the next call, and null for a stretch that
 * is too long. Null where WebAssembly cannot be had.
 */
export function createSearch(
  plan: Plan,
  spots: number,
): ((bytes: Uint8Array, from: number, to: number) => Searched | null) | null {
  const pass = tryWasmPass(plan);
  if (pass === null) return null;
  return (bytes, from, to) => (to - from > TEXT ? null : pass.search(bytes, from, to, spots));
}
