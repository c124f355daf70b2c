// Which events of a log somebody asks for, and reading them one by one. Checks no hash: that is verify's.

import { basename } from "node:path";
import { readLine } from "./chain.ts";
import { findLog } from "./log-set.ts";
import { readLines } from "./read-lines.ts";

export interface Selection {
  /** Milliseconds since 1970: from, and before. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  /** Kinds of events, or of values in them; empty for all. */
  readonly kinds: ReadonlySet<string>;
  /** Names of one session: its own, and what stands for it. */
  readonly sessions?: readonly string[] | undefined;
}

export interface LoggedEvent {
  readonly file: string;
  readonly line: number;
  /** As it stands. */
  readonly text: string;
  readonly event: Readonly<Record<string, unknown>>;
}

/** Events in the order of the files; lines that are none are left out. @throws what the system throws */
export function* selectEvents(path: string, selection: Selection): Generator<LoggedEvent> {
  for (const file of findLog(path).files) {
    for (const { text, no } of readLines(file)) {
      const event = readLine(text, null)?.event;
      if (event !== undefined && isSelected(event, selection)) yield { file: basename(file), line: no, text, event };
    }
  }
}

export function isSelected(event: Readonly<Record<string, unknown>>, selection: Selection): boolean {
  const { since, until, kinds, sessions } = selection;
  const time = timeOf(event);
  if (since !== undefined && !(time >= since)) return false;
  if (until !== undefined && !(time < until)) return false;
  if (sessions !== undefined && !sessions.includes(String(event.session))) return false;
  if (kinds.size === 0) return true;
  return kinds.has(String(event.kind)) || Object.keys(countsOf(event)).some((kind) => kinds.has(kind));
}

/** Milliseconds since 1970; NaN where it cannot be read. */
export function timeOf({ time }: Readonly<Record<string, unknown>>): number {
  return typeof time === "string" ? Date.parse(time) : Number.NaN;
}

/** Values by kind; an empty object where there are none. */
export function countsOf({ counts }: Readonly<Record<string, unknown>>): Record<string, number> {
  const known: Record<string, number> = Object.create(null);
  if (typeof counts !== "object" || counts === null) return known;
  for (const [kind, count] of Object.entries(counts)) {
    if (typeof count === "number" && Number.isSafeInteger(count) && count >= 0) known[kind] = count;
  }
  return known;
}
