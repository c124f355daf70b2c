// What stands before a name, or on its line, when a value follows it without an operator: commands that set it, entries of
// netrc, names of servers' settings, a user. Says whether the value belongs to the name, never whether it is a secret.

import { latin1 } from "../build/context.ts";
import { atLineStart } from "../build/label.ts";
import { textAt } from "../build/value.ts";
import { LETTER, STOP } from "../charset.ts";
import { endsLine } from "../check/assigned.ts";

/** What sets the name behind it to the word behind that: csh, fish, Windows, Docker, and settings of many tools. */
const SETTERS =
  /^\s*ENV $|(?:^|[\s;&(])(?:setenv|setx|set(?: -[a-zA-Z]{1,2}| --[a-z]{3,9}){1,2}|config(?:ure)? set(?: --[a-z]{3,9})*) $/;
const SETTER_REACH = 48;

/** `setenv DB_PASS x`, `ENV DB_PASS x`: the name is set to what follows, without an operator. */
export function isSet(bytes: Buffer, lo: number, name: number): boolean {
  const last = (bytes[name - 2] as number) | 0x20;
  // The last letter of a command, or of an option.
  if (bytes[name - 1] !== 0x20 || last < 0x61 || last > 0x7a) return false;
  if (!endsSetter(bytes, lo, name - 1)) return false;
  let from = name;
  const least = Math.max(lo, name - SETTER_REACH);
  while (from > least && STOP[bytes[from - 1] as number] === 0) from--;
  return SETTERS.test(latin1(bytes, withMark(bytes, lo, from), name));
}

/** A NUL before `from`, where a value was blanked out, is taken along: what stands behind it begins no line. */
function withMark(bytes: Uint8Array, lo: number, from: number): number {
  return from > lo && bytes[from - 1] === 0 ? from - 1 : from;
}

/** What `SETTERS` ends in, without its case: prose seldom does. Options of `set` begin with a dash. */
const LAST_WORDS = ["env", "setenv", "setx", "set"];

function endsSetter(bytes: Uint8Array, lo: number, end: number): boolean {
  let word = end;
  while (word > lo && end - word <= WORD_MOST && LETTER[bytes[word - 1] as number] === 1) word--;
  if (word > lo && bytes[word - 1] === 0x2d) return true;
  return LAST_WORDS.some((text) => end - word === text.length && textAt(bytes, word, end, text));
}

/** Letters of the longest option. */
const WORD_MOST = 9;

/** Bytes before an entry in which its host stands. */
const ENTRY_REACH = 128;
const ENTRY = /^\s*$|(?:^|\s)(?:machine\s+\S+|default)\s+$/;

/** `login bob password …`: an entry of a netrc file. */
export function netrc(bytes: Buffer, lo: number, name: number): boolean {
  if (bytes[name - 1] !== 0x20) return false;
  let i = name - 1;
  const least = Math.max(lo, name - 64);
  while (i > least && (bytes[i - 1] as number) > 0x20) i--;
  if (i - 6 < lo || !textAt(bytes, i - 6, i, "login ")) return false;
  // The entry begins its line, or the host stands before it: `machine example.org login x`.
  let from = i - 6;
  const first = Math.max(lo, from - ENTRY_REACH);
  while (from > first && STOP[bytes[from - 1] as number] === 0) from--;
  // A host that was blanked out, and what stands before it.
  while (from > first && bytes[from - 1] === 0) from--;
  while (from > first && STOP[bytes[from - 1] as number] === 0) from--;
  return ENTRY.test(bytes.toString("latin1", withMark(bytes, lo, from), i - 6));
}

/** The password of an entry of a netrc file ends its line, or another field follows. */
export function endsEntry(bytes: Uint8Array, from: number, hi: number): boolean {
  let i = from;
  while (i < hi && (bytes[i] as number) > 0x20) i++;
  return endsLine(bytes, i, hi) || FIELDS.some((field) => textAt(bytes, i, hi, field));
}

const FIELDS = [" machine ", " account ", " default", " macdef ", " port ", " protocol "];

/** `password hunter22` and nothing else on the line: netrc, routers, Gradle. The word holds letters and digits. */
export function hasLine(bytes: Buffer, lo: number, start: number, from: number, hi: number): boolean {
  let digits = 0;
  let i = from;
  for (; i < hi && (bytes[i] as number) > 0x20; i++)
    if ((bytes[i] as number) >= 0x30 && (bytes[i] as number) <= 0x39) digits++;
  return digits > 0 && digits < i - from && i - from >= 6 && endsLine(bytes, i, hi) && atLineStart(bytes, lo, start);
}

/** The word at `from` has a digit and a letter, as no word of prose has. */
export function isChosen(bytes: Uint8Array, from: number, hi: number): boolean {
  let i = from;
  let letters = 0;
  let digits = 0;
  for (; i < hi && i - from < 64 && (bytes[i] as number) > 0x20; i++) {
    if (((bytes[i] as number) | 0x20) >= 0x61 && ((bytes[i] as number) | 0x20) <= 0x7a) letters++;
    else if ((bytes[i] as number) >= 0x30 && (bytes[i] as number) <= 0x39) digits++;
  }
  return letters > 0 && digits > 0 && letters + digits >= 6;
}

const USER_AHEAD =
  /\b(?:user(?:name)?|login|account|e-?mail)(?: id| name)?(?: is|:|=)? ?\S{1,64}(?:,| and| with|,? and the| \/)? (?:the |a )?$/i;

/** `user bob and password …`, `login bob, password …`. */
export function followsUser(bytes: Buffer, lo: number, start: number): boolean {
  if (bytes[start - 1] !== 0x20) return false;
  let from = start;
  const least = Math.max(lo, start - 96);
  while (from > least && STOP[bytes[from - 1] as number] === 0) from--;
  return USER_AHEAD.test(latin1(bytes, from, start));
}

/** Names that servers read from a line of their own, value behind white space: redis.conf, slapd.conf, nslcd.conf. */
const DIRECTIVES = ["requirepass", "masterauth", "bindpw", "rootpw", "rootpwmoddn"];

/** The name is one of theirs. */
export function directive(bytes: Uint8Array, start: number, stop: number): boolean {
  return DIRECTIVES.some((name) => stop - start === name.length && textAt(bytes, start, stop, name));
}
