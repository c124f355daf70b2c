// A file that only one process has at a time: it says which one. What a process left behind that was killed is taken over.

import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { ownFolder } from "../own-folder.ts";
import { isAlive } from "../serve/state.ts";
import { codeOf } from "../stdio.ts";

/** What a claim's file says. */
export interface Claimed {
  readonly pid: number;
}

export interface Claim<T extends Claimed> {
  /** Writes what others read, in one step. */
  update(content: T): void;
  release(): void;
}

/** A claim that is not touched for so many milliseconds is nobody's: process numbers are given out again. */
const STALE = 60_000;
/** Milliseconds between two touches, by whoever has one. */
export const TOUCH = 10_000;

/** Takes the file, or says what its owner wrote. */
export function claim<T extends Claimed>(path: string, content: T): Claim<T> | { readonly held: T } {
  ownFolder(dirname(path));
  for (;;) {
    if (put(path, content)) return claimed(path, content);
    const held = readClaim<T>(path);
    if (held !== null) return { held };
    // Moved away first: two that find the same leftover must not both remove it, the second time a fresh one.
    const away = `${path}.${randomUUID()}`;
    try {
      renameSync(path, away);
    } catch {
      continue;
    }
    const moved = liveClaim<T>(away);
    if (moved !== null) restore(away, path);
    rmSync(away, { force: true });
  }
}

/** What the owner wrote; null when nobody has it. */
export function readClaim<T extends Claimed>(path: string): T | null {
  return liveClaim<T>(path);
}

/** Written beside and linked, so that the file is whole when it appears. False when there is one. */
function put(path: string, content: Claimed): boolean {
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, `${JSON.stringify(content)}\n`, { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    // A file system without hard links: then whoever reads it now may find it empty, and takes it for nobody's.
    return putAlone(path, content);
  } finally {
    rmSync(draft, { force: true });
  }
}

function putAlone(path: string, content: Claimed): boolean {
  try {
    writeFileSync(path, `${JSON.stringify(content)}\n`, { mode: 0o600, flag: "wx" });
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

function restore(away: string, path: string): void {
  try {
    linkSync(away, path);
  } catch {
    // A third one has it now; the one that was moved finds out when it looks.
  }
}

function liveClaim<T extends Claimed>(path: string): T | null {
  try {
    const content = JSON.parse(readFileSync(path, "utf8")) as T;
    const fresh = Date.now() - statSync(path).mtimeMs < STALE;
    return fresh && Number.isSafeInteger(content.pid) && content.pid > 1 && isAlive(content.pid) ? content : null;
  } catch {
    return null;
  }
}

function claimed<T extends Claimed>(path: string, first: T): Claim<T> {
  let content = first;
  const write = (): void => {
    // A machine that slept for long may find that another process has it now.
    const owner = readClaim<T>(path);
    if (owner !== null && owner.pid !== content.pid) return;
    const draft = `${path}.${randomUUID()}`;
    writeFileSync(draft, `${JSON.stringify(content)}\n`, { mode: 0o600 });
    renameSync(draft, path);
  };
  const timer = setInterval(() => {
    try {
      write();
    } catch {
      // A full disk for a moment; the next time may do.
    }
  }, TOUCH);
  timer.unref();
  return {
    update(next) {
      content = next;
      write();
    },
    release() {
      clearInterval(timer);
      if (readClaim<T>(path)?.pid === content.pid) rmSync(path, { force: true });
    },
  };
}
