// What addresses and keys of cryptocurrencies prove by themselves, beyond Base58Check and Bech32: the capitals of Ethereum
// addresses (EIP-55), and the checksums of Stellar, Monero and TON.

import { decodeBase58 } from "./base58.ts";
import { crc16, endsInCrc16 } from "./crc16.ts";
import { keccak256 } from "./keccak.ts";

/** What the capitals of forty hexadecimal digits say: `none` where all letters are of one case. */
export function eip55(hex: string): "passed" | "failed" | "none" {
  if (hex === hex.toLowerCase() || hex === hex.toUpperCase()) return "none";
  const hash = keccak256(Buffer.from(hex.toLowerCase(), "latin1"));
  for (let i = 0; i < 40; i++) {
    const letter = hex.charAt(i);
    if (letter <= "9") continue;
    const nibble = ((hash[i >> 1] as number) >> (i % 2 === 0 ? 4 : 0)) & 15;
    if (nibble >= 8 !== letter < "a") return "failed";
  }
  return "passed";
}

/** True for a Stellar account (G) or secret seed (S): 56 characters of base 32, the last two bytes CRC-16 of those before. */
export function isStellar(text: string): boolean {
  return /^[GS][A-Z2-7]{55}$/.test(text) && endsInCrc16(text);
}

/** Bytes of 1 to 11 characters of Monero's Base58, which is written in blocks. */
const BLOCK_BYTES = [0, -1, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8];

/** True for a Monero address of 95 characters, or 106 with a payment id: the last four bytes are Keccak-256 of those before. */
export function isMonero(text: string): boolean {
  if (!/^[48][1-9A-HJ-NP-Za-km-z]{94}(?:.{11})?$/.test(text)) return false;
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i += 11) {
    const block = text.slice(i, i + 11);
    const size = BLOCK_BYTES[block.length] as number;
    const part = decodeBase58(block.replace(/^1+/, "")) ?? [];
    if (part.length > size) return false;
    for (let k = part.length; k < size; k++) bytes.push(0);
    bytes.push(...part);
  }
  const body = Uint8Array.from(bytes);
  const sum = keccak256(body.subarray(0, body.length - 4));
  return bytes.slice(-4).every((byte, k) => byte === sum[k]);
}

/** True for a TON address: 48 characters of base64url, workchain and hash, CRC-16. */
export function isTon(text: string): boolean {
  if (!/^[EUk0]Q[A-Za-z0-9_-]{46}$/.test(text)) return false;
  const bytes = Buffer.from(text, "base64url");
  return bytes.length === 36 && crc16(bytes.subarray(0, 34)) === bytes.readUInt16BE(34);
}
