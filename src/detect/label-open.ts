// Whether a name that says what follows it may be given a value: what rules/assignment.ts asks first, so that gates can ask it
// too. It may say yes where the rule says no, never the other way round; wasm/label.ts has it a second time.

import { attribute } from "./build/join-pair.ts";
import { isDigit, isLetter, isWord } from "./byte.ts";

/** A stretch of text, and what a gate says of names in it. */
export interface Labels {
  readonly bytes: Uint8Array;
  readonly lo: number;
  readonly hi: number;
  /** Bytes of a name, and those that may follow one. */
  readonly isName: (byte: number) => boolean;
  readonly follows: (byte: number) => boolean;
  /** See `labelWords`. */
  readonly words: Uint8Array;
}

/** Bytes of the beginning of a verb that count, how many verbs there may be, and the letters of a word before a name. */
const HEAD = 4;
const VERBS_MOST = 16;
const AHEAD = 8;

/**
 * The beginnings of verbs, in four bytes each, and the words before `key` that make it a key of something else, in eight bytes
 * each; what a shorter one lacks is zero, and so is the last. Longer words are left out.
 */
export function labelWords(verbs: Iterable<string>, ahead: Iterable<string>): Uint8Array {
  const heads = [...new Set([...verbs].map((verb) => (verb.split(" ")[0] as string).slice(0, HEAD)))];
  const plain = heads.filter((head) => /^[a-z]+$/.test(head));
  const short = [...ahead].filter((word) => word.length <= AHEAD);
  if (plain.length > VERBS_MOST) throw new RangeError("too many verbs behind a name");
  const words = new Uint8Array(HEAD * VERBS_MOST + AHEAD * (short.length + 1));
  for (const [k, head] of plain.entries()) words.set(Buffer.from(head), HEAD * k);
  for (const [k, word] of short.entries()) words.set(Buffer.from(word), HEAD * VERBS_MOST + AHEAD * k);
  return words;
}

const NEWLINE = 10;
const TAB = 9;
const SPACE = 0x20;
const BANG = 0x21;
const DOLLAR = 0x24;
const PERCENT = 0x25;
const AMPERSAND = 0x26;
const OPEN = 0x28;
const CLOSE = 0x29;
const STAR = 0x2a;
const PLUS = 0x2b;
const COMMA = 0x2c;
const HYPHEN = 0x2d;
const DOT = 0x2e;
const SLASH = 0x2f;
const COLON = 0x3a;
const SEMICOLON = 0x3b;
const LESS = 0x3c;
const EQUALS = 0x3d;
const GREATER = 0x3e;
const QUESTION = 0x3f;
const SQUARE = 0x5b;
const BACKSLASH = 0x5c;
const CLOSED = 0x5d;
const BRACE = 0x7b;
const BAR = 0x7c;
const BEYOND = 0x80;

const NAME_MOST = 64;
/** Bytes behind a name in which a value without operator shows a digit. */
const VALUE_HEAD = 40;
/** Quotes and brackets that close a name, and white space behind it, at most. */
const CLOSING_MOST = 8;
const SPACES_MOST = 24;

/** True when the name around the anchor `[at, end)` may be given a value, or compared with one. */
export function isLabel(text: Labels, at: number, end: number): boolean {
  const { bytes, lo, hi } = text;
  const inside = isWord(bytes[at] as number) ? at : at + 1;
  let word = inside;
  while (word > lo && inside - word < NAME_MOST && isWord(bytes[word - 1] as number)) word--;
  let start = word;
  while (start > lo && inside - start < NAME_MOST && text.isName(bytes[start - 1] as number)) start--;
  // The tail of an escape may lie before the name: where it begins is not known then.
  const hidden = start > lo && isEscape(bytes[start - 1] as number);
  while (start < inside && (bytes[start] === HYPHEN || bytes[start] === DOT)) start++;
  let stop = nameEnd(text, inside);
  if (stop < end - 1) stop = nameEnd(text, end);
  if (!hidden && isKeyOfElse(text, start, stop)) return false;
  if (isCompared(bytes, lo, start)) return true;
  if (stop >= hi || !text.follows(bytes[stop] as number)) return false;
  if (bytes[stop] === SPACE && stop + 1 < hi && isPlain(bytes[stop + 1] as number))
    return mayGoOn(text, inside, word, stop);
  return isJoined(text, start, stop, hidden);
}

function nameEnd({ bytes, hi, isName }: Labels, from: number): number {
  const most = Math.min(hi, from + NAME_MOST);
  let i = from;
  while (i < most && isName(bytes[i] as number)) i++;
  while (i > from && (bytes[i - 1] === DOT || bytes[i - 1] === HYPHEN)) i--;
  return i;
}

/** `key` and nothing else, behind no word or one that makes it a key of something else. */
function isKeyOfElse({ bytes, lo, words }: Labels, start: number, stop: number): boolean {
  if (stop - start !== KEY.length || !KEY.every((letter, k) => ((bytes[start + k] as number) | 0x20) === letter))
    return false;
  if (start - 2 < lo || bytes[start - 1] !== SPACE || !isLetter(bytes[start - 2] as number)) return true;
  let from = start - 1;
  while (from > lo && start - 1 - from <= AHEAD && isLetter(bytes[from - 1] as number)) from--;
  const length = start - 1 - from;
  if (length > AHEAD) return false;
  for (let k = HEAD * VERBS_MOST; words[k] !== 0; k += AHEAD) {
    let i = 0;
    while (i < AHEAD && (words[k + i] as number) === (i < length ? (bytes[from + i] as number) | 0x20 : 0)) i++;
    if (i === AHEAD) return true;
  }
  return false;
}

const KEY = [...Buffer.from("key")];

/** `"…" == name`, `"…".equals(name`: the value stands before it. */
function isCompared(bytes: Uint8Array, lo: number, start: number): boolean {
  if (start - 2 < lo) return false;
  const before = bytes[start - 2] as number;
  if (bytes[start - 1] === OPEN) return METHOD_ENDS.includes(before | 0x20);
  if (bytes[start - 1] !== SPACE) return false;
  let i = start - 1;
  while (i > lo && start - 1 - i < 4 && (bytes[i - 1] === EQUALS || bytes[i - 1] === BANG)) i--;
  if (start - 1 - i < 2 || i === lo) return false;
  if (bytes[i - 1] === SPACE) i--;
  return i > lo && isQuote(bytes[i - 1] as number);
}

/** Last letters of the methods that compare. */
const METHOD_ENDS = [...Buffer.from("seq")];

/** A letter or digit behind the name and a space: a verb, or a value without operator. */
function mayGoOn({ bytes, lo, hi, words }: Labels, inside: number, word: number, stop: number): boolean {
  const before = word > lo ? (bytes[word - 1] as number) : 0;
  if (isVerb(words, bytes, stop + 1) || before === LESS || before === HYPHEN || isQuote(bytes[stop - 1] as number))
    return true;
  // What sets a longer word to the next one ends in a letter; settings that are read so have these lengths.
  if (word < inside && before === SPACE && word - 2 >= lo && isLetter(bytes[word - 2] as number)) return true;
  if (word < inside ? DIRECTIVE_LENGTHS.includes(stop - word) : stop - word === MASTERAUTH) return true;
  for (let i = stop + 1; i < hi && i < stop + VALUE_HEAD; i++) {
    const byte = bytes[i] as number;
    if (isDigit(byte)) return true;
    if (byte <= SPACE) {
      if (i + 1 < hi && bytes[i + 1] === EQUALS) return true;
      break;
    }
  }
  return before === SPACE && followsLogin(bytes, lo, word);
}

/** Lengths of the names of `directive` in rules/assignment-ahead.ts. */
const DIRECTIVE_LENGTHS = [6, 10, 11];
/** Length of the only one of them that is an anchor itself. */
const MASTERAUTH = 10;

function isVerb(words: Uint8Array, bytes: Uint8Array, at: number): boolean {
  for (let k = 0; k < HEAD * VERBS_MOST && words[k] !== 0; k += HEAD) {
    let i = 0;
    while (i < HEAD && words[k + i] !== 0 && ((bytes[at + i] as number) | 0x20) === words[k + i]) i++;
    if (i === HEAD || (words[k + i] === 0 && !isLetter(bytes[at + i] as number))) return true;
  }
  return false;
}

/** True where `login` and a word stand before the name, as in files of netrc. */
function followsLogin(bytes: Uint8Array, lo: number, name: number): boolean {
  let i = name - 1;
  const least = Math.max(lo, name - NAME_MOST);
  while (i > least && (bytes[i - 1] as number) > SPACE) i--;
  return (
    i - LOGIN.length >= lo && LOGIN.every((letter, k) => ((bytes[i - LOGIN.length + k] as number) | 0x20) === letter)
  );
}

const LOGIN = [...Buffer.from("login ")];

/** What closes the name, then an operator, or white space before a value: see build/join.ts. */
function isJoined({ bytes, lo, hi }: Labels, start: number, stop: number, hidden: boolean): boolean {
  let i = stop;
  let named = false;
  for (let k = 0; k < CLOSING_MOST; k++) {
    if (i >= hi) return false;
    const byte = bytes[i] as number;
    if (isQuote(byte)) named = true;
    else if (byte === BACKSLASH) {
      if (!isQuote(at(i + 1)) && at(i + 1) !== BACKSLASH) break;
    } else if (byte === SQUARE) {
      while (isWord(at(i + 1)) || at(i + 1) === DOLLAR) i++;
      if (at(i + 1) !== CLOSED) return false;
      i++;
    } else if (byte === AMPERSAND) {
      if (!QUOT.every((letter, q) => (q < 1 || q > 4 ? at(i + q) : at(i + q) | 0x20) === letter)) break;
      named = true;
      i += QUOT.length - 1;
    } else if (byte !== CLOSED && byte !== STAR && byte !== QUESTION) break;
    i++;
  }
  const closed = i;
  while (i - closed < SPACES_MOST && isSpace(at(i))) i++;
  if (i >= hi) return false;
  const spaced = i > closed;
  const byte = bytes[i] as number;
  const next = at(i + 1);
  const before = start > lo ? (bytes[start - 1] as number) : 0;
  if (byte === EQUALS || byte >= BEYOND || (byte === BANG && next === EQUALS)) return true;
  if (byte === COLON && (next !== COLON || COLONS.includes(at(i + 2)))) return true;
  if (byte === COMMA) {
    if (named || hidden || isUpper(bytes[start] as number) || before === BRACE || before === OPEN) return true;
    if (mayPair(i + 1)) return true;
  }
  if (byte === GREATER && !spaced) return named || hidden || before === LESS || before === COLON;
  if (byte === LESS && (spaced ? next === HYPHEN : next === SLASH)) return true;
  if (byte === BAR && (spaced || hidden || before === BAR)) return true;
  if (byte === QUESTION && spaced) return true;
  if (byte === CLOSE && named) return isSpace(next);
  if ((byte === PLUS || byte === DOT) && spaced && (next === EQUALS || next === byte)) return true;
  if (byte === PERCENT && !spaced) return next === 0x33;
  if (byte === OPEN && !spaced) return !named;
  if (byte === BRACE && (spaced ? next === SPACE : isQuote(next))) return true;
  if (!spaced) return false;
  if (named) return attribute(bytes, i, hi) > 0;
  if (hidden || before === LESS || before === HYPHEN) return true;
  return isPlain(byte) || byte === 0x5f || byte === DOLLAR || byte === BACKSLASH || isQuote(byte) || isSpace(byte);

  /** The byte at a place; a line end behind the text. */
  function at(place: number): number {
    return place < hi ? (bytes[place] as number) : NEWLINE;
  }

  /** True where `value`, `default` or `content` may follow. */
  function mayPair(from: number): boolean {
    let k = from;
    while (k - from < SPACES_MOST && (isSpace(at(k)) || isQuote(at(k)) || at(k) === BACKSLASH)) k++;
    return PAIR_HEADS.includes(at(k) | 0x20);
  }
}

/** What may stand behind two colons. */
const COLONS = [SPACE, COLON, EQUALS];
const QUOT = [...Buffer.from("&quot;")];
const PAIR_HEADS = [...Buffer.from("vdc")];

function isSpace(byte: number): boolean {
  return byte === SPACE || byte === TAB;
}

function isQuote(byte: number): boolean {
  return byte === 0x22 || byte === 0x27 || byte === 0x60;
}

function isPlain(byte: number): boolean {
  return isLetter(byte) || isDigit(byte);
}

function isUpper(byte: number): boolean {
  return byte >= 0x41 && byte <= 0x5a;
}

/** A byte that an escape may begin with. */
function isEscape(byte: number): boolean {
  return byte === BACKSLASH || byte === PERCENT || byte === SQUARE || byte === SEMICOLON;
}
