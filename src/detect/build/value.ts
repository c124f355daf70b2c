// The extent of a value behind a name, in quotes of any depth or bare. Says where a value lies, never whether it is a
// secret; join.ts reads what stands between the name and it.

import { charset, STOP } from "../charset.ts";

/**
 * How name and value are joined: `=` and `:` with their kin, `is` of prose, `>` of an XML element, `|` of a table, `,` and
 * `(` of code, `s` for white space alone, `f` for a command-line flag.
 */
export type Join = "=" | ":" | "is" | ">" | "|" | "," | "(" | "s" | "f";

/** Where a value lies. Reused between calls. */
export interface Value {
  join: Join;
  /** White space stood before or behind the operator. */
  spaced: boolean;
  /** The name was in quotes. */
  named: boolean;
  start: number;
  end: number;
  /** The quote byte, 0 when bare, 0xe2 for typographic quotes. */
  quote: number;
  /** The closing quote stands on the line. */
  closed: boolean;
  /** A semicolon stands before the name, as in connection strings; set by the caller. */
  listed: boolean;
  /** Three quotes, as in Python. */
  triple: boolean;
}

export function createValue(): Value {
  return {
    join: "=",
    spaced: false,
    named: false,
    listed: false,
    start: 0,
    end: 0,
    quote: 0,
    closed: false,
    triple: false,
  };
}

/** Longest value that is followed on one line. */
export const VALUE_MAX = 8 * 1024;

export const BACKSLASH = 0x5c;
export const DOUBLE = 0x22;
export const SINGLE = 0x27;
const TICK = 0x60;
export const EQUALS = 0x3d;
export const COLON = 0x3a;
const AMPERSAND = 0x26;
const LESS = 0x3c;

export const IDENTIFIER = charset("A-Za-z0-9_$");

export function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09;
}

export function isQuote(byte: number | undefined): boolean {
  return byte === DOUBLE || byte === SINGLE || byte === TICK;
}

/** True when the ASCII text stands at `at`, letters in any case. */
export function textAt(bytes: Uint8Array, at: number, hi: number, lower: string): boolean {
  if (at + lower.length > hi) return false;
  for (let k = 0; k < lower.length; k++) {
    const want = lower.charCodeAt(k);
    const byte = bytes[at + k] as number;
    if (byte !== want && !(want >= 0x61 && want <= 0x7a && (byte | 0x20) === want)) return false;
  }
  return true;
}

/** Reads the value that begins at `at` into `out`; false where there is none. `line`: the name begins its line. */
export function readValue(bytes: Buffer, at: number, hi: number, line: boolean, query: boolean, out: Value): boolean {
  let i = at;
  if (bytes[i] === 0x28) {
    i++;
    while (i < hi && isSpace(bytes[i])) i++;
    if (!isQuote(bytes[i])) i = at;
  }
  // String prefixes: b"", r"", f"", u"", L"", N'', @"", $"".
  const prefix = bytes[i] as number;
  if (
    isQuote(bytes[i + 1]) &&
    (prefix === 0x40 || prefix === 0x24 || "brufln".includes(String.fromCharCode(prefix | 0x20)))
  )
    i++;
  let slashes = 0;
  while (bytes[i + slashes] === BACKSLASH) slashes++;
  const quote = bytes[i + slashes];
  out.quote = 0;
  out.triple = false;
  out.closed = false;
  if (i < hi && isQuote(quote)) return readQuoted(bytes, i + slashes, hi, quote as number, slashes, out);
  if (textAt(bytes, i, hi, "&quot;")) {
    out.start = i + 6;
    for (let j = out.start; j < hi && STOP[bytes[j] as number] === 0; j++)
      if (bytes[j] === 0x26 && textAt(bytes, j, hi, "&quot;")) {
        out.end = j;
        out.quote = DOUBLE;
        out.closed = true;
        return j > out.start;
      }
    return false;
  }
  // ODBC wraps what holds separators: `PWD={a;b}`.
  if (bytes[i] === 0x7b && out.listed && out.join === "=") {
    const close = braceEnd(bytes, i + 1, hi);
    if (close > i + 1 && (bytes[close + 1] === 0x3b || endsItem(bytes, close + 1, hi)))
      return readUntil(bytes, i + 1, hi, 0x7d, 0, 0, out);
  }
  // “ ” and 「 」
  if (bytes[i] === 0xe2 && bytes[i + 1] === 0x80 && (bytes[i + 2] === 0x9c || bytes[i + 2] === 0x98)) {
    const close = (bytes[i + 2] as number) + 1;
    return readUntil(bytes, i + 3, hi, 0xe2, 0x80, close, out);
  }
  if (bytes[i] === 0xe3 && bytes[i + 1] === 0x80 && bytes[i + 2] === 0x8c)
    return readUntil(bytes, i + 3, hi, 0xe3, 0x80, 0x8d, out);
  return readBare(bytes, i, hi, line, query, out);
}

/** The next closing brace on the line, or -1. */
function braceEnd(bytes: Uint8Array, at: number, hi: number): number {
  const limit = Math.min(hi, at + 128);
  for (let i = at; i < limit && STOP[bytes[i] as number] === 0; i++) if (bytes[i] === 0x7d) return i;
  return -1;
}

/** Reads up to the closing bytes `a b c`, or to `a` alone where `b` is 0. */
function readUntil(bytes: Uint8Array, at: number, hi: number, a: number, b: number, c: number, out: Value): boolean {
  for (let i = at; i < hi && STOP[bytes[i] as number] === 0; i++)
    if (bytes[i] === a && (b === 0 || (bytes[i + 1] === b && bytes[i + 2] === c))) {
      out.start = at;
      out.end = i;
      out.quote = 0xe2;
      out.closed = true;
      return i > at;
    }
  return false;
}

/** `at` is the opening quote, behind `slashes` backslashes. */
function readQuoted(bytes: Uint8Array, at: number, hi: number, quote: number, slashes: number, out: Value): boolean {
  out.quote = quote;
  out.triple = slashes === 0 && bytes[at + 1] === quote && bytes[at + 2] === quote && at + 2 < hi;
  out.start = at + (out.triple ? 3 : 1);
  // At escape depth d a quote has 2^d - 1 backslashes and a literal backslash 2^(d+1).
  const period = 2 * (slashes + 1);
  const limit = Math.min(hi, out.start + VALUE_MAX);
  let run = 0;
  let fallback = -1;
  let i = out.start;
  for (; i < limit; i++) {
    const byte = bytes[i] as number;
    if (byte === BACKSLASH) {
      run++;
      continue;
    }
    if (byte === quote) {
      if (run % period === slashes || run < slashes) {
        if (!out.triple || (bytes[i + 1] === quote && bytes[i + 2] === quote)) {
          out.end = i - Math.min(run, slashes);
          out.closed = true;
          return out.end > out.start;
        }
      } else if (fallback < 0) fallback = i - run;
    } else if (STOP[byte] === 1) break;
    run = 0;
  }
  if (fallback > out.start && quote === SINGLE) {
    out.end = fallback;
    out.closed = true;
    return true;
  }
  if (i > out.start && bytes[i - 1] === 0x0d) i--;
  out.end = i;
  return true;
}

const PLAIN = charset("A-Za-z0-9");
const BARE_STOP = charset(" \t\r\n\0\"'`<>");
const SOFT_STOP = charset(";,&|");
const OPEN = charset("([{");
const CLOSE = charset(")]}");
const ESCAPED = charset("nrt\"'u\\/`");
const TRAILING = charset(".,;:");

function readBare(bytes: Buffer, at: number, hi: number, line: boolean, query: boolean, out: Value): boolean {
  const limit = Math.min(hi, at + VALUE_MAX);
  // A whole line of configuration belongs to its value; elsewhere `;`, `,` and an unopened bracket end it.
  const greedy = line && !query && out.join !== "is";
  let depth = 0;
  let i = at;
  for (; i < limit; i++) {
    const byte = bytes[i] as number;
    if (BARE_STOP[byte] === 1) {
      if (byte === LESS && i > at && goesOnBehindLess(bytes, at, i, hi, greedy, out)) continue;
      if (!greedy || byte <= 0x20 || byte === LESS) break;
      // `>` and quotes inside a bare value of a configuration line.
      if (byte !== 0x3e && endsItem(bytes, i + 1, hi)) break;
      continue;
    }
    if (byte >= 0x80) {
      if (cjkStop(bytes, i) || (byte >= 0xe3 && byte <= 0xef && i > at)) break;
      continue;
    }
    if (byte === BACKSLASH && ESCAPED[bytes[i + 1] as number] === 1) break;
    if (SOFT_STOP[byte] === 1) {
      if (query ? byte === AMPERSAND : greedy && endsItem(bytes, i + 1, hi)) break;
      if (!query && !greedy) {
        const next = byte === AMPERSAND ? behindAnd(bytes, at, i, hi, out) : -1;
        if (next < 0) break;
        i = next - 1;
      }
    } else if (query && byte === 0x23) break;
    else if (OPEN[byte] === 1) depth++;
    else if (CLOSE[byte] === 1) {
      if (depth === 0 && !greedy) break;
      depth--;
    }
  }
  while (i > at && TRAILING[bytes[i - 1] as number] === 1) i--;
  out.start = at;
  out.end = i;
  return i > at;
}

/** Bytes that are looked at around a sign inside of a value. */
const SIGN_REACH = 128;
/** Signs of passwords that neither code nor prose puts into a word. */
const CHOSEN = charset("0-9!@#$%^*+?~");
const BEHIND_SIGN = charset("A-Za-z0-9_!@#$%^*+?~=(){}[]:.-");
/** What a form or a query has before the equals sign of its next field. */
const FIELD = charset("A-Za-z0-9_.%[]$-");

/** The word from `at` on has a sign or a digit, as passwords have: `Rock&Roll` and `Map<string` have not. */
function isChosen(bytes: Uint8Array, at: number, hi: number): boolean {
  const limit = Math.min(hi, at + SIGN_REACH);
  for (let i = at; i < limit && BARE_STOP[bytes[i] as number] === 0; i++)
    if (CHOSEN[bytes[i] as number] === 1) return true;
  return false;
}

/**
 * Where the value that began at `from` goes on behind its ampersand at `at`; -1 where a field of a form comes, an entity, a command
 * or nothing.
 */
function behindAnd(bytes: Uint8Array, from: number, at: number, hi: number, { join, spaced }: Value): number {
  const next = textAt(bytes, at, hi, "&amp;") ? at + 5 : at + 1;
  if (at - from > SIGN_REACH || next >= hi || BEHIND_SIGN[bytes[next] as number] === 0 || !isChosen(bytes, from, hi))
    return -1;
  const limit = Math.min(hi, next + SIGN_REACH);
  let i = next;
  while (i < limit && FIELD[bytes[i] as number] === 1) i++;
  // `&nbsp;`, `&#39;`
  if ((i < hi && bytes[i] === 0x3b) || bytes[next] === 0x23) return -1;
  return i < hi && bytes[i] === EQUALS && join !== "is" && !spaced ? -1 : next;
}

/** The value that began at `from` goes on behind its `<` at `at`: no tag begins there, no parameter of a type, no redirection. */
function goesOnBehindLess(bytes: Buffer, from: number, at: number, hi: number, greedy: boolean, out: Value): boolean {
  const prose = out.join === "is";
  if (!prose && out.join !== ":" && out.join !== "s" && !(greedy && out.join === "=")) return false;
  if (at - from > SIGN_REACH || at + 1 >= hi || PLAIN[bytes[at + 1] as number] === 0) return false;
  const text = bytes.toString("latin1", at, Math.min(hi, at + SIGN_REACH));
  const word = /^[^\s"'`\0]*/.exec(text)?.[0] as string;
  if (TAG.test(text) || /[,(>].*[A-Za-z]$|::/.test(word)) return false;
  return prose ? isChosen(bytes, from, hi) : /\d/.test(word) && /\d/.test(bytes.toString("latin1", from, at));
}

/** `<br>`, `<a href=…>`, `<https://…>`, `<bob@acme.com>`. */
const TAG = /^<(?:[A-Za-z][\w:.-]*(?:\s*\/|>|\s[^<>]*>)|[^\s<>]*(?:@|:\/\/)[^\s<>]*>)/;

/** True where a list goes on (`, host=`) or the line ends: the separator before was none of the value's own. */
function endsItem(bytes: Uint8Array, at: number, hi: number): boolean {
  let i = at;
  while (i < hi && isSpace(bytes[i])) i++;
  if (i >= hi || STOP[bytes[i] as number] === 1 || i > at) return true;
  if (isQuote(bytes[i]) || bytes[i] === 0x7d || bytes[i] === 0x5d || bytes[i] === 0x26) return true;
  const from = i;
  while (i < hi && i < from + 32 && (IDENTIFIER[bytes[i] as number] === 1 || bytes[i] === 0x2d || bytes[i] === 0x20))
    i++;
  return i > from && (bytes[i] === EQUALS || bytes[i] === COLON);
}

/** 。 、 「 」 『 』 【 】 《 》, full-width ！（ ），： ； ？, and typographic quotes. */
export function cjkStop(bytes: Uint8Array, i: number): boolean {
  const a = bytes[i];
  const b = bytes[i + 1];
  const c = bytes[i + 2] as number;
  if (a === 0xe3) return b === 0x80 && c >= 0x80 && c <= 0x91;
  if (a === 0xef)
    return (
      b === 0xbc && (c === 0x81 || c === 0x88 || c === 0x89 || c === 0x8c || c === 0x9a || c === 0x9b || c === 0x9f)
    );
  if (a === 0xe2) return b === 0x80 && c >= 0x98 && c <= 0x9f;
  return false;
}
