// Guesses from the first bytes whether a file is text that detection can read as it stands. It only names what it sees, and
// leaves text in doubt unnamed: plain UTF-8, ASCII and legacy text are never suspect, even with a few NULs in it.

/** Bytes that are looked at; more are ignored. */
export const SNIFF_LENGTH = 4096;

export type Suspect =
  | "utf-16le"
  | "utf-16be"
  | "utf-32le"
  | "utf-32be"
  | "gzip"
  | "zip"
  | "zstd"
  | "xz"
  | "bzip2"
  | "7z"
  | "pdf"
  | "png"
  | "jpeg"
  | "gif"
  | "elf"
  | "sqlite"
  | "wasm"
  | "binary";

export interface Sniffed {
  /** Told by a byte order mark: transcode it. */
  readonly encoding?: "utf-16le" | "utf-16be";
  /** What it seems to be; detection in it is incomplete. */
  readonly suspect?: Suspect;
}

/** First bytes, from the formats' specifications. */
const MAGIC: readonly (readonly [Suspect, string])[] = [
  ["utf-32le", "\xff\xfe\0\0"],
  ["utf-32be", "\0\0\xfe\xff"],
  ["gzip", "\x1f\x8b\x08"],
  ["zip", "PK\x03\x04"],
  ["zip", "PK\x05\x06"],
  ["zstd", "\x28\xb5\x2f\xfd"],
  ["xz", "\xfd7zXZ\0"],
  ["7z", "7z\xbc\xaf\x27\x1c"],
  ["pdf", "%PDF-"],
  ["png", "\x89PNG\r\n\x1a\n"],
  ["jpeg", "\xff\xd8\xff"],
  ["gif", "GIF87a"],
  ["gif", "GIF89a"],
  ["elf", "\x7fELF"],
  ["sqlite", "SQLite format 3\0"],
  ["wasm", "\0asm"],
];
/** First block or end of the stream, behind `BZh` and a digit. */
const BZIP2 = ["1AY&SY", "\x17rE8P\x90"];

export function sniff(first: Uint8Array): Sniffed {
  const bytes = first.subarray(0, SNIFF_LENGTH);
  const head = Buffer.from(bytes.subarray(0, 16)).toString("latin1");
  for (const [suspect, magic] of MAGIC) if (head.startsWith(magic)) return { suspect };
  if (/^BZh[1-9]/.test(head) && BZIP2.some((mark) => head.startsWith(mark, 4))) return { suspect: "bzip2" };
  if (head.startsWith("\xff\xfe")) return { encoding: "utf-16le" };
  if (head.startsWith("\xfe\xff")) return { encoding: "utf-16be" };

  const { nulls, controls } = count(bytes);
  const utf8 = isUtf8(bytes);
  const order = nulls[0] + nulls[1] === 0 ? null : utf16Order(bytes, nulls, utf8);
  if (order !== null) return { suspect: order };
  // Some logs have control characters between their fields (FIX, Hive): many of them, but then the rest is clean.
  const bound = bytes.length * (utf8 ? 0.3 : 0.05);
  return controls >= 3 && controls > bound ? { suspect: "binary" } : {};
}

/** NULs at even and odd offsets, and control characters that text has no use for (NUL is one; ESC is not). */
function count(bytes: Uint8Array): { nulls: [number, number]; controls: number } {
  const nulls: [number, number] = [0, 0];
  let controls = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === 0) nulls[i & 1 ? 1 : 0]++;
    if (byte < 8 || (byte > 13 && byte < 32 && byte !== 27) || byte === 127) controls++;
  }
  return { nulls, controls };
}

/**
 * UTF-16 without a mark has NULs on one side only. Western text shows by their number; in Chinese text only spaces, digits and
 * line ends have them, so nearly all units must be characters of such text, and the bytes must not be UTF-8.
 */
function utf16Order(
  bytes: Uint8Array,
  nulls: readonly [number, number],
  utf8: boolean,
): "utf-16le" | "utf-16be" | null {
  const little = nulls[1] > nulls[0];
  const [mine, other] = little ? [nulls[1], nulls[0]] : [nulls[0], nulls[1]];
  const units = bytes.length >> 1;
  if (units < 2 || mine < 2 || other > units * 0.01) return null;
  const order = little ? "utf-16le" : "utf-16be";
  if (mine >= units * 0.4) return order;
  if (utf8) return null;
  let plain = 0;
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    const [a, b] = [bytes[i] ?? 0, bytes[i + 1] ?? 0];
    if (isPlain(little ? a + b * 256 : a * 256 + b)) plain++;
  }
  return plain >= units * 0.95 ? order : null;
}

/** A unit that East Asian or Western text is made of. */
function isPlain(unit: number): boolean {
  if (unit < 0x7f) return unit >= 0x20 || unit === 9 || unit === 10 || unit === 13;
  if (unit < 0xa0) return false;
  return unit < 0x600 || (unit >= 0x2000 && unit < 0x2700) || (unit >= 0x3000 && unit < 0xa000) || isLate(unit);
}

/** Hangul syllables, surrogates and full-width forms. */
function isLate(unit: number): boolean {
  return (unit >= 0xac00 && unit < 0xe000) || (unit >= 0xff00 && unit < 0xfff0);
}

/** Also true when the last character is cut off. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
