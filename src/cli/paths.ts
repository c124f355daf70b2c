// Where things lie for the user who started this.

import { type Paths, pathsOf } from "../store/user-paths.ts";

export type { Paths } from "../store/user-paths.ts";

export function userPaths(
  platform: string = process.platform,
  env: NodeJS.ProcessEnv = process.env,
  home = userHome(),
): Paths {
  return pathsOf(platform, env, home);
}

/** The home folder. `node:os` is only asked where the environment does not say it: loading that costs every start. */
export function userHome(): string {
  const { HOME } = process.env;
  if (process.platform !== "win32" && HOME !== undefined && HOME !== "") return HOME;
  return process.getBuiltinModule("node:os").homedir();
}
