// Which words in Latin letters may stand together as the name of a person: capitalised words that are no ordinary ones,
// initials, particles, and the order of forms that put the surname first. What a run is worth is said elsewhere.

import {
  DETERMINER,
  FUNCTION,
  GREETING,
  LABEL,
  MONTH,
  NAMED_WORD,
  NEVER,
  ORG_FORM,
  ORG_HEAD,
  ORG_WEAK,
  PARTICLE,
  ROLE,
  STREET,
  TITLE,
  UNIT,
} from "./cues.ts";
import {
  CODE_LINE,
  cueOf,
  isBreak,
  isCapital,
  isLabelled,
  isMark,
  isWord,
  lowerOf,
  opensSentence,
  type Stretch,
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

/** Words of a name at most, particles and initials too. */
const LONGEST = 7;

/** Whether a capitalised word may be part of a name. */
export function isNamePart(s: Stretch, i: number, from: number): boolean {
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
  if (places === 1 && ((lex & (IS_GIVEN | IS_SURNAME)) === 0 || (i === from && !isNext(s, i))))
    return i > from && (lex & NAMED) !== 0;
  if (shape === UPPER) return isUpperPart(s, i, from);
  return !isPlain(s, i) || (i === from ? isTitled(s, i) : endsName(s, i, from));
}

/** `El Amrani`, `De Vries`: a particle with a capital, inside a name or before one where no sentence begins. */
function leadsOn(s: Stretch, i: number, from: number): boolean {
  if (!isCapital(s, i + 1) || s.gap[i + 1] !== 1 || (cueOf(s, i + 1) & (NEVER | FUNCTION)) !== 0) return false;
  if (isPlain(s, i + 1)) return false;
  return i > from || (!opensSentence(s, i) && (cueOf(s, i) & TITLE) === 0);
}

/** `SMITH`: a name of the lists, no abbreviation. `II` and `JR` behind others. */
export function isUpperPart(s: Stretch, i: number, from: number): boolean {
  const lex = s.lex[i] as number;
  if (i > from && /^(?:ii|iii|iv|jr|sr)$/.test(lowerOf(s, i))) return true;
  if (((lex & NAMED) === 0 && (cueOf(s, i) & NAMED_WORD) === 0) || (s.end[i] as number) - (s.start[i] as number) < 3)
    return false;
  const told = ((s.line[from] as number) & UPPER_LINE) !== 0 || isLabelled(s, from);
  return ((lex & IS_COMMON) === 0 || told) && ((s.line[i] as number) & CODE_LINE) === 0;
}

/** `Will Turner`, `My Nguyen`: a word of grammar that is also a given name, inside a sentence or before a name of the lists. */
function isNameInSpite(s: Stretch, i: number, from: number): boolean {
  if (((s.lex[i] as number) & IS_GIVEN) === 0 || ((cueOf(s, i) & DETERMINER) !== 0 && (i === from || isWord(s, i + 1))))
    return false;
  if (i > from) return true;
  if (!isCapital(s, i + 1) || s.gap[i + 1] !== 1) return false;
  return !opensSentence(s, i) || (!isPlain(s, i + 1) && ((s.lex[i + 1] as number) & NAMED) !== 0);
}

/** Behind `Mr.` any word is a name that is not among the most common. */
function isTitled(s: Stretch, i: number): boolean {
  const p = isMark(s, i - 1, ".") ? i - 2 : i - 1;
  if (s.gap[i] === 1 && lowerOf(s, i - 1) === "is" && lowerOf(s, i - 2) === "name") return s.shape[i] === CAPITAL;
  if ((cueOf(s, p) & TITLE) === 0 || s.shape[p] === LOWER || s.gap[i] !== 1) return false;
  if (s.shape[i] !== CAPITAL) return false;
  const title = lowerOf(s, p);
  if (/^(?:mrs?|ms|dr|prof|herr|frau|sra?|señora?)$/.test(title)) return true;
  return ((s.lex[i] as number) & IS_COMMON) === 0 && RANKS.test(title);
}

/** Titles that are no adjectives: not General, Major, Justice. */
const RANKS =
  /^(?:president|chancellor|senator|king|queen|prince|princess|pope|lord|lady|sir|sheikh|professor|doctor)$/;

/** `Sandra Bullock`, `Robert K. Ware`: a surname that is a word, behind what is no word, where nothing else goes on. */
function endsName(s: Stretch, i: number, from: number): boolean {
  if (s.shape[i] !== CAPITAL || ((s.line[i] as number) & (TITLE_LINE | CODE_LINE)) !== 0 || s.place[from] !== 0)
    return false;
  if ((cueOf(s, i) & (ORG_FORM | ORG_HEAD | ORG_WEAK | STREET | UNIT | ROLE | TITLE | FUNCTION | LABEL)) !== 0)
    return false;
  if (((s.lex[from] as number) & (IS_GIVEN | IS_WORD)) !== IS_GIVEN) return false;
  const initial = s.shape[i - 1] === INITIAL || isMark(s, i - 1, ".");
  if (((s.lex[i] as number) & IS_COMMON) !== 0 && !initial) return false;
  return !(isCapital(s, i + 1) && s.gap[i + 1] === 1) && s.kind[i + 1] !== NUMBER && s.kind[i + 1] !== CODE;
}

/** A word that is no name in any list. */
export function isPlain(s: Stretch, i: number): boolean {
  const lex = s.lex[i] as number;
  return (lex & IS_WORD) !== 0 && (lex & NAMED) === 0 && (cueOf(s, i) & NAMED_WORD) === 0;
}

/** Whether a further part may follow a word directly. */
export function isNext(s: Stretch, i: number): boolean {
  return s.gap[i + 1] === 1 && isCapital(s, i + 1) && (cueOf(s, i + 1) & NEVER) === 0 && !isPlain(s, i + 1);
}

/** `R. J. Whitcombe`, `J. Smith`: an initial opens a name where a word that may be one follows. */
function initialOpens(s: Stretch, i: number): boolean {
  let k = i;
  while (s.shape[k] === INITIAL && isMark(s, k + 1, ".")) k += 2;
  return (
    k - i <= 6 &&
    isCapital(s, k) &&
    s.shape[k] !== INITIAL &&
    (s.gap[k] as number) < 2 &&
    !isPlain(s, k) &&
    (cueOf(s, k) & (NEVER | ORG_FORM)) === 0
  );
}

export function runEnd(s: Stretch, from: number): number {
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
export function turnedEnd(s: Stretch, from: number, end: number): number {
  if (end - from > 2 || !isMark(s, end, ",") || s.gap[end + 1] !== 1 || !isNamePart(s, end + 1, from)) return 0;
  const opens = isMark(s, from - 1, '"«“') || isBreak(s, from - 1) || isLabelled(s, from);
  const to = runEnd(s, end + 1);
  const closes =
    isBreak(s, to) ||
    s.gap[to] === 2 ||
    (isMark(s, to, ".") && isBreak(s, to + 1)) ||
    isMark(s, to, '"»”<;') ||
    s.kind[to] === MAIL;
  return opens && closes && ((s.lex[end + 1] as number) & (IS_GIVEN | IS_NAME)) !== 0 ? to : 0;
}
