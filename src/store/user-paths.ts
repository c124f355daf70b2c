// Where things lie on each platform: configuration, data and cache of a user.

import { isAbsolute, join } from "node:path";

export interface Paths {
  /** Configuration, key file and list of trusted files. */
  readonly config: string;
  /** The store. */
  readonly data: string;
  /** What can be made again. */
  readonly cache: string;
}

/** `platform` as in `process.platform`, `home` the home folder. */
export function pathsOf(platform: string, env: Readonly<Record<string, string | undefined>>, home: string): Paths {
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
