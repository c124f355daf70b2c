// The head of a file: for each line of it a short record elsewhere of how far its chain has come. With it a file that was cut at
// its end is found, which no chain finds by itself.

import type { KeyObject } from "node:crypto";
import { isMac, macOf } from "./chain.ts";

export interface HeadRecord {
  readonly chain: string;
  readonly seq: number;
  /** Hash of the line. */
  readonly mac: string;
}

/** With its end. */
export function headLine(key: KeyObject, { chain, seq, mac }: HeadRecord): string {
  const text = `${chain} ${seq} ${mac}`;
  return `${text} ${macOf(key, `head ${text}`)}\n`;
}

/** Null for what is none, and for one that somebody else made. */
export function readHeadLine(key: KeyObject, line: string): HeadRecord | null {
  const match = /^([\w-]{16}) (\d{1,15}) ([\w-]{22}) ([\w-]{22})$/.exec(line);
  if (match === null) return null;
  const [, chain = "", seq = "", mac = "", proof = ""] = match;
  return isMac(key, `head ${chain} ${seq} ${mac}`, proof) ? { chain, seq: Number(seq), mac } : null;
}
