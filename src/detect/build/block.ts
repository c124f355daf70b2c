// Values of several lines: a rule recognises the line that opens one, then asks for further lines until the value ends, a
// line cannot belong to it, or the stated bound is reached. What is held never leaves unmasked.

import type { Examples, Rule, Scan, Tier } from "../rule.ts";
import { literal } from "./anchor.ts";

/** Bytes of one block at most; a longer one goes on as a further value, still masked. */
export const BLOCK_MAX = 256 * 1024;
/** A longer line cannot belong to a block. */
export const BLOCK_LINE_MAX = 4096;

/** A block under way. Offsets are bytes in the scanned buffer; `mark` belongs to the rule. */
export interface Block {
  readonly rule: BlockRule;
  start: number;
  /** Lines up to here were examined and belong to it. */
  seen: number;
  readonly mark: number;
}

/**
 * What a rule says of one line: it belongs, the block ends at an offset, or the block ended before the line. With `start` the
 * value begins there, and what the block held before it is none: `{ start: s, end: s }` lets go of all lines behind `s`.
 */
export type LineVerdict = "more" | "not" | { readonly start?: number; readonly end: number };

export interface BlockRule extends Rule {
  /** Lines that belong are no value by themselves: where no line says that the value ends, there is none. */
  readonly awaits?: boolean;
  /** Judges the line `[from, to)`, newline excluded, of the block that began at `start`. */
  line(bytes: Buffer, from: number, to: number, mark: number, start: number): LineVerdict;
}

interface BlockOptions {
  id: string;
  kind: string;
  description: string;
  anchors: readonly (string | Rule["anchors"][number])[];
  /**
   * Looks at the line around the anchor. Returns where the value starts and where its next line begins (right behind a
   * newline), or null when this is no opening line.
   */
  open: (scan: Scan, at: number, end: number) => { start: number; next: number; mark?: number } | null;
  line: BlockRule["line"];
  awaits?: boolean;
  confidence?: number;
  tier?: Tier;
  examples: Examples;
}

export function block(options: BlockOptions): BlockRule {
  const { open, line } = options;
  const rule: BlockRule = {
    id: options.id,
    kind: options.kind,
    description: options.description,
    tier: options.tier ?? "proof",
    confidence: options.confidence ?? 0.99,
    get anchors() {
      return options.anchors.map((anchor) => (typeof anchor === "string" ? literal(anchor) : anchor));
    },
    get examples() {
      return options.examples;
    },
    line,
    awaits: options.awaits === true,
    find(scan, at, end) {
      const opened = open(scan, at, end);
      if (opened !== null) scan.open({ rule, start: opened.start, seen: opened.next, mark: opened.mark ?? 0 });
    },
  };
  return rule;
}

/** How far a block got: still open at `hi`, cut at the bound (a further piece follows), or ended. */
export type Growth = { readonly state: "open" } | { readonly state: "cut" | "ended"; readonly end: number };

/** Examines complete lines of `bytes` from `block.seen` to `hi`. With `final` the last line needs no newline. */
export function growBlock(block: Block, bytes: Buffer, hi: number, final: boolean): Growth {
  while (block.seen < hi) {
    let newline = bytes.indexOf(10, block.seen);
    if (newline < 0 || newline >= hi) {
      if (!final && hi - block.seen <= BLOCK_LINE_MAX) return { state: "open" };
      newline = hi;
    }
    if (newline - block.seen > BLOCK_LINE_MAX) break;
    const verdict = block.rule.line(bytes, block.seen, newline, block.mark, block.start);
    if (verdict === "not") break;
    if (verdict !== "more") {
      if (verdict.start !== undefined) block.start = verdict.start;
      return { state: "ended", end: verdict.end };
    }
    const next = Math.min(hi, newline + 1);
    if (next - block.start > BLOCK_MAX) return { state: "cut", end: block.seen };
    block.seen = next;
  }
  if (block.seen >= hi && !final) return { state: "open" };
  if (block.rule.awaits === true) return { state: "ended", end: block.start };
  return { state: "ended", end: trimmed(bytes, block.start, block.seen) };
}

function trimmed(bytes: Buffer, start: number, end: number): number {
  let i = end;
  while (i > start && (bytes[i - 1] as number) <= 0x20 && bytes[i - 1] !== 0) i--;
  return i;
}
