// Private keys of cryptocurrencies: wallet import format, extended keys of BIP-32, Stellar seeds, and 64 hexadecimal digits behind a
// caption. Extended public keys lead to every address of a wallet and are masked as addresses.

import { folded, literal, NOT_WORD } from "../build/anchor.ts";
import { startsAt } from "../build/boundary.ts";
import { caption } from "../build/caption.ts";
import { latin1 } from "../build/context.ts";
import { sample } from "../build/sample.ts";
import { charset, HEX, LOWER_HEX, runEnd, WORD } from "../charset.ts";
import { base58Check, encodeBase58Check } from "../check/base58.ts";
import type { Rule, Scan } from "../rule.ts";

const bytesOf = (length: number, seed: number) => Buffer.from(sample(LOWER_HEX, 2 * length, seed), "hex");
const wifSample = (version: number, seed: number) => {
  const parts = [Buffer.from([version]), bytesOf(32, seed)];
  if (seed % 2 === 0) parts.push(Buffer.from([1]));
  return encodeBase58Check(Buffer.concat(parts));
};

const wif: Rule = {
  id: "wallet-wif",
  kind: "PRIVATE_KEY",
  description: "Bitcoin private key in wallet import format (Base58Check)",
  tier: "proof",
  confidence: 0.99,
  get anchors() {
    return [
      [NOT_WORD, charset("5"), charset("HJK")],
      [NOT_WORD, charset("K"), charset("w-z")],
      [NOT_WORD, charset("L"), charset("1-5")],
      // Testnets.
      [NOT_WORD, charset("c"), charset("M-V")],
    ];
  },
  get examples() {
    const known = wifSample(128, 2);
    return {
      yes: [`wif «${known}»`, `{"key":"«${wifSample(128, 3)}»"}`, `私钥：«${wifSample(239, 4)}»。`],
      no: [
        { text: `${known.slice(0, -1)}${known.endsWith("z") ? "y" : "z"}`, why: "the checksum fails" },
        { text: `${known}x x${known}`, why: "it is glued to a word" },
        { text: "Ky Kyiv L1 L2 5K 5H cMake cPanel", why: "words" },
      ],
    };
  },
  find(scan: Scan, at: number): void {
    const { bytes, lo, hi } = scan;
    const end = runEnd(bytes, at, Math.min(hi, at + 54), WORD);
    if (end - at < 51 || end - at > 52 || !startsAt(bytes, lo, at)) return;
    const payload = base58Check(latin1(bytes, at, end));
    if (payload !== null && (payload.length === 33 || payload.length === 34))
      scan.add(wif, at, end, wif.confidence, "passed");
  },
};

/** Version bytes of `xprv` and `xpub`; the letters of other scripts follow from theirs. */
const extendedSample = (version: number, seed: number) => {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(version);
  return encodeBase58Check(Buffer.concat([head, bytesOf(65, seed)]));
};
const XPRV = 0x0488ade4;
const XPUB = 0x0488b21e;
const ZPUB = 0x04b24746;

/** Makes the rule on extended keys with one of the prefixes. */
function extended(
  id: string,
  kind: string,
  description: string,
  prefixes: string,
  unchecked: number,
  seeds: readonly number[],
): Rule {
  const made = (i: number) => extendedSample(seeds[i % seeds.length] as number, i + 1);
  const rule: Rule = {
    id,
    kind,
    description,
    tier: "proof",
    confidence: 0.98,
    get anchors() {
      return prefixes.split(",").map(literal);
    },
    get examples() {
      return {
        yes: [`key «${made(0)}»`, `{"key":"«${made(1)}»"}`, `see («${made(2)}»).`],
        no: [
          { text: `${made(0).slice(0, 60)}`, why: "it is too short" },
          { text: `x${made(0)} ${made(1)}${"a".repeat(9)}`, why: "it is glued to a word" },
          { text: prefixes.split(",").join(" "), why: "words of documentation" },
        ],
      };
    },
    find(scan: Scan, at: number): void {
      const { bytes, lo, hi } = scan;
      const end = runEnd(bytes, at, Math.min(hi, at + 116), WORD);
      if (end - at < 107 || end - at > 112 || !startsAt(bytes, lo, at)) return;
      const passed = base58Check(latin1(bytes, at, end)) !== null;
      scan.add(rule, at, end, passed ? rule.confidence : unchecked, passed ? "passed" : "failed");
    },
  };
  return rule;
}

const KEY_WORDS = ["privkey", "秘密鍵", "개인키", "clave privada", "私钥", "私鑰"];
const keyCaption = caption(KEY_WORDS);
const HEX_KEY = 64;
const REACH = 48;

const hexKey: Rule = {
  id: "wallet-hex-key",
  kind: "PRIVATE_KEY",
  description: "private key of 64 hexadecimal digits behind a caption (secp256k1, ed25519)",
  tier: "context",
  remembers: true,
  confidence: 0.9,
  get anchors() {
    return KEY_WORDS.map((word) => (/^[\x20-\x7e]+$/.test(word) ? folded(word) : literal(word)));
  },
  get examples() {
    const key = (seed: number) => sample(LOWER_HEX, HEX_KEY, seed);
    return {
      yes: [`privkey «${key(1)}»`, `秘密鍵: «0x${key(2)}»`, `clave privada = "«${key(3)}»"`, `私钥是«${key(4)}»`],
      no: [
        { text: `privkey ${key(1).slice(1)}`, why: "it is too short" },
        { text: `sha256 ${key(2)}`, why: "a hash" },
        { text: `privkey of block ${key(3)}`, why: "something else stands between" },
      ],
    };
  },
  find(scan: Scan, _: number, end: number): void {
    const { bytes, hi } = scan;
    let i = end;
    const most = Math.min(hi, end + REACH);
    // The first run of the right length decides; the caption must end right before it.
    while (i < most) {
      const stop = runEnd(bytes, i, Math.min(hi, i + HEX_KEY + 3), WORD);
      const from = bytes[i] === 0x30 && ((bytes[i + 1] as number) | 0x20) === 0x78 ? i + 2 : i;
      if (stop - from === HEX_KEY && runEnd(bytes, from, stop, HEX) === stop) {
        if (new Set(latin1(bytes, from, stop)).size >= 8 && keyCaption(bytes, scan.lo, i))
          scan.add(hexKey, i, stop, hexKey.confidence, "none");
        return;
      }
      i = Math.max(stop, i + 1);
    }
  },
};

export const walletKeyRules: readonly Rule[] = [
  wif,
  extended(
    "bip32-private-key",
    "PRIVATE_KEY",
    "extended private key of BIP-32 (xprv, yprv, zprv, tprv and kin)",
    "xprv,yprv,zprv,tprv,uprv,vprv",
    0.9,
    [XPRV],
  ),
  extended(
    "wallet-xpub",
    "CRYPTO_WALLET",
    "extended public key of BIP-32 (xpub, ypub, zpub, tpub and kin)",
    "xpub,ypub,zpub,tpub,upub,vpub",
    0.5,
    [XPUB, ZPUB],
  ),
  hexKey,
];
