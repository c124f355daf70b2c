// Captions: what stands directly before a value and names it ("phone number is …", `"ssn": "…"`, 身份证号：…). Stricter than
// a context word: only connecting words and punctuation may stand between, so the second number of a line does not inherit
// the caption of the first.

import { LETTER } from "../charset.ts";
import { PUNCTUATION as IN_GAP, PUNCTUATION_MOST } from "../needs.ts";
import { CONTEXT_REACH, utf8 } from "./context.ts";
import { beginOf, type Endings, ending, endingIn, endings } from "./ending.ts";

/** True when a caption ends right before `start`, on the same line. */
export type Caption = (bytes: Buffer, lo: number, start: number) => boolean;

const PUNCTUATION = String.raw`[ \t:=#"'()\[\]<>{}|.,*_/\\~-]`;
const WORDS =
  "number|numbers|num|value|no|nr|nbr|id|code|is|are|was|of|for|on|my|the|ist|lautet|es|est|numero|codigo|td" +
  "|número|numéro|código|numara|numarası|numaram";
/** Words that may stand between a caption and its value. */
export const GAP_WORDS: readonly string[] = WORDS.split("|");
const MARKS =
  "é|è|nº|n°|º|№|番号|番號|は|번호|는|은|नंबर|संख्या|号|號|码|碼|编号|編號|编码|代码|是|为|為|：|（|）|“|”|「|，";
/** Marks, words and bytes of punctuation that may stand between at most. */
const GAP_MOST = PUNCTUATION_MOST;

/** What may stand between a caption and its value, as the source of a pattern over the latin1 view. */
export const CAPTION_GAP = `(?:${PUNCTUATION}|${utf8(MARKS)}|(?:${utf8(WORDS)})(?![A-Za-z])){0,${GAP_MOST}}`;

let gapWords: Endings | undefined;

function readGapWords(): Endings {
  return endings([
    ...MARKS.split("|").map((mark) => ending(mark, false, false)),
    ...WORDS.split("|").map((word) => ending(word, false, true)),
  ]);
}

/** `items[d]` is how few parts of a gap reach from `start` to `start - d`; NEVER where none do. Reused between calls. */
const items = new Uint8Array(CONTEXT_REACH + 1);
const NEVER = 255;

/** Takes each part of a gap that ends `d` before `start`; returns how far any has reached. */
function extendGap(bytes: Uint8Array, least: number, start: number, d: number, far: number): number {
  const at = start - d;
  const count = (items[d] as number) + 1;
  if (at <= least || count > GAP_MOST) return far;
  let reached = IN_GAP[bytes[at - 1] as number] === 1 ? reach(d + 1, count, far) : far;
  gapWords ??= readGapWords();
  const words = endingIn(gapWords, bytes, at);
  if (words === undefined) return reached;
  for (let k = 0; k < words.length; k++) {
    const begin = beginOf(words[k] as (typeof words)[number], bytes, least, at, start);
    if (begin >= 0) reached = reach(start - begin, count, reached);
  }
  return reached;
}

function reach(d: number, count: number, far: number): number {
  for (let k = far + 1; k <= d; k++) items[k] = NEVER;
  if (count < (items[d] as number)) items[d] = count;
  return Math.max(far, d);
}

/** True when `[from, to)` is a gap behind at most so many letters; at most CONTEXT_REACH bytes. */
export function isGap(bytes: Uint8Array, from: number, to: number, letters: number): boolean {
  let open = from;
  while (open < to && open - from < letters && LETTER[bytes[open] as number] === 1) open++;
  items[0] = 0;
  let far = 0;
  for (let d = 0; d <= far; d++) {
    if (items[d] === NEVER) continue;
    if (to - d <= open) return true;
    far = extendGap(bytes, from, to, d, far);
  }
  return false;
}

/**
 * Compiles words to a caption, at its first use. ASCII words are matched as whole words (a leading or trailing `*` opens that
 * side: `phone*` also takes `phones`), a space in them also as `_`, `-` or nothing; others, such as 手机, match anywhere. No
 * digit boundary: `phone2` and `card_no` are labels too, so only letters close a word.
 */
export function caption(words: Words): Caption {
  let captions: Endings | undefined;
  let pairs: Uint8Array = NO_PAIRS;
  return (bytes, lo, start) => {
    if (captions === undefined) {
      const list = read(words).map(captionEnding);
      captions = endings(list);
      pairs = pairsOf(list);
    }
    const least = Math.max(lo, start - CONTEXT_REACH);
    items[0] = 0;
    let far = 0;
    for (let d = 0; d <= far && d < start - least; d++) {
      if (items[d] === NEVER) continue;
      const at = start - d;
      if (at - 2 >= least && pairs[slot(bytes[at - 2] as number, bytes[at - 1] as number)] === 0) {
        far = extendGap(bytes, least, start, d, far);
        continue;
      }
      if (endsIn(captions, bytes, least, at, start)) return true;
      far = extendGap(bytes, least, start, d, far);
    }
    return false;
  };
}

/** Tells which of several captions end right before `start`: their numbers, in no order. Valid until the next call. */
export type Captions = (bytes: Buffer, lo: number, start: number) => readonly number[];

/** Compiles lists of words to captions of which many are asked for at once: what stands between is read once for all of them. */
export function captions(lists: readonly (readonly string[])[]): Captions {
  const byWord = new Map<string, number[]>();
  for (const [number, words] of lists.entries())
    for (const word of new Set(words)) {
      const known = byWord.get(word);
      if (known === undefined) byWord.set(word, [number]);
      else known.push(number);
    }
  const list = [...byWord].map(([word, numbers]) => ({ ...captionEnding(word), numbers }));
  const table = endings(list);
  // Thousands of words: those with the same last two bytes are few.
  const byPair: (typeof list)[] = Array.from({ length: PAIRS }, () => []);
  for (const word of list) eachPair(word, (pair) => byPair[pair]?.push(word));
  const found: number[] = [];
  return (bytes, lo, start) => {
    found.length = 0;
    const least = Math.max(lo, start - CONTEXT_REACH);
    items[0] = 0;
    let far = 0;
    for (let d = 0; d <= far && d < start - least; d++) {
      if (items[d] === NEVER) continue;
      const at = start - d;
      const words =
        at - 2 < least
          ? (endingIn(table, bytes, at) as typeof list | undefined)
          : byPair[slot(bytes[at - 2] as number, bytes[at - 1] as number)];
      for (let k = 0; words !== undefined && k < words.length; k++) {
        const word = words[k] as (typeof list)[number];
        if (beginOf(word, bytes, least, at, start) >= 0) addTo(found, word.numbers);
      }
      far = extendGap(bytes, least, start, d, far);
    }
    return found;
  };
}

function addTo(found: number[], numbers: readonly number[]): void {
  for (let k = 0; k < numbers.length; k++) if (!found.includes(numbers[k] as number)) found.push(numbers[k] as number);
}

const NO_PAIRS = new Uint8Array(0);
const SPACE = 0x20;

const PAIRS = 1024;

/** Where two bytes stand in a table of pairs; letters of both cases share a place. */
function slot(first: number, second: number): number {
  return ((first & 0x1f) << 5) | (second & 0x1f);
}

/** 1 for the last two bytes of each word: most texts before a number end in none of them. */
function pairsOf(list: readonly ReturnType<typeof ending>[]): Uint8Array {
  const pairs = new Uint8Array(PAIRS);
  for (const word of list)
    eachPair(word, (pair) => {
      pairs[pair] = 1;
    });
  return pairs;
}

/** The places of the last two bytes of a word. */
function eachPair({ bytes }: ReturnType<typeof ending>, each: (pair: number) => void): void {
  const last = bytes[bytes.length - 1] as number;
  const before = bytes[bytes.length - 2];
  // A space may be another byte or missing, and before a short word anything may stand.
  if (before === undefined || before === SPACE) for (let k = 0; k < 32; k++) each(slot(k, last));
  else each(slot(before, last));
}

/** Words, or what makes them when they are needed: a start makes all rules and reads few of their words. */
export type Words = readonly string[] | (() => readonly string[]);

/** The words themselves. */
export function read(words: Words): readonly string[] {
  return typeof words === "function" ? words() : words;
}

/** Words of a list with commas; those beyond ASCII also capitalised and in capitals, since only ASCII is folded. */
export function inCases(list: string): string[] {
  return list
    .split(",")
    .flatMap((word) =>
      /^[\x20-\x7e]*$/.test(word)
        ? [word]
        : [...new Set([word, word.toUpperCase(), (word[0] as string).toUpperCase() + word.slice(1)])],
    );
}

function endsIn(words: Endings, bytes: Uint8Array, least: number, at: number, to: number): boolean {
  const list = endingIn(words, bytes, at);
  if (list === undefined) return false;
  for (let k = 0; k < list.length; k++)
    if (beginOf(list[k] as (typeof list)[number], bytes, least, at, to) >= 0) return true;
  return false;
}

function captionEnding(word: string): ReturnType<typeof ending> {
  const ascii = /^[\x20-\x7e]+$/.test(word);
  const opens = !word.startsWith("*");
  const closes = !word.endsWith("*");
  return ending(word.slice(opens ? 0 : 1, closes ? undefined : -1), ascii && opens, ascii && closes);
}
