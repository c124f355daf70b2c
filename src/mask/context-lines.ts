// The lines before and behind findings, for excerpts. Lines behind a finding may come with a later region, so that it waits
// here until they are there; the order of findings stays.

import type { ShownLine } from "./excerpt.ts";

/** A finding that may still lack lines. */
export interface Waiting {
  readonly endLine: number;
  readonly after: ShownLine[];
}

/** A decided region, and how its lines are shown. */
export interface ShownRegion {
  readonly bytes: Buffer;
  readonly from: number;
  readonly decided: number;
  /** Number of the line in which it begins, and whether that line began before. */
  readonly line: number;
  readonly midLine: boolean;
  /** True when its last line is whole although no newline ends it. */
  readonly ends: boolean;
  show(start: number, end: number): string;
}

export interface ContextLines<T extends Waiting> {
  /** Takes a region up: findings that wait get its first lines. */
  open(region: ShownRegion): void;
  /** The lines before the line `line`, which begins at `lineStart`. */
  before(lineStart: number, line: number): ShownLine[];
  /** Takes in a finding whose last line ends at `lineEnd`. */
  add(found: T, lineEnd: number): void;
  /** Ends the region; `line` is the number of the line that `decided` lies in. */
  close(line: number): void;
  /** Hands over what still waits, and forgets all lines. */
  end(): void;
}

const NEWLINE = 10;

/** `count` lines to either side. */
export function createContextLines<T extends Waiting>(count: number, emit: (found: T) => void): ContextLines<T> {
  let region: ShownRegion | null = null;
  let waiting: T[] = [];
  /** The last lines of the regions before. */
  let tail: ShownLine[] = [];

  function release(all: boolean): void {
    let n = 0;
    while (n < waiting.length && (all || (waiting[n] as T).after.length >= count)) n++;
    if (n === 0) return;
    const done = waiting.slice(0, n);
    waiting = waiting.slice(n);
    for (const found of done) emit(found);
  }

  /** Gives a finding lines from offset `start` on, where the line `line` begins. */
  function give(found: T, start: number, line: number): void {
    if (region === null) return;
    const { bytes, decided, ends } = region;
    let at = start;
    for (let number = line; at < decided && found.after.length < count; number++) {
      const newline = bytes.indexOf(NEWLINE, at);
      const whole = newline >= 0 && newline < decided;
      if (!whole && !ends) return;
      const end = whole ? newline : decided;
      if (number > found.endLine) found.after.push({ line: number, text: region.show(at, end) });
      at = end + 1;
    }
  }

  /** Lines of the region that end at `end` (the place of a newline) or before it, the last of which is `line`. */
  function linesUpTo(end: number, line: number): ShownLine[] {
    if (region === null) return [];
    const { bytes, from, midLine } = region;
    const lines: ShownLine[] = [];
    let stop = end;
    for (let number = line; stop >= from && lines.length < count; number--) {
      const start = stop <= from ? from : Math.max(from, bytes.lastIndexOf(NEWLINE, stop - 1) + 1);
      const text = region.show(start, stop);
      lines.unshift({ line: number, text: midLine && start === from ? `…${text}` : text });
      stop = start - 1;
    }
    return lines;
  }

  return {
    open(next) {
      region = next;
      if (waiting.length === 0) return;
      const { bytes, from, decided, midLine, line } = next;
      const newline = midLine ? bytes.indexOf(NEWLINE, from) : from - 1;
      if (midLine && (newline < 0 || newline >= decided)) return;
      for (const found of waiting) give(found, newline + 1, midLine ? line + 1 : line);
      release(false);
    },
    before(lineStart, line) {
      if (count === 0) return [];
      const lines = linesUpTo(lineStart - 1, line - 1);
      const first = lines[0]?.line ?? line;
      return [...tail.filter((shown) => shown.line < first && shown.line >= line - count), ...lines];
    },
    add(found, lineEnd) {
      waiting.push(found);
      if (count > 0) give(found, lineEnd + 1, found.endLine + 1);
    },
    close(line) {
      release(false);
      if (region === null || count === 0) return;
      const { bytes, from, decided } = region;
      const newline = decided > from ? bytes.lastIndexOf(NEWLINE, decided - 1) : -1;
      if (newline >= from) tail = [...tail, ...linesUpTo(newline, line - 1)].slice(-count);
      region = null;
    },
    end() {
      release(true);
      tail = [];
      region = null;
    },
  };
}
