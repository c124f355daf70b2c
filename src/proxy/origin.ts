// How values stood in the texts that went up. One that stood in quotes is kept as it was written there, escaped for them; put
// into quotes again it must not be escaped once more, and what comes back unchanged must be what it was, byte for byte.

import { createDepthScanner, escapeJson, isBare } from "./escape.ts";
import type { Range } from "./issued.ts";
import { literalOffsets } from "./literal.ts";
import type { Memory } from "./memory.ts";
import type { Text } from "./texts.ts";
import type { Form } from "./types.ts";

/** A place where a value stood, in a text that a tool reads or writes. */
export interface Origin {
  /** Quotes around it. */
  readonly depth: number;
  /** Rounds of escapes that were taken off it, since it was found in JSON in a string. */
  readonly rounds: number;
}

/** What is known of a place where a value is to be put: what is in front of it on its line. */
export interface Spot {
  readonly line: string;
  /** Where that begins: with a line, with the text, which may be a part of a line, or anywhere. */
  readonly from: "line" | "text" | "anywhere";
}

export interface Origins {
  /** Notes the values of a text; `wires` is what was written for each, null for what the model had written itself. */
  note(text: Text, edits: readonly Range[], wires: readonly Wire[]): void;
  /** How a value is put at a place in a text, at a depth of quotes. */
  form(value: Uint8Array, depth: number, spot: () => Spot): Form;
}

export interface Wire {
  readonly bytes: Uint8Array;
  /** False for what the session did not write now: where that was taken from is not known. */
  readonly own: boolean;
}

/** A value with escapes that nobody needs, which mean nothing outside of JSON: it is for behind the same member only. */
interface Spelling {
  readonly before: string;
  readonly written: Uint8Array;
}

/** Bytes of JSON that say which member it is. */
const BEFORE = 12;
/** Characters of a line that are kept. */
export const LINE_MAX = 1024;
/** Lines and spellings of one request. */
const KEPT_MAX = 4096;
/** A value that was put down nowhere stood outside of quotes. */
const OUTSIDE: Origin = { depth: 0, rounds: 0 };

/** Lines and spellings are known for one request only: what lasts longer keeps no text. */
export function createOrigins(memory: Memory, sessionName: string): Origins {
  const values = memory.values(sessionName);
  /** What was in front of values that stood as they are. */
  const lines = new Map<string, Set<string>>();
  /** Values, by depth, that were written with other escapes than ours. */
  const spelled = new Map<string, Map<number, Spelling>>();
  let kept = 0;

  function addLine(key: string, line: string): void {
    const known = lines.get(key) ?? new Set();
    if (known.has(line) || kept++ >= KEPT_MAX) return;
    lines.set(key, known.add(line));
  }

  function addSpelling(key: string, depth: number, spelling: Spelling | null): void {
    const known = spelled.get(key);
    if (spelling === null) known?.delete(depth);
    else if (kept++ < KEPT_MAX) spelled.set(key, (known ?? new Map<number, Spelling>()).set(depth, spelling));
  }

  return {
    note(text, edits, wires) {
      const { bytes, start } = text;
      const rounds = roundsOf(text);
      if (rounds < 0) return;
      // Deeper it is not worth the time: who writes JSON in JSON in JSON has a serializer do it.
      const spellings = rounds === 1 && text.coding === "json" ? spellingsOf(text, edits) : edits.map(() => null);
      const isNoted = ({ start: from, end }: Range, i: number): boolean =>
        spellings[i] !== null || !isBare(bytes, start + from, start + end);
      if (!edits.some(isNoted)) return;
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
        if (own && isNoted(edit, i)) {
          const key = memory.keyOf(values, bytes, to, at);
          const depth = scanner.depth + rounds;
          memory.rememberOrigin(key, { depth, rounds });
          addSpelling(key, depth, spellings[i] as Spelling | null);
          if (rounds === 0) addLine(key, line);
        }
        line += Buffer.from(wire).toString("utf8");
      }
    },
    form(value, depth, spot) {
      if (spelled.size === 0 && isBare(value, 0, value.length)) return { value, rounds: 0 };
      const key = memory.keyOf(values, value, 0, value.length);
      const spelling = spelled.get(key)?.get(depth);
      if (spelling !== undefined && spot().line.endsWith(spelling.before))
        return { value: spelling.written, rounds: 0 };
      if (depth > 0 && lines.has(key)) {
        const { line, from } = spot();
        for (const known of lines.get(key) ?? [])
          if (known === line ? from !== "anywhere" : from === "text" && known.endsWith(line))
            return { value, rounds: 0 };
      }
      return { value, rounds: roundsAt(value, depth, memory.origins(key) ?? []) };
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
  return text.includes("\\") && decoded(text) !== null;
}

const NEWLINE = 0x0a;

/** Levels of JSON in strings between a text and the one that a tool has; -1 where that is coded otherwise. */
function roundsOf(text: Text): number {
  let rounds = 0;
  for (let at = text; at.around !== null && !at.around.document; at = at.around) {
    if (at.coding === "json") rounds++;
    else if (at.coding !== "raw") return -1;
  }
  return rounds;
}

/** How values are written in the text that a tool has, one level up; null for each that is written as it would be escaped here. */
function spellingsOf({ bytes, start, around, from, to }: Text, edits: readonly Range[]): (Spelling | null)[] {
  if (around === null) return edits.map(() => null);
  const places = literalOffsets(
    around.bytes,
    from,
    to,
    edits.flatMap((edit) => [edit.start, edit.end]),
  );
  return edits.map((edit, i) => {
    const at = places[2 * i] as number;
    const written = around.bytes.subarray(at, places[2 * i + 1]);
    const ours = escapeJson(bytes.subarray(start + edit.start, start + edit.end));
    if (written.equals(ours)) return null;
    return {
      before: around.bytes
        .toString("latin1", Math.max(around.start, at - BEFORE), at)
        .replace(/^.*[\n,{[]\s*(?=")/s, ""),
      written: Uint8Array.from(written),
    };
  });
}

/** What is known of the place behind `json`, the end of JSON text that lies in a string. */
export function spotAt(json: string): Spot {
  const quote = openingQuote(json);
  const text = quote < 0 ? null : decoded(json.slice(quote + 1));
  const from = text === null ? "anywhere" : text.includes("\n") ? "line" : "text";
  const near = text ?? nearOf(json);
  return { line: near.slice(near.lastIndexOf("\n") + 1), from };
}

/** The last characters of a long string; a cut through an escape costs a few of them. */
function nearOf(json: string): string {
  const end = json.slice(-NEAR);
  for (let skip = 0; skip < ESCAPE; skip++) {
    const text = decoded(end.slice(skip));
    if (text !== null) return text;
  }
  return "";
}

const NEAR = 128;
/** Longest escape. */
const ESCAPE = 6;

function decoded(literal: string): string | null {
  try {
    return String(JSON.parse(`"${literal}"`));
  } catch {
    return null;
  }
}

/** The last quote that no backslash escapes. */
function openingQuote(json: string): number {
  for (let at = json.lastIndexOf('"'); at >= 0; at = at === 0 ? -1 : json.lastIndexOf('"', at - 1)) {
    let run = 0;
    while (json[at - 1 - run] === "\\") run++;
    if (run % 2 === 0) return at;
  }
  return -1;
}
