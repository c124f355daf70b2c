// From runs of tokens to ranges of the text: no space at the ends, no half of a word, no overlap.

import type { Run } from "./decode.ts";
import type { Tokens } from "./tokens.ts";

/** What a model found. */
export interface Found {
  /** `[start, end)` in UTF-16 units of the text. */
  readonly start: number;
  readonly end: number;
  /** The model's own name of the type: `PER`, `private_person`. */
  readonly label: string;
  /** 0 to 1. */
  readonly score: number;
}

/** The farthest that an end of a range moves to that of its word. */
const WORD_MAX = 64;
/** Letters and digits of scripts that put space between words. */
const IN_WORD =
  /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Georgian}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Devanagari}\p{M}\p{Nd}]/u;

/** `tokens` are those that the runs count. The ranges are sorted and disjoint. */
export function toEntities(text: string, tokens: Tokens, runs: readonly Run[], types: readonly string[]): Found[] {
  const found: Found[] = [];
  for (const { from, to, type, score } of runs) {
    const range = trim(text, tokens.starts[from] as number, tokens.ends[to - 1] as number);
    let { start, end } = wholeWords(text, range.start, range.end);
    const before = found.at(-1);
    if (before !== undefined && start < before.end) {
      // Two runs met in one word: what is of one type is one entity, else the second begins behind the first.
      if (before.label === types[type]) {
        found[found.length - 1] = { ...before, end: Math.max(end, before.end), score: Math.max(score, before.score) };
        continue;
      }
      ({ start, end } = trim(text, before.end, Math.max(end, before.end)));
    }
    if (start < end) found.push({ start, end, label: types[type] as string, score });
  }
  return found;
}

/** Space belongs to no entity; tokens of some models begin with it. */
function trim(text: string, from: number, to: number): { start: number; end: number } {
  let [start, end] = [from, to];
  while (start < end && /\s/u.test(text[start] as string)) start++;
  while (start < end && /\s/u.test(text[end - 1] as string)) end--;
  return { start, end };
}

/**
 * Half a name is a leak, so a range that cuts a word takes all of it. Chinese has no such words, and Korean hangs particles on
 * names.
 */
function wholeWords(text: string, from: number, to: number): { start: number; end: number } {
  let [start, end] = [from, to];
  if (start === end) return { start, end };
  for (let n = 0; n < WORD_MAX && isInWord(text, start) && isInWord(text, start - 1); n++) start -= 1;
  for (let n = 0; n < WORD_MAX && isInWord(text, end - 1) && isInWord(text, end); n++) end += 1;
  // Neither in the middle of a pair.
  if (/[\udc00-\udfff]/.test(text[start] ?? "")) start -= 1;
  if (/[\udc00-\udfff]/.test(text[end] ?? "")) end += 1;
  return { start, end };
}

function isInWord(text: string, at: number): boolean {
  return at >= 0 && at < text.length && IN_WORD.test(text[at] as string);
}
