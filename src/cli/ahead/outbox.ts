// What the filter gives out while it goes on: a piece at a time is written by one of the threads that Node has for files, so that a
// reader who is slow to wake up, or whose pipe is short, holds up neither the filter nor the thread that searches ahead.

import { write } from "node:fs";
import { codeOf, outputError } from "../stdio.ts";

export interface Outbox {
  /** Takes a copy of the bytes, which stand for the input up to `upTo`; waits while there is no room. @throws like `settle` */
  give(bytes: Buffer, upTo: number): Promise<void>;
  /** Whether everything is written. */
  readonly idle: boolean;
  /** Resolves when the next piece is written, at once when there is none. */
  step(): Promise<void>;
  /** Waits until everything is written. @throws ClosemaskError `output`, or BROKEN_PIPE, when that failed, also earlier */
  settle(): Promise<void>;
  /** The offset in the input up to which all is written; 0 before the first piece. */
  readonly written: number;
}

/** Bytes of a piece, and pieces. */
const SIZE = 256 * 1024;
const PIECES = 2;
/** Milliseconds after which it is tried again where the other end has no room and does not block. */
const PAUSE = 1;

interface Piece {
  readonly buffer: Buffer;
  length: number;
  upTo: number;
}

export function createOutbox(fd: number, name: string): Outbox {
  const free: Piece[] = Array.from({ length: PIECES }, () => ({
    buffer: Buffer.allocUnsafeSlow(SIZE),
    length: 0,
    upTo: 0,
  }));
  /** In order; the first one is being written. */
  const full: Piece[] = [];
  /** Those who wait for the next piece. */
  let waiting: (() => void)[] = [];
  let fault: unknown;
  let written = 0;

  function writeFrom(piece: Piece, at: number): void {
    write(fd, piece.buffer, at, piece.length - at, null, (error, n) => {
      const code = error === null ? "" : codeOf(error);
      if (code === "EAGAIN") setTimeout(() => writeFrom(piece, at), PAUSE);
      else if (code === "EINTR") writeFrom(piece, at);
      else if (error !== null) end(outputError(name, code, error));
      else if (at + n < piece.length) writeFrom(piece, at + n);
      else {
        written = piece.upTo;
        full.shift();
        free.push(piece);
        if (full[0] !== undefined) writeFrom(full[0], 0);
        wake();
      }
    });
  }

  function end(error: unknown): void {
    fault = error;
    full.length = 0;
    wake();
  }

  function wake(): void {
    const woken = waiting;
    waiting = [];
    for (const resolve of woken) resolve();
  }

  function step(): Promise<void> {
    return full.length === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve));
  }

  return {
    get idle() {
      return full.length === 0;
    },
    get written() {
      return written;
    },
    step,
    async give(bytes, upTo) {
      // What was written meanwhile is only learned in a turn of the event loop, and the next piece is not begun before.
      if (full.length > 0) await new Promise(setImmediate);
      for (let at = 0; at < bytes.length; at += SIZE) {
        while (free.length === 0 && fault === undefined) await step();
        if (fault !== undefined) throw fault;
        const piece = free.pop() as Piece;
        piece.length = bytes.copy(piece.buffer, 0, at, Math.min(bytes.length, at + SIZE));
        // A piece that ends before the bytes do stands for nothing more than the one before it.
        piece.upTo = at + piece.length === bytes.length ? upTo : (full.at(-1)?.upTo ?? written);
        full.push(piece);
        if (full.length === 1) writeFrom(piece, 0);
      }
      if (fault !== undefined) throw fault;
    },
    async settle() {
      while (full.length > 0) await step();
      if (fault !== undefined) throw fault;
    },
  };
}
