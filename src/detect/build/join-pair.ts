// Pairs of a name and a value that no operator joins: elements, attributes and objects that hold both, tuples, calls that set or
// compare, what stands for a missing value. Says where the value begins; which of them is asked is join.ts's.

import { charset, STOP } from "../charset.ts";
import { BACKSLASH, COLON, DOUBLE, EQUALS, IDENTIFIER, isQuote, isSpace, SINGLE, textAt } from "./value.ts";

/** Longest white space between a name, its operator and its value. */
export const SPACES_MAX = 24;

/** Elements that hold a name, and those that hold its value: property lists of Apple, sites of Hadoop. */
const NAME_ENDS = ["</key>", "</name>"];
const VALUE_STARTS = ["<string>", "<value>"];

/** `<key>password</key><string>…`: where the text of the second element begins, or -1. */
export function pairedElement(bytes: Uint8Array, start: number, at: number, hi: number): number {
  if (bytes[start - 1] !== 0x3e) return -1;
  const close = NAME_ENDS.find((text) => textAt(bytes, at, hi, text));
  if (close === undefined) return -1;
  let i = at + close.length;
  const limit = Math.min(hi, i + SPACES_MAX);
  while (i < limit && isSpace(bytes[i])) i++;
  const open = VALUE_STARTS.find((text) => textAt(bytes, i, hi, text));
  return open === undefined ? -1 : i + open.length;
}

const OTHERWISE = ["|| ", "?? ", "?: ", "or "];

/** `process.env.X || "…"`, `os.environ.get("X") or "…"`: where the string that stands for a missing one begins, or -1. */
export function fallback(bytes: Uint8Array, at: number, hi: number, named: boolean, gap: boolean): number {
  let i = at;
  if (bytes[i] === 0x29) {
    if (!named) return -1;
    i++;
    if (!isSpace(bytes[i])) return -1;
    i++;
  } else if (!gap) return -1;
  const word = OTHERWISE.find((text) => textAt(bytes, i, hi, text));
  if (word === undefined) return -1;
  i += word.length;
  return isQuote(bytes[i]) ? i : -1;
}

/** `{ get; set; } =`: where the value of a property begins, or -1. */
export function accessorsEnd(bytes: Uint8Array, at: number, hi: number): number {
  const limit = Math.min(hi, at + 48);
  let i = at + 1;
  while (i < limit && ACCESSORS[bytes[i] as number] === 1) i++;
  if (bytes[i] !== 0x7d || !textAt(bytes, at, hi, "{ get")) return -1;
  i++;
  while (i < limit && isSpace(bytes[i])) i++;
  return bytes[i] === EQUALS && bytes[i + 1] !== EQUALS ? i + 1 : -1;
}

const ACCESSORS = charset("a-z; ");

/** `{password, "…"}`: a pair of Erlang, whose first part is a name and whose second a string. */
export function isTuple(bytes: Uint8Array, start: number, at: number, hi: number): boolean {
  if (bytes[start - 1] !== 0x7b) return false;
  let i = at;
  while (i < hi && isSpace(bytes[i])) i++;
  if (bytes[i] !== DOUBLE) return false;
  const limit = Math.min(hi, ++i + 256);
  while (i < limit && bytes[i] !== DOUBLE && STOP[bytes[i] as number] === 0) i++;
  return bytes[i] === DOUBLE && bytes[i + 1] === 0x7d;
}

/** What the other half of a pair is called. */
const PAIRED = ["value", "val", "defaultvalue", "default", "content"];

/** `"name": "PASSWORD", "value": "…"`: where the value of the pair begins, or -1. */
export function pairedValue(bytes: Uint8Array, at: number, hi: number): number {
  let i = at;
  while (i < hi && i < at + SPACES_MAX && (isSpace(bytes[i]) || isQuote(bytes[i]) || bytes[i] === BACKSLASH)) i++;
  const name = PAIRED.find((text) => textAt(bytes, i, hi, text));
  if (name === undefined) return -1;
  i += name.length;
  while (i < hi && (isQuote(bytes[i]) || bytes[i] === BACKSLASH || isSpace(bytes[i]))) i++;
  return bytes[i] === COLON || bytes[i] === EQUALS ? i + 1 : -1;
}

/** `key="password" value="…"`, maybe with attributes between: where the value begins, or -1. */
export function attribute(bytes: Uint8Array, at: number, hi: number): number {
  let i = at;
  for (let k = 0; k < 4; k++) {
    if (textAt(bytes, i, hi, "value=")) return i + 6;
    const name = i;
    while (i < hi && i - name < 32 && (IDENTIFIER[bytes[i] as number] === 1 || bytes[i] === COLON)) i++;
    const quote = bytes[i + 1];
    if (i === name || bytes[i] !== EQUALS || (quote !== DOUBLE && quote !== SINGLE)) return -1;
    i += 2;
    const from = i;
    while (i < hi && i - from < 64 && bytes[i] !== quote && STOP[bytes[i] as number] === 0) i++;
    if (bytes[i] !== quote || bytes[i + 1] !== 0x20) return -1;
    i += 2;
  }
  return -1;
}

/** `strcmp(password, "…")` and what else compares its two arguments. */
export function comparing(bytes: Uint8Array, start: number): boolean {
  return bytes[start - 1] === 0x28 && COMPARING.some((name) => textAt(bytes, start - 1 - name.length, start, name));
}

const COMPARING = ["cmp", "equals", "_digest"];

/** `define("DB_PASSWORD", "…")`, `.set("password", "…")`: a call that gives its first argument the value of its second. */
export function defining(bytes: Uint8Array, start: number): boolean {
  let i = start - 1;
  while (i > 0 && isQuote(bytes[i])) i--;
  return bytes[i] === 0x28 && DEFINING.some((name) => textAt(bytes, i - name.length, i, name));
}

const DEFINING = [
  ...["define", ".set", ".put", "setdefault", "setproperty", "setitem", ".add", "addproperty"],
  // What has the second argument where nothing else is set: `os.getenv("DB_PASSWORD", "…")`.
  ...["env", "environ.get", "env.get", "env.fetch", "getordefault", "getproperty"],
];
