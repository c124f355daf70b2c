// Secrets that only their label gives away: KEY=value, `password: …`, JSON, YAML, XML, query strings, SQL, prose in several
// languages. One reader for all; the three rules differ in the kind they report. Formats that prove themselves are others'.

import { folded, literal } from "../build/anchor.ts";
import type { BlockRule, LineVerdict } from "../build/block.ts";
import { atLineStart, type Label, nameEnd, nameStart, readLabel } from "../build/label.ts";
import { cjkIs, createValue, readJoin, readValue, textAt, type Value } from "../build/value.ts";
import { charset, STOP, WORD } from "../charset.ts";
import { countsTests, endsLine, isCaption, isIdentifier, unit } from "../check/assigned.ts";
import { isCommonWord, isExpression, isProse, isRandom, isStandIn, isWordy, look } from "../check/secrecy.ts";
import type { Anchor, Examples, Rule, Scan } from "../rule.ts";
import { assignmentExamples } from "./assignment.examples.ts";
import { blockLine, opensBlock } from "./multiline.ts";

type Sort = Label["sort"];

const value: Value = createValue();
const QUOTE = charset("\"'`");
const HYPHEN = 0x2d;

/** Finds the value of the name around the anchor hit `[at, end)` and reports it when the name is of this rule's sort. */
function findAssigned(rule: BlockRule, sort: Sort, scan: Scan, at: number, end: number): void {
  const { bytes, lo, hi } = scan;
  // An anchor may hold a byte before and behind the stem, and a stem a letter that is no ASCII.
  let stop = nameEnd(bytes, WORD[bytes[at] as number] === 1 ? at : at + 1, hi);
  if (stop < end - 1) stop = nameEnd(bytes, end, hi);
  const next = bytes[stop];
  // Prose: a letter behind one space can only be a verb or a value without operator, which is rare.
  if (next === 0x20 && stop + 1 < hi && PLAIN[bytes[stop + 1] as number] === 1 && !mayJoin(bytes, at, stop, lo, hi)) {
    compared(rule, sort, scan, at, stop);
    return;
  }
  const start = nameStart(bytes, lo, WORD[bytes[at] as number] === 1 ? at : at + 1);
  const flag = start > lo && bytes[start - 1] === HYPHEN;
  const from = readJoin(bytes, start, stop, hi, flag, value);
  if (from < 0 || from >= hi || (STOP[bytes[from] as number] === 1 && bytes[from] !== 10)) {
    if (from < 0) compared(rule, sort, scan, at, stop);
    return;
  }
  if (bytes[from] === 10) return;
  if (value.join === "s" && netrc(bytes, lo, start)) value.join = "f";
  const label = readLabel(bytes, lo, start, stop);
  if (label === null || label.sort !== sort) return;
  const before = start > lo ? (bytes[start - 1] as number) : 0;
  const query = before === 0x3f || before === 0x26 || (bytes[from - 1] === 0x64 && bytes[from - 3] === 0x25);
  // `label: "Password:", x: …`: the string ends behind the colon.
  if (QUOTE[before] === 1 && !value.named && bytes[from] === before) return;
  const line = (value.join === "=" || value.join === ":") && !query && atLineStart(bytes, lo, start);
  value.listed = before === 0x3b;
  report(rule, scan, label, from, line, query);
}

/** Reads the value at `from` and reports it with the confidence that label and look give. */
function report(rule: BlockRule, scan: Scan, label: Label, from: number, line: boolean, query: boolean): void {
  const { bytes, hi } = scan;
  const join = value.join;
  const opened = line ? opensBlock(bytes, scan.lo, from, hi) : null;
  if (opened !== null) {
    scan.open({ rule, start: opened.start, seen: opened.next, mark: opened.mark });
    return;
  }
  if (!readValue(bytes, from, hi, line && value.named === false, query, value)) return;
  if (value.quote === 0 && join === ":") {
    // `password: str = "…"`: the type is no value.
    const typed = typeEnd(bytes, value.start, hi);
    if (typed > 0 && !readValue(bytes, typed, hi, line, query, value)) return;
  }
  const confidence = weigh(bytes, hi, label, line);
  if (confidence > 0) scan.add(rule, value.start, value.end, confidence, "none");
}

const PLAIN = charset("A-Za-z0-9");

/** The bytes behind a name and a space could still join it with a value. */
function mayJoin(bytes: Uint8Array, at: number, stop: number, lo: number, hi: number): boolean {
  const c = (bytes[stop + 1] as number) | 0x20;
  if (
    (c === 0x69 || c === 0x77 || c === 0x74 || c === 0x76) &&
    (textAt(bytes, stop + 1, hi, "is") ||
      textAt(bytes, stop + 1, hi, "was") ||
      textAt(bytes, stop + 1, hi, "to ") ||
      textAt(bytes, stop + 1, hi, "value="))
  )
    return true;
  // `--password x`, `-Password x`
  let i = at;
  while (i > lo && WORD[bytes[i - 1] as number] === 1 && at - i < 64) i--;
  if (i > lo && bytes[i - 1] === HYPHEN) return true;
  // A value without operator must look like one: a digit, or a quote, near its beginning.
  for (let k = stop + 1; k < hi && k < stop + 40; k++) {
    const byte = bytes[k] as number;
    if (byte >= 0x30 && byte <= 0x39) return true;
    if (byte <= 0x20) {
      // netrc: `login x password y`.
      return i - 12 > lo && bytes[i - 1] === 0x20 && netrc(bytes, lo, i);
    }
  }
  return false;
}

function netrc(bytes: Uint8Array, lo: number, name: number): boolean {
  let i = name - 1;
  const least = Math.max(lo, name - 64);
  while (i > least && (bytes[i - 1] as number) > 0x20) i--;
  return i - 6 >= lo && textAt(bytes, i - 6, i, "login ");
}

/** `if ("…" == password)`: the value stands before its name. */
function compared(rule: BlockRule, sort: Sort, scan: Scan, at: number, stop: number): void {
  const { bytes, lo } = scan;
  let i = nameStart(bytes, lo, WORD[bytes[at] as number] === 1 ? at : at + 1);
  const start = i;
  if (i <= lo || bytes[i - 1] !== 0x20) return;
  i--;
  const operator = i;
  while (i > lo && operator - i < 4 && (bytes[i - 1] === 0x3d || bytes[i - 1] === 0x21)) i--;
  if (operator - i < 2) return;
  if (i > lo && bytes[i - 1] === 0x20) i--;
  const quote = bytes[i - 1] as number;
  if (i <= lo || QUOTE[quote] === 0) return;
  const end = i - 1;
  const least = Math.max(lo, end - 256);
  let from = end;
  while (from > least && bytes[from - 1] !== quote && STOP[bytes[from - 1] as number] === 0) from--;
  if (from <= least || bytes[from - 1] !== quote || from === end) return;
  const label = readLabel(bytes, lo, start, stop);
  if (label === null || label.sort !== sort) return;
  Object.assign(value, { listed: false, join: "=", spaced: true, named: false, start: from, end, quote, closed: true });
  const confidence = weigh(bytes, scan.hi, label, false);
  if (confidence > 0) scan.add(rule, from, end, confidence, "none");
}

/** Where the value of a typed declaration begins, when `[at, …)` is a type and `=` follows; else -1. */
function typeEnd(bytes: Uint8Array, at: number, hi: number): number {
  let i = at;
  while (i < hi && i < at + 48 && TYPE[bytes[i] as number] === 1) i++;
  if (i === at) return -1;
  while (i < hi && bytes[i] === 0x20) i++;
  if (bytes[i] !== 0x3d || bytes[i + 1] === 0x3d || bytes[i - 1] !== 0x20) return -1;
  i++;
  while (i < hi && bytes[i] === 0x20) i++;
  return i < hi ? i : -1;
}

const TYPE = charset("A-Za-z_.<>[]|?&");

/** Confidence that the value just read is a secret; 0 drops it, below 0.5 it is shown by `explain` only. */
function weigh(bytes: Buffer, hi: number, label: Label, line: boolean): number {
  const { start, end, quote, join } = value;
  if (
    quote === 0
      ? isStandIn(bytes, start, end, 0) || isExpression(bytes, start, end)
      : isStandIn(bytes, start, end, quote)
  )
    return 0;
  // Concatenation begins here: "password: " + x.
  if (quote !== 0 && quote !== 0xe2 && !value.closed && !line) return 0;
  const l = look(bytes, start, end);
  if (label.stem === "salt" && quote === 0) return 0.2;
  if (l.distinct <= 2 && l.length >= 8) return 0.1;
  if (quote === 0 && (join === "," || join === "(")) return 0;
  // `password.encode("…")` hands over something else; `setPassword("…")` does not.
  if (join === "(" && !label.last) return 0.2;
  if (isRandom(l)) return join === "|" || join === "s" ? 0.6 : Math.min(0.97, label.strength + 0.1);
  const strength = label.sort === "password" ? password(bytes, hi, label, line, l) : key(bytes, label, line, l);
  if (join === "|") return l.digits > 0 && l.letters > 0 && l.length >= 6 ? Math.min(strength, 0.5) : 0;
  return strength;
}

type Shape = ReturnType<typeof look>;

function password(bytes: Buffer, hi: number, label: Label, line: boolean, l: Shape): number {
  const { start, end, quote, join, spaced, named } = value;
  const base = label.strength;
  if (l.length < 3) return 0.1;
  if (label.stem === "pass" && l.digits === l.length && (l.length < 3 || countsTests(bytes, start, end))) return 0.1;
  if (quote !== 0 && l.spaces === 0 && isProse(bytes, start, end)) return 0.2;
  if (l.spaces > 0 && isProse(bytes, start, end)) {
    // A pass phrase is lower case and stands in quotes; captions and messages begin with a capital or end in a mark.
    const phrase =
      quote !== 0 &&
      join !== "," &&
      join !== "(" &&
      /^[a-z]+(?: [a-z]+){1,7}$/.test(bytes.toString("latin1", start, end));
    return phrase &&
      (join === "=" || label.strength >= 0.9) &&
      !/\b(?:the|is|your|or|not|must|password)\b/.test(bytes.toString("latin1", start, end))
      ? 0.55
      : 0.2;
  }
  if (isCommonWord(bytes, start, end)) return 0.15;
  const wordy = isWordy(bytes, start, end);
  // `pass` is a verb too: pass `--all` to it.
  if (label.stem === "pass" && join === "s") return 0.2;
  if (quote !== 0) {
    if (join === "s" && wordy) return l.length >= 4 ? 0.5 : 0.2;
    if (wordy && (join === "," || join === "(")) return join === "(" ? 0.5 : 0.3;
    if (named && wordy && isCaption(bytes, start, end)) return 0.3;
    if (isProse(bytes, start, end)) return 0.2;
    if (l.spaces > 3 && l.digits === 0) return 0.3;
    return wordy ? 0.6 * base + 0.06 : l.length >= 6 && l.classes >= 2 ? base : 0.6;
  }
  if (join === "s") return l.digits > 0 && l.letters > 0 && l.classes >= 3 && l.length >= 8 ? 0.55 : 0.2;
  if (join === "f") return wordy && l.length < 6 ? 0.4 : l.length >= 4 ? 0.65 : 0.3;
  if (join === "is") {
    if (l.digits === l.length) return l.length >= 4 && !unit(bytes, end, hi) ? 0.55 : 0.2;
    if (bytes[start - 1] !== 0x20) return l.length >= 4 && !(l.digits > 0 && unit(bytes, end, hi)) ? 0.6 : 0.2;
    return l.classes >= 2 && !wordy && l.length >= 5
      ? 0.65
      : wordy && /[a-z]\d$/i.test(bytes.toString("latin1", end - 2, end))
        ? 0.5
        : 0.2;
  }
  if (l.digits === l.length) return unit(bytes, end, hi) ? 0.2 : 0.6;
  const closing = bytes[end];
  if (wordy || isIdentifier(bytes, start, end)) {
    // Plain words are values in configuration files, and variables in code.
    const code = closing === 0x3b || closing === 0x29 || closing === 0x2c || closing === 0x7d || closing === 0x2e;
    if (l.digits > 0 && !code) return 0.6;
    // Connection strings: `User Id=sa;Password=abc;`.
    if (join === "=" && closing === 0x3b && value.listed) return 0.6;
    if (join === "=" && !spaced && !code) return l.length >= 3 ? 0.6 : 0.2;
    if (l.digits > 0 && !spaced) return 0.55;
    if (!line || code || named) return l.digits > 0 ? 0.5 : 0.3;
    return l.length >= 4 && endsLine(bytes, end, hi) && !isCaption(bytes, start, end)
      ? join === ":"
        ? 0.5
        : 0.4
      : 0.3;
  }
  return base - 0.1;
}

function key(bytes: Buffer, label: Label, line: boolean, l: Shape): number {
  const { start, end, quote, join, spaced } = value;
  const base = label.strength;
  const secret = label.stem === "secret" || label.stem === "credential";
  if (l.length < (secret ? 4 : 6)) return 0.15;
  if (isCommonWord(bytes, start, end)) return 0.15;
  if (l.spaces > 0) return l.digits === 0 || l.spaces > 2 || !secret ? 0.15 : 0.3;
  if (l.digits === l.length)
    return base >= 0.8 && (secret ? l.length >= 4 : l.length >= 12) && join !== "is" ? 0.5 : 0.2;
  const wordy = isWordy(bytes, start, end);
  if (base < 0.5) return l.length >= 20 && l.digits >= 4 && l.changes * 5 >= l.length ? 0.5 : 0.3;
  if (join === "," || join === "(" || join === "s" || join === "is")
    return !wordy && l.digits > 0 && l.letters > 0 && l.length >= 8 && (quote !== 0 || join === "is") ? 0.55 : 0.25;
  if (wordy || (l.digits === 0 && isIdentifier(bytes, start, end))) {
    if (!secret && label.stem !== "key") return 0.3;
    if (quote !== 0) return l.length >= 8 && base >= 0.8 && join === "=" ? 0.5 : 0.35;
    return line && join === "=" && !spaced && l.length >= 8 ? 0.5 : 0.3;
  }
  if (l.digits === 0 && !(l.classes >= 2 && l.length >= 8)) return secret && l.length >= 8 ? 0.5 : 0.35;
  if (l.length < 8) return quote !== 0 || (join !== ":" && !spaced) ? 0.5 : 0.4;
  if (quote === 0 && spaced && isIdentifier(bytes, start, end) && l.digits <= 2) return 0.4;
  return Math.min(base, 0.85);
}

/** Chinese, Japanese, Korean and Russian labels: the anchor is the whole stem, an operator follows, maybe a verb between. */
function findCjk(rule: BlockRule, sort: Sort, scan: Scan, end: number): void {
  const { bytes, hi } = scan;
  let i = end;
  let from = readJoin(bytes, end, end, hi, false, value);
  let between = 0;
  // 密码已重置为：…
  while (from < 0 && between < 6 && i + 2 < hi && (bytes[i] as number) >= 0xe3 && (bytes[i] as number) <= 0xe9) {
    i += 3;
    between++;
    from = readJoin(bytes, i, i, hi, false, value);
  }
  if (from < 0 || from >= hi || STOP[bytes[from] as number] === 1) return;
  if (value.join === "s" || value.join === "," || value.join === "(" || value.join === "|" || value.join === ">") {
    if (value.join !== "s" || between > 0) return;
  }
  const spaces = from;
  while (from < hi && from < spaces + 8 && bytes[from] === 0x20) from++;
  if (bytes[from] === 0x3a || cjkIs(bytes, from)) return;
  if ((bytes[from] as number) >= 0xe3 && (bytes[from] as number) <= 0xe9 && bytes[from] !== 0xe3) return;
  const label: Label = { sort, strength: 0.85, stem: sort === "password" ? "password" : "token", last: true };
  if (!readValue(bytes, from, hi, false, false, value)) return;
  const { start, end: stop } = value;
  const l = look(bytes, start, stop);
  if (between > 0 && (l.length < 6 || l.digits === l.length) && l.classes < 2) return;
  // A label without operator wants a value that looks chosen.
  if (value.join === "s" && (l.length < 6 || l.digits === 0)) return;
  if (value.quote === 0 && value.join !== "s") value.join = sort === "password" ? value.join : "=";
  const confidence =
    value.join === "s" ? (l.letters > 0 || l.length >= 6 ? 0.55 : 0.2) : weigh(bytes, hi, label, false);
  if (confidence > 0) scan.add(rule, start, stop, confidence, "none");
}

const CJK = new Set([0xe5, 0xe4, 0xe7, 0xe3, 0xeb, 0xd0]);

interface AssignmentOptions {
  id: string;
  kind: string;
  description: string;
  sort: Sort;
  anchors: readonly Anchor[];
  examples: Examples;
}

function assignment(options: AssignmentOptions): BlockRule {
  const { sort } = options;
  const rule: BlockRule = {
    id: options.id,
    kind: options.kind,
    description: options.description,
    tier: "context",
    confidence: 0.8,
    remembers: true,
    get anchors() {
      return options.anchors;
    },
    get examples() {
      return options.examples;
    },
    find(scan, at, end) {
      if (CJK.has(scan.bytes[at] as number)) findCjk(rule, sort, scan, end);
      else findAssigned(rule, sort, scan, at, end);
    },
    line(bytes: Buffer, from: number, to: number, mark: number, start: number): LineVerdict {
      return blockLine(bytes, from, to, mark, start);
    },
  };
  return rule;
}

const PW: Anchor = [...folded("pw"), charset("=:\"'")];
const KEY: Anchor = [charset("A-Za-z_ -"), ...folded("key"), charset("=:\"'`_ \\]<>)(A-Z0-9s*%&-")];
const SECRET_STEMS = [folded("secret"), folded("token")];

export const assignmentRules: readonly Rule[] = [
  assignment({
    id: "password-assignment",
    kind: "PASSWORD",
    description: "value of a name that says password, in configuration, code, logs and prose",
    sort: "password",
    get anchors() {
      return [
        ...["pass", "pwd", "pswd", "paswrd", "kennwort", "contraseña", "contrasena", "senha", "wachtwoord"].map(folded),
        PW,
        ...["密码", "密碼", "口令", "パスワード", "비밀번호", "пароль", "Пароль"].map(literal),
      ];
    },
    get examples() {
      return assignmentExamples.password;
    },
  }),
  assignment({
    id: "secret-assignment",
    kind: "API_KEY",
    description: "value of a name that says secret, token, key or credential",
    sort: "key",
    get anchors() {
      return [
        ...SECRET_STEMS,
        KEY,
        [...folded("auth"), charset("=:\"'")],
        folded("cred"),
        [...folded("salt"), charset("=:\"'0-9 ")],
        ...["密钥", "密鑰", "令牌", "私钥", "私鑰"].map(literal),
      ];
    },
    get examples() {
      return assignmentExamples.key;
    },
  }),
  assignment({
    id: "aws-secret-assignment",
    kind: "AWS_SECRET_KEY",
    description: "AWS secret access key or session token behind its name; docs.aws.amazon.com/IAM",
    sort: "aws",
    get anchors() {
      return [...SECRET_STEMS, [charset("A-Za-z_ -"), ...folded("key"), charset("=:\"'`_ \\]<>)(A-Z0-9s*%&-")]];
    },
    get examples() {
      return assignmentExamples.aws;
    },
  }),
];
