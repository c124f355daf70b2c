// What closemask left on a machine, piece by piece, in the order in which it goes: what runs first, keys last, since whatever is
// sealed with a key needs it until it is gone itself.

import { lstatSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { join } from "node:path";
import { codeOf } from "../stdio.ts";

/** The order of removal; each is done when all before it are. */
export const STAGES = ["service", "process", "store", "data", "cache", "configuration", "key"] as const;
export type Stage = (typeof STAGES)[number];

export interface Trace {
  readonly stage: Stage;
  /** A path, a process, an entry of the keychain. */
  readonly where: string;
  readonly says: string;
  /** Undefined for what takes no room on the disk. */
  readonly bytes?: number;
  /** Why it stays; it goes when this is not there. */
  readonly kept?: string;
  /** @throws when it could not be removed */
  remove(): void | Promise<void>;
}

/**
 * A file, folder or link as a trace; null when there is nothing. Of a link only the link goes: what it points to was put there by
 * somebody else, and may be anything.
 */
export function traceOf(stage: Stage, path: string, says: string): Trace | null {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return null;
  const target = found.isSymbolicLink() ? readlinkSync(path) : null;
  return {
    stage,
    where: path,
    says: target === null ? says : `${says}: a link, ${target} stays`,
    bytes: target === null ? sizeOf(path) : 0,
    // Follows no link, neither here nor below. What a process that just ended took along is gone as well.
    remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }),
  };
}

export function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** Names in a folder; none where there is no folder, or a link in its place. */
export function namesIn(folder: string): string[] {
  if (isLink(folder)) return [];
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return [];
    throw error;
  }
}

/** Bytes of a file, or of all files below a folder. */
function sizeOf(path: string): number {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return 0;
  if (!found.isDirectory()) return found.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}
