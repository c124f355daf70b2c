// Makes this checkout a package that the frameworks' folder can import, as an installed one would be.

import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { fileURLToPath, URL } from "node:url";

export default function setup() {
  const target = fileURLToPath(new URL("./node_modules/closemask", import.meta.url));
  mkdirSync(fileURLToPath(new URL("./node_modules", import.meta.url)), { recursive: true });
  rmSync(target, { force: true, recursive: true });
  symlinkSync(fileURLToPath(new URL("../../", import.meta.url)), target, "junction");
}
