// Known values, what of a session's is worth remembering as one, and the forms in which a secret also travels.

import type { Kind } from "../types.ts";
import { isMemorableName } from "./name-literal.ts";

/** A known value, and how it counts. */
export interface Literal {
  readonly value: Buffer;
  readonly kind: Kind;
  /** True for base64: its first and last characters also hold bits of the value and belong to it. */
  readonly spread?: boolean;
  /** True for entries of a deny list, see Rule. */
  readonly denied?: boolean;
  /** True for names: they count as words of their own only, see `standsAlone`. */
  readonly bounded?: boolean;
}

/** Shortest value that can be found. */
export const LITERAL_MIN = 6;

/** A bounded table of known values. */
export interface Literals {
  readonly size: number;
  /** True when some of them count as words of their own only: where a stretch ends then matters to what is found in it. */
  readonly bounded: boolean;
  /** Adds a value; shorter ones than LITERAL_MIN and known ones are ignored. At the limit the oldest are forgotten. */
  add(literal: Literal): void;
  /**
   * Adds values that can be taken out again, all of them, by calling what is returned, before anything else is added. Null where
   * that cannot be had, since older ones would have to be forgotten; then nothing was added.
   */
  addForNow(literals: readonly Literal[]): (() => void) | null;
  /** Calls `hit` for the longest literal at each place in `bytes[from, to)` that starts one, leftmost first, not overlapping. */
  find(
    bytes: Uint8Array,
    from: number,
    to: number,
    hit: (start: number, end: number, literal: Omit<Literal, "value">) => void,
  ): void;
}

/** Longest value that is remembered. */
const REMEMBERED_MAX = 512;

/**
 * True for a value, `bytes[start, end)`, that counts from then on wherever it stands; a name as a word of its own only. A session
 * keeps these and no others, so that a later run knows what this one does.
 */
export function isRemembered(bytes: Uint8Array, start: number, end: number, isName: boolean): boolean {
  if (end - start > REMEMBERED_MAX) return false;
  return isName ? isMemorableName(bytes, start, end) : isMemorable(bytes, start, end);
}

const times = new Uint16Array(256);

const BITS = Float64Array.from({ length: 513 }, (_, n) => (n === 0 ? 0 : n * Math.log2(n)));

/** `n` times its logarithm to the base of two, of which entropy is made: log2(length) - sum(bitsOf(times)) / length. */
function bitsOf(n: number): number {
  return n < BITS.length ? (BITS[n] as number) : n * Math.log2(n);
}

/**
 * True for a value, `bytes[start, end)`, that is worth finding without its label: long and varied enough not to be a common
 * word. At least 2.5 bits a byte, and either two sorts of characters or twenty of them.
 */
export function isMemorable(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length < 8) return false;
  let sorts = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    times[byte] = (times[byte] as number) + 1;
    sorts |= byte >= 0x30 && byte <= 0x39 ? 1 : byte >= 0x41 && byte <= 0x5a ? 2 : byte >= 0x61 && byte <= 0x7a ? 4 : 8;
  }
  let repeated = 0;
  for (let i = start; i < end; i++) {
    const n = times[bytes[i] as number] as number;
    if (n === 0) continue;
    repeated += bitsOf(n);
    times[bytes[i] as number] = 0;
  }
  return (bitsOf(length) - repeated) / length >= 2.5 && (length >= 20 || (sorts & (sorts - 1)) !== 0);
}

/** The forms in which a secret also travels: base64 at each of the three alignments, URL-encoded, JSON-escaped. */
export function encodedForms(value: Buffer): { readonly value: Buffer; readonly spread: boolean }[] {
  const forms: Buffer[] = [value];
  const spread: Buffer[] = [];
  const text = value.toString("utf8");
  if (Buffer.from(text).equals(value)) {
    for (const form of [...urlForms(text), ...jsonForms(text)]) forms.push(Buffer.from(form));
  }
  for (let lead = 0; lead < 3; lead++) {
    const base64 = Buffer.concat([Buffer.alloc(lead), value])
      .toString("base64")
      .replace(/=+$/, "");
    // Characters that also hold bits of the neighbours are left out.
    const whole = base64.slice(lead === 0 ? 0 : lead + 1, (lead + value.length) % 3 === 0 ? undefined : -1);
    spread.push(Buffer.from(whole), Buffer.from(whole.replaceAll("+", "-").replaceAll("/", "_")));
  }
  const unique = new Map<string, { value: Buffer; spread: boolean }>();
  for (const form of forms) unique.set(form.toString("latin1"), { value: form, spread: false });
  for (const form of spread) {
    const key = form.toString("latin1");
    if (!unique.has(key)) unique.set(key, { value: form, spread: true });
  }
  return [...unique.values()].filter((form) => form.value.length >= LITERAL_MIN);
}

/** As JavaScript, RFC 3986 and libraries that leave slashes write it, spaces as plus too, hex digits in both cases. */
function urlForms(text: string): string[] {
  const plain = encodeURIComponent(text);
  const strict = plain.replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return [plain, strict, strict.replaceAll("%2F", "/")]
    .flatMap((form) => [form, form.replaceAll("%20", "+")])
    .flatMap((form) => [form, form.replace(/%../g, (byte) => byte.toLowerCase())]);
}

/** As JavaScript writes it, with escaped slashes (PHP), in ASCII alone (Python, PHP), and safe for HTML (Go). */
function jsonForms(text: string): string[] {
  const plain = JSON.stringify(text).slice(1, -1);
  const slashed = plain.replaceAll("/", "\\/");
  const inUnicode = (form: string, characters: RegExp): string =>
    form.replace(characters, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const beyond = /[^\x20-\x7e]/g;
  return [plain, slashed, inUnicode(plain, beyond), inUnicode(slashed, beyond), inUnicode(plain, /[<>&\u2028\u2029]/g)];
}
