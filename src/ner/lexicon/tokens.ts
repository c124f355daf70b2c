// A stretch of text as words, numbers and marks, with what the word lists know of each word. Reads every character once; judges
// nothing. The arrays are used again for the next stretch.

import { cueTable } from "./cues.ts";
import { COMMON, GIVEN, NAME, SURNAME, WORD } from "./latin.gen.ts";
import {
  C_BREAK,
  C_DIGIT,
  C_FOREIGN,
  C_HAN,
  C_LETTER,
  C_SPACE,
  C_UPPER,
  classTable,
  domainEnd,
  inCode,
  numberEnd,
  wordEnd,
} from "./letters.ts";
import { createWordSet, hashWord } from "./word-set.ts";

export const WORDS = 1;
export const NUMBER = 2;
export const MARK = 3;
export const BREAK = 4;
export const HAN = 5;
/** Letters of another script. */
export const OTHER = 6;
/** Letters with digits or underscores, and words that stand in code or in a path. */
export const CODE = 7;
export const MAIL = 8;

/** How a word is written. */
export const LOWER = 0;
export const CAPITAL = 1;
export const UPPER = 2;
export const MIXED = 3;
export const INITIAL = 4;

/** What the lists know of a word. */
export const IS_GIVEN = 1;
export const IS_SURNAME = 2;
export const IS_NAME = 4;
export const IS_WORD = 8;
export const IS_COMMON = 16;
export const NAMED = IS_GIVEN | IS_SURNAME | IS_NAME;

export interface Tokens {
  readonly text: string;
  readonly count: number;
  readonly kind: Uint8Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly shape: Uint8Array;
  readonly hash: Int32Array;
  /** Bits of cues.ts. */
  readonly cue: Int32Array;
  readonly lex: Uint8Array;
  /** Columns between a token and the one before: 0, 1, or 2 for more. */
  readonly gap: Uint8Array;
}

/** Most tokens of one stretch. */
export const MOST = 4096;

/** Reads stretches of texts. Build it once: its lists take some milliseconds. */
export interface Tokenizer {
  /** Tokens of `text` from `from` on, up to a line's end near the limit; `next` is where the following stretch begins. */
  read(text: string, from: number): { readonly tokens: Tokens; readonly next: number };
  /** What the lists know of a word. */
  look(hash: number): number;
}

export function createTokenizer(): Tokenizer {
  const kinds = classTable();
  const cues = cueTable();
  const sets = [GIVEN, SURNAME, NAME, WORD, COMMON].map(createWordSet) as [
    WordSets,
    WordSets,
    WordSets,
    WordSets,
    WordSets,
  ];
  const look = (hash: number): number => {
    const word = sets[3].has(hash);
    const given = sets[0].has(hash) ? IS_GIVEN : 0;
    const surname = sets[1].has(hash) ? IS_SURNAME : 0;
    if (word) return given | surname | IS_WORD | (sets[4].has(hash) ? IS_COMMON : 0);
    return given | surname | (sets[2].has(hash) ? IS_NAME : 0);
  };
  const kind = new Uint8Array(MOST);
  const start = new Int32Array(MOST);
  const end = new Int32Array(MOST);
  const shape = new Uint8Array(MOST);
  const hash = new Int32Array(MOST);
  const cue = new Int32Array(MOST);
  const lex = new Uint8Array(MOST);
  const gap = new Uint8Array(MOST);

  const read: Tokenizer["read"] = (text, from) => {
    let count = 0;
    let at = from;
    let space = 0;
    const put = (what: number, to: number): void => {
      kind[count] = what;
      start[count] = at;
      end[count] = to;
      gap[count] = Math.min(space, 2);
      shape[count] = LOWER;
      hash[count] = 0;
      cue[count] = 0;
      lex[count] = 0;
      count++;
      space = 0;
      at = to;
    };
    while (at < text.length && count < MOST) {
      const code = text.charCodeAt(at);
      const type = kinds[code] as number;
      if (type === C_SPACE) {
        space += code === 0x09 ? 2 : 1;
        at++;
      } else if (type === C_LETTER || type === C_UPPER) {
        const to = wordEnd(text, at, kinds);
        const first = count;
        put(WORDS, to);
        readWord(text, first);
      } else if (type === C_DIGIT) put(NUMBER, numberEnd(text, at, kinds));
      else if (type === C_HAN || type === C_FOREIGN) {
        let to = at + 1;
        while (to < text.length && kinds[text.charCodeAt(to)] === type) to++;
        put(type === C_HAN ? HAN : OTHER, to);
      } else if (type === C_BREAK) {
        put(BREAK, at + 1);
        if (count > MOST - 512) break;
      } else if (code === 0x40 && isMail(text)) {
        let first = count;
        while (first > 0 && isLocalPart(text, first - 1, first === count ? at : (start[first] as number))) first--;
        const begin = start[first] as number;
        const before = gap[first] as number;
        count = first;
        const to = domainEnd(text, at + 1, kinds);
        at = begin;
        space = before;
        put(MAIL, to);
      } else put(MARK, at + 1);
    }
    return { tokens: { text, count, kind, start, end, shape, hash, cue, lex, gap }, next: at };

    function isMail(whole: string): boolean {
      const next = kinds[whole.charCodeAt(at + 1)];
      return (
        space === 0 && count > 0 && isLocalPart(whole, count - 1, at) && next !== undefined && next >= 1 && next <= 3
      );
    }
  };

  /** Whether a token may belong to what stands before an @, without a gap behind it. */
  function isLocalPart(text: string, token: number, follower: number): boolean {
    if (end[token] !== follower) return false;
    const what = kind[token];
    if (what === WORDS || what === CODE || what === NUMBER) return true;
    return what === MARK && "._+-%".includes(text[start[token] as number] as string);
  }

  function readWord(text: string, token: number): void {
    const from = start[token] as number;
    const to = end[token] as number;
    let uppers = 0;
    let hyphen = 0;
    let firstHyphen = 0;
    let plain = true;
    for (let i = from; i < to; i++) {
      const code = text.charCodeAt(i);
      const type = kinds[code];
      if (type === C_UPPER) uppers++;
      else if (type === C_DIGIT || code === 0x5f) plain = false;
      else if (code === 0x2d) {
        hyphen = i;
        if (firstHyphen === 0) firstHyphen = i;
      }
    }
    const capital = kinds[text.charCodeAt(from)] === C_UPPER;
    const h = hashWord(text, from, to);
    hash[token] = h;
    if (!plain) {
      kind[token] = CODE;
      const cut = text.indexOf("_", from);
      cue[token] = cues.get(h) ?? 0;
      if (cut > from && cut < to) {
        const last = text.lastIndexOf("_", to - 1);
        cue[token] = (cues.get(hashWord(text, from, cut)) ?? 0) | (cues.get(hashWord(text, last + 1, to)) ?? 0);
      }
      return;
    }
    cue[token] = cues.get(h) ?? 0;
    if (inCode(text, from, to)) {
      kind[token] = CODE;
      return;
    }
    if (!capital)
      shape[token] = uppers === 0 ? LOWER : uppers === 1 && PREFIXED.test(text.slice(from, to)) ? CAPITAL : MIXED;
    else if (to - from === 1) shape[token] = INITIAL;
    else if (uppers === 1) shape[token] = CAPITAL;
    else shape[token] = shapeOf(text, from, to, uppers, hyphen > 0);
    lex[token] = look(h);
    if (hyphen > 0 && (lex[token] as number) === 0) {
      const head = look(hashWord(text, from, firstHyphen));
      const tail = look(hashWord(text, hyphen + 1, to));
      lex[token] = (head & tail & (IS_WORD | IS_COMMON)) | ((head | tail) & NAMED);
      if ((head & NAMED) === 0 && (head & IS_WORD) !== 0) lex[token] = (lex[token] as number) | IS_WORD;
    }
  }

  /** A word with several capitals. */
  function shapeOf(text: string, from: number, to: number, uppers: number, hyphened: boolean): number {
    let letters = 0;
    let inner = 0;
    for (let i = from; i < to; i++) {
      const type = kinds[text.charCodeAt(i)];
      if (type === C_UPPER || type === C_LETTER) letters++;
      if (type === C_UPPER && i > from) {
        const before = text[i - 1] as string;
        if (before !== "-" && before !== "'" && before !== "’") inner++;
      }
    }
    if (uppers === letters) return UPPER;
    if (inner === 0) return CAPITAL;
    const word = text.slice(from, to);
    return inner === 1 && /^(?:Ma?c|De|Di|Le|La|Van|Fitz|Du|O)\p{Lu}\p{Ll}+$/u.test(word) && !hyphened
      ? CAPITAL
      : MIXED;
  }

  return { read, look };
}

/** `al-Saud`, `d'Alembert`: the article of a name. */
const PREFIXED = /^(?:(?:al|el|ad|as|ash|ar|an|ibn|bin|abu)-|[dl]['’])\p{Lu}/u;

type WordSets = ReturnType<typeof createWordSet>;
