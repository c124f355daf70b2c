// Names of providers as they are written in names of variables: `messagebird`, `MESSAGE_BIRD`, `message-bird`. Reads those of
// a table, and says whether a whole one stands somewhere.

import { charset, LETTER, UPPER } from "../charset.ts";
import { escapeBefore } from "./boundary.ts";

/** A provider's name. */
export interface Word {
  /** Lower case; `_` stands for one of ` `, `_`, `-` and `.`, or for nothing. */
  readonly text: string;
  /** It is an English word, or so short that it occurs in others: a name without a stem is not enough. */
  readonly common: boolean;
  /** It is looked for by itself, so that `heroku: …` is found although no stem stands there. */
  readonly alone: boolean;
}

const JOINT = charset(" _.-");
const ANY_JOINT = 0x5f;

/** Reads a name of a table: `~` before it marks a common word, `!` one that is looked for by itself. */
export function parseWord(spec: string): Word {
  const mark = spec[0];
  const marked = mark === "~" || mark === "!";
  return { text: marked ? spec.slice(1) : spec, common: mark === "~", alone: mark === "!" };
}

/** End of the name that begins at `start`, -1 when it does not stand there, or is part of another word. */
export function wordEnd({ text }: Word, bytes: Uint8Array, lo: number, hi: number, start: number): number {
  let i = start;
  for (let k = 0; k < text.length; k++) {
    const want = text.charCodeAt(k);
    const byte = i < hi ? (bytes[i] as number) : 0;
    if (want === ANY_JOINT) {
      if (JOINT[byte] === 1) i++;
    } else if (byte === want || (want >= 0x61 && (byte | 0x20) === want)) i++;
    else return -1;
  }
  return isInside(bytes, lo, start) ? -1 : i;
}

/** True when a letter before makes it the end of another word; `myDatadog` begins a new one. */
function isInside(bytes: Uint8Array, lo: number, start: number): boolean {
  if (start <= lo) return false;
  const before = bytes[start - 1] as number;
  if (LETTER[before] === 0 || escapeBefore(bytes, lo, start) > 0) return false;
  return !(UPPER[before] === 0 && UPPER[bytes[start] as number] === 1);
}
