// From a command's name to its module. Each is loaded when it runs and not before, so that no command pays for another.

import { ClosemaskError } from "../errors.ts";
import type { RunCommand } from "./program.ts";

interface Module {
  run: Run;
}
type Run = (args: string[], options: Parameters<RunCommand>[2]) => Promise<number>;

const MODULES: ReadonlyMap<string, () => Promise<Module>> = new Map<string, () => Promise<Module>>([
  ["mask", () => import("./commands/mask.ts")],
  ["unmask", () => import("./commands/unmask.ts")],
  ["scan", () => import("./commands/scan.ts")],
  ["serve", () => import("./commands/serve.ts")],
  ["chat", () => import("./commands/chat.ts")],
  ["run", () => import("./commands/run.ts")],
  ["mcp", () => import("./commands/mcp.ts")],
  ["verify", () => import("./commands/verify.ts")],
  ["explain", () => import("./commands/explain.ts")],
  ["sessions list", async () => ({ run: (await import("./commands/sessions.ts")).list })],
  ["sessions show", async () => ({ run: (await import("./commands/sessions.ts")).show })],
  ["sessions lists", async () => ({ run: (await import("./commands/sessions.ts")).lists })],
  ["sessions purge", async () => ({ run: (await import("./commands/sessions.ts")).purge })],
  ["sessions prune", async () => ({ run: (await import("./commands/sessions.ts")).prune })],
  ["sessions export", async () => ({ run: (await import("./commands/sessions-transfer.ts")).exportSession })],
  ["sessions import", async () => ({ run: (await import("./commands/sessions-transfer.ts")).importSession })],
  ["keys status", async () => ({ run: (await import("./commands/keys.ts")).status })],
  ["keys init", async () => ({ run: (await import("./commands/keys.ts")).init })],
  ["keys rotate", async () => ({ run: (await import("./commands/keys-rotate.ts")).rotate })],
  ["keys reseal", async () => ({ run: (await import("./commands/keys-rotate.ts")).resealAll })],
  ["keys retire", async () => ({ run: (await import("./commands/keys-rotate.ts")).retire })],
  ["keys export", async () => ({ run: (await import("./commands/keys.ts")).exportKey })],
  ["keys import", async () => ({ run: (await import("./commands/keys.ts")).importKey })],
  ["audit verify", async () => ({ run: (await import("./commands/audit.ts")).verify })],
  ["audit show", async () => ({ run: (await import("./commands/audit.ts")).show })],
  ["audit stats", async () => ({ run: (await import("./commands/audit.ts")).stats })],
  ["audit export", async () => ({ run: (await import("./commands/audit.ts")).exportEvents })],
  ["config show", async () => ({ run: (await import("./commands/config.ts")).show })],
  ["config check", async () => ({ run: (await import("./commands/config.ts")).check })],
  ["config path", async () => ({ run: (await import("./commands/config.ts")).path })],
  ["config import", async () => ({ run: (await import("./commands/config-import.ts")).run })],
  ["config init", async () => ({ run: (await import("./commands/config-init.ts")).run })],
  ["config trust", async () => ({ run: (await import("./commands/config-trust.ts")).run })],
  ["doctor", () => import("./commands/doctor.ts")],
  ["rules list", async () => ({ run: (await import("./commands/rules.ts")).list })],
  ["rules show", async () => ({ run: (await import("./commands/rules.ts")).show })],
  ["rules test", async () => ({ run: (await import("./commands/rules.ts")).test })],
  ["ner test", () => import("./commands/ner-test.ts")],
  ["ner install", () => import("./commands/ner-install.ts")],
  ["ner pull", () => import("./commands/ner-pull.ts")],
  ["ner start", async () => ({ run: (await import("./commands/ner-control.ts")).start })],
  ["ner stop", async () => ({ run: (await import("./commands/ner-control.ts")).stop })],
  ["ner restart", async () => ({ run: (await import("./commands/ner-control.ts")).restart })],
  ["ner status", async () => ({ run: (await import("./commands/ner-control.ts")).status })],
  ["ner logs", async () => ({ run: (await import("./commands/ner-control.ts")).logs })],
  ["ner bench", () => import("./commands/ner-bench.ts")],
  ["ner models", () => import("./commands/ner-models.ts")],
  ["ner mock", () => import("./commands/ner-mock.ts")],
  ["uninstall", () => import("./commands/uninstall.ts")],
  ["completion", () => import("./commands/completion.ts")],
]);

/** Names of all commands that can run; a test compares them with the tree. */
export const RUNNABLE: readonly string[] = [...MODULES.keys()];

export const runCommand: RunCommand = async (name, args, options) => {
  const load = MODULES.get(name);
  if (load === undefined) throw new ClosemaskError("internal", `the command ${name} has no module`);
  return await (await load()).run(args, options);
};
