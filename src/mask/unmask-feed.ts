// The restoring machine: bytes in, bytes with values out, no I/O. One pass; what was restored is never read again. Only a
// tail that may still become a placeholder is held back, at most PLACEHOLDER_MAX bytes.

import type { Kind } from "../types.ts";
import { createOutput } from "./output.ts";
import { countImpossible, findLookAlikes, type LookAlike, PLACEHOLDER_MAX } from "./placeholder.ts";
import { createRestorations } from "./restored.ts";
import type { Session } from "./session.ts";
import { findTolerant } from "./tolerant.ts";

/** Which session, and which forms. */
export interface UnmaskFeedOptions {
  /** One without `swap` is asked about each placeholder. */
  readonly session: Pick<Session, "begin" | "restore"> & Partial<Pick<Session, "swap">>;
  /** Also restores what a model has bent: case, added punctuation, entities. Breaks the exact round trip. */
  readonly tolerant?: boolean;
}

/** Bytes in, bytes with values out, as they are decided. */
export interface UnmaskFeed {
  /** Restores what can be decided. The result is valid until the next call. */
  feed(chunk: Uint8Array): Promise<Buffer>;
  end(): Promise<Buffer>;
  /** Values restored so far, by kind. */
  readonly counts: ReadonlyMap<Kind, number>;
  /** Text of the shape of a placeholder that stands for nothing here. */
  readonly unresolved: number;
  /** Bytes of input that the results so far stand for; what a failed call had decided is not among them. */
  readonly decided: number;
}

const HELD = new Uint8Array(256);
for (let b = 0x30; b < 0x7b; b++) HELD[b] = /\w/.test(String.fromCharCode(b)) ? 1 : 0;
for (const mark of ["$", "{", "}", "<", ">", "@", ".", "+", "-"]) HELD[mark.charCodeAt(0)] = 1;

/** Bytes that are looked at at once: each piece asks the store once. */
const SLICE = 256 * 1024;
/** The fewest that are looked up at once where the text before had nothing to look up; more where it soon has again. */
const STRETCH = 4 * 1024;

/** The restoring machine, for one text. */
export function createUnmaskFeed(options: UnmaskFeedOptions): UnmaskFeed {
  const { session, tolerant = false } = options;
  const output = createOutput();
  const counts = new Map<Kind, number>();
  const find = tolerant ? findTolerant : findLookAlikes;
  const buffer = Buffer.allocUnsafe(2 * TOLERANT_LINE + SLICE + 2 * PLACEHOLDER_MAX);
  const answers = createRestorations();
  let from = 0;
  let end = 0;
  let unresolved = 0;
  let stretch = SLICE;
  let total = 0;
  let given = 0;

  async function step(final: boolean): Promise<void> {
    const hold = final ? end : tolerant ? lineHold() : holdBefore(end);
    if (hold <= from) return;
    const start = from;
    if (tolerant || session.swap === undefined) await lookUp(hold, end);
    else {
      await session.begin();
      await swapAndLookUp(session.swap, hold);
    }
    total += from - start;
  }

  /** Most of a text has placeholders that came before, or none: what is between is looked up a stretch at a time. */
  async function swapAndLookUp(swap: Session["swap"], hold: number): Promise<void> {
    for (;;) {
      const came = swap(buffer, from, hold, end, output, counts);
      const isSoon = came - from < 2 * stretch;
      stretch = Math.min(Math.max(isSoon ? 2 * stretch : stretch >> 1, STRETCH), SLICE);
      from = came;
      if (from >= hold) return;
      const stop = from + stretch < hold ? holdBefore(from + stretch) : hold;
      await lookUp(stop, stop === hold ? end : Math.min(end, stop + 2 * PLACEHOLDER_MAX));
    }
  }

  /** Restores what begins before `hold`; text up to `seen` is looked at. */
  async function lookUp(hold: number, seen: number): Promise<void> {
    // Text behind `from` is out already, but says where a label begins and whether a boundary is one.
    const lo = Math.max(0, from - PLACEHOLDER_MAX);
    unresolved += countImpossible(buffer, from, hold, seen);
    const found = find(buffer, lo, seen).filter((hit) => hit.end > from && (hit.start < hold || hit.style === "word"));
    if (found.length > 0) await restore(found);
    let missed = 0;
    for (let i = 0; i < found.length; i++) {
      const hit = found[i] as LookAlike;
      const isIssued = answers.starts[i] !== -1;
      const at = isIssued ? (answers.starts[i] as number) : hit.start;
      if (at < from || at >= hold) continue;
      if (!isIssued) {
        // Formats look like ordinary numbers: one that stands for nothing is no sign of a lost value.
        if (hit.style !== "format" && hit.end > missed) {
          unresolved++;
          missed = hit.end;
        }
        continue;
      }
      output.copy(buffer, from, at);
      output.copy(answers.values[i] as Uint8Array, answers.froms[i] as number, answers.tos[i] as number);
      const kind = answers.kinds[i] as Kind;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      from = hit.end;
    }
    if (from < hold) {
      output.copy(buffer, from, hold);
      from = hold;
    }
  }

  async function restore(found: LookAlike[]): Promise<void> {
    await session.begin();
    await session.restore(found, buffer, answers);
  }

  /** The last place before another at which no placeholder is cut. */
  function holdBefore(limit: number): number {
    let i = limit;
    while (i > from && limit - i < PLACEHOLDER_MAX && HELD[buffer[i - 1] as number] === 1) i--;
    return i;
  }

  /** Tolerant forms may hold spaces: a line is decided when it is complete, or longer than its bound. */
  function lineHold(): number {
    const newline = buffer.lastIndexOf(10, end - 1);
    if (newline >= from) return newline + 1;
    return end - from > TOLERANT_LINE ? end - PLACEHOLDER_MAX * 2 : from;
  }

  function push(chunk: Uint8Array): void {
    if (end + chunk.length > buffer.length) {
      const keep = Math.max(0, from - PLACEHOLDER_MAX);
      buffer.copy(buffer, 0, keep, end);
      from -= keep;
      end -= keep;
    }
    buffer.set(chunk, end);
    end += chunk.length;
  }

  return {
    counts,
    get unresolved() {
      return unresolved;
    },
    get decided() {
      return given;
    },
    async feed(chunk) {
      output.reset();
      for (let i = 0; i < chunk.length; i += SLICE) {
        push(chunk.subarray(i, i + SLICE));
        await step(false);
      }
      given = total;
      return output.bytes();
    },
    async end() {
      output.reset();
      await step(true);
      given = total;
      return output.bytes();
    },
  };
}

/** Bytes of a line after which tolerant restoring no longer waits for its end. */
const TOLERANT_LINE = 64 * 1024;
