// A small disk of its own for tests of full and read-only disks, where this process may mount one.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Disk {
  readonly path: string;
  remount(options: string): void;
  /** Leaves no room. */
  fill(): void;
  clear(): void;
  remove(): void;
}

/** Null where this process may not mount. */
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
    fill() {
      try {
        writeFileSync(join(path, "filler"), Buffer.alloc(4 << 20));
      } catch {
        // That it does not fit is the point.
      }
    },
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

export const NEEDS_DISK = " (skipped: mounting a small tmpfs needs root on Linux)";
