// What joins a name with its value: operators of configuration and code, verbs of prose in several languages, attributes
// of XML, types of declarations. Says where the value begins, never whether it is a secret.

import { type Charset, charset, STOP } from "../charset.ts";
import {
  accessorsEnd,
  attribute,
  comparing,
  defining,
  fallback,
  isTuple,
  pairedElement,
  pairedValue,
  SPACES_MAX,
} from "./join-pair.ts";
import { BACKSLASH, COLON, EQUALS, IDENTIFIER, isQuote, isSpace, textAt, type Value } from "./value.ts";

/** What can follow a name that has a value; one look-up rejects nearly all prose. */
export const FOLLOWS: Charset = charset("\"'`\\]*=:!>|,({< \t&%\xef\xe6\xe4\xe7\xe3\xeb\xec[?");

/** Reads the operator behind a name that ends at `end`; returns where its value begins, or -1. `flag`: hyphens precede. */
export function readJoin(bytes: Uint8Array, start: number, end: number, hi: number, flag: boolean, out: Value): number {
  if (end >= hi || FOLLOWS[bytes[end] as number] === 0) return -1;
  out.named = false;
  out.spaced = false;
  const before = closeName(bytes, end, hi, out);
  if (before < 0) return -1;
  let i = before;
  const most = Math.min(hi, i + SPACES_MAX);
  while (i < most && isSpace(bytes[i])) i++;
  if (i >= hi) return -1;
  out.spaced = i > before;
  i = readOperator(bytes, start, i, hi, out);
  if (i < 0) i = readWords(bytes, start, before, hi, flag, out);
  if (i < 0) return -1;
  const limit = Math.min(hi, i + SPACES_MAX);
  while (i < limit && (isSpace(bytes[i]) || (bytes[i] === 0x2a && bytes[i + 1] === 0x2a))) {
    if (out.join !== "s" && out.join !== "f") out.spaced = true;
    i++;
  }
  if (bytes[i] === 0x2a && bytes[i - 1] === 0x2a && isSpace(bytes[i + 1])) {
    i++;
    while (i < limit && isSpace(bytes[i])) i++;
  }
  return i;
}

/** Passes what closes a quoted, indexed or emphasised name; returns where the operator may come, or -1. */
function closeName(bytes: Uint8Array, end: number, hi: number, out: Value): number {
  let i = end;
  for (let k = 0; k < 8; k++) {
    const byte = bytes[i];
    if (i >= hi) return -1;
    if (isQuote(byte)) out.named = true;
    else if (byte === BACKSLASH) {
      if (bytes[i + 1] !== BACKSLASH && !isQuote(bytes[i + 1])) break;
    } else if (byte === 0x5b) {
      // `secret[] = …`, `char secret[25] = …`
      while (i + 1 < hi && IDENTIFIER[bytes[i + 1] as number] === 1) i++;
      if (bytes[i + 1] !== 0x5d) return -1;
      i++;
    } else if (byte === 0x26 && textAt(bytes, i, hi, "&quot;")) {
      out.named = true;
      i += 5;
    } else if (byte !== 0x5d && byte !== 0x2a && byte !== 0x3f) break;
    i++;
  }
  return i;
}

/** What makes an operator with an equals sign behind it. */
const COMPOUND = charset("+.?|");

/** Reads an operator of signs at `at`; returns its end, or -1. */
function readOperator(bytes: Uint8Array, start: number, at: number, hi: number, out: Value): number {
  let i = at + 1;
  const next = bytes[i];
  const byte = bytes[at] as number;
  const gap = out.spaced;
  if (byte === EQUALS || (byte === 0x21 && next === EQUALS)) {
    out.join = "=";
    while (i < hi && (bytes[i] === EQUALS || bytes[i] === 0x3e || bytes[i] === 0x7e)) i++;
    return i;
  }
  if (byte === COLON) {
    // `::=` of makefiles.
    let more = i;
    while (more < at + 3 && bytes[more] === COLON) more++;
    if (more > i && bytes[more] === EQUALS) {
      out.join = "=";
      return more + 1;
    }
    out.join = next === EQUALS ? "=" : ":";
    // LDIF writes `name:: base64`; elsewhere two colons join names.
    if (next === COLON) return !gap && bytes[i + 1] === 0x20 ? i + 1 : -1;
    return next === EQUALS ? i + 1 : i;
  }
  if (byte === 0xef && next === 0xbc && (bytes[at + 2] === 0x9a || bytes[at + 2] === 0x9d)) {
    out.join = ":";
    return at + 3;
  }
  if (cjkIs(bytes, at)) {
    out.join = "is";
    i = at + 3;
    if (bytes[i] === COLON) return i + 1;
    return bytes[i] === 0xef && bytes[i + 1] === 0xbc && bytes[i + 2] === 0x9a ? i + 3 : i;
  }
  if (byte === 0x3e && !gap && opensElement(bytes, start, out.named)) {
    out.join = ">";
    return i;
  }
  if (byte === 0x3c && next === 0x2f && !gap) {
    const paired = pairedElement(bytes, start, at, hi);
    if (paired > 0) out.join = ">";
    return paired;
  }
  const otherwise = byte === 0x7c || byte === 0x3f || byte === 0x29 ? fallback(bytes, at, hi, out.named, gap) : -1;
  if (otherwise > 0) {
    out.join = "=";
    return otherwise;
  }
  // `+=`, `.=`, `?=`, `||=` and `??=`
  if (gap && COMPOUND[byte] === 1) {
    const sign = next === byte ? at + 2 : at + 1;
    if (bytes[sign] === EQUALS) {
      out.join = "=";
      return sign + 1;
    }
  }
  if (byte === 0x3c && next === 0x2d && gap) {
    out.join = "=";
    return i + 1;
  }
  if (byte === 0x25 && !gap && next === 0x33 && ((bytes[at + 2] as number) | 0x20) === 0x64) {
    out.join = "=";
    return at + 3;
  }
  if (byte === 0x2c) {
    const paired = pairedValue(bytes, i, hi);
    const given =
      paired > 0 || comparing(bytes, start) || (out.named ? defining(bytes, start) : isTuple(bytes, start, i, hi));
    out.join = given ? "=" : ",";
    if (paired > 0) return paired;
    return given || out.named || isCapital(bytes[start]) ? i : -1;
  }
  if (byte === 0x28 && !gap && !out.named) {
    out.join = "(";
    return i;
  }
  // `std::string password{"…"}`, `string Password { get; set; } = "…"`
  if (byte === 0x7b) {
    const from = gap ? accessorsEnd(bytes, at, hi) : isQuote(next) ? i : -1;
    if (from > 0) out.join = "=";
    return from;
  }
  // `|password|x|` is a table at the beginning of a line, else an expression.
  if (byte === 0x7c && (gap || (bytes[start - 1] === 0x7c && (start < 2 || bytes[start - 2] === 10)))) {
    out.join = "|";
    return i;
  }
  return -1;
}

/** `<password>`, `<x:password>` and `<property name="password">`. */
function opensElement(bytes: Uint8Array, start: number, named: boolean): boolean {
  const before = bytes[start - 1];
  if (!named) return before === 0x3c || before === COLON;
  return (
    isQuote(before) &&
    bytes[start - 2] === EQUALS &&
    NAMING.some((name) => textAt(bytes, start - 2 - name.length, start, name))
  );
}

/** Attributes that name what the text of their element is; `for` and `href` name something else. */
const NAMING = ["name", "key", " id"];

/** Reads words between a name that ended at `before` and its value: verbs, attributes, a type; or white space alone. */
function readWords(bytes: Uint8Array, start: number, before: number, hi: number, flag: boolean, out: Value): number {
  if (!out.spaced) return -1;
  let i = before;
  while (i < hi && isSpace(bytes[i])) i++;
  const byte = bytes[i] as number;
  if (out.named) {
    const at = attribute(bytes, i, hi);
    if (at > 0) out.join = "=";
    return at;
  }
  if (bytes[start - 1] === 0x3c) {
    const at = tagEnd(bytes, i, hi);
    if (at > 0) out.join = ">";
    return at;
  }
  const verb = verbEnd(bytes, i, hi);
  if (verb > 0) {
    out.join = "is";
    return verb;
  }
  if (!flag && IDENTIFIER[byte] === 1) {
    // `password string = "…"`, `password As String = "…"`
    const typed = typeEnd(bytes, textAt(bytes, i, hi, "as ") ? i + 3 : i, hi);
    if (typed > 0 && isQuote(bytes[typed])) {
      out.join = "=";
      return typed;
    }
  }
  if (!flag && !isQuote(byte) && byte !== BACKSLASH && IDENTIFIER[byte] === 0) return -1;
  out.join = flag ? "f" : "s";
  return i;
}

/** `<password type="…">`: where the text of the element begins, or -1. */
function tagEnd(bytes: Uint8Array, at: number, hi: number): number {
  const limit = Math.min(hi, at + 160);
  for (let i = at; i < limit && STOP[bytes[i] as number] === 0 && bytes[i] !== 0x3c; i++)
    if (bytes[i] === 0x3e) return bytes[i - 1] === 0x2f ? -1 : i + 1;
  return -1;
}

/** Where the value of a typed declaration begins, when `[at, …)` is a type and `=` follows; else -1. */
export function typeEnd(bytes: Uint8Array, at: number, hi: number): number {
  let i = at;
  const limit = Math.min(hi, at + 48);
  // `&'static str` are two words.
  for (let words = 0; words < 2; words++) {
    const from = i;
    while (i < limit && TYPE[bytes[i] as number] === 1) i++;
    if (i === from) return -1;
    while (i < limit && bytes[i] === 0x20) i++;
    if (bytes[i] === EQUALS || bytes[at] !== 0x26) break;
  }
  if (bytes[i] !== EQUALS || bytes[i + 1] === EQUALS || bytes[i - 1] !== 0x20) return -1;
  i++;
  while (i < hi && bytes[i] === 0x20) i++;
  return i < hi ? i : -1;
}

const TYPE = charset("A-Za-z_.<>[]|?&'*0-9:");

/** Verbs between a label and its value, in the languages of the labels; longer ones before what they begin with. */
export const VERBS: readonly string[] = [
  "has been changed to",
  "has been reset to",
  "has been set to",
  "was changed to",
  "was reset to",
  "was set to",
  "changed to",
  "reset to",
  "set to",
  "is set to",
  "is now",
  "is still",
  "is currently",
  "is just",
  "ist jetzt",
  "lautet jetzt",
  "lautet",
  "ist",
  "est maintenant",
  "est",
  "es ahora",
  "es",
  "era",
  "\xc3\xa8",
  "\xc3\xa9",
  "was",
  "is",
  "to",
];
const VERB_FIRST = charset("hwcrsilteHWCRSILTE\xc3");

/** Where the value behind a verb at `at` begins, or -1. */
export function verbEnd(bytes: Uint8Array, at: number, hi: number): number {
  if (VERB_FIRST[bytes[at] as number] === 0) return -1;
  for (const verb of VERBS) {
    if (!textAt(bytes, at, hi, verb)) continue;
    let i = at + verb.length;
    if (i < hi && bytes[i] === COLON) i++;
    if (!isSpace(bytes[i])) continue;
    while (i < hi && isSpace(bytes[i])) i++;
    return i < hi ? i : -1;
  }
  return -1;
}

/** Constants are named in capitals: `curl_easy_setopt(curl, CURLOPT_PASSWORD, "…")`. */
function isCapital(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x41 && byte <= 0x5a;
}

/** 是 为 為, the particles は of Japanese and 는 은 of Korean. */
export function cjkIs(bytes: Uint8Array, i: number): boolean {
  const a = bytes[i];
  const b = bytes[i + 1];
  const c = bytes[i + 2];
  return (
    (a === 0xe6 && b === 0x98 && c === 0xaf) ||
    (a === 0xe4 && b === 0xb8 && c === 0xba) ||
    (a === 0xe7 && b === 0x82 && c === 0xba) ||
    (a === 0xe3 && b === 0x81 && c === 0xaf) ||
    (a === 0xeb && b === 0x8a && c === 0x94) ||
    (a === 0xec && b === 0x9d && c === 0x80)
  );
}
