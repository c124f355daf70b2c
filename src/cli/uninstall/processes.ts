// What still runs: proxies and the sidecar of this data folder. Those of a service are started again when they end, so services go
// before them.

import { ClosemaskError } from "../../errors.ts";
import { nerFolders } from "../ner/folders.ts";
import { findSidecar } from "../ner/sidecar-state.ts";
import type { Paths } from "../paths.ts";
import { isAlive, running } from "../serve/state.ts";
import type { Trace } from "./trace.ts";

const LOOK = 50;

/** `patience`: milliseconds that one may take to end its streams. */
export async function findProcesses(paths: Paths, patience: number): Promise<Trace[]> {
  const proxies = await running(paths.data);
  const sidecar = await findSidecar(nerFolders(paths).state);
  return [
    ...proxies.map(({ state }) => traceOf(state.pid, `proxy on ${state.url}`, patience)),
    ...(sidecar === null ? [] : [traceOf(sidecar.state.pid, "sidecar that finds names", patience)]),
  ];
}

function traceOf(pid: number, says: string, patience: number): Trace {
  return {
    stage: "process",
    where: `process ${pid}`,
    says,
    async remove() {
      process.kill(pid, "SIGTERM");
      for (const deadline = Date.now() + patience; isAlive(pid); ) {
        if (Date.now() > deadline) throw new ClosemaskError("output", `process ${pid} has not ended yet`);
        await new Promise((resolve) => setTimeout(resolve, LOOK));
      }
    },
  };
}
