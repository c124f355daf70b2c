// The part of the transcript that is on the screen: which lines, from which place on, and what follows. Only entries that are on the
// screen, or that one scrolls past, are looked at; how long the transcript is plays no part.

import type { Line } from "./cells.ts";
import type { ChatState, Entry, Place } from "./chat-state.ts";
import { FOCUS, type Look, partLines, partsOf, partWith } from "./transcript.ts";

export interface Viewport {
  readonly lines: readonly Line[];
  /** Of the first line; null where the end of the transcript is shown. */
  readonly place: Place | null;
  /** What stands further down: lines of the last entry on the screen, and entries behind it. */
  readonly below: { readonly lines: number; readonly entries: number };
  /** Entries that are to be fetched, since one can see that they are missing. */
  readonly wants: "before" | "after" | null;
}

type Shown = Pick<ChatState, "entries" | "past" | "before" | "pastBefore" | "lost" | "place">;

/** A line of an entry, by numbers. */
interface At {
  readonly entry: number;
  readonly part: number;
  readonly line: number;
}

export function viewport(state: Shown, look: Look, height: number): Viewport {
  const all = sequenceOf(state);
  const walk = createWalk(all, look);
  const end = walk.up(walk.end(), height);
  const asked = state.place === null ? null : walk.find(state.place);
  const from = asked === null || !isBefore(asked, end) ? end : asked;
  const lines: Line[] = [];
  let at: At | null = from;
  let last = from;
  while (at !== null && lines.length < height) {
    const rows = walk.lines(at);
    const taken = rows.slice(at.line, at.line + height - lines.length);
    lines.push(...taken);
    last = { ...at, line: at.line + taken.length };
    at = walk.next(at);
  }
  // The empty line behind the last entry is none of the transcript.
  if (from === end && at === null) lines.pop();
  const first = all[from.entry]?.id;
  return {
    lines,
    place: from === end || first === undefined ? null : { id: first, part: from.part, line: from.line },
    below: { lines: walk.rest(last), entries: Math.max(0, all.length - 1 - last.entry) },
    wants: missing(all, from.entry, last.entry),
  };
}

/** Where one gets to from there by so many lines, up when negative; null for the end. */
export function scrolled(state: Shown, look: Look, height: number, by: number): Place | null {
  const all = sequenceOf(state);
  const walk = createWalk(all, look);
  const end = walk.up(walk.end(), height);
  const asked = state.place === null ? end : walk.find(state.place);
  const from = isBefore(asked, end) ? asked : end;
  const to = by < 0 ? walk.up(from, -by) : walk.down(from, by);
  const entry = all[to.entry];
  return isBefore(to, end) && entry !== undefined ? { id: entry.id, part: to.part, line: to.line } : null;
}

/** A little above the last line that has the value in focus; null where none has. */
export function placeOf({ entries }: Shown, look: Look): Place | null {
  const value = look.focused;
  for (const entry of entries.toReversed()) {
    if (value === null || entry.role === "note" || !entry.segments.some(({ client }) => client === value)) continue;
    const part = partWith(entry, look, value);
    const line = partLines(entry, part, look).findLastIndex((runs) => runs.some(({ style }) => style === FOCUS));
    return { id: entry.id, part, line: Math.max(0, line - ABOVE) };
  }
  return null;
}

/** Lines that are shown above the one that was asked for. */
const ABOVE = 2;

/** The beginning of what is in memory. */
export function topOf(state: Shown): Place | null {
  const [first] = sequenceOf(state);
  return first === undefined ? null : { id: first.id, part: 0, line: 0 };
}

/** What is in memory, with a word for what is not. */
function sequenceOf({ entries, past, before, pastBefore, lost }: Shown): readonly Entry[] {
  const [first] = entries;
  if (first === undefined || before === 0) return entries;
  const gap = before - pastBefore - past.length;
  const text = lost
    ? `${before} earlier messages are gone: they expired, or nothing is kept`
    : `${past.length === 0 ? before : gap} earlier messages are in the store; the provider is told those below`;
  if (past.length === 0) return [marker(first.id, text), ...entries];
  const [oldest] = past;
  const top =
    pastBefore > 0 && oldest !== undefined
      ? [marker(oldest.id, `${pastBefore} earlier messages are in the store`)]
      : [];
  return [...top, ...past, ...(gap > 0 ? [marker(first.id, text)] : []), ...entries];
}

/** Stands before the entry with that number. */
function marker(id: number, text: string): Entry {
  return { id: id - 0.5, role: "note", text: `\u2026 ${text}`, tone: "info" };
}

function missing(all: readonly Entry[], from: number, to: number): Viewport["wants"] {
  for (let i = from; i <= to; i++) {
    const entry = all[i];
    if (entry !== undefined && !Number.isInteger(entry.id)) return i === 0 ? "before" : "after";
  }
  return null;
}

function isBefore(a: At, b: At): boolean {
  return a.entry !== b.entry ? a.entry < b.entry : a.part !== b.part ? a.part < b.part : a.line < b.line;
}

function createWalk(all: readonly Entry[], look: Look) {
  const lines = ({ entry, part }: Omit<At, "line">): readonly Line[] => {
    const found = all[entry];
    return found === undefined ? [] : partLines(found, part, look);
  };
  const parts = (entry: number): number => {
    const found = all[entry];
    return found === undefined ? 0 : partsOf(found, look);
  };

  function next({ entry, part }: At): At | null {
    if (part + 1 < parts(entry)) return { entry, part: part + 1, line: 0 };
    return entry + 1 < all.length ? { entry: entry + 1, part: 0, line: 0 } : null;
  }

  function previous({ entry, part }: At): Omit<At, "line"> | null {
    if (part > 0) return { entry, part: part - 1 };
    return entry > 0 ? { entry: entry - 1, part: parts(entry - 1) - 1 } : null;
  }

  return {
    lines,
    next,
    /** Behind the last line that counts. */
    end: (): At => ({ entry: Math.max(0, all.length - 1), part: Math.max(0, parts(all.length - 1) - 1), line: 0 }),
    up(from: At, by: number): At {
      let at = from;
      for (let left = by; left > 0; ) {
        if (at.line >= left) return { ...at, line: at.line - left };
        left -= at.line;
        const before = previous(at);
        if (before === null) return { ...at, line: 0 };
        at = { ...before, line: lines(before).length };
      }
      return at;
    },
    down(from: At, by: number): At {
      let at = from;
      for (let left = by; left > 0; ) {
        const room = lines(at).length - at.line;
        if (left < room) return { ...at, line: at.line + left };
        left -= room;
        const behind = next(at);
        if (behind === null) return at;
        at = behind;
      }
      return at;
    },
    /** Where a place is now: entries come and go, and lines are others in another width. */
    find({ id, part, line }: Place): At {
      let entry = all.findIndex((each) => each.id >= id);
      if (entry < 0) entry = Math.max(0, all.length - 1);
      if (all[entry]?.id !== id) return { entry, part: 0, line: 0 };
      const within = Math.min(part, parts(entry) - 1);
      return { entry, part: within, line: Math.min(line, Math.max(0, lines({ entry, part: within }).length - 1)) };
    },
    /** Lines of the same entry from there on, without the empty one; of a long one, those of the next few parts. */
    rest({ entry, part, line }: At): number {
      let count = -line;
      for (let i = part; i < Math.min(parts(entry) - 1, part + AHEAD); i++) count += lines({ entry, part: i }).length;
      return Math.max(0, count);
    },
  };
}

/** Parts that are laid out to count what follows. */
const AHEAD = 3;
