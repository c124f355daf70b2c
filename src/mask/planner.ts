// The first of the three steps of masking: which spans of a region leave masked. Holds what one region hands to the next
// (an open block, a value cut by a window, learned literals); knows nothing of sessions or placeholders.

import type { Block } from "../detect/build/block.ts";
import { runEnd, runStart, TOKEN } from "../detect/charset.ts";
import type { Detector } from "../detect/detector.ts";
import { encodedForms } from "../detect/encoded-forms.ts";
import type { Range } from "../detect/hide.ts";
import type { Sure } from "../detect/hits.ts";
import type { Literal, Literals } from "../detect/literals.ts";
import { type Candidate, sortByStart } from "../detect/resolve.ts";
import type { Rule } from "../detect/rule.ts";
import { ClosemaskError } from "../errors.ts";
import { characterEnd, characterStart } from "../text/character.ts";
import type { Frame } from "../text/framer.ts";
import type { Kind } from "../types.ts";
import { isGlued, laidBare } from "./laid-bare.ts";
import { isLesson } from "./lessons.ts";
import type { Policy } from "./policy.ts";

/** Finds further spans in a region: custom patterns. */
export type SpanSource = (frame: Frame) => readonly Candidate[];

export interface PlannerOptions {
  readonly detector: Detector;
  readonly policy: Policy;
  /** The user's own secrets: they outrank every rule. */
  readonly secrets: Literals;
  /** Values of the session that only their label gave away; the planner adds what it learns. */
  readonly literals: Literals;
  readonly sources: readonly SpanSource[];
  /** Drops or cuts spans outside of what may be touched (`--fields`). */
  readonly within?: (frame: Frame, spans: Candidate[]) => Candidate[];
  /** The caller can do with `Plan.sure`. Default false. */
  readonly lean?: boolean;
}

export interface Plan {
  /** The spans that leave masked or redacted. */
  readonly spans: Candidate[];
  /** Further values that leave, apart from the spans, see Scanned; null for none. */
  readonly sure: Sure | null;
  /** Everything before this offset is decided. */
  readonly decided: number;
  /** True when a block opens right at `decided`. */
  readonly open: boolean;
  /** See Scanned; none where nobody looked for values. */
  readonly hollow?: readonly Range[];
}

/** Characters to either side of a base64 form that may hold bits of the value, with padding. */
const EDGE = 4;
/** Bytes of a region from which it is worth finding out what may be certain. */
const WORTH = 4096;

export interface Planner {
  /** What may be certain of a region, see `Detector.spots`; who asks the detector ahead about a lean one must say so. */
  readonly spots: number;
  isLean(frame: Frame): boolean;
  /** `named`: what else was found in the region, such as names. @throws ClosemaskError `blocked` by policy */
  plan(frame: Frame, named?: readonly Candidate[]): Plan;
}

export function createPlanner(options: PlannerOptions): Planner {
  const { detector, policy, secrets, literals, sources } = options;
  const mayBeLean = options.lean === true && options.within === undefined && !policy.allowsSome;
  let spots: number | undefined;
  /** Found out when a text is worth it: it makes rules. */
  function spotsNow(): number {
    spots ??= mayBeLean && leaves(options) ? detector.spots : 0;
    return spots;
  }
  const isLean = ({ lo, hi }: Frame): boolean => mayBeLean && hi - lo >= WORTH && spotsNow() > 0;
  let open: { block: Block; seen: number } | null = null;
  /** Rule of a value that ran into the end of a window and goes on behind it. */
  let carried: Rule | null = null;

  /** Candidates that no rule makes. */
  function others(frame: Frame, named: readonly Candidate[]): Candidate[] {
    const { bytes, from, to, lo, hi } = frame;
    const found = [...named];
    secrets.find(bytes, lo, hi, (start, end, literal) => {
      found.push(spread(bytes, lo, hi, literalSpan(start, end, literal), literal));
    });
    for (const source of sources) found.push(...source(frame));
    if (carried !== null)
      found.push({ start: from, end: valueEnd(frame), rule: carried, confidence: 1, check: "none" });
    return found.filter((c) => c.start >= from && c.start < to);
  }

  /** The spans with learned literals, which are seldom there: both the known ones and those of the region are looked for first. */
  function withLearned(frame: Frame, spans: Candidate[], sure: Sure | null, decided: number): Candidate[] {
    const { bytes, from, hi, inside } = frame;
    const to = inside ? hi : decided;
    const lessons: Literal[] = [];
    for (let i = 0; i < spans.length; i++) {
      const span = spans[i] as Candidate;
      if (span.rule.remembers !== true && span.rule.teaches === undefined) continue;
      lessons.push(...lessonsOf(bytes, span));
    }
    if (lessons.length === 0 && literals.size === 0) return spans;
    if (literals.bounded || lessons.some(({ bounded }) => bounded === true))
      return throughGaps(frame, spans, sure, decided);
    const undo = literals.addForNow(lessons);
    if (undo !== null && !standBeside()) return spans;
    undo?.();
    return throughGaps(frame, spans, sure, decided);

    /** True when some stand in what the rules left. */
    function standBeside(): boolean {
      let found = false;
      let next = 0;
      literals.find(bytes, from, to, (at, end) => {
        while (next < spans.length && (spans[next] as Candidate).end <= at) next++;
        const span = spans[next];
        if (span === undefined || span.start > at || span.end < end) found = true;
      });
      return found;
    }
  }

  /** Adds learned literals in what the rules left. A value counts from behind the place where it was learned. */
  function throughGaps(frame: Frame, spans: Candidate[], sure: Sure | null, decided: number): Candidate[] {
    const { bytes, from, hi } = frame;
    const out: Candidate[] = [];
    const glued: Candidate[] = [];
    let at = from;
    const gap = (to: number): void => {
      let least = at;
      literals.find(bytes, at, to, (start, end, literal) => {
        const span = spread(bytes, least, to, literalSpan(Math.max(least, start), end, literal), literal);
        if (span.start >= decided || span.end <= least) return;
        out.push(span);
        if (literal.bounded !== true && !frame.inside && isGlued(frame, span)) glued.push(span);
        least = span.end;
      });
    };
    let next = 0;
    const passSure = (to: number): void => {
      for (; sure !== null && next < sure.count && (sure.starts[next] as number) < to; next++) {
        gap(sure.starts[next] as number);
        at = sure.ends[next] as number;
      }
    };
    for (const span of spans) {
      passSure(span.start);
      gap(span.start);
      out.push(span);
      at = span.end;
      if (span.rule.remembers !== true && span.rule.teaches === undefined) continue;
      for (const lesson of lessonsOf(bytes, span)) literals.add(lesson);
    }
    passSure(hi);
    // In a long line a value may lie across the end of the window.
    gap(frame.inside ? hi : decided);
    if (glued.length === 0) return out;
    const more = laidBare(detector, frame, out, sure, glued).filter(({ start }) => start < decided);
    return more.length === 0 ? out : sortByStart([...out, ...more]);
  }

  /** What is to be masked from behind a span on. */
  function lessonsOf(bytes: Buffer, { start, end, rule }: Candidate): Literal[] {
    const { kind } = rule;
    const bounded = rule.tier === "name";
    const memorable = isLesson(bytes, start, end, rule);
    if ((!memorable && rule.teaches === undefined) || policy.action(kind) === "keep") return [];
    if (policy.allowsSome && policy.allows(bytes.toString("latin1", start, end), kind)) return [];
    const value = bytes.subarray(start, end);
    const lessons: Literal[] = [];
    for (const text of rule.teaches?.(value) ?? []) {
      for (const form of encodedForms(text)) lessons.push({ ...form, kind });
    }
    if (memorable) lessons.push({ value, kind, bounded });
    return lessons;
  }

  return {
    get spots() {
      return spotsNow();
    },
    isLean,
    plan(frame, named = []) {
      const { bytes, from, hi } = frame;
      const block = open === null ? null : { ...open.block, start: from, seen: from + open.seen };
      const region = isLean(frame) ? { ...frame, lean: true } : frame;
      const scanned = detector.scan(region, block, others(frame, named));
      open = scanned.block === null ? null : { block: scanned.block, seen: scanned.block.seen - scanned.decided };
      carried = null;
      const sure = scanned.sure === undefined || scanned.sure.count === 0 ? null : scanned.sure;
      let spans = withLearned(frame, scanned.spans, sure, scanned.decided);
      if (options.within !== undefined) spans = options.within(frame, spans);
      let { decided } = scanned;
      const leaving: Candidate[] = [];
      for (let i = 0; i < spans.length; i++) {
        const span = spans[i] as Candidate;
        const { kind } = span.rule;
        const action = policy.action(kind);
        if (action === "keep") continue;
        if (
          policy.allowsSome &&
          span.rule.denied !== true &&
          policy.allows(bytes.toString("latin1", span.start, span.end), kind)
        )
          continue;
        if (action === "block") throw blocked(kind);
        const last = leaving.at(-1);
        const next = spans[i + 1];
        const whole = withCharacters(bytes, last?.end ?? from, next?.start ?? hi, span);
        leaving.push(whole);
        if (whole.end > decided) decided = whole.end;
        if (frame.inside && span.end === hi) carried = span.rule;
      }
      if (sure !== null) decided = Math.max(decided, sure.ends[sure.count - 1] as number);
      return { spans: leaving, sure, decided, open: open !== null, hollow: scanned.hollow ?? [] };
    },
  };
}

/**
 * A span with the whole of the characters that it begins and ends in, between `from` and `to`: what is left of one could not be read as
 * text any more, nor put back into a string.
 */
function withCharacters(bytes: Buffer, from: number, to: number, span: Candidate): Candidate {
  const start = characterStart(bytes, span.start, from, to);
  const end = characterEnd(bytes, span.end, from, to);
  return start === span.start && end === span.end ? span : { ...span, start, end };
}

/** True when what needs no rule leaves, whatever it is. */
function leaves({ detector, policy }: PlannerOptions): boolean {
  return detector.spotted.every(({ kind }) => policy.action(kind) === "mask" || policy.action(kind) === "redact");
}

function blocked(kind: Kind): ClosemaskError {
  return new ClosemaskError("blocked", `found a value of kind ${kind}, which the policy blocks`, {
    hint: `remove it from the input, or set policies.${kind}.action to "mask"`,
  });
}

/** Where a value that began in the window before ends: at white space, a quote or an angle bracket. */
function valueEnd(frame: Frame): number {
  const { bytes, from, hi } = frame;
  let i = from;
  while (i < hi && !DELIMITER.has(bytes[i] as number)) i++;
  return i;
}

/** A base64 form also takes the characters beside it that may hold bits of the value. */
function spread(bytes: Buffer, lo: number, hi: number, span: Candidate, literal: Omit<Literal, "value">): Candidate {
  if (literal.spread !== true) return span;
  const { start, end } = span;
  return {
    ...span,
    start: runStart(bytes, Math.max(lo, start - EDGE), start, TOKEN),
    end: runEnd(bytes, end, Math.min(hi, end + EDGE), TOKEN),
  };
}

const DELIMITER = new Set(Buffer.from(" \t\r\n\0\"'`<>"));

const rules = new Map<string, Rule>();

/** Id of the rule that known values are reported under. */
export const LITERAL_RULE = "literal";

export function literalSpan(start: number, end: number, literal: Omit<Literal, "value">): Candidate {
  const { kind, denied = false } = literal;
  const key = denied ? `${kind} denied` : kind;
  let rule = rules.get(key);
  if (rule === undefined) {
    rule = {
      id: LITERAL_RULE,
      kind,
      denied,
      description: "a known value",
      tier: "proof",
      confidence: 1,
      anchors: [],
      examples: { yes: [], no: [] },
      find() {},
    };
    rules.set(key, rule);
  }
  return { start, end, rule, confidence: 1, check: "none" };
}
