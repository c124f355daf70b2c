// What stands around a run of digits tells an identifier of machines from a number of people: names such as `trace_id`,
// and dashes or dots that join it to a word (`hosted-eu-20260812`).

import { STOP, WORD } from "../charset.ts";
import { latin1 } from "./context.ts";
import type { NumberMatch } from "./number.ts";

const AT = 0x40;
const MINUS = 0x2d;
const DOT = 0x2e;
const NAME_REACH = 40;
const MACHINE_NAME =
  /(?:^|[^A-Za-z])(?:[A-Za-z]*[_-]?(?:id|ids|uid|pid|gid|oid|seq|size|bytes|offset|length|len|count|cnt|total|ts|time|timestamp|epoch|nonce|version|ver|hash|checksum|port|rev|revision|build|order|invoice|ticket|sku|isbn|ean|upc|barcode|lsn|txid|xid|block|height|addr|ptr|hex|seed|duration|latency|elapsed|ns|us|ms|memory|inode|run|job|task|trace|span|batch|shard|partition|index|row|line|col|generation)|[a-z0-9]+Id)(?:number|no|nr)?[\\"'\]]{0,3}(?:\s?[:=#]\s?|\s|->)[\\"'[(#]{0,3}$/i;

/** True when a name of machines stands right before `start`: `"id":`, `offset=`, `order #`. */
export function namedByMachine(bytes: Buffer, lo: number, start: number): boolean {
  const least = Math.max(lo, start - NAME_REACH);
  let from = start;
  while (from > least && STOP[bytes[from - 1] as number] === 0) from--;
  return MACHINE_NAME.test(latin1(bytes, from, start));
}

/**
 * True when the digits are part of a longer name, number or path: joined by a dash, dot, slash … to a word, or by an at sign to a value
 * that was blanked out, which is not looked at again without what follows that sign.
 */
export function isPartOfName(
  match: Pick<NumberMatch, "start" | "end" | "before">,
  bytes: Uint8Array,
  lo: number,
  hi: number,
): boolean {
  const { start, end, before } = match;
  if (isJoint(before) && start - 2 >= lo) {
    const first = bytes[start - 2] as number;
    if (WORD[first] === 1 || (before === AT && first === 0)) return true;
  }
  return end + 1 < hi && isJoint(bytes[end] as number) && WORD[bytes[end + 1] as number] === 1;
}

/** `-` `.` `/` `:` `_` `#` `@` `%` `$` and `~` join; a space, comma or `=` separates. */
function isJoint(byte: number): boolean {
  return (
    byte === 0x2d ||
    byte === 0x2e ||
    byte === 0x2f ||
    byte === 0x3a ||
    byte === 0x40 ||
    byte === 0x23 ||
    byte === 0x25 ||
    byte === 0x24 ||
    byte === 0x7e
  );
}

/** Joined by a dash or dot to further digits: a date, a version, a serial. */
export function isChained(match: NumberMatch): boolean {
  return (
    match.joinedBefore === MINUS ||
    match.joinedAfter === MINUS ||
    match.joinedBefore === DOT ||
    match.joinedAfter === DOT
  );
}
