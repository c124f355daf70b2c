// Finds what is to leave masked in one text of a request: rules (or what they found in the same text before), the user's own
// secrets, learned values. Synchronous; it asks nobody and changes nothing.

import type { Detector, Region } from "../detect/detector.ts";
import type { Literals } from "../detect/literals.ts";
import type { Candidate } from "../detect/resolve.ts";
import { createPlanner, type SpanSource } from "../mask/planner.ts";
import type { Policy } from "../mask/policy.ts";
import type { Frame } from "../text/framer.ts";
import { decodedOffsets } from "./literal.ts";
import type { Memory, Prefix } from "./memory.ts";
import type { Text } from "./texts.ts";

export interface SeekOptions {
  readonly detector: Detector;
  readonly policy: Policy;
  readonly secrets: Literals;
  readonly literals: Literals;
  readonly sources: readonly SpanSource[];
  /** Whoever knows names: then what is found without them is not all, and not remembered. */
  readonly names?: object | undefined;
  readonly memory: Memory;
  /** `memory.rules` of the detection's version. */
  readonly rules: Prefix;
}

export interface Seek {
  /**
   * The spans that leave, in order and disjoint; offsets in `text.bytes`. Values that it learns are added to `literals`.
   * `names` are those in the text; null when they could not be found out. @throws ClosemaskError `blocked`
   */
  (text: Text, names?: readonly Candidate[] | null): Candidate[];
  /** Whether it need not be told of the names in a text, which was looked at before. */
  knows(text: Text): boolean;
  /** Whether rules, secrets or learned values find anything in it. Learns nothing, blocks nothing. */
  finds(text: Text): boolean;
}

/** Escaped values behind a caption are looked at as they are written too, up to here. */
const WRITTEN_MAX = 4096;
const QUOTE = 0x22;

export function createSeek(options: SeekOptions): Seek {
  const { detector, sources, memory, rules } = options;
  /** The text at hand. */
  let current: Text | null = null;
  /** The names in it; null when they are not known. */
  let named: readonly Candidate[] | null = null;

  /** What rules and sources find, from memory where nothing else has a say in it. */
  function scan(region: Region, extra: readonly Candidate[]): Candidate[] {
    const { bytes, lo, hi } = region;
    const key = memory.keyOf(rules, bytes, lo, hi);
    const known = memory.found(key)?.map((span) => shifted(span, region.from));
    if (extra.length === 0 && known !== undefined) return known;
    // Of a text that was looked at before nobody was asked about names.
    const names = known?.filter(({ rule }) => rule.tier === "name") ?? named ?? [];
    const bare = bareOf(region);
    const frame: Frame = { ...bare, inside: false };
    const more = sources.flatMap((source) =>
      source(frame).filter((c) => c.start >= region.from && c.start < region.to),
    );
    // A caption shows rules what a value is, and hides from others what it might be: both count.
    const captioned = bare === region ? [] : detector.scan(region).spans.flatMap((span) => within(span, region));
    const { spans } = detector.scan(bare, null, [...extra, ...more, ...captioned, ...asWritten(region), ...names]);
    const inside = spans.flatMap((span) => within(span, region));
    if (extra.length === 0 && (named !== null || options.names === undefined))
      memory.rememberFound(
        key,
        inside.map((span) => shifted(span, -region.from)),
      );
    return inside;
  }

  /** The text without its caption. Of a number the caption decides: a time in milliseconds is no card. */
  function bareOf(region: Region): Region {
    const { from, to, lo, hi } = region;
    if (current?.coding === "number" || (lo === from && hi === to)) return region;
    return { ...region, lo: from, hi: to };
  }

  /** A quote in a value would end it for rules that read captions; as it is written it has a backslash in front. */
  function asWritten({ from, to }: Region): Candidate[] {
    const text = current;
    if (text === null || text.around === null || text.coding !== "json" || text.lo === text.start) return [];
    const length = text.to - text.from;
    if (length === to - from || length > WRITTEN_MAX) return [];
    const caption = text.start - text.lo;
    const bytes = Buffer.allocUnsafe(caption + length + 1);
    text.bytes.copy(bytes, 0, text.lo, text.start);
    text.around.bytes.copy(bytes, caption, text.from, text.to);
    bytes[caption + length] = QUOTE;
    const hi = caption + length + 1;
    const { spans } = detector.scan({ bytes, lo: 0, from: caption, to: caption + length, hi, final: true });
    return spans.map((span) => {
      const end = Math.min(span.end, caption + length);
      const [start = 0, stop = 0] = decodedOffsets(bytes, caption, caption + length, [span.start, end]);
      return { ...span, start: from + start, end: from + stop };
    });
  }

  const recalling: Detector = {
    ...detector,
    scan: (region, _block, extra = []) => ({ spans: scan(region, extra), decided: region.to, block: null }),
  };

  const seek = (text: Text, names: readonly Candidate[] | null = null): Candidate[] => {
    current = text;
    named = names;
    const planner = createPlanner({ ...options, detector: recalling, sources: [] });
    const { spans } = planner.plan(frameOf(text));
    return spans.flatMap((span) => within(span, { from: text.start, to: text.end }));
  };
  return Object.assign(seek, {
    knows: ({ bytes, lo, hi }: Text): boolean => memory.found(memory.keyOf(rules, bytes, lo, hi)) !== undefined,
    finds(text: Text): boolean {
      const { bytes, start, end } = text;
      current = text;
      named = null;
      let found = false;
      const hit = (): void => {
        found = true;
      };
      options.secrets.find(bytes, start, end, hit);
      options.literals.find(bytes, start, end, hit);
      return found || scan(frameOf(text), []).some(({ rule }) => options.policy.action(rule.kind) !== "keep");
    },
  });
}

function frameOf({ bytes, lo, start, end, hi }: Text): Frame {
  return { bytes, lo, from: start, to: end, hi, final: true, inside: false };
}

function shifted(span: Candidate, by: number): Candidate {
  return { ...span, start: span.start + by, end: span.end + by };
}

/** The part of a span that is in the text: not in the caption, not the quote behind it. */
function within(span: Candidate, { from, to }: { readonly from: number; readonly to: number }): Candidate[] {
  const start = Math.max(span.start, from);
  const end = Math.min(span.end, to);
  return end <= start ? [] : start === span.start && end === span.end ? [span] : [{ ...span, start, end }];
}
