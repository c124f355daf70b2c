// What a session remembers, in columns: entries by the value, values by the text of the placeholder. Whether it may still be
// used, the session decides.

import type { Kind, Style } from "../types.ts";
import { type LookAlike, PLACEHOLDER_MAX } from "./placeholder.ts";
import type { Restorations } from "./restored.ts";
import type { Issues } from "./store.ts";
import { createValueCache, type ValueCache } from "./value-cache.ts";

/** Bytes of values that each generation of the cache of restored ones may hold, and what a value costs besides. */
const HEAVIEST = 4 * 1024 * 1024;
/** What a restored value weighs that has `length` bytes. */
export const weightOf = (length: number): number => length + 128;
/** Placeholders that each generation of the cache of restored ones may hold. */
const PLACEHOLDERS = 8192;
const NOTHING = new Uint8Array(0);

/** By the value: its entry. */
export function createIssuedCache(): ValueCache<Issued> {
  return createValueCache((capacity) => new Issued(capacity));
}

/** By the text of a placeholder: its value. */
export function createRestoredCache(): ValueCache<Restored> {
  const make = (capacity: number): Restored => new Restored(capacity);
  return createValueCache(make, PLACEHOLDERS, PLACEHOLDERS * PLACEHOLDER_MAX, HEAVIEST);
}

/** Entries and since when they are known. */
class Issued {
  private readonly handles: Float64Array;
  private readonly numbers: Float64Array;
  private readonly sinces: Float64Array;
  private readonly kinds: Kind[];

  constructor(capacity: number) {
    this.handles = new Float64Array(capacity);
    this.numbers = new Float64Array(capacity);
    this.sinces = new Float64Array(capacity);
    this.kinds = new Array<Kind>(capacity).fill("");
  }

  since(number: number): number {
    return this.sinces[number] as number;
  }

  keep(number: number, { handles, numbers, kinds }: Issues, at: number, since: number): void {
    this.handles[number] = handles[at] as number;
    this.numbers[number] = numbers[at] as number;
    this.kinds[number] = kinds[at] as Kind;
    this.sinces[number] = since;
  }

  give(number: number, into: Issues, at: number): true {
    into.set(at, this.handles[number] as number, this.kinds[number] as Kind, this.numbers[number] as number);
    return true;
  }

  take(to: number, from: Issued, at: number): number {
    this.handles[to] = from.handles[at] as number;
    this.numbers[to] = from.numbers[at] as number;
    this.kinds[to] = from.kinds[at] as Kind;
    this.sinces[to] = from.sinces[at] as number;
    return 0;
  }
}

/** Values and since when they are known. */
class Restored {
  private readonly values: Uint8Array[];
  private readonly kinds: Kind[];
  private readonly styles: Style[];
  /** How far behind the start of the text the placeholder starts. */
  private readonly offsets: Uint8Array;
  private readonly sinces: Float64Array;

  constructor(capacity: number) {
    this.values = new Array<Uint8Array>(capacity).fill(NOTHING);
    this.kinds = new Array<Kind>(capacity).fill("");
    this.styles = new Array<Style>(capacity).fill("word");
    this.offsets = new Uint8Array(capacity);
    this.sinces = new Float64Array(capacity);
  }

  since(number: number): number {
    return this.sinces[number] as number;
  }

  keep(number: number, hit: LookAlike, start: number, kind: Kind, value: Uint8Array, since: number): void {
    this.values[number] = value;
    this.kinds[number] = kind;
    this.styles[number] = hit.style;
    this.offsets[number] = start - hit.start;
    this.sinces[number] = since;
  }

  give(number: number, { style, start }: LookAlike, into: Restorations, i: number): boolean {
    if (this.styles[number] !== style) return false;
    const value = this.values[number] as Uint8Array;
    into.set(i, start + (this.offsets[number] as number), this.kinds[number] as Kind, value, 0, value.length);
    return true;
  }

  take(to: number, from: Restored, at: number): number {
    const value = from.values[at] as Uint8Array;
    this.kinds[to] = from.kinds[at] as Kind;
    this.styles[to] = from.styles[at] as Style;
    this.offsets[to] = from.offsets[at] as number;
    this.sinces[to] = from.sinces[at] as number;
    this.values[to] = value;
    return weightOf(value.length);
  }
}
