// Values that somebody wrote to stand for a key: rows of one letter, words such as example, numbers of a program. People
// choose such passwords too, so this is asked about keys and tokens. Letters and digits in order are orderly.ts's.

import { latin1 } from "../build/context.ts";
import { BASE62, LETTER } from "../charset.ts";

/** Bytes of a value that are looked at. */
const TEXT_MAX = 200;
/** Fewer steps say nothing. */
const LEAST_STEPS = 8;

/** Most of `[start, end)` repeats the letter or digit before: `aaaaaaaaaaaa`, `0000…`. */
function isRow(bytes: Uint8Array, start: number, end: number): boolean {
  let same = 0;
  for (let i = start + 1; i < end; i++) if (bytes[i] === bytes[i - 1]) same++;
  return same >= LEAST_STEPS && same * 10 >= (end - start - 1) * 6;
}

/** A row of one letter, alone or as most of the value behind a prefix: `key_aaaaaaaaaaaa`. */
export function isRepeated(bytes: Uint8Array, start: number, end: number): boolean {
  const stop = Math.min(end, start + TEXT_MAX);
  if (isRow(bytes, start, stop)) return true;
  let from = start;
  let best = start;
  let length = 0;
  for (let i = start; i <= stop; i++) {
    if (i < stop && BASE62[bytes[i] as number] === 1) continue;
    if (i - from > length) {
      best = from;
      length = i - from;
    }
    from = i + 1;
  }
  return length * 2 >= stop - start && length < stop - start && isRow(bytes, best, best + length);
}

const BLANK =
  /(?:^|[^a-z])(?:example|sample|dummy|fake|placeholder|short|changeme|change-?me|todo|none|redacted|test|testing|foo|bar|baz|demo|invalid|yours?|here|value|string|tbd)(?:$|[^a-z])/i;

/** A value of words, one of which says that it is no real one. */
export function isBlank(bytes: Buffer, start: number, end: number): boolean {
  return BLANK.test(latin1(bytes, start, Math.min(end, start + TEXT_MAX)));
}

const NAMED = /(?:^|[^a-z\d])(?:example|sample|dummy|fake|placeholder|short|invalid)(?:$|[^a-z\d])/i;

/** A key with a part that says that it is none, whatever the others are: `EXAMPLE.v2.XYZ123.abc`, `a1b2c3/short/d4`. */
export function isNamedBlank(bytes: Buffer, start: number, end: number): boolean {
  return NAMED.test(latin1(bytes, start, Math.min(end, start + TEXT_MAX)));
}

const REFRAIN = /(fake|dummy|sample|placeholder|foo|bar)\1{2}/i;

/** A value that says over and over that it is none: `hf_FakeFakeFakeFake…`. */
export function isRefrain(bytes: Buffer, start: number, end: number): boolean {
  return REFRAIN.test(latin1(bytes, start, Math.min(end, start + TEXT_MAX)));
}

const REQUEST =
  /(?:^|[^a-z])(?:your|my|the|some|insert|enter|replace|put|add|paste|fake|dummy|sample|example)(?:[-_ ]?[a-z]+)*[-_ ]?(?:key|token|secret|password|value|credentials?|here)$/i;

/** A text that asks for the value: `sk-your-key-here`, `a-fake-api-key`. */
export function isRequest(bytes: Buffer, start: number, end: number): boolean {
  if (end - start > 64) return false;
  const last = (bytes[end - 1] as number) | 0x20;
  // key token secret password value credential(s) here
  if (
    last !== 0x79 &&
    last !== 0x6e &&
    last !== 0x74 &&
    last !== 0x64 &&
    last !== 0x65 &&
    last !== 0x6c &&
    last !== 0x73
  )
    return false;
  return REQUEST.test(latin1(bytes, start, end));
}

/** `0x1f`, `0b1000` and what else programs write as a number; a key is longer. */
export function isNumber(bytes: Buffer, start: number, end: number): boolean {
  if (bytes[start] !== 0x30 || LETTER[bytes[start + 1] as number] === 0 || end - start > 18) return false;
  return /^0(?:x[\da-f_]+|b[01_]+|o[0-7_]+)$/i.test(latin1(bytes, start, end));
}
