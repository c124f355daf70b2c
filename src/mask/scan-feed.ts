// The reporting machine: bytes in, findings out, no I/O. It drives the same framer and planner as the masking machine, so
// that it finds what that one would mask; it writes nothing and needs no session.

import { hash } from "node:crypto";
import type { Candidate } from "../detect/resolve.ts";
import type { Rule } from "../detect/rule.ts";
import { createFramer, type Frame } from "../text/framer.ts";
import type { CheckResult } from "../types.ts";
import { isAllowed, readDirectives } from "./allow-comment.ts";
import { createContextLines } from "./context-lines.ts";
import { type Cover, coversIn, type MarkedLine, type ShownLine, showFinding, showLine, unitsIn } from "./excerpt.ts";
import { createLineCursor, PLACE } from "./line-cursor.ts";
import type { NameSource, RegionNames } from "./names.ts";
import { createPlanner, type Plan, type Planner, type PlannerOptions } from "./planner.ts";

/** A value that was found. Offsets are bytes of the whole input; lines and columns (UTF-16 units) count from 1. */
export interface Found {
  readonly rule: Rule;
  readonly confidence: number;
  readonly check: CheckResult;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  /** Column behind the last character. */
  readonly endColumn: number;
  /** A copy. Nothing else here holds any of it, unless `reveal` asked for that. */
  readonly value: Buffer;
  /** A comment in the text allows it. */
  readonly allowed: boolean;
  /** Rule and text to either side as a hash in hex: not the value, and the same when the text changes elsewhere. */
  readonly place: string;
  readonly before: readonly ShownLine[];
  /** Null where no excerpts were asked for. */
  readonly shown: MarkedLine | null;
  readonly after: readonly ShownLine[];
}

export interface ScanFeedOptions extends Omit<PlannerOptions, "literals" | "within"> {
  /** Learned values that a text finds again; fresh for each input, so that what is found in a file depends on it alone. */
  readonly literals: () => PlannerOptions["literals"];
  /** Names, which may have to be waited for. */
  readonly names?: NameSource;
  /** In the order of the text. */
  readonly onFound: (found: Found) => void;
  /** Lines shown before and behind a finding's own; no excerpt at all when absent. */
  readonly context?: number;
  /** Show values in the excerpts. */
  readonly reveal?: boolean;
  /** Further values of a line, which are covered where it is shown though they are no findings. */
  readonly alsoCovered?: (line: Buffer) => readonly Cover[];
}

/** Synchronous where it can be: most runs ask nobody. */
export type Later = undefined | Promise<undefined>;

export interface ScanFeed {
  /** Resolves, or returns where nothing had to be waited for, when the next piece may come. */
  feed(chunk: Uint8Array): Later;
  /** Ends an input: everything found in it has been handed over, and what is fed next begins another one. */
  end(): Later;
  /** Bytes of all inputs so far. */
  readonly decided: number;
}

type Pending = Found & { readonly after: ShownLine[] };

const NEWLINE = 10;
/** Bytes of a line that are looked at for values which are only to be covered: what is shown is far less. */
const LOOK = 1024;
/** Bytes taken into the framer at once, so that a huge chunk does not grow its buffer. */
const SLICE = 128 * 1024;

export function createScanFeed(options: ScanFeedOptions): ScanFeed {
  const { onFound, context, reveal = false, alsoCovered } = options;
  const framer = createFramer();
  const cursor = createLineCursor();
  const lines = createContextLines<Pending>(context ?? 0, onFound);
  let planner: Planner | null = null;
  let total = 0;
  let sum = 0;
  let midLine = false;

  function drain(end: boolean): Later {
    for (let frame = framer.next(end); frame !== null; frame = framer.next(end)) {
      const named = options.names?.(frame);
      const region = frame;
      if (named instanceof Promise) return named.then((names) => decide(region, names)).then(() => drain(end));
      decide(region, named);
    }
    return undefined;
  }

  function decide(frame: Frame, named: RegionNames | undefined): void {
    planner ??= createPlanner({ ...options, literals: options.literals() });
    const plan = planner.plan(frame, named?.spans);
    report(frame, plan);
    framer.decided(plan.decided);
    total += plan.decided - frame.from;
  }

  function feed(chunk: Uint8Array, at = 0): Later {
    for (let i = at; i < chunk.length; i += SLICE) {
      framer.push(chunk.subarray(i, i + SLICE));
      const later = drain(false);
      if (later !== undefined) return later.then(() => feed(chunk, i + SLICE));
    }
    return undefined;
  }

  function finish(): undefined {
    lines.end();
    framer.reset();
    cursor.reset();
    planner = null;
    sum += total;
    total = 0;
    midLine = false;
  }

  function report(frame: Frame, plan: Plan): void {
    const { spans, decided, open } = plan;
    const { bytes, from, hi, final, inside } = frame;
    const covers = spans.map(({ start, end, rule: { kind } }) => ({ start, end, kind }));
    cursor.open({ bytes, from, decided, hi });
    lines.open({
      bytes,
      from,
      decided,
      line: cursor.line,
      midLine,
      ends: final && !inside && !open,
      show: (start, end) =>
        showLine(bytes, start, end, coversOf(bytes, start, Math.min(end, start + LOOK), covers), reveal),
    });
    for (let i = 0; i < spans.length; i++) lines.add(...locate(frame, plan, covers, i));
    cursor.close(spans.at(-1)?.end ?? from);
    lines.close(cursor.line);
    if (decided > from) midLine = bytes[decided - 1] !== NEWLINE;
  }

  /** A finding, and where its last line ends. */
  function locate(
    { bytes, from, hi }: Frame,
    { spans, decided, hollow = [] }: Plan,
    covers: readonly Cover[],
    i: number,
  ): [Pending, number] {
    const { start, end, rule, confidence, check } = spans[i] as Candidate;
    cursor.moveTo(start);
    const { line, column, lineStart } = cursor;
    const lastStart = bytes.subarray(start, end).lastIndexOf(NEWLINE) + 1 + start;
    const severalLines = lastStart > start;
    const lastEnd = severalLines ? lineEnd(bytes, end, hi) : cursor.lineEnd;
    const left = cursor.before(i > 0 ? (spans[i - 1] as Candidate).end : from);
    // What stands before a block was decided before it was known whether that holds a value.
    const block = hollow.find((range) => range.start >= end)?.start ?? decided;
    const right = textBehind(bytes, end, Math.min(spans[i + 1]?.start ?? decided, lastEnd, block, decided));
    const found: Pending = {
      rule,
      confidence,
      check,
      start: total + start - from,
      end: total + end - from,
      line,
      column,
      endLine: severalLines ? line + newlinesIn(bytes, start, end) : line,
      endColumn: severalLines ? unitsIn(bytes, lastStart, end) + 1 : column + unitsIn(bytes, start, end),
      value: Buffer.from(bytes.subarray(start, end)),
      allowed:
        isAllowed(cursor.allowed(), rule) ||
        (severalLines && isAllowed(readDirectives(bytes, lastStart, lastEnd).here, rule)),
      place: placeOf(rule, left, right),
      before: lines.before(lineStart, line),
      shown: context === undefined ? null : excerpt(bytes, decided, covers, covers[i] as Cover),
      after: [],
    };
    return [found, lastEnd];
  }

  /** The current line around a finding. */
  function excerpt(bytes: Buffer, decided: number, covers: readonly Cover[], found: Cover): MarkedLine {
    const { line, lineStart, begun } = cursor;
    const end = Math.min(cursor.lineEnd, decided);
    const near = coversOf(bytes, Math.max(lineStart, found.start - LOOK), Math.min(end, found.end + LOOK), covers);
    return { line, ...showFinding(bytes, lineStart, end, found, near, { reveal, whole: !begun }) };
  }

  /** What is covered in a part of a line: the findings, and values of kinds that are not reported. */
  function coversOf(bytes: Buffer, start: number, end: number, covers: readonly Cover[]): readonly Cover[] {
    const own = coversIn(covers, start, end);
    if (alsoCovered === undefined || reveal) return own;
    const more = alsoCovered(Buffer.from(bytes.subarray(start, end)))
      .map((cover) => ({ ...cover, start: cover.start + start, end: cover.end + start }))
      .filter((cover) => !own.some((other) => cover.start < other.end && cover.end > other.start));
    return [...own, ...more].sort((a, b) => a.start - b.start);
  }

  return {
    get decided() {
      return sum + total;
    },
    feed: (chunk) => feed(chunk),
    end() {
      const later = drain(true);
      return later === undefined ? finish() : later.then(finish);
    },
  };
}

function newlinesIn(bytes: Buffer, start: number, end: number): number {
  let n = 0;
  for (let at = bytes.indexOf(NEWLINE, start); at >= 0 && at < end; at = bytes.indexOf(NEWLINE, at + 1)) n++;
  return n;
}

/** Where the line that holds `offset` ends, at `hi` at the latest. */
function lineEnd(bytes: Buffer, offset: number, hi: number): number {
  const newline = bytes.indexOf(NEWLINE, offset);
  return newline < 0 || newline > hi ? hi : newline;
}

function textBehind(bytes: Buffer, start: number, end: number): string {
  return bytes
    .toString("utf8", start, Math.min(end, start + 4 * PLACE))
    .slice(0, PLACE)
    .trimEnd();
}

function placeOf(rule: Rule, left: string, right: string): string {
  return hash("sha256", JSON.stringify([rule.id, left, right])).slice(0, 32);
}
