// CRC-32 (ISO-HDLC, as in zlib and PNG), and the check digits that vendors derive from it. Not a defence against anything:
// it only tells a real token from one that was made up or mistyped.

const table = new Uint32Array(256);
for (let n = 0; n < 256; n++) {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  table[n] = c;
}

/** CRC-32 of `bytes[from, to)`, unsigned. */
export function crc32(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let crc = 0xffffffff;
  for (let i = from; i < to; i++) crc = (table[(crc ^ (bytes[i] as number)) & 0xff] as number) ^ (crc >>> 8);
  return ~crc >>> 0;
}

const BASE62_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** `value` in base 62, padded with zeros to six digits: the tail of GitHub's and npm's tokens. */
export function base62Tail(value: number): string {
  let text = "";
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) text = BASE62_DIGITS.charAt(rest % 62) + text;
  return text.padStart(6, "0");
}

/** True when the last six bytes of `[from, to)` are the base-62 CRC-32 of those before them. */
export function endsInBase62Crc(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from <= 6) return false;
  const tail = base62Tail(crc32(bytes, from, to - 6));
  for (let i = 0; i < 6; i++) if (bytes[to - 6 + i] !== tail.charCodeAt(i)) return false;
  return true;
}

/** CRC-32 of `bytes[from, to)` as eight lower-case hex digits; `little` puts the last byte first, as Grafana does. */
export function hexCrc(bytes: Uint8Array, from: number, to: number, little = false): string {
  const hex = crc32(bytes, from, to).toString(16).padStart(8, "0");
  return little ? (hex.match(/../g) as string[]).reverse().join("") : hex;
}
