// `closemask completion`: prints the script for a shell.

import { ClosemaskError, EXIT } from "../../errors.ts";
import { completionScript, SHELLS } from "../completion.ts";
import { print } from "../print.ts";
import type { ParsedOptions } from "../tree/spec.ts";

export async function run(args: string[], _options: ParsedOptions): Promise<number> {
  const shell = SHELLS.find((name) => name === args[0]);
  if (shell === undefined)
    throw new ClosemaskError("usage", "no completion for this shell", { hint: `one of ${SHELLS.join(", ")}` });
  await print(completionScript(shell));
  return EXIT.ok;
}
