// Texts on their way through the masker, and what one call of it works in.

import type { Candidate } from "../detect/resolve.ts";
import type { Frame } from "../text/framer.ts";
import { createIssues, createValueColumns, type ValueColumns } from "./columns.ts";
import { createOutput, type Output } from "./output.ts";
import type { Planner } from "./planner.ts";
import { createRestorations, type Restorations } from "./restored.ts";
import type { Issues } from "./store.ts";
import { type Batch, createBatch, type Laid } from "./text-batch.ts";

/** A stretch of a batch on its way. */
export interface Task {
  readonly frame: Frame;
  /** The same with its caption. */
  readonly captioned: Frame | null;
  readonly planner: Planner;
  readonly whole: boolean;
  /** What was written before it, 0 where nothing was. */
  readonly before: number;
  spans: readonly Candidate[];
  decided: number;
  open: boolean;
}

/** What one call works in. */
export interface Workspace {
  readonly batch: Batch;
  readonly output: Output;
  /** The values that the session is asked for, each once. */
  readonly fresh: ValueColumns;
  /** What all spans leave as, and for which of the new values they wait until then. */
  readonly issues: Issues;
  waiting: Int32Array;
  /** How many spans were written. */
  spliced: number;
  readonly answers: Restorations;
}

export function createWorkspace(): Workspace {
  return {
    batch: createBatch(),
    output: createOutput(),
    fresh: createValueColumns(),
    issues: createIssues(),
    waiting: new Int32Array(64),
    spliced: 0,
    answers: createRestorations(),
  };
}

/** A region that is looked at as it is. */
export function taskOf(frame: Frame, planner: Planner): Task {
  return { frame, planner, captioned: null, whole: false, before: 0, spans: [], decided: frame.to, open: false };
}

/** A whole text, which may have a caption. */
export function taskOfPiece(bytes: Buffer, { lo, start, end, hi }: Laid, whole: boolean, planner: Planner): Task {
  const frame = { bytes, lo: start, from: start, to: end, hi: end, final: true, inside: false };
  return { ...taskOf(frame, planner), whole, captioned: lo === start ? null : { ...frame, lo, hi } };
}

/** The part of a span that is in the text: not in the caption, not the quote behind it. */
export function within(span: Candidate, { from, to }: Frame): Candidate[] {
  const start = Math.max(span.start, from);
  const end = Math.min(span.end, to);
  return end <= start ? [] : start === span.start && end === span.end ? [span] : [{ ...span, start, end }];
}
