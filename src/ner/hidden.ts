// Placeholders as an engine is to see them. They come as runs of NUL, one for each unit, and the engine gets a neutral word for
// each, so that a sentence stays a sentence; what it finds is mapped back, and no entity holds any part of one.

import type { Place } from "./offsets.ts";

/** A common noun in small letters that no model takes for a name. */
export const NEUTRAL = "item";

export interface Hidden {
  /** What the engine is given. */
  readonly text: string;
  /** What of a range of that text stands in the original, with offsets there: nothing of a placeholder. */
  back(start: number, end: number): Place[];
}

/** Hides runs of NUL. */
export function hideRuns(original: string): Hidden {
  if (!original.includes("\0")) return { text: original, back: (start, end) => [{ start, end }] };
  /** Stretches that both texts share: where they begin in each, and how long they are. */
  const shared: { readonly at: number; readonly from: number; readonly length: number }[] = [];
  let text = "";
  let last = 0;
  const share = (to: number): void => {
    if (to > last) shared.push({ at: text.length, from: last, length: to - last });
    text += original.slice(last, to);
  };
  for (const { index, 0: run } of original.matchAll(/\0+/g)) {
    share(index);
    last = index + run.length;
    // Glued to a word it would be a part of that word.
    text += `${IN_WORD_END.test(text) ? " " : ""}${NEUTRAL}${IN_WORD_START.test(original.slice(last, last + 2)) ? " " : ""}`;
  }
  share(original.length);
  return {
    text,
    back: (start, end) =>
      shared.flatMap(({ at, from, length }) => {
        const low = Math.max(start, at);
        const high = Math.min(end, at + length);
        return low < high ? [{ start: from + low - at, end: from + high - at }] : [];
      }),
  };
}

const IN_WORD_END = /[\p{Script=Latin}\p{N}]$/u;
const IN_WORD_START = /^[\p{Script=Latin}\p{N}]/u;
