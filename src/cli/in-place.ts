// Replaces a file by a filtered copy of itself, or leaves it exactly as it was: the copy is written beside it, flushed,
// given the file's mode and owner, and renamed over it.

import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { ClosemaskError } from "../errors.ts";
import { codeOf, reasonOf } from "./stdio.ts";

export interface Replacement {
  /** Descriptor that the copy is written to. */
  readonly fd: number;
  /** Puts the copy in the file's place. With a suffix the old file stays under its name and that ending. */
  commit(): void;
  /** Removes the copy; the file stays. Safe to call twice, and after `commit`. */
  abandon(): void;
}

/** @throws ClosemaskError `input` for what is there and no regular file: a pipe would be waited for. */
export function checkRegular(path: string): void {
  let isFile = true;
  try {
    isFile = statSync(path).isFile();
  } catch {
    // Opening it says why.
  }
  if (!isFile) {
    throw new ClosemaskError("input", `cannot edit ${path} in place: it is no regular file`, {
      hint: "leave -i out to write to stdout",
    });
  }
}

/**
 * @throws ClosemaskError `input` when the folder cannot be written, the path is no regular file, or there is a file of the old
 * one's new name, which may be the only copy of the original
 */
export function replaceFile(path: string, tag: string, suffix: string): Replacement {
  // A link keeps pointing at the file; the file itself is replaced.
  const target = attempt(path, () => realpathSync(path));
  const stat = attempt(path, () => statSync(target));
  checkRegular(target);
  const kept = target + suffix;
  if (suffix !== "" && attempt(path, () => lstatSync(kept, { throwIfNoEntry: false })) !== undefined)
    throw isKept(path);
  const copy = join(dirname(target), `.${basename(target)}.${tag}.closemask`);
  const fd = attempt(path, () => openSync(copy, "wx", 0o600));
  let state: "open" | "gone" = "open";
  return {
    fd,
    commit() {
      attempt(path, () => {
        let bits = 0o7777;
        try {
          fchownSync(fd, stat.uid, stat.gid);
        } catch {
          // Only root may give files away; the copy then belongs to who made it, as with any editor, and runs as nobody else.
          bits = 0o777;
        }
        // After the owner, whose change takes set-user-id away.
        fchmodSync(fd, stat.mode & bits);
        fsyncSync(fd);
        closeSync(fd);
        if (suffix !== "") keep(path, target, kept);
        try {
          renameSync(copy, target);
        } catch (error) {
          // So that it can be tried again.
          if (suffix !== "") unlinkSync(kept);
          throw error;
        }
      });
      state = "gone";
    },
    abandon() {
      if (state === "gone") return;
      state = "gone";
      try {
        closeSync(fd);
      } catch {
        // Already closed by a commit that failed half-way.
      }
      unlinkSync(copy);
    },
  };
}

/** Gives the old file its new name as well; nothing else that came by this name meanwhile is lost. */
function keep(path: string, target: string, kept: string): void {
  try {
    linkSync(target, kept);
  } catch (error) {
    throw codeOf(error) === "EEXIST" ? isKept(path) : error;
  }
}

function isKept(path: string): ClosemaskError {
  return new ClosemaskError("input", `cannot edit ${path} in place: there is a file with that ending already`, {
    hint: "move it away, or give another ending: -i=.old",
  });
}

function attempt<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof ClosemaskError) throw error;
    throw new ClosemaskError("input", `cannot edit ${path} in place: ${reasonOf(codeOf(error))}`, { cause: error });
  }
}
