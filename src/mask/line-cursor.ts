// Where in a text a region's offsets are: line, column, what the line says of its own findings, what stands before a
// finding. Carries the state of a line from one region to the next; forward only.

import { type Allowed, type Directives, joinAllowed, readDirectives, SILENT } from "./allow-comment.ts";
import { unitsIn } from "./excerpt.ts";

/** A stretch of a buffer that has been decided. Offsets are bytes. */
export interface Decided {
  readonly bytes: Buffer;
  readonly from: number;
  /** End of what is decided. */
  readonly decided: number;
  /** End of what may be looked at. */
  readonly hi: number;
}

export interface LineCursor {
  /** Begins with a new input. */
  reset(): void;
  open(region: Decided): void;
  /** Goes to an offset of the region, forward. */
  moveTo(offset: number): void;
  /** Of the current offset, from 1; columns are UTF-16 units. */
  readonly line: number;
  readonly column: number;
  /** Where the current line begins in the region, and where it ends: at its newline, or at `hi`. */
  readonly lineStart: number;
  readonly lineEnd: number;
  /** True when the current line began before the region. */
  readonly begun: boolean;
  /** What comments allow in the current line. */
  allowed(): Allowed | null;
  /** The last characters of the line before the current offset, at most from `since` on. */
  before(since: number): string;
  /** Ends the region; `since` is where its last finding ended. */
  close(since: number): void;
}

const NEWLINE = 10;
const MARK = Buffer.from("\ufeff");
/** Characters that `before` gives, and the bytes they may take. */
export const PLACE = 40;
const PLACE_BYTES = 4 * PLACE;

export function createLineCursor(): LineCursor {
  let region: Decided = { bytes: Buffer.alloc(0), from: 0, decided: 0, hi: 0 };
  let line = 1;
  /** UTF-16 units of the line before `at`. */
  let units = 0;
  let at = 0;
  let lineStart = 0;
  /** The first newline from the current line's start on; -1 when there is none. */
  let newline = -1;
  // What regions before say of the line in which this one begins.
  let midLine = false;
  let left = "";
  let said: Directives = SILENT;
  let fromLineBefore: Allowed | null = null;
  /** Nothing of the input has been decided. */
  let first = true;
  /** What `allowed` last found, and for which line. */
  let known: { lineStart: number; allowed: Allowed | null } | null = null;

  const isBegun = (): boolean => midLine && lineStart === region.from;
  const endOfLine = (): number => (newline < 0 || newline > region.hi ? region.hi : newline);

  function moveTo(offset: number): void {
    while (newline >= 0 && newline < offset) {
      line++;
      lineStart = newline + 1;
      at = lineStart;
      units = 0;
      newline = region.bytes.indexOf(NEWLINE, lineStart);
    }
    units += unitsIn(region.bytes, at, offset);
    at = offset;
  }

  /** What the line before the current one says of it. */
  function saidBefore(): Allowed | null {
    const { bytes, from } = region;
    if (lineStart === from) return fromLineBefore;
    const end = lineStart - 1;
    const start = end <= from ? from : Math.max(from, bytes.lastIndexOf(NEWLINE, end - 1) + 1);
    const { next } = readDirectives(bytes, start, end);
    return start === from && midLine ? joinAllowed(said.next, next) : next;
  }

  function before(since: number): string {
    const { bytes } = region;
    if (since > lineStart || !isBegun()) return textBefore(bytes, Math.max(since, lineStart), at);
    return lastOf(left + textBefore(bytes, lineStart, at));
  }

  return {
    get line() {
      return line;
    },
    get column() {
      return units + 1;
    },
    get lineStart() {
      return lineStart;
    },
    get lineEnd() {
      return endOfLine();
    },
    get begun() {
      return isBegun();
    },
    reset() {
      line = 1;
      units = 0;
      midLine = false;
      left = "";
      said = SILENT;
      fromLineBefore = null;
      first = true;
    },
    open(next) {
      region = next;
      at = next.from;
      lineStart = next.from;
      newline = next.bytes.indexOf(NEWLINE, next.from);
      known = null;
      // A byte order mark is no character of the first line.
      if (first) units = MARK.equals(next.bytes.subarray(next.from, next.from + MARK.length)) ? -1 : 0;
    },
    moveTo,
    allowed() {
      if (known?.lineStart !== lineStart) {
        const { here } = readDirectives(region.bytes, lineStart, endOfLine());
        const own = isBegun() ? joinAllowed(said.here, here) : here;
        known = { lineStart, allowed: joinAllowed(own, saidBefore()) };
      }
      return known.allowed;
    },
    before,
    close(since) {
      const { bytes, from, decided } = region;
      if (decided === from) return;
      first = false;
      moveTo(decided);
      const begun = isBegun();
      const own = readDirectives(bytes, lineStart, decided);
      const text = before(since);
      fromLineBefore = saidBefore();
      said = begun ? { here: joinAllowed(said.here, own.here), next: joinAllowed(said.next, own.next) } : own;
      midLine = begun || lineStart < decided;
      left = midLine ? text : "";
    },
  };
}

function textBefore(bytes: Buffer, from: number, to: number): string {
  return lastOf(bytes.toString("utf8", Math.max(from, to - PLACE_BYTES), to));
}

function lastOf(text: string): string {
  return text.slice(-PLACE);
}
