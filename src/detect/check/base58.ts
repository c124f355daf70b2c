// Base58 and its checksum (Base58Check: the first four bytes of a double SHA-256), as Bitcoin and its kin write addresses and
// keys. Only the checksum and the version bytes are judged.

import { hash } from "node:crypto";

export const BITCOIN_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
/** The same characters in the order of the XRP ledger. */
export const RIPPLE_ALPHABET = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";

/** The bytes of a text, null when a character is foreign. At most 200 characters. */
export function decodeBase58(text: string, alphabet = BITCOIN_ALPHABET): Uint8Array | null {
  if (text.length > 200) return null;
  const bytes: number[] = [];
  for (const letter of text) {
    let carry = alphabet.indexOf(letter);
    if (carry < 0) return null;
    for (let i = 0; i < bytes.length; i++) {
      carry += (bytes[i] as number) * 58;
      bytes[i] = carry & 255;
      carry >>= 8;
    }
    for (; carry > 0; carry >>= 8) bytes.push(carry & 255);
  }
  for (let i = 0; text[i] === alphabet[0] && i < text.length; i++) bytes.push(0);
  return Uint8Array.from(bytes.reverse());
}

/** Text of bytes, with their checksum behind them; for examples. */
export function encodeBase58Check(payload: Uint8Array, alphabet = BITCOIN_ALPHABET): string {
  const bytes = new Uint8Array(payload.length + 4);
  bytes.set(payload);
  bytes.set(doubleHash(payload).subarray(0, 4), payload.length);
  const digits: number[] = [];
  for (const byte of bytes) {
    let carry = byte;
    for (let i = 0; i < digits.length; i++) {
      carry += (digits[i] as number) << 8;
      digits[i] = carry % 58;
      carry = Math.floor(carry / 58);
    }
    for (; carry > 0; carry = Math.floor(carry / 58)) digits.push(carry % 58);
  }
  for (let i = 0; i < bytes.length && bytes[i] === 0; i++) digits.push(0);
  return digits
    .reverse()
    .map((digit) => alphabet.charAt(digit))
    .join("");
}

/** The payload, version first, when the checksum holds; else null. */
export function base58Check(text: string, alphabet = BITCOIN_ALPHABET): Uint8Array | null {
  const bytes = decodeBase58(text, alphabet);
  if (bytes === null || bytes.length < 5) return null;
  const payload = bytes.subarray(0, bytes.length - 4);
  const sum = doubleHash(payload);
  for (let i = 0; i < 4; i++) if (sum[i] !== bytes[bytes.length - 4 + i]) return null;
  return payload;
}

function doubleHash(payload: Uint8Array): Buffer {
  return hash("sha256", hash("sha256", payload, "buffer"), "buffer");
}
