// Names of providers as they are written in names of variables: `messagebird`, `MESSAGE_BIRD`, `message-bird`. Makes the
// anchors that find one, and says whether a whole one stands there.

import { charset, LETTER, UPPER } from "../charset.ts";
import type { Anchor } from "../rule.ts";
import { folded } from "./anchor.ts";
import { escapeBefore } from "./boundary.ts";

/** A provider's name. */
export interface Word {
  /** Lower case; `_` stands for one of ` `, `_`, `-` and `.`, or for nothing. */
  readonly text: string;
  /** It is an English word, or so short that it occurs in others: a name without a stem is not enough. */
  readonly common: boolean;
  /** The part of the name that its anchor holds, and the bytes of the name before it. */
  readonly seen: string;
  readonly back: number;
}

/** Bytes of a name that its anchor holds where the table does not say. */
const ANCHOR_BYTES = 7;
const JOINT = charset(" _.-");
/** Joints of a name of code; a blank would hit prose. */
const CODE_JOINT = charset("_.-");
/** Capitals that stems begin with, as in `boxToken`: Key, Token, Secret, Api, Access. */
const CAPITAL = charset("KTSA");
/**
 * Common words of so few letters are looked for together with what begins the rest of a name. Wider sets would multiply the
 * states of the automaton.
 */
const SHORT = 5;
const ANY_JOINT = 0x5f;

/**
 * Reads a name of a table: `~` before it marks a common word; what stands before a dot is rare enough to be the anchor, and
 * keeps the automaton small.
 */
export function parseWord(spec: string): Word {
  const common = spec.startsWith("~");
  const [seen = "", rest = ""] = (common ? spec.slice(1) : spec).split(".");
  const text = seen + rest;
  const joint = text.indexOf("_");
  return {
    text,
    common,
    seen: rest === "" ? seen.slice(0, ANCHOR_BYTES) : seen,
    back: joint < 0 ? 0 : Math.max(0, joint - 3),
  };
}

/** Found only where the name goes on with a joint or a capital. */
export function isShort({ text, common }: Pick<Word, "text" | "common">): boolean {
  return common && text.length <= SHORT && !text.includes("_");
}

export function wordAnchors({ text, common, seen, back }: Word): Anchor[] {
  const joint = text.indexOf("_");
  if (isShort({ text, common })) {
    const name = folded(text);
    return [
      [...name, CODE_JOINT],
      [...name, CAPITAL],
    ];
  }
  if (joint < 0) return [folded(seen)];
  const left = folded(text.slice(back, joint));
  const right = folded(text.slice(joint + 1).split("_", 1)[0]?.slice(0, 4) as string);
  return [
    [...left, JOINT, ...right],
    [...left, ...right],
  ];
}

/** End of the name whose anchor begins at `at`, -1 when it does not stand there, or is part of another word. */
export function wordEnd({ text, back }: Word, bytes: Uint8Array, lo: number, hi: number, at: number): number {
  const start = at - back;
  if (start < lo) return -1;
  let i = start;
  for (let k = 0; k < text.length; k++) {
    const want = text.charCodeAt(k);
    const byte = i < hi ? (bytes[i] as number) : 0;
    if (want === ANY_JOINT) {
      if (JOINT[byte] === 1) i++;
    } else if (byte === want || (want >= 0x61 && (byte | 0x20) === want)) i++;
    else return -1;
  }
  return isInside(bytes, lo, start) ? -1 : i;
}

/** True when a letter before makes it the end of another word; `myDatadog` begins a new one. */
function isInside(bytes: Uint8Array, lo: number, start: number): boolean {
  if (start <= lo) return false;
  const before = bytes[start - 1] as number;
  if (LETTER[before] === 0 || escapeBefore(bytes, lo, start) > 0) return false;
  return !(UPPER[before] === 0 && UPPER[bytes[start] as number] === 1);
}
