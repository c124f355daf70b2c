// Refuses to run without the packages of this folder, and puts closemask among them as an installed one would be: its
// package.json, and dist as it is built. A link to the whole checkout would lead in circles.

import { copyFileSync, existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { fileURLToPath, URL } from "node:url";

export default function setup() {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const packages = fileURLToPath(new URL("node_modules/", import.meta.url));
  if (!existsSync(`${packages}.package-lock.json`)) {
    throw new Error("the packages of test/integrations are not installed: npm ci --prefix test/integrations");
  }
  const target = `${packages}closemask`;
  rmSync(target, { force: true, recursive: true });
  mkdirSync(target);
  copyFileSync(`${root}package.json`, `${target}/package.json`);
  symlinkSync(`${root}dist`, `${target}/dist`, "junction");
}
