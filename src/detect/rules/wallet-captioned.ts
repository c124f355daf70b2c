// Addresses of cryptocurrencies behind a caption: those whose form is that of any other text (Solana, XRP, Monero, TON), and those
// whose checksum fails.

import { folded, literal } from "../build/anchor.ts";
import { isGap } from "../build/caption.ts";
import { latin1 } from "../build/context.ts";
import { sample } from "../build/sample.ts";
import { BASE64URL, charset, LOWER_HEX, runEnd, STOP, WORD } from "../charset.ts";
import { base58Check, decodeBase58, encodeBase58Check, RIPPLE_ALPHABET } from "../check/base58.ts";
import { isMonero, isTon } from "../check/wallet.ts";
import type { Rule, Scan } from "../rule.ts";

const WORDS =
  "wallet,bitcoin,ethereum,usdt,trc20,erc20,tron,ripple,solana,dogecoin,monero,litecoin,crypto,address,btc,xrp,xmr,钱包,錢包,地址,ウォレット,지갑";
/** Bytes between the caption and the value at most, and letters that may end the caption's own word. */
const REACH = 40;
const ENDING_MAX = 10;
const LEAST = 25;
const MOST = 110;
const BASE58 = charset("1-9A-HJ-NP-Za-km-z");

/** What a text is, by what it proves; null when it is no address. */
function judge(text: string): { readonly confidence: number; readonly check: "passed" | "failed" | "none" } | null {
  if (text.length === 48 && isTon(text)) return { confidence: 0.97, check: "passed" };
  if ([...text].some((letter) => BASE58[letter.charCodeAt(0)] === 0)) return null;
  // Words and hashes are of one case.
  if (!/\d/.test(text) || !/[A-Z]/.test(text) || !/[a-z]/.test(text)) return null;
  if (text.length <= 35) {
    if (base58Check(text)?.length === 21) return { confidence: 0.97, check: "passed" };
    if (text.startsWith("r") && base58Check(text, RIPPLE_ALPHABET)?.length === 21)
      return { confidence: 0.97, check: "passed" };
    if (/^[13LMDTrX]/.test(text) && text.length >= 26) return { confidence: 0.55, check: "failed" };
  }
  if (text.length === 95 || text.length === 106)
    return isMonero(text) ? { confidence: 0.97, check: "passed" } : { confidence: 0.55, check: "failed" };
  return text.length >= 32 && text.length <= 44 && decodeBase58(text)?.length === 32
    ? { confidence: 0.75, check: "none" }
    : null;
}

const captioned: Rule = {
  id: "wallet-captioned",
  kind: "CRYPTO_WALLET",
  description: "address behind a caption: Solana, XRP, Monero, TON, or one whose checksum fails",
  tier: "context",
  remembers: true,
  confidence: 0.75,
  get anchors() {
    return WORDS.split(",").map((word) => (/^[\x20-\x7e]+$/.test(word) ? folded(word) : literal(word)));
  },
  get examples() {
    const hash = Buffer.from(sample(LOWER_HEX, 40, 1), "hex");
    const xrp = encodeBase58Check(Buffer.concat([Buffer.from([0]), hash]), RIPPLE_ALPHABET);
    const bitcoin = encodeBase58Check(Buffer.concat([Buffer.from([0]), hash]));
    return {
      yes: [
        "Solana wallet: «4fYNw3dojWmQ4dXtSGE9epjRGy9pFSx62YypT7avPYvA»",
        `{"xrp_address":"«${xrp}»"}`,
        `钱包地址是«${bitcoin.slice(0, -1)}${bitcoin.endsWith("z") ? "y" : "z"}»。`,
        "Monero: «44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A»",
        "TON wallet «EQDtFpEwcFAEcRe5mLVh2N6C0x-_hJEM7W61_JLnSF74p4q2»",
      ],
      no: [
        { text: "4fYNw3dojWmQ4dXtSGE9epjRGy9pFSx62YypT7avPYvA", why: "without a caption it is any text of base 58" },
        {
          text: "wallet balance of 4fYNw3dojWmQ4dXtSGE9epjRGy9pFSx62YypT7avPYvA",
          why: "something else stands between",
        },
        { text: "address 3f786850e387550fdab836ed7e6dc881de23001b", why: "a hash" },
        { text: "bTC4fYNw3dojWmQ4dXtSGE9epjRGy9pFSx62YypT7avPYvA", why: "one text, no caption and its value" },
        { text: "address: internationalization CamelCaseNameOfSomeClass2", why: "words" },
      ],
    };
  },
  find(scan: Scan, _: number, end: number): void {
    const { bytes, hi } = scan;
    // The first long run behind the caption: nearly always there is none, and reading ends with the word.
    const most = Math.min(hi, end + REACH);
    let i = end;
    while (i < most) {
      if (STOP[bytes[i] as number] === 1) return;
      if (WORD[bytes[i] as number] === 0) {
        i++;
        continue;
      }
      const stop = runEnd(bytes, i, Math.min(hi, i + MOST + 1), BASE64URL);
      if (stop - i >= LEAST) break;
      i = Math.max(stop, i + 1);
    }
    if (i >= most) return;
    const stop = runEnd(bytes, i, Math.min(hi, i + MOST + 1), BASE64URL);
    // Letters of one text of base 58 or 64, not a caption and its value.
    if (i === end && (bytes[end - 1] as number) < 0x80) return;
    if (stop - i > MOST || !isGap(bytes, end, i, ENDING_MAX)) return;
    const verdict = judge(latin1(bytes, i, stop));
    if (verdict !== null) scan.add(captioned, i, stop, verdict.confidence, verdict.check);
  },
};

export const walletCaptionedRules: readonly Rule[] = [captioned];
