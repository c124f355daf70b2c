// A stretch of tokens as the finders see it: what is taken already, how its lines are written, and small questions about the
// neighbours of a token. Finds nothing itself.

import type { Entity } from "../engine.ts";
import { CLOSING, FUNCTION, GREETING, LABEL, ROLE } from "./cues.ts";
import { companyTable, placeTable } from "./places.ts";
import {
  BREAK,
  CAPITAL,
  CODE,
  HAN,
  INITIAL,
  IS_WORD,
  LOWER,
  MARK,
  MIXED,
  MOST,
  NUMBER,
  OTHER,
  type Tokens,
  UPPER,
  WORDS,
} from "./tokens.ts";

/** A line of which most words are capitalised: capitals say nothing there. */
export const TITLE_LINE = 1;
/** A line of capitals only. */
export const UPPER_LINE = 2;
/** A header or list of names: `From:`, `Cc:`, `To:`. */
export const HEADER_LINE = 4;
/** Follows a line such as `Kind regards,`. */
export const SIGNED_LINE = 8;
/** Has the marks of code. */
export const CODE_LINE = 16;
/** A sentence in small letters throughout, as people chat. */
export const SMALL_LINE = 32;

export interface Stretch extends Tokens {
  /** 1 where a token belongs to an entity already. */
  readonly taken: Uint8Array;
  /** Bits of the line that a token is in. */
  readonly line: Uint8Array;
  /** Tokens of the place by name that begins here. */
  readonly place: Uint8Array;
  /** Tokens of the organisation by name of several words that begins here. */
  readonly company: Uint8Array;
  readonly found: Entity[];
}

const taken = new Uint8Array(MOST);
const line = new Uint8Array(MOST);
const place = new Uint8Array(MOST);
const company = new Uint8Array(MOST);

/** The stretch of these tokens. Uses the same arrays each time. */
export function openStretch(tokens: Tokens, found: Entity[]): Stretch {
  taken.fill(0, 0, tokens.count);
  const stretch: Stretch = { ...tokens, taken, line, place, company, found };
  readLines(stretch);
  readPlaces(stretch);
  return stretch;
}

/** Adds tokens `[from, to)` as an entity, up to the end of the last one or `end`. */
export function take(
  s: Stretch,
  from: number,
  to: number,
  kind: string,
  label: string,
  score: number,
  end?: number,
): void {
  s.found.push({ start: s.start[from] as number, end: end ?? (s.end[to - 1] as number), kind, label, score });
  s.taken.fill(1, from, to);
}

export function isWord(s: Stretch, i: number): boolean {
  return i >= 0 && i < s.count && s.kind[i] === WORDS;
}

/** A word that begins with a capital, or is all capitals. */
export function isCapital(s: Stretch, i: number): boolean {
  return isWord(s, i) && s.shape[i] !== LOWER && s.shape[i] !== MIXED;
}

export function isMark(s: Stretch, i: number, marks: string): boolean {
  return i >= 0 && i < s.count && s.kind[i] === MARK && marks.includes(s.text[s.start[i] as number] as string);
}

/** The token before `i` that is none of these marks; looks back over a few. */
export function skipBack(s: Stretch, i: number, marks: string): number {
  let p = i - 1;
  while (i - p < 8 && isMark(s, p, marks)) p--;
  return p;
}

export function isBreak(s: Stretch, i: number): boolean {
  return i < 0 || i >= s.count || s.kind[i] === BREAK;
}

/** Bits of cues.ts of a token; 0 outside. */
export function cueOf(s: Stretch, i: number): number {
  return i >= 0 && i < s.count ? (s.cue[i] as number) : 0;
}

/** The token in small letters; for few tokens only. */
export function lowerOf(s: Stretch, i: number): string {
  return i >= 0 && i < s.count ? s.text.slice(s.start[i], s.end[i]).toLowerCase().replace("’", "'") : "";
}

/** Whether a sentence, a line, a quotation or an item begins with this token, so that its capital says nothing. */
export function opensSentence(s: Stretch, i: number): boolean {
  const p = skipBack(s, i, "\"'“‘«([*_>-–—#|");
  return isBreak(s, p) || isMark(s, p, ".!?:;•¡¿。!?:;…") || s.kind[p] === HAN;
}

const CODE_CHARACTERS = "{};=<>()[]\\$|";

/** What the lines of the stretch are written like, for each token. */
function readLines(s: Stretch): void {
  let closing = false;
  let from = 0;
  while (from < s.count) {
    let to = from;
    let capitals = 0;
    let uppers = 0;
    let words = 0;
    let code = 0;
    let others = 0;
    let closers = 0;
    let lowers = 0;
    let functions = 0;
    for (; to < s.count && s.kind[to] !== BREAK; to++) {
      const kind = s.kind[to];
      if (kind === WORDS) {
        words++;
        const shape = s.shape[to];
        if (((s.cue[to] as number) & CLOSING) !== 0) closers++;
        const long = (s.end[to] as number) - (s.start[to] as number) > 3;
        if (shape === UPPER) uppers++;
        if (shape === LOWER) lowers++;
        if (((s.cue[to] as number) & FUNCTION) !== 0) functions++;
        if (to > from && long && (shape === CAPITAL || shape === UPPER)) capitals++;
        else if (long && shape === LOWER && ((s.cue[to] as number) & FUNCTION) === 0) others++;
      } else if (kind === CODE || isMark(s, to, CODE_CHARACTERS)) code++;
    }
    let bits = 0;
    if (capitals > 2 && others * 8 < capitals && lowers <= capitals) bits |= TITLE_LINE;
    if (words > 1 && uppers * 5 >= words * 4) bits |= UPPER_LINE;
    if (isMark(s, from + 1, ":") && ((s.cue[from] as number) & LABEL) !== 0) bits |= HEADER_LINE;
    if (code * 2 > words) bits |= CODE_LINE;
    if (words > 3 && lowers === words && functions > 1 && code * 5 < words) bits |= SMALL_LINE;
    if (closing && words > 0 && words < 8) bits |= SIGNED_LINE;
    s.line.fill(bits, from, Math.min(to + 1, s.count));
    if (to > from) closing = words > 0 && words < 7 && closers > 0 && isClosing(s, from, to);
    from = to + 1;
  }
}

/** `Best regards,` or `Many thanks`: short, no sentence, nothing behind a comma but the next line. */
function isClosing(s: Stretch, from: number, to: number): boolean {
  for (let i = from; i < to - 1; i++) if (isMark(s, i, ".:?!,;") || s.kind[i] === NUMBER) return false;
  if (isMark(s, to - 1, ".?:;")) return false;
  const first = cueOf(s, from);
  return (
    (first & (CLOSING | GREETING)) !== 0 || (cueOf(s, to - 1) & CLOSING) !== 0 || (cueOf(s, to - 2) & CLOSING) !== 0
  );
}

/** Where places and organisations by name begin. */
function readPlaces(s: Stretch): void {
  const byPlace = placeTable();
  const byCompany = companyTable();
  for (let i = 0; i < s.count; i++) {
    s.place[i] = 0;
    s.company[i] = 0;
    if (s.kind[i] !== WORDS || s.shape[i] === LOWER) continue;
    const places = byPlace.get(s.hash[i] as number);
    if (places !== undefined) s.place[i] = longest(s, i, places);
    const companies = byCompany.get(s.hash[i] as number);
    if (companies !== undefined) s.company[i] = longest(s, i, companies);
  }
}

function longest(s: Stretch, at: number, list: readonly number[][]): number {
  for (const rest of list) {
    let i = at + 1;
    let n = 0;
    while (n < rest.length && i < s.count) {
      if (isMark(s, i, "&") || (isMark(s, i, ".") && s.gap[i] === 0)) i++;
      if (s.kind[i] !== WORDS || s.hash[i] !== rest[n] || s.gap[i] === 2) break;
      n++;
      i++;
    }
    if (n === rest.length && (rest.length > 0 || s.shape[at] !== INITIAL)) return i - at;
  }
  return 0;
}

/** Whether the token is Chinese or of another script than Latin. */
export function isForeign(s: Stretch, i: number): boolean {
  return i >= 0 && i < s.count && (s.kind[i] === HAN || s.kind[i] === OTHER);
}

/** Whether no other reading than a name is left: no list of words has it. */
export function isUnknown(s: Stretch, i: number): boolean {
  return ((s.lex[i] as number) & IS_WORD) === 0;
}

/** Whether a label such as `name:` or `user="` stands before. */
export function isLabelled(s: Stretch, from: number): boolean {
  const mark = skipBack(s, from, "\"'“‘<[");
  if (!isMark(s, mark, ":=：")) return false;
  return (cueOf(s, skipBack(s, mark, "\"'”’")) & (LABEL | ROLE)) !== 0;
}
