// The words of an organisation's name: where they begin before the word that gives it away, where they end behind it, and
// whether they are more than words of any text.

import {
  ASK,
  CLOSING,
  CONTACT,
  DETERMINER,
  EMPLOYS,
  FUNCTION,
  GREETING,
  INSIDE,
  LABEL,
  LINK,
  NEVER,
  ORG_FORM,
  ROLE,
  SPEECH,
  TITLE,
} from "./cues.ts";
import {
  cueOf,
  isBreak,
  isCapital,
  isMark,
  isUnknown,
  isWord,
  lowerOf,
  opensSentence,
  type Stretch,
  TITLE_LINE,
  UPPER_LINE,
} from "./stretch.ts";
import { CAPITAL, INITIAL, IS_COMMON, IS_WORD, LOWER, NUMBER, UPPER } from "./tokens.ts";

/** Words before the word that gives it away. */
const LONGEST = 8;

/** Forms that are written with one capital; the others are in capitals throughout or mixed, as GmbH. */
const CAPITAL_FORMS = new Set(
  "Inc Ltd Corp Limited Incorporated Corporation Company Pty Pte Pvt Sdn Bhd Tbk Kft Zrt Oyj Ltda Plc Co Oy".split(" "),
);

/** Forms with dots, without them. */
const DOTTED = new Set(["sa", "sl", "kk", "bv", "nv", "srl", "spa", "sas", "sc", "ag", "ad", "as", "doo", "slu", "pt"]);

/** `Inc`, `GmbH`, `S.A.` */
export function isForm(s: Stretch, i: number): boolean {
  if (s.shape[i] === INITIAL && isMark(s, i + 1, ".")) return DOTTED.has(dotted(s, i));
  const cue = s.cue[i] as number;
  if ((cue & ORG_FORM) === 0) return false;
  const length = (s.end[i] as number) - (s.start[i] as number);
  if (s.shape[i] === CAPITAL && !CAPITAL_FORMS.has(s.text.slice(s.start[i], s.end[i]))) return false;
  if (s.shape[i] === LOWER) return length > 3 && /^(?:gmbh|inc|corp|llc)$/.test(lowerOf(s, i));
  return length > 2 || s.shape[i] === UPPER || s.shape[i] === CAPITAL;
}

/** `sa` of `S.A.`, read from its first letter. */
function dotted(s: Stretch, i: number): string {
  let letters = "";
  const single = (k: number): boolean => isWord(s, k) && (s.end[k] as number) - (s.start[k] as number) === 1;
  for (let k = i; single(k) && isMark(s, k + 1, ".") && letters.length < 4; k += 2) letters += lowerOf(s, k);
  return letters;
}

export function formEnd(s: Stretch, i: number): number {
  if (s.shape[i] === INITIAL) {
    const end = i + 2 * dotted(s, i).length;
    // S.A. de C.V.
    return lowerOf(s, end) === "de" && dotted(s, end + 1) === "cv" ? end + 5 : end;
  }
  let end = i + 1;
  if (isMark(s, end, "&") && isForm(s, end + 1)) end += 2;
  else if (isMark(s, end, ".") && isWord(s, end + 1) && isForm(s, end + 1)) end = formEnd(s, end + 1);
  else if (isMark(s, end, ".") && isMark(s, end + 1, ",") && isWord(s, end + 2) && isForm(s, end + 2))
    end = formEnd(s, end + 2);
  else while (isWord(s, end) && s.gap[end] === 1 && s.shape[end] !== LOWER && isForm(s, end)) end++;
  return end;
}

/** First token of the capitalised words that end before `to`. */
export function nameStart(s: Stretch, to: number): number {
  let from = to;
  for (let k = to - 1; k >= 0 && to - k <= LONGEST; k--) {
    if (s.taken[k] === 1 || s.gap[k + 1] === 2 || isBreak(s, k)) break;
    if (s.kind[k] === NUMBER) {
      if (!isCapital(s, k - 1) || (s.end[k] as number) - (s.start[k] as number) > 3) break;
    } else if (isWord(s, k)) {
      const cue = s.cue[k] as number;
      if (s.shape[k] === LOWER) {
        if (lowerOf(s, k) === "s" && isMark(s, k - 1, "'’") && s.gap[k] === 0) continue;
        if ((cue & LINK) === 0 || !isCapital(s, k - 1) || s.gap[k] === 0) break;
        continue;
      }
      if ((cue & (DETERMINER | GREETING)) !== 0 && opensOrStops(s, k)) break;
      if (
        ((s.line[k] as number) & (TITLE_LINE | UPPER_LINE)) !== 0 &&
        (cue & (FUNCTION | ASK | CONTACT | INSIDE | LABEL)) !== 0
      )
        break;
      from = k;
    } else if (isMark(s, k, "&")) continue;
    else if (isMark(s, k, ".'’")) {
      if (s.gap[k] !== 0 || opensOrEnds(s, k)) break;
    } else break;
  }
  while (from < to - 1 && isLead(s, from)) from++;
  return isWord(s, from) ? from : to;
}

/** A full stop that ends a sentence, not an abbreviation. */
function opensOrEnds(s: Stretch, k: number): boolean {
  return isMark(s, k, ".") && (s.end[k - 1] as number) - (s.start[k - 1] as number) > 3;
}

function opensOrStops(s: Stretch, k: number): boolean {
  return (cueOf(s, k) & FUNCTION) !== 0 || opensSentence(s, k);
}

/** A word before the name itself: The, Contact, Dear, Supplier. */
function isLead(s: Stretch, k: number): boolean {
  if (!isWord(s, k)) return true;
  const cue = s.cue[k] as number;
  if ((cue & (DETERMINER | FUNCTION)) !== 0 && s.shape[k] !== UPPER) return true;
  if (!opensSentence(s, k)) return false;
  const plain = ((s.lex[k] as number) & IS_WORD) !== 0;
  return plain && (cue & (ASK | CONTACT | LABEL | SPEECH | GREETING | ROLE | TITLE | INSIDE | EMPLOYS | CLOSING)) !== 0;
}

/** Whether all words are such as stand in any text. */
export function isPlainName(s: Stretch, from: number, to: number): boolean {
  for (let k = from; k < to; k++)
    if (isCapital(s, k) && (((s.lex[k] as number) & IS_WORD) === 0 || ((s.lex[k] as number) & IS_COMMON) === 0))
      return false;
  return true;
}

export function hasOwnName(s: Stretch, from: number, to: number): boolean {
  for (let k = from; k < to; k++)
    if (isWord(s, k) && s.shape[k] !== LOWER && isUnknown(s, k) && (cueOf(s, k) & NEVER) === 0) return true;
  return false;
}

/** End of the capitalised words from `at` on. */
export function capitalsEnd(s: Stretch, at: number): number {
  let end = at;
  for (let k = at; k < s.count && k - at < 6; k++) {
    if (k > at && s.gap[k] !== 1) break;
    if (isCapital(s, k) && s.taken[k] === 0 && ((cueOf(s, k) & FUNCTION) === 0 || s.shape[k] === UPPER)) end = k + 1;
    else if (
      !(
        isWord(s, k) &&
        (cueOf(s, k) & LINK) !== 0 &&
        end > at &&
        /^(?:of|de|del|des|y|la|and)$/.test(lowerOf(s, k)) &&
        lowerOf(s, k) !== "and"
      )
    )
      break;
  }
  return end;
}

/** End of the form that follows a name, over a comma: `Blue Heron Consulting, LLC`. */
export function withForm(s: Stretch, end: number): number {
  const k = isMark(s, end, ",") ? end + 1 : end;
  if (!isWord(s, k) || s.shape[k] === LOWER || s.gap[k] !== 1 || !isForm(s, k)) return end;
  return k > end && (s.end[k] as number) - (s.start[k] as number) < 3 ? end : formEnd(s, k);
}
