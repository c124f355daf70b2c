// `closemask config trust`: full rights for one version of a project's configuration file.

import { resolve } from "node:path";
import { ClosemaskError, EXIT } from "../../errors.ts";
import { checkShape } from "../config/check.ts";
import { findProjectFile, readConfigFile } from "../config/find.ts";
import { checkRights } from "../config/merge.ts";
import { SHAPE } from "../config/schema.gen.ts";
import type { ConfigInput } from "../config/schema.ts";
import { setTrust } from "../config/trust.ts";
import { userPaths } from "../paths.ts";
import { createSay } from "../say.ts";
import type { ParsedOptions } from "../tree/spec.ts";

export async function run(args: string[], options: ParsedOptions): Promise<number> {
  const say = createSay();
  const folder = userPaths().config;
  const path = args[0] === undefined ? findProjectFile(process.cwd()) : resolve(args[0]);
  if (path === null)
    throw new ClosemaskError("config", "this project has no configuration file", { hint: "name the file" });
  const { hash, value } = await readConfigFile(path);
  if (options.revoke === true) {
    say.info(setTrust(folder, path, null) ? `no longer trusted: ${path}` : `was not trusted: ${path}`);
    return EXIT.ok;
  }
  const [problem] = checkShape(SHAPE, value);
  if (problem !== undefined) {
    throw new ClosemaskError("config", `${path}: ${problem.path} ${problem.message}`, { hint: problem.hint });
  }
  setTrust(folder, path, hash);
  // Checked just now.
  const powers = checkRights(value as ConfigInput).map((right) => right.path);
  say.info(`trusted until it changes: ${path}`);
  if (powers.length > 0) say.info(`what needs the trust in it: ${powers.join(", ")}`);
  return EXIT.ok;
}
