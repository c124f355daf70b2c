// Reading and writing with a second thread, for inputs of several megabytes: while the filter looks at one piece of text, the
// thread reads and searches the next (see thread.ts), and the last one is being written (see outbox.ts). Only what is there is read
// ahead: with a writer that is slower than the filter, the filter waits for it itself and gives out at once what it has.

import { fstatSync } from "node:fs";
import type { Worker } from "node:worker_threads";
import type { Plan } from "../../detect/plan.ts";
import type { SearchedAhead } from "../../mask/mask-feed.ts";
import type { FramerState } from "../../text/framer.ts";
import { preferMemory } from "../heap.ts";
import { inputError, PIPE_SIZE, type Sink, type Source } from "../stdio.ts";
import {
  type Areas,
  areasOf,
  FREE,
  FULL,
  HELD_MAX,
  IN_PIECES,
  makeShared,
  OFFSET,
  PARTS,
  PHASE,
  READ,
  REGIONS,
  readCode,
  signal,
  TAKEN,
  WORD,
  waitFor,
} from "./layout.ts";
import { createOutbox, type Outbox } from "./outbox.ts";

/** A machine that can be searched ahead for, see MaskFeed. */
export interface Leading {
  readonly plan: Plan;
  /** The sorts of values that need no rule, see `Pass.run`. */
  spots(): number;
  position(): { readonly framer: FramerState; readonly at: number };
  lookAhead(searched: SearchedAhead | null): void;
  /** Bytes of input that are decided, and values in them that a rule was asked about. */
  readonly decided: number;
  readonly judged: number;
}

export interface AheadOptions {
  readonly source: Source;
  readonly sink: Sink;
  /** Descriptors of both, and what messages call them. */
  readonly input: { readonly fd: number; readonly name: string };
  readonly output: { readonly fd: number; readonly name: string };
  readonly machine: Leading;
  /** Bytes that have been read, which the machine is about to see. */
  readonly first: number;
  /** Called when the thread takes over for the first time. */
  readonly onThread: () => void;
  /** Called when it is asked to go, since memory is short or it is of no use. */
  readonly onLeave: () => void;
}

export interface Ahead extends Source, Sink {
  /** Ends the thread once everything is written that was given out. @throws like `write` */
  end(): Promise<void>;
}

/**
 * Bytes of input before which a thread is not started: it takes some megabytes, and as long until it can do something as the filter
 * takes for the first text. A file says how long it is; a pipe that is full when it is read first is likely to bring much, and
 * a thread that is started then is there when the filter has become warm.
 */
const WORTH = 1024 * 1024;
const WORTH_OF_FILE = WORTH;
/**
 * Resident bytes from which there is no room for a thread: a filter promises to stay below 120 MiB. The thread takes sixteen of them,
 * and a text with a new value in every hundred bytes twelve more within the first hundreds of thousands of those.
 */
const ROOM = 90 * 1024 * 1024;
/** Those from which it is close with one: of logs eighty are resident by then. */
const CLOSE = 82 * 1024 * 1024;
/** Resident bytes at which it has to go: a text full of new values makes the store's index grow. */
const MOST = 104 * 1024 * 1024;
/**
 * Bytes for each value that a rule was asked about, below which a thread is of no use: rules and store then take far longer than the
 * search, and the memory is worth more to them. A prompt full of values has one in 150, a log one in several thousand.
 */
const DENSE = 400;
/** Milliseconds after which who waits looks whether the thread still lives. */
const PATIENCE = 100;

/** A source and a sink that begin without a thread. */
export function createAhead({ source, sink, input, output, machine, first, onThread, onLeave }: AheadOptions): Ahead {
  const worth = worthOf(input.fd, first);
  let seen = first;
  let worker: Worker | null = null;
  let areas: Areas | null = null;
  /** The thread has ended, or could not be started. */
  let gone = false;
  /** The thread reads. */
  let running = false;
  /** It has been asked to go. */
  let leaving = false;
  /** The last read of our own brought all that a pipe holds: more is there. */
  let plenty = first >= PIPE_SIZE;
  /** Pieces of input taken from the thread. */
  let taken = 0;
  /** A piece whose searches are in use. */
  let holding = false;
  let outbox: Outbox | null = null;
  /** The offset in the input that was decided with the last output. */
  let latest = 0;

  function isDense(): boolean {
    return machine.judged * DENSE > machine.decided;
  }

  function startIfWorth(): void {
    if (worker !== null || gone || seen < worth) return;
    const { availableParallelism } = process.getBuiltinModule("node:os");
    const resident = process.memoryUsage.rss();
    gone = resident > ROOM || availableParallelism() < 2;
    if (!gone && resident > CLOSE) preferMemory();
    if (!gone) start();
  }

  function start(): void {
    const { Worker } = process.getBuiltinModule("node:worker_threads");
    const { join } = process.getBuiltinModule("node:path");
    const shared = makeShared();
    areas = areasOf(shared);
    areas.words[WORD.inUse] = -1;
    try {
      worker = new Worker(join(import.meta.dirname, "..", "ahead.cjs"), {
        workerData: {
          shared,
          plan: portable(machine.plan),
          spots: machine.spots(),
          input: input.fd,
        },
        // It allocates next to nothing.
        resourceLimits: { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 64 },
        execArgv: [],
      });
    } catch {
      gone = true;
      return;
    }
    worker.unref();
    // Whatever ends it, the filter goes on alone.
    worker.on("error", () => {});
    worker.on("exit", () => {
      gone = true;
    });
  }

  function word(at: number): number {
    return Atomics.load((areas as Areas).words, at);
  }

  /** @throws ClosemaskError `input` when the thread could not read on. */
  function check(): void {
    const fault = word(WORD.fault);
    if (fault === 0) return;
    throw inputError(input.name, readCode(areas as Areas));
  }

  /**
   * Waits until something holds. Without a turn of the event loop nobody learns that the thread has ended.
   * @throws like `check`; TypeError when the thread has ended
   */
  function until(holds: () => boolean): undefined | Promise<undefined> {
    const { words } = areas as Areas;
    const before = performance.now();
    for (;;) {
      const turn = Atomics.load(words, WORD.forFilter);
      check();
      if (holds()) return undefined;
      if (performance.now() - before > PATIENCE) break;
      waitFor(areas as Areas, WORD.forFilter, turn, PATIENCE);
    }
    return new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      if (gone && !holds()) throw new TypeError("the thread that reads ahead has ended");
      return until(holds);
    });
  }

  /** Hands the input over to the thread, with what the machine has not decided. False when that is too much. */
  function handOver(): boolean {
    const shared = areas as Areas;
    if (!putPosition(machine, shared)) return false;
    Atomics.store(shared.words, WORD.phase, PHASE.run);
    signal(shared, WORD.forThread);
    machine.lookAhead(searchedIn(shared));
    return true;
  }

  function putPosition({ position }: Leading, { words, offsets, held }: Areas): boolean {
    const { framer, at } = position();
    if (framer.bytes.length > HELD_MAX) return false;
    framer.bytes.copy(held);
    words[WORD.held] = framer.bytes.length;
    words[WORD.heldFrom] = framer.from;
    words[WORD.heldKnown] = framer.known;
    offsets[OFFSET.lineStart] = framer.lineStart;
    offsets[OFFSET.from] = at;
    return true;
  }

  /** What the thread found in the piece that was taken last. */
  function searchedIn({ words, offsets, found }: Areas): SearchedAhead {
    const spots = machine.spots();
    return (from, to) => {
      if (!holding) return null;
      const piece = (taken - 1) % IN_PIECES;
      const count = words[WORD.inRegions + piece] as number;
      for (let region = piece * REGIONS; region < piece * REGIONS + count; region++) {
        const offset = OFFSET.regions + 2 * region;
        if (offsets[offset] !== from || offsets[offset + 1] !== to) continue;
        const numbers = found[piece] as Uint32Array;
        const part = (place: number): Uint32Array => {
          const first = words[place] as number;
          return numbers.subarray(first, first + (words[place + 1] as number));
        };
        const at = WORD.regions + PARTS * region;
        return { hits: part(at), asks: part(at + 2), sure: part(at + 4), spots };
      }
      return null;
    };
  }

  /** Gives the piece back whose searches are no longer asked for. */
  function release(): void {
    if (!holding) return;
    holding = false;
    Atomics.store((areas as Areas).words, WORD.inUse, -1);
    Atomics.store((areas as Areas).words, WORD.inState + ((taken - 1) % IN_PIECES), FREE);
    signal(areas as Areas, WORD.forThread);
  }

  /** The next piece is there and ours, searched or not: who waits for the search could do it meanwhile. */
  function isThere(): boolean {
    const { words } = areas as Areas;
    const state = Atomics.compareExchange(words, WORD.inState + (taken % IN_PIECES), READ, TAKEN);
    return state === FULL || state === READ || state === TAKEN;
  }

  function take(into: Buffer): number {
    const shared = areas as Areas;
    Atomics.store(shared.words, WORD.hungry, 0);
    const piece = taken++ % IN_PIECES;
    const length = shared.words[WORD.inLength + piece] as number;
    (shared.input[piece] as Buffer).copy(into, 0, 0, length);
    holding = true;
    Atomics.store(shared.words, WORD.inUse, piece);
    return length;
  }

  /** Reads on alone: the thread found nothing more, or the end, or has to go. */
  function resume(into: Buffer): number | Promise<number> {
    running = false;
    machine.lookAhead(null);
    Atomics.store((areas as Areas).words, WORD.hungry, 0);
    if (word(WORD.ended) === 1) return 0;
    return leaving ? stop().then(() => readAlone(into)) : readAlone(into);
  }

  /** Asks the thread to go when there is no more room for it, or no use: what it has read comes first. */
  function watchRoom(): void {
    if (leaving || (process.memoryUsage.rss() < MOST && !isDense())) return;
    leaving = true;
    onLeave();
    Atomics.compareExchange((areas as Areas).words, WORD.phase, PHASE.run, PHASE.leave);
    signal(areas as Areas, WORD.forThread);
  }

  /** Ends the thread once everything is written that was given out. @throws ClosemaskError `output`, or BROKEN_PIPE */
  async function stop(): Promise<void> {
    const shared = areas as Areas;
    try {
      await outbox?.settle();
    } finally {
      Atomics.store(shared.words, WORD.phase, PHASE.stop);
      signal(shared, WORD.forThread);
      // One that is still starting has read nothing, and takes longer to start than a short input takes.
      if (word(WORD.ready) === 0) void worker?.terminate();
      else if (worker !== null) await ended(worker);
    }
  }

  function readAlone(into: Buffer): number | Promise<number> {
    const came = source.read(into);
    if (typeof came !== "number") return came;
    seen += came;
    plenty = came >= PIPE_SIZE;
    return came;
  }

  function readAhead(into: Buffer): number | Promise<number> {
    release();
    watchRoom();
    if (isThere()) return take(into);
    Atomics.store((areas as Areas).words, WORD.hungry, 1);
    signal(areas as Areas, WORD.forThread);
    return waitForPiece(into);
  }

  async function waitForPiece(into: Buffer): Promise<number> {
    const holds = (): boolean => isThere() || word(WORD.phase) === PHASE.rest;
    // Who waits for the thread hears of nothing else: what is being written comes first.
    while (!holds() && outbox !== null && !outbox.idle) await outbox.step();
    await until(holds);
    return isThere() ? take(into) : resume(into);
  }

  startIfWorth();
  return {
    read(into) {
      if (running) return readAhead(into);
      startIfWorth();
      if (worker !== null && !gone && isDense()) {
        onLeave();
        gone = true;
        void worker.terminate();
      }
      if (worker !== null && !gone && plenty && word(WORD.ready) === 1 && handOver()) {
        if (taken === 0) onThread();
        running = true;
        return readAhead(into);
      }
      return readAlone(into);
    },
    get written() {
      return Math.max(outbox?.written ?? 0, sink.written);
    },
    write(bytes, upTo = latest) {
      latest = upTo;
      if (running) {
        outbox ??= createOutbox(output.fd, output.name);
        return outbox.give(bytes, upTo);
      }
      if (outbox === null || outbox.idle) return sink.write(bytes, upTo);
      return outbox.settle().then(() => sink.write(bytes, upTo));
    },
    async end() {
      machine.lookAhead(null);
      if (worker !== null) await stop();
    },
  };

  async function ended(thread: Worker): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    thread.on("exit", () => resolve());
    thread.ref();
    if (!gone) await promise;
  }
}

/** Bytes that are read before a thread is worth starting. */
function worthOf(fd: number, first: number): number {
  const about = fstatSync(fd);
  if (!about.isFile()) return first >= PIPE_SIZE ? 0 : WORTH;
  return about.size >= WORTH_OF_FILE ? 0 : Number.POSITIVE_INFINITY;
}

/** A plan without what only an engine without WebAssembly makes: the large table of the automaton. */
function portable(plan: Plan): Plan {
  const { classes, shift, firstAccepting, firsts, ended, sparse } = plan.shapes;
  if (sparse === undefined) return plan;
  return { ...plan, shapes: { classes, shift, firstAccepting, firsts, ended, sparse, next: new Uint16Array(0) } };
}
