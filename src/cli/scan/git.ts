// What git knows: the files of a folder without those it ignores, what is staged, the commit. Its own settings may name
// programs, so those that a look could start are switched off.

import type { ChildProcessByStdio } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, posix, resolve } from "node:path";
import type { Readable, Writable } from "node:stream";
import { ClosemaskError } from "../../errors.ts";
import type { Source } from "../stdio.ts";

/** A file as the index has it. */
export interface Staged {
  /** As seen from the working folder, with slashes. */
  readonly path: string;
  readonly object: string;
}

/** Most bytes of a listing: some millions of paths. */
const LISTING_MAX = 512 * 1024 * 1024;
/** Folders looked at on the way up at most. */
const MAX_DEPTH = 64;
const SAFE = ["-c", "core.fsmonitor=false", "-c", "core.quotePath=false"];
/** No lock for a mere look, and nothing is fetched. */
const ENVIRONMENT = { GIT_OPTIONAL_LOCKS: "0", GIT_NO_LAZY_FETCH: "1" };
const FILE_MODES = new Set(["100644", "100755"]);

/** True when the folder lies in a repository, as far as folders tell. */
export function isInRepository(folder: string): boolean {
  let at = resolve(folder);
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    if (existsSync(join(at, ".git"))) return true;
    const up = dirname(at);
    if (up === at) return false;
    at = up;
  }
  return false;
}

/**
 * Paths of the files in a folder that git tracks or would add, as seen from it; a repository inside of it is one entry.
 * `ignored` when git ignores the folder itself, `unknown` when git is not there or refuses.
 */
export function listFolder(folder: string): string[] | "ignored" | "unknown" {
  // A hook's variables speak of the repository that it runs for.
  const { GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE, GIT_PREFIX, ...env } = process.env;
  const listed = git(["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: folder, env });
  if (listed === null) return "unknown";
  const paths = [...new Set(splitNul(listed))];
  if (paths.length === 0 && git(["check-ignore", "-q", "."], { cwd: folder, env }) !== null) return "ignored";
  return paths.sort(byCodeUnit);
}

/** Files that are added or changed in the index, limited to `paths` when there are any. @throws ClosemaskError `input` */
export function listStaged(paths: readonly string[]): Staged[] {
  const prefix = git(["rev-parse", "--show-prefix"]);
  const raw = git([
    ...[
      "--literal-pathspecs",
      "diff",
      "--cached",
      "--raw",
      "-z",
      "--no-abbrev",
      "--no-renames",
      "--no-ext-diff",
      "--no-textconv",
    ],
    ...["--ignore-submodules=all", "--diff-filter=d", "--", ...paths],
  ]);
  if (prefix === null || raw === null) {
    throw new ClosemaskError("input", "git cannot say what is staged here", { hint: "git diff --cached --stat" });
  }
  const from = prefix.toString().trimEnd();
  const fields = splitNul(raw);
  const staged: Staged[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const [, mode = "", , object = "", status] = (fields[i] as string).split(" ");
    if (status === "U") {
      throw new ClosemaskError("input", "a merge has conflicts in the index", {
        hint: "resolve them, then scan again",
      });
    }
    if (FILE_MODES.has(mode)) staged.push({ path: posix.relative(from, fields[i + 1] as string), object });
  }
  return staged.sort((a, b) => byCodeUnit(a.path, b.path));
}

/** The commit that is checked out, null outside of a repository and before the first one. */
export function headCommit(): string | null {
  const commit = git(["rev-parse", "--verify", "--quiet", "HEAD"])?.toString().trim();
  return commit === undefined || !/^[0-9a-f]{40,64}$/.test(commit) ? null : commit;
}

/** Reads objects, one after the other, through one process. */
export interface Blobs {
  /** The content of an object; what was not read of the one before is skipped. @throws ClosemaskError `input` */
  open(object: string): Promise<Source>;
  close(): void;
}

export function openBlobs(): Blobs {
  const { spawn } = process.getBuiltinModule("node:child_process");
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn("git", [...SAFE, "cat-file", "--batch"], {
    stdio: ["pipe", "pipe", "ignore"],
    env: { ...process.env, ...ENVIRONMENT },
    windowsHide: true,
  });
  // Both show as the end of its output.
  child.on("error", () => {});
  child.stdin.on("error", () => {});
  const chunks: AsyncIterator<Buffer> = child.stdout[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  /** Bytes of the object that are not read yet, with the newline behind it. */
  let left = 0;

  async function more(): Promise<void> {
    const step = await chunks.next();
    if (step.done === true) throw new ClosemaskError("input", "git ended before it gave a staged file");
    rest = rest.length === 0 ? step.value : Buffer.concat([rest, step.value]);
  }

  async function header(): Promise<string> {
    let end = rest.indexOf(10);
    for (; end < 0; end = rest.indexOf(10)) await more();
    const line = rest.toString("latin1", 0, end);
    rest = rest.subarray(end + 1);
    return line;
  }

  async function skip(): Promise<void> {
    while (left > 0) {
      if (rest.length === 0) await more();
      const n = Math.min(left, rest.length);
      rest = rest.subarray(n);
      left -= n;
    }
  }

  return {
    async open(object) {
      await skip();
      child.stdin.write(`${object}\n`);
      const size = / blob (\d+)$/.exec(await header())?.[1];
      if (size === undefined) throw new ClosemaskError("input", "git does not have a staged file");
      left = Number(size) + 1;
      return {
        async read(into) {
          if (left <= 1) return 0;
          if (rest.length === 0) await more();
          const n = Math.min(left - 1, rest.length, into.length);
          rest.copy(into, 0, 0, n);
          rest = rest.subarray(n);
          left -= n;
          return n;
        },
      };
    },
    close() {
      child.kill();
    },
  };
}

/** The output of git, null when it failed or is not there. */
function git(
  args: readonly string[],
  { cwd, env = process.env }: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Buffer | null {
  const { spawnSync } = process.getBuiltinModule("node:child_process");
  const { status, stdout } = spawnSync("git", [...SAFE, ...args], {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...env, ...ENVIRONMENT },
    stdio: ["ignore", "pipe", "ignore"],
    maxBuffer: LISTING_MAX,
    windowsHide: true,
  });
  return status === 0 ? stdout : null;
}

function splitNul(bytes: Buffer): string[] {
  return bytes.toString("utf8").split("\0").slice(0, -1);
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
