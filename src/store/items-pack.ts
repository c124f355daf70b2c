// The bytes of items: packed records of big-endian numbers with the sealed value or name behind them. Names of items hold ids
// and hashes, never a text.

import { ClosemaskError } from "../errors.ts";
import type { Handle } from "../mask/store.ts";
import { TOKEN_BYTES } from "./shared-seal.ts";

/** A kind or counter as the service sees it: its hash in hex. */
export type Token = string;

export interface Numbered {
  readonly token: Token;
  readonly number: number;
}

/** An entry as its item says it. */
export interface Held {
  readonly fingerprint: number;
  readonly kind: Token;
  readonly styles: number;
  /** Its place in the log of literals; 0 for none. */
  readonly literal: number;
  /** Milliseconds since 1970, both. */
  readonly firstSeen: number;
  readonly used: number;
  readonly numbers: readonly Numbered[];
  readonly sealed: Buffer;
}

const ENTRY = 0x45;
const RESERVED = 0x52;
/** First byte, fingerprint, kind, styles, literal, first seen, last used, how many numbers. */
const HEAD = 1 + 8 + TOKEN_BYTES + 1 + 8 + 8 + 8 + 2;
const NUMBER_BYTES = TOKEN_BYTES + 8;

export function packEntry({ fingerprint, kind, styles, literal, firstSeen, used, numbers, sealed }: Held): Buffer {
  const sealedAt = HEAD + NUMBER_BYTES * numbers.length;
  const out = Buffer.allocUnsafe(sealedAt + sealed.length);
  out[0] = ENTRY;
  out.writeDoubleBE(fingerprint, 1);
  out.write(kind, 9, "hex");
  out[17] = styles;
  out.writeDoubleBE(literal, 18);
  out.writeDoubleBE(firstSeen, 26);
  out.writeDoubleBE(used, 34);
  out.writeUInt16BE(numbers.length, 42);
  for (const [i, { token, number }] of numbers.entries()) {
    out.write(token, HEAD + NUMBER_BYTES * i, "hex");
    out.writeDoubleBE(number, HEAD + NUMBER_BYTES * i + TOKEN_BYTES);
  }
  out.set(sealed, sealedAt);
  return out;
}

/** Null for what is only set aside. @throws ClosemaskError `store-corrupt` */
export function unpackEntry(bytes: Buffer): Held | null {
  if (isReserved(bytes)) return null;
  if (bytes[0] !== ENTRY || bytes.length < HEAD) throw torn();
  const count = bytes.readUInt16BE(42);
  const sealedAt = HEAD + NUMBER_BYTES * count;
  if (sealedAt > bytes.length) throw torn();
  return {
    fingerprint: bytes.readDoubleBE(1),
    kind: bytes.toString("hex", 9, 17),
    styles: bytes[17] as number,
    literal: bytes.readDoubleBE(18),
    firstSeen: bytes.readDoubleBE(26),
    used: bytes.readDoubleBE(34),
    numbers: Array.from({ length: count }, (_, i) => {
      const at = HEAD + NUMBER_BYTES * i;
      return { token: bytes.toString("hex", at, at + TOKEN_BYTES), number: bytes.readDoubleBE(at + TOKEN_BYTES) };
    }),
    sealed: bytes.subarray(sealedAt),
  };
}

/** What stands for a handle or number that was seen in a text. */
export const RESERVED_BYTES = Buffer.of(RESERVED);

export function isReserved(bytes: Buffer): boolean {
  return bytes.length === 1 && bytes[0] === RESERVED;
}

/** Names of items within the life of a session; the first letter says what they are. */
export const nameOf = {
  entry: (handle: Handle): string => `e${handle}`,
  /** A number that was given: its item holds the handle. */
  number: ({ token, number }: Numbered): string => `n${token}.${number}`,
  counter: (token: Token): string => `c${token}`,
  /** In the order of the log. */
  literal: (place: number): string => `l${String(place).padStart(16, "0")}`,
  /** The first and the next place of the log. */
  log: "q",
} as const;

export function handleIn(name: string): Handle {
  return Number(name.slice(1));
}

export function numberedIn(name: string): Numbered {
  const dot = name.indexOf(".");
  return { token: name.slice(1, dot), number: Number(name.slice(dot + 1)) };
}

/** Numbers one behind the other, and what is sealed behind them. */
export function packNumbers(numbers: readonly number[], sealed: Uint8Array = new Uint8Array(0)): Buffer {
  const out = Buffer.allocUnsafe(8 * numbers.length + sealed.length);
  for (const [i, number] of numbers.entries()) out.writeDoubleBE(number, 8 * i);
  out.set(sealed, 8 * numbers.length);
  return out;
}

/** @throws ClosemaskError `store-corrupt` */
export function numberAt(bytes: Buffer, index: number): number {
  if (bytes.length < 8 * (index + 1)) throw torn();
  return bytes.readDoubleBE(8 * index);
}

export function torn(): ClosemaskError {
  return new ClosemaskError("store-corrupt", "an item of the store is not one of closemask", {
    hint: "set another prefix for the store, or purge the session with `closemask sessions purge <name>`",
  });
}
