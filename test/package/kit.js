// The tarball as npm makes it, once for each file of tests.

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, URL } from "node:url";
import { promisify } from "node:util";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
export const run = promisify(execFile);
/** npm is a script on Windows. */
export const SHELL = process.platform === "win32";

export function makeFolder() {
  const folder = mkdtempSync(join(tmpdir(), "closemask-package-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** Path of the tarball in `folder`. The build is there. */
export async function pack(folder) {
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  const { stdout } = await run("npm", args, { cwd: ROOT, shell: SHELL });
  // npm prints a list, or since version 12 an object by name.
  const [{ filename }] = Object.values(JSON.parse(stdout));
  return join(folder, filename);
}

const require = createRequire(import.meta.url);

/** The Node of a major version, from this folder's packages. */
export function nodeOf(major) {
  const bin = process.platform === "win32" ? "node.exe" : "node";
  return join(dirname(require.resolve(`node${major}/package.json`)), "bin", bin);
}
