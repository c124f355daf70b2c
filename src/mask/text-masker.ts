// Masking of whole texts that a program holds in memory: the three steps of the feeds (plan, resolve, splice) over a batch of
// texts, with one question to the session for all of them, and without waiting where nothing has to be waited for.

import type { Detector } from "../detect/detector.ts";
import type { Literals } from "../detect/literals.ts";
import type { Candidate } from "../detect/resolve.ts";
import { createFramer, OVERLAP, WINDOW } from "../text/framer.ts";
import type { Kind } from "../types.ts";
import { foundAsWritten } from "./as-written.ts";
import { isLesson } from "./lessons.ts";
import { redactionOf } from "./mask-feed.ts";
import type { NameFinder } from "./names.ts";
import { findLookAlikes, type LookAlike, lookAlikesAt, PLACEHOLDER_MAX } from "./placeholder.ts";
import { createPlanner, type SpanSource } from "./planner.ts";
import type { Policy } from "./policy.ts";
import { type Range, without } from "./ranges.ts";
import type { Session } from "./session.ts";
import type { Steps } from "./steps.ts";
import { formed, type Laid, type TextLike } from "./text-batch.ts";
import { type Named, namesIn } from "./text-names.ts";
import { createWorkspace, type Task, taskOf, taskOfPiece, type Workspace, within } from "./text-task.ts";
import { hashOf } from "./value-cache.ts";

export interface TextMaskerOptions {
  /** Made with `marks: placeholderMarks()`. */
  readonly detector: Detector;
  readonly policy: Policy;
  readonly session: Session;
  /** The user's own secrets. */
  readonly secrets: Literals;
  /** Learned values; the masker adds what it learns. */
  readonly literals: Literals;
  /** Own patterns. */
  readonly sources: readonly SpanSource[];
  readonly names?: NameFinder | undefined;
}

/** A text to mask, and what shows rules what it is, such as `"password":"`. */
export interface MaskPiece {
  readonly text: TextLike;
  readonly caption?: string;
  /** It leaves as a whole or not at all, and only its caption decides: a number. */
  readonly whole?: boolean;
}

export interface TextMasker {
  /**
   * The texts with placeholders, in their order; one in which nothing was found is handed back as it is. Every value is stored before
   * this ends. @throws ClosemaskError of the session, the names, and `blocked` by policy: then nothing may be sent on
   */
  mask(pieces: readonly MaskPiece[]): Steps<TextLike[]>;
}

/** Where the result of a task starts and ends in the output. */
interface Written {
  readonly from: number;
  readonly to: number;
  readonly masked: boolean;
}

/** Rounds in which a value that was learned further on is looked for in the texts before. */
const ROUNDS = 4;
/** Spans that leave redacted, and those whose entry is known; the others wait for the entry of a new value. */
const REDACTED = -1;
const KNOWN = -2;
const SLICE = 128 * 1024;
const FREE_MAX = 4;

export function createTextMasker(options: TextMaskerOptions): TextMasker {
  const { detector, policy, session, literals, names } = options;
  const free: Workspace[] = [];

  function* mask(pieces: readonly MaskPiece[]): Steps<TextLike[]> {
    const space = free.pop() ?? createWorkspace();
    const { batch } = space;
    batch.clear();
    for (const { text, caption } of pieces) batch.add(text, caption);
    const results: TextLike[] = [];
    let tasks: Task[] = [];
    let waiting: number[] = [];
    function* flush(): Steps<undefined> {
      if (tasks.length === 0) return undefined;
      space.output.reset();
      const written = yield* run(tasks, space);
      for (const [k, { from, to, masked }] of written.entries()) {
        const i = waiting[k] as number;
        const { form } = batch.laid[i] as Laid;
        const bytes = space.output.bytes().subarray(from, to);
        results[i] = masked ? formed(form, bytes, { ascii: true }) : (pieces[i] as MaskPiece).text;
      }
      tasks = [];
      waiting = [];
      return undefined;
    }
    for (const [i, laid] of batch.laid.entries()) {
      if (laid.end - laid.start > WINDOW + OVERLAP) {
        yield* flush();
        results[i] = yield* maskLong(laid, (pieces[i] as MaskPiece).text, space);
        continue;
      }
      tasks.push(taskOfPiece(batch.bytes, laid, pieces[i]?.whole === true, createPlanner(options)));
      waiting.push(i);
    }
    yield* flush();
    if (free.length < FREE_MAX) free.push(space);
    return results;
  }

  /** In regions, as the feeds do it: no step looks at more than a window. */
  function* maskLong({ start, end, form }: Laid, text: TextLike, space: Workspace): Steps<TextLike> {
    const framer = createFramer();
    const planner = createPlanner(options);
    const parts: Buffer[] = [];
    let isMasked = false;
    let open = false;
    let before = 0;
    for (let at = start; at < end; at += SLICE) {
      const until = Math.min(end, at + SLICE);
      framer.push(space.batch.bytes.subarray(at, until));
      for (let frame = framer.next(until === end); frame !== null; frame = framer.next(until === end)) {
        const task: Task = { ...taskOf(frame, planner), before, open };
        space.output.reset();
        const [{ from, to, masked } = NOTHING] = yield* run([task], space);
        parts.push(Buffer.from(space.output.bytes().subarray(from, to)));
        if (to > from) before = space.output.last();
        isMasked ||= masked;
        ({ open } = task);
        framer.decided(task.decided);
      }
    }
    return isMasked ? formed(form, Buffer.concat(parts), { ascii: true }) : text;
  }

  /** All tasks lie in one buffer. */
  function* run(tasks: readonly Task[], space: Workspace): Steps<Written[]> {
    const bytes = (tasks[0] as Task).frame.bytes;
    const begun = session.begin();
    if (begun !== undefined) yield begun;
    const found = lookAlikes(tasks, bytes);
    const issued = found.length === 0 ? NONE : yield* issuedOf(found, bytes, space);
    const kept = issued.map(({ start, end }) => ({ start, text: Buffer.from(bytes.subarray(start, end)) }));
    // To rules each is a line of its own. The bytes are nobody else's, so that they may stay so while something is waited for.
    for (const { start, end } of issued) bytes.fill(0, start, end);
    if (issued.length > 0) detector.changed();
    const named = names === undefined ? null : yield* namesIn(names, tasks);
    plan(tasks, named, issued);
    for (const { start, text } of kept) text.copy(bytes, start);
    yield* resolve(tasks, space);
    space.spliced = 0;
    return tasks.map((task) => splice(task, space));
  }

  function lookAlikes(tasks: readonly Task[], bytes: Buffer): LookAlike[] {
    const [first] = tasks;
    // The pass over one text also serves its rules.
    if (first !== undefined && tasks.length === 1 && first.captioned === null) {
      const { lo, hi } = first.frame;
      return lookAlikesAt(bytes, detector.marks({ bytes, lo, hi }), lo, hi);
    }
    return tasks.flatMap(({ frame: { lo, hi } }) => findLookAlikes(bytes, lo, hi));
  }

  /** The issued ones, in order and disjoint. What only looks like one is set aside, so that it is never given to a value. */
  function* issuedOf(found: readonly LookAlike[], bytes: Buffer, { answers }: Workspace): Steps<Range[]> {
    const asked = session.restore(found, bytes, answers);
    if (asked !== undefined) yield asked;
    const issued: Range[] = [];
    const strange: LookAlike[] = [];
    let covered = 0;
    for (const [i, hit] of found.entries()) {
      const start = answers.starts[i] as number;
      if (start < 0) {
        if (!session.isReserved(hit)) strange.push(hit);
      } else if (start >= covered) {
        issued.push({ start, end: hit.end });
        covered = hit.end;
      }
    }
    const reserved = strange.length === 0 ? undefined : session.reserve(strange);
    if (reserved !== undefined) yield reserved;
    return issued;
  }

  /** Until nothing more is learned: what a value is may be said by a text behind. */
  function plan(tasks: readonly Task[], named: Named | null, issued: readonly Range[]): void {
    for (let round = 0; round < ROUNDS; round++) {
      const { size } = literals;
      for (const [i, task] of tasks.entries()) {
        // An open block is masked whatever else happens.
        if (named?.pass !== true || task.open) planOne(task, named?.spans[i] ?? [], issued);
      }
      // In one text what was learned counts behind the place where it was, as in the feeds.
      if (tasks.length === 1 || literals.size === size) return;
    }
  }

  function planOne(task: Task, names: readonly Candidate[], issued: readonly Range[]): void {
    const { frame, captioned, planner, whole } = task;
    if (whole) {
      const [first] = planner.plan(captioned ?? frame).spans;
      task.spans = first === undefined ? [] : [{ ...first, start: frame.from, end: frame.to }];
      return;
    }
    // A caption shows rules what a value is, and hides from others what it might be: both count.
    const shown =
      captioned === null
        ? []
        : [
            ...detector.scan(captioned).spans,
            ...foundAsWritten(detector, frame.bytes, captioned.lo, frame.from, frame.to),
          ];
    const { spans, decided, open } = planner.plan(frame, shown.length === 0 ? names : [...names, ...shown]);
    task.spans =
      captioned === null
        ? spans
        : without(
            spans.flatMap((span) => within(span, frame)),
            issued.filter(({ start }) => start >= frame.from && start < frame.to),
            frame.bytes,
          );
    task.decided = decided;
    task.open = open;
  }

  /** Finds out what the spans leave as; all that is new is stored in one call. */
  function* resolve(tasks: readonly Task[], space: Workspace): Steps<undefined> {
    const { fresh, issues } = space;
    const count = tasks.reduce((sum, { spans }) => sum + spans.length, 0);
    if (space.waiting.length < count) space.waiting = new Int32Array(2 * count);
    const { waiting } = space;
    issues.room(count);
    fresh.clear();
    let i = 0;
    for (const { frame, spans } of tasks) {
      const { bytes } = frame;
      for (const { start, end, rule } of spans) {
        const at = i++;
        waiting[at] = REDACTED;
        if (policy.action(rule.kind) === "redact") continue;
        const hash = hashOf(bytes, start, end);
        if (session.known(bytes, start, end, hash, issues, at)) {
          waiting[at] = KNOWN;
          continue;
        }
        let k = fresh.find(bytes, start, end, hash);
        if (k < 0) k = fresh.add(bytes, start, end, hash, rule.kind);
        if (isLesson(bytes, start, end, rule)) fresh.setLiteral(k);
        waiting[at] = k;
      }
    }
    if (fresh.count === 0) return undefined;
    const stored = session.mask(fresh);
    if (stored !== undefined) yield stored;
    const { handles, kinds, numbers } = fresh.issues;
    for (let at = 0; at < count; at++) {
      const k = waiting[at] as number;
      if (k >= 0) issues.set(at, handles[k] as number, kinds[k] as Kind, numbers[k] as number);
    }
    return undefined;
  }

  function splice(task: Task, space: Workspace): Written {
    const { frame, spans, decided, open } = task;
    const { output, issues, waiting } = space;
    const { bytes, from, hi } = frame;
    const start = output.length;
    // Who asked has the text.
    if (spans.length === 0 && bytes === space.batch.bytes) return NOTHING;
    let at = from;
    for (let i = 0; i < spans.length; i++) {
      const span = spans[i] as Candidate;
      const number = space.spliced++;
      output.copy(bytes, at, span.start);
      if (waiting[number] === REDACTED) output.add(redactionOf(span.rule.kind));
      else {
        // A style without closing mark needs a boundary; the next placeholder, or a value that goes on, is none.
        const joined =
          spans[i + 1]?.start === span.end || (span.end === decided && open) || (frame.inside && span.end === hi);
        const before = output.length > start ? output.last() : task.before;
        const glued = joined || isWord(before) || (span.end < hi && isGlue(bytes[span.end] as number));
        const target = output.room(PLACEHOLDER_MAX);
        output.wrote(session.write(issues, number, glued, target, output.length));
      }
      at = span.end;
    }
    output.copy(bytes, at, decided);
    return { from: start, to: output.length, masked: spans.length > 0 };
  }

  return { mask };
}

const NONE: readonly Range[] = [];
const NOTHING: Written = { from: 0, to: 0, masked: false };

/** A hyphen may begin a block, of which it is not known yet whether it is one. */
function isGlue(byte: number): boolean {
  return isWord(byte) || byte === 0x2d;
}

function isWord(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || byte === 0x5f || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a);
}
