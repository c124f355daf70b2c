// Known values, found wherever they stand: the user's own secrets and what a session has learned. A rolling four-byte
// window into a bit table decides nearly every position with one look-up; nothing is spent when there are none.

import type { Kind } from "../types.ts";

export interface Literal {
  readonly value: Buffer;
  readonly kind: Kind;
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

const WINDOW = 4;

export function createLiterals(limit: number): Literals {
  let shift = 32 - 16;
  let bits = new Int32Array(1 << 11);
  let byStart = new Map<number, Literal[]>();
  const known = new Map<string, Literal>();

  function index(literal: Literal): void {
    const { value } = literal;
    const key = value.readInt32LE(0);
    const slot = Math.imul(key, 0x9e3779b1) >>> shift;
    bits[slot >>> 5] = (bits[slot >>> 5] as number) | (1 << (slot & 31));
    const list = byStart.get(key);
    if (list === undefined) byStart.set(key, [literal]);
    else {
      list.push(literal);
      list.sort((a, b) => b.value.length - a.value.length);
    }
  }

  function rebuild(): void {
    // Sixteen bits a literal keep false look-ups below one in ten.
    while (known.size * 16 > bits.length * 32 && shift > 8) {
      shift--;
      bits = new Int32Array(bits.length * 2);
    }
    bits.fill(0);
    byStart = new Map();
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
      } else if (known.size * 16 > bits.length * 32) rebuild();
      else index(literal);
    },
    find(bytes, from, to, hit) {
      if (known.size === 0 || to - from < WINDOW) return;
      let window = 0;
      let filled = 0;
      for (let i = from; i < to; i++) {
        window = (window >>> 8) | ((bytes[i] as number) << 24);
        if (++filled < WINDOW) continue;
        const slot = Math.imul(window, 0x9e3779b1) >>> shift;
        if (((bits[slot >>> 5] as number) & (1 << (slot & 31))) === 0) continue;
        const list = byStart.get(window);
        if (list === undefined) continue;
        const start = i - WINDOW + 1;
        for (const literal of list) {
          const end = start + literal.value.length;
          if (end > to || !equal(bytes, start, literal.value)) continue;
          hit(start, end, literal);
          i = end - 1;
          filled = 0;
          break;
        }
      }
    },
  };
}

function equal(bytes: Uint8Array, at: number, value: Uint8Array): boolean {
  for (let i = WINDOW; i < value.length; i++) if (bytes[at + i] !== value[i]) return false;
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
export function encodedForms(value: Buffer): Buffer[] {
  const forms: Buffer[] = [value];
  const text = value.toString("utf8");
  if (Buffer.from(text).equals(value)) {
    const url = encodeURIComponent(text);
    forms.push(
      Buffer.from(url),
      Buffer.from(url.replaceAll("%20", "+")),
      Buffer.from(JSON.stringify(text).slice(1, -1)),
    );
  }
  for (let lead = 0; lead < 3; lead++) {
    const base64 = Buffer.concat([Buffer.alloc(lead), value])
      .toString("base64")
      .replace(/=+$/, "");
    // Characters that also hold bits of the neighbours are left out.
    const whole = base64.slice(lead === 0 ? 0 : lead + 1, (lead + value.length) % 3 === 0 ? undefined : -1);
    forms.push(Buffer.from(whole), Buffer.from(whole.replaceAll("+", "-").replaceAll("/", "_")));
  }
  const unique = new Map(
    forms.filter((form) => form.length >= LITERAL_MIN).map((form) => [form.toString("latin1"), form]),
  );
  return [...unique.values()];
}
