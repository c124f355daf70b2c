// The detector: compiled rules, bytes in, sorted disjoint spans out. Synchronous and without state between calls; what is
// still open at the end of a region (a block) is handed back and comes in again with the next region.

import type { CheckResult, Level } from "../types.ts";
import { type Block, growBlock } from "./build/block.ts";
import { made } from "./deferred.ts";
import { type Dispatcher, GROUPS } from "./groups.ts";
import { type Hidden, hide, type Range } from "./hide.ts";
import { addSure, createFound, type Sure } from "./hits.ts";
import { createPass, type Engine, type Pass, type Searched } from "./pass.ts";
import { MARKS, type Plan, planSearch, VIEWS } from "./plan.ts";
import { type Candidate, hasContent, resolveOverlaps, sortByStart } from "./resolve.ts";
import { type Anchor, type Rule, type RuleList, type Scan, THRESHOLD } from "./rule.ts";
import { lineEnd, linesOf, lookAgain, unsettled, withBlocks } from "./second-look.ts";
import { certain, keepInside, prepend, takeTouched } from "./sure.ts";
import { createViews } from "./views.ts";

/** A stretch of a buffer that is to be decided. Offsets are bytes in `bytes`. */
export interface Region {
  readonly bytes: Buffer;
  /** First byte that rules may look at; spans that start before `from` are not reported. */
  readonly lo: number;
  readonly from: number;
  /** Spans that start here or later are not reported: they belong to the next region. */
  readonly to: number;
  /** End of what rules may look at: the end of a line, or of the window into a very long one. */
  readonly hi: number;
  /** True at the end of the input, and in a window of a long line: an open block cannot wait for more. */
  readonly final: boolean;
  /** What needs no rule to be found may be handed over without making spans of it, see `Scanned.sure`. Default false. */
  readonly lean?: boolean;
}

export interface Scanned {
  readonly spans: Candidate[];
  /** Everything before this offset is decided; `to`, or the start of an open block. */
  readonly decided: number;
  readonly block: Block | null;
  /** The first lines of blocks that turned out to hold no value, in order: the text to either side was read apart all the same. */
  readonly hollow?: readonly Range[];
  /**
   * Further values, where the region is `lean`: disjoint from the spans and from each other, in order, with the confidence of
   * their rules. Valid until the next call.
   */
  readonly sure?: Sure;
}

/** Finds spans in bytes. One region at a time: what is still open at its end is handed back. */
export interface Detector {
  /** Finds the spans of a region. `block` is what the region before left open; it starts at `region.from`. */
  scan(region: Region, block?: Block | null, extra?: readonly Candidate[]): Scanned;
  /**
   * Where the anchors of `marks` start in `[region.lo, region.hi)`, in order of their ends: a caller that looks for something
   * of its own need not pass over the text again. A `scan` of the same region right after it goes on from the same pass,
   * unless `changed` says that bytes were altered. Valid until the next call.
   */
  marks(region: { bytes: Buffer; lo: number; hi: number; lean?: boolean }): readonly number[];
  /** Bytes of the region that `marks` was asked for were altered. */
  changed(): void;
  /**
   * What a search by the same `plan` found in `[region.lo, region.hi)`, for the next call about exactly that; null forgets what was
   * said last. Kept until then, not copied.
   */
  adopt(region: { bytes: Buffer; lo: number; hi: number }, searched: Searched | null): void;
  readonly plan: Plan;
  /** What may be among `Scanned.sure`, see `Pass.run`. */
  readonly spots: number;
  /** The rule that step `step` of something certain would ask; `spotted` has all of them. */
  ruleAt(step: number): Rule;
  readonly spotted: readonly Rule[];
  /** All candidates of one text, also those below the level, before overlaps: what `explain` shows. */
  candidates(bytes: Buffer): Candidate[];
  readonly level: Level;
  /** Confidence from which spans count, by level. */
  readonly threshold: number;
  /** The same for one rule. */
  thresholdOf(rule: Rule): number;
}

/** What a detector is made of: rules, the level, and who may say no. */
export interface DetectorOptions {
  readonly rules: RuleList;
  /** Which of the rules count; all that are not opt-in by default. */
  readonly enabled?: (rule: Rule) => boolean;
  readonly level?: Level;
  /** Further anchors to look for, for `marks`. */
  readonly marks?: readonly Anchor[];
  /** Made ahead from the same rules and marks; made here when absent. */
  readonly plan?: Plan;
  /** What runs the pass over the text. Default `auto`. */
  readonly engine?: Engine;
  /** A pass by this very plan, in place of an own one. */
  readonly pass?: Pass;
  /** Says no to rules whose kinds are to stay: they neither mask nor outrank others. `candidates` shows them all the same. */
  readonly counts?: (rule: Rule) => boolean;
  /** Confidence from which spans of a rule count, where it is not the level's. */
  readonly thresholds?: (rule: Rule) => number | undefined;
  /** Says no to spans that are to stay as they are whatever their rule says (an allow list). */
  readonly accepts?: (bytes: Buffer, span: Candidate) => boolean;
  /** Look into percent-encoding, JSON escapes, full-width digits and zero-width characters. Default true. */
  readonly views?: boolean;
}

/** The sorts of values that may be certain, as bits, and their rules. */
interface Spotted {
  readonly bits: number;
  readonly rules: readonly Rule[];
}

type Finder = { find(scan: Scan, at: number, end: number): void; done: number; readonly guarded: boolean };

/** Compiles rules to a detector. */
export function createDetector(options: DetectorOptions): Detector {
  const { rules, level = "balanced" } = options;
  const enabled = options.enabled ?? ((rule: Rule) => rule.optIn !== true);
  const threshold = THRESHOLD[level];
  const plan = options.plan ?? planSearch([...rules], options.marks, (rule) => rule.optIn !== true || enabled(rule));
  const pass = options.pass ?? createPass(plan, options.engine);
  // Made when they are first asked: a start has many rules and few hits.
  const groups: { readonly owner: number; readonly dispatcher: Dispatcher; readonly finder: Finder }[] = [];
  const all = createFound();
  const { asks, sure } = all;
  /** What is certain before the last block. */
  const { sure: settled } = createFound();
  let hidden: Hidden = { kept: new Uint8Array(4096), restore() {} };

  let bytes: Buffer = Buffer.alloc(0);
  let lo = 0;
  let hi = 0;
  let least: number = threshold;
  let found: Candidate[] = [];
  let opened: Block | null = null;
  let hollow: Range[] = [];
  let current: Finder | null = null;
  /** The region whose hits are at hand. */
  let ready: { bytes: Buffer; lo: number; hi: number; lean: boolean } | null = null;

  const scan: Scan = {
    get bytes() {
      return bytes;
    },
    get lo() {
      return lo;
    },
    get hi() {
      return hi;
    },
    add(rule: Rule, start: number, end: number, confidence: number, check: CheckResult) {
      if (end <= start || confidence < leastOf(rule) || (least > 0 && isIdle(rule))) return;
      found.push({ start, end, rule, confidence, check });
      if (current === null || end <= current.done) return;
      if (current.done < 0) used.push(current);
      current.done = end;
    },
    wants: (rule: Rule, confidence: number) => confidence >= leastOf(rule),
    open(block: Block) {
      // A block that will not count must not cover what others find in it.
      if (block.rule.confidence < least || (least > 0 && isIdle(block.rule))) return;
      opened = block;
    },
  };

  /** Rules whose threshold is not the level's, by id: those of the list may be made later. */
  const special = new Map<string, number>();
  for (const rule of options.thresholds === undefined ? [] : rules) {
    const own = options.thresholds?.(rule);
    if (own !== undefined && own !== threshold) special.set(rule.id, own);
  }
  const leastOf = (rule: Rule): number => (special.size === 0 || least === 0 ? least : (special.get(rule.id) ?? least));

  /** Rules that do not count, as far as anybody asked. */
  const idles = new Map<Rule, boolean>();
  function isIdle(rule: Rule): boolean {
    if (options.counts === undefined) return false;
    let idle = idles.get(rule);
    if (idle === undefined) {
      idle = !options.counts(rule);
      idles.set(rule, idle);
    }
    return idle;
  }
  const byRule: (Finder | null | undefined)[] = new Array(rules.length).fill(undefined);
  function finderOf(index: number): Finder | null {
    let finder = byRule[index];
    if (finder === undefined) {
      const rule = rules.at(index) as Rule;
      finder = enabled(rule) ? { find: rule.find, done: -1, guarded: true } : null;
      byRule[index] = finder;
    }
    return finder;
  }
  function groupFinder(owner: number): Finder | null {
    const known = groups.find((group) => group.owner === owner);
    if (known !== undefined) return known.finder;
    const group = GROUPS.find((candidate) => candidate.owner === owner);
    if (group === undefined) return null;
    const dispatcher = group.dispatcher((rules.candidates?.(owner) ?? [...rules]).filter(enabled));
    const finder: Finder = { find: dispatcher.find, done: -1, guarded: false };
    groups.push({ owner, dispatcher, finder });
    return finder;
  }
  /** Finders that have found something since they were told to forget it. */
  const used: Finder[] = [];
  const inner =
    options.views === false
      ? null
      : createViews(() => createDetector({ ...options, plan, pass: pass.beside(), views: false }));
  const viewFinder: Finder = {
    find(target, at, end) {
      inner?.look(target, at, end, least === 0);
    },
    done: -1,
    guarded: false,
  };
  const { owners, stepLengths } = plan;
  /** Whom each step of the plan asks, null for nobody; filled when a step is first taken. */
  const finders: (Finder | null | undefined)[] = new Array(owners.length).fill(undefined);
  function finderAt(step: number): Finder | null {
    let finder = finders[step];
    if (finder === undefined) {
      const owner = owners[step] as number;
      if (owner === VIEWS) finder = inner === null ? null : viewFinder;
      else finder = owner < 0 ? groupFinder(owner) : finderOf(owner);
      finders[step] = finder;
    }
    return finder;
  }

  let spots: Spotted | undefined;
  /** Which values need no rule: all that their rules would report as they are. */
  function spottedNow(): Spotted {
    spots ??= findSpotted();
    return spots;
  }
  function findSpotted(): Spotted {
    let bits = 0;
    const found: Rule[] = [];
    const { sorts } = plan.spots;
    for (let step = 0; step < sorts.length && options.accepts === undefined; step++) {
      const sort = sorts[step] as number;
      if (sort === 0 || ((bits >>> sort) & 1) === 1) continue;
      const rule = rules.at(owners[step] as number) as Rule;
      if (!enabled(rule) || isIdle(rule) || made(rule).confidence < (special.get(rule.id) ?? threshold)) continue;
      bits |= 1 << sort;
      found.push(rule);
    }
    return { bits, rules: found };
  }
  /** By sort. */
  const spottedRules: Rule[] = [];
  function ruleAt(step: number): Rule {
    const sort = plan.spots.sorts[step] as number;
    spottedRules[sort] ??= made(rules.at(owners[step] as number) as Rule);
    return spottedRules[sort];
  }

  function begin(region: { bytes: Buffer; lo: number; hi: number }): void {
    ({ bytes, lo, hi } = region);
    found = [];
    opened = null;
    hollow = [];
    settled.count = 0;
    forget();
  }

  /** From here on the text is looked at as if for the first time. */
  function forget(): void {
    for (const finder of used) finder.done = -1;
    used.length = 0;
    for (const { dispatcher } of groups) dispatcher.reset();
    inner?.reset();
  }

  /** Asks the rules from ask `first` on; stops at the one that opened a block and returns its index, else the count. */
  function verify(first: number, skipBefore: number): number {
    const { count } = asks;
    for (let a = first; a < count; a++) {
      ask(asks.steps[a] as number, asks.ends[a] as number, skipBefore);
      if (opened !== null) return a;
    }
    return count;
  }

  /** Questions stand in the order of ends, then of steps. */
  function isUpTo(a: number, end: number, step: number): boolean {
    const other = asks.ends[a] as number;
    return other < end || (other === end && (asks.steps[a] as number) <= step);
  }

  function ask(step: number, end: number, skipBefore: number): void {
    const at = end - (stepLengths[step] as number);
    if (at < skipBefore) return;
    const finder = finders[step] === undefined ? finderAt(step) : (finders[step] as Finder | null);
    if (finder === null || (finder.guarded && at < finder.done)) return;
    current = finder;
    finder.find(scan, at, end);
  }

  function isReady(region: Region, lean: boolean): boolean {
    return ready !== null && ready.bytes === bytes && ready.lo === region.lo && ready.hi === hi && ready.lean === lean;
  }

  function scanRegion(region: Region, block: Block | null, extra: readonly Candidate[]): Scanned {
    least = threshold;
    const { lean = false } = region;
    const spots = lean ? spottedNow().bits : 0;
    begin(region);
    let skip = region.lo;
    opened = block;
    let next = -1;
    /** Where the text began when gates were asked. */
    let from = skip;
    for (;;) {
      if (opened !== null) {
        const grown: Block = opened;
        if (grown.start >= region.from && grown.start < region.to) {
          // What starts behind the block's start is part of it or cut off; both however the input was cut.
          const { start } = grown;
          found = found.filter((c) => c.start < start);
          for (const c of found) c.end = Math.min(c.end, start);
          let growth = growBlock(grown, bytes, hi, region.final);
          while (growth.state === "cut") {
            pushBlock(grown, growth.end);
            grown.start = growth.end;
            growth = growBlock(grown, bytes, hi, region.final);
          }
          if (growth.state === "open") {
            settle(start);
            const spans = finish(region, grown.start, extra);
            return { spans, decided: grown.start, block: grown, hollow, sure };
          }
          if (growth.end === start && grown.seen > start) hollow.push({ start, end: lineEnd({ bytes, hi }, start) });
          if (growth.end !== from) settle(start);
          pushBlock(grown, growth.end);
          // From here on as if a region began here, which is what happens when the text is cut inside the block.
          skip = growth.end;
          lo = skip;
          forget();
        }
        opened = null;
      }
      if (next < 0) {
        // Hits before `skip` are of no interest, and of no harm.
        if (!isReady(region, lean)) pass.run(bytes, skip, hi, all, spots);
        else if (skip > region.lo) pass.askAgain(bytes, skip, hi, all, spots);
        ready = null;
        next = 0;
      } else if (skip === from) next++;
      else {
        // Behind a block the text reads as if it began there; the questions up to the one that opened it are answered.
        const end = asks.ends[next] as number;
        const step = asks.steps[next] as number;
        pass.askAgain(bytes, skip, hi, all, spots);
        next = 0;
        while (next < asks.count && isUpTo(next, end, step)) next++;
      }
      from = skip;
      next = verify(next, skip);
      if (opened === null) break;
    }
    return { spans: finish(region, region.to, extra), decided: region.to, block: null, hollow, sure };
  }

  /** Puts aside what is certain before a block; behind it the text is looked at anew. */
  function settle(block: number): void {
    for (let k = 0; k < sure.count; k++) {
      const start = sure.starts[k] as number;
      const end = sure.ends[k] as number;
      const step = sure.steps[k] as number;
      if (end <= block) addSure(settled, start, end, step);
      else if (start < block) found.push(certain(ruleAt(step), start, block));
    }
    sure.count = 0;
  }

  return {
    level,
    threshold,
    thresholdOf: (rule) => special.get(rule.id) ?? threshold,
    scan(region, block = null, extra = []) {
      return ended(region.bytes, region.hi, () => scanRegion(region, block, extra));
    },
    marks(region) {
      const found: number[] = [];
      const { lean = false } = region;
      pass.run(region.bytes, region.lo, region.hi, all, lean ? spottedNow().bits : 0);
      ready = { bytes: region.bytes, lo: region.lo, hi: region.hi, lean };
      const { count, ends, steps } = asks;
      for (let a = 0; a < count; a++) {
        const step = steps[a] as number;
        if (owners[step] === MARKS) found.push((ends[a] as number) - (stepLengths[step] as number));
      }
      return found;
    },
    changed() {
      ready = null;
    },
    plan,
    get spots() {
      return spottedNow().bits;
    },
    get spotted() {
      return spottedNow().rules;
    },
    ruleAt,
    adopt({ bytes, lo, hi }, searched) {
      pass.adopt(bytes, lo, hi, searched);
    },
    candidates(text) {
      ready = null;
      least = 0;
      begin({ bytes: text, lo: 0, hi: text.length });
      pass.run(text, 0, text.length, all);
      for (let a = 0; a < asks.count; a++) {
        a = verify(a, 0);
        if (opened === null) break;
        const grown: Block = opened;
        opened = null;
        for (;;) {
          const growth = growBlock(grown, text, text.length, true);
          pushBlock(grown, growth.state === "open" ? text.length : growth.end);
          if (growth.state !== "cut") break;
          grown.start = growth.end;
        }
      }
      return found;
    },
  };

  /**
   * Adds a block's value. It begins behind its indentation; what stands around a NUL, where an issued placeholder may have
   * been blanked out, are values of their own. A block whose first line already was none has no value.
   */
  function pushBlock(block: Block, end: number): void {
    const { rule } = block;
    if (rule.confidence < leastOf(rule) || (least > 0 && isIdle(rule))) return;
    const torn = bytes.subarray(block.start, end).includes(0);
    for (let { start } = block, stop = start; start < end; start = stop + 1) {
      while (start < end && bytes[start] !== 0 && (bytes[start] as number) <= 0x20) start++;
      stop = start;
      while (stop < end && bytes[stop] !== 0) stop++;
      if (start < stop && (!torn || hasContent(bytes, start, stop)))
        found.push({ start, end: stop, rule, confidence: rule.confidence, check: "none" });
    }
  }

  function finish(region: Region, to: number, extra: readonly Candidate[]): Candidate[] {
    for (const candidate of extra) found.push({ ...candidate });
    // A block moved it; what stands before the block is looked at again too.
    lo = region.lo;
    prepend(sure, settled);
    if (sure.count > 0) found.push(...takeTouched(sure, sortByStart(found), ruleAt));
    let spans = reported(resolveOverlaps(found, bytes), region.from, to);
    // A block that is still open is masked as well, later. Whether it is must not matter to what stands before it.
    const blocks = to < region.to ? [...hollow, { start: to, end: hi }] : hollow;
    for (let round = 1; round < ROUNDS; round++) {
      const looked = blocks.length === 0 ? spans : withBlocks(spans, blocks);
      const places = unsettled({ bytes, lo, hi }, looked);
      if (places.length === 0) break;
      if (sure.count > 0) {
        // Lines are looked at without any of their values.
        const taken = takeTouched(sure, linesOf({ bytes, lo, hi }, looked, places), ruleAt);
        if (taken.length > 0) {
          spans = reported(sortByStart([...spans, ...taken]), region.from, to);
          round--;
          continue;
        }
      }
      const more = reported(resolveOverlaps(again(looked, places), bytes), region.from, to);
      if (more.length === 0) break;
      spans = [...spans, ...more].sort((a, b) => a.start - b.start);
    }
    keepInside(sure, region.from, to);
    return spans;
  }

  function reported(spans: Candidate[], from: number, to: number): Candidate[] {
    const { accepts } = options;
    return spans.filter((s) => s.start >= from && s.start < to && (accepts === undefined || accepts(bytes, s)));
  }

  /** What the rules find beside the spans when those are blanked out, in the lines of those in `places`. */
  function again(spans: readonly Range[], places: readonly number[]): Candidate[] {
    found = [];
    // The block that waits for more would end the first step.
    opened = null;
    forget();
    const lines = linesOf({ bytes, lo, hi }, spans, places);
    hidden = hide(bytes, spans, hi, hidden.kept);
    pass.askAgain(bytes, lo, hi, all, 0, lines);
    lookAgain(lo, spans, lines, asks, (a, skipBefore) => {
      ask(asks.steps[a] as number, asks.ends[a] as number, skipBefore);
      opened = null;
    });
    hidden.restore();
    return found;
  }
}

/** Bytes behind a text that a rule may look at without asking whether they are there. */
const BEYOND = 8;
const NEWLINE = 10;

/**
 * Looks at a text that ends at `end`: what the buffer holds behind it is not there, so it is line ends for the time being. Rules
 * mind the end; one that reads a byte too much must not see what was there before.
 */
function ended<T>(bytes: Buffer, end: number, look: () => T): T {
  const stop = Math.min(bytes.length, end + BEYOND);
  if (stop <= end) return look();
  const behind = Buffer.from(bytes.subarray(end, stop));
  bytes.fill(NEWLINE, end, stop);
  try {
    return look();
  } finally {
    behind.copy(bytes, end);
  }
}

/** Looks at the same line at most: each further round needs a value that only the last one laid bare. */
const ROUNDS = 4;
