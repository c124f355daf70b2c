// A stretch of text as words, numbers and marks, with what the word lists know of each word. Reads every character once; judges
// nothing. The arrays are used again for the next stretch.

import { cueTable } from "./cues.ts";
import { COMMON, GIVEN, NAME, SURNAME, WORD } from "./latin.gen.ts";
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

const C_OTHER = 0;
const C_LETTER = 1;
const C_UPPER = 2;
const C_DIGIT = 3;
const C_SPACE = 4;
const C_BREAK = 5;
const C_HAN = 6;
const C_FOREIGN = 7;

let classes: Uint8Array | undefined;

/** Class of each unit of the basic plane. Surrogates are marks. */
function classTable(): Uint8Array {
  if (classes !== undefined) return classes;
  const table = new Uint8Array(0x10000);
  const fill = (from: number, to: number, kind: number): void => {
    table.fill(kind, from, to + 1);
  };
  fill(0x370, 0x1dff, C_FOREIGN);
  fill(0x1f00, 0x1fff, C_FOREIGN);
  fill(0x3041, 0x30fa, C_FOREIGN);
  fill(0x30fc, 0x30ff, C_FOREIGN);
  fill(0xac00, 0xd7a3, C_FOREIGN);
  fill(0x3400, 0x9fff, C_HAN);
  fill(0xf900, 0xfaff, C_HAN);
  table[0x3007] = C_HAN;
  fill(0x300, 0x36f, C_LETTER);
  for (const [from, to] of [
    [0x41, 0x24f],
    [0x1e00, 0x1eff],
  ] as const)
    for (let code = from; code <= to; code++) {
      const letter = String.fromCharCode(code);
      if (/\p{L}/u.test(letter)) table[code] = /\p{Lu}/u.test(letter) ? C_UPPER : C_LETTER;
    }
  fill(0x30, 0x39, C_DIGIT);
  for (const code of [0x20, 0x09, 0xa0, 0x3000, 0x2009, 0x202f]) table[code] = C_SPACE;
  for (const code of [0x0a, 0x0d, 0x2028, 0x2029]) table[code] = C_BREAK;
  classes = table;
  return table;
}

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
  const sets = [GIVEN, SURNAME, NAME, WORD, COMMON].map(createWordSet) as [WordSets, WordSets, WordSets, WordSets, WordSets];
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
      gap[count] = space > 2 ? 2 : space;
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
      return space === 0 && count > 0 && isLocalPart(whole, count - 1, at) && next !== undefined && next >= 1 && next <= 3;
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
    if (!capital) shape[token] = uppers === 0 ? LOWER : uppers === 1 && PREFIXED.test(text.slice(from, to)) ? CAPITAL : MIXED;
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
    return inner === 1 && /^(?:Ma?c|De|Di|Le|La|Van|Fitz|Du|O)\p{Lu}\p{Ll}+$/u.test(word) && !hyphened ? CAPITAL : MIXED;
  }

  return { read, look };
}

/** `al-Saud`, `d'Alembert`: the article of a name. */
const PREFIXED = /^(?:(?:al|el|ad|as|ash|ar|an|ibn|bin|abu)-|[dl]['’])\p{Lu}/u;

type WordSets = ReturnType<typeof createWordSet>;

/** Letters, digits, underscores, and single apostrophes and hyphens between letters. */
function wordEnd(text: string, from: number, kinds: Uint8Array): number {
  let i = from + 1;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const type = kinds[code] as number;
    if ((type >= C_LETTER && type <= C_DIGIT) || code === 0x5f) continue;
    if (code !== 0x27 && code !== 0x2019 && code !== 0x2d) break;
    const next = kinds[text.charCodeAt(i + 1)];
    if (next !== C_LETTER && next !== C_UPPER) break;
    if (code !== 0x2d && isPossessive(text, i + 1, kinds)) break;
  }
  return i;
}

/** The s of a possessive: it is no part of the name. */
function isPossessive(text: string, at: number, kinds: Uint8Array): boolean {
  const code = text.charCodeAt(at) | 0x20;
  const after = kinds[text.charCodeAt(at + 1)];
  return code === 0x73 && after !== C_LETTER && after !== C_UPPER && after !== C_DIGIT;
}

function numberEnd(text: string, from: number, kinds: Uint8Array): number {
  let i = from + 1;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    const type = kinds[code] as number;
    if (type === C_DIGIT || type === C_LETTER || type === C_UPPER || code === 0x5f) i++;
    else if ((code === 0x2d || code === 0x2f) && kinds[text.charCodeAt(i + 1)] === C_DIGIT) i++;
    else break;
  }
  return i;
}

function domainEnd(text: string, from: number, kinds: Uint8Array): number {
  let i = from;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    const type = kinds[code] as number;
    if (type >= C_LETTER && type <= C_DIGIT) i++;
    else if ((code === 0x2e || code === 0x2d) && isAlnum(kinds, text.charCodeAt(i + 1))) i++;
    else break;
  }
  return i;
}

function isAlnum(kinds: Uint8Array, code: number): boolean {
  const type = kinds[code] ?? 0;
  return type >= C_LETTER && type <= C_DIGIT;
}

/** Marks beside a word that belong to code and paths. */
const CODE_MARKS = "_/\\#$%*+~^|`&";

function inCode(text: string, from: number, to: number): boolean {
  const kinds = classTable();
  const before = text[from - 1] ?? " ";
  const after = text[to] ?? " ";
  const single = to - from === 1;
  if (CODE_MARKS.includes(before) && !(before === "|" || before === "*" || before === "`" || before === "&")) return true;
  if (CODE_MARKS.includes(after) && !(after === "|" || after === "*" || after === "`" || after === "&")) return after !== "\\" || !/[nrt]/.test(text[to + 1] ?? "");
  if (before === "." && !single && isAlnum(kinds, text.charCodeAt(from - 2)))
    return !(from === 3 || !isAlnum(kinds, text.charCodeAt(from - 3)));
  if (before === "@") return isAlnum(kinds, text.charCodeAt(from - 2));
  if (before === "<") return after === ">" || after === "/";
  if (before === "-" && text[from - 2] === "-") return true;
  if (before === ":" && (text[from - 2] === ":" || isAlnum(kinds, text.charCodeAt(from - 2)) && after === ":")) return true;
  if (after === "(" || after === "[") return true;
  if (after === ":" && (text[to + 1] === ":" || text[to + 1] === "/")) return true;
  if (after === "." && !single) return isAlnum(kinds, text.charCodeAt(to + 1)) && !(kinds[text.charCodeAt(to + 1)] === C_UPPER && (text[to + 2] ?? " ") === " ");
  return false;
}
