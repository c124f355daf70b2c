// Replaces a file by a filtered copy of itself, or leaves it exactly as it was: the copy is written beside it, flushed,
// given the file's mode and owner, and renamed over it.

import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  linkSync,
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
  /** Puts the copy in the file's place. With `suffix` the old file stays under its name and that ending. */
  commit(suffix: string): void;
  /** Removes the copy; the file stays. Safe to call twice, and after `commit`. */
  abandon(): void;
}

/** @throws ClosemaskError `input` when the folder cannot be written or the path is no regular file. */
export function replaceFile(path: string, tag: string): Replacement {
  // A link keeps pointing at the file; the file itself is replaced.
  const target = attempt(path, () => realpathSync(path));
  const stat = attempt(path, () => statSync(target));
  if (!stat.isFile()) {
    throw new ClosemaskError("input", `cannot edit ${path} in place: it is no regular file`, {
      hint: "leave -i out to write to stdout",
    });
  }
  const copy = join(dirname(target), `.${basename(target)}.${tag}.closemask`);
  const fd = attempt(path, () => openSync(copy, "wx", 0o600));
  let state: "open" | "gone" = "open";
  return {
    fd,
    commit(suffix) {
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
        if (suffix !== "") {
          const kept = target + suffix;
          try {
            unlinkSync(kept);
          } catch (error) {
            if (codeOf(error) !== "ENOENT") throw error;
          }
          linkSync(target, kept);
        }
        renameSync(copy, target);
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

function attempt<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new ClosemaskError("input", `cannot edit ${path} in place: ${reasonOf(codeOf(error))}`, { cause: error });
  }
}
