// A small disk of its own, which can be full or read-only, where this process may mount one.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Disk {
  readonly path: string;
  remount(options: string): void;
  clear(): void;
  remove(): void;
}

/** For the names of tests that need one and have none. */
export const NEEDS_DISK = " (skipped: mounting a small tmpfs needs root on Linux)";

/** Null where it may not be mounted. */
export function mountDisk(size: string): Disk | null {
  const path = mkdtempSync(join(tmpdir(), "closemask-disk-"));
  const mount = (...args: string[]): void => {
    execFileSync("mount", args, { stdio: "ignore" });
  };
  try {
    mount("-t", "tmpfs", "-o", `size=${size}`, "tmpfs", path);
  } catch {
    rmSync(path, { recursive: true });
    return null;
  }
  return {
    path,
    remount: (options) => mount("-o", `remount,${options}`, path),
    clear() {
      mount("-o", "remount,rw", path);
      for (const name of readdirSync(path)) rmSync(join(path, name), { recursive: true });
    },
    remove() {
      execFileSync("umount", [path]);
      rmSync(path, { recursive: true });
    },
  };
}
