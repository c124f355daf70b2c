// Whether a descriptor is a terminal. `node:tty` brings streams and sockets along, four milliseconds of a start, so it is
// only asked about what can be one.

import { fstatSync } from "node:fs";

export function isTerminal(fd: number): boolean {
  try {
    if (!fstatSync(fd).isCharacterDevice()) return false;
  } catch {
    return false;
  }
  return process.getBuiltinModule("node:tty").isatty(fd);
}
