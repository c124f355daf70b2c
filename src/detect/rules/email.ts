// E-mail addresses, by byte code around an `@`: the sign is frequent in code, so a neighbour byte decides most hits.

import { literal } from "../build/anchor.ts";
import { skipEscape } from "../build/boundary.ts";
import { type Endings, ending, endings, isOneOf } from "../build/ending.ts";
import { type Charset, charset, LETTER, WORD } from "../charset.ts";
import type { Rule, Scan } from "../rule.ts";

/** Bytes of a local part (RFC 5321 allows 64), less those that quote, assign or separate around addresses. */
const LOCAL: Charset = charset("A-Za-z0-9._+&~^-");
const LABEL: Charset = charset("A-Za-z0-9-");
const LOCAL_MAX = 64;
const DOMAIN_MAX = 253;
/** Bytes that end a look-back for the `://` of a URL whose userinfo this would be. */
const NOT_USERINFO: Charset = charset(" \t\n\0\"'`<>/?#,;(){}[]|");
const DOT = 0x2e;

/** Last labels that name files and units (`icon@2x.png`, `getty@tty1.service`) and are no top-level domains. */
const NOT_TLD = wordSet(
  "png jpg jpeg gif svg webp ico avif css scss js mjs cjs jsx ts tsx json html htm xml yaml yml toml txt log " +
    "tgz gz jar whl exe dll lock conf service socket timer target slice scope mount device automount swap",
);
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
/** Local parts of repository URLs and of code (`this@Outer.field`). */
const NOT_LOCAL = new Set(["git", "hg", "svn", "this", "super", "return", "break", "continue"]);
const NOT_LOCAL_FOLDED = wordSet([...NOT_LOCAL].join(" "));

function wordSet(words: string): Endings {
  return endings(words.split(" ").map((word) => ending(word, false, false)));
}

const rule: Rule = {
  id: "email",
  kind: "EMAIL",
  description: "e-mail address (RFC 5321, with internationalised domains)",
  tier: "form",
  confidence: 0.9,
  get anchors() {
    return [literal("@")];
  },
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
      ],
      no: [
        { text: "ssh user@host uptime", why: "the host has no dot" },
        { text: "npm i lodash@4.17.21 @types/node@24.1.0", why: "a version is no domain" },
        { text: "git clone git@github.com:org/repo.git", why: "it names a repository" },
        { text: "url(icon@2x.png) user@1000.service", why: "it names a file or a unit" },
        { text: "postgres://app:hunter@db.example.com/x", why: "it is the userinfo of a URL" },
        { text: "@Override @media screen { } foo@ bar @ x.y", why: "decorators and at-rules are no addresses" },
        { text: "carol@new_type.com", why: "an underscore cannot stand in a host name" },
      ],
    };
  },
  find(scan: Scan, at: number, end: number): void {
    const { bytes, lo, hi } = scan;
    if (end >= hi || at <= lo) return;
    const next = bytes[end] as number;
    if ((LABEL[next] === 0 && next < 0x80) || next === 0x2d) return;
    const before = bytes[at - 1] as number;
    if (before === DOT || (LOCAL[before] === 0 && before < 0x80)) return;
    const stop = domainEnd(bytes, end, Math.min(hi, end + DOMAIN_MAX));
    if (stop < 0) return;
    const start = localStart(bytes, lo, at);
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
    if (LOCAL[byte] === 1) i--;
    // Latin, Greek and Cyrillic letters have two bytes. Longer ones are taken for text around: 发邮件到zhang@….
    else if (byte >= 0x80 && i - 2 >= lo && isLead2(bytes[i - 2] as number)) i -= 2;
    else break;
  }
  if (at - i > LOCAL_MAX) return -1;
  i = skipEscape(bytes, lo, i);
  while (i < at && WORD[bytes[i] as number] === 0 && (bytes[i] as number) < 0x80) i++;
  return i < at ? i : -1;
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
      if (LABEL[byte] === 1) {
        if (LETTER[byte] === 0) letters = false;
        i++;
      } else if (byte >= 0xc3 && byte <= 0xd3 && i + 1 < hi) {
        letters = false;
        i += 2;
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
        else if (i >= hi || bytes[i] !== DOT) return isOneOf(NOT_TLD, bytes, start, i) ? -1 : best;
      }
      if (i < hi && bytes[i] === 0x5f) return -1;
    }
    if (i + 1 >= hi || bytes[i] !== DOT) return best;
    const after = bytes[i + 1] as number;
    if (LABEL[after] === 0 && after < 0x80) return best;
    i++;
  }
}

function isTld(bytes: Buffer, start: number, end: number, letters: boolean): boolean {
  const length = end - start;
  if (length < 2 || length > 24) return false;
  if (letters) return length > 9 || !isOneOf(NOT_TLD, bytes, start, end);
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
  if (!isOneOf(NOT_LOCAL_FOLDED, bytes, start, at) || !NOT_LOCAL.has(bytes.toString("latin1", start, at))) return false;
  return length > 3 || (end < hi && (bytes[end] === 0x3a || bytes[end] === 0x2f));
}

/** True where the address would be the userinfo and host of a URL; an address in its query is none. */
function isUserinfo(bytes: Uint8Array, lo: number, start: number): boolean {
  const least = Math.max(lo, start - 128);
  let i = start;
  while (i > least && NOT_USERINFO[bytes[i - 1] as number] === 0) i--;
  return i - 3 >= lo && bytes[i - 1] === 0x2f && bytes[i - 2] === 0x2f && bytes[i - 3] === 0x3a;
}

export const emailRules: readonly Rule[] = [rule];
