// CRC-16 (XMODEM) behind base 32, the check digits of Stellar's keys and of the nkeys of NATS. Only the checksum and the
// version byte are looked at: what the key opens is not asked.

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** CRC-16/XMODEM: polynomial 0x1021, start 0. */
export function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let k = 0; k < 8; k++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}

/** Bytes of upper-case base 32 without padding, or null where `text` holds anything else or ends within a byte. */
export function fromBase32(text: string): Uint8Array | null {
  const out = new Uint8Array(Math.floor((text.length * 5) / 8));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const letter of text) {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) return null;
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      out[at++] = (held >>> bits) & 0xff;
    }
  }
  return (held & ((1 << bits) - 1)) === 0 ? out : null;
}

/** Upper-case base 32 without padding. */
export function toBase32(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET.charAt((held >>> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + ALPHABET.charAt((held << (5 - bits)) & 31) : text;
}

/** True when the last two bytes that `text` encodes are the CRC-16 of those before them, low byte first. */
export function endsInCrc16(text: string): boolean {
  const bytes = fromBase32(text);
  if (bytes === null || bytes.length < 3) return false;
  const sum = crc16(bytes.subarray(0, -2));
  return bytes.at(-2) === (sum & 0xff) && bytes.at(-1) === sum >>> 8;
}

/** `bytes` and their CRC-16 in base 32. */
export function withCrc16(bytes: Uint8Array): string {
  const sum = crc16(bytes);
  return toBase32(Uint8Array.of(...bytes, sum & 0xff, sum >>> 8));
}
