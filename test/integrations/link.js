// Refuses to run without the packages of this folder, and makes this checkout one of them, as an installed one would be.

import { existsSync, rmSync, symlinkSync } from "node:fs";
import { fileURLToPath, URL } from "node:url";

export default function setup() {
  const packages = fileURLToPath(new URL("node_modules/", import.meta.url));
  if (!existsSync(`${packages}.package-lock.json`)) {
    throw new Error("the packages of test/integrations are not installed: npm ci --prefix test/integrations");
  }
  const target = `${packages}closemask`;
  rmSync(target, { force: true, recursive: true });
  symlinkSync(fileURLToPath(new URL("../../", import.meta.url)), target, "junction");
}
