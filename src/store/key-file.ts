// Key material in files of the config folder: read with a check of the mode, written whole and at once, so that of two
// processes that make the first key both end with the same one.

import { randomUUID } from "node:crypto";
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { ClosemaskError } from "../errors.ts";
import { makeFolder } from "../folders.ts";

/** No key file is longer. */
const MAX_BYTES = 8192;
/** Milliseconds after which a lock that nobody removed counts as left behind. */
const STALE_LOCK = 15_000;
const LOCK_PAUSE = 10;

/**
 * A private file's text, null when there is none.
 * @throws ClosemaskError `key-source` when others may read it (not asked on Windows) or it cannot be read.
 */
export function readPrivate(path: string, platform: string): string | null {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (cause) {
    if (hasCode(cause, "ENOENT")) return null;
    throw unreadable(cause);
  }
  try {
    const { mode, size } = fstatSync(file);
    if (platform !== "win32" && (mode & 0o077) !== 0) {
      throw new ClosemaskError("key-source", "the key file can be read by others", {
        hint: `run \`chmod 600 ${path}\``,
      });
    }
    if (size > MAX_BYTES) throw new ClosemaskError("key-invalid", "the key file is too long to be one");
    const bytes = Buffer.alloc(MAX_BYTES);
    return bytes.toString("utf8", 0, readSync(file, bytes, 0, MAX_BYTES, 0));
  } catch (cause) {
    throw cause instanceof ClosemaskError ? cause : unreadable(cause);
  } finally {
    closeSync(file);
  }
}

/** Writes a private file unless there is one; returns what the file holds then, which may be another process's text. */
export function createPrivate(path: string, text: string, platform: string): string {
  const draft = writeDraft(path, text);
  try {
    linkSync(draft, path);
  } catch (cause) {
    // File systems without hard links; and a file that another process was first to make.
    if (!hasCode(cause, "EEXIST") && !existsSync(path)) moveTo(path, draft);
  } finally {
    rmSync(draft, { force: true });
  }
  return readPrivate(path, platform) ?? text;
}

/** Replaces a private file in one step. */
export function replacePrivate(path: string, text: string): void {
  const draft = writeDraft(path, text);
  try {
    moveTo(path, draft);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Fails where the file is mounted by itself, as secrets of containers are. */
function moveTo(path: string, draft: string): void {
  try {
    renameSync(draft, path);
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

/** Runs `step` while no other process does so for this path. The lock file is empty. */
export async function withLock<T>(path: string, step: () => Promise<T>): Promise<T> {
  try {
    makeFolder(dirname(path));
  } catch (cause) {
    throw unwritable(path, cause);
  }
  for (;;) {
    try {
      closeSync(openSync(path, "wx", 0o600));
      break;
    } catch (cause) {
      if (!hasCode(cause, "EEXIST")) throw unwritable(path, cause);
    }
    if (ageOf(path) > STALE_LOCK) rmSync(path, { force: true });
    else await new Promise((resolve) => setTimeout(resolve, LOCK_PAUSE));
  }
  // A key service may take longer to answer than a lock may be old.
  const alive = setInterval(() => touch(path), STALE_LOCK / 3);
  alive.unref();
  try {
    return await step();
  } finally {
    clearInterval(alive);
    rmSync(path, { force: true });
  }
}

function touch(path: string): void {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // Removed by hand: then it is nobody's.
  }
}

function ageOf(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? 0 : Date.now() - found.mtimeMs;
}

function writeDraft(path: string, text: string): string {
  const draft = `${path}.${randomUUID()}`;
  try {
    makeFolder(dirname(path));
    const file = openSync(draft, "wx", 0o600);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } catch (error) {
      rmSync(draft, { force: true });
      throw error;
    } finally {
      closeSync(file);
    }
    return draft;
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

function unreadable(cause: unknown): ClosemaskError {
  return new ClosemaskError("key-source", "the key file cannot be read", {
    hint: "check that it belongs to you, or set CLOSEMASK_KEY",
    cause,
  });
}

function unwritable(path: string, cause: unknown): ClosemaskError {
  return new ClosemaskError("key-source", `the key cannot be kept: ${dirname(path)} cannot be written`, {
    hint: "set CLOSEMASK_KEY and CLOSEMASK_STORE_PATH, or XDG_CONFIG_HOME and XDG_DATA_HOME to folders that are yours; mask --no-store keeps nothing",
    cause,
  });
}
