// Whether loops that are compiled ahead are used: for each of the two bundles that a command line may run in.

import { ClosemaskError } from "../errors.ts";
import { forbidWasm } from "../text/wasm.ts";

/** `CLOSEMASK_ENGINE=js` does without compiled loops and the second thread: slower, with the same results. @throws ClosemaskError `usage` */
export function chooseEngine(): void {
  const { CLOSEMASK_ENGINE: engine = "" } = process.env;
  if (engine === "js") forbidWasm();
  else if (engine !== "" && engine !== "wasm")
    throw new ClosemaskError("usage", "CLOSEMASK_ENGINE is neither js nor wasm", { hint: "unset CLOSEMASK_ENGINE" });
}
