// The store and the key of the command line, for programs that are to share sessions with it.

import { homedir } from "node:os";
import { join } from "node:path";
import { type KeySetting, loadKey } from "../store/key-sources.ts";
import { isStoreThere } from "../store/store-file.ts";
import { pathsOf } from "../store/user-paths.ts";
import type { CloseMaskOptions } from "./options.ts";

/** What is needed of `process`. */
export interface CommandLineHost {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
}

/** Where it differs from what the command line does by default. */
export interface CommandLineSettings {
  /** As `store.path` of the configuration. Default CLOSEMASK_STORE_PATH, else the user's data folder. */
  readonly path?: string | undefined;
  /** As `key` of the configuration. Default: the sources in their order, as `closemask keys status` tells them. */
  readonly key?:
    | {
        readonly source?: KeySetting | undefined;
        readonly command?: string | undefined;
        readonly file?: string | undefined;
      }
    | undefined;
  /** Told when a key file is made, since there is no keychain. Default nobody. */
  readonly warn?: ((line: string) => void) | undefined;
}

const DAY = 86_400_000;

/**
 * Options for `createCloseMask`, to which others may be added: the file, the key and the limits that the command line has by default. Its
 * configuration files are not read. A key is only made where no store exists yet.
 *
 * @example
 * const closemask = createCloseMask({ ...asCommandLine(process), style: "dollar" });
 */
export function asCommandLine(
  { env, platform }: CommandLineHost,
  { path, key = {}, warn = () => {} }: CommandLineSettings = {},
): Pick<CloseMaskOptions, "store" | "key" | "ttl" | "maxEntries" | "atLimit"> {
  const home = platform !== "win32" && env.HOME ? env.HOME : homedir();
  const paths = pathsOf(platform, env, home);
  const file = path ?? (env.CLOSEMASK_STORE_PATH || join(paths.data, "sessions.db"));
  const { source, command, file: keyFile } = key;
  return {
    store: { type: "sqlite", path: file },
    key: async () => {
      const loaded = await loadKey({
        env,
        platform,
        configDir: paths.config,
        settings: {
          ...(source === undefined ? {} : { source }),
          ...(command === undefined ? {} : { command }),
          ...(keyFile === undefined ? {} : { file: keyFile }),
        },
        mayCreate: !isStoreThere(file),
        warn,
      });
      return loaded.ring;
    },
    ttl: 30 * DAY,
    maxEntries: 1_000_000,
    atLimit: "refuse",
  };
}
