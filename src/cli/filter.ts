// The loop of both filters: read, push through the machine, write. Knows files, encodings, progress and in-place editing;
// what the machine does to the bytes is none of its business.

import { closeSync, fstatSync, openSync } from "node:fs";
import { ClosemaskError, EXIT } from "../errors.ts";
import { SNIFF_LENGTH, sniff } from "../text/sniff.ts";
import { createTranscoder, type Transcoder } from "../text/transcode.ts";
import { isWasmAllowed } from "../text/wasm.ts";
import { type Ahead, createAhead, type Leading } from "./ahead/ahead.ts";
import { keepHeapSmall, watchHeap } from "./heap.ts";
import { inEncoding } from "./in-encoding.ts";
import { checkRegular, type Replacement, replaceFile } from "./in-place.ts";
import { createProgress, type Progress } from "./progress.ts";
import { type Say, writeError } from "./say.ts";
import {
  BROKEN_PIPE,
  codeOf,
  openSink,
  openSource,
  PIPE_SIZE,
  READ_SIZE,
  readFirst,
  reasonOf,
  type Sink,
  type Source,
} from "./stdio.ts";
import { isTerminal } from "./terminal.ts";

/** A masking or restoring machine for one input, which may have another thread search ahead of it. */
export interface Machine extends Partial<Leading> {
  feed(chunk: Uint8Array): Promise<Buffer>;
  end(): Promise<Buffer>;
  readonly decided: number;
  readonly counts: ReadonlyMap<string, number>;
}

export interface FilterOptions {
  /** Paths; `-` and none at all mean stdin. */
  readonly files: readonly string[];
  /** A fresh machine for an input; `name` is for reports, `path` is that of a file. */
  readonly machine: (name: string, path?: string) => Machine;
  readonly say: Say;
  /** Undefined: stdout. A text: edit the files, the old ones stay under this ending, or go when it is empty. */
  readonly inPlace: string | undefined;
  readonly encoding: string | undefined;
  readonly refuseBinary: boolean;
}

const STDIN = "-";

/** Runs all inputs through; resolves to the exit code. A reader that went away is no error. */
export async function runFilter(options: FilterOptions): Promise<number> {
  const files = options.files.length === 0 ? [STDIN] : options.files;
  if (options.inPlace !== undefined && files.includes(STDIN)) {
    throw new ClosemaskError("usage", "-i needs files to edit", { hint: "closemask mask -i FILE" });
  }
  if (options.inPlace !== undefined && /[/\\]/.test(options.inPlace)) {
    throw new ClosemaskError("usage", "the ending that -i gives to the old file has a slash in it", {
      hint: "-i=.orig FILE keeps it beside the new one",
    });
  }
  try {
    for (const file of files) {
      if (options.inPlace === undefined) await toStdout(file, options);
      else await inPlace(file, options.inPlace, options);
    }
  } catch (error) {
    if (error === BROKEN_PIPE) return EXIT.ok;
    throw error;
  }
  return EXIT.ok;
}

async function toStdout(file: string, options: FilterOptions): Promise<void> {
  const sink = openSink(1, "stdout");
  if (file !== STDIN) return withFile(file, (fd) => pump(fd, file, sink, options, options.machine(file, file)));
  if (isTerminal(0)) options.say.info("reading from the terminal; end with Ctrl-D");
  return pump(0, "stdin", sink, options, options.machine("stdin"));
}

async function inPlace(file: string, suffix: string, options: FilterOptions): Promise<void> {
  checkRegular(file);
  await withFile(file, async (fd) => {
    const replacement = replaceFile(file, String(process.pid), suffix);
    const forget = abandonOnSignal(replacement);
    try {
      const sink = openSink(replacement.fd, `the copy of ${file}`);
      await pump(fd, file, sink, options, options.machine(file, file));
      replacement.commit();
    } finally {
      replacement.abandon();
      forget();
    }
  });
}

/** Removes an unfinished copy when a signal ends the process, and lets the signal have its way. */
function abandonOnSignal(replacement: Replacement): () => void {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const onSignal = (signal: NodeJS.Signals): void => {
    replacement.abandon();
    forget();
    process.kill(process.pid, signal);
  };
  const forget = (): void => {
    for (const signal of signals) process.off(signal, onSignal);
  };
  for (const signal of signals) process.on(signal, onSignal);
  return forget;
}

async function withFile(file: string, use: (fd: number) => Promise<void>): Promise<void> {
  let fd: number;
  try {
    fd = openSync(file, "r");
  } catch (error) {
    throw new ClosemaskError("input", `cannot read ${file}: ${reasonOf(codeOf(error))}`, { cause: error });
  }
  try {
    await use(fd);
  } finally {
    closeSync(fd);
  }
}

/** Bytes of input between two looks at the memory in use. */
export const WATCH = 1024 * 1024;

async function pump(fd: number, name: string, sink: Sink, options: FilterOptions, machine: Machine): Promise<void> {
  let source: Source = openSource(fd, name);
  const total = fstatSync(fd).isFile() ? fstatSync(fd).size : 0;
  const progress = progressOf(total, options.say);
  const buffer = Buffer.allocUnsafe(READ_SIZE);
  // In place, signals are answered between two chunks.
  const breathe = options.inPlace !== undefined;
  const first = await readFirst(source, buffer);
  // A full first piece is the beginning of a long run: before much code is compiled and the heap has grown.
  if (first >= PIPE_SIZE) keepHeapSmall();
  const transcoder = transcoderOf(buffer.subarray(0, first), name, options);
  const work = inEncoding(machine, transcoder);
  const ahead =
    transcoder === null && !breathe && isWasmAllowed()
      ? aheadOf(machine, { fd, name, first }, source, sink, options.say)
      : null;
  source = ahead ?? source;
  const out = ahead ?? sink;
  let read = 0;
  try {
    for (let n = first; n > 0; n = await source.read(buffer)) {
      if (Math.floor((read + n) / WATCH) > Math.floor(read / WATCH)) watchHeap();
      read += n;
      const masked = await work.feed(buffer.subarray(0, n));
      await out.write(masked, work.decided());
      progress?.update(read, found(machine));
      if (breathe) await new Promise(setImmediate);
    }
    const masked = await work.end();
    await out.write(masked, work.decided());
    await ahead?.end();
  } catch (error) {
    // What was given out before is written all the same.
    await ahead?.end().catch(() => {});
    if (error !== BROKEN_PIPE && !breathe) {
      // An output that failed may have taken a part of the last piece.
      const partly = error instanceof ClosemaskError && error.code === "output";
      options.say.error(
        partly
          ? `stopped: what stands before byte ${out.written} of ${name} is written, the rest in part or not at all`
          : `stopped: byte ${out.written} of ${name} is the first that was not written`,
      );
    }
    throw error;
  } finally {
    progress?.clear();
  }
}

/** The ends of a machine with a second thread; null for one that gains nothing from one: restoring is reading and looking up. */
function aheadOf(
  machine: Machine,
  input: { fd: number; name: string; first: number },
  source: Source,
  sink: Sink,
  say: Say,
): Ahead | null {
  if (!isLeading(machine)) return null;
  return createAhead({
    source,
    sink,
    input,
    first: input.first,
    output: { fd: 1, name: "stdout" },
    machine,
    onThread: () => say.debug("a second thread reads and searches ahead"),
    onLeave: () => say.debug("the second thread ends: there are many values, and memory is to stay small"),
  });
}

function isLeading(machine: Machine): machine is Machine & Leading {
  return machine.lookAhead !== undefined;
}

/** How input that begins so is read; null for UTF-8. Says what cannot be read. @throws ClosemaskError `input`, `usage` */
export function transcoderOf(
  first: Buffer,
  name: string,
  options: Pick<FilterOptions, "encoding" | "refuseBinary" | "say">,
): Transcoder | null {
  const { encoding, suspect } = sniff(first.subarray(0, SNIFF_LENGTH));
  const wanted = options.encoding ?? encoding;
  if (wanted !== undefined) {
    const transcoder = createTranscoder(wanted);
    return transcoder.encoding === "utf-8" ? null : transcoder;
  }
  if (suspect === undefined) return null;
  const message = `${name} looks like ${suspect}: values in it can be missed`;
  const hint = suspect.startsWith("utf-16")
    ? `--encoding ${suspect}`
    : "unpack or convert it first, or use --binary refuse";
  if (options.refuseBinary) throw new ClosemaskError("input", message, { hint });
  options.say.warn(message, hint);
  return null;
}

function progressOf(total: number, say: Say): Progress | null {
  if (total === 0 || say.level === "quiet" || !isTerminal(2)) return null;
  return createProgress({ total, write: writeError, now: () => performance.now() });
}

function found(machine: Machine): number {
  let n = 0;
  for (const count of machine.counts.values()) n += count;
  return n;
}
