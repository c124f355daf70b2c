// Names of people in Latin letters. A run of capitalised words is worth what the lists say of its words and what stands around
// it: a title, a label, a verb of speech, a closing line, an address of mail. Each adds to a sum; from `LEAST` on it is a name.

import {
  ASK,
  CONTACT,
  DETERMINER,
  FUNCTION,
  GREETING,
  INSIDE,
  LABEL,
  MODAL,
  NAMED_WORD,
  NEVER,
  ORG_FORM,
  ORG_HEAD,
  ORG_WEAK,
  PARTICLE,
  PRODUCT,
  ROLE,
  SPEECH,
  STREET,
  TITLE,
  UNIT,
  MONTH,
} from "./cues.ts";
import {
  cueOf,
  HEADER_LINE,
  CODE_LINE,
  isBreak,
  isCapital,
  isForeign,
  isMark,
  isWord,
  lowerOf,
  opensSentence,
  SIGNED_LINE,
  SMALL_LINE,
  type Stretch,
  take,
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

const LEAST = 3;
/** Words of a name at most, particles and initials too. */
const LONGEST = 7;

/** What the text has told of names so far. */
export interface Seen {
  /** Hashes of words of names that were found. */
  readonly parts: Set<number>;
  /** Local parts of addresses of mail, small letters only. */
  readonly mails: string[];
}

export function findPersons(s: Stretch, seen: Seen): void {
  for (let i = 0; i < s.count; i++) {
    if (s.taken[i] === 1 || !isWord(s, i)) continue;
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
  if (end - from > 1 && (last & (ORG_FORM | ORG_HEAD | ORG_WEAK | STREET | UNIT)) !== 0 && ((s.lex[end - 1] as number) & IS_WORD) !== 0)
    if (((s.lex[from] as number) & (IS_GIVEN | IS_WORD)) !== IS_GIVEN || (last & NAMED_WORD) === 0) return -end;
  const turned = turnedEnd(s, from, end);
  const known = seen.parts.size > 0 ? 0.3 : 0;
  const sum = known + wordsWorth(s, from, turned || end) + before(s, from) + behind(s, from, turned || end) + mailWorth(s, from, end, seen);
  if (sum < LEAST) return -end;
  return turned || end;
}

/** Whether a capitalised word may be part of a name. */
function isNamePart(s: Stretch, i: number, from: number): boolean {
  if (!isCapital(s, i) || s.taken[i] === 1) return false;
  const shape = s.shape[i];
  if (shape === INITIAL) return i > from ? true : isMark(s, i + 1, ".") && initialOpens(s, i);
  const cue = cueOf(s, i);
  const lex = s.lex[i] as number;
  if ((cue & NEVER) !== 0) return false;
  if ((cue & PARTICLE) !== 0 && shape === CAPITAL && leadsOn(s, i, from)) return true;
  if ((cue & MONTH) !== 0 && ((lex & IS_GIVEN) === 0 || !isNext(s, i) || s.kind[i + 1] === NUMBER)) return false;
  if ((cue & FUNCTION) !== 0 && !isNameInSpite(s, i, from)) return false;
  if (i === from && (cue & TITLE) !== 0 && (lex & IS_GIVEN) === 0) return false;
  if (i === from && (cue & TITLE) !== 0 && (isMark(s, i + 1, ".") || isCapital(s, i + 1))) return false;
  if (i === from && (cue & (GREETING | LABEL | ROLE)) !== 0 && (lex & IS_GIVEN) === 0) return false;
  const places = s.place[i] as number;
  if (places > 1) return false;
  if (places === 1 && ((lex & (IS_GIVEN | IS_SURNAME)) === 0 || (i === from && !isNext(s, i)))) return i > from && (lex & NAMED) !== 0;
  if (shape === UPPER) return isUpperPart(s, i, from);
  return !isPlain(s, i) || (i === from ? isTitled(s, i) : endsName(s, i, from));
}

/** `Sandra Bullock`, `Robert K. Ware`: a surname that is a word, behind what is no word, where nothing else goes on. */
function endsName(s: Stretch, i: number, from: number): boolean {
  if (s.shape[i] !== CAPITAL || ((s.line[i] as number) & (TITLE_LINE | CODE_LINE)) !== 0 || s.place[from] !== 0) return false;
  if ((cueOf(s, i) & (ORG_FORM | ORG_HEAD | ORG_WEAK | STREET | UNIT | ROLE | TITLE | FUNCTION | LABEL)) !== 0) return false;
  if (((s.lex[from] as number) & (IS_GIVEN | IS_WORD)) !== IS_GIVEN) return false;
  const initial = s.shape[i - 1] === INITIAL || isMark(s, i - 1, ".");
  if (((s.lex[i] as number) & IS_COMMON) !== 0 && !initial) return false;
  return !(isCapital(s, i + 1) && s.gap[i + 1] === 1) && s.kind[i + 1] !== NUMBER && s.kind[i + 1] !== CODE;
}

/** `El Amrani`, `De Vries`: a particle with a capital, inside a name or before one where no sentence begins. */
function leadsOn(s: Stretch, i: number, from: number): boolean {
  if (!isCapital(s, i + 1) || s.gap[i + 1] !== 1 || (cueOf(s, i + 1) & (NEVER | FUNCTION)) !== 0) return false;
  if (isPlain(s, i + 1)) return false;
  return i > from || (!opensSentence(s, i) && (cueOf(s, i) & TITLE) === 0);
}

/** `SMITH`: a name of the lists, no abbreviation. `II` and `JR` behind others. */
function isUpperPart(s: Stretch, i: number, from: number): boolean {
  const lex = s.lex[i] as number;
  if (i > from && /^(?:ii|iii|iv|jr|sr)$/.test(lowerOf(s, i))) return true;
  if (((lex & NAMED) === 0 && (cueOf(s, i) & NAMED_WORD) === 0) || (s.end[i] as number) - (s.start[i] as number) < 3) return false;
  const told = ((s.line[from] as number) & UPPER_LINE) !== 0 || labelled(s, from);
  return ((lex & IS_COMMON) === 0 || told) && ((s.line[i] as number) & CODE_LINE) === 0;
}

/** `Will Turner`, `My Nguyen`: a word of grammar that is also a given name, inside a sentence or before a name of the lists. */
function isNameInSpite(s: Stretch, i: number, from: number): boolean {
  if (((s.lex[i] as number) & IS_GIVEN) === 0 || (cueOf(s, i) & DETERMINER) !== 0) return false;
  if (i > from) return true;
  if (!isCapital(s, i + 1) || s.gap[i + 1] !== 1) return false;
  return !opensSentence(s, i) || (!isPlain(s, i + 1) && ((s.lex[i + 1] as number) & NAMED) !== 0);
}

/** Behind `Mr.` any word is a name that is not among the most common. */
function isTitled(s: Stretch, i: number): boolean {
  const p = isMark(s, i - 1, ".") ? i - 2 : i - 1;
  if (s.gap[i] === 1 && lowerOf(s, i - 1) === "is" && lowerOf(s, i - 2) === "name") return s.shape[i] === CAPITAL;
  if ((cueOf(s, p) & TITLE) === 0 || s.shape[p] === LOWER || s.gap[i] !== 1) return false;
  const common = ((s.lex[i] as number) & IS_COMMON) !== 0;
  return s.shape[i] === CAPITAL && (!common || /^(?:mrs?|ms|dr|prof|herr|frau|sra?|señora?)$/.test(lowerOf(s, p)));
}

/** A word that is no name in any list. */
function isPlain(s: Stretch, i: number): boolean {
  const lex = s.lex[i] as number;
  return (lex & IS_WORD) !== 0 && (lex & NAMED) === 0 && (cueOf(s, i) & NAMED_WORD) === 0;
}

/** Whether a further part may follow a word directly. */
function isNext(s: Stretch, i: number): boolean {
  return s.gap[i + 1] === 1 && isCapital(s, i + 1) && (cueOf(s, i + 1) & NEVER) === 0 && !isPlain(s, i + 1);
}

/** `R. J. Whitcombe`, `J. Smith`: an initial opens a name where a word that may be one follows. */
function initialOpens(s: Stretch, i: number): boolean {
  let k = i;
  while (s.shape[k] === INITIAL && isMark(s, k + 1, ".")) k += 2;
  return k - i <= 6 && isCapital(s, k) && s.shape[k] !== INITIAL && (s.gap[k] as number) < 2 && !isPlain(s, k) && (cueOf(s, k) & (NEVER | ORG_FORM)) === 0;
}

function runEnd(s: Stretch, from: number): number {
  let end = from + 1;
  let k = end;
  while (k < s.count && k - from < LONGEST + 3) {
    if (s.shape[k - 1] === INITIAL && isMark(s, k, ".") && s.gap[k] === 0) {
      k++;
      if (isWord(s, k) && (s.gap[k] as number) < 2 && isNamePart(s, k, from)) end = ++k;
      else break;
    } else if (s.gap[k] !== 1 || !isWord(s, k)) break;
    else if (isNamePart(s, k, from)) end = ++k;
    else {
      const behind = particlesEnd(s, k);
      if (behind === 0 || !isNamePart(s, behind, from)) break;
      end = k = behind + 1;
    }
  }
  // `Ada Byron C<`: a letter alone at the end is no initial.
  return s.shape[end - 1] === INITIAL && end - 1 > from && !isMark(s, end, ".") ? end - 1 : end;
}

/** Behind `van den`, `bin`, `de la`; 0 where no particle stands. */
function particlesEnd(s: Stretch, at: number): number {
  let k = at;
  while (k - at < 3 && isWord(s, k) && s.gap[k] === 1 && (cueOf(s, k) & PARTICLE) !== 0 && s.shape[k] === LOWER) k++;
  if (k - at === 1 && (lowerOf(s, at) === "y" || lowerOf(s, at) === "la" || lowerOf(s, at) === "of")) return 0;
  return k > at && isCapital(s, k) && s.gap[k] === 1 ? k : 0;
}

/** `Kowalski, Jan` where a form or a header writes the surname first; 0 elsewhere. */
function turnedEnd(s: Stretch, from: number, end: number): number {
  if (end - from > 2 || !isMark(s, end, ",") || s.gap[end + 1] !== 1 || !isNamePart(s, end + 1, from)) return 0;
  const opens = isMark(s, from - 1, '"«“') || isBreak(s, from - 1) || labelled(s, from);
  const to = runEnd(s, end + 1);
  const closes = isBreak(s, to) || (isMark(s, to, ".") && isBreak(s, to + 1)) || isMark(s, to, '"»”<;') || s.kind[to] === MAIL;
  return opens && closes && ((s.lex[end + 1] as number) & (IS_GIVEN | IS_NAME)) !== 0 ? to : 0;
}

function wordsWorth(s: Stretch, from: number, end: number): number {
  let sum = 0;
  let parts = 0;
  let known = 0;
  let given = 0;
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
    if ((lex & NAMED) !== 0) known++;
    if ((lex & IS_GIVEN) !== 0) given++;
    sum += wordWorth(lex, cueOf(s, i), (s.end[i] as number) - (s.start[i] as number), title);
    if ((lex & IS_WORD) !== 0 && !title && s.shape[i] === CAPITAL && !(i === from && opensSentence(s, i))) sum += 0.8;
  }
  if (parts > 1) sum += known > 0 ? 0.6 : 0.4;
  if (parts > 5) sum -= 3;
  if (parts === 1 && (cueOf(s, from) & PRODUCT) !== 0) sum -= 2.5;
  if (s.shape[from] === UPPER && !(parts > 1 && given > 0) && !labelled(s, from)) sum -= 3;
  if (((s.line[from] as number) & CODE_LINE) !== 0 && !labelled(s, from)) sum -= parts > 1 ? 0.8 : 1.2;
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

/** Whether a label such as `name:` or `user="` stands before. */
function labelled(s: Stretch, from: number): boolean {
  let p = from - 1;
  while (isMark(s, p, "\"'“‘ <[")) p--;
  if (!isMark(s, p, ":=:")) return false;
  p--;
  while (isMark(s, p, "\"'”’")) p--;
  return (cueOf(s, p) & (LABEL | ROLE)) !== 0;
}

/** What stands before a run is worth. */
function before(s: Stretch, from: number): number {
  if (labelled(s, from)) return 3;
  if (((s.line[from] as number) & SIGNED_LINE) !== 0 && isBreak(s, from - 1)) return 2.6;
  if (((s.line[from] as number) & HEADER_LINE) !== 0 && isMark(s, from - 1, ",;:<\"")) return 2;
  let p = from - 1;
  if (isMark(s, p, "@")) return 1.5;
  if (isMark(s, p, "?") && lowerOf(s, p - 1) === "name") return 2.5;
  while (isMark(s, p, "\"'“‘(")) p--;
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

/** Verbs before the one who speaks: `," says X`. */
const SAYS = /^(?:says|said|replied|asked|added|explained|answered|shouted|whispered|recalled|noted|argued|insisted)$/;

/** `my name is`, `I am`, `this is`, `called`. */
function introduces(s: Stretch, p: number, word: string): boolean {
  if (word === "i'm" || word === "im" || word === "named" || word === "called" || word === "soy" || word === "llamo" || word === "me")
    return word !== "me" || lowerOf(s, p - 1) === "call";
  if (word !== "is" && word !== "am" && word !== "es") return false;
  const left = lowerOf(s, p - 1);
  return left === "name" || left === "this" || left === "i" || left === "nombre" || left === "here" || left === "it";
}

/** What stands behind a run is worth. */
function behind(s: Stretch, from: number, end: number): number {
  let n = end;
  if (isMark(s, n, "'’") && lowerOf(s, n + 1) === "s") return 0.7;
  if (s.kind[n] === MAIL && n < s.count) return 2;
  while (isMark(s, n, "\"'”’)")) n++;
  if (isMark(s, n, "<([") && s.kind[n + 1] === MAIL && n + 1 < s.count) return 2.5;
  if (isMark(s, n, ":")) return isBreak(s, from - 1) && (s.gap[n] as number) === 0 ? 0.5 : 0;
  if (isMark(s, n, ",")) {
    const cue = cueOf(s, n + 1);
    if ((cue & (ROLE | TITLE)) !== 0) return 1;
    if (isListed(s, n + 1)) return 1;
    if ((cue & (MODAL | GREETING)) !== 0 && opensSentence(s, from) && s.shape[n + 1] === LOWER) return 0.8;
    return (cue & SPEECH) !== 0 ? 0.8 : 0.2;
  }
  if (!isWord(s, n)) return n < s.count && (s.kind[n] === NUMBER || s.kind[n] === CODE) && s.gap[n] === 1 ? -1 : 0;
  const cue = cueOf(s, n);
  if (s.shape[n] === LOWER) {
    if ((cue & (SPEECH | MODAL)) !== 0) return 1;
    if (lowerOf(s, n) === "and" && isListed(s, n + 1)) return 0.7;
    return lowerOf(s, n) === "family" ? 2.5 : 0;
  }
  return s.gap[n] === 1 && n === end && (cue & FUNCTION) === 0 ? -1.5 : 0;
}

/** A given name that is no other word, as the next of a list. */
function isListed(s: Stretch, i: number): boolean {
  return isCapital(s, i) && ((s.lex[i] as number) & (IS_GIVEN | IS_WORD)) === IS_GIVEN && (cueOf(s, i) & NEVER) === 0;
}

/** An address of mail with a part of the name in it. */
function mailWorth(s: Stretch, from: number, end: number, seen: Seen): number {
  if (seen.mails.length === 0) return 0;
  for (let i = from; i < end; i++) {
    if ((s.end[i] as number) - (s.start[i] as number) < 4) continue;
    const part = lowerOf(s, i).normalize("NFD").replace(/[^a-z]/g, "");
    if (part.length > 3 && seen.mails.some((local) => local.includes(part))) return 2;
  }
  return 0;
}

/** A name in small letters: behind `my name is` and the like, or two words that no list has but as names. */
function lowerCaseName(s: Stretch, i: number): number {
  const lex = s.lex[i] as number;
  const cue = cueOf(s, i);
  if ((cue & (FUNCTION | NEVER | PRODUCT)) !== 0) return 0;
  const p = i - 1;
  if ((!isWord(s, p) && ((s.line[i] as number) & SMALL_LINE) === 0) || s.gap[i] === 2) return 0;
  const left = cueOf(s, p);
  const word = lowerOf(s, p);
  const strong = word === "is" && lowerOf(s, p - 1) === "name";
  const titled = (left & TITLE) !== 0 && s.shape[p] === LOWER && word.length < 5 && word !== "gen" && word !== "miss" && word !== "don" && word !== "ing";
  const told = introduces(s, p, word) && word !== "named" && word !== "called";
  const small = ((s.line[i] as number) & SMALL_LINE) !== 0 && ((s.end[i] as number) - (s.start[i] as number) > 4 || s.taken[p - 1] === 1);
  if (!strong && !titled && !told && !small && (left & (CONTACT | GREETING)) === 0) return 0;
  if (s.text.slice(s.start[i], s.end[i]).includes("-")) return 0;
  const isName = (k: number): boolean => {
    const bits = s.lex[k] as number;
    return isWord(s, k) && s.gap[k] === 1 && (cueOf(s, k) & (FUNCTION | NEVER | ASK | LABEL)) === 0 && ((bits & IS_WORD) === 0 || ((bits & IS_COMMON) === 0 && (bits & NAMED) !== 0));
  };
  const first = strong || titled ? isName(i) : told ? (lex & IS_WORD) === 0 && (lex & NAMED) !== 0 : (lex & (IS_GIVEN | IS_WORD)) === IS_GIVEN;
  if (!first || (s.end[i] as number) - (s.start[i] as number) < 3) return 0;
  let end = i + 1;
  while (end - i < 3 && isName(end) && ((s.lex[end] as number) & IS_WORD) === 0) end++;
  return end;
}

function remember(s: Stretch, from: number, end: number, seen: Seen): void {
  for (let i = from; i < end; i++) {
    const lex = s.lex[i] as number;
    if (s.shape[i] === INITIAL || s.kind[i] === 0 || (cueOf(s, i) & (PARTICLE | FUNCTION | PRODUCT)) !== 0) continue;
    if ((s.end[i] as number) - (s.start[i] as number) < 3 || (lex & IS_COMMON) !== 0) continue;
    if (isWord(s, i)) seen.parts.add(s.hash[i] as number);
  }
}

/** Once seen, always masked: the words of found names, wherever they stand alone with a capital. */
function findAgain(s: Stretch, seen: Seen): void {
  if (seen.parts.size === 0) return;
  for (let i = 0; i < s.count; i++) {
    if (s.taken[i] === 1 || !isCapital(s, i) || !seen.parts.has(s.hash[i] as number)) continue;
    if (isPlain(s, i) && opensSentence(s, i)) continue;
    if (s.shape[i] === UPPER && !isUpperPart(s, i, i)) continue;
    let end = i + 1;
    while (end < s.count && s.taken[end] === 0 && s.gap[end] === 1 && isCapital(s, end) && seen.parts.has(s.hash[end] as number)) end++;
    take(s, i, end, "PERSON", "name-again", 0.7);
    i = end - 1;
  }
}
