// Forms of values that only a provider's name gives away: runs of known alphabets and lengths, and fixed text between. Says
// what a form matches and how it is written in a table; who may use it is build/vendor.ts.

import {
  BASE62,
  BASE64,
  BASE64URL,
  type Charset,
  charset,
  DIGIT,
  HEX,
  LETTER,
  LOWER_ALNUM,
  LOWER_HEX,
  TOKEN,
  WORD,
} from "../charset.ts";
import { sample } from "./sample.ts";
import { type Part, type Run, run, UUID } from "./token.ts";

/** One form of a value. */
export interface Form {
  readonly parts: readonly Part[];
  /** Bytes it has at least. */
  readonly least: number;
  /** Digits only: an identifier rather than a key. */
  readonly digits: boolean;
  /** Letters only. */
  readonly letters: boolean;
  /** UUIDs are everywhere, so they want a name of their own. */
  readonly uuid: boolean;
  /** Fixed text in it, as in `b_…`, sets it apart from hashes and words. */
  readonly marked: boolean;
  /** Of no known length: any random key. */
  readonly open: boolean;
  /** As written in the table. */
  readonly spec: string;
}

/** Alphabets by the letter that stands for them in a table, with their names. */
const ALPHABETS: Readonly<Record<string, readonly [Charset, string]>> = {
  d: [DIGIT, "digits"],
  x: [LOWER_HEX, "lower-case hex digits"],
  h: [HEX, "hex digits"],
  c: [LETTER, "letters"],
  l: [LOWER_ALNUM, "small letters and digits"],
  a: [BASE62, "letters and digits"],
  w: [WORD, "letters, digits and _"],
  p: [charset("A-Za-z0-9-"), "letters, digits and -"],
  u: [BASE64URL, "characters of base64url"],
  v: [charset("A-Za-z0-9_=-"), "characters of padded base64url"],
  s: [BASE64, "characters of base64"],
  b: [charset("A-Za-z0-9+/="), "characters of padded base64"],
  q: [TOKEN, "letters, digits and + / = _ . ~ -"],
  o: [charset("A-Za-z0-9:/_-"), "letters, digits and : / _ -"],
};

const PIECE = /'([^']*)'|([UVK])|([a-z])(\d+)(?:-(\d+))?/g;
const SHAPES: Readonly<Record<string, readonly Part[]>> = {
  U: UUID,
  V: UUID.map((part) => (typeof part === "string" ? part : run(BASE62, part.min))),
  K: [run(BASE64URL, 20, 128)],
};
const SHAPE_NAMES: Readonly<Record<string, string>> = {
  U: "a UUID",
  V: "groups of 8, 4, 4, 4 and 12 letters and digits",
  K: "any random key of 20 characters and more",
};

/**
 * Reads a form: `a32` is 32 letters and digits, `u40-46` a run of base64url, `'b_'u44` has fixed text before it, `U` is a
 * UUID, `V` the same shape with any letters, and `K` a random key of unknown length.
 * @throws TypeError for anything else
 */
export function parseForm(spec: string): Form {
  const parts: Part[] = [];
  let read = 0;
  for (const [whole, fixed, shape, letter, min, max] of spec.matchAll(PIECE)) {
    read += whole.length;
    const set = ALPHABETS[letter as string]?.[0];
    if (fixed !== undefined) parts.push(fixed);
    else if (shape !== undefined) parts.push(...(SHAPES[shape] as readonly Part[]));
    else if (set !== undefined) parts.push(run(set, Number(min), Number(max ?? min)));
    else read = -1e9;
  }
  if (read !== spec.length || read === 0) throw new TypeError(`no form: ${spec}`);
  return {
    parts,
    least: parts.reduce((sum, part) => sum + (typeof part === "string" ? part.length : part.min), 0),
    digits: parts.every((part) => typeof part === "object" && part.set === DIGIT),
    letters: parts.every((part) => typeof part === "object" && part.set === LETTER),
    uuid: /^[UV]$/.test(spec),
    marked: /'[^']*[A-Za-z][^']*'/.test(spec),
    open: spec === "K",
    spec,
  };
}

/** What a value may not be followed by: it would go on. What also ends sentences counts before a letter or digit only. */
const GOES_ON = charset("A-Za-z0-9+/_=~@%$([-");
const DOT = 0x2e;
const MARK = charset(".!");

function goesOn(bytes: Uint8Array, at: number, hi: number): boolean {
  if (at >= hi) return false;
  const next = bytes[at] as number;
  return GOES_ON[next] === 1 || (MARK[next] === 1 && at + 1 < hi && WORD[bytes[at + 1] as number] === 1);
}

/** End of the form that begins at `at`, or -1. */
export function formEnd({ parts }: Form, bytes: Uint8Array, at: number, hi: number): number {
  let i = at;
  let shortest = at;
  for (let k = 0; k < parts.length; k++) {
    const part = parts[k] as Part;
    shortest = i;
    if (typeof part === "string") {
      for (let c = 0; c < part.length; c++) if (i >= hi || bytes[i++] !== part.charCodeAt(c)) return -1;
      continue;
    }
    const limit = Math.min(hi, i + part.max);
    shortest += part.min;
    if (shortest > limit) return -1;
    while (i < limit && part.set[bytes[i] as number] === 1) i++;
    if (i < shortest) return -1;
    // The dot behind a sentence is no part of it.
    if (k === parts.length - 1) while (i > shortest && bytes[i - 1] === DOT) i--;
  }
  return goesOn(bytes, i, hi) ? -1 : i;
}

/** Bytes by which a key may be too long: glued to something, or copied with a slip. */
export const OVER = 16;

/** End of a run of one alphabet that begins as the form, and goes on for some bytes more; -1 where none does. */
export function overlongEnd({ parts, least }: Form, bytes: Uint8Array, at: number, hi: number): number {
  const [only] = parts;
  if (parts.length !== 1 || typeof only !== "object" || least < 12) return -1;
  let i = at;
  const limit = Math.min(hi, at + only.max + OVER + 1);
  while (i < limit && only.set[bytes[i] as number] === 1) i++;
  if (i - at <= only.max || i - at > only.max + OVER) return -1;
  return goesOn(bytes, i, hi) ? -1 : i;
}

/** The form in words. */
export function describeForm({ spec }: Form): string {
  return [...spec.matchAll(PIECE)]
    .map(([, fixed, shape, letter, min, max]) => {
      if (fixed !== undefined) return fixed;
      if (shape !== undefined) return SHAPE_NAMES[shape];
      return `${min}${max === undefined ? "" : `-${max}`} ${ALPHABETS[letter as string]?.[1]}`;
    })
    .join(" ");
}

/** A made-up value of the form; its runs hold letters and digits where the alphabet has both, and begin and end with one. */
export function sampleForm(form: Form, seed: number): string {
  return write(form, ({ set, min }, i) => {
    const length = form.open ? 2 * min : min;
    const both = min > 3 && set[0x31] === 1 && set[0x61] === 1;
    for (let k = 0; ; k++) {
      const text = sample(set, length, seed + 31 * i + 977 * k);
      if (/^[A-Za-z0-9]/.test(text) && /[A-Za-z0-9]$/.test(text) && (!both || isMixed(text))) return text;
    }
  });
}

function isMixed(text: string): boolean {
  return /[A-Za-z]/.test(text) && text.replace(/\D/g, "").length * 10 > text.length;
}

/** The form with each run filled in by `fill`, which is told the number of the part. */
export function write({ parts }: Form, fill: (part: Run, i: number) => string): string {
  return parts.map((part, i) => (typeof part === "string" ? part : fill(part, i))).join("");
}
