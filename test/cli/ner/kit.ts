// A home with the real runtime in it, models of our own, and sidecars that end with the test.

import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { readClaim } from "../../../src/cli/ner/claim.ts";
import type { SidecarState } from "../../../src/cli/ner/sidecar-state.ts";
import { bertModel, type Tiny, writeModel } from "../../ner/model-kit.ts";
import { testRuntime } from "../../ner/runtime.ts";
import { type Reply, send } from "../../server/client.ts";
import { type Home, makeHome, type Result } from "../run.ts";

export interface NerHome extends Home {
  /** The runtime's and the models' folder, state and log. */
  readonly ner: string;
  state(): SidecarState | null;
  log(): string;
  /** Writes a model and returns its folder. */
  model(name: string, tiny?: Tiny): string;
  configure(ner: object): void;
  /** Runs `ner` and the words. */
  run_(...args: string[]): Promise<Result>;
  detect(text: string, more?: object): Promise<Reply>;
}

/** With a model for all languages, on a free port, unless it is configured otherwise. */
export async function makeNerHome(): Promise<NerHome> {
  const home = makeHome();
  const ner = join(home.data, "ner");
  mkdirSync(ner, { recursive: true });
  symlinkSync(await testRuntime(), join(ner, "runtime"));
  const state = (): SidecarState | null => readClaim<SidecarState>(join(ner, "sidecar.json"));
  const made: NerHome = {
    ...home,
    ner,
    state,
    log: () => readFileSync(join(ner, "sidecar.log"), "utf8"),
    model: (name, tiny = bertModel()) => writeModel(join(home.path, "models", name), tiny),
    configure: (settings) => void home.write("config/closemask/config.json", JSON.stringify({ ner: settings })),
    run_: (...args) => home.run(["ner", ...args]),
    detect: (text, more = {}) => send(`${state()?.url}/detect`, { body: { text, ...more } }),
  };
  made.configure({ models: { "*": made.model("all") }, sidecar: { port: 0 } });
  onTestFinished(async () => {
    const left = state();
    for (const pid of [left?.pid, left?.worker]) {
      if (pid == null) continue;
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended.
      }
    }
  });
  return made;
}
