// What SQLite reports, as errors the user can act on. SQLite's own messages name tables and files, never values, but they
// are kept as the cause only.

import { ClosemaskError, type ErrorCode } from "../errors.ts";

interface Known {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
}

/** By primary result code, see https://www.sqlite.org/rescode.html */
const KNOWN: Readonly<Record<number, Known>> = {
  5: locked(),
  6: locked(),
  8: {
    code: "store-readonly",
    message: "the store cannot be written",
    hint: "give yourself write permission on the file and its folder, or set CLOSEMASK_STORE_PATH to another file",
  },
  11: corrupt(),
  13: full(),
  14: {
    code: "store-open",
    message: "the store cannot be opened",
    hint: "check that its folder belongs to you, or set XDG_DATA_HOME, or CLOSEMASK_STORE_PATH to a file that can be written",
  },
  26: corrupt(),
};

/** By extended result code: SQLITE_IOERR_SHMSIZE is how a full disk shows when the shared-memory file is to grow. */
const KNOWN_EXTENDED: Readonly<Record<number, Known>> = { 4874: full() };

/** By the system's name of the error, for what is done to files without SQLite. */
const KNOWN_SYSTEM: Readonly<Record<string, Known>> = {
  ENOSPC: full(),
  EDQUOT: full(),
  EROFS: KNOWN[8] as Known,
  EACCES: KNOWN[14] as Known,
  EPERM: KNOWN[14] as Known,
  ENOENT: KNOWN[14] as Known,
  ENOTDIR: KNOWN[14] as Known,
  EISDIR: KNOWN[14] as Known,
};

/** A ClosemaskError for an error of SQLite or the file system; whatever is neither is a defect and comes back as it is. */
export function storeError(cause: unknown): unknown {
  if (!(cause instanceof Error) || cause instanceof ClosemaskError) return cause;
  const known = lookUp(cause);
  return known === null ? cause : new ClosemaskError(known.code, known.message, { hint: known.hint, cause });
}

function lookUp(error: Error): Known | null {
  if ("errcode" in error && typeof error.errcode === "number") {
    return KNOWN_EXTENDED[error.errcode] ?? KNOWN[error.errcode & 0xff] ?? failed();
  }
  if (!("code" in error) || typeof error.code !== "string") return null;
  if (error.code === "ERR_SQLITE_ERROR") return failed();
  return KNOWN_SYSTEM[error.code] ?? ("syscall" in error ? failed() : null);
}

function locked(): Known {
  return {
    code: "store-locked",
    message: "the store is in use by another process and did not become free in time",
    hint: "try again when the other closemask has finished",
  };
}

function corrupt(): Known {
  return {
    code: "store-corrupt",
    message: "the store's file is damaged or not a closemask store",
    hint: "restore it from a backup, or move the file away to start a new store (its placeholders are then lost)",
  };
}

function full(): Known {
  return {
    code: "store-full",
    message: "the disk that holds the store is full",
    hint: "free some space, or run `closemask sessions prune`",
  };
}

function failed(): Known {
  return {
    code: "store-failed",
    message: "the store failed",
    hint: "run `closemask doctor`, which checks the file",
  };
}
