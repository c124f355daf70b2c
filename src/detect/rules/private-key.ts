// Private keys: PEM, OpenSSH and PGP blocks with whatever a log, a diff or a string literal puts before their lines, the
// same on one line, base64 of it, and PuTTY files. Public keys and certificates are not touched.

import { literal } from "../build/anchor.ts";
import { type BlockRule, block, type LineVerdict } from "../build/block.ts";
import { latin1 } from "../build/context.ts";
import { sample } from "../build/sample.ts";
import { BASE64, charset, DIGIT, STOP, WORD } from "../charset.ts";
import type { Rule } from "../rule.ts";

const DASH = 0x2d;
const BACKSLASH = 0x5c;
/** `-----BEGIN ` to the dashes that close the line, at most. */
const HEADER_MAX = 80;
const END = Buffer.from("-----END");
const HEADERS =
  /^(?:Proc-Type|DEK-Info|Version|Comment|Charset|Hash|MessageID|X509v3 [\w ]+|Key Attributes|Bag Attributes|friendlyName|localKeyID)\b.{0,4}:/;

/** End of the opening line of a private key at `at`, or -1 for anything else that begins so. */
function headerEnd(bytes: Buffer, end: number, hi: number): number {
  const limit = Math.min(hi, end + HEADER_MAX);
  let i = end;
  while (i < limit && bytes[i] !== DASH && STOP[bytes[i] as number] === 0) i++;
  if (!/PRIVATE KEY|PRIVATE_KEY/.test(latin1(bytes, end, i)) || bytes[i] !== DASH) return -1;
  while (i < limit && bytes[i] === DASH) i++;
  return i;
}

/** End of the closing marker that begins at `at`. */
function markerEnd(bytes: Buffer, at: number, to: number): number {
  let i = at + END.length;
  const limit = Math.min(to, i + HEADER_MAX);
  while (i < limit && (WORD[bytes[i] as number] === 1 || bytes[i] === 0x20)) i++;
  if (bytes[i] !== DASH) return Math.min(i, to);
  while (i < to && bytes[i] === DASH) i++;
  return i;
}

/** End of key material that goes on in the same line: base64, white space and escapes. */
function materialEnd(bytes: Buffer, from: number, hi: number): number {
  let i = from;
  let end = from;
  while (i < hi && STOP[bytes[i] as number] === 0) {
    const byte = bytes[i] as number;
    if (BASE64[byte] === 1 || byte === 0x3d) end = ++i;
    else if (byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === BACKSLASH) i++;
    else break;
  }
  return end;
}

/** Fewer characters than any key has: `***`, `anything`, and what else stands between the markers to show them. */
const LEAST_MATERIAL = 24;

/** True when the block that begins at `start` is complete at `to`, and its markers hold no key. */
function isHollow(bytes: Buffer, start: number, to: number): boolean {
  // The piece of a long block begins inside of it.
  if (bytes[start] !== DASH) return false;
  let count = 0;
  for (let i = headerEnd(bytes, start + BEGIN_LENGTH, to); i >= 0 && i < to; i++)
    if (MATERIAL[bytes[i] as number] === 1 && ++count >= LEAST_MATERIAL) return false;
  return true;
}

const BEGIN_LENGTH = "-----BEGIN ".length;

function line(bytes: Buffer, from: number, to: number, mark: number, start: number): LineVerdict {
  const marker = bytes.subarray(from, to).indexOf(END);
  // A block without a value ends where it began.
  if (marker >= 0) return { end: isHollow(bytes, start, from + marker) ? start : markerEnd(bytes, from + marker, to) };
  const raw = bytes.subarray(from, to);
  // A placeholder may have taken the marker: what it ended is no more of a key than with it.
  if (raw.includes(0)) return isHollow(bytes, start, from) ? { end: start } : "not";
  if (raw.includes("-----BEGIN")) return "not";
  // What a string literal puts behind its lines: `\n" +`.
  let end = to;
  while (end > from && (CLOSING[bytes[end - 1] as number] === 1 || isLineEscape(bytes, from, end))) end--;
  let first = end;
  while (first > from && MATERIAL[bytes[first - 1] as number] === 1) first--;
  let blank = from;
  while (blank < first && MARK[bytes[blank] as number] === 1) blank++;
  if (end - blank < 3 || end - first >= 16) return "more";
  if (first < end && (first - from === mark || blank === first)) return "more";
  const text = latin1(bytes, from, Math.min(to, from + 160));
  return HEADERS.test(text.slice(Math.min(mark, text.length)).trimStart()) || HEADERS.test(text.trimStart())
    ? "more"
    : "not";
}

const CLOSING = charset("\"'`,;+\\ \t\r");
const MATERIAL = charset("A-Za-z0-9+/=");
const MARK = charset("\"'`#>|*/+ \t-");

/** The n or r of a literal `\n` or `\r` that ends at `end`. */
function isLineEscape(bytes: Uint8Array, from: number, end: number): boolean {
  return end - 2 >= from && bytes[end - 2] === BACKSLASH && (bytes[end - 1] === 0x6e || bytes[end - 1] === 0x72);
}

const body = (seed: number, lines = 3): string =>
  Array.from({ length: lines }, (_, i) => sample(BASE64, 64, seed + i)).join("\n");
const DASHES = "-".repeat(5);
const begin = (name: string): string => `${DASHES}BEGIN ${name}${DASHES}`;
const end = (name: string): string => `${DASHES}END ${name}${DASHES}`;
const pem = (name: string, seed: number): string => `${begin(name)}\n${body(seed)}\nZm9v==\n${end(name)}`;
const RSA = "RSA PRIVATE" + " KEY";
const PKCS = "PRIVATE" + " KEY";

const pemKey: BlockRule = block({
  id: "private-key",
  kind: "PRIVATE_KEY",
  description: "PEM, OpenSSH or PGP private key of several lines; RFC 7468, RFC 9580",
  get anchors() {
    return [`${DASHES}BEGIN `];
  },
  open(scan, at, stop) {
    const { bytes, hi } = scan;
    const header = headerEnd(bytes, stop, hi);
    if (header < 0) return null;
    const newline = bytes.indexOf(10, header);
    const to = newline < 0 || newline >= hi ? hi : newline;
    const rest = bytes.subarray(header, to);
    if (rest.includes(END) || rest.includes(0)) return null;
    // What stands behind the header must be material, or the end of a string literal.
    if (!/^(?:[\sA-Za-z0-9+/=]|\\[rn])*["'`,;+\\\s]*$/.test(latin1(bytes, header, Math.min(to, header + 256))))
      return null;
    if (to >= hi) return null;
    let start = at;
    while (start > scan.lo && bytes[start - 1] !== 10) start--;
    return { start: at, next: to + 1, mark: Math.min(at - start, 0xffff) };
  },
  line,
  get examples() {
    return {
      yes: [
        `«${pem(RSA, 41)}»\n`,
        `key: |\n  «${pem(`OPENSSH ${PKCS}`, 44).replaceAll("\n", "\n  ")}»\nnext: 1`,
        `«${pem(`PGP ${PKCS} BLOCK`, 47).replace("\n", "\nVersion: GnuPG v2\n\n")}»`,
        `10:00:01 INFO «${pem(`EC ${PKCS}`, 50).replaceAll("\n", "\n10:00:01 INFO ")}»\n10:00:02 done`,
        `k = "«${pem(PKCS, 53).replaceAll("\n", '\\n" +\n    "')}»\\n"`,
        `«${begin(RSA)}\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n${body(56)}\n${end(RSA)}» tail`,
        `«${begin(RSA)}\n${body(59, 2)}»\nnot a line of a key, surely`,
        `«${begin(RSA)}\n${body(61, 2)}»`,
      ],
      no: [
        { text: pem("CERTIFICATE", 63), why: "a certificate" },
        { text: pem("PUBLIC KEY", 66), why: "a public key" },
        { text: `the file starts with ${begin(RSA)} and so on`, why: "prose" },
        { text: `${begin(RSA)}\n***\n${end(RSA)}`, why: "nothing but a form" },
        { text: `if (text.startsWith("${begin(RSA)}")) {\n  return 1;\n}`, why: "code" },
      ],
    };
  },
});

const inlineKey: Rule = {
  id: "private-key-inline",
  kind: "PRIVATE_KEY",
  description: "PEM private key on one line, with literal \\n or spaces",
  tier: "proof",
  confidence: 0.99,
  get anchors() {
    return [literal(`${DASHES}BEGIN `)];
  },
  find(scan, at, stop) {
    const { bytes, hi } = scan;
    const header = headerEnd(bytes, stop, hi);
    if (header < 0) return;
    const newline = bytes.indexOf(10, header);
    const to = newline < 0 || newline >= hi ? hi : newline;
    const marker = bytes.subarray(header, to).indexOf(END);
    if (marker >= 0) {
      if (!isHollow(bytes, at, header + marker) && !bytes.subarray(header, header + marker).includes(0))
        scan.add(inlineKey, at, markerEnd(bytes, header + marker, to), 0.99, "none");
      return;
    }
    const last = materialEnd(bytes, header, to);
    // Cut off: what is there goes.
    if (last - header >= 32) scan.add(inlineKey, at, last, 0.95, "none");
  },
  get examples() {
    return {
      yes: [
        `"private_key": "«${pem(PKCS, 70).replaceAll("\n", "\\n")}»\\n"`,
        `KEY="«${pem(RSA, 73).replaceAll("\n", " ")}»"`,
        `{\\"k\\":\\"«${pem(PKCS, 76).replaceAll("\n", "\\\\n")}»\\\\n\\"}`,
        `KEY="«${begin(RSA)}\\n${body(79, 2).replaceAll("\n", "\\n")}»`,
      ],
      no: [
        { text: pem("PUBLIC KEY", 81).replaceAll("\n", "\\n"), why: "a public key" },
        { text: `${begin(PKCS)}${end(PKCS)}`, why: "no material" },
        { text: `${begin(PKCS)}\\nyour-key\\n${end(PKCS)}`, why: "nothing but a form" },
        { text: `starts with ${begin(RSA)}, ends with ${DASHES}`, why: "prose" },
      ],
    };
  },
};

const BASE64_PEM = "LS0tLS1CRUdJTi";

const wrappedKey: Rule = {
  id: "private-key-base64",
  kind: "PRIVATE_KEY",
  description: "PEM private key in base64, as in Kubernetes secrets and CI variables",
  tier: "proof",
  confidence: 0.99,
  get anchors() {
    return [literal(BASE64_PEM)];
  },
  find(scan, at, stop) {
    const { bytes, hi } = scan;
    if (at > scan.lo && BASE64[bytes[at - 1] as number] === 1) return;
    let i = stop;
    while (i < hi && (BASE64[bytes[i] as number] === 1 || bytes[i] === 0x3d)) i++;
    if (i - at < 64) return;
    const head = Buffer.from(latin1(bytes, at, at + 64), "base64").toString("latin1");
    if (head.includes("PRIVATE")) scan.add(wrappedKey, at, i, 0.99, "passed");
  },
  get examples() {
    return {
      yes: [
        `tls.key: «${Buffer.from(pem(PKCS, 84)).toString("base64")}»`,
        `KEY=«${Buffer.from(pem(RSA, 87)).toString("base64")}»`,
        `"key":"«${Buffer.from(pem(`OPENSSH ${PKCS}`, 90)).toString("base64")}»"`,
      ],
      no: [
        { text: `tls.crt: ${Buffer.from(pem("CERTIFICATE", 93)).toString("base64")}`, why: "a certificate" },
        { text: `pub: ${Buffer.from(pem("PUBLIC KEY", 96)).toString("base64")}`, why: "a public key" },
        { text: `${BASE64_PEM}BQ`, why: "too short for a key" },
      ],
    };
  },
};

const puttyKey: BlockRule = block({
  id: "putty-private-key",
  kind: "PRIVATE_KEY",
  description: "private part of a PuTTY key file (.ppk)",
  get anchors() {
    return ["Private-Lines: "];
  },
  open(scan, _at, stop) {
    const { bytes, hi } = scan;
    let i = stop;
    let count = 0;
    while (i < hi && i < stop + 4 && DIGIT[bytes[i] as number] === 1)
      count = count * 10 + (bytes[i++] as number) - 0x30;
    if (bytes[i] === 0x0d) i++;
    return count > 0 && i < hi && bytes[i] === 10 ? { start: i, next: i + 1, mark: count } : null;
  },
  line(bytes, from, to, mark, start) {
    let lines = 0;
    for (let i = start; i < from; i++) if (bytes[i] === 10) lines++;
    return lines > mark || !/^[A-Za-z0-9+/=]+\r?$/.test(latin1(bytes, from, to)) ? "not" : "more";
  },
  get examples() {
    return {
      yes: [
        `Private-Lines: 2\n«${body(100, 2)}»\nPrivate-MAC: 00`,
        `Private-Lines: 1\n«${sample(BASE64, 64, 103)}»`,
        `Public-Lines: 1\n${sample(BASE64, 64, 104)}\nPrivate-Lines: 3\n«${body(105)}»\n${sample(BASE64, 64, 108)}`,
      ],
      no: [
        { text: `Public-Lines: 1\n${sample(BASE64, 64, 109)}\n`, why: "the public part" },
        { text: "Private-Lines: 8", why: "no lines follow" },
        { text: "Private-Lines: many\nof them", why: "prose" },
      ],
    };
  },
});

export const privateKeyRules: readonly Rule[] = [pemKey, inlineKey, wrappedKey, puttyKey];
