// What follows a street and its number: unit, town, state, post code and country, over commas and lines.

import { DETERMINER, FUNCTION, LABEL, NEVER, UNIT } from "./cues.ts";
import { cueOf, isBreak, isCapital, isMark, isWord, lowerOf, type Stretch } from "./stretch.ts";
import { BREAK, CODE, INITIAL, LOWER, NUMBER, UPPER, WORDS } from "./tokens.ts";

const STATES = new Set(
  `AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA
  WA WV WI WY DC PR ON QC BC AB MB SK NS NB NL PE NSW VIC QLD ACT TAS NT MA CDMX AP AE AA`.split(/\s+/),
);

/** Parts behind the street. */
const MOST_PARTS = 8;

/** End of unit, town, state, post code and country behind a street. */
export function tailEnd(s: Stretch, street: number): number {
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
  // 3º B: floor and door.
  if (s.kind[k] === NUMBER && /^\d{1,3}[ºª]$/.test(s.text.slice(s.start[k], s.end[k]))) {
    let n = k + 1;
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
  if (/^[A-Z]{1,2}\d{1,2}[A-Z]?$/.test(first) && /^\d[A-Z]{2}$/.test(second)) return k + 2;
  return /^[A-Z]\d[A-Z]$/.test(first) && /^\d[A-Z]\d$/.test(second) ? k + 2 : 0;
}
