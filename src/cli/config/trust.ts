// Which project files have full rights: their hashes, pinned in the user's folder. A changed file is a new file.

import { readFileSync, realpathSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ownFolder } from "../own-folder.ts";
import { isObject } from "./check.ts";

const NAME = "trusted.json";
const MAX_FILES = 10_000;

export function isTrusted(folder: string, path: string, hash: string): boolean {
  return readPins(folder).get(identify(path)) === hash;
}

/** Pins the hash, or takes the trust back with null. False when there was none to take back. */
export function setTrust(folder: string, path: string, hash: string | null): boolean {
  const pins = readPins(folder);
  const key = identify(path);
  if (hash === null && !pins.delete(key)) return false;
  if (hash !== null) pins.set(key, hash);
  ownFolder(folder);
  const target = join(folder, NAME);
  const draft = `${target}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(Object.fromEntries(pins), null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, target);
  return true;
}

// An unreadable list trusts nothing.
function readPins(folder: string): Map<string, string> {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, NAME), "utf8"));
    if (!isObject(value)) return new Map();
    const pins = Object.entries(value).filter((pin): pin is [string, string] => typeof pin[1] === "string");
    return new Map(pins.slice(-MAX_FILES));
  } catch {
    return new Map();
  }
}

function identify(path: string): string {
  return realpathSync(path);
}
