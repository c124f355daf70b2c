// `closemask config trust`: full rights for one version of a project's configuration file.

import { resolve } from "node:path";
import { ClosemaskError, EXIT } from "../../errors.ts";
import { recorded } from "../audit.ts";
import { checkShape, problemText } from "../config/check.ts";
import { findProjectFile, readConfigFile } from "../config/find.ts";
import { findConfig } from "../config/load.ts";
import { checkRights } from "../config/merge.ts";
import { SHAPE } from "../config/schema.gen.ts";
import type { ConfigInput } from "../config/schema.ts";
import { setTrust } from "../config/trust.ts";
import type { Setup } from "../open.ts";
import { userPaths } from "../paths.ts";
import { createSay } from "../say.ts";
import { findCommand } from "../tree/find.ts";
import type { ParsedOptions } from "../tree/spec.ts";

export async function run(args: string[], options: ParsedOptions): Promise<number> {
  const say = createSay();
  const folder = userPaths().config;
  const path = args[0] === undefined ? findProjectFile(process.cwd()) : resolve(args[0]);
  if (path === null)
    throw new ClosemaskError("config", "this project has no configuration file", { hint: "name the file" });
  const { hash, value } = await readConfigFile(path);
  // As it was before: what is trusted now must not decide whether that is recorded.
  const before: Setup = {
    ...(await findConfig({ command: findCommand("config trust"), options })),
    command: "config trust",
    say,
  };
  const record = (action: "trust" | "revoke"): Promise<void> =>
    recorded(before, undefined, { kind: "config", action, more: { file: hash.slice(0, 16) } });
  if (options.revoke === true) {
    await record("revoke");
    say.info(setTrust(folder, path, null) ? `no longer trusted: ${path}` : `was not trusted: ${path}`);
    return EXIT.ok;
  }
  const [problem] = checkShape(SHAPE, value);
  if (problem !== undefined) {
    throw new ClosemaskError("config", problemText(path, problem), { hint: problem.hint });
  }
  await record("trust");
  setTrust(folder, path, hash);
  // Checked just now.
  const powers = checkRights(value as ConfigInput).map((right) => right.path);
  say.info(`trusted until it changes: ${path}`);
  if (powers.length > 0) say.info(`what needs the trust in it: ${powers.join(", ")}`);
  return EXIT.ok;
}
