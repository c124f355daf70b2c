// Builds the package before the tests that start it, unless what is there is newer than every source.

import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { fileURLToPath, URL } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

export default function setup(): void {
  if (builtAt() < newest(["src", "scripts", "package.json"])) {
    execFileSync(process.execPath, ["scripts/build.js"], { cwd: root, stdio: "inherit" });
  }
}

function builtAt(): number {
  return statSync(`${root}dist/cli/anchors.bin`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function newest(paths: readonly string[]): number {
  const times = paths.flatMap((path) => {
    const stat = statSync(root + path);
    if (!stat.isDirectory()) return [stat.mtimeMs];
    return readdirSync(root + path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(`${entry.parentPath}/${entry.name}`).mtimeMs);
  });
  return Math.max(...times);
}
