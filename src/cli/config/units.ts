// Durations and sizes as configurations write them.

import { ClosemaskError } from "../../errors.ts";

const MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Milliseconds of `30d`; 0 of `0`. */
export function parseDuration(text: string): number {
  const match = /^(?:0|([1-9]\d{0,5})(ms|s|m|h|d|w))$/.exec(text);
  if (match === null) {
    throw new ClosemaskError("config", "not a duration", { hint: "a number and ms, s, m, h, d or w, such as 30d" });
  }
  return match[1] === undefined ? 0 : Number(match[1]) * (MS[match[2] as string] as number);
}

const BYTES: Readonly<Record<string, number>> = { KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** Bytes of `16MiB`. */
export function parseSize(text: string): number {
  const match = /^([1-9]\d{0,5})(KiB|MiB|GiB)$/.exec(text);
  if (match === null) {
    throw new ClosemaskError("config", "not a size", { hint: "a number and KiB, MiB or GiB, such as 16MiB" });
  }
  return Number(match[1]) * (BYTES[match[2] as string] as number);
}
