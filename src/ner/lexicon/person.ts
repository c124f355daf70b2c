// Names of people in Latin letters. A run of capitalised words is worth what the lists say of its words and what stands around
// it: a title, a label, a verb of speech, a closing line, an address of mail. Each adds to a sum; from `LEAST` on it is a name.

import {
  ASK,
  CONTACT,
  FUNCTION,
  GREETING,
  LABEL,
  NAMED_WORD,
  NEVER,
  ORG_FORM,
  ORG_HEAD,
  ORG_WEAK,
  PARTICLE,
  PRODUCT,
  STREET,
  TITLE,
  UNIT,
} from "./cues.ts";
import { isNamePart, isPlain, runEnd, turnedEnd } from "./name-run.ts";
import { before, behind, introduces, mailWorth, wordsWorth } from "./name-worth.ts";
import {
  CODE_LINE,
  cueOf,
  isCapital,
  isLabelled,
  isMark,
  isWord,
  lowerOf,
  SMALL_LINE,
  type Stretch,
  take,
  UPPER_LINE,
} from "./stretch.ts";
import { INITIAL, IS_COMMON, IS_GIVEN, IS_WORD, LOWER, NAMED, OTHER, UPPER } from "./tokens.ts";

const LEAST = 3;

/** Words of names that are kept of one text. */
const MOST_SEEN = 20_000;

/** What the text has told of names so far. */
export interface Seen {
  /** Hashes of words of names that were found. */
  readonly parts: Set<number>;
  /** Local parts of addresses of mail, small letters only. */
  readonly mails: string[];
}

/** A name in another script behind a label, up to three words of it; its last token. */
function takeForeign(s: Stretch, i: number): number {
  let end = i + 1;
  while (end - i < 3 && end < s.count && s.kind[end] === OTHER && s.gap[end] === 1) end++;
  take(s, i, end, "PERSON", "name-labelled", 0.7);
  return end - 1;
}

/** Lake Victoria is none of people. */
const GEOGRAPHY = /^(?:lake|mount|mt|river|fort|cape|port|camp|isle|gulf)$/;

export function findPersons(s: Stretch, seen: Seen): void {
  for (let i = 0; i < s.count; i++) {
    if (s.taken[i] === 1) continue;
    if (s.kind[i] === OTHER && isLabelled(s, i)) i = takeForeign(s, i);
    if (!isWord(s, i)) continue;
    const place = s.place[i] as number;
    if (place > 1 || (GEOGRAPHY.test(lowerOf(s, i)) && isCapital(s, i) && isCapital(s, i + 1))) {
      i += Math.max(1, place - 1);
      continue;
    }
    const end = s.shape[i] === LOWER ? lowerCaseName(s, i) : capitalName(s, i, seen);
    if (end < 0) {
      i = -end - 1;
      continue;
    }
    if (end === 0) continue;
    remember(s, i, end, seen);
    take(s, i, end, "PERSON", "name", 0.8);
    i = end - 1;
  }
  findAgain(s, seen);
}

/** End of the name that begins here; 0 where none does, and less where nothing does up to there. */
function capitalName(s: Stretch, from: number, seen: Seen): number {
  if (!isNamePart(s, from, from)) return 0;
  const end = runEnd(s, from);
  const last = cueOf(s, end - 1);
  if (
    end - from > 1 &&
    (last & (ORG_FORM | ORG_HEAD | ORG_WEAK | STREET | UNIT)) !== 0 &&
    ((s.lex[end - 1] as number) & IS_WORD) !== 0
  )
    if (((s.lex[from] as number) & (IS_GIVEN | IS_WORD)) !== IS_GIVEN || (last & NAMED_WORD) === 0) return -end;
  const turned = turnedEnd(s, from, end);
  const known = seen.parts.size > 0 ? 0.3 : 0;
  const sum =
    known +
    wordsWorth(s, from, turned || end) +
    before(s, from) +
    behind(s, from, turned || end) +
    mailWorth(s, from, end, seen.mails);
  if (sum < LEAST) return -end;
  return turned || end;
}

/** A name in small letters: behind `my name is` and the like, or two words that no list has but as names. */
function lowerCaseName(s: Stretch, i: number): number {
  const lex = s.lex[i] as number;
  const cue = cueOf(s, i);
  if ((cue & (FUNCTION | NEVER | PRODUCT)) !== 0) return 0;
  const p = isMark(s, i - 1, ".") && (cueOf(s, i - 2) & TITLE) !== 0 ? i - 2 : i - 1;
  if ((!isWord(s, p) && ((s.line[i] as number) & SMALL_LINE) === 0) || s.gap[i] === 2) return 0;
  const left = cueOf(s, p);
  const word = lowerOf(s, p);
  const strong = word === "is" && lowerOf(s, p - 1) === "name";
  const titled =
    (left & TITLE) !== 0 &&
    s.shape[p] === LOWER &&
    word.length < 5 &&
    word !== "gen" &&
    word !== "miss" &&
    word !== "don" &&
    word !== "ing";
  const told = introduces(s, p, word) && word !== "named" && word !== "called";
  const small =
    ((s.line[i] as number) & SMALL_LINE) !== 0 &&
    ((s.end[i] as number) - (s.start[i] as number) > 4 || s.taken[p - 1] === 1);
  if (!strong && !titled && !told && !small && (left & (CONTACT | GREETING)) === 0) return 0;
  if (s.text.slice(s.start[i], s.end[i]).includes("-")) return 0;
  const isName = (k: number): boolean => {
    const bits = s.lex[k] as number;
    return (
      isWord(s, k) &&
      s.gap[k] === 1 &&
      (cueOf(s, k) & (FUNCTION | NEVER | ASK | LABEL)) === 0 &&
      ((bits & IS_WORD) === 0 || ((bits & IS_COMMON) === 0 && (bits & NAMED) !== 0))
    );
  };
  const first =
    strong || titled
      ? isName(i)
      : told
        ? (lex & IS_WORD) === 0 && (lex & NAMED) !== 0
        : (lex & (IS_GIVEN | IS_WORD)) === IS_GIVEN;
  if (!first || (s.end[i] as number) - (s.start[i] as number) < 3) return 0;
  let end = i + 1;
  while (end - i < 3 && isName(end) && ((s.lex[end] as number) & IS_WORD) === 0) end++;
  return end;
}

/** Keeps the words of a name that are no other words. A word in code is kept only with another. */
function remember(s: Stretch, from: number, end: number, seen: Seen): void {
  if (end - from === 1 && ((s.line[from] as number) & CODE_LINE) !== 0) return;
  for (let i = from; i < end; i++) {
    const lex = s.lex[i] as number;
    if (s.shape[i] === INITIAL || s.kind[i] === 0 || (cueOf(s, i) & (PARTICLE | FUNCTION | PRODUCT)) !== 0) continue;
    if ((s.end[i] as number) - (s.start[i] as number) < 3 || (lex & IS_COMMON) !== 0 || isPlain(s, i)) continue;
    if (isWord(s, i) && seen.parts.size < MOST_SEEN) seen.parts.add(s.hash[i] as number);
  }
}

/** Once seen, always masked: the words of found names, wherever they stand alone with a capital. */
function findAgain(s: Stretch, seen: Seen): void {
  if (seen.parts.size === 0) return;
  for (let i = 0; i < s.count; i++) {
    if (s.taken[i] === 1 || !isCapital(s, i) || !seen.parts.has(s.hash[i] as number)) continue;
    let end = i + 1;
    while (
      end < s.count &&
      s.taken[end] === 0 &&
      s.gap[end] === 1 &&
      isCapital(s, end) &&
      seen.parts.has(s.hash[end] as number)
    )
      end++;
    // A word in capitals alone is an abbreviation more often.
    if (end - i === 1 && s.shape[i] === UPPER && ((s.line[i] as number) & UPPER_LINE) === 0) continue;
    take(s, i, end, "PERSON", "name-again", 0.7);
    i = end - 1;
  }
}
