// Where things lie on each platform: configuration, data and cache of the user.

import { isAbsolute, join } from "node:path";

export interface Paths {
  /** Configuration, key file and list of trusted files. */
  readonly config: string;
  /** The store. */
  readonly data: string;
  /** What can be made again. */
  readonly cache: string;
}

export function userPaths(
  platform: string = process.platform,
  env: NodeJS.ProcessEnv = process.env,
  home = userHome(),
): Paths {
  // The base directory specification says to ignore relative paths. macOS users set these variables too.
  const xdg = (name: string, fallback: string): string => {
    const value = env[name];
    return join(value !== undefined && isAbsolute(value) ? value : fallback, "closemask");
  };
  if (platform === "win32") {
    const local = env.LOCALAPPDATA ?? join(home, "AppData", "Local");
    return {
      config: join(env.APPDATA ?? join(home, "AppData", "Roaming"), "closemask"),
      data: join(local, "closemask"),
      cache: join(local, "closemask", "cache"),
    };
  }
  if (platform === "darwin") {
    const support = join(home, "Library", "Application Support");
    return {
      config: xdg("XDG_CONFIG_HOME", support),
      data: xdg("XDG_DATA_HOME", support),
      cache: xdg("XDG_CACHE_HOME", join(home, "Library", "Caches")),
    };
  }
  return {
    config: xdg("XDG_CONFIG_HOME", join(home, ".config")),
    data: xdg("XDG_DATA_HOME", join(home, ".local", "share")),
    cache: xdg("XDG_CACHE_HOME", join(home, ".cache")),
  };
}

/** The home folder. `node:os` is only asked where the environment does not say it: loading that costs every start. */
export function userHome(): string {
  const { HOME } = process.env;
  if (process.platform !== "win32" && HOME !== undefined && HOME !== "") return HOME;
  return process.getBuiltinModule("node:os").homedir();
}
