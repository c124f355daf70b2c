// Private keys outside PEM armour: age, nostr, WireGuard, PuTTY, and PEM or OpenSSH keys whose armour is itself in base64
// or was lost.

import { BLOCK_LINE_MAX, block } from "../build/block.ts";
import { startsAt } from "../build/boundary.ts";
import { provider } from "../build/provider.ts";
import { sample } from "../build/sample.ts";
import { run } from "../build/token.ts";
import { BASE64, charset, DIGIT, runEnd } from "../charset.ts";
import { bech32Tail, isBech32 } from "../check/bech32.ts";
import type { Rule } from "../rule.ts";

const BECH32 = charset("qpzry9x8gf2tvdw0s3jn54khce6mua7l");
const BECH32_UPPER = charset("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L");
const PAD = charset("=");

const check = (bytes: Buffer, start: number, end: number) => isBech32(bytes.toString("latin1", start, end));

const short = provider("PRIVATE_KEY", [
  {
    id: "age-key",
    description: "age identity: AGE-SECRET-KEY-1 and 58 characters of Bech32",
    prefixes: ["AGE-SECRET-KEY-1"],
    parts: [run(BECH32_UPPER, 58)],
    // No text but a key begins so; even one that was blanked out is not worth keeping.
    distinct: 1,
    classes: 1,
    check,
    body: (prefix, seed) => {
      const data = sample(BECH32, 52, seed);
      const tail = seed & 1 ? bech32Tail(prefix.slice(0, -1).toLowerCase(), data) : sample(BECH32, 6, seed);
      return (data + tail).toUpperCase();
    },
  },
  {
    id: "nostr-key",
    description: "nostr private key: nsec1 and 58 characters of Bech32",
    prefixes: ["nsec1"],
    parts: [run(BECH32, 58)],
    check,
    body: (_, seed) => {
      const data = sample(BECH32, 52, seed);
      return data + (seed & 1 ? bech32Tail("nsec", data) : sample(BECH32, 6, seed));
    },
  },
  {
    id: "wireguard-key",
    description: "WireGuard private or preshared key: 32 bytes in base64",
    prefixes: ["PrivateKey", "PresharedKey"].flatMap((name) => [`${name} = `, `${name}=`, `${name}: `]),
    bare: true,
    parts: [run(BASE64, 43), "="],
  },
]);

const LINE_LEAST = 40;
const LETTER_I = 0x49;
const LETTER_M = 0x4d;
const NEWLINE = 10;

/** End of a line of base64 (indented, with a carriage return or not), or -1 where the line holds anything else. */
function base64Line(bytes: Buffer, from: number, to: number): number {
  let i = from;
  while (i < to && (bytes[i] === 0x20 || bytes[i] === 0x09)) i++;
  const start = i;
  i = runEnd(bytes, runEnd(bytes, i, to, BASE64), to, PAD);
  const end = i;
  if (i < to && bytes[i] === 0x0d) i++;
  return i === to && end > start ? end : -1;
}

/** Made-up DER in base64: a sequence of `length` bytes that begins with `hex`. */
function der(length: number, hex: string, letters: number, seed: number): string {
  const bytes = Buffer.from(`3082${length.toString(16).padStart(4, "0")}${hex}`, "hex");
  const text = bytes.toString("base64").replace(/.?=+$/, "");
  return text + sample(BASE64, letters - text.length, seed);
}

/** Rows of 64 characters, as keys are wrapped. */
const rows = (first: string, count: number, seed: number) =>
  Array.from(
    { length: count },
    (_, i) => (i === 0 ? first : "") + sample(BASE64, 64 - (i === 0 ? first.length : 0), seed + i),
  ).join("\n");

/** Base64 of the first bytes of a file, without the letters that what follows decides. */
const head = (text: string) => Buffer.from(text).toString("base64").replace(/.?=+$/, "");
const PEM_HEAD = head("-----BEGIN PRIVATE KEY-----\n");
const RSA_HEAD = head("-----BEGIN RSA PRIVATE KEY-----\n");
const CERTIFICATE_HEAD = head("-----BEGIN CERTIFICATE-----\n");
const SSH_HEAD = head("openssh-key-v1\0");

/** The DER of an RSA key: MII, its length, version 0, then the modulus or (PKCS #8) the name of the algorithm. */
const RSA_DER = ["IBAAKC", "IBAAKB", "IBAAJB", "IBAAJA", "IBADANBgkqhkiG9w0BAQEFAASC"];
const RSA_HEAD_LETTERS = 6;
/** The same for keys on curves: SEC 1 and PKCS #8, P-256 and P-384, and Ed25519. */
const CURVE_DER = ["MHcCAQEEI", "MIGkAgEBBD", "MIGHAgEAMBMGByqGSM49", "MIG2AgEAMBAGByqGSM49", "MC4CAQAwBQYDK2Vw"];
/** A seed of Ed25519 in PKCS #8, the shortest of all. */
const CURVE_LEAST = 64;

const encoded = block({
  id: "encoded-private-key",
  kind: "PRIVATE_KEY",
  description: "private key in base64 without armour: PEM that was encoded again, DER, or the body of an OpenSSH key",
  get anchors() {
    return [PEM_HEAD.slice(0, 14), SSH_HEAD.slice(0, 15), ...RSA_DER, ...CURVE_DER];
  },
  open(scan, anchor) {
    const { bytes, hi } = scan;
    const rsa = bytes[anchor] === LETTER_I;
    const at = rsa ? anchor - RSA_HEAD_LETTERS : anchor;
    if (rsa && (at < scan.lo || !/^MII[BCEGJ].[AQgw]$/.test(bytes.toString("latin1", at, anchor)))) return null;
    // The whole alphabet is no boundary: else a line of many heads would be read as often as it has heads.
    if (!startsAt(bytes, scan.lo, at, BASE64)) return null;
    const end = runEnd(bytes, runEnd(bytes, at, hi, BASE64), hi, PAD);
    if (end - at < (bytes[at] === LETTER_M ? CURVE_LEAST : LINE_LEAST)) return null;
    // Armour names what it holds; certificates and public keys may stay.
    const armour = Buffer.from(bytes.toString("latin1", at, Math.min(end, at + 64)), "base64").toString("latin1");
    if (armour.startsWith("-----BEGIN") && !armour.includes("PRIVATE KEY")) return null;
    const next = bytes[end] === 0x0d ? end + 1 : end;
    if (next < hi && bytes[next] === NEWLINE && bytes[end - 1] !== 0x3d) return { start: at, next: next + 1 };
    scan.add(encoded, at, end, 0.99, "none");
    return null;
  },
  line(bytes, from, to) {
    const end = base64Line(bytes, from, to);
    if (end < 0) return "not";
    return bytes[end - 1] === 0x3d || end - from < LINE_LEAST ? { end } : "more";
  },
  get examples() {
    return {
      yes: [
        `key: «${PEM_HEAD}${sample(BASE64, 400, 1)}»`,
        `{"client-key-data":"«${RSA_HEAD}${sample(BASE64, 400, 2)}=»"}`,
        `ssh:\n«${rows(SSH_HEAD, 5, 3)}\n${sample(BASE64, 12, 3)}=»\nnext line\n`,
        `privateKey=«${der(0x4a4, "020100028201", 1500, 5)}=»`,
        `{"key":"«${der(0x4bd, "020100300d06092a864886f70d0101010500048204a7", 1500, 6)}»"}`,
        `«${CURVE_DER[4]}${sample(BASE64, 48, 7)}» is a seed`,
        `x\n«${rows(PEM_HEAD, 4, 4)}\n${sample(BASE64, 64, 9)}»\n\nnext line\n`,
      ],
      no: [
        { text: `ca: ${CERTIFICATE_HEAD}${sample(BASE64, 400, 5)}`, why: "a certificate is public" },
        { text: `x${PEM_HEAD}${sample(BASE64, 400, 6)}`, why: "it is glued to a word" },
        {
          text: `x5c: ${der(0x35d, "30820245a003020102", 900, 8)}`,
          why: "it is a certificate, in which another sequence stands first",
        },
        {
          text: `pub: ${der(0x122, "300d06092a864886f70d0101010500038201", 360, 9)}`,
          why: "it is a public key",
        },
        { text: `the ${SSH_HEAD} magic`, why: "it is the head of a key and nothing else" },
      ],
    };
  },
});

const PUTTY = "Private-Lines: ";

const putty = block({
  id: "putty-key",
  kind: "PRIVATE_KEY",
  description: "private part of a PuTTY key file (.ppk): as many lines of base64 as its header says",
  get anchors() {
    return [PUTTY];
  },
  open(scan, at, end) {
    const { bytes, hi } = scan;
    if (!startsAt(bytes, scan.lo, at)) return null;
    let next = runEnd(bytes, end, Math.min(hi, end + 4), DIGIT);
    if (next === end) return null;
    if (bytes[next] === 0x0d) next++;
    // It begins at the line end: behind that the region may be over, and the block would be the next one's.
    return next < hi && bytes[next] === NEWLINE ? { start: next, next: next + 1 } : null;
  },
  line(bytes, from, to) {
    return to - from <= BLOCK_LINE_MAX && base64Line(bytes, from, to) >= 0 ? "more" : "not";
  },
  get examples() {
    return {
      yes: [
        `${PUTTY}2\n«${rows("", 2, 1)}»\nPrivate-MAC: ${sample(DIGIT, 40, 1)}\n`,
        `Comment: bob\n${PUTTY}1\n«${sample(BASE64, 60, 2)}»\n`,
        `${PUTTY}8\r\n«${sample(BASE64, 64, 3)}\r\n${sample(BASE64, 40, 4)}=»\r\nPrivate-MAC: x\r\n`,
      ],
      no: [
        { text: `Public-Lines: 2\n${rows("", 2, 5)}\n`, why: "the public part is public" },
        { text: `${PUTTY}many of them\n`, why: "it is no header" },
        { text: `${PUTTY}1\n<to be filled in>\n`, why: "the line is no base64" },
      ],
    };
  },
});

export const cryptoKeyRules: readonly Rule[] = [...short, encoded, putty];
