// Postal addresses in Latin letters: a number beside a street, in the orders of English, Spanish, French, German and Dutch, post
// office boxes, and what follows of unit, town, state, post code and country, over commas and lines.

import { ADDRESS_LABEL, DETERMINER, FUNCTION, LABEL, NEVER, STREET, STREET_FIRST, UNIT } from "./cues.ts";
import { cueOf, isBreak, isCapital, isMark, isWord, lowerOf, type Stretch, TITLE_LINE, take } from "./stretch.ts";
import { BREAK, CAPITAL, CODE, INITIAL, IS_WORD, LOWER, NUMBER, UPPER, WORDS } from "./tokens.ts";

const KIND = "ADDRESS";
/** Last syllables of streets that are one word. */
const JOINED =
  /(?:stra(?:ß|ss)e|str|weg|platz|allee|gasse|ring|damm|ufer|markt|berg|hof|steig|gracht|straat|laan|plein|kade|singel|dijk|gatan|vägen|gata|gaten|veien|vej|gade|katu|tie|utca|körút)$/i;
const STATES = new Set(
  `AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA
  WA WV WI WY DC PR ON QC BC AB MB SK NS NB NL PE NSW VIC QLD ACT TAS NT MA CDMX AP AE AA`.split(/\s+/),
);
const DIRECTION = /^(?:n|s|e|w|ne|nw|se|sw|north|south|east|west|central|upper|lower)$/;
/** Parts behind the street. */
const MOST_PARTS = 8;

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
      isLabelled(s, i) ||
      (isMark(s, i + 1, ".") && /^(?:ul|al|jl|av|avda|c)$/.test(lowerOf(s, i))))
  )
    return typeFirst(s, i, false);
  if (lowerOf(s, i) === "p" || lowerOf(s, i) === "po") return boxEnd(s, i);
  if (s.shape[i] === CAPITAL && isJoinedStreet(s, i) && isNumber(s, i + 1) && s.gap[i + 1] === 1) return i + 2;
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
  const behind = isMark(s, k, ",") || (k < s.count && s.kind[k] === BREAK) ? k + 1 : k;
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
      !/^(?:de|del|la|las|los|du|des|di|da|do|dos|y|et|el|le|no|nº|n|núm|von|al)$/.test(lowerOf(s, k))
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
    if (k < 1 || (s.kind[k] !== NUMBER && s.shape[k] !== INITIAL && s.kind[k] !== CODE)) break;
    if ((cueOf(s, k - 1) & UNIT) === 0 || s.shape[k - 1] === LOWER || s.gap[k] === 2) break;
    from = k - 1;
  }
  return from;
}

/** Whether a street and number alone are an address: not in a headline, not `3 Way`, not a sentence's start with a list. */
function isCertain(s: Stretch, from: number, i: number, end: number): boolean {
  if (from < i || isLabelled(s, i)) return true;
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
function isLabelled(s: Stretch, i: number): boolean {
  let p = i - 1;
  while (isMark(s, p, ":=\"' ")) p--;
  if ((cueOf(s, p) & ADDRESS_LABEL) !== 0) return true;
  const word = lowerOf(s, p);
  return (
    (word === "at" || word === "in" || word === "to" || word === "en" || word === "a") &&
    /^(?:live|lives|lived|located|office|resides|residing|offices|is|sent|ship|deliver|enviar|vivo|vive|mail|go)$/.test(
      lowerOf(s, p - 1),
    )
  );
}

/** End of unit, town, state, post code and country behind a street. */
function tailEnd(s: Stretch, street: number): number {
  let end = street;
  for (let part = 0; part < MOST_PARTS; part++) {
    let k = end;
    let separated = false;
    if (isMark(s, k, ",") || (lowerOf(s, k) === "in" && postEnd(s, k + 1) > 0)) {
      k++;
      separated = true;
    }
    if (k < s.count && s.kind[k] === BREAK && !isBreak(s, k + 1)) {
      k++;
      separated = true;
    }
    const next = partEnd(s, k, separated, end > street);
    if (next === 0) break;
    end = next;
  }
  return end;
}

function partEnd(s: Stretch, k: number, separated: boolean, far: boolean): number {
  if (k >= s.count || s.taken[k] === 1) return 0;
  if (!separated && s.gap[k] !== 1 && !far) return isMark(s, k, "#") && s.kind[k + 1] === NUMBER ? k + 2 : 0;
  if (s.gap[k] === 2 && !separated) return 0;
  const word = isWord(s, k) ? lowerOf(s, k) : "";
  const cue = cueOf(s, k);
  if (isMark(s, k, "#") && s.kind[k + 1] === NUMBER) return k + 2;
  if ((cue & UNIT) !== 0 && (s.shape[k] !== LOWER || word === "piso" || word === "apt")) {
    let n = k + 1;
    if (isMark(s, n, ".#")) n++;
    if (s.kind[n] === NUMBER || s.kind[n] === CODE || (isWord(s, n) && s.shape[n] === INITIAL)) return n + 1;
    return 0;
  }
  const post = postEnd(s, k);
  if (post > 0) return isCapital(s, post) && s.gap[post] === 1 && s.kind[k] !== WORDS ? townEnd(s, post) : post;
  if (isWord(s, k) && s.shape[k] === UPPER && STATES.has(s.text.slice(s.start[k], s.end[k]))) {
    const code = postEnd(s, k + 1);
    return code > 0 ? code : separated || isBreak(s, k + 1) || isMark(s, k + 1, ",.;") ? k + 1 : 0;
  }
  if (s.kind[k] === NUMBER && isMark(s, k + 1, "ºª°")) {
    let n = k + 2;
    if (isWord(s, n) && (s.end[n] as number) - (s.start[n] as number) < 4 && s.shape[n] !== LOWER) n++;
    return n;
  }
  if (
    s.kind[k] === NUMBER &&
    /^\d+[ºª]?(?:st|nd|rd|th)$/.test(s.text.slice(s.start[k], s.end[k])) &&
    /^floor$/i.test(lowerOf(s, k + 1))
  )
    return k + 2;
  if ((s.place[k] as number) > 0) return townEnd(s, k);
  if (!separated || !isCapital(s, k) || (cue & (FUNCTION | NEVER | DETERMINER | LABEL)) !== 0) return 0;
  const end = townEnd(s, k);
  if (isWord(s, end) && s.shape[end] === LOWER) return 0;
  return isMark(s, end, ",;.") || isBreak(s, end) || postEnd(s, end) > 0 || isState(s, end) ? end : 0;
}

function isState(s: Stretch, k: number): boolean {
  return isWord(s, k) && s.shape[k] === UPPER && STATES.has(s.text.slice(s.start[k], s.end[k]));
}

/** Up to four capitalised words, or a place by name. */
function townEnd(s: Stretch, k: number): number {
  const place = s.place[k] as number;
  let end = k + Math.max(1, place);
  if (
    isMark(s, k + 1, ".") &&
    s.gap[k + 1] === 0 &&
    isCapital(s, k + 2) &&
    (s.end[k] as number) - (s.start[k] as number) < 4
  )
    end = k + 3;
  while (end - k < 5 && isWord(s, end) && s.gap[end] === 1 && s.taken[end] === 0) {
    if (isCapital(s, end) && !isState(s, end) && (cueOf(s, end) & FUNCTION) === 0 && postEnd(s, end) === 0) end++;
    else if (
      s.shape[end] === LOWER &&
      /^(?:de|del|la|upon|on|am|an|der|sur|the|under)$/.test(lowerOf(s, end)) &&
      isCapital(s, end + 1)
    )
      end += 2;
    else break;
  }
  return end;
}

/** End of a post code; 0 where none stands. */
function postEnd(s: Stretch, k: number): number {
  if (k >= s.count || (s.gap[k] === 2 && k > 0 && s.kind[k - 1] !== BREAK)) return 0;
  const first = s.text.slice(s.start[k], s.end[k]);
  const second = k + 1 < s.count && s.gap[k + 1] === 1 ? s.text.slice(s.start[k + 1], s.end[k + 1]) : "";
  if (s.kind[k] === NUMBER) {
    if (/^\d{4}$/.test(first) && /^[A-Z]{2}$/.test(second) && !STATES.has(second)) return k + 2;
    if (/^\d{3}$/.test(first) && /^\d{2}$/.test(second)) return k + 2;
    return /^(?:\d{4,6}|\d{5}-\d{3,4}|\d{3}-\d{4}|\d{2}-\d{3})$/.test(first) ? k + 1 : 0;
  }
  if (s.kind[k] !== CODE)
    return isWord(s, k) && /^[A-Z]$/.test(first) && isMark(s, k + 1, "-") && s.kind[k + 2] === NUMBER ? k + 3 : 0;
  if (/^[A-Z]{1,2}\d{1,2}[A-Z]?$/.test(first)) return /^\d[A-Z]{2}$/.test(second) ? k + 2 : 0;
  return /^[A-Z]\d[A-Z]$/.test(first) && /^\d[A-Z]\d$/.test(second) ? k + 2 : 0;
}
