// Loads the bundles of the command line together with the code that V8 made of them in earlier runs. Node's own compile cache
// keeps a module as it is before it runs; here the functions that a run has called are kept too: compiling those anew is a
// third of a start. It lies in the user's own folder: in the shared temporary one another user could plant code. What the build has
// called of a filter lies beside it, for first runs and for long ones, which keep nothing. Nothing depends on either: a home that
// cannot be written, or another version of V8, only costs time.

import { hash } from "node:crypto";
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { Script } from "node:vm";
import { makeFolder } from "../folders.ts";
import { userPaths } from "./paths.ts";
import { readInto } from "./read-into.ts";

/** The names that the build gave to its bundles, by their files: another text has another name. */
declare const BUNDLES: Readonly<Record<string, string>>;

/** Runs that may add to the code that is kept: the first one makes a store, the next one finds it. */
const RUNS = 4;

// Layout: SHA-256 of all that follows; the name of the bundle; how many runs have added to it, in text; the code. V8 asks for
// its own version and flags, and believes the rest.
const NAME_AT = 32;
const RUNS_AT = NAME_AT + 16;
const CODE_AT = RUNS_AT + 8;

/** What a bundle is: a function of what CommonJS gives to a module. */
type Body = (exports: object, require: (path: string) => unknown, module: { exports: object }, folder: string) => void;

/** Runs a bundle. `file` is its path as seen from this one. */
export function loadBundle(file: string): unknown {
  const path = join(import.meta.dirname, file);
  const kept = readCode(file);
  // Bundles are in ASCII.
  const text = readInto(path, apart).toString("latin1");
  const script = new Script(text, { filename: path, ...(kept === null ? {} : { cachedData: kept.code }) });
  const runs = kept === null || script.cachedDataRejected === true ? 0 : kept.runs;
  if (runs < RUNS) keepAtExit(file, script, runs + 1);
  const module = { exports: {} };
  const folder = dirname(path);
  (script.runInThisContext() as Body)(module.exports, (wanted) => load(wanted, dirname(file)), module, folder);
  return module.exports;
}

/** What a bundle in a folder requires: another bundle, a module, a package. */
function load(wanted: string, folder: string): unknown {
  if (!wanted.startsWith(".")) return require(wanted);
  const file = `${folder}/${wanted.replace(/^\.\//, "")}`;
  return Object.hasOwn(BUNDLES, file) ? loadBundle(file) : require(join(import.meta.dirname, folder, wanted));
}

interface Kept {
  readonly code: Buffer;
  readonly runs: number;
}

/** What was kept of runs here, else what the package has brought along. */
function readCode(file: string): Kept | null {
  if (!isWanted()) return null;
  return readCodeAt(codePath(file), file) ?? readCodeAt(join(import.meta.dirname, `${file}.code`), file);
}

function readCodeAt(path: string, file: string): Kept | null {
  try {
    const bytes = readInto(path, apart);
    if (bytes.length < CODE_AT || bytes.toString("latin1", NAME_AT, RUNS_AT) !== BUNDLES[file]) return null;
    const body = bytes.subarray(NAME_AT);
    if (!hash("sha256", body, "buffer").equals(bytes.subarray(0, NAME_AT))) return null;
    return { code: bytes.subarray(CODE_AT), runs: Number(bytes.toString("latin1", RUNS_AT, CODE_AT)) };
  } catch {
    return null;
  }
}

/**
 * Memory that comes from the system and goes back to it. What is as large and given back to the allocator of C teaches that to keep
 * such pieces, and twice as much before it gives anything back: several megabytes of a long run.
 */
function apart(size: number): ArrayBuffer {
  return new ArrayBuffer(size, { maxByteLength: size });
}

/** Flags that a long run has set would make V8 refuse its code: such a run keeps nothing. */
function keepAtExit(file: string, script: Script, runs: number): void {
  if (!isWanted()) return;
  const { cachedDataVersionTag } = process.getBuiltinModule("node:v8");
  const flags = cachedDataVersionTag();
  process.on("exit", () => {
    // A command may have turned it off.
    if (!isWanted() || cachedDataVersionTag() !== flags) return;
    try {
      writeCode(file, script.createCachedData(), runs);
    } catch {
      // The next run compiles again.
    }
  });
}

function writeCode(file: string, code: Buffer, runs: number): void {
  const body = Buffer.concat([Buffer.from(`${BUNDLES[file]}${String(runs).padEnd(CODE_AT - RUNS_AT)}`), code]);
  const path = codePath(file);
  makeFolder(dirname(path));
  // Another process may read it, or write it too.
  const draft = `${path}.${process.pid}`;
  try {
    const fd = openSync(draft, "wx", 0o600);
    try {
      for (const part of [hash("sha256", body, "buffer"), body]) writeSync(fd, part);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** The variable that turns off Node's cache counts here too. */
function isWanted(): boolean {
  const off = process.env.NODE_DISABLE_COMPILE_CACHE;
  return off === undefined || off === "";
}

function codePath(file: string): string {
  return join(userPaths().cache, "compiled", `${file.replace("/", "-")}.code`);
}
