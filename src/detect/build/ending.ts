// Words that end right before a point of the text, compared backwards over its bytes: where none stands, the last byte alone
// says so, and no string is made.

import { LETTER } from "../charset.ts";

/** A word as it may end. */
interface Ending {
  /** Its UTF-8, folded; a space stands for one of ` `, `_` and `-`, or for nothing. */
  readonly bytes: Uint8Array;
  /** No letter may stand before it, or behind it. */
  readonly opens: boolean;
  readonly closes: boolean;
}

/** Words by their last byte, folded. */
export type Endings = readonly (readonly Ending[] | undefined)[];

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

export function endings(list: readonly Ending[]): Endings {
  const byLast: Ending[][] = [];
  for (const entry of list) {
    const last = entry.bytes[entry.bytes.length - 1] as number;
    byLast[last] ??= [];
    byLast[last].push(entry);
  }
  return Array.from({ length: 256 }, (_, byte) => byLast[byte]);
}

/** True when `[start, end)` is one of the words, in any case. */
export function isOneOf(words: Endings, bytes: Uint8Array, start: number, end: number): boolean {
  const list = end > start ? endingIn(words, bytes, end) : undefined;
  if (list === undefined) return false;
  for (let k = 0; k < list.length; k++) if (beginOf(list[k] as Ending, bytes, start, end, end) === start) return true;
  return false;
}

/** The words that end in the byte before `at`. */
export function endingIn(words: Endings, bytes: Uint8Array, at: number): readonly Ending[] | undefined {
  return words[FOLD[bytes[at - 1] as number] as number];
}

/** Where the word begins when it ends before `at`; -1 when it does not. Looks at `[least, to)` only. */
export function beginOf(
  { bytes: word, opens, closes }: Ending,
  bytes: Uint8Array,
  least: number,
  at: number,
  to: number,
): number {
  if (closes && at < to && LETTER[bytes[at] as number] === 1) return -1;
  let i = at;
  for (let k = word.length - 1; k >= 0; k--) {
    const letter = word[k] as number;
    const byte = i > least ? (bytes[i - 1] as number) : 0;
    if (letter === SPACE) {
      if (byte === SPACE || byte === UNDERSCORE || byte === HYPHEN) i--;
    } else if (FOLD[byte] === letter) i--;
    else return -1;
  }
  return opens && i > least && LETTER[bytes[i - 1] as number] === 1 ? -1 : i;
}
