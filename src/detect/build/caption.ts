// Captions: what stands directly before a value and names it ("phone number is …", `"ssn": "…"`, 身份证号：…). Stricter than
// a context word: only connecting words and punctuation may stand between, so the second number of a line does not inherit
// the caption of the first.

import { contextSource, contextStart, latin1, utf8 } from "./context.ts";

/** True when a caption ends right before `start`, on the same line. */
export type Caption = (bytes: Buffer, lo: number, start: number) => boolean;

const PUNCTUATION = String.raw`[ \t:=#"'()\[\]<>{}|.,*_/\\~-]`;
const WORDS =
  "number|numbers|num|no|nr|nbr|id|code|is|are|was|of|for|on|my|the|ist|lautet|es|est|numero|codigo|td" +
  "|número|numéro|código";
const MARKS = "é|è|nº|n°|º|№|番号|番號|は|번호|는|은|号|號|码|碼|是|为|為|：|（|）|“|”|「|，";

/** What may stand between a caption and its value, as the source of a pattern over the latin1 view. */
export const CAPTION_GAP = `(?:${PUNCTUATION}|${utf8(MARKS)}|(?:${utf8(WORDS)})(?![A-Za-z])){0,24}`;

/** Compiles words, written as for `contextSource`, to a caption, at its first use. */
export function caption(words: readonly string[]): Caption {
  let pattern: RegExp | undefined;
  return (bytes, lo, start) => {
    const from = contextStart(bytes, lo, start);
    if (from >= start) return false;
    pattern ??= new RegExp(`(?:${contextSource(words)})${CAPTION_GAP}$`, "i");
    return pattern.test(latin1(bytes, from, start));
  };
}
