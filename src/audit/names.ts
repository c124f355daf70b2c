// Names of the files of one log: the one that is written, those before it by the time at which they were put aside, and the head
// of each.

import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";

const STAMP = /^\.(\d{8}T\d{9}Z-[0-9a-f]{4})$/;

/** Name for a file that is put aside at `time`, in milliseconds since 1970. `salt` parts two of one moment. */
export function rotatedName(path: string, time: number, salt: string): string {
  return `${path}.${new Date(time).toISOString().replace(/[-:.]/g, "")}-${salt}`;
}

/** Files that were put aside, oldest first, with their folder. */
export function rotatedFiles(path: string): string[] {
  const folder = dirname(path);
  const name = basename(path);
  return readdirSync(folder)
    .filter((file) => file.startsWith(name) && STAMP.test(file.slice(name.length)))
    .sort()
    .map((file) => join(folder, file));
}

/** Milliseconds since 1970 at which a file was put aside. */
export function rotatedAt(path: string): number {
  const match = /\.(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-[0-9a-f]{4}$/.exec(path);
  if (match === null) return 0;
  const [, year, month, day, hour, minute, second, ms] = match;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`);
}

/** Where the head of a file lies. */
export function headOf(path: string, folder?: string): string {
  return `${folder === undefined ? path : join(folder, basename(path))}.head`;
}
