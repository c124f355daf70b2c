// Reading and writing descriptors for the filters. Blocking calls: a filter has nothing else to do meanwhile, a signal ends
// it the default way, and no byte waits in a stream's buffer. A descriptor that does not block is read through a stream.

import { closeSync, constants, createReadStream, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { ClosemaskError } from "../errors.ts";
import { isTerminal } from "./terminal.ts";

export interface Source {
  /** Fills the start of `into`; returns how many bytes, 0 at the end. */
  read(into: Buffer): number | Promise<number>;
}

export interface Sink {
  /**
   * Writes all of it; `upTo` is the offset in the input that it was masked up to.
   * @throws BROKEN_PIPE when nobody reads any more.
   */
  write(bytes: Buffer, upTo?: number): void | Promise<void>;
  /** The offset in the input up to which all is written. */
  readonly written: number;
}

/** A sink that has written when it returns. */
export interface DirectSink extends Sink {
  write(bytes: Buffer, upTo?: number): void;
}

/** Thrown by a sink whose reader is gone: the filter's work is done. */
export const BROKEN_PIPE = Symbol("broken pipe");

/** The capacity of a pipe on Linux: a read that brings so much has probably left more to be had. */
export const PIPE_SIZE = 64 * 1024;

/** Bytes read at once: each piece costs a transaction of the store, whatever its length. */
export const READ_SIZE = 4 * PIPE_SIZE;

export function openSource(fd: number, name: string): Source {
  let stream: AsyncIterator<Buffer> | null = null;
  let rest: Buffer | null = null;
  /** The same pipe once more, for reading what is there without waiting; -1 where that cannot be had. */
  let ahead: number | undefined;

  /** Goes on behind a full read, without waiting for the writer; returns how many bytes are in `into` then. */
  function readAhead(into: Buffer, n: number): number {
    ahead ??= reopen(fd);
    if (ahead < 0) return n;
    // Whose stack nobody asks for, and which takes longer to make than the text that is there takes to read.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      return n + readSync(ahead, into, n, into.length - n, null);
    } catch {
      // Nothing is there, or it cannot be read this way: the next read waits for it, or says why.
      return n;
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  }

  /** At the end: while it is open here, the pipe has a reader. */
  function leave(): void {
    if (ahead !== undefined && ahead >= 0) closeSync(ahead);
    ahead = -1;
  }

  async function readStream(into: Buffer): Promise<number> {
    if (rest === null) {
      stream ??= streamOf(fd)[Symbol.asyncIterator]();
      const step = await stream.next();
      if (step.done === true) return 0;
      rest = step.value;
    }
    const n = rest.copy(into);
    rest = n < rest.length ? rest.subarray(n) : null;
    return n;
  }

  return {
    read(into) {
      if (stream !== null) return readStream(into);
      for (;;) {
        try {
          const n = readSync(fd, into, 0, into.length, null);
          if (n === 0) leave();
          return n < PIPE_SIZE || n === into.length ? n : readAhead(into, n);
        } catch (error) {
          const code = codeOf(error);
          // Windows reports the end of a pipe as an error.
          if (code === "EOF") return 0;
          if (code === "EAGAIN") return readStream(into);
          if (code === "EINTR") continue;
          throw inputError(name, code, error);
        }
      }
    },
  };
}

export function inputError(name: string, code: string, cause?: unknown): ClosemaskError {
  return new ClosemaskError("input", `cannot read ${name}: ${reasonOf(code)}`, { cause });
}

/** What a failed write is thrown as: BROKEN_PIPE when nobody reads any more. */
export function outputError(name: string, code: string, cause?: unknown): ClosemaskError | typeof BROKEN_PIPE {
  if (code === "EPIPE" || code === "EOF") return BROKEN_PIPE;
  return new ClosemaskError("output", `cannot write ${name}: ${reasonOf(code)}`, {
    hint: code === "ENOSPC" ? "free some space and run it again" : "",
    cause,
  });
}

/** Opens a pipe anew so that reading it does not block, -1 where that cannot be had; the descriptor itself is shared with other processes. */
export function reopen(fd: number): number {
  try {
    if (process.platform !== "linux" || !fstatSync(fd).isFIFO()) return -1;
    return openSync(`/proc/self/fd/${fd}`, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return -1;
  }
}

function streamOf(fd: number): AsyncIterable<Buffer> {
  // Taken from the process when they are needed: importing them would cost every start some milliseconds.
  if (isTerminal(fd)) return new (process.getBuiltinModule("node:tty").ReadStream)(fd);
  try {
    return new (process.getBuiltinModule("node:net").Socket)({ fd, readable: true, writable: false });
  } catch {
    return createReadStream("", { fd, autoClose: false });
  }
}

/** Reads the first chunk: two bytes at least where the first may begin a byte order mark. */
export async function readFirst(source: Source, buffer: Buffer): Promise<number> {
  let n = await source.read(buffer);
  while (n === 1 && (buffer[0] === 0xff || buffer[0] === 0xfe)) {
    const more = await source.read(buffer.subarray(n));
    if (more === 0) break;
    n += more;
  }
  return n;
}

/** A sink on a descriptor. `name` is for messages. */
export function openSink(fd: number, name: string): DirectSink {
  let written = 0;
  return {
    get written() {
      return written;
    },
    write(bytes, upTo = written) {
      try {
        writeAll(fd, bytes);
      } catch (error) {
        throw outputError(name, codeOf(error), error);
      }
      written = upTo;
    },
  };
}

const pause = new Int32Array(new SharedArrayBuffer(4));

/** @throws the system's error */
export function writeAll(fd: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(fd, bytes, at, bytes.length - at);
    } catch (error) {
      const code = codeOf(error);
      // The reader is slower than we are and its end does not block.
      if (code === "EAGAIN") Atomics.wait(pause, 0, 0, 1);
      else if (code !== "EINTR") throw error;
    }
  }
}

const REASON: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  EEXIST: "there is one of that name already",
  ENOTDIR: "a part of its path is no folder",
  EISDIR: "it is a folder",
  EACCES: "permission denied",
  EPERM: "permission denied",
  ENOSPC: "no space left on the device",
  EIO: "input/output error",
  EROFS: "read-only file system",
  EMFILE: "too many open files",
};

/** A system error's code, "" for anything else. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/** What a system error code means, in words. */
export function reasonOf(code: string): string {
  return REASON[code] ?? (code === "" ? "unknown error" : code.toLowerCase());
}
