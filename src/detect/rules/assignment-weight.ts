// How sure a label and the look of its value make us that the value is a secret. Judges what assignment.ts has read; finds
// nothing itself.

import type { Label } from "../build/label.ts";
import { BACKSLASH, DOUBLE, EQUALS, isQuote, type Value } from "../build/value.ts";
import { charset, DIGIT, LETTER } from "../charset.ts";
import { countsTests, endsLine, inConnectionString, isCaption, isIdentifier, unit } from "../check/assigned.ts";
import { isBlank, isNamedBlank, isNumber, isRepeated, isRequest } from "../check/blank.ts";
import { isOrderly, isOrderlyForm } from "../check/orderly.ts";
import { isCommonWord, isExpression, isName, isProse, isRandom, isStandIn, isWordy, look } from "../check/secrecy.ts";

/** Confidence that the value just read is a secret; 0 drops it, below 0.5 it is shown by `explain` only. */
export function weigh(bytes: Buffer, hi: number, label: Label, line: boolean, value: Value): number {
  const { start, end, quote, join } = value;
  if (label.sort === "aws" && isLetterRow(bytes, start, end)) return 0.5;
  if (
    quote === 0
      ? isStandIn(bytes, start, end, 0) || isExpression(bytes, start, end, hi)
      : isStandIn(bytes, start, end, quote)
  )
    return 0;
  // Concatenation begins here: "password: " + x.
  if (quote !== 0 && quote !== 0xe2 && !value.closed && !line) return 0;
  // A command of a shell, of Perl or Ruby: `PWD=`pwd``.
  if (quote === TICK && join === "=" && ((line && !value.spaced) || isCommand(bytes, start, end))) return 0;
  if (quote === 0 && end < hi && bytes[end] === 0 && isNameOf(bytes, start, end)) return 0;
  if (quote === 0 && isOther(bytes, value)) return 0.1;
  // `com.google.auth:library:1.3.0`
  if (label.stem === "auth" && join === ":" && !value.spaced && !value.named && label.compound) return 0.2;
  // `client_key=client_key),`: the last argument of a call, and `%s/%s`, a format; `1.2.840.113549`, an identifier of objects.
  if (isOperand(bytes, start, end, quote)) return 0.2;
  const l = look(bytes, start, end);
  // `password_batch: 150` counts batches.
  if (quote === 0 && !label.sure && isCount(bytes, start, end)) return 0.2;
  // `pass` is a verb too: pass `--all` to it.
  if (
    label.stem === "pass" &&
    ((join === "is" && !label.compound) || (join === "s" && (quote === 0 || quote === TICK || !label.compound)))
  )
    return 0.2;
  if (label.stem === "salt" && quote === 0) return 0.2;
  if (l.distinct <= 2 && l.length >= 8) return 0.1;
  if (quote === 0 && (join === "," || join === "(")) return 0;
  // `password.encode("…")` hands over something else; `setPassword("…")` does not.
  if (
    join === "(" &&
    (!label.last || (label.stem === "pass" && !takesPass(bytes, label, start)) || NOT_CALLED.test(label.lead))
  )
    return 0.2;
  // `"password", "x"` is a list more often than an assignment.
  if (join === "," && value.named && label.sort === "password") return 0.2;
  if (l.length <= 18 && isNumber(bytes, start, end)) return 0.2;
  if (
    label.sort !== "password" &&
    (isRepeated(bytes, start, end) ||
      isRequest(bytes, start, end) ||
      isNamedBlank(bytes, start, end) ||
      isInOrder(bytes, label, start, end))
  )
    return 0.3;
  // `restored with key: linux-npm-…`: a cache is named after the hash of its files.
  if (label.stem === "key" && label.strength < 0.5 && isCacheName(bytes, start, end)) return 0.3;
  const name =
    isName(bytes, start, end) || (l.digits === 0 && l.letters === l.length && isIdentifier(bytes, start, end));
  // Without an operator a name of code is as mixed as a key, but has fewer digits.
  // The next cell of a table is no name of code.
  const cell = bytes[start - 1] === 0x09 && l.digits > 0 && isRandom(l);
  if (quote === 0 && label.sort !== "password" && !cell && (join === "s" || join === "|"))
    if (l.digits < 4 || l.digits * 12 < l.length) return 0.2;
  if (isRandom(l) && !name) return join === "|" || join === "s" ? 0.6 : Math.min(0.97, label.strength + 0.1);
  const strength =
    label.sort === "password" ? password(bytes, hi, label, line, l, value) : key(bytes, label, line, l, value);
  if (join === "|") return l.digits > 0 && l.letters > 0 && l.length >= 6 ? Math.min(strength, 0.5) : 0;
  return strength;
}

/** More than `weigh` makes of a value that is weak. */
export const WEAK = 0.35;

const QUOTED_MOST = 64;

/**
 * True for most of what follows the name of a key without an operator of its own: `weigh` would not make more of the value at `from` than
 * 0.3. Logs are full of these, and words say so at once.
 */
export function isWeak(bytes: Uint8Array, from: number, hi: number, { join, named }: Value): boolean {
  const first = bytes[from] as number;
  if (join === "," && named && first === DOUBLE) return isPlainText(bytes, from + 1, Math.min(hi, from + QUOTED_MOST));
  if (join !== "s" && join !== "(" && join !== ",") return false;
  // A quote may stand behind the prefix of a string.
  if (PLAIN[first] === 0 || isQuote(bytes[from + 1])) return false;
  if (join !== "s") return true;
  // The next cell of a table may be a key.
  if (bytes[from - 1] === 0x09) return false;
  let digits = 0;
  let field = DIGIT[first] === 0;
  for (let i = from; i < hi && BARE_END[bytes[i] as number] === 0; i++) {
    const byte = bytes[i] as number;
    // `id=4711`: a field of its own.
    if (field && byte === EQUALS && i + 1 < hi && PLAIN[bytes[i + 1] as number] === 1) return true;
    if (FIELD_NAME[byte] === 0 || i - from > FIELD_MOST) field = false;
    if (DIGIT[byte] === 1) digits++;
    if (digits >= DIGITS_LEAST && !field) return false;
  }
  return digits < DIGITS_LEAST;
}

/** Letters of the name of a field at most. */
const FIELD_MOST = 100;
/** Digits that a key without an operator has at least. */
const DIGITS_LEAST = 4;
const PLAIN = charset("A-Za-z0-9_");
const FIELD_NAME = charset("A-Za-z0-9_.-");
/** What ends a value without quotes wherever it stands. */
const BARE_END = charset(" \t\r\n\0\"'`<>");

/** Small letters and signs up to the closing quote. */
function isPlainText(bytes: Uint8Array, from: number, to: number): boolean {
  let i = from;
  while (i < to && SMALL[bytes[i] as number] === 1) i++;
  return i < to && i > from && bytes[i] === DOUBLE;
}

const SMALL = charset("a-z_.-");

const CACHE_NAME = /^[A-Za-z][\w.]{0,40}(?:-[\w.]{1,40}){0,8}-[\da-f]{64}$/;

function isCacheName(bytes: Buffer, start: number, end: number): boolean {
  return end - start > 65 && end - start < 200 && CACHE_NAME.test(bytes.toString("latin1", start, end));
}

/** Characters of a secret access key of AWS. */
const AWS_SECRET = 40;

/** One letter as often as the key has characters: it stands where the key does. Rows of x are blanks, whatever they fill. */
function isLetterRow(bytes: Buffer, start: number, end: number): boolean {
  const first = (bytes[start] as number) | 0x20;
  if (end - start !== AWS_SECRET || LETTER[first] === 0 || first === 0x78) return false;
  for (let i = start + 1; i < end; i++) if (bytes[i] !== bytes[start]) return false;
  return true;
}

const TICK = 0x60;

/** `API_KEY=abcdef0123456789…`: a row in order under a name that is nobody's. Secret access keys are AWS's, or of a kin. */
function isInOrder(bytes: Buffer, label: Label, start: number, end: number): boolean {
  if (label.sort === "aws") return false;
  return isOrderlyForm(bytes, start, end) || (!label.owned && isOrderly(bytes, start, end));
}

/** Two verbs of a format; a technique of MITRE's; types of generated code. */
const FORMAT = /^%[sd]\W?%[sd]|%[sd].*%[sd]/;
const NUMBERED =
  /^(?:T\d{4}(?:\.\d{3})?|V\d[a-z\d]*(?:[A-Z][a-z]+){2,}|(?:list|dict|List|Dict|Optional)\[[\w, ()[\]]*\])$/;
const COMMAND = /^[a-z]{2,8}$|^\/\w|^[a-z]{2,12} [/-]/;

function isCommand(bytes: Buffer, start: number, end: number): boolean {
  return COMMAND.test(bytes.toString("latin1", start, Math.min(end, start + 64)));
}

const OPERAND = /^[A-Za-z_][\w.]*\)+[,;]?$/;
const DOTTED = /^\d{1,10}(?:\.\d{1,10}){1,20}$/;

function isOperand(bytes: Buffer, start: number, end: number, quote: number): boolean {
  const last = bytes[end - 1] as number;
  if (quote === 0 && (last === 0x29 || last === 0x2c || last === 0x3b))
    return end - start <= 80 && OPERAND.test(bytes.toString("latin1", start, end));
  const text = bytes.toString("latin1", start, Math.min(end, start + 64));
  if (text.includes("%") && FORMAT.test(text)) return true;
  // `credential.https://…`: a scheme of an address.
  if (text.startsWith("//") && bytes[start - 1] === 0x3a) return true;
  if (NUMBERED.test(text)) return true;
  return LETTER[last] === 0 && end - start <= 64 && DOTTED.test(bytes.toString("latin1", start, end));
}

/** A field of its own, a version or a digest behind a word that is none of their names: `secret:1.4.2@sha256:…`. */
function isOther(bytes: Buffer, { start, end, join, spaced }: Value): boolean {
  if (join !== "s" && join !== "|" && (join !== ":" || spaced)) return false;
  const text = bytes.toString("latin1", start, Math.min(end, start + 200));
  return (join === "s" && FIELD.test(text)) || VERSION.test(text);
}

/** `password: TOKEN=` before a value that was blanked out: the two were one, which would have been taken if it was any. */
function isNameOf(bytes: Buffer, start: number, end: number): boolean {
  return end - start <= 17 && BARE_NAME.test(bytes.toString("latin1", start, end));
}

const BARE_NAME = /^[A-Za-z_.-]+=$/;
const FIELD = /^[A-Za-z_][\w.-]*=[^=]/;
const VERSION =
  /^(?:v?\d{1,5}\.\d{1,5}\.\d{1,8}(?:[.+-][\w.+-]{1,40})?(?:\/go\.mod)?|[\w.-]{1,64}@sha(?:256:[\da-f]{64}|512:[\da-f]{128}))$/;
const COUNT = /^\d+(?:\.\d+)?$/;

function isCount(bytes: Buffer, start: number, end: number): boolean {
  return end - start < 16 && COUNT.test(bytes.toString("latin1", start, end));
}

/** Functions that take something else than the secret that their name ends in. */
const NOT_CALLED =
  /^(?:add|split|get|find|load|read|should|assert|expect|parse|fetch|look|lookup|is|has|need|require|request|ask|prompt|show|render|print|log|format|make|create|generate|new|next|on|t|tr|to|from)(?:$|pass|pw|key|token|secret)/;

/** `setUserPass("…")` and `DB_PASS.equals("…")`; what else ends in `pass` may be a verb, or take a user first. */
function takesPass(bytes: Buffer, label: Label, start: number): boolean {
  return (
    label.compound &&
    (label.lead === "set" ||
      /(?:equals|eq|compare|matches)\(.{0,2}$/i.test(bytes.toString("latin1", Math.max(0, start - 12), start)))
  );
}

type Shape = ReturnType<typeof look>;

/** A pass phrase is lower case and stands in quotes; captions and messages begin with a capital or end in a mark. */
function isPhrase(bytes: Buffer, label: Label, { start, end, quote, join }: Value): boolean {
  if (quote === 0 || join === "," || join === "(" || (join !== "=" && label.strength < 0.9)) return false;
  const text = bytes.toString("latin1", start, end);
  if (/\b(?:the|is|your|or|not|must|password|char|digit)/i.test(text)) return false;
  return /^[a-z]+(?: [a-z]+){1,7}$/.test(text) || (/^[a-z]\S*(?: \S+){1,2}$/.test(text) && /\d/.test(text));
}

function password(bytes: Buffer, hi: number, label: Label, line: boolean, l: Shape, value: Value): number {
  const { start, end, quote, join, spaced, named } = value;
  const base = label.strength;
  if (l.length < 3) return 0.1;
  if (label.stem === "pass" && l.digits === l.length && (l.length < 3 || countsTests(bytes, start, end, hi)))
    return 0.1;
  if (quote !== 0 && l.spaces === 0 && isProse(bytes, start, end)) return 0.2;
  if (l.spaces > 0 && isProse(bytes, start, end)) return isPhrase(bytes, label, value) ? 0.55 : 0.2;
  if (isCommonWord(bytes, start, end)) return 0.15;
  // Text in another script, or its beginning before an escape: `password=Contrase\u00f1a`.
  if (quote === 0 && l.digits === 0 && (isProse(bytes, start, end) || isEscaped(bytes, end, hi))) return 0.2;
  const wordy = isWordy(bytes, start, end);
  if (label.stem === "clave" && wordy && l.digits === 0) return 0.3;
  if (quote !== 0) {
    // `#define NAME_PSK "aPSK"` names a name.
    if (join === "s" && wordy) return l.length >= 4 && !NAMES.test(bytes.toString("latin1", start, end)) ? 0.5 : 0.2;
    if (wordy && (join === "," || join === "(")) return join === "(" ? 0.5 : 0.3;
    if (named && wordy && isCaption(bytes, start, end)) return 0.3;
    if (isProse(bytes, start, end)) return 0.2;
    if (l.spaces > 2 && l.digits === 0) return 0.3;
    if (wordy && (l.digits > 0 || (label.compound && join === "="))) return Math.max(0.55, 0.6 * base + 0.06);
    return wordy ? 0.6 * base + 0.06 : l.length >= 6 && l.classes >= 2 ? base : 0.6;
  }
  if (join === "s")
    return l.digits > 0 && l.letters > 0 && l.classes >= 3 && l.length >= 8 && !isName(bytes, start, end) ? 0.55 : 0.2;
  if (join === "f") return wordy && l.length < 6 ? 0.4 : l.length >= 4 ? 0.65 : 0.3;
  if (join === "is") {
    if (l.digits === l.length) return l.length >= 4 && !unit(bytes, end, hi) ? 0.55 : 0.2;
    if (bytes[start - 1] !== 0x20) return l.length >= 4 && !(l.letters === 0 && unit(bytes, end, hi)) ? 0.6 : 0.2;
    return l.classes >= 2 && !wordy && l.length >= 5
      ? 0.65
      : wordy && /[a-z]\d$/i.test(bytes.toString("latin1", end - 2, end))
        ? 0.5
        : 0.2;
  }
  const closing = end < hi ? bytes[end] : 0;
  // JSON counts so; a password of three digits is none.
  if (named && l.length < 4 && l.digits === l.length) return 0.2;
  // `ECDHE_PSK = 347,` numbers the members of a list.
  if (l.digits === l.length)
    return unit(bytes, end, hi) || (l.length < 4 && spaced && closing === 0x2c && !named) ? 0.2 : 0.6;
  if (wordy || isIdentifier(bytes, start, end) || isName(bytes, start, end)) {
    // Plain words are values in configuration files, and variables in code.
    const code = closing === 0x3b || closing === 0x29 || closing === 0x2c || closing === 0x7d || closing === 0x2e;
    if (l.digits > 0 && !code) return 0.6;
    // Connection strings: `User Id=sa;Password=abc;`.
    if (join === "=" && closing === 0x3b && (value.listed || inConnectionString(bytes, end, hi))) return 0.6;
    if (join === "=" && !spaced && !code) return l.length >= 3 ? 0.6 : 0.2;
    if (l.digits > 0 && !spaced) return 0.55;
    if (!line || code || named) return l.digits > 0 ? 0.5 : 0.3;
    return l.length >= 4 && label.sure && endsLine(bytes, end, hi) && !isCaption(bytes, start, end)
      ? join === ":"
        ? 0.5
        : 0.4
      : 0.3;
  }
  return base - 0.1;
}

/** An escape of a letter beyond ASCII comes next. */
function isEscaped(bytes: Buffer, at: number, hi: number): boolean {
  return at + 6 <= hi && bytes[at] === BACKSLASH && /^\\u[\da-f]{4}/i.test(bytes.toString("latin1", at, at + 6));
}

/** A name behind a sign, as lexers and templates use them. */
const SIGIL_NAME = /^[?!@#:&*%~^]+[A-Za-z]+$/;
const NAMES = /(?:psk|pass|password|pwd|key|token|secret)$/i;

function key(bytes: Buffer, label: Label, line: boolean, l: Shape, value: Value): number {
  const { start, end, quote, join, spaced } = value;
  const base = label.strength;
  const secret = label.stem === "secret" || label.stem === "credential";
  if (l.length < (secret ? 4 : 6)) return 0.15;
  if (isCommonWord(bytes, start, end)) return 0.15;
  if (l.spaces > 0) return l.digits === 0 || l.spaces > 2 || !secret ? 0.15 : 0.3;
  if (l.digits === l.length)
    return base >= 0.8 && l.length >= (secret && join !== "s" ? 4 : 12) && join !== "is" ? 0.5 : 0.2;
  const wordy = isWordy(bytes, start, end) || isName(bytes, start, end);
  // The argument of a call that has a line to itself.
  if (quote === 0 && wordy && l.digits === 0 && (bytes[end] === 0x2c || bytes[end] === 0x29)) return 0.3;
  if (base < 0.5) return !wordy && l.length >= 20 && l.digits >= 4 && l.changes * 5 >= l.length ? 0.5 : 0.3;
  if (join === "," || join === "(" || join === "s" || join === "is")
    return !wordy && l.digits > 0 && l.letters > 0 && l.length >= 8 && (quote !== 0 || join === "is") ? 0.55 : 0.25;
  if (wordy || (l.digits === 0 && isIdentifier(bytes, start, end))) {
    if (!secret || isBlank(bytes, start, end)) return 0.3;
    if (quote !== 0) return l.length >= 8 && base >= 0.8 && join === "=" ? 0.5 : 0.35;
    return line && join === "=" && !spaced && l.length >= 8 ? 0.5 : 0.3;
  }
  if (l.digits === 0 && !secret && SIGIL_NAME.test(bytes.toString("latin1", start, Math.min(end, start + 64))))
    return 0.3;
  if (l.digits === 0 && !(l.classes >= 2 && l.length >= 8)) return secret && l.length >= 8 ? 0.5 : 0.35;
  if (l.length < 8) return quote !== 0 || (join !== ":" && !spaced) ? 0.5 : 0.4;
  if (quote === 0 && spaced && isIdentifier(bytes, start, end) && l.digits <= 2) return 0.4;
  return Math.min(base, 0.85);
}
