// Secrets that only their label gives away: KEY=value, `password: …`, JSON, YAML, XML, query strings, SQL, prose in several
// languages. One reader for all; the three rules differ in the kind they report. Formats that prove themselves are others'.

import { folded, literal } from "../build/anchor.ts";
import type { BlockRule, LineVerdict } from "../build/block.ts";
import { latin1, utf8 } from "../build/context.ts";
import { cjkIs, FOLLOWS, readJoin, typeEnd, VERBS, verbEnd } from "../build/join.ts";
import { atLineStart, type Label, NAME, NOT_BEFORE_KEY, nameEnd, nameStart, readLabel } from "../build/label.ts";
import { createValue, EQUALS, isSpace, readValue, textAt, type Value } from "../build/value.ts";
import { charset, LOWER, STOP, WORD } from "../charset.ts";
import { endsLine } from "../check/assigned.ts";
import { look } from "../check/secrecy.ts";
import type { Gate } from "../gate.ts";
import type { Anchor, Examples, Rule, Scan } from "../rule.ts";
import { assignmentExamples } from "./assignment.examples.ts";
import { directive, endsEntry, followsUser, hasLine, isChosen, isSet, netrc } from "./assignment-ahead.ts";
import { comparedValue } from "./assignment-compared.ts";
import { isWeak, WEAK, weigh } from "./assignment-weight.ts";
import { blockLine, opensBlock, opensText } from "./multiline.ts";

type Sort = Label["sort"];

const value: Value = createValue();
const QUOTE = charset("\"'`");
const PLAIN = charset("A-Za-z0-9");
const HYPHEN = 0x2d;
const OPEN = 0x3c;

/** Finds the value of the name around the anchor hit `[at, end)` and reports it when the name is of this rule's sort. */
function findAssigned(rule: BlockRule, sort: Sort, scan: Scan, at: number, end: number): void {
  const { bytes, lo, hi } = scan;
  // An anchor may hold a byte before and behind the stem, and a stem a letter that is no ASCII.
  const inside = WORD[bytes[at] as number] === 1 ? at : at + 1;
  let stop = nameEnd(bytes, inside, hi);
  if (stop < end - 1) stop = nameEnd(bytes, end, hi);
  if (
    stop >= hi ||
    FOLLOWS[bytes[stop] as number] === 0 ||
    // Prose: a letter behind one space can only be a verb or a value without operator, which is rare.
    (bytes[stop] === 0x20 &&
      stop + 1 < hi &&
      PLAIN[bytes[stop + 1] as number] === 1 &&
      !mayJoin(bytes, inside, stop, lo, hi))
  ) {
    compared(rule, sort, scan, inside, stop);
    return;
  }
  const start = nameStart(bytes, lo, inside);
  const flag = start > lo && bytes[start - 1] === HYPHEN;
  const from = readJoin(bytes, start, stop, hi, flag, value);
  if (from >= 0 && from < hi && value.join === ">" && (bytes[from] === 10 || bytes[from] === 13)) {
    openText(rule, sort, scan, start, stop, from);
    return;
  }
  if (from < 0 || from >= hi || STOP[bytes[from] as number] === 1) {
    compared(rule, sort, scan, inside, stop);
    return;
  }
  if (
    value.join === "s" &&
    ((netrc(bytes, lo, start) && endsEntry(bytes, from, hi)) ||
      directive(bytes, start, stop) ||
      isSet(bytes, lo, start))
  )
    value.join = "f";
  if (sort === "key" && scan.wants?.(rule, WEAK) === false && isWeak(bytes, from, hi, value)) return;
  const label = readLabel(bytes, lo, start, stop);
  if (label === null || label.sort !== sort) return;
  if (
    value.join === "s" &&
    label.stem === "password" &&
    (hasLine(bytes, lo, start, from, hi) || (isChosen(bytes, from, hi) && followsUser(bytes, lo, start)))
  )
    value.join = "f";
  const before = start > lo ? (bytes[start - 1] as number) : 0;
  // `method=password attempts=2`, `password-system web-0`: the word is a value itself, or a part of a name.
  if (value.join === "s" && (before === EQUALS || !label.sure)) return;
  // `.password:focus{…`, `#token:hover{…`: a selector of a style sheet.
  if (value.join === ":" && !value.spaced && isSelector(bytes, lo, start, from, hi)) return;
  const query = before === 0x3f || before === 0x26 || (bytes[from - 1] === 0x64 && bytes[from - 3] === 0x25);
  // `label: "Password:", x: …`: the string ends behind the colon.
  if (QUOTE[before] === 1 && !value.named && bytes[from] === before) return;
  // `arn:…:secret:x`, `AWS::IAM::AccessKey`: a part of a name with colons.
  if (before === 0x3a && value.join === ":" && sort !== "password" && (!value.spaced || bytes[start - 2] === 0x3a))
    return;
  // `'Test2::Event::Pass' => '1.302'`: a class.
  if (before === 0x3a && bytes[start - 2] === 0x3a && value.named) return;
  const line =
    (value.join === "=" || value.join === ":") &&
    !query &&
    (QUOTE[before] === 0 || value.named) &&
    atLineStart(bytes, lo, start);
  value.listed = before === 0x3b;
  report(rule, scan, label, from, line, query, start, stop);
}

/** A class or an id at the beginning of a name, and behind its colon a word in small letters before a brace or comma. */
function isSelector(bytes: Uint8Array, lo: number, start: number, from: number, hi: number): boolean {
  const sign = start > lo ? bytes[start - 1] : 0;
  if (sign !== 0x2e && sign !== 0x23) return false;
  if (start - 2 >= lo && (WORD[bytes[start - 2] as number] === 1 || CLOSED[bytes[start - 2] as number] === 1))
    return false;
  let i = from;
  while (i < hi && (LOWER[bytes[i] as number] === 1 || bytes[i] === HYPHEN || bytes[i] === 0x3a)) i++;
  return i > from && i < hi && (bytes[i] === 0x7b || bytes[i] === 0x2c || bytes[i] === 0x20 || bytes[i] === 0x28);
}

const CLOSED = charset(")\\]");

/** `<token>` at the end of a line: the value has the next line, if that looks like one. */
function openText(rule: BlockRule, sort: Sort, scan: Scan, start: number, stop: number, from: number): void {
  const { bytes, lo, hi } = scan;
  const newline = bytes[from] === 13 ? from + 1 : from;
  if (newline >= hi || bytes[newline] !== 10) return;
  const label = readLabel(bytes, lo, start, stop);
  if (label === null || label.sort !== sort || label.strength < 0.6 || !label.last) return;
  const opened = opensText(newline, sort === "password");
  scan.open({ rule, start: opened.start, seen: opened.next, mark: opened.mark });
}

/** Reads the value at `from` and reports it with the confidence that label and look give. */
function report(
  rule: BlockRule,
  scan: Scan,
  label: Label,
  from: number,
  line: boolean,
  query: boolean,
  name: number,
  stop: number,
): void {
  const { bytes, hi } = scan;
  const opened = line ? opensBlock(bytes, scan.lo, from, hi) : null;
  if (opened !== null) {
    scan.open({ rule, start: opened.start, seen: opened.next, mark: opened.mark });
    return;
  }
  if (value.join === ">") {
    if (!readElement(bytes, from, hi)) return;
  } else {
    // `password: str = "…"`: the type is no value.
    const typed = value.join === ":" && QUOTE[bytes[from] as number] === 0 ? typeEnd(bytes, from, hi) : -1;
    if (!readValue(bytes, typed > 0 ? typed : from, hi, line && !value.named, query, value)) return;
  }
  if (line && value.quote === 0 && label.sort === "password" && takesGroups(bytes, hi)) {
    scan.add(rule, value.start, value.end, 0.8, "none");
    return;
  }
  // A variable of the same name in code; in configuration it is a poor password.
  const behind = value.end < hi ? bytes[value.end] : 0;
  const configured = line && value.join === "=" && !value.spaced && behind !== 0x2c && behind !== 0x29;
  if (!configured && namesItself(bytes, name, stop)) {
    if (isSetting(bytes, scan.lo, name, hi)) scan.add(rule, value.start, value.end, 0.5, "none");
    return;
  }
  const confidence = weigh(bytes, hi, label, line, value);
  if (confidence > 0) scan.add(rule, value.start, value.end, confidence, "none");
}

const GROUPS = /^[a-z]{4}(?: [a-z]{4}){3}\s*$/;

/** `abcd efgh ijkl mnop`: Google shows passwords of apps in four groups of four letters. */
function takesGroups(bytes: Buffer, hi: number): boolean {
  if (value.end - value.start !== 4 || bytes[value.end] !== 0x20) return false;
  let end = value.end;
  while (end < hi && end - value.start < 32 && STOP[bytes[end] as number] === 0) end++;
  if (!GROUPS.test(latin1(bytes, value.start, end))) return false;
  value.end = value.start + 19;
  return true;
}

/** `password=password,`, `CHALLENGE_PASSWORD: "challengePassword"`: the value is the end of its name. */
function namesItself(bytes: Uint8Array, name: number, stop: number): boolean {
  let i = stop;
  let k = value.end;
  while (k > value.start) {
    if (JOINT[bytes[k - 1] as number] === 1) k--;
    else if (i > name && JOINT[bytes[i - 1] as number] === 1) i--;
    else if (i > name && ((bytes[i - 1] as number) | 0x20) === ((bytes[k - 1] as number) | 0x20)) {
      i--;
      k--;
    } else return false;
  }
  return true;
}

const JOINT = charset("_.-");

/** `password 'password'` on a line of its own sets a password, a poor one: Gradle, and Ruby's languages of settings. */
function isSetting(bytes: Buffer, lo: number, name: number, hi: number): boolean {
  return (
    value.join === "s" &&
    (value.quote === 0x22 || value.quote === 0x27) &&
    value.closed &&
    QUOTE[bytes[name - 1] as number] === 0 &&
    value.end - value.start === "password".length &&
    textAt(bytes, name, hi, "password") &&
    atLineStart(bytes, lo, name) &&
    endsLine(bytes, value.end + 1, hi)
  );
}

/** The text of an XML element up to the next tag on its line; unattended set-ups of Windows wrap it once more. */
function readElement(bytes: Uint8Array, from: number, hi: number): boolean {
  let i = from;
  if (bytes[i] === OPEN) {
    if (textAt(bytes, i, hi, "<value>")) i += 7;
    else if (textAt(bytes, i, hi, "<![cdata[")) i += 9;
  }
  while (i < hi && isSpace(bytes[i])) i++;
  const limit = Math.min(hi, i + 4096);
  let stop = i;
  while (stop < limit && bytes[stop] !== OPEN && STOP[bytes[stop] as number] === 0) stop++;
  if (stop >= limit || bytes[stop] !== OPEN) return false;
  if (textAt(bytes, from, hi, "<![cdata["))
    while (stop > i && (bytes[stop - 1] === 0x3e || bytes[stop - 1] === 0x5d)) stop--;
  while (stop > i && isSpace(bytes[stop - 1])) stop--;
  // A caption.
  if (bytes[stop - 1] === 0x3a) return false;
  value.start = i;
  value.end = stop;
  value.quote = 0;
  value.closed = true;
  value.triple = false;
  return stop > i;
}

/** The bytes behind a name and a space could still join it with a value. */
function mayJoin(bytes: Buffer, at: number, stop: number, lo: number, hi: number): boolean {
  if (verbEnd(bytes, stop + 1, hi) > 0) return true;
  // `--password x`, `-Password x`, `<password type="x">`
  let i = at;
  while (i > lo && WORD[bytes[i - 1] as number] === 1 && at - i < 64) i--;
  const before = i > lo ? bytes[i - 1] : 0;
  if (before === HYPHEN || before === OPEN || QUOTE[bytes[stop - 1] as number] === 1) return true;
  if (textAt(bytes, stop + 1, hi, "as ")) return true;
  // A value without operator must look like one: a digit, or a quote, near its beginning.
  for (let k = stop + 1; k < hi && k < stop + 40; k++) {
    const byte = bytes[k] as number;
    if (byte >= 0x30 && byte <= 0x39) return true;
    if (byte <= 0x20) {
      // `password string = "…"`
      if (k + 1 < hi && bytes[k + 1] === EQUALS) return true;
      break;
    }
  }
  // netrc: `login x password y`.
  return (before === 0x20 && (netrc(bytes, lo, i) || (i < at && isSet(bytes, lo, i)))) || directive(bytes, i, stop);
}

/** `if ("…" == password)`: the value stands before its name. */
function compared(rule: BlockRule, sort: Sort, scan: Scan, at: number, stop: number): void {
  const { bytes, lo } = scan;
  if (!comparedValue(bytes, lo, at, value)) return;
  const label = readLabel(bytes, lo, nameStart(bytes, lo, at), stop);
  if (label === null || label.sort !== sort) return;
  const confidence = weigh(bytes, scan.hi, label, false, value);
  if (confidence > 0) scan.add(rule, value.start, value.end, confidence, "none");
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
  // 密码改成了Abc12345
  if (from < 0 && between > 1 && i < hi && PLAIN[bytes[i] as number] === 1 && CHANGED.test(latin1(bytes, end, i))) {
    value.join = "is";
    from = i;
  }
  if (from < 0 || from >= hi || STOP[bytes[from] as number] === 1) return;
  if (value.join === "s" || value.join === "," || value.join === "(" || value.join === "|" || value.join === ">") {
    if (value.join !== "s" || between > 0) return;
  }
  const spaces = from;
  while (from < hi && from < spaces + 8 && bytes[from] === 0x20) from++;
  if (bytes[from] === 0x3a || cjkIs(bytes, from)) return;
  if ((bytes[from] as number) > 0xe3 && (bytes[from] as number) <= 0xed) return;
  const stem = sort === "password" ? "password" : "token";
  const label: Label = { sort, strength: 0.85, stem, last: true, compound: false, sure: true, lead: "", owned: false };
  if (!readValue(bytes, from, hi, false, false, value)) return;
  const { start, end: stop } = value;
  const l = look(bytes, start, stop);
  if (between > 0 && (l.length < 6 || l.digits === l.length) && l.classes < 2) return;
  // A label without operator wants a value that looks chosen.
  if (value.join === "s" && (l.length < 6 || l.digits === 0)) return;
  if (value.quote === 0 && value.join !== "s") value.join = sort === "password" ? value.join : "=";
  const confidence =
    value.join === "s" ? (l.letters > 0 || l.length >= 6 ? 0.55 : 0.2) : weigh(bytes, hi, label, false, value);
  if (confidence > 0) scan.add(rule, start, stop, confidence, "none");
}

const CHANGED = new RegExp(
  `(?:${["改成", "改为", "换成", "设成", "设置成", "重置成", "變成", "改為"].map(utf8).join("|")})(?:${utf8("了")})?$`,
);

const CJK = new Set([0xe5, 0xe4, 0xe6, 0xe7, 0xe3, 0xe9, 0xeb, 0xec, 0xed, 0xd0]);

interface AssignmentOptions {
  id: string;
  kind: string;
  description: string;
  sort: Sort;
  anchors: readonly Anchor[];
  examples: Examples;
}

const LABELLED: Gate = [
  [{ op: "label", name: NAME, follows: FOLLOWS, verbs: [...VERBS, "as"], ahead: NOT_BEFORE_KEY }],
];

/** True for a place of an anchor that only bytes of ASCII may take. */
function isAscii(place: Anchor[number] | undefined): boolean {
  return typeof place === "number" ? place < 0x80 : place !== undefined && place.lastIndexOf(1) < 0x80;
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
    gateFor: (anchor) => (isAscii(anchor[0]) && isAscii(anchor.at(-1)) ? LABELLED : null),
    find(scan, at, end) {
      const first = scan.bytes[at] as number;
      // Behind a name in Latin letters one byte of full-width punctuation may belong to the anchor, or a whole character.
      const cjk = (scan.bytes[end - 1] as number) >= 0x80 && (scan.bytes[end - 2] as number) >= 0x80;
      if ((first >= 0x80 && CJK.has(first)) || cjk) findCjk(rule, sort, scan, end);
      else findAssigned(rule, sort, scan, at, end);
    },
    line(bytes: Buffer, from: number, to: number, mark: number, start: number): LineVerdict {
      return blockLine(bytes, from, to, mark, start);
    },
  };
  return rule;
}

const PW: Anchor = [...folded("pw"), charset("=:\"' \t")];
const PSK: Anchor = [...folded("psk"), charset("=:\"' >")];
const KEY: Anchor = [charset("A-Za-z_ -"), ...folded("key"), charset("=:\"'`_ \t\\]<>)(A-Z0-9s*%&{-")];
/** Before full-width punctuation, 是 and 为. */
const KEY_CJK: Anchor = [charset("A-Za-z_ -"), ...folded("key"), charset("\xef\xe6\xe4")];

export const assignmentRules: readonly Rule[] = [
  assignment({
    id: "password-assignment",
    kind: "PASSWORD",
    description: "value of a name that says password, in configuration, code, logs and prose",
    sort: "password",
    get anchors() {
      return [
        ...["pass", "pwd", "pswd", "paswrd", "kennwort", "contraseña", "contrasena", "senha", "wachtwoord"].map(folded),
        ...["clave:", "clave ", "clave=", 'clave"', "mdp:", "mdp=", "mdp ", "masterauth "].map(folded),
        PW,
        PSK,
        ...["密码", "密碼", "口令", "パスワード", "パスコード", "暗証番号", "비밀번호", "비번", "암호", "패스워드"].map(
          literal,
        ),
        ...["пароль", "Пароль"].map(literal),
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
        folded("secret"),
        folded("token"),
        KEY,
        KEY_CJK,
        folded("key.eq"),
        [...folded("auth"), charset("=:\"'")],
        folded("cred"),
        folded("keymaterial"),
        [...folded("salt"), charset("=:\"'0-9 ")],
        ...["密钥", "密鑰", "秘钥", "金鑰", "令牌", "权杖", "權杖", "私钥", "私鑰", "授权码"].map(literal),
        ...["APIキー", "アクセスキー", "シークレット", "トークン", "토큰", "시크릿", "API 키"].map(literal),
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
      // Whole names: what those of the rule before hit is looked at once.
      return [
        "aws",
        ...["secretaccess", "secret_access", "secret-access", "secret.access"],
        ...["sessiontoken", "session_token", "session-token", "session.token"],
      ].map(folded);
    },
    get examples() {
      return assignmentExamples.aws;
    },
  }),
];
