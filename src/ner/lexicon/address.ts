// Postal addresses in Latin letters: a number beside a street, in the orders of English, Spanish, French, German and Dutch, post
// office boxes, and what follows of unit, town, state, post code and country, over commas and lines.

import { tailEnd } from "./address-tail.ts";
import { ADDRESS_LABEL, FUNCTION, NEVER, STREET, STREET_FIRST, UNIT } from "./cues.ts";
import {
  cueOf,
  isBreak,
  isCapital,
  isMark,
  isWord,
  lowerOf,
  type Stretch,
  skipBack,
  TITLE_LINE,
  take,
} from "./stretch.ts";
import { BREAK, CAPITAL, CODE, INITIAL, IS_WORD, LOWER, NUMBER, UPPER } from "./tokens.ts";

const KIND = "ADDRESS";

/** Last syllables of streets that are one word. */
const JOINED =
  /(?:stra(?:ß|ss)e|str|weg|platz|allee|gasse|ring|damm|ufer|markt|berg|hof|steig|gracht|straat|laan|plein|kade|singel|dijk|gatan|vägen|gata|gaten|veien|vej|gade|katu|tie|utca|körút)$/i;

const DIRECTION = /^(?:n|s|e|w|ne|nw|se|sw|north|south|east|west|central|upper|lower)$/;

export function findAddresses(s: Stretch): void {
  for (let i = 0; i < s.count; i++) {
    if (s.taken[i] === 1) continue;
    const street = streetEnd(s, i);
    if (street === 0) continue;
    const end = tailEnd(s, street);
    const from = head(s, i);
    if (end === street && !isCertain(s, from, i, street)) continue;
    take(s, from, end, KIND, "street", 0.85);
    i = end - 1;
  }
}

/** End of the street and number that begin here; 0 where none do. */
function streetEnd(s: Stretch, i: number): number {
  if (isNumber(s, i)) return numberFirst(s, i) || beforeUnit(s, i);
  if (!isWord(s, i)) return 0;
  if (
    (cueOf(s, i) & STREET_FIRST) !== 0 &&
    (s.shape[i] !== LOWER ||
      isAddressed(s, i) ||
      (isMark(s, i + 1, ".") && /^(?:ul|al|jl|av|avda|c)$/.test(lowerOf(s, i))))
  )
    return typeFirst(s, i, false);
  if (lowerOf(s, i) === "p" || lowerOf(s, i) === "po") return boxEnd(s, i);
  if (s.shape[i] === CAPITAL && isJoinedStreet(s, i) && isNumber(s, i + 1) && s.gap[i + 1] === 1) return i + 2;
  if (s.shape[i] === CAPITAL && isJoinedStreet(s, i) && isMark(s, i + 1, ".") && isNumber(s, i + 2)) return i + 3;
  if (s.shape[i] === CAPITAL && isJoinedPair(s, i)) return i + 3;
  return 0;
}

/** A house number: up to six digits, with a letter or a range. */
function isNumber(s: Stretch, i: number): boolean {
  if (i < 0 || i >= s.count || s.kind[i] !== NUMBER) return false;
  return /^\d{1,6}(?:[a-zA-Z]|[-/]\d{1,5}[a-zA-Z]?)?$/.test(s.text.slice(s.start[i], s.end[i]));
}

function isJoinedStreet(s: Stretch, i: number): boolean {
  const length = (s.end[i] as number) - (s.start[i] as number);
  return length > 5 && ((s.lex[i] as number) & IS_WORD) === 0 && JOINED.test(s.text.slice(s.start[i], s.end[i]));
}

/** `Unter den Linden 5` is left; `Lange Straße 7` and `Am Markt 3` are not. */
function isJoinedPair(s: Stretch, i: number): boolean {
  return (
    isWord(s, i + 1) &&
    s.gap[i + 1] === 1 &&
    /^(?:straße|strasse|allee|platz|weg|gasse|straat|utca|út|gatan|vej)$/i.test(lowerOf(s, i + 1)) &&
    isNumber(s, i + 2) &&
    s.gap[i + 2] === 1
  );
}

/** `12 Baker Street`, `350 Fifth Avenue`, `12 rue de la Paix`. */
function numberFirst(s: Stretch, i: number): number {
  let k = i + 1;
  if (isMark(s, k, ",") && (cueOf(s, k + 1) & STREET_FIRST) !== 0) k++;
  if (isBreak(s, k) || s.gap[k] === 0) return 0;
  if ((cueOf(s, k) & STREET_FIRST) !== 0) {
    const end = typeFirst(s, k, true);
    if (end > 0) return end;
  }
  let words = 0;
  for (; k < s.count && k - i < 8; k++) {
    if (s.gap[k] === 2) return 0;
    if (isNumber(s, k) || (s.kind[k] === NUMBER && /^\d+(?:st|nd|rd|th)$/i.test(s.text.slice(s.start[k], s.end[k])))) {
      if (k - i > 2) return 0;
      words++;
      continue;
    }
    if (isMark(s, k, ".'’") && s.gap[k] === 0) continue;
    if (!isWord(s, k)) return 0;
    const cue = s.cue[k] as number;
    if (words > 0 && (cue & STREET) !== 0 && s.shape[k] !== LOWER && (s.gap[k] ?? 0) > 0 && !streetGoesOn(s, k))
      return streetTail(s, k + 1);
    if (s.shape[k] === LOWER) {
      if (lowerOf(s, k) !== "s" && lowerOf(s, k) !== "of" && lowerOf(s, k) !== "the") return 0;
      if (lowerOf(s, k) === "s") continue;
    }
    if (s.shape[k] === UPPER && (s.end[k] as number) - (s.start[k] as number) > 2 && (s.line[k] as number) === 0)
      return 0;
    if ((cue & NEVER) !== 0) return 0;
    words++;
  }
  return 0;
}

/** `20 Anything Here 4` before `Suite 5` or a post code: what follows says that it is a street. */
function beforeUnit(s: Stretch, i: number): number {
  let k = i + 1;
  while (
    k - i < 5 &&
    isCapital(s, k) &&
    s.gap[k] === 1 &&
    s.place[k] === 0 &&
    (cueOf(s, k) & (NEVER | UNIT | FUNCTION)) === 0
  )
    k++;
  if (k === i + 1 || isUnit(s, i - 1)) return 0;
  if (isNumber(s, k) && s.gap[k] === 1) k++;
  const apart = isMark(s, k, ",") || (k < s.count && s.kind[k] === BREAK);
  if (!apart && ((s.lex[i + 1] as number) & IS_WORD) !== 0) return 0;
  const behind = apart ? k + 1 : k;
  return isUnit(s, behind) && (s.kind[behind + 1] === NUMBER || isMark(s, behind + 1, ".#")) && behind + 1 < s.count
    ? k
    : 0;
}

/** A word for a part of a house, as it is written in addresses. */
function isUnit(s: Stretch, k: number): boolean {
  return isCapital(s, k) && /^(?:apt|apartment|suite|ste|unit|flat|floor|room|rm)$/.test(lowerOf(s, k));
}

/** `Park Lane`, `Hill View Road`: the next word is the street's. */
function streetGoesOn(s: Stretch, k: number): boolean {
  return (
    isCapital(s, k + 1) && s.gap[k + 1] === 1 && (cueOf(s, k + 1) & STREET) !== 0 && (cueOf(s, k + 1) & UNIT) === 0
  );
}

/** The dot of `St.`, and a direction. */
function streetTail(s: Stretch, at: number): number {
  let k = at;
  if (
    isMark(s, k, ".") &&
    s.gap[k] === 0 &&
    (s.end[k - 1] as number) - (s.start[k - 1] as number) < 5 &&
    !isBreak(s, k + 1)
  )
    k++;
  // County Road 12
  if (isNumber(s, k) && s.gap[k] === 1 && /^(?:road|rd|highway|hwy|route)$/.test(lowerOf(s, k - 1))) return k + 1;
  if (isCapital(s, k) && s.gap[k] === 1 && DIRECTION.test(lowerOf(s, k))) k++;
  return k;
}

/** `Calle Mayor 12`, `rue de la République` behind its number. */
function typeFirst(s: Stretch, i: number, numbered: boolean): number {
  let k = i + 1;
  if (isMark(s, k, ".") && s.gap[k] === 0) k++;
  let names = 0;
  for (; k < s.count && k - i < 9; k++) {
    if (s.gap[k] === 2 || isBreak(s, k)) break;
    if (isNumber(s, k)) {
      if (names > 0 && !numbered) return k + 1;
      break;
    }
    if (
      isMark(s, k, ",") &&
      !numbered &&
      names > 0 &&
      (isNumber(s, k + 1) || /^(?:no|nº|n|núm)$/.test(lowerOf(s, k + 1)))
    )
      continue;
    if (isMark(s, k, ".º#") && s.gap[k] === 0) continue;
    if (!isWord(s, k)) break;
    if (
      s.shape[k] === LOWER &&
      !/^(?:de|del|la|las|los|das|dos|della|delle|degli|du|des|di|da|do|dos|y|et|el|le|no|nº|n|núm|von|al)$/.test(
        lowerOf(s, k),
      )
    )
      break;
    if (s.shape[k] !== LOWER) names++;
  }
  return numbered && names > 0 ? k : 0;
}

/** `P.O. Box 12`, `PO Box 12`. */
function boxEnd(s: Stretch, i: number): number {
  let k = i + 1;
  if (lowerOf(s, i) === "p") {
    if (isMark(s, k, ".")) k++;
    if (lowerOf(s, k) !== "o") return 0;
    k++;
    if (isMark(s, k, ".")) k++;
  }
  return lowerOf(s, k) === "box" && s.kind[k + 1] === NUMBER ? k + 2 : 0;
}

/** `Flat 6,` and the like before the number. */
function head(s: Stretch, i: number): number {
  let from = i;
  for (let turn = 0; turn < 2; turn++) {
    let k = from - 1;
    if (isMark(s, k, ",")) k--;
    // 5th Floor, 20 …
    if (k > 0 && /^(?:floor|fl)$/.test(lowerOf(s, k)) && s.kind[k - 1] === NUMBER && s.gap[k] === 1) {
      from = k - 1;
      continue;
    }
    if (k < 1 || (s.kind[k] !== NUMBER && s.shape[k] !== INITIAL && s.kind[k] !== CODE)) break;
    if ((cueOf(s, k - 1) & UNIT) === 0 || s.shape[k - 1] === LOWER || s.gap[k] === 2) break;
    from = k - 1;
  }
  return from;
}

/** Whether a street and number alone are an address: not in a headline, not `3 Way`, not a sentence's start with a list. */
function isCertain(s: Stretch, from: number, i: number, end: number): boolean {
  if (from < i || isAddressed(s, i)) return true;
  if (((s.line[i] as number) & TITLE_LINE) !== 0) return false;
  if (/^(?:19|20)\d\d$/.test(s.text.slice(s.start[i], s.end[i]))) return false;
  for (let k = i; k < end; k++) {
    if (!isWord(s, k) || s.shape[k] === LOWER) continue;
    if (((s.lex[k] as number) & IS_WORD) === 0 || k === end - 1) {
      if (k < end - 1) return true;
    }
  }
  const last = lowerOf(s, end - 1);
  return (
    /^(?:street|avenue|road|lane|boulevard|drive|terrace|crescent|rd|ave|blvd|st|parkway|highway)$/.test(last) &&
    /^(?:at|to|on|in|is|lives?|from|near)$/.test(lowerOf(s, i - 1))
  );
}

/** Behind `address:`, `ship to`, `registered office is at`. */
function isAddressed(s: Stretch, i: number): boolean {
  const p = skipBack(s, i, ":=\"'");
  if ((cueOf(s, p) & ADDRESS_LABEL) !== 0) return true;
  const word = lowerOf(s, p);
  return (
    (word === "at" || word === "in" || word === "to" || word === "en" || word === "a") &&
    /^(?:live|lives|lived|located|office|resides|residing|offices|is|sent|ship|deliver|enviar|vivo|vive|mail|go)$/.test(
      lowerOf(s, p - 1),
    )
  );
}
