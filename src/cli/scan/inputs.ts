// Which inputs a scan has, in order: named files, the files of folders, stdin, what is staged. Lists and opens nothing else;
// links are followed only where they were named.

import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, type Stats, statSync } from "node:fs";
import { join, normalize, resolve, sep } from "node:path";
import { ClosemaskError } from "../../errors.ts";
import type { Say } from "../say.ts";
import { codeOf, openSource, reasonOf, type Source } from "../stdio.ts";
import { type Blobs, isInRepository, listFolder, listStaged } from "./git.ts";

export interface Input {
  /** As reports name it: with slashes, from the working folder where it was named so. */
  readonly name: string;
  /** Bytes, 0 when unknown. */
  readonly size: number;
  /** False for files of a folder, which are left out without a word where they are no text. */
  readonly named: boolean;
  /** Undefined when it is gone by now, or is one of the scan's own files. @throws ClosemaskError `input` */
  open(): Promise<Opened | undefined>;
}

export interface Opened {
  readonly source: Source;
  close(): void;
}

export interface ListOptions {
  readonly say: Say;
  /** Told of a folder that cannot be read. */
  readonly failed: (error: ClosemaskError) => void;
  /** Files that the scan itself reads or writes. */
  readonly own: readonly string[];
}

/** Left out of folders that no git speaks for. */
const LEFT_OUT = new Set([".git", "node_modules"]);
const STDIN = "-";
const DESCRIPTOR = /^\/(?:dev\/(?:fd\/\d+|stdin)|proc\/self\/fd\/\d+)$/;
export const STDIN_NAME = "stdin";

/** The inputs that the arguments name; `-` and none at all mean stdin. */
export function* listInputs(paths: readonly string[], options: ListOptions): Generator<Input> {
  const own = options.own.flatMap((path) => follow(path) ?? []);
  const seen = paths.length > 1 ? new Set<string>() : null;
  for (const path of paths.length === 0 ? [STDIN] : paths) {
    const inputs = path === STDIN ? [standardInput()] : fromPath(path, own, options);
    for (const input of inputs) {
      const key = input.name === STDIN_NAME && path === STDIN ? STDIN : resolve(input.name);
      if (seen?.has(key)) continue;
      seen?.add(key);
      yield input;
    }
  }
}

/** The inputs that are staged, without the scan's own files. @throws ClosemaskError `input` */
export function stagedInputs(paths: readonly string[], own: readonly string[], blobs: Blobs): Input[] {
  const leftOut = new Set(own.map((path) => resolve(path)));
  const staged = listStaged(paths).filter(({ path }) => !leftOut.has(resolve(path)));
  return staged.map(({ path, object }) => ({
    name: path,
    size: 0,
    named: false,
    open: async () => ({ source: await blobs.open(object), close() {} }),
  }));
}

function standardInput(): Input {
  return { name: STDIN_NAME, size: 0, named: true, open: async () => ({ source: openSource(0, "stdin"), close() {} }) };
}

function* fromPath(path: string, own: readonly Stats[], options: ListOptions): Generator<Input> {
  const stats = follow(path);
  if (stats?.isDirectory()) yield* fromFolder(path, own, options, new Set());
  // Pipes and devices may have no end. Those of a shell's <(…) are this run's own.
  else if (stats?.isFile() === false && !DESCRIPTOR.test(path)) {
    options.failed(
      new ClosemaskError("input", `cannot read ${path}: it is no regular file`, { hint: "closemask scan < FILE" }),
    );
  } else yield fileInput(path, stats?.size ?? 0, true, []);
}

function* fromFolder(folder: string, own: readonly Stats[], options: ListOptions, told: Set<string>): Generator<Input> {
  if (!isInRepository(folder)) return yield* walk(folder, own, options, told);
  const listed = listFolder(folder);
  if (typeof listed === "string") {
    if (listed === "ignored") options.say.debug(`git ignores ${folder}, which was named; all of it is read`);
    else options.say.warn(`git cannot list ${folder}: what it ignores is read as well`, "git status says why");
    return yield* walk(folder, own, options, told);
  }
  for (const entry of listed) {
    const path = join(folder, entry);
    const stats = look(path);
    // A submodule, or a repository that is not one.
    if (stats?.isDirectory()) {
      if (look(join(path, ".git")) !== undefined) yield* fromFolder(path, own, options, told);
    } else if (isFile(path, stats, options)) yield fileInput(path, stats.size, false, own);
  }
}

/** All files below a folder that git does not speak for. */
function* walk(folder: string, own: readonly Stats[], options: ListOptions, told: Set<string>): Generator<Input> {
  let names: string[];
  try {
    names = readdirSync(folder).sort();
  } catch (error) {
    options.failed(cannotRead(folder, error));
    return;
  }
  for (const name of names) {
    const path = join(folder, name);
    const stats = look(path);
    if (LEFT_OUT.has(name)) {
      if (name !== ".git" && !told.has(name)) options.say.info(`folders called ${name} are left out`);
      told.add(name);
    } else if (stats?.isDirectory()) {
      const isRepository = look(join(path, ".git")) !== undefined;
      yield* isRepository ? fromFolder(path, own, options, told) : walk(path, own, options, told);
    } else if (isFile(path, stats, options)) yield fileInput(path, stats.size, false, own);
  }
}

/** Says of what is neither file nor folder that it is left out; of links the help does. */
function isFile(path: string, stats: Stats | undefined, { say }: ListOptions): stats is Stats {
  if (stats === undefined || stats.isFile()) return stats !== undefined;
  if (!stats.isSymbolicLink()) say.info(`${path} is not read: it is no regular file`);
  return false;
}

function fileInput(path: string, size: number, named: boolean, own: readonly Stats[]): Input {
  return {
    name: nameOf(path),
    size,
    named,
    async open() {
      // A link put there since the folder was listed is not followed.
      const flags = constants.O_RDONLY | (named ? 0 : (constants.O_NOFOLLOW ?? 0));
      let fd: number;
      try {
        fd = openSync(path, flags);
      } catch (error) {
        if (!named && ["ENOENT", "ELOOP"].includes(codeOf(error))) return undefined;
        throw cannotRead(path, error);
      }
      const { dev, ino } = fstatSync(fd);
      if (own.some((other) => other.dev === dev && other.ino === ino)) {
        closeSync(fd);
        return undefined;
      }
      return { source: openSource(fd, path), close: () => closeSync(fd) };
    },
  };
}

/** What stands there, undefined also where that cannot be seen: opening it says why. */
function look(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}

/** The same, of what a link points at. */
function follow(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function nameOf(path: string): string {
  const name = normalize(path);
  return sep === "/" ? name : name.replaceAll(sep, "/");
}

function cannotRead(path: string, cause: unknown): ClosemaskError {
  return new ClosemaskError("input", `cannot read ${path}: ${reasonOf(codeOf(cause))}`, { cause });
}
