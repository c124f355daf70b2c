// Captions: what stands directly before a value and names it ("phone number is …", `"ssn": "…"`, 身份证号：…). Stricter than
// a context word: only connecting words and punctuation may stand between, so the second number of a line does not inherit
// the caption of the first.

import { LETTER } from "../charset.ts";
import { PUNCTUATION as IN_GAP, PUNCTUATION_MOST } from "../needs.ts";
import { CONTEXT_REACH, utf8 } from "./context.ts";
import { begins, type Endings, ending, endings, endsIn, findBegins } from "./ending.ts";

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
  return endings([...MARKS.split("|"), ...GAP_WORDS], (word) => ending(word, false, GAP_WORDS.includes(word)));
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
  const found = findBegins(gapWords, bytes, least, at, start);
  for (let k = 0; k < found; k++) reached = reach(start - (begins[k] as number), count, reached);
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
  return (bytes, lo, start) => {
    captions ??= endings(read(words), captionEnding);
    const least = Math.max(lo, start - CONTEXT_REACH);
    items[0] = 0;
    let far = 0;
    for (let d = 0; d <= far && d < start - least; d++) {
      if (items[d] === NEVER) continue;
      if (endsIn(captions, bytes, least, start - d, start)) return true;
      far = extendGap(bytes, least, start, d, far);
    }
    return false;
  };
}

/** Words, or what makes them when they are needed: a start makes all rules and reads few of their words. */
export type Words = readonly string[] | (() => readonly string[]);

/** The words themselves. */
export function read(words: Words): readonly string[] {
  return typeof words === "function" ? words() : words;
}

/** Words of a list with commas; those beyond ASCII also capitalised and in capitals, since only ASCII is folded. */
export function inCases(list: string): string[] {
  const words = list.split(",");
  if (ASCII.test(list)) return words;
  return words.flatMap((word) =>
    ASCII.test(word)
      ? [word]
      : [...new Set([word, word.toUpperCase(), (word[0] as string).toUpperCase() + word.slice(1)])],
  );
}

const ASCII = /^[\x20-\x7e]*$/;

function captionEnding(word: string): ReturnType<typeof ending> {
  const ascii = /^[\x20-\x7e]+$/.test(word);
  const opens = !word.startsWith("*");
  const closes = !word.endsWith("*");
  return ending(word.slice(opens ? 0 : 1, closes ? undefined : -1), ascii && opens, ascii && closes);
}
