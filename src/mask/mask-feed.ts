// The masking machine: bytes in, masked bytes out, no I/O. Each region goes through three steps: plan (find the spans),
// resolve (one call to the session for all new values), splice. What leaves was stored before.

import { labelOf } from "../detect/kinds.ts";
import type { Searched } from "../detect/pass.ts";
import type { Plan as SearchPlan } from "../detect/plan.ts";
import type { Rule } from "../detect/rule.ts";
import { ClosemaskError } from "../errors.ts";
import { createFramer, type Frame, type FramerState } from "../text/framer.ts";
import type { Kind, OnError } from "../types.ts";
import { createIssues, createValueColumns } from "./columns.ts";
import { createLeaving } from "./leaving.ts";
import { isLesson } from "./lessons.ts";
import type { NameSource } from "./names.ts";
import { createOutput } from "./output.ts";
import { type LookAlike, lookAlikesAt, PLACEHOLDER_MAX } from "./placeholder.ts";
import { createPlanner, type Plan, type PlannerOptions } from "./planner.ts";
import { createRestorations, type Restorations } from "./restored.ts";
import type { Session } from "./session.ts";
import { hashOf } from "./value-cache.ts";

/** What was masked, for reports; offsets are bytes of the whole input, `line` counts from 1. Never the value. */
export interface MaskEvent {
  readonly kind: Kind;
  readonly rule: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly confidence: number;
}

/** What finds values, what becomes of them, and who is told. */
export interface MaskFeedOptions extends Omit<PlannerOptions, "sources"> {
  /** Made with `marks: placeholderMarks()`. */
  readonly detector: PlannerOptions["detector"];
  readonly sources?: PlannerOptions["sources"];
  /** Names, which may have to be waited for. Throws, or says that a region passes as it is, when it cannot be looked at. */
  readonly names?: NameSource;
  /** Absent: values are redacted, `[EMAIL]`. */
  readonly session?: Session;
  /** What happens when the session fails: stop (`block`, the default), go on redacting, or pass everything on. */
  readonly onError?: OnError;
  /** Called once when the session failed and `onError` let the feed go on. */
  readonly onFault?: (error: ClosemaskError) => void;
  readonly onMask?: (event: MaskEvent) => void;
  /** Values by id of the rule that found them are added up here. */
  readonly ruleCounts?: Map<string, number> | undefined;
}

/** Bytes in, masked bytes out, as they are decided. */
export interface MaskFeed {
  /**
   * Masks what can be decided. The result is valid until the next call.
   * @throws ClosemaskError of the session with `onError: block`, and `blocked` by policy; nothing of the region is lost or given out.
   */
  feed(chunk: Uint8Array): Promise<Buffer>;
  /** Masks what is left. */
  end(): Promise<Buffer>;
  /** Bytes of input that the results so far stand for; what a failed call had decided is not among them. */
  readonly decided: number;
  /** Values masked so far, by kind. */
  readonly counts: ReadonlyMap<Kind, number>;
  /** For who searches ahead of the feed: by what it searches, and which values need no rule. */
  readonly plan: SearchPlan;
  spots(): number;
  /** Values so far that a rule was asked about. */
  readonly judged: number;
  /** Where the feed is between two calls: the framer, and the offset in the input at which its next region starts. */
  position(): { readonly framer: FramerState; readonly at: number };
  /** Has the feed ask for what was found ahead; null ends that. Names are looked for in other regions: with them nobody is asked. */
  lookAhead(searched: SearchedAhead | null): void;
}

/** What was found in the bytes of the input from one offset to another, null when that is not known. */
export type SearchedAhead = (from: number, to: number) => Searched | null;

interface Seen {
  readonly found: readonly LookAlike[];
  readonly answers: Restorations;
}

const NEWLINE = 10;
/** Bytes taken into the framer at once, so that a huge chunk does not grow its buffer. */
const SLICE = 256 * 1024;
/** Spans that leave redacted, and those whose entry is known; the others wait for the entry of a new value. */
const REDACTED = -1;
const KNOWN = -2;

/** The masking machine, for one text. */
export function createMaskFeed(options: MaskFeedOptions): MaskFeed {
  const { detector, policy, onError = "block", onMask, ruleCounts } = options;
  const planner = createPlanner({ ...options, sources: options.sources ?? [], lean: onMask === undefined });
  const leaving = createLeaving(detector);
  const framer = createFramer();
  const output = createOutput();
  const counts = new Map<Kind, number>();
  /** The values of a region that the session is asked for, each once. */
  const fresh = createValueColumns();
  /** What the spans of a region leave as, and for which of the new values they wait until then. */
  const issues = createIssues();
  let waiting = new Int32Array(64);
  const answers = createRestorations();
  let { session } = options;
  let passing = false;
  let ahead: SearchedAhead | null = null;
  /** A block is open behind the last region. */
  let open = false;
  let total = 0;
  let given = 0;
  let judged = 0;
  let line = 1;

  async function drain(end: boolean): Promise<void> {
    for (let frame = framer.next(end); frame !== null; frame = framer.next(end)) {
      const { decided, cut } = passing ? { decided: frame.to, cut: false } : await region(frame);
      if (passing) output.copy(frame.bytes, frame.from, decided);
      framer.decided(decided, cut);
      total += decided - frame.from;
    }
  }

  /** Masks one region, or its first lines, into the output. With `passing` set on the way nothing was written. */
  async function region(whole: Frame): Promise<{ decided: number; cut: boolean }> {
    if (ahead !== null) {
      const { lo, from, hi } = whole;
      detector.adopt(whole, ahead(total - (from - lo), total + (hi - from)));
    }
    if (session !== undefined) await begin(session);
    const seen = session === undefined ? null : await lookFor(whole, session);
    const to = seen === null ? whole.to : await setAside(whole, seen);
    const cut = to < whole.to;
    const frame = cut ? { ...whole, to, hi: to, final: false } : whole;
    const { bytes } = frame;
    const issued = seen === null ? [] : blank(frame, seen);
    let plan: Plan;
    try {
      const named = options.names === undefined ? undefined : await options.names(frame);
      // An open block is masked whatever else happens.
      if (named?.state === "pass" && !open) plan = { spans: [], sure: null, decided: frame.to, open: false };
      else plan = planner.plan(frame, named?.spans);
    } finally {
      // Hidden from rules, not from the output.
      for (const { at, text } of issued) text.copy(bytes, at);
    }
    open = plan.open;
    judged += plan.spans.length;
    leaving.fill(plan);
    await resolve(frame);
    if (!passing) {
      splice(frame, plan);
      if (onMask !== undefined) report(frame, plan);
    }
    return { decided: plan.decided, cut };
  }

  async function begin(from: Session): Promise<void> {
    try {
      await from.begin();
    } catch (error) {
      fault(error);
    }
  }

  /** Text that looks like placeholders, and what it stands for in the session. */
  async function lookFor(frame: Frame, from: Session): Promise<Seen | null> {
    const { bytes, lo, hi } = frame;
    const found = lookAlikesAt(bytes, detector.marks({ bytes, lo, hi, lean: planner.isLean(frame) }), lo, hi);
    if (found.length === 0) return null;
    try {
      await from.restore(found, bytes, answers);
      return { found, answers };
    } catch (error) {
      fault(error);
      return null;
    }
  }

  /**
   * Reserves look-alikes, in text order: a line whose look-alikes are new is masked on its own, after the lines before it
   * and before those behind, so that who gets which number does not depend on how the text was cut. Returns where to stop.
   */
  async function setAside({ bytes, from, to, inside }: Frame, { found, answers }: Seen): Promise<number> {
    const fresh = found.filter((hit, i) => answers.starts[i] === -1 && session?.isReserved(hit) === false);
    if (fresh.length === 0 || session === undefined) return to;
    let stop = to;
    if (!inside && !open) {
      const first = (fresh.find((hit) => hit.end > from) ?? fresh[0]) as LookAlike;
      const line = Math.max(from, bytes.lastIndexOf(NEWLINE, first.start) + 1);
      if (line > from) return line;
      const newline = bytes.indexOf(NEWLINE, first.start);
      stop = newline < 0 ? to : Math.min(to, newline + 1);
    }
    try {
      await session.reserve(fresh.filter((hit) => hit.start < stop));
    } catch (error) {
      fault(error);
    }
    return stop;
  }

  /** Hides issued placeholders from the rules: to them each is a line of its own. */
  function blank({ bytes, lo, hi }: Frame, { found, answers }: Seen): { at: number; text: Buffer }[] {
    const issued: { at: number; text: Buffer }[] = [];
    let covered = lo;
    for (const [i, hit] of found.entries()) {
      const at = answers.starts[i] as number;
      if (at < covered || at >= hi) continue;
      issued.push({ at, text: Buffer.from(bytes.subarray(at, hit.end)) });
      covered = hit.end;
    }
    for (const { at, text } of issued) bytes.fill(0, at, at + text.length);
    if (issued.length > 0) detector.changed();
    return issued;
  }

  /** Finds out what the spans leave as. New values are stored in one call. */
  async function resolve(frame: Frame): Promise<void> {
    const { count, starts, ends, rules } = leaving;
    if (waiting.length < count) waiting = new Int32Array(2 * count);
    waiting.fill(REDACTED, 0, count);
    if (session === undefined) return;
    const { bytes } = frame;
    issues.room(count);
    fresh.clear();
    for (let i = 0; i < count; i++) {
      const start = starts[i] as number;
      const end = ends[i] as number;
      const rule = rules[i] as Rule;
      if (policy.action(rule.kind) === "redact") continue;
      const hash = hashOf(bytes, start, end);
      if (session.known(bytes, start, end, hash, issues, i)) {
        waiting[i] = KNOWN;
        continue;
      }
      let k = fresh.find(bytes, start, end, hash);
      if (k < 0) k = fresh.add(bytes, start, end, hash, rule.kind);
      if (isLesson(bytes, start, end, rule)) fresh.setLiteral(k);
      waiting[i] = k;
    }
    if (fresh.count === 0) return;
    try {
      await session.mask(fresh);
    } catch (error) {
      fault(error);
      waiting.fill(REDACTED, 0, count);
      return;
    }
    const { handles, kinds, numbers } = fresh.issues;
    for (let i = 0; i < count; i++) {
      const k = waiting[i] as number;
      if (k >= 0) issues.set(i, handles[k] as number, kinds[k] as Kind, numbers[k] as number);
    }
  }

  /** Decides what a failed session means; returns when the feed may go on without it. */
  function fault(error: unknown): void {
    if (!(error instanceof ClosemaskError) || onError === "block") throw error;
    session = undefined;
    passing = onError === "pass";
    options.onFault?.(error);
  }

  function splice(frame: Frame, plan: Plan): void {
    const { bytes, from, hi } = frame;
    const { count, starts, ends, rules } = leaving;
    let at = from;
    for (let i = 0; i < count; i++) {
      const start = starts[i] as number;
      const end = ends[i] as number;
      const rule = rules[i] as Rule;
      output.copy(bytes, at, start);
      if (waiting[i] === REDACTED || session === undefined) {
        output.add(redactionOf(rule.kind));
        tally(rule.kind);
      } else {
        // A style without closing mark needs a boundary; the next placeholder, or a value that goes on, is none.
        const joined =
          (i + 1 < count && starts[i + 1] === end) ||
          (end === plan.decided && plan.open) ||
          (frame.inside && end === hi);
        const glued = joined || isWord(output.last()) || (end < hi && isGlue(bytes[end] as number));
        const target = output.room(PLACEHOLDER_MAX);
        output.wrote(session.write(issues, i, glued, target, output.length));
        tally(issues.kinds[i] as Kind);
      }
      if (ruleCounts !== undefined) ruleCounts.set(rule.id, (ruleCounts.get(rule.id) ?? 0) + 1);
      at = end;
    }
    output.copy(bytes, at, plan.decided);
  }

  function tally(kind: Kind): void {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }

  function report(frame: Frame, plan: Plan): void {
    const { bytes, from } = frame;
    let newline = bytes.indexOf(10, from);
    const countTo = (offset: number): void => {
      for (; newline >= 0 && newline < offset; newline = bytes.indexOf(10, newline + 1)) line++;
    };
    for (const { start, end, rule, confidence } of plan.spans) {
      countTo(start);
      const { kind, id } = rule;
      onMask?.({ kind, rule: id, start: total + start - from, end: total + end - from, line, confidence });
    }
    countTo(plan.decided);
  }

  return {
    counts,
    plan: detector.plan,
    spots: () => planner.spots,
    position: () => ({ framer: framer.state(), at: total }),
    lookAhead(searched) {
      ahead = options.names === undefined ? searched : null;
      // What was said of a region that never came must not be taken for another one.
      if (ahead === null) detector.adopt({ bytes: Buffer.alloc(0), lo: 0, hi: 0 }, null);
    },
    get decided() {
      return given;
    },
    get judged() {
      return judged;
    },
    async feed(chunk) {
      output.reset();
      for (let i = 0; i < chunk.length; i += SLICE) {
        framer.push(chunk.subarray(i, i + SLICE));
        await drain(false);
      }
      given = total;
      return output.bytes();
    },
    async end() {
      output.reset();
      await drain(true);
      given = total;
      return output.bytes();
    },
  };
}

const redactions = new Map<Kind, Uint8Array>();

/** The one-way form of a kind. */
export function redactionOf(kind: Kind): Uint8Array {
  let found = redactions.get(kind);
  if (found === undefined) {
    found = Buffer.from(`[${labelOf(kind)}]`);
    redactions.set(kind, found);
  }
  return found;
}

/** A hyphen may begin a block, of which it is not known yet whether it is one. */
function isGlue(byte: number): boolean {
  return isWord(byte) || byte === 0x2d;
}

function isWord(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || byte === 0x5f || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a);
}
