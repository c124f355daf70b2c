// The files that closemask wrote: in its three folders, and where the configuration put the store, the key and the log.

import { rmdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Config } from "../config/schema.ts";
import { expandPath } from "../open.ts";
import type { Paths } from "../paths.ts";
import { codeOf } from "../stdio.ts";
import { isLink, namesIn, type Stage, type Trace, traceOf } from "./trace.ts";

export interface FileTraces {
  readonly traces: readonly Trace[];
  /** Names of the configuration folder that closemask does not write: certificates, notes. They stay. */
  readonly foreign: readonly string[];
  /** True where a store lies behind a link, and so stays. */
  readonly storeStays: boolean;
}

type Named = readonly [pattern: RegExp, stage: Stage, says: string];

const OF_CONFIG: readonly Named[] = [
  [/^config\.(?:yaml|yml|json)$/, "configuration", "configuration"],
  [/^trusted\.json(?:\.\d+)?$/, "configuration", "pins of trusted project files"],
  [/^key\.lock$/, "configuration", "lock"],
  [/^key(?:\.[\w-]{36})?$/, "key", "master key"],
  [/^key\.salt$/, "key", "salt of the passphrase, a part of the key"],
];
const OF_DATA: readonly Named[] = [
  [/^sessions\.db/, "store", "sessions"],
  [/^ner$/, "data", "models, their runtime, the sidecar's log"],
  [/^serve-\d{1,5}\.json$/, "data", "which proxy runs"],
  [/^serve\.log$/, "data", "messages of the proxy"],
];
const OTHER: Named = [/^/, "data", "data"];

export function findFiles(paths: Paths, config: Config): FileTraces {
  const traces: Trace[] = [];
  const foreign: string[] = [];
  const add = (stage: Stage, path: string, says: string): void => {
    const trace = traceOf(stage, path, says);
    if (trace !== null && !traces.some(({ where }) => where === path)) traces.push(trace);
  };
  const addFolder = (folder: string, known: readonly Named[]): void => {
    if (isLink(folder)) add("configuration", folder, "folder");
    for (const name of namesIn(folder)) {
      const path = join(folder, name);
      if (path === paths.cache) continue;
      const named = known.find(([pattern]) => pattern.test(name));
      if (named === undefined) foreign.push(path);
      else add(named[1], path, named[2]);
    }
  };
  // Such a file may be one that others write too, or be wanted as evidence.
  const addKept = (path: string | undefined, says: string): void => {
    const trace = path === undefined ? null : traceOf("data", expandPath(path), says);
    if (trace === null) return;
    const at = traces.findIndex(({ where }) => where === trace.where);
    const kept = { ...trace, kept: "the configuration named it: remove it by hand" };
    if (at < 0) traces.push(kept);
    else traces[at] = kept;
  };
  const isOne = paths.config === paths.data;
  addFolder(paths.config, isOne ? [...OF_CONFIG, ...OF_DATA, OTHER] : OF_CONFIG);
  if (!isOne) addFolder(paths.data, [...OF_DATA, OTHER]);
  add("cache", paths.cache, "compiled code, which is made again");

  const store = config.store.path === undefined ? join(paths.data, "sessions.db") : expandPath(config.store.path);
  for (const name of storeNames(store)) add("store", join(dirname(store), name), "sessions");
  if (config.key.file !== undefined) add("key", expandPath(config.key.file), "master key");
  addKept(config.log.file, "messages");
  addKept(config.audit?.file, "audit events");
  return { traces, foreign, storeStays: isLink(paths.data) || isLink(store) };
}

/** The database, and what SQLite keeps beside it. */
function storeNames(store: string): string[] {
  const own = basename(store);
  return namesIn(dirname(store)).filter(
    (name) =>
      name === own || (name.startsWith(`${own}-`) && /-(?:wal|shm|journal)$/.test(name)) || name === `${own}.lock`,
  );
}

/** Removes folders that are empty now. */
export function removeEmpty({ config, data }: Paths): void {
  for (const folder of new Set([data, config])) {
    try {
      if (!isLink(folder)) rmdirSync(folder);
    } catch (error) {
      if (!["ENOTEMPTY", "ENOENT", "EEXIST", "ENOTDIR"].includes(codeOf(error) ?? "")) throw error;
    }
  }
}
