// The contract between the engine and a rule. A rule is a plain object made by one of the builders in build/: it says
// where to look (anchors), looks at a small window around one hit and reports ranges. It never edits and keeps no state.

import type { CheckResult, Kind } from "../types.ts";
import type { Block } from "./build/block.ts";
import type { Charset } from "./charset.ts";
import type { Gate } from "./gate.ts";
import type { Spot } from "./spot.ts";

/** A short sequence of byte sets that the one anchor pass looks for: a literal or a shape such as digit-dot-digit. */
export type Anchor = readonly Charset[];

/**
 * Who wins where spans overlap, before length decides: a value whose own form proves it (`proof`: checksum or distinctive
 * prefix), a value with a clear form (`form`), a value that only its surroundings gave away (`context`), a name that an engine
 * for named entities found (`name`): of these, what rules leave.
 */
export type Tier = "proof" | "form" | "context" | "name";

/** A case of a rule: the value that must be found stands between « and »; several are allowed, none means must not match. */
export interface Examples {
  readonly yes: readonly string[];
  /** Text in which this rule must report nothing at level `balanced`, and why one might think it should. */
  readonly no: readonly { readonly text: string; readonly why: string }[];
}

/** What a rule may look at, and where it puts what it found. Offsets are bytes. */
export interface Scan {
  readonly bytes: Buffer;
  /** First byte that may be looked at. */
  readonly lo: number;
  /** End of what may be looked at; a rule also stops at STOP bytes unless it opened a block. */
  readonly hi: number;
  /** Reports `[start, end)`. Low confidence is fine: the level decides what is masked, and `explain` shows the rest. */
  add(rule: Rule, start: number, end: number, confidence: number, check: CheckResult): void;
  /** Opens a value of several lines; see build/block.ts. */
  open(block: Block): void;
  /** False where a candidate of this rule with so much confidence would be dropped: it need not be judged to the end. */
  wants?(rule: Rule, confidence: number): boolean;
}

/** Anchors and examples may be made at each look: a start needs neither. */
export interface Rule {
  /** kebab-case, unique, stable: it is a name in configs, reports and `rules list`. */
  readonly id: string;
  readonly kind: Kind;
  /** One line for people, with the source of the format. */
  readonly description: string;
  readonly tier: Tier;
  /** Confidence of a match without check or context, 0 to 1. */
  readonly confidence: number;
  /** True for rules that config must enable by name. */
  readonly optIn?: boolean;
  /** True when the value cannot be recognised without its label, so that a session remembers it as a literal. */
  readonly remembers?: boolean;
  /**
   * The texts in which a value will be met from there on, each of which is masked wherever it stands. For values that a
   * program declared secret: others are learned through `remembers`, where they are long and varied enough.
   */
  readonly teaches?: (value: Buffer) => readonly Buffer[];
  /** True for entries of a deny list: no allow list excuses their values. */
  readonly denied?: boolean;
  readonly anchors: readonly Anchor[];
  /** What must hold around one of the anchors for the rule to be asked at all; null for nothing. */
  readonly gateFor?: (anchor: Anchor) => Gate | null;
  /** Which of the values it finds that the pass decides about by itself where they are as usual, see spot.ts. */
  readonly spot?: Spot;
  readonly examples: Examples;
  /** Looks around the anchor hit `[at, end)` and reports to `scan`. */
  find(scan: Scan, at: number, end: number): void;
}

/** Rules in order: an array, or a list that reads them when they are asked. */
export interface RuleList extends Iterable<Rule> {
  readonly length: number;
  at(index: number): Rule | undefined;
  /** Those that may be in a group, where that is known without reading the rest. */
  candidates?(owner: number): readonly Rule[];
}

/** Confidence from which a span is masked, by level. */
export const THRESHOLD = { strict: 0.85, balanced: 0.5, aggressive: 0.25 } as const;
