// What a run of words is worth as a name of a person: what the lists say of its words, and what stands around it. The values
// add up; person.ts says from where on it is a name.

import {
  ASK,
  CONTACT,
  DETERMINER,
  FUNCTION,
  GREETING,
  INSIDE,
  MODAL,
  NAMED_WORD,
  NEVER,
  PARTICLE,
  PRODUCT,
  ROLE,
  SPEECH,
  TITLE,
} from "./cues.ts";
import { isNext } from "./name-run.ts";
import {
  CODE_LINE,
  cueOf,
  HEADER_LINE,
  isBreak,
  isCapital,
  isForeign,
  isLabelled,
  isMark,
  isWord,
  lowerOf,
  opensSentence,
  SIGNED_LINE,
  type Stretch,
  skipBack,
  TITLE_LINE,
  UPPER_LINE,
} from "./stretch.ts";
import {
  CAPITAL,
  CODE,
  INITIAL,
  IS_COMMON,
  IS_GIVEN,
  IS_NAME,
  IS_SURNAME,
  IS_WORD,
  LOWER,
  MAIL,
  NAMED,
  NUMBER,
  UPPER,
} from "./tokens.ts";

export function wordsWorth(s: Stretch, from: number, end: number): number {
  let sum = 0;
  let parts = 0;
  let known = 0;
  let given = 0;
  let plain = 0;
  const title = ((s.line[from] as number) & (TITLE_LINE | UPPER_LINE)) !== 0;
  for (let i = from; i < end; i++) {
    if (!isCapital(s, i)) continue;
    if (s.shape[i] === INITIAL) {
      sum += 0.8;
      continue;
    }
    const lex = s.lex[i] as number;
    parts++;
    if ((cueOf(s, i) & PARTICLE) !== 0 && (lex & IS_GIVEN) === 0) continue;
    if ((lex & IS_WORD) !== 0) plain++;
    if ((lex & NAMED) !== 0) known++;
    if ((lex & IS_GIVEN) !== 0) given++;
    sum += wordWorth(lex, cueOf(s, i), (s.end[i] as number) - (s.start[i] as number), title);
    if ((lex & IS_WORD) !== 0 && !title && s.shape[i] === CAPITAL && !(i === from && opensSentence(s, i))) sum += 0.8;
  }
  if (parts > 1) sum += known > 0 ? 0.6 : 0.4;
  // Green Tea, Black Pepper: words throughout, none of them a given name.
  if (parts > 1 && given === 0 && plain === parts && !isLabelled(s, from)) sum -= 1;
  if (parts > 5) sum -= 3;
  if (parts === 1 && (cueOf(s, from) & PRODUCT) !== 0) sum -= 2.5;
  if (s.shape[from] === UPPER && !(parts > 1 && given > 0) && !isLabelled(s, from)) sum -= 3;
  if (((s.line[from] as number) & CODE_LINE) !== 0 && !isLabelled(s, from)) sum -= parts > 1 ? 0.8 : 1.2;
  return sum;
}

function wordWorth(lex: number, cue: number, length: number, title: boolean): number {
  if ((lex & IS_WORD) === 0) {
    if ((lex & IS_GIVEN) !== 0) return 3;
    if ((lex & IS_SURNAME) !== 0) return 2.2;
    if ((lex & IS_NAME) !== 0) return 2.15;
    return title || length < 3 ? 0.3 : 1;
  }
  const common = (lex & IS_COMMON) !== 0;
  if ((lex & IS_GIVEN) !== 0) return common ? 0.9 : 1.5;
  if ((lex & IS_SURNAME) !== 0 || (cue & NAMED_WORD) !== 0) return common ? 0.6 : 1;
  return 0;
}

/** What stands before a run is worth. */
export function before(s: Stretch, from: number): number {
  if (isLabelled(s, from)) return 3;
  if (((s.line[from] as number) & SIGNED_LINE) !== 0 && isBreak(s, from - 1)) return 2.6;
  if (((s.line[from] as number) & HEADER_LINE) !== 0 && isMark(s, from - 1, ',;:<"')) return 2;
  let p = from - 1;
  if (isMark(s, p, "@")) return 1.5;
  if (isMark(s, p, "?") && lowerOf(s, p - 1) === "name") return 2.5;
  p = skipBack(s, p + 1, "\"'“‘(");
  if (isMark(s, p, ".") && (cueOf(s, p - 1) & TITLE) !== 0) return 4;
  if (isForeign(s, p)) return 0.6;
  const comma = isMark(s, p, ",");
  if (comma) p--;
  if (!isWord(s, p)) return s.taken[p] === 1 && comma ? 0.5 : 0;
  const cue = cueOf(s, p);
  if (comma) return (cue & ROLE) !== 0 ? 1.6 : s.taken[p] === 1 ? 1.2 : (cue & GREETING) !== 0 ? 1.5 : 0;
  const word = lowerOf(s, p);
  if ((cue & TITLE) !== 0) return 4;
  if (introduces(s, p, word)) return 2.4;
  if (ASKS.test(word) && s.shape[p] !== LOWER && opensSentence(s, p)) return 0.9;
  if (word === "name" && s.shape[p] === LOWER) return 1.5;
  if ((cue & GREETING) !== 0) return 2.2;
  if ((cue & ROLE) !== 0) return 1.6;
  if (SAYS.test(word)) return 2;
  if ((cue & DETERMINER) !== 0) return isNext(s, from) ? -1 : -2;
  if ((cue & INSIDE) !== 0) return word === "at" && ((s.lex[from] as number) & IS_GIVEN) !== 0 ? 0 : -1.2;
  if ((cue & CONTACT) !== 0) return 1.2;
  if ((cue & ASK) !== 0) return isMark(s, p - 1, ",;") ? 0.4 : 0.9;
  if (s.shape[p] !== LOWER && s.gap[from] === 1 && !opensSentence(s, p) && (cue & FUNCTION) === 0) return -1.5;
  return 0;
}

/** Verbs that open a question, with the one who is asked about behind. */
const ASKS = /^(?:is|was|has|did|does|can|will|could|would|should)$/;

/** Verbs before the one who speaks: `," says X`. */
const SAYS = /^(?:says|said|replied|asked|added|explained|answered|shouted|whispered|recalled|noted|argued|insisted)$/;

/** `my name is`, `I am`, `this is`, `called`. */
export function introduces(s: Stretch, p: number, word: string): boolean {
  if (
    word === "i'm" ||
    word === "im" ||
    word === "named" ||
    word === "called" ||
    word === "soy" ||
    word === "llamo" ||
    word === "me"
  )
    return word !== "me" || lowerOf(s, p - 1) === "call";
  if (word !== "is" && word !== "am" && word !== "es") return false;
  const left = lowerOf(s, p - 1);
  return left === "name" || left === "this" || left === "i" || left === "nombre" || left === "here" || left === "it";
}

/** What stands behind a run is worth. */
export function behind(s: Stretch, from: number, end: number): number {
  let n = end;
  if (isMark(s, n, "'’") && lowerOf(s, n + 1) === "s") return 0.9;
  if (s.kind[n] === MAIL && n < s.count) return 2;
  while (n - end < 4 && isMark(s, n, "\"'”’)")) n++;
  if (isMark(s, n, "(") && (cueOf(s, n + 1) & ROLE) !== 0) return 1;
  if (isMark(s, n, "<([") && s.kind[n + 1] === MAIL && n + 1 < s.count) return 2.5;
  if (isMark(s, n, ":")) return isBreak(s, from - 1) && (s.gap[n] as number) === 0 ? 0.5 : 0;
  if (isMark(s, n, ",")) {
    const cue = cueOf(s, n + 1);
    if ((cue & (ROLE | TITLE)) !== 0) return 1;
    if (isListed(s, n + 1) || isApposition(s, n + 1)) return 1;
    if ((cue & (MODAL | GREETING)) !== 0 && opensSentence(s, from) && s.shape[n + 1] === LOWER) return 0.8;
    return (cue & SPEECH) !== 0 ? 0.8 : 0.2;
  }
  if (!isWord(s, n)) return n < s.count && (s.kind[n] === NUMBER || s.kind[n] === CODE) && s.gap[n] === 1 ? -1 : 0;
  const cue = cueOf(s, n);
  if (s.shape[n] === LOWER) {
    if ((cue & (SPEECH | MODAL)) !== 0) return 1;
    if (lowerOf(s, n) === "and" && isListed(s, n + 1)) return 0.7;
    return /^(?:family|et)$/.test(lowerOf(s, n)) ? 2.5 : 0;
  }
  return s.gap[n] === 1 && n === end && (cue & FUNCTION) === 0 ? -1.5 : 0;
}

/** `our new manager` behind a comma. */
function isApposition(s: Stretch, i: number): boolean {
  return (cueOf(s, i) & DETERMINER) !== 0 && ((cueOf(s, i + 1) | cueOf(s, i + 2)) & ROLE) !== 0;
}

/** A given name that is no other word, as the next of a list. */
function isListed(s: Stretch, i: number): boolean {
  return isCapital(s, i) && ((s.lex[i] as number) & (IS_GIVEN | IS_WORD)) === IS_GIVEN && (cueOf(s, i) & NEVER) === 0;
}

/** An address of mail with a part of the name in it. */
export function mailWorth(s: Stretch, from: number, end: number, mails: readonly string[]): number {
  if (mails.length === 0) return 0;
  for (let i = from; i < end; i++) {
    if ((s.end[i] as number) - (s.start[i] as number) < 4) continue;
    const part = lowerOf(s, i)
      .normalize("NFD")
      .replace(/[^a-z]/g, "");
    if (part.length > 3 && mails.some((local) => local.includes(part))) return 2;
  }
  return 0;
}
