// The checksums of Bech32 (BIP-173) and Bech32m (BIP-350), as age and nostr use the first for keys and Bitcoin and its kin
// both for addresses, and that of CashAddr. Only the checksum and the version of segregated witness are asked for.

const ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATORS = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3] as const;

const symbols = new Int8Array(256).fill(-1);
for (let i = 0; i < 32; i++) {
  symbols[ALPHABET.charCodeAt(i)] = i;
  symbols[ALPHABET.toUpperCase().charCodeAt(i)] = i;
}

/** True when `text`, all in one case, is `hrp1data` with a valid checksum. BIP-173's bound of 90 characters is not applied. */
export function isBech32(text: string): boolean {
  return checksum(text) === 1;
}

const BECH32M = 0x2bc830a3;

/** True for an address of segregated witness: version 0 has the first checksum, every other one the second. */
export function isSegwit(text: string): boolean {
  const sum = checksum(text);
  const version = text.charAt(text.lastIndexOf("1") + 1).toLowerCase();
  return version === "q" ? sum === 1 : sum === BECH32M;
}

/** What the data and their checksum come to, -1 for text of another form. */
function checksum(text: string): number {
  const one = text.lastIndexOf("1");
  if (one < 1 || text.length - one < 7 || (text !== text.toLowerCase() && text !== text.toUpperCase())) return -1;
  const values = [...text.slice(one + 1)].map((letter) => symbols[letter.charCodeAt(0)] ?? -1);
  return values.includes(-1) ? -1 : polymod([...expand(text.slice(0, one).toLowerCase()), ...values]);
}

const CASH_GENERATORS = [0x98f2bc8e61n, 0x79b76d99e2n, 0xf33e5fb3c4n, 0xae2eabe2a8n, 0x1e4f43e470n] as const;

/** True when `prefix:data`, in lower case, is a CashAddr with a valid checksum. */
export function isCashAddress(text: string): boolean {
  const colon = text.indexOf(":");
  const values = [...text.slice(colon + 1)].map((letter) => symbols[letter.charCodeAt(0)] ?? -1);
  if (colon < 1 || values.length < 9 || values.includes(-1)) return false;
  let sum = 1n;
  for (const value of [...[...text.slice(0, colon)].map((letter) => letter.charCodeAt(0) & 31), 0, ...values]) {
    const top = sum >> 35n;
    sum = ((sum & 0x07ffffffffn) << 5n) ^ BigInt(value);
    for (const [i, generator] of CASH_GENERATORS.entries()) if ((top >> BigInt(i)) & 1n) sum ^= generator;
  }
  return sum === 1n;
}

/** The six characters that make `hrp1data` valid; `data` in lower case, of the Bech32 alphabet. */
export function bech32Tail(hrp: string, data: string): string {
  const values = [...data].map((letter) => symbols[letter.charCodeAt(0)] ?? 0);
  const sum = polymod([...expand(hrp), ...values, 0, 0, 0, 0, 0, 0]) ^ 1;
  return Array.from({ length: 6 }, (_, i) => ALPHABET.charAt((sum >>> (5 * (5 - i))) & 31)).join("");
}

function expand(hrp: string): number[] {
  const codes = [...hrp].map((letter) => letter.charCodeAt(0));
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
}

function polymod(values: readonly number[]): number {
  let sum = 1;
  for (const value of values) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    for (let i = 0; i < 5; i++) if ((top >> i) & 1) sum ^= GENERATORS[i] as number;
  }
  return sum >>> 0;
}
