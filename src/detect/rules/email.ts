// E-mail addresses, by byte code around an `@`: the sign is frequent in code, so a neighbour byte decides most hits.

import { folded, literal } from "../build/anchor.ts";
import { skipEscape } from "../build/boundary.ts";
import { latin1 } from "../build/context.ts";
import { EMAIL_LABEL, EMAIL_LOCAL, NOT_LOCAL, NOT_TLD, NOT_USERINFO } from "../build/email-parts.ts";
import { type Endings, ending, endings, isOneOf } from "../build/ending.ts";
import { pattern } from "../build/pattern.ts";
import { charset, LETTER, WORD } from "../charset.ts";
import type { Gate } from "../gate.ts";
import type { Rule, Scan } from "../rule.ts";

const LOCAL_MAX = 64;
const DOMAIN_MAX = 253;
const DOT = 0x2e;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
/** What may stand right before and behind the sign. */
const AROUND: Gate = [
  [
    { op: "before", set: charset('A-Za-z0-9_+&~^"\x80-\xff-') },
    { op: "run", set: charset("A-Za-z0-9[\x80-\xff"), least: 1 },
  ],
];
const OPEN = 0x5b;

const NOT_TLD_WORDS = wordSet(NOT_TLD);
/** Top-level domains in other scripts that take part in addresses. */
const IDN_TLD = [
  "中国",
  "中國",
  "公司",
  "网络",
  "網路",
  "香港",
  "台灣",
  "台湾",
  "한국",
  "みんな",
  "рф",
  "бел",
  "укр",
].map((tld) => Buffer.from(tld));
const NOT_LOCAL_FOLDED = wordSet(NOT_LOCAL);

function wordSet(words: readonly string[]): Endings {
  return endings(words, (word) => ending(word, false, false));
}

const rule: Rule = {
  id: "email",
  kind: "EMAIL",
  description: "e-mail address (RFC 5321, with internationalised domains)",
  tier: "form",
  confidence: 0.9,
  spot: "mailbox",
  get anchors() {
    return [literal("@")];
  },
  gateFor: () => AROUND,
  get examples() {
    return {
      yes: [
        "write to «zhang@company.com».",
        "发邮件到«zhang@company.com»查收",
        '{"to":"«first.last+tag@mail.example.co.uk»"}',
        "a line\\n«bob@acme.com»\\n",
        "<«user@xn--80ak6aa92e.com»>, «j_9@example.org»;",
        "mailto:«ops@db.internal»?subject=x",
        "an «müller@grün.de» and «li@例子.中国»，",
        "leaked «bob@acme.com»:hunter2",
        "see mail://«bob.miller@acme.com»/1 or xmpp://«bob@acme.com»",
        'SIPS://«bob@acme.com» or {"to":"smtp:\\/\\/«bob@acme.com»"}',
        "to «sean.o'neil@acme.com» or l'«admin@acme.com»",
        'or «"john doe"@example.com», «ops@[192.0.2.17]» and «bob@mü端.com»',
      ],
      no: [
        { text: "ssh user@host uptime", why: "the host has no dot" },
        { text: "npm i lodash@4.17.21 @types/node@24.1.0", why: "a version is no domain" },
        { text: "git clone git@github.com:org/repo.git", why: "it names a repository" },
        { text: "url(icon@2x.png) user@1000.service", why: "it names a file or a unit" },
        { text: "postgres://app:hunter@db.example.com/x", why: "it is the userinfo of a URL" },
        { text: "ftp://bob@files.acme.com smb://bob@nas.acme.com ssh://bob@db.acme.com", why: "users and their hosts" },
        { text: "xmail://bob@acme.com imap://bob:x@mx.acme.com/1", why: "another scheme, and a user with a password" },
        { text: "@Override @media screen { } foo@ bar @ x.y", why: "decorators and at-rules are no addresses" },
        { text: "carol@new_type.com", why: "an underscore cannot stand in a host name" },
      ],
    };
  },
  find(scan: Scan, at: number, end: number): void {
    const { bytes, lo, hi } = scan;
    if (end >= hi || at <= lo) return;
    const next = bytes[end] as number;
    const literalHost = next === OPEN;
    if ((EMAIL_LABEL[next] === 0 && next < 0x80 && !literalHost) || next === 0x2d) return;
    const before = bytes[at - 1] as number;
    const quoted = before === QUOTE;
    if (before === DOT || (EMAIL_LOCAL[before] === 0 && before < 0x80 && !quoted)) return;
    const most = Math.min(hi, end + DOMAIN_MAX);
    const stop = literalHost ? literalEnd(bytes, end, most) : domainEnd(bytes, end, most);
    if (stop < 0) return;
    const start = quoted ? quotedStart(bytes, lo, at) : localStart(bytes, lo, at);
    if (start < 0 || isOther(bytes, start, at, stop, hi)) return;
    scan.add(rule, start, stop, isUserinfo(bytes, lo, start) ? 0.2 : rule.confidence, "none");
  },
};

/** Start of the local part that ends before `at`, or -1. */
function localStart(bytes: Uint8Array, lo: number, at: number): number {
  const least = Math.max(lo, at - LOCAL_MAX - 1);
  let i = at;
  while (i > least) {
    const byte = bytes[i - 1] as number;
    if (EMAIL_LOCAL[byte] === 1) i--;
    // O'Brien, but no quote before the address.
    else if (byte === APOSTROPHE && i < at && LETTER[bytes[i] as number] === 1 && isName(bytes, lo, i - 1)) i--;
    // Latin, Greek and Cyrillic letters have two bytes. Longer ones are taken for text around: 发邮件到zhang@….
    else if (byte >= 0x80 && i - 2 >= lo && isLead2(bytes[i - 2] as number)) i -= 2;
    else break;
  }
  if (at - i > LOCAL_MAX) return -1;
  i = skipEscape(bytes, lo, i);
  while (i < at && WORD[bytes[i] as number] === 0 && (bytes[i] as number) < 0x80) i++;
  return i < at ? i : -1;
}

/** True when the O of O'Brien stands before `at`: other letters with an apostrophe are articles, as in l'admin@…. */
function isName(bytes: Uint8Array, lo: number, at: number): boolean {
  if (at <= lo || ((bytes[at - 1] as number) | 0x20) !== 0x6f) return false;
  return at - 1 <= lo || LETTER[bytes[at - 2] as number] === 0;
}

/** Start of a local part in quotes (`"john doe"@example.com`) that ends before `at`, or -1. */
function quotedStart(bytes: Uint8Array, lo: number, at: number): number {
  const least = Math.max(lo, at - LOCAL_MAX - 2);
  for (let i = at - 2; i >= least; i--) {
    const byte = bytes[i] as number;
    if (byte === QUOTE) {
      // The quote of a value before, or an escape of JSON, opens no local part.
      const outer = i > lo ? (bytes[i - 1] as number) : 0x20;
      return at - 1 - i > 1 && WORD[outer] === 0 && outer !== 0x5c && outer !== QUOTE ? i : -1;
    }
    if (byte < 0x20 || byte === 0x5c || byte === 0x3a || byte === 0x2c || byte === 0x3d) return -1;
  }
  return -1;
}

/** End of a host that is an address in brackets (RFC 5321 4.1.3), or -1. */
function literalEnd(bytes: Buffer, from: number, hi: number): number {
  const text = bytes.toString("latin1", from, Math.min(hi, from + 52));
  const match = /^\[(?:IPv6:[0-9A-Fa-f:.]{2,45}|\d{1,3}(?:\.\d{1,3}){3})\]/.exec(text);
  return match === null ? -1 : from + match[0].length;
}

function isLead2(byte: number): boolean {
  return byte >= 0xc3 && byte <= 0xd3;
}

/** End of the domain from `from`: the last point where its last label is a plausible top-level domain; -1 without one. */
function domainEnd(bytes: Buffer, from: number, hi: number): number {
  let i = from;
  let best = -1;
  for (let labels = 1; ; labels++) {
    const start = i;
    let letters = true;
    while (i < hi) {
      const byte = bytes[i] as number;
      if (EMAIL_LABEL[byte] === 1) {
        if (LETTER[byte] === 0) letters = false;
        i++;
      } else if (byte >= 0xc3 && byte <= 0xd3 && i + 1 < hi) {
        letters = false;
        i += 2;
      } else if (labels === 1 && i > start && byte >= 0xe3 && byte <= 0xed && i + 3 < hi) {
        // Before the first dot a name may mix scripts: no address could end here.
        letters = false;
        i += 3;
      } else break;
    }
    const ascii = i;
    // A CJK label only counts as a whole: in `zhang@company.com查收` it is text behind the address.
    if (i === start && i + 2 < hi && (bytes[i] as number) >= 0xe3 && (bytes[i] as number) <= 0xed) {
      const tld = labels > 1 ? idnTldEnd(bytes, i, hi) : -1;
      while (i + 2 < hi && (bytes[i] as number) >= 0xe3 && (bytes[i] as number) <= 0xed) i += 3;
      if (bytes[i] !== DOT) return tld > 0 ? tld : best;
      if (tld > 0) best = tld;
    } else {
      if (i === start || bytes[start] === 0x2d || bytes[i - 1] === 0x2d) return best;
      if (labels > 1) {
        const tld = idnTldEnd(bytes, start, hi);
        if (tld > 0 && tld === i) best = i;
        else if (isTld(bytes, start, ascii, letters)) best = i;
        else if (i >= hi || bytes[i] !== DOT) return isOneOf(NOT_TLD_WORDS, bytes, start, i) ? -1 : best;
      }
      if (i < hi && bytes[i] === 0x5f) return -1;
    }
    if (i + 1 >= hi || bytes[i] !== DOT) return best;
    const after = bytes[i + 1] as number;
    if (EMAIL_LABEL[after] === 0 && after < 0x80) return best;
    i++;
  }
}

function isTld(bytes: Buffer, start: number, end: number, letters: boolean): boolean {
  const length = end - start;
  if (length < 2 || length > 24) return false;
  if (letters) return length > 9 || !isOneOf(NOT_TLD_WORDS, bytes, start, end);
  return length > 5 && (bytes[start] as number | 0x20) === 0x78 && text(bytes, start, start + 4) === "xn--";
}

function idnTldEnd(bytes: Buffer, at: number, hi: number): number {
  if ((bytes[at] as number) < 0x80) return -1;
  for (const tld of IDN_TLD) {
    const end = at + tld.length;
    if (end <= hi && tld.compare(bytes, at, end) === 0) return end;
  }
  return -1;
}

function text(bytes: Buffer, from: number, to: number): string {
  return bytes.toString("latin1", from, to).toLowerCase();
}

/** A remote of a version control system, or a label of code. */
function isOther(bytes: Buffer, start: number, at: number, end: number, hi: number): boolean {
  if (end < hi && bytes[end] === 0x28) return true;
  const length = at - start;
  if (!isOneOf(NOT_LOCAL_FOLDED, bytes, start, at) || !NOT_LOCAL.includes(bytes.toString("latin1", start, at)))
    return false;
  return length > 3 || (end < hi && (bytes[end] === 0x3a || bytes[end] === 0x2f));
}

/** Schemes that name a mailbox or a person: what stands behind their slashes is written for an address, at times by mistake. */
const PERSONAL = /(?:^|[^a-z\d+.-])(?:mail(?:to)?|smtps?|imaps?|pop3?s?|sips?|xmpp|im|acct):$/i;
/** Bytes of the longest, a colon, and one before it. */
const PERSONAL_MOST = 8;

/** True where the address would be the userinfo and host of a URL; an address in its query is none. */
function isUserinfo(bytes: Buffer, lo: number, start: number): boolean {
  const least = Math.max(lo, start - 128);
  let i = start;
  while (i > least && NOT_USERINFO[bytes[i - 1] as number] === 0) i--;
  if (i - 3 < lo || bytes[i - 1] !== 0x2f) return false;
  if (bytes[i - 2] === 0x2f) return bytes[i - 3] === 0x3a && !isPersonal(bytes, lo, i - 2, i, start);
  // As some JSON writes it: `:\/\/`.
  if (i - 5 < lo || bytes[i - 2] !== 0x5c || bytes[i - 3] !== 0x2f || bytes[i - 4] !== 0x5c) return false;
  return bytes[i - 5] === 0x3a && !isPersonal(bytes, lo, i - 4, i, start);
}

/** The scheme before the slashes at `at` is about mail or people, and the address begins where they end: nothing before it is a user. */
function isPersonal(bytes: Buffer, lo: number, at: number, end: number, start: number): boolean {
  return end === start && PERSONAL.test(latin1(bytes, Math.max(lo, at - PERSONAL_MOST), at));
}

const SPELLED =
  /(?<value>[A-Za-z0-9][A-Za-z0-9._+-]{0,63} ?(?:\(at\)|\[at\]|\{at\}|<at>) ?[A-Za-z0-9-]{1,63}(?: ?(?:\(dot\)|\[dot\]|\{dot\}|<dot>|\.) ?[A-Za-z0-9-]{1,63}){0,3} ?(?:\(dot\)|\[dot\]|\{dot\}|<dot>|\.) ?[A-Za-z]{2,24})(?![\w-])/iy;

/** Signs in brackets only: `name at example dot com` is prose as often as not. */
const spelled = pattern({
  id: "email-spelled",
  kind: "EMAIL",
  description: "e-mail address that is hidden from collectors: name (at) example (dot) com",
  tier: "form",
  confidence: 0.6,
  get anchors() {
    return ["(at)", "[at]", "{at}", "<at>"].map(folded);
  },
  pattern: SPELLED,
  back: 66,
  ahead: 96,
  judge: (value) => {
    if (/\(dot|\[dot|\{dot|<dot/i.test(value)) return { confidence: 0.6, check: "none" };
    return {
      confidence: /[([{<]at/i.test(value) && /\.(?:com|net|org|edu|de|cn|io|uk|fr|eu)$/i.test(value) ? 0.5 : 0.3,
      check: "none",
    };
  },
  get examples() {
    return {
      yes: [
        "write to «bob (at) acme (dot) com»",
        "«carol.li[at]example[dot]org»;",
        "«dave {at} cs.example.edu»",
        "«erin(AT)acme.com»",
      ],
      no: [
        { text: "looks (at) the sky (dot)", why: "no domain" },
        { text: "f(at) = x[at].y and a[at].b", why: "an index of code" },
        { text: "bob at acme dot com", why: "without brackets it may be prose" },
      ],
    };
  },
});

export const emailRules: readonly Rule[] = [rule, spelled];
