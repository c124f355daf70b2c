// The checksum of Bech32 (BIP-173), as age and nostr use it for keys. Only the checksum: what the data mean is not asked.

const ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATORS = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3] as const;

const symbols = new Int8Array(256).fill(-1);
for (let i = 0; i < 32; i++) {
  symbols[ALPHABET.charCodeAt(i)] = i;
  symbols[ALPHABET.toUpperCase().charCodeAt(i)] = i;
}

/** True when `text`, all in one case, is `hrp1data` with a valid checksum. BIP-173's bound of 90 characters is not applied. */
export function isBech32(text: string): boolean {
  const one = text.lastIndexOf("1");
  if (one < 1 || text.length - one < 7 || (text !== text.toLowerCase() && text !== text.toUpperCase())) return false;
  const values = [...text.slice(one + 1)].map((letter) => symbols[letter.charCodeAt(0)] ?? -1);
  return !values.includes(-1) && polymod([...expand(text.slice(0, one).toLowerCase()), ...values]) === 1;
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
