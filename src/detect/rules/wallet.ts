// Addresses of cryptocurrencies that prove themselves by a checksum or a form of their own. Those that only a caption gives away are
// in wallet-captioned.ts, private keys in wallet-keys.ts.

import { anchorLength, literal, NOT_WORD } from "../build/anchor.ts";
import { startsAt } from "../build/boundary.ts";
import { caption } from "../build/caption.ts";
import { latin1 } from "../build/context.ts";
import { sample } from "../build/sample.ts";
import { charset, HEX, LOWER_HEX, runEnd, UPPER, UPPER_ALNUM, WORD } from "../charset.ts";
import { base58Check, encodeBase58Check } from "../check/base58.ts";
import { bech32Tail, isBech32, isCashAddress, isSegwit } from "../check/bech32.ts";
import { eip55, isStellar } from "../check/wallet.ts";
import type { Rule, Scan } from "../rule.ts";

const BECH32 = charset("qpzry9x8gf2tvdw0s3jn54khce6mua7l");
const BECH32_BOTH = charset("qpzry9x8gf2tvdw0s3jn54khce6mua7lQPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L");
const BASE58_DIGITS = charset("1-9A-HJ-NP-Za-km-z");
const LETTER58 = charset("A-HJ-NP-Za-km-z");
const BASE32 = charset("A-Z2-7");

/** Captions shared with the rule on captioned addresses. */
export const WALLET_WORDS =
  "wallet,wallets,wallet address,*wallet_address,*_wallet,address,addr,*_address,btc,bitcoin,eth,ethereum,usdt,erc20,trc20,bep20,tron,trx,xrp,ripple,sol,solana,doge,dogecoin,xmr,monero,ltc,litecoin,ada,bnb,bsc,crypto,deposit address,withdraw,withdrawal,donate,donation,donations,payout,receiver,recipient,钱包,钱包地址,地址,收款地址,充币地址,充值地址,提币地址,转账地址,錢包,錢包地址,ウォレット,アドレス,지갑,지갑주소,주소,billetera,cartera,carteira,portefeuille,brieftasche,portafoglio";
const walletCaption = caption(WALLET_WORDS.split(","));

/** A made-up address of a version, decided by a seed. */
const address58 = (version: number, seed: number) =>
  encodeBase58Check(Buffer.concat([Buffer.from([version]), Buffer.from(sample(LOWER_HEX, 40, seed), "hex")]));

const base58: Rule = {
  id: "wallet-base58",
  kind: "CRYPTO_WALLET",
  description: "address in Base58Check: Bitcoin, TRON, testnets (double SHA-256)",
  tier: "proof",
  confidence: 0.97,
  // The second character of an address is narrow; where it is a digit, a third one is asked for. Litecoin and Dogecoin begin as
  // many words do and have to be named, see wallet-captioned.ts.
  get anchors() {
    return [
      [NOT_WORD, charset("13"), LETTER58],
      [NOT_WORD, charset("13"), charset("1-9"), LETTER58],
      [NOT_WORD, charset("2"), charset("MN")],
      [NOT_WORD, charset("T"), charset("A-Z")],
    ];
  },
  get examples() {
    return {
      yes: [
        `my wallet address is: «${address58(0, 1)}»`,
        `{"to":"«${address58(5, 2)}»","n":1}`,
        `转到«${address58(65, 4)}»。`,
        `«${address58(196, 5)}» on testnet`,
      ],
      no: [
        {
          text: `${address58(0, 1).slice(0, -1)}${address58(0, 1).endsWith("z") ? "y" : "z"}`,
          why: "the checksum fails",
        },
        { text: `${address58(0, 1)}Z x${address58(0, 1)}`, why: "it is glued to a word" },
        { text: "1st 3rd TO DO LOG 3f786850e387550fdab836ed7e6dc881de23001b", why: "words and a hash" },
      ],
    };
  },
  // A hash has no capital, an address of one case would be a rare chance.
  gateFor: (anchor) => [
    [
      { op: "run", set: BASE58_DIGITS, least: 26 - anchorLength(anchor) },
      { op: "soon", set: UPPER, least: 1, within: 34 },
    ],
  ],
  find(scan: Scan, at: number): void {
    const { bytes, lo, hi } = scan;
    const end = runEnd(bytes, at, Math.min(hi, at + 36), WORD);
    if (end - at < 26 || end - at > 35 || !startsAt(bytes, lo, at)) return;
    const payload = base58Check(latin1(bytes, at, end));
    if (payload !== null && payload.length === 21) scan.add(base58, at, end, base58.confidence, "passed");
  },
};

const ethereum: Rule = {
  id: "wallet-ethereum",
  kind: "CRYPTO_WALLET",
  description: "address of Ethereum and its kin: 0x and forty hexadecimal digits (EIP-55 where capitals are mixed)",
  tier: "proof",
  confidence: 0.95,
  get anchors() {
    return [[...literal("0x"), HEX]];
  },
  get examples() {
    const known = ["5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "fB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"];
    return {
      yes: [
        `to «0x${known[0]}» now`,
        `{"address":"«0x${known[1]}»"}`,
        `from «0x${known[0]?.toLowerCase()}»,`,
        `地址：«0x${known[1]?.replace("b", "B")}»`,
      ],
      no: [
        { text: `0x${known[0]}00 a0x${known[0]}`, why: "it goes on, or is glued to a word" },
        { text: `${known[0]?.toLowerCase()} 0x7ffee4b8c9d0 0xdeadbeef`, why: "a hash, a pointer" },
        { text: `0x${"0".repeat(40)} 0x${"f".repeat(40)}`, why: "nobody has it" },
      ],
    };
  },
  gateFor: () => [[{ op: "run", set: HEX, least: 39 }]],
  find(scan: Scan, at: number): void {
    const { bytes, lo, hi } = scan;
    const end = at + 42;
    if (end > hi || HEX[bytes[at + 20] as number] === 0 || HEX[bytes[end - 1] as number] === 0) return;
    if (runEnd(bytes, at + 2, Math.min(hi, end + 1), WORD) !== end || runEnd(bytes, at + 2, end, HEX) !== end) return;
    if (!startsAt(bytes, lo, at)) return;
    const hex = latin1(bytes, at + 2, end);
    if (new Set(hex).size < 5) return;
    const check = eip55(hex);
    if (check === "passed") scan.add(ethereum, at, end, ethereum.confidence, check);
    else if (walletCaption(bytes, lo, at)) scan.add(ethereum, at, end, check === "none" ? 0.9 : 0.6, check);
    else scan.add(ethereum, at, end, check === "none" ? 0.6 : 0.3, check);
  },
};

/** Networks that write addresses in Bech32; the human-readable part says which. */
const COSMOS = "cosmos,osmo,juno,terra,inj,celestia,kava,sei,thor,bnb,addr,stake";
const SEGWIT = "bc,tb,bcrt,ltc";

const bech32: Rule = {
  id: "wallet-bech32",
  kind: "CRYPTO_WALLET",
  description: "address in Bech32 or Bech32m: Bitcoin, Litecoin, Cardano, Cosmos and others",
  tier: "proof",
  confidence: 0.97,
  get anchors() {
    return [
      ...SEGWIT.split(",").map((name) => [...literal(`${name}1`), charset("qp")]),
      [...literal("BC1"), charset("QP")],
      ...COSMOS.split(",").map((name) => literal(`${name}1`)),
    ];
  },
  get examples() {
    const segwit = (hrp: string, seed: number) => {
      const data = `q${sample(BECH32, 32, seed)}`;
      return `${hrp}1${data}${bech32Tail(hrp, data)}`;
    };
    const known = `bc1p${"0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"}`;
    const cosmos = sample(BECH32, 32, 7);
    return {
      yes: [
        `send to «${segwit("bc", 1)}».`,
        `钱包«${known}»，`,
        `{"address":"«${segwit("ltc", 2)}»"}`,
        `from «cosmos1${cosmos}${bech32Tail("cosmos", cosmos)}» to`,
        `pay «${segwit("bc", 3).toUpperCase()}»`,
      ],
      no: [
        {
          text: `${segwit("bc", 1).slice(0, -1)}${segwit("bc", 1).endsWith("q") ? "p" : "q"}`,
          why: "the checksum fails",
        },
        { text: `x${segwit("bc", 1)} ${segwit("bc", 1)}q`, why: "it is glued to a word" },
        { text: "thor1 terra1 stake1 bc1qual", why: "a word with a number" },
      ],
    };
  },
  find(scan: Scan, at: number, hitEnd: number): void {
    const { bytes, lo, hi } = scan;
    if (!startsAt(bytes, lo, at)) return;
    const end = runEnd(bytes, hitEnd, Math.min(hi, at + 130), BECH32_BOTH);
    if (end - at < 38 || end - at > 120 || (end < hi && WORD[bytes[end] as number] === 1)) return;
    const text = latin1(bytes, at, end);
    const passed = isSegwit(text) || isBech32(text);
    if (passed) scan.add(bech32, at, end, bech32.confidence, "passed");
    else scan.add(bech32, at, end, walletCaption(bytes, lo, at) ? 0.55 : 0.3, "failed");
  },
};

const CASH = /(?:bitcoincash|bchtest|ecash):[qp][a-z0-9]{41}(?![A-Za-z0-9_])/y;

const cash: Rule = {
  id: "wallet-cashaddr",
  kind: "CRYPTO_WALLET",
  description: "address of Bitcoin Cash or eCash with its prefix (CashAddr)",
  tier: "proof",
  confidence: 0.97,
  get anchors() {
    return ["bitcoincash:", "bchtest:", "ecash:"].map(literal);
  },
  get examples() {
    const known = "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a";
    return {
      yes: [`to «${known}».`, `{"bch":"«${known}»"}`, `捐款：«bitcoincash:qr95sy3j9xwd2ap32xkykttr4cvcu7as4y0qverfuy»`],
      no: [
        { text: `${known.slice(0, -1)}c`, why: "the checksum fails" },
        { text: "bitcoincash: a fork of 2017", why: "a word" },
        { text: `${known}qq`, why: "it goes on" },
      ],
    };
  },
  find(scan: Scan, at: number): void {
    const { bytes, lo, hi } = scan;
    if (!startsAt(bytes, lo, at)) return;
    CASH.lastIndex = 0;
    const match = CASH.exec(latin1(bytes, at, Math.min(hi, at + 64)));
    if (match === null) return;
    const passed = isCashAddress(match[0]);
    const confidence = passed ? cash.confidence : walletCaption(bytes, lo, at) ? 0.55 : 0.4;
    scan.add(cash, at, at + match[0].length, confidence, passed ? "passed" : "failed");
  },
};

const stellar: Rule = {
  id: "wallet-stellar",
  kind: "CRYPTO_WALLET",
  description: "Stellar account (G and 55 characters of base 32, CRC-16)",
  tier: "proof",
  confidence: 0.97,
  get anchors() {
    return [[NOT_WORD, charset("G"), charset("A-D"), BASE32]];
  },
  get examples() {
    const known = [
      "GAAZI4TCR3TY5OJHCTJC2A4QSY6CJWJH5IAJTGKIN2ER7LBNVKOCCWN7",
      "GBRPYHIL2CI3FNQ4BXLFMNDLFJUNPU2HY3ZMFSHONUCEOASW7QC7OX2H",
    ];
    return {
      yes: [`to «${known[0]}»`, `{"account":"«${known[1]}»"}`, `帐户«${known[0]}»。`],
      no: [
        { text: `${known[0]?.slice(0, -1)}8`, why: "the checksum fails" },
        { text: `${known[1]?.slice(0, -1)}I`, why: "the checksum fails" },
        { text: "GATEWAY GBR GCC_VERSION", why: "words" },
      ],
    };
  },
  gateFor: (anchor) => [[{ op: "run", set: WORD, least: 56 - anchorLength(anchor) }]],
  find(scan: Scan, at: number): void {
    const { bytes, lo, hi } = scan;
    const end = at + 56;
    if (end > hi || UPPER_ALNUM[bytes[end - 1] as number] === 0 || !startsAt(bytes, lo, at)) return;
    if (runEnd(bytes, at, Math.min(hi, end + 1), WORD) !== end) return;
    if (isStellar(latin1(bytes, at, end))) scan.add(stellar, at, end, stellar.confidence, "passed");
  },
};

export const walletRules: readonly Rule[] = [base58, ethereum, bech32, cash, stellar];
