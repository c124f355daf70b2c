// Known values, found wherever they stand: the user's own secrets and what a session has learned. Of each value four grams
// of four bytes are indexed, so that only every fourth place of a text is looked up; nothing is spent when there are none.

import type { Kind } from "../types.ts";

export interface Literal {
  readonly value: Buffer;
  readonly kind: Kind;
  /** True for base64: its first and last characters also hold bits of the value and belong to it. */
  readonly spread?: boolean;
}

/** Shortest value that can be found. */
export const LITERAL_MIN = 6;

export interface Literals {
  readonly size: number;
  /** Adds a value; shorter ones than LITERAL_MIN and known ones are ignored. At the limit the oldest are forgotten. */
  add(literal: Literal): void;
  /** Calls `hit` for the longest literal at each place in `bytes[from, to)` that starts one, leftmost first, not overlapping. */
  find(bytes: Uint8Array, from: number, to: number, hit: (start: number, end: number, literal: Literal) => void): void;
}

/** Bytes of a gram, and how many grams of a literal are indexed: any four bytes in a row hold the start of one of them. */
const GRAM = 4;
const STRIDE = 4;
/** Bits of the table per literal: few of its slots are taken, so that few look-ups go on. */
const SPARSE = 256;
/** A shorter literal has no four grams: it is looked for at every second byte only when there is one. */
const FULL = GRAM + STRIDE - 1;

interface Gram {
  readonly literal: Literal;
  /** Where in the literal the gram stands. */
  readonly offset: number;
}

/** Makes a table for at most `limit` values. */
export function createLiterals(limit: number): Literals {
  let shift = 32 - 16;
  let bits = new Int32Array(1 << 11);
  let grams = new Map<number, Gram[]>();
  let stride = STRIDE;
  const known = new Map<string, Literal>();

  function index(literal: Literal): void {
    const { value } = literal;
    if (value.length < FULL) stride = 2;
    for (let offset = 0; offset < STRIDE && offset + GRAM <= value.length; offset++) {
      const key = value.readInt32LE(offset);
      const slot = Math.imul(key, 0x9e3779b1) >>> shift;
      bits[slot >>> 5] = (bits[slot >>> 5] as number) | (1 << (slot & 31));
      const list = grams.get(key);
      if (list === undefined) grams.set(key, [{ literal, offset }]);
      else {
        list.push({ literal, offset });
        // Leftmost first, then longest.
        list.sort((a, b) => b.offset - a.offset || b.literal.value.length - a.literal.value.length);
      }
    }
  }

  function rebuild(): void {
    while (known.size * SPARSE > bits.length * 32 && shift > 8) {
      shift--;
      bits = new Int32Array(bits.length * 2);
    }
    bits.fill(0);
    grams = new Map();
    stride = STRIDE;
    for (const literal of known.values()) index(literal);
  }

  return {
    get size() {
      return known.size;
    },
    add(literal) {
      const key = literal.value.toString("latin1");
      if (literal.value.length < LITERAL_MIN || known.has(key)) return;
      known.set(key, literal);
      if (known.size > limit) {
        // Forget a tenth at once: rebuilding for each would be quadratic.
        let surplus = Math.ceil(limit / 10);
        for (const old of known.keys()) {
          if (surplus-- === 0) break;
          known.delete(old);
        }
        rebuild();
      } else if (known.size * SPARSE > bits.length * 32 && shift > 8) rebuild();
      else index(literal);
    },
    find(bytes, from, to, hit) {
      if (known.size === 0 || to - from < LITERAL_MIN) return;
      let least = from;
      const words = wordsOf(bytes);
      // Four bytes at once where they lie in one word; any four in a row hold the start of one of a literal's grams.
      const base = bytes.byteOffset;
      let i = stride === STRIDE ? from + (-(from + base) & 3) : from;
      for (const last = to - GRAM; i <= last; i += stride) {
        const gram =
          stride === STRIDE
            ? (words[(i + base) >> 2] as number)
            : (bytes[i] as number) |
              ((bytes[i + 1] as number) << 8) |
              ((bytes[i + 2] as number) << 16) |
              ((bytes[i + 3] as number) << 24);
        const slot = Math.imul(gram, 0x9e3779b1) >>> shift;
        if (((bits[slot >>> 5] as number) & (1 << (slot & 31))) === 0) continue;
        const list = grams.get(gram);
        if (list === undefined) continue;
        for (const { literal, offset } of list) {
          const start = i - offset;
          const end = start + literal.value.length;
          if (start < least || end > to || offset >= stride || !equal(bytes, start, literal.value)) continue;
          hit(start, end, literal);
          least = end;
          i += Math.floor((end - i) / stride) * stride - stride;
          break;
        }
      }
    },
  };
}

let viewed: ArrayBufferLike | null = null;
let view: Int32Array = new Int32Array(0);

/** The buffer behind `bytes` as little-endian words. Kept, since the same buffer comes again and again. */
function wordsOf(bytes: Uint8Array): Int32Array {
  if (viewed !== bytes.buffer) {
    viewed = bytes.buffer;
    view = new Int32Array(bytes.buffer, 0, bytes.buffer.byteLength >> 2);
  }
  return view;
}

function equal(bytes: Uint8Array, at: number, value: Uint8Array): boolean {
  for (let i = 0; i < value.length; i++) if (bytes[at + i] !== value[i]) return false;
  return true;
}

/** True for a value that is worth finding without its label: long and varied enough not to be a common word. */
export function isMemorable(value: string): boolean {
  if (value.length < 8) return false;
  const counts = new Map<string, number>();
  for (const c of value) counts.set(c, (counts.get(c) ?? 0) + 1);
  let entropy = 0;
  for (const n of counts.values()) entropy -= (n / value.length) * Math.log2(n / value.length);
  const classes = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((set) => set.test(value)).length;
  return entropy >= 2.5 && (classes >= 2 || value.length >= 20);
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
