// Places by name, and words that stand where places do: in, to and from behind a verb of living or travelling. Runs last: what is
// part of a name, an organisation or an address is taken by then.

import { FUNCTION, INSIDE, LIVES, NEVER, TITLE } from "./cues.ts";
import {
  CODE_LINE,
  cueOf,
  isCapital,
  isMark,
  isWord,
  lowerOf,
  opensSentence,
  type Stretch,
  TITLE_LINE,
  take,
} from "./stretch.ts";
import { CAPITAL, IS_WORD, NUMBER, UPPER } from "./tokens.ts";

/** Places that are words first. */
const AMBIGUOUS = new Set(
  "nice cork buffalo phoenix queens reading turkey jersey male split mobile darwin essen guinea bath lens".split(" "),
);

export function findPlaces(s: Stretch): void {
  for (let i = 0; i < s.count; i++) {
    if (s.taken[i] === 1 || !isWord(s, i)) continue;
    const tokens = s.place[i] as number;
    if (tokens > 0 && isPlace(s, i, i + tokens)) {
      take(s, i, i + tokens, "LOCATION", "place", 0.7);
      i += tokens - 1;
    } else if (isCapital(s, i) && s.shape[i] === CAPITAL && livesIn(s, i)) {
      let end = i + 1;
      while (isCapital(s, end) && s.gap[end] === 1 && s.taken[end] === 0 && end - i < 3) end++;
      take(s, i, end, "LOCATION", "lived-in", 0.5);
    }
  }
}

function isPlace(s: Stretch, from: number, end: number): boolean {
  for (let k = from; k < end; k++) if (s.taken[k] === 1) return false;
  const plain = AMBIGUOUS.has(lowerOf(s, from)) || (cueOf(s, from) & (FUNCTION | NEVER)) !== 0;
  if (end - from === 1 && plain && s.shape[from] !== UPPER)
    return (cueOf(s, from - 1) & INSIDE) !== 0 || livesIn(s, from);
  if (end - from === 1 && s.shape[from] === UPPER && ((s.line[from] as number) & CODE_LINE) !== 0) return false;
  if (s.gap[end] === 1 && (s.kind[end] === NUMBER || (isCapital(s, end) && s.place[end] === 0))) {
    const next = (s.lex[end] as number) & IS_WORD;
    return next === 0 && ((s.line[from] as number) & TITLE_LINE) === 0;
  }
  return true;
}

/** `moved to X`, `lives in X`. */
function livesIn(s: Stretch, i: number): boolean {
  const word = lowerOf(s, i - 1);
  if (!/^(?:in|to|from|en|a|near|at)$/.test(word)) return lowerOf(s, i - 1) === "visit" && !opensSentence(s, i);
  if ((cueOf(s, i) & (NEVER | FUNCTION | TITLE)) !== 0 || ((s.lex[i] as number) & IS_WORD) !== 0) return false;
  const before = lowerOf(s, i - 2);
  const there =
    word === "in" && (before === "am" || before === "i'm" || (before === "up" && lowerOf(s, i - 3) === "grew"));
  return (there || (cueOf(s, i - 2) & LIVES) !== 0) && !isMark(s, i + 1, "'’");
}
