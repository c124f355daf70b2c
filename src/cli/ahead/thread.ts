// The second thread of a filter: reads ahead, cuts what it read into the regions that the filter will ask about, searches them
// for anchors, and decides about usual values as the filter's own pass would. A region that the filter cuts in another way is searched
// there again, with the same result.

import { closeSync, fstatSync, readSync } from "node:fs";
import { workerData } from "node:worker_threads";
import { createSearch } from "../../detect/pass.ts";
import type { Plan } from "../../detect/plan.ts";
import { createFramer, type Framer } from "../../text/framer.ts";
import { codeOf, reopen } from "../stdio.ts";
import {
  areasOf,
  BUSY,
  FREE,
  FULL,
  IN_PIECES,
  IN_SIZE,
  OFFSET,
  PARTS,
  PHASE,
  putCode,
  READ,
  REGIONS,
  signal,
  WORD,
  waitFor,
} from "./layout.ts";

/** What the filter starts the thread with. */
export interface ThreadData {
  readonly shared: SharedArrayBuffer;
  readonly plan: Plan;
  readonly spots: number;
  readonly input: number;
}

/** Milliseconds between two looks at a pipe that is empty. */
const PAUSE = 0.2;
/** Looks at it while the filter waits, until that waits itself. */
const LOOKS = 5;

/** What an attempt to read has come to. */
type Read = "more" | "nothing" | "end";

function run({ shared, plan, spots, input }: ThreadData): void {
  const areas = areasOf(shared);
  const { words } = areas;
  const made = createSearch(plan, spots);
  const fd = openAhead(input);
  if (made === null || fd < 0) return;
  const search = made;
  /** Pieces filled so far, and those of them that were searched, by whichever side; they take turns. */
  let filled = 0;
  let searched = 0;
  /** Bytes in the piece that is being filled. */
  let got = 0;
  /** How often nothing was there, with nothing left to do. */
  let looks = 0;
  let framer: Framer | null = null;
  /** Where in the stream the framer's next region begins. */
  let at = 0;

  function takeOver(): void {
    const { held, offsets } = areas;
    framer = createFramer({
      bytes: held.subarray(0, words[WORD.held]),
      from: words[WORD.heldFrom] as number,
      known: words[WORD.heldKnown] as number,
      lineStart: offsets[OFFSET.lineStart] as number,
    });
    at = offsets[OFFSET.from] as number;
  }

  function read(): Read {
    const piece = filled % IN_PIECES;
    try {
      const n = readSync(fd, areas.input[piece] as Buffer, got, IN_SIZE - got, null);
      if (n === 0) return "end";
      got += n;
      return "more";
    } catch (error) {
      const code = codeOf(error);
      if (code === "EAGAIN") return "nothing";
      if (code === "EINTR") return "more";
      throw error;
    }
  }

  /** Hands over what was read. */
  function publish(): void {
    const piece = filled % IN_PIECES;
    words[WORD.inRegions + piece] = 0;
    words[WORD.inLength + piece] = got;
    Atomics.store(words, WORD.inState + piece, READ);
    filled++;
    got = 0;
    signal(areas, WORD.forFilter);
  }

  /** Searches the next piece, or learns where its regions lie when the filter does that; false when there is none. */
  function searchNext(): boolean {
    if (framer === null || searched === filled) return false;
    const piece = searched++ % IN_PIECES;
    const state = WORD.inState + piece;
    framer.push((areas.input[piece] as Buffer).subarray(0, words[WORD.inLength + piece]));
    if (Atomics.compareExchange(words, state, READ, BUSY) === READ) {
      words[WORD.inRegions + piece] = searchPiece(framer, piece);
      Atomics.store(words, state, FULL);
      signal(areas, WORD.forFilter);
    } else passOver(framer);
    return true;
  }

  function passOver(into: Framer): void {
    for (let frame = into.next(false); frame !== null; frame = into.next(false)) {
      into.decided(frame.to);
      at += frame.to - frame.from;
    }
  }

  /** Searches the regions that end in a piece, which the framer holds; returns how many of them could be kept. */
  function searchPiece(into: Framer, piece: number): number {
    let regions = 0;
    const found = areas.found[piece] as Uint32Array;
    let used = 0;
    for (let frame = into.next(false); frame !== null; frame = into.next(false)) {
      const { bytes, lo, from, to, hi } = frame;
      const searched = search(bytes, lo, hi);
      const parts = searched === null ? [] : [searched.hits, searched.asks, searched.sure];
      const size = parts.reduce((sum, { length }) => sum + length, 0);
      if (searched !== null && regions < REGIONS && used + size <= found.length) {
        const region = piece * REGIONS + regions++;
        let word = WORD.regions + PARTS * region;
        for (const part of parts) {
          found.set(part, used);
          words[word++] = used;
          words[word++] = part.length;
          used += part.length;
        }
        areas.offsets.set([at - (from - lo), at + (hi - from)], OFFSET.regions + 2 * region);
      }
      into.decided(to);
      at += to - from;
    }
    return regions;
  }

  /** Reads on; returns the milliseconds to wait before it is worth trying again, 0 when it is now. */
  function readOn(): number {
    if (framer === null) takeOver();
    // The framer has not seen what lies where the next piece would go.
    if (framer !== null && filled - searched === IN_PIECES) return searchNext() ? 0 : Number.POSITIVE_INFINITY;
    if (Atomics.load(words, WORD.inState + (filled % IN_PIECES)) !== FREE) return Number.POSITIVE_INFINITY;
    const came = read();
    if (came === "more" && got < IN_SIZE) return 0;
    const isHungry = Atomics.load(words, WORD.hungry) === 1;
    if (came === "nothing" && !isHungry) return PAUSE;
    if (got > 0) {
      publish();
      looks = 0;
      return 0;
    }
    if (came === "nothing" && ++looks < LOOKS) return PAUSE;
    // Nothing is there and the filter has nothing to do: it waits itself, for the writer.
    if (came === "end") Atomics.store(words, WORD.ended, 1);
    rest(PHASE.run);
    return 0;
  }

  function rest(from: number): void {
    looks = 0;
    framer = null;
    searched = filled;
    Atomics.compareExchange(words, WORD.phase, from, PHASE.rest);
    signal(areas, WORD.forFilter);
  }

  /** True when the filter has nothing to go on with once it has done what it does now. */
  function isStarving(): boolean {
    for (let piece = 0; piece < IN_PIECES; piece++) {
      const state = Atomics.load(words, WORD.inState + piece);
      if (state === READ || (state === FULL && piece !== words[WORD.inUse])) return false;
    }
    return true;
  }

  Atomics.store(words, WORD.ready, 1);
  try {
    for (;;) {
      const turn = Atomics.load(words, WORD.forThread);
      const phase = Atomics.load(words, WORD.phase);
      const isRunning = phase === PHASE.run;
      if (phase === PHASE.leave) {
        if (got > 0) publish();
        rest(PHASE.leave);
      }
      // A filter that has nothing left may search what comes next itself.
      if (isRunning && !isStarving() && searchNext()) continue;
      const wait = isRunning ? readOn() : Number.POSITIVE_INFINITY;
      if (wait === 0) continue;
      if (Atomics.load(words, WORD.phase) === PHASE.stop) break;
      waitFor(areas, WORD.forThread, turn, wait);
    }
  } catch (error) {
    putCode(areas, codeOf(error));
    Atomics.store(words, WORD.fault, 1);
    signal(areas, WORD.forFilter);
  } finally {
    if (fd !== input) closeSync(fd);
  }
}

/** The input, so that reading it never waits; -1 where that cannot be had. */
function openAhead(fd: number): number {
  return fstatSync(fd).isFile() ? fd : reopen(fd);
}

// An empty pipe is an error each time, of which only the code counts.
Error.stackTraceLimit = 0;
run(workerData as ThreadData);
