// `mask --exec`: runs a command and masks its two outputs, each on its own. Streams that do not block, unlike in the filters:
// two of them are read at once, and signals have to be answered. What cannot be masked does not leave.

import type { ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import { ClosemaskError, EXIT } from "../errors.ts";
import { SNIFF_LENGTH } from "../text/sniff.ts";
import { childEnvironment, type End, endOf, exitCodeOf, forwardSignals, notRun } from "./child.ts";
import { type FilterOptions, type Machine, transcoderOf, WATCH } from "./filter.ts";
import { watchHeap } from "./heap.ts";
import { inEncoding, type Work } from "./in-encoding.ts";
import { openOutputs } from "./pipes.ts";
import { reportError } from "./say.ts";
import { BROKEN_PIPE, codeOf, reasonOf } from "./stdio.ts";

export interface ExecOptions extends Pick<FilterOptions, "encoding" | "refuseBinary" | "say"> {
  readonly command: readonly string[];
  /** A fresh machine for `stdout` and for `stderr`. */
  readonly machine: (name: string) => Machine;
}

/** Milliseconds between asking a command to end, whose output is withheld, and ending it. */
const PATIENCE = 2000;
/** Milliseconds of silence after the command's end until processes that it left behind are no longer listened to. */
const LINGER = 5_000;

/** Runs the command and resolves to its exit code, or to 3 when its output could not be masked or written. */
export async function runExec(options: ExecOptions): Promise<number> {
  const { command, say } = options;
  const [file = "", ...args] = command;
  if (file === "")
    throw new ClosemaskError("usage", "--exec needs a command", { hint: "closemask mask --exec -- make" });
  // Taken from the process: the filters, which share this bundle, need none of it.
  const { spawn } = process.getBuiltinModule("node:child_process");
  const outputs = openOutputs();
  let child: ChildProcess;
  try {
    child = spawn(file, args, { stdio: outputs.stdio, env: childEnvironment() });
  } catch (error) {
    return notRun(file, error, options.say);
  }
  const ended = endOf(child);
  const forget = forwardSignals(child);
  try {
    const failed = await masked(child, outputs.started(child), ended, options);
    const end = await ended;
    if (end.error !== undefined) return notRun(file, end.error, options.say);
    if (failed !== undefined) {
      reportError(failed, say);
      say.error("the rest of the command's output is withheld, and the command was ended");
      return EXIT.store;
    }
    return exitCodeOf(end);
  } finally {
    forget();
  }
}

/** Masks both outputs to their ends. Resolves to what went wrong, when the command has been told to end. */
async function masked(
  child: ChildProcess,
  [stdout, stderr]: readonly [Readable, Readable],
  ended: Promise<End>,
  options: ExecOptions,
): Promise<unknown> {
  let failed: { readonly error: unknown } | undefined;
  const turns = createTurns();
  const lingering = lingerUntil(ended, [stdout, stderr], options);

  const run = async (stream: Readable, name: string, sink: AsyncSink): Promise<void> => {
    try {
      await pump(stream, sink, { name, turns, failed: () => failed !== undefined, lingering }, options);
    } catch (error) {
      stream.destroy();
      // The command learns of a reader that went away as it would without us: at its next write.
      if (error === BROKEN_PIPE || failed !== undefined) return;
      failed = { error };
      for (const other of [stdout, stderr]) other.destroy();
      endChild(child, ended);
    }
  };
  await Promise.all([
    run(stdout, "stdout", openAsyncSink(1, "stdout")),
    run(stderr, "stderr", openAsyncSink(2, "stderr")),
  ]);
  lingering.done();
  return failed?.error;
}

/** Asks the command to end, and ends it when it does not. Nobody else: what it started is its own business. */
function endChild(child: ChildProcess, ended: Promise<End>): void {
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
  void ended.then(() => clearTimeout(timer));
}

interface Pumping {
  readonly name: string;
  readonly turns: Turns;
  /** The other output could not be masked. */
  readonly failed: () => boolean;
  readonly lingering: Lingering;
}

async function pump(
  stream: Readable,
  sink: AsyncSink,
  { name, turns, failed, lingering }: Pumping,
  options: ExecOptions,
): Promise<void> {
  const machine = options.machine(name);
  let work: Work | null = null;
  let held: Buffer | null = null;
  let seen = 0;
  const write = async (bytes: Buffer): Promise<void> => {
    if (bytes.length > 0 && !failed()) await sink.write(bytes);
  };
  const begin = (first: Buffer): Work => {
    work = inEncoding(machine, transcoderOf(first.subarray(0, SNIFF_LENGTH), name, options));
    return work;
  };
  for await (const read of chunksOf(stream)) {
    lingering.heard();
    if (Math.floor((seen + read.length) / WATCH) > Math.floor(seen / WATCH)) watchHeap();
    seen += read.length;
    const chunk: Buffer = held === null ? read : Buffer.concat([held, read]);
    held = null;
    // Half a byte order mark.
    if (work === null && chunk.length === 1 && (chunk[0] === 0xff || chunk[0] === 0xfe)) {
      held = chunk;
      continue;
    }
    const ready: Work = work ?? begin(chunk);
    // What the machine gave is its own until the next call, which comes after it is written.
    await write(await turns(() => ready.feed(chunk)));
    if (failed()) return;
  }
  const ready: Work = work ?? begin(held ?? Buffer.alloc(0));
  if (held !== null) {
    const rest: Buffer = held;
    await write(await turns(() => ready.feed(rest)));
  }
  await write(await turns(() => ready.end()));
}

/** Chunks until the end. A stream that was destroyed has ended: somebody else knows why. */
async function* chunksOf(stream: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of stream) yield chunk;
  } catch (error) {
    if (codeOf(error) !== "ERR_STREAM_PREMATURE_CLOSE" && codeOf(error) !== "ABORT_ERR") throw error;
  }
}

type Turns = <T>(work: () => Promise<T>) => Promise<T>;

/** One piece of work after the other: both outputs share one session, and learn from each other in the order they came. */
function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => {});
    return mine;
  };
}

interface Lingering {
  /** Something came. */
  heard(): void;
  /** Nobody is listened to any more. */
  done(): void;
}

/** Stops listening when the command has ended and its outputs, which other processes still hold open, are silent. */
function lingerUntil(ended: Promise<End>, streams: readonly Readable[], { say }: ExecOptions): Lingering {
  let timer: NodeJS.Timeout | undefined;
  let over = false;
  const wait = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (streams.every((stream) => stream.readableEnded || stream.destroyed)) return;
      say.warn("the command has ended, but something that it started keeps its output open; that is left behind");
      for (const stream of streams) stream.destroy();
    }, LINGER);
  };
  void ended.then(() => {
    if (!over) wait();
  });
  return {
    heard() {
      if (timer !== undefined) wait();
    },
    done() {
      over = true;
      clearTimeout(timer);
    },
  };
}

export interface AsyncSink {
  /** Writes all of it. @throws BROKEN_PIPE when nobody reads any more. */
  write(bytes: Buffer): Promise<void>;
}

/** A sink on a descriptor whose calls wait on another thread, so that signals and the other output go on. */
export function openAsyncSink(fd: number, name: string): AsyncSink {
  const { write } = process.getBuiltinModule("node:fs");
  const once = (bytes: Buffer): Promise<number> =>
    new Promise((resolve, reject) => {
      write(fd, bytes, 0, bytes.length, null, (error, written) => {
        if (error === null) resolve(written);
        else reject(error);
      });
    });
  return {
    async write(bytes) {
      for (let at = 0; at < bytes.length; ) {
        try {
          at += await once(bytes.subarray(at));
        } catch (error) {
          const code = codeOf(error);
          if (code === "EPIPE" || code === "EOF") throw BROKEN_PIPE;
          if (code === "EINTR") continue;
          // The reader is slower than we are and its end does not block.
          if (code === "EAGAIN") await new Promise((resolve) => setTimeout(resolve, 1));
          else {
            throw new ClosemaskError("output", `cannot write ${name}: ${reasonOf(code)}`, {
              hint: code === "ENOSPC" ? "free some space and run it again" : "",
              cause: error,
            });
          }
        }
      }
    },
  };
}
