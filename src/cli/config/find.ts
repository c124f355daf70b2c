// Finds and reads configuration files: fixed names, JSON and YAML only. cosmiconfig is not used: whatever its options, it
// runs `.config/config.js` of the working folder (its own "meta configuration"), code of a repository nobody trusted.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { ClosemaskError } from "../../errors.ts";

/** A file's content, not checked yet. */
export interface ConfigFile {
  readonly path: string;
  readonly value: unknown;
  /** SHA-256 of the file, in hex. */
  readonly hash: string;
}

const PROJECT_NAMES = [
  ".closemaskrc",
  ".closemaskrc.json",
  ".closemaskrc.yaml",
  ".closemaskrc.yml",
  "closemask.config.json",
  "closemask.config.yaml",
  "closemask.config.yml",
];
const USER_NAMES = ["config.yaml", "config.yml", "config.json"];
const MAX_BYTES = 1024 * 1024;
/** Folders looked at on the way up at most. */
const MAX_DEPTH = 64;

/** The user's file, null when there is none. @throws ClosemaskError `config` */
export function findUserFile(folder: string): string | null {
  return only(USER_NAMES.map((name) => join(folder, name)).filter((path) => existsSync(path)));
}

/**
 * The nearest project file from `folder` up to the root of its repository; in `folder` alone when it is in none, because
 * what lies above may be anybody's. `broken` is told of each package.json that cannot be read and does not look like having settings.
 */
export function findProjectFile(folder: string, broken: (path: string) => void = () => {}): string | null {
  const root = findRoot(folder);
  for (let at = folder, depth = 0; depth < MAX_DEPTH; at = dirname(at), depth++) {
    const found = PROJECT_NAMES.map((name) => join(at, name)).filter((path) => existsSync(path));
    const manifest = join(at, "package.json");
    const has = hasSettings(manifest);
    if (has === true) found.push(manifest);
    else if (has === undefined) broken(manifest);
    if (found.length > 0) return only(found);
    if (at === root) return null;
  }
  return null;
}

/** @throws ClosemaskError `config` when the file cannot be read or is no JSON or YAML. */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  let bytes: Buffer;
  try {
    if (statSync(path).size > MAX_BYTES) throw new ClosemaskError("config", `${path} is larger than 1 MiB`);
    bytes = readFileSync(path);
  } catch (cause) {
    if (cause instanceof ClosemaskError) throw cause;
    throw new ClosemaskError("config", `cannot read ${path}`, { hint: "check the path and its permissions", cause });
  }
  const hash = createHash("sha256").update(bytes).digest("hex");
  const text = bytes.toString("utf8").replace(/^\uFEFF/, "");
  const value = await parse(path, text);
  if (basename(path) !== "package.json") return { path, hash, value: value ?? {} };
  const own =
    typeof value === "object" && value !== null && Object.hasOwn(value, "closemask")
      ? Reflect.get(value, "closemask")
      : {};
  return { path, hash, value: own };
}

async function parse(path: string, text: string): Promise<unknown> {
  try {
    if (extname(path) === ".json") return JSON.parse(text);
    const { load } = await import("js-yaml");
    // The parser takes a file without content for an error; one of comments only is how `config init` begins.
    return text.split("\n").every((line) => /^\s*(?:#|$)/.test(line)) ? {} : load(text);
  } catch (cause) {
    // The parsers' messages quote the file.
    const line = lineOf(cause, text);
    throw new ClosemaskError(
      "config",
      `${path}${line === undefined ? "" : `, line ${line}`}: not valid ${extname(path) === ".json" ? "JSON" : "YAML"}`,
      {
        hint: "correct the file, then run closemask config check",
      },
    );
  }
}

function lineOf(error: unknown, text: string): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const mark: unknown = Reflect.get(error, "mark");
  if (typeof mark === "object" && mark !== null && typeof Reflect.get(mark, "line") === "number") {
    return Reflect.get(mark, "line") + 1;
  }
  const position = /at position (\d+)/.exec(error.message)?.[1];
  return position === undefined ? undefined : text.slice(0, Number(position)).split("\n").length;
}

function findRoot(folder: string): string {
  for (let at = folder, depth = 0; depth < MAX_DEPTH; depth++) {
    if (existsSync(join(at, ".git"))) return at;
    const up = dirname(at);
    if (up === at) break;
    at = up;
  }
  return folder;
}

/**
 * True when a package.json has settings of ours; a mere dependency is none. One that is no JSON has some when it has a block of that
 * name, so that reading it says what is wrong: else its settings were dropped without a word. Undefined where that cannot be known.
 */
function hasSettings(path: string): boolean | undefined {
  let text: string;
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined || !stat.isFile() || stat.size > MAX_BYTES) return false;
    text = readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  } catch {
    return undefined;
  }
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && Object.hasOwn(value, "closemask");
  } catch {
    return /["']closemask["']\s*:\s*[^"'\s]/.test(text) ? true : undefined;
  }
}

function only(found: readonly string[]): string | null {
  const [first, second] = found;
  if (second !== undefined) {
    throw new ClosemaskError("config", `two configuration files: ${first} and ${second}`, { hint: "keep one of them" });
  }
  return first ?? null;
}
