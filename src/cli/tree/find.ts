// Looks a command up by its full name.

import { COMMANDS } from "./commands.ts";
import type { CommandSpec } from "./spec.ts";

export function findCommand(name: string): CommandSpec {
  const found = COMMANDS.find((command) => command.name === name);
  if (found === undefined) throw new TypeError(`no command ${name}`);
  return found;
}
