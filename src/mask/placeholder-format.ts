// Placeholders that keep a value's format, for schemas that reject anything else. Each uses a prefix that no real value
// has: area 000 is never a social security number, 000 never a country code, XX no IBAN country, 0.0.0.0/8 no host.

export interface Format {
  /** True when it carries a number of a per-session counter, false when it carries the id in base 36. */
  readonly counted: boolean;
  /** Numbers from this one on do not fit. */
  readonly limit: number;
  /** A byte that every one holds and from which it can be read. */
  readonly trigger: number;
  write(id: number | string): string;
  /** Reads the one around the trigger byte at `at`, or null. */
  read(bytes: Buffer, at: number, from: number, to: number): { start: number; end: number; id: string } | null;
}

/** A fixed text and a zero-padded number of `digits`, with no letter, digit or underscore to either side. */
function numbered(prefix: string, digits: number): Format {
  const head = Buffer.from(prefix);
  return {
    counted: true,
    limit: 10 ** digits,
    trigger: head[0] as number,
    write: (id) => prefix + String(id).padStart(digits, "0"),
    read(bytes, at, from, to) {
      const end = at + head.length + digits;
      if (end > to || bytes[at + 1] !== head[1]) return null;
      for (let i = 1; i < head.length; i++) if (bytes[at + i] !== head[i]) return null;
      for (let i = at + head.length; i < end; i++) if (!isDigit(bytes[i] as number)) return null;
      if ((end < to && isWord(bytes[end] as number)) || (at > from && isWord(bytes[at - 1] as number))) return null;
      return { start: at, end, id: bytes.toString("latin1", at + head.length, end) };
    },
  };
}

const MAIL_HEAD = "tkn-";
const MAIL_TAIL = Buffer.from("@email.com");

const email: Format = {
  counted: false,
  limit: Number.POSITIVE_INFINITY,
  trigger: MAIL_TAIL[0] as number,
  write: (id) => `${MAIL_HEAD}${id}${MAIL_TAIL}`,
  read(bytes, at, from, to) {
    const end = at + MAIL_TAIL.length;
    if (end > to) return null;
    for (let i = 1; i < MAIL_TAIL.length; i++) if (bytes[at + i] !== MAIL_TAIL[i]) return null;
    for (const length of [6, 8, 10]) {
      const start = at - length - MAIL_HEAD.length;
      if (start < from || bytes.toString("latin1", start, start + MAIL_HEAD.length) !== MAIL_HEAD) continue;
      const id = bytes.toString("latin1", start + MAIL_HEAD.length, at);
      if (/^[0-9a-z]+$/.test(id)) return { start, end, id };
    }
    return null;
  },
};

/** By kind. A kind without one is written in the word style. */
export const FORMATS: ReadonlyMap<string, Format> = new Map([
  ["EMAIL", email],
  ["US_SSN", numbered("000-00-", 4)],
  ["CREDIT_CARD", numbered("4000-0000-0000-", 4)],
  ["US_ROUTING", numbered("0000", 5)],
  ["PHONE", numbered("+000", 9)],
  ["IBAN", numbered("XX00", 14)],
  ["CN_ID_CARD", numbered("000000", 12)],
]);

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isWord(byte: number): boolean {
  return isDigit(byte) || byte === 0x5f || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a);
}
