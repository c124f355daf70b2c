// Entries of `allow` and `deny`: what must stand in one, and which of them hold for a file.

import { ClosemaskError } from "../../errors.ts";
import { globTest, isGlob } from "./glob.ts";
import { copyPlace, entryName, inFile } from "./places.ts";
import type { Config } from "./schema.ts";

type AllowEntry = Exclude<Config["allow"][number], string>;
type DenyEntry = Config["deny"][number];

/** What is wrong with entries that the schema cannot say. */
export function listFaults({ allow, deny }: Config): ClosemaskError[] {
  const faults: ClosemaskError[] = [];
  let at: object = {};
  const fault = (where: string, message: string, hint: string): void => {
    faults.push(inFile(at, new ClosemaskError("config", `${where} ${message}`, { hint })));
  };
  // A glob that matched nothing would switch a deny entry off without a word.
  const globFaults = (where: string, files: readonly string[] = []): void => {
    for (const [k, glob] of files.entries())
      if (!isGlob(glob)) fault(`${where}.files[${k}]`, "is no file glob", "ranges rise, as in [a-z]");
  };
  for (const [i, entry] of allow.entries()) {
    if (typeof entry === "string") continue;
    const where = entryName("allow", i, entry);
    at = entry;
    globFaults(where, entry.files);
    if (entry.value !== undefined && entry.pattern !== undefined) fault(where, "has a value and a pattern", "keep one");
    else if (entry.value === undefined && entry.pattern === undefined && entry.files === undefined) {
      fault(where, "says nothing that is allowed", "give it value, pattern or files; policies keep whole kinds");
    }
    if (entry.flags !== undefined && entry.pattern === undefined) fault(where, "has flags without a pattern", "");
  }
  for (const [i, entry] of deny.entries()) {
    const where = entryName("deny", i, entry);
    at = entry;
    globFaults(where, entry.files);
    if ((entry.value === undefined) === (entry.pattern === undefined)) {
      fault(where, "needs either a value or a pattern", "policies block whole kinds");
    }
    if (entry.flags !== undefined && entry.pattern === undefined) fault(where, "has flags without a pattern", "");
  }
  return faults;
}

/** The entries that hold for one file; `key` is the same for files for which the same ones hold. */
export interface Lists {
  readonly key: string;
  readonly allow: readonly AllowEntry[];
  /** With the place of each in the configuration, for messages. */
  readonly deny: readonly (DenyEntry & { readonly place: number })[];
}

/** Picks the entries for a path. Without one, as on stdin, those that are limited to files do not hold. */
export function listsByPath({ allow, deny }: Config, cwd?: string): (path: string | undefined) => Lists {
  const limited = (entry: { files?: string[] | undefined }): ((path: string) => boolean) | null =>
    entry.files === undefined ? null : globTest(entry.files, cwd);
  const allowed = allow.map((entry) => {
    const block = typeof entry === "string" ? { value: entry } : entry;
    return { entry: block, test: limited(block) };
  });
  const denied = deny.map((entry, place) => ({ entry: copyPlace(entry, { ...entry, place }), test: limited(entry) }));
  return (path) => {
    const holds = ({ test }: { test: ((path: string) => boolean) | null }): boolean =>
      test === null || (path !== undefined && test(path));
    const key = [...allowed, ...denied].map((each) => (each.test === null ? "" : holds(each) ? "1" : "0")).join("");
    return {
      key,
      allow: allowed.filter(holds).map(({ entry }) => entry),
      deny: denied.filter(holds).map(({ entry }) => entry),
    };
  };
}
