// From a text to tokens that know where they stand in it, in UTF-16 units. The library's own `encode` does not say, and takes
// the special tokens of a model for special when they stand in a text; here they are text.

import { ClosemaskError } from "../../errors.ts";
import { createFold, type Folded } from "./folded.ts";
import type { Tokenizer } from "./runtime.ts";
import type { Surface } from "./surface.ts";

/** Columns, one row a token. */
export interface Tokens {
  readonly ids: readonly number[];
  /** Range in the text, `[start, end)`. Pieces of one character share its range. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** 1 where a word begins. */
  readonly firsts: readonly number[];
}

/** Ids of a word's pieces, and where each ends in the word, in UTF-16 units. */
interface Pieces {
  readonly ids: readonly number[];
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** UTF-16 units that are cut into tokens at once. A cut stands where words part, when there is such a place. */
const BLOCK = 4096;
/** Words remembered with their pieces, and the longest of them. */
const REMEMBERED = 20_000;
const REMEMBERED_LENGTH = 32;
const encoder = new TextEncoder();

/** Blocks of tokens in the order of the text, so that the caller can let others work between two of them. */
export type Tokenize = (text: string) => Generator<Tokens>;

export function createTokenize(tokenizer: Tokenizer, surface: Surface): Tokenize {
  const { normalizer, pre_tokenizer: split, model } = tokenizer;
  const fold = createFold(normalizer === null ? null : (text) => normalizer(text));
  const unknown = model.unk_token_id;
  const known = new Map<string, Pieces>();

  function piecesOf(word: string): Pieces {
    const found = known.get(word);
    if (found !== undefined) return found;
    const names = model([word]);
    const ids = names.map((name) => idOf(name));
    const made = { ids, ...placePieces(names, ids, surface.word(word)) };
    if (word.length <= REMEMBERED_LENGTH) {
      if (known.size >= REMEMBERED) known.clear();
      known.set(word, made);
    }
    return made;
  }

  function idOf(name: string): number {
    const id = tokenizer.token_to_id(name) ?? unknown;
    if (id === undefined) throw new ClosemaskError("ner", "the model's tokenizer has no id for one of its tokens");
    return id;
  }

  /** Where the pieces stand in their word; all of it for each where they cannot be told apart. */
  function placePieces(names: readonly string[], ids: readonly number[], word: string): Omit<Pieces, "ids"> {
    const bytes = encoder.encode(word);
    const cuts = placeBytes(names, ids, bytes);
    if (cuts === null) return { from: names.map(() => 0), to: names.map(() => word.length) };
    const { starts, ends } = charactersOf(word, bytes.length);
    return {
      from: names.map((_, i) => starts[cuts[i] as number] as number),
      to: names.map((_, i) => ends[Math.max(cuts[i] as number, (cuts[i + 1] as number) - 1)] as number),
    };
  }

  function placeBytes(names: readonly string[], ids: readonly number[], word: Uint8Array): number[] | null {
    const cuts = [0];
    let at = 0;
    for (const [i, name] of names.entries()) {
      const bytes = surface.bytes(name, i === 0);
      if (isAt(word, at, bytes)) at += bytes.length;
      else if (ids[i] === unknown) {
        // Goes on to where the next known piece begins.
        const next = names[i + 1];
        at = next === undefined ? word.length : find(word, at + 1, surface.bytes(next, false));
        if (at < 0) return null;
      } else return null;
      cuts.push(at);
    }
    return at === word.length ? cuts : null;
  }

  function tokensOf(text: string, base: number): Tokens {
    const folded = fold(text);
    const tokens = { ids: [] as number[], starts: [] as number[], ends: [] as number[], firsts: [] as number[] };
    if (folded.text === "") return tokens;
    let cursor = 0;
    for (const word of split === null ? [folded.text] : split(folded.text, { section_index: 0 })) {
      const place = placeWord(folded.text, cursor, surface.word(word));
      const pieces = piecesOf(word);
      cursor = place.end;
      for (const [i, id] of pieces.ids.entries()) {
        const from = place.units[pieces.from[i] as number] as number;
        const to = place.units[(pieces.to[i] as number) - 1] as number;
        tokens.ids.push(id);
        tokens.starts.push(base + startIn(folded, from));
        tokens.ends.push(base + endIn(folded, Math.max(from, to)));
        tokens.firsts.push(i === 0 ? 1 : 0);
      }
    }
    return tokens;
  }

  return function* tokenize(text) {
    // A half of a pair is no character; what replaces it is as long.
    const whole = text.toWellFormed();
    for (let start = 0; start < whole.length; ) {
      const end = cutAfter(whole, start);
      yield tokensOf(whole.slice(start, end), start);
      start = end;
    }
  };
}

/**
 * Finds a word in the folded text from `cursor` on: the unit of each of its letters. Space may have been added before the word,
 * or dropped.
 * @throws ClosemaskError `ner` when it does not stand there
 */
function placeWord(text: string, cursor: number, word: string): { units: number[]; end: number } {
  const units: number[] = [];
  let at = cursor;
  for (let i = 0; i < word.length; i++) {
    const letter = word[i] as string;
    if (letter !== text[at] && !isSpace(letter)) while (at < text.length && isSpace(text[at] as string)) at++;
    if (letter === text[at]) units.push(at++);
    // Space that stands nowhere belongs to what follows.
    else if (isSpace(letter)) units.push(Math.min(at, text.length - 1));
    else throw new ClosemaskError("ner", "the model's tokenizer changes texts in a way that cannot be followed");
  }
  return { units, end: at };
}

function startIn({ from }: Folded, unit: number): number {
  return from === undefined ? unit : (from[unit] as number);
}

function endIn({ to }: Folded, unit: number): number {
  return to === undefined ? unit + 1 : (to[unit] as number);
}

function isSpace(letter: string): boolean {
  return /\s/u.test(letter);
}

/** For each byte of a word, where the character that it belongs to starts and ends. */
function charactersOf(word: string, length: number): { starts: number[]; ends: number[] } {
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const character of word) {
    const size = encoder.encode(character).length;
    for (let i = 0; i < size; i++) {
      starts.push(at);
      ends.push(at + character.length);
    }
    at += character.length;
  }
  // A piece without bytes at the end of the word.
  if (starts.length === length) starts.push(at);
  ends.push(at);
  return { starts, ends };
}

function isAt(bytes: Uint8Array, at: number, piece: Uint8Array): boolean {
  if (at + piece.length > bytes.length) return false;
  for (let i = 0; i < piece.length; i++) if (bytes[at + i] !== piece[i]) return false;
  return true;
}

function find(bytes: Uint8Array, from: number, piece: Uint8Array): number {
  for (let at = from; at + piece.length <= bytes.length; at++) if (isAt(bytes, at, piece)) return at;
  return -1;
}

/** Where a block that starts at `start` ends: before a space if there is one, else behind a mark, else where it is full. */
function cutAfter(text: string, start: number): number {
  const full = start + BLOCK;
  if (full >= text.length) return text.length;
  let mark = -1;
  for (let at = full; at > start + BLOCK / 2; at--) {
    // Not within a run of spaces: tokenizers take such a run as one.
    if (isSpace(text[at] as string) && !isSpace(text[at - 1] as string)) return at;
    if (mark < 0 && /[\u3000-\u303f\uff00-\uff0f\uff1a-\uff1f]/.test(text[at - 1] as string)) mark = at;
  }
  if (mark > 0) return mark;
  // Neither inside a pair nor before a mark that belongs to the character before.
  let at = full;
  while (at > start + BLOCK / 2 && /^[\udc00-\udfff]|^\p{M}|^\u200d/u.test(text.slice(at, at + 2))) at--;
  return at;
}
