// How values stood in the texts that went up. One that stood in quotes is kept as it was written there, escaped for them; put
// into quotes again it must not be escaped once more, and what comes back unchanged must be what it was, byte for byte.

import { createDepthScanner, isBare } from "./escape.ts";
import type { Memory } from "./memory.ts";
import type { Text } from "./texts.ts";

/** A place where a value stood, in a text that a tool reads or writes. */
export interface Origin {
  /** Quotes around it. */
  readonly depth: number;
  /** Rounds of escapes that were taken off it, since it was found in JSON in a string. */
  readonly rounds: number;
}

/** What is known of a place where a value is to be put. */
export interface Spot {
  /** What is in front of it in its text, up to the line's start; null where that is not known. */
  readonly line: string | null;
  /** The text begins with `line`, so that it may be the end of a line only. */
  readonly cut: boolean;
}

export interface Origins {
  /** Notes the values of a text; `wires` is what was written for each, null for what the model had written itself. */
  note(text: Text, edits: readonly { readonly start: number; readonly end: number }[], wires: readonly Wire[]): void;
  /** Rounds of escapes that a value needs at a place, in its text. */
  rounds(value: Uint8Array, depth: number, spot: () => Spot): number;
}

export interface Wire {
  readonly bytes: Uint8Array;
  /** False for what the session did not write now: where that was taken from is not known. */
  readonly own: boolean;
}

/** Characters of a line that are kept, and lines of one request. */
export const LINE_MAX = 1024;
const LINES_MAX = 4096;
/** A value that was put down nowhere stood outside of quotes. */
const OUTSIDE: Origin = { depth: 0, rounds: 0 };

/** Lines are known for one request only: what lasts longer keeps no text. */
export function createOrigins(memory: Memory, sessionName: string): Origins {
  const values = memory.values(sessionName);
  const lines = new Map<string, Set<string>>();
  let count = 0;

  function add(key: string, origin: Origin, line: string): void {
    memory.rememberOrigin(key, origin);
    if (origin.rounds > 0 || count >= LINES_MAX) return;
    const known = lines.get(key) ?? new Set();
    lines.set(key, known.add(line));
    count++;
  }

  return {
    note(text, edits, wires) {
      const { bytes, start } = text;
      if (edits.every((edit) => isBare(bytes, start + edit.start, start + edit.end))) return;
      const rounds = roundsOf(text);
      if (rounds < 0) return;
      let scanner = createDepthScanner(true);
      let line = "";
      let at = start;
      for (const [i, edit] of edits.entries()) {
        const to = start + edit.start;
        const newline = bytes.subarray(at, to).lastIndexOf(NEWLINE);
        if (newline >= 0) {
          scanner = createDepthScanner(true);
          line = "";
          at += newline + 1;
        }
        scanner.feed(bytes, at, to);
        line = (line + bytes.toString("utf8", Math.max(at, to - 4 * LINE_MAX), to)).slice(-LINE_MAX);
        at = start + edit.end;
        const { bytes: wire, own } = wires[i] as Wire;
        if (own && !isBare(bytes, to, at))
          add(memory.keyOf(values, bytes, to, at), { depth: scanner.depth + rounds, rounds }, line);
        line += Buffer.from(wire).toString("utf8");
      }
    },
    rounds(value, depth, spot) {
      const key = memory.keyOf(values, value, 0, value.length);
      if (depth > 0) {
        const { line, cut } = spot();
        for (const known of line === null ? [] : (lines.get(key) ?? []))
          if (cut ? known.endsWith(line as string) : known === line) return 0;
      }
      return roundsAt(value, depth, memory.origins(key) ?? []);
    },
  };
}

/**
 * How often a value is escaped at a depth. Where it has stood at that depth it goes back as it stood. Deeper than it ever was it
 * is escaped by the difference, and less deep it stays as it is: to take escapes off what came with them would be a guess.
 */
export function roundsAt(value: Uint8Array, depth: number, origins: readonly Origin[]): number {
  const same = origins.findLast((origin) => origin.depth === depth);
  if (same !== undefined) return same.rounds;
  const below = origins.filter((origin) => origin.depth < depth).sort((a, b) => b.depth - a.depth)[0];
  const above = origins.filter((origin) => origin.depth > depth).sort((a, b) => a.depth - b.depth)[0];
  if (below === undefined && above !== undefined) return Math.max(0, above.rounds - (above.depth - depth));
  const from = below ?? OUTSIDE;
  // Without quotes, or in single ones, many files have what is escaped all the same: a key in one line of a `.env`.
  const written = from.depth === 0 && !origins.some(({ rounds }) => rounds > 0) && isWritten(value);
  return Math.max(0, from.rounds + depth - from.depth - (written ? 1 : 0));
}

/** True for what reads as the contents of a JSON string with escapes in it. */
function isWritten(value: Uint8Array): boolean {
  const text = Buffer.from(value.buffer, value.byteOffset, value.length).toString("latin1");
  if (!text.includes("\\")) return false;
  try {
    JSON.parse(`"${text}"`);
    return true;
  } catch {
    return false;
  }
}

const NEWLINE = 0x0a;

/** Levels of JSON in strings between a text and the one that a tool has; -1 where that is coded otherwise. */
function roundsOf(text: Text): number {
  let rounds = 0;
  for (let at = text; at.around !== null && at.around.around !== null; at = at.around) {
    if (at.coding === "json") rounds++;
    else if (at.coding !== "raw") return -1;
  }
  return rounds;
}

/** What is known of the place behind `json`, the end of JSON text that lies in a string. */
export function spotAt(json: string): Spot {
  const quote = openingQuote(json);
  if (quote < 0) return UNKNOWN;
  try {
    const text = String(JSON.parse(`${json.slice(quote)}"`));
    const newline = text.lastIndexOf("\n");
    return { line: text.slice(newline + 1), cut: newline < 0 };
  } catch {
    return UNKNOWN;
  }
}

const UNKNOWN: Spot = { line: null, cut: false };

/** The last quote that no backslash escapes. */
function openingQuote(json: string): number {
  for (let at = json.lastIndexOf('"'); at >= 0; at = at === 0 ? -1 : json.lastIndexOf('"', at - 1)) {
    let run = 0;
    while (json[at - 1 - run] === "\\") run++;
    if (run % 2 === 0) return at;
  }
  return -1;
}
