// Words that end right before a point of the text, compared backwards over its bytes, all at once: where none stands, a byte
// or two say so, and no string is made.

import { LETTER } from "../charset.ts";

/** A word as it may end. */
interface Ending {
  /** Its UTF-8, folded; a space stands for one of ` `, `_` and `-`, or for nothing. */
  readonly bytes: Uint8Array;
  /** No letter may stand before it, or behind it. */
  readonly opens: boolean;
  readonly closes: boolean;
}

/** Words by their last bytes, folded. Those of one are read when a text has it first: most texts have few of them. */
export interface Endings {
  readonly words: readonly (readonly string[] | undefined)[];
  readonly read: (word: string) => Ending;
  readonly trees: (Tree | undefined)[];
}

/** Words with the same last byte as a tree from there on. Nodes are numbers from ROOT on, that of the last byte; 0 stands for none. */
interface Tree {
  /** By node: its byte, the first one before it, the next beside it. */
  readonly letters: Uint8Array;
  readonly inner: Int32Array;
  readonly beside: Int32Array;
  /** By node: bits of what words begin there, see `bitOf`; 0 where none does. */
  readonly words: Uint8Array;
}

const ROOT = 1;
const SPACE = 0x20;
const HYPHEN = 0x2d;
const UNDERSCORE = 0x5f;

/** Capitals to small letters, of ASCII and of Latin-1: bytes are compared as an expression would, that ignores case. */
const FOLD = Uint8Array.from({ length: 256 }, (_, byte) => {
  const capital = (byte >= 0x41 && byte <= 0x5a) || (byte >= 0xc0 && byte <= 0xde && byte !== 0xd7);
  return capital ? byte + 0x20 : byte;
});

/** Makes an ending of a word; `opens` and `closes` say whether it begins and ends as a word of its own. */
export function ending(word: string, opens: boolean, closes: boolean): Ending {
  const bytes = encoder.encode(word);
  for (let i = 0; i < bytes.length; i++) bytes[i] = FOLD[bytes[i] as number] as number;
  return { bytes, opens, closes };
}

const encoder = new TextEncoder();

/** Bits of words that count wherever they stand, that close, that open, that do both. */
function bitOf({ opens, closes }: Ending): number {
  return 1 << ((opens ? 2 : 0) + (closes ? 1 : 0));
}
const NOT_CLOSING = 0b0101;
const NOT_OPENING = 0b0011;
const ALL = 0b1111;

/** Words, and what `ending` makes of each. A star behind a word is no part of it. */
export function endings(list: readonly string[], read: (word: string) => Ending): Endings {
  const words: string[][] = [];
  for (const word of list) {
    const last = FOLD[lastByte(word)] as number;
    const alike = words[last];
    if (alike === undefined) words[last] = [word];
    else alike.push(word);
  }
  return { words, read, trees: [] };
}

function lastByte(word: string): number {
  const last = word.charCodeAt(word.length - 1);
  const code = last === STAR ? word.charCodeAt(word.length - 2) : last;
  // The last byte of UTF-8 has the last six bits of a character, and of the second half of a pair.
  return code < 0x80 ? code : 0x80 | (code & 0x3f);
}

const STAR = 0x2a;

/** The words that end in the byte before `at`, null where there are none. */
function treeBefore(endings: Endings, bytes: Uint8Array, least: number, at: number): Tree | null {
  if (at <= least) return null;
  const last = FOLD[bytes[at - 1] as number] as number;
  const tree = endings.trees[last];
  if (tree !== undefined) return tree;
  const words = endings.words[last];
  if (words === undefined) return null;
  const made = treeOf(words.map(endings.read));
  endings.trees[last] = made;
  return made;
}

function treeOf(list: readonly Ending[]): Tree {
  const letters = [0, 0];
  const inner = [0, 0];
  const beside = [0, 0];
  const words = [0, 0];
  for (const entry of list) {
    const { bytes } = entry;
    letters[ROOT] = bytes.at(-1) as number;
    let node = ROOT;
    for (let k = bytes.length - 2; k >= 0; k--) {
      const letter = bytes[k] as number;
      let next = inner[node] as number;
      while (next !== 0 && letters[next] !== letter) next = beside[next] as number;
      if (next === 0) {
        next = letters.push(letter) - 1;
        inner.push(0);
        words.push(0);
        beside.push(inner[node] as number);
        inner[node] = next;
      }
      node = next;
    }
    words[node] = (words[node] as number) | bitOf(entry);
  }
  return {
    letters: Uint8Array.from(letters),
    inner: Int32Array.from(inner),
    beside: Int32Array.from(beside),
    words: Uint8Array.from(words),
  };
}

/** Where words begin that were found, some perhaps twice. Used again by the next call; more than have room are not to be. */
export const begins = new Int32Array(256);
let count = 0;

/** True when one of the words ends before `at`. Looks at `[least, to)` only. */
export function endsIn(words: Endings, bytes: Uint8Array, least: number, at: number, to: number): boolean {
  const tree = treeBefore(words, bytes, least, at);
  if (tree === null) return false;
  count = 0;
  walk(tree, ROOT, bytes, least, at - 1, at < to && LETTER[bytes[at] as number] === 1 ? NOT_CLOSING : ALL, true);
  return count > 0;
}

/** Puts where words begin that end before `at` into `begins`; returns how many. */
export function findBegins(words: Endings, bytes: Uint8Array, least: number, at: number, to: number): number {
  const tree = treeBefore(words, bytes, least, at);
  if (tree === null) return 0;
  count = 0;
  walk(tree, ROOT, bytes, least, at - 1, at < to && LETTER[bytes[at] as number] === 1 ? NOT_CLOSING : ALL, false);
  return count;
}

/** True when `[start, end)` is one of the words, in any case. */
export function isOneOf(words: Endings, bytes: Uint8Array, start: number, end: number): boolean {
  const found = findBegins(words, bytes, start, end, end);
  for (let k = 0; k < found; k++) if (begins[k] === start) return true;
  return false;
}

/** From a node on, whose byte stands at `at`. `bits` are those of words that may end where these do; `any`: one is enough. */
function walk(
  tree: Tree,
  from: number,
  bytes: Uint8Array,
  least: number,
  at: number,
  bits: number,
  any: boolean,
): void {
  const { letters, inner, beside, words } = tree;
  let node = from;
  let i = at;
  for (;;) {
    const found = (words[node] as number) & bits;
    if (found !== 0) {
      const inWord = i > least && LETTER[bytes[i - 1] as number] === 1;
      if (!inWord || (found & NOT_OPENING) !== 0) begins[count++] = i;
      if (any && count > 0) return;
    }
    const byte = i > least ? (bytes[i - 1] as number) : 0;
    const folded = FOLD[byte] as number;
    let next = 0;
    for (let k = inner[node] as number; k !== 0; k = beside[k] as number) {
      const letter = letters[k] as number;
      if (letter === SPACE) {
        const isBlank = byte === SPACE || byte === UNDERSCORE || byte === HYPHEN;
        walk(tree, k, bytes, least, isBlank ? i - 1 : i, bits, any);
        if (any && count > 0) return;
      } else if (letter === folded) next = k;
    }
    if (next === 0) return;
    node = next;
    i--;
  }
}
