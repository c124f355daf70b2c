// What a file leaves unfinished: how far each chain has come in it that goes on, or may go on, in files behind it. Noted before the
// file goes, so that the beginning of such a chain is known to have been there.

import type { KeyObject } from "node:crypto";
import { existsSync } from "node:fs";
import { readLine } from "./chain.ts";
import { type HeadRecord, readHeadLine } from "./head.ts";
import { readLines } from "./read-lines.ts";

export interface OpenChains {
  readonly events: number;
  readonly open: readonly HeadRecord[];
  /** More of them than are listed. */
  readonly unlisted: number;
}

/** Chains that one event lists. */
const LISTED = 400;

/**
 * `heads` are those of younger files: a chain that stands in one of them counts as unfinished whatever became of it. Null when
 * the file is not there.
 */
export function scanForOpenChains(path: string, heads: readonly string[], key: KeyObject): OpenChains | null {
  if (!existsSync(path)) return null;
  const last = new Map<string, HeadRecord>();
  const closed = new Set<string>();
  let events = 0;
  for (const { text } of readLines(path)) {
    const line = readLine(text, null);
    if (line === null) continue;
    events++;
    const { chain, seq, mac, event } = line;
    // In the order of their last lines.
    last.delete(chain);
    last.set(chain, { chain, seq, mac });
    if (event.kind === "audit" && event.action === "close") closed.add(chain);
  }
  for (const head of heads.filter((name) => existsSync(name))) {
    for (const { text } of readLines(head)) {
      const record = readHeadLine(key, text);
      if (record !== null) closed.delete(record.chain);
    }
  }
  const open = [...last.values()].filter(({ chain }) => !closed.has(chain));
  // The newest are those that most likely go on.
  return { events, open: open.slice(-LISTED), unlisted: Math.max(0, open.length - LISTED) };
}
