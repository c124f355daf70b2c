// What stands around a labelled value, or what it looks like, when it is no secret: names in code, captions, counts.

import { cjkStop } from "../build/value.ts";
import { charset, DIGIT, runEnd, UPPER } from "../charset.ts";

/** Bytes of a value that are looked at. */
const NAME_MAX = 64;
const NEWLINE = 10;
const IDENTIFIER = charset("A-Za-z_");
const LOWER = charset("a-z\x80-\xff");

/** Names in code: letters and digits that begin with a letter, joined by `_`. */
export function isIdentifier(bytes: Buffer, start: number, end: number): boolean {
  const stop = Math.min(end, start + NAME_MAX);
  const letters = runEnd(bytes, start, stop, IDENTIFIER);
  if (letters === start || stop - letters > 3 || runEnd(bytes, letters, stop, DIGIT) < stop) return false;
  return !/.[A-Z](?![a-z_])/.test(bytes.toString("latin1", start, stop));
}

/** One capitalised word of any script: a caption of a form. */
export function isCaption(bytes: Buffer, start: number, end: number): boolean {
  const stop = Math.min(end, start + NAME_MAX);
  const first = bytes[start] as number;
  return stop - start > 1 && (UPPER[first] === 1 || first >= 0xc3) && runEnd(bytes, start + 1, stop, LOWER) === stop;
}

/** `pass: 120, fail: 3` counts tests; another line may not be there yet. */
export function countsTests(bytes: Buffer, start: number, end: number, hi: number): boolean {
  let from = start;
  const least = Math.max(0, start - 48);
  while (from > least && bytes[from - 1] !== NEWLINE) from--;
  let to = end;
  const most = Math.min(hi, end + 48);
  while (to < most && bytes[to] !== NEWLINE) to++;
  return /fail|total|skip|error/i.test(bytes.toString("latin1", from, to));
}

/** A number is followed by what it counts. */
export function unit(bytes: Buffer, end: number, hi: number): boolean {
  if (end >= hi) return false;
  const byte = bytes[end] as number;
  if (byte >= 0xe3 && byte <= 0xed) return !cjkStop(bytes, end);
  return byte === 0x20 && UNITS.test(bytes.toString("latin1", end + 1, Math.min(hi, end + 12)));
}

const UNITS =
  /^(?:char|digit|day|attempt|hour|minute|second|time|byte|bit|letter|symbol|or |of |and |to |more |year|month|user|item)/i;

export function endsLine(bytes: Uint8Array, end: number, hi: number): boolean {
  let i = end;
  while (i < hi && (bytes[i] === 0x20 || bytes[i] === 0x0d || bytes[i] === 0x09)) i++;
  return i >= hi || bytes[i] === 10 || bytes[i] === 0x23;
}

/** What ODBC, ADO.NET and others call the parts of a connection string, but the password. */
const PART =
  /^;\s?(?:initial catalog|server|data source|database|user ?id|uid|user|username|integrated security|trusted_connection|trustservercertificate|persist ?security ?info|provider|driver|port|host|dsn|dbname|connect(?:ion)? timeout|pooling|encrypt|multipleactiveresultsets|ssl ?mode|charset|(?:min|max)(?:imum)? pool size|application name)\s?=/i;

/** True when the value that ends at `end` is followed by another part of a connection string. */
export function inConnectionString(bytes: Buffer, end: number, hi: number): boolean {
  return end < hi && bytes[end] === 0x3b && PART.test(bytes.toString("latin1", end, Math.min(hi, end + 32)));
}
