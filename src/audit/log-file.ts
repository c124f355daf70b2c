// The file of a log: lines of several processes at its end, each in one write, and beside it their head. It is put aside when it is
// full or old, and what was put aside goes when there is too much of it. Knows lines, not events.

import { createSecretKey } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync, renameSync, statSync, unlinkSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolder } from "../folders.ts";
import type { Link, Links } from "./chain.ts";
import { type HeadRecord, headLine } from "./head.ts";
import { underLock } from "./lock.ts";
import { headOf, rotatedAt, rotatedFiles, rotatedName } from "./names.ts";
import { scanForOpenChains } from "./open-chains.ts";

export interface LogFileOptions {
  readonly path: string;
  /** Folder for heads; beside the file by default. */
  readonly heads?: string | undefined;
  readonly key: Uint8Array;
  /** Bytes from which a file is put aside. */
  readonly maxSize: number;
  /** Files put aside that are kept. */
  readonly keep: number;
  /** Milliseconds that events are kept at least; 0 for no end. */
  readonly maxAge: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Four hex digits. */
  readonly salt: () => string;
}

/** A file that retention lets go, with the chains that its lines leave unfinished. */
export interface Doomed {
  readonly path: string;
  readonly events: number;
  readonly open: readonly HeadRecord[];
  /** More of them than are listed. */
  readonly unlisted: number;
  remove(): void;
}

export interface LogFile {
  /** Before a line is made: opens the file, or the new one where it was put aside. @throws what the system throws */
  prepare(): Links;
  /** @throws what the system throws; then the line is not there, or in part */
  append(chain: string, link: Link): void;
  /** True once after this process has put a file aside. */
  turned(): boolean;
  /** Files that are to go, oldest first. Whoever asks notes it and removes them. */
  doomed(): Doomed[];
  close(): void;
}

/** Bytes of a line at most. */
export const LINE_MAX = 64 * 1024;
/** Age of a file at which it is put aside, as a part of what events are kept: they are kept a tenth longer at most. */
const TURN = 10;
const NEWLINE = 10;

export function createLogFile(options: LogFileOptions): LogFile {
  const { path, heads, maxSize, keep, maxAge, now, salt } = options;
  const key = createSecretKey(options.key);
  let file = -1;
  let head = -1;
  let inode = 0n;
  /** Where the file ended after the last line of this process. */
  let end = -1;
  /** Milliseconds since 1970 of the first line. */
  let since = 0;
  /** The last line does not end. */
  let torn = false;
  let hasTurned = false;

  function open(): void {
    close();
    makeFolder(dirname(path));
    if (heads !== undefined) makeFolder(heads);
    file = openSync(path, "a+", 0o600);
    const stat = fstatSync(file, { bigint: true });
    if (!stat.isFile()) throw Object.assign(new Error("no regular file"), { code: "ENOTFILE" });
    head = openSync(headOf(path, heads), "a", 0o600);
    inode = stat.ino;
    end = -1;
    since = firstTime(file) ?? now();
  }

  function close(): void {
    for (const fd of [file, head]) if (fd >= 0) closeSync(fd);
    file = -1;
    head = -1;
  }

  /** Whether the path still leads to the file that is open. */
  function isThere(): boolean {
    return file >= 0 && statSync(path, { bigint: true, throwIfNoEntry: false })?.ino === inode;
  }

  function isFull(size: number): boolean {
    return size > 0 && (size >= maxSize || (maxAge > 0 && now() - since > maxAge / TURN));
  }

  /** A file that cannot be put aside, or that somebody else puts aside right now, is written to as it is. */
  function putAside(): void {
    const to = rotatedName(path, now(), salt());
    try {
      underLock(`${path}.lock`, now(), () => {
        if (!isThere()) return;
        // The head first: who opens in between writes to the old file and a new head, which is read as long as the file.
        renameIfThere(headOf(path, heads), headOf(to, heads));
        renameSync(path, to);
        hasTurned = true;
      });
    } catch {
      // It grows; a line that is lost for want of another name would be worse.
    }
  }

  function links(size: number): Links {
    torn = false;
    if (size === 0) {
      const last = rotatedFiles(path).at(-1);
      if (last === undefined) return {};
      const name = last.slice(dirname(last).length + 1);
      return { after: name, seen: lastOf(last) };
    }
    if (size === end) return {};
    const { text, whole } = tailOf(file, size);
    torn = !whole;
    // A line that is not whole counts for nothing, and may be said to be lost.
    return whole ? { seen: tagOf(text) } : {};
  }

  return {
    prepare() {
      if (!isThere()) open();
      let { size } = fstatSync(file);
      if (isFull(size)) {
        putAside();
        if (!isThere()) {
          open();
          ({ size } = fstatSync(file));
        }
      }
      return links(size);
    },
    append(chain, { line, seq, mac }) {
      const before = fstatSync(file).size;
      const bytes = Buffer.from(`${torn ? "\n" : ""}${line}\n`);
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      end = before + bytes.length;
      torn = false;
      writeSync(head, headLine(key, { chain, seq, mac }));
    },
    turned() {
      const is = hasTurned;
      hasTurned = false;
      return is;
    },
    doomed() {
      const all = rotatedFiles(path);
      const old = all.filter((name, i) => i < all.length - keep || (maxAge > 0 && now() - rotatedAt(name) > maxAge));
      return old.flatMap((name) => {
        const younger = [...all.slice(all.indexOf(name) + 1), path].map((file) => headOf(file, heads));
        const scanned = scanForOpenChains(name, younger, key);
        // Somebody else was there first.
        if (scanned === null) return [];
        return [{ ...scanned, path: name, remove: () => [name, headOf(name, heads)].forEach(removeIfThere) }];
      });
    },
    close,
  };
}

function renameIfThere(from: string, to: string): void {
  if (statSync(from, { throwIfNoEntry: false }) !== undefined) renameSync(from, to);
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
}

/** The end of a file from the beginning of its last line; `whole` when that line ends. */
function tailOf(fd: number, size: number): { text: string; whole: boolean } {
  const length = Math.min(size, LINE_MAX);
  const bytes = Buffer.alloc(length);
  const read = readSync(fd, bytes, 0, length, size - length);
  const whole = bytes[read - 1] === NEWLINE;
  const stop = whole ? read - 1 : read;
  const start = stop === 0 ? 0 : bytes.lastIndexOf(NEWLINE, stop - 1) + 1;
  return { text: bytes.toString("utf8", start, stop), whole };
}

function lastOf(path: string): string | undefined {
  const fd = openSync(path, "r");
  try {
    return tagOf(tailOf(fd, fstatSync(fd).size).text);
  } finally {
    closeSync(fd);
  }
}

/** `chain:seq` of a line. */
function tagOf(line: string): string | undefined {
  const match = /"chain":"([\w-]{16})","seq":(\d{1,15}),/.exec(line);
  return match === null ? undefined : `${match[1]}:${match[2]}`;
}

function firstTime(fd: number): number | undefined {
  const bytes = Buffer.alloc(48);
  const read = readSync(fd, bytes, 0, bytes.length, 0);
  const match = /^\{"v":\d+,"time":"([\dT:.Z-]{24})"/.exec(bytes.toString("latin1", 0, read));
  return match?.[1] === undefined ? undefined : Date.parse(match[1]);
}
