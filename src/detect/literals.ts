// Known values, as they are told and asked for.

import type { Kind } from "../types.ts";

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
   * The same for values that come before all others and each once, as a session knows them: to look for them costs nothing before
   * there is text, and little as long as that is short.
   */
  addLater(literal: Literal): void;
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
