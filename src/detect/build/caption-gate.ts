// Conditions of gates for values behind a caption: what must stand between the two, and how many digits come. They ask less than
// the expressions of the rules, see CAPTION_GAP.

import { type Charset, charset } from "../charset.ts";
import { type Check, pairsOf } from "../gate.ts";
import { GAP_WORDS } from "./caption.ts";

/** What may stand before the first digit of a value, and between two of its digits. */
const BEFORE = charset("A-Za-z \t:=#\"'()[]<>{}|.,*_/\\~\x80-\xff-");
const BETWEEN = charset("A-Za-z ./-");
/** Bytes between two digits at most. */
const BETWEEN_MOST = 7;

/**
 * Behind the anchor come only words that may stand in a gap, some of `words`, and a code with so many digits, which has five letters
 * at most before the first. With `joints` one of these at most stands between two digits.
 */
export function behindCaption(
  words: readonly string[],
  digits: number,
  within: number,
  joints?: Charset,
): readonly Check[] {
  const gap = joints === undefined ? BETWEEN_MOST : 1;
  return [
    { op: "gap", pairs: pairsOf([...GAP_WORDS, ...words]), within },
    { op: "digits", over: BEFORE, joints: joints ?? BETWEEN, least: digits, within, gap },
  ];
}
