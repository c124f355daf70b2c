// Asks the key sources with what only the command line knows: environment, folders, platform.

import { type KeyOptions, type LoadedKey, loadKey } from "../store/key-sources.ts";
import { isStoreThere } from "../store/store-file.ts";
import type { Config } from "./config/schema.ts";
import { isHardened } from "./hardened.ts";
import { expandPath } from "./open.ts";
import type { Paths } from "./paths.ts";
import type { Say } from "./say.ts";

interface OpenKeyOptions {
  readonly config: Config;
  readonly paths: Paths;
  readonly say: Say;
  readonly storePath: string;
  /** Make a key where there is none, unless a store depends on an old one. Default true. */
  readonly create?: boolean;
}

/** @throws ClosemaskError `key-*` */
export function openKey(options: OpenKeyOptions): Promise<LoadedKey> {
  return loadKey(keyOptions(options));
}

export function keyOptions({ config, paths, say, storePath, create = true }: OpenKeyOptions): KeyOptions {
  const { source, command, file, wrapped } = config.key;
  return {
    env: process.env,
    configDir: paths.config,
    platform: process.platform,
    settings: {
      source,
      ...(command === undefined ? {} : { command }),
      ...(file === undefined ? {} : { file: expandPath(file) }),
      ...(wrapped === undefined ? {} : { wrapped: expandPath(wrapped) }),
    },
    mayCreate: create && !isStoreThere(storePath),
    onlyNamed: isHardened(config),
    service: async (name) => (await import("./key-service.ts")).openKeyService(name, config.key),
    warn: (line) => say.warn(line),
  };
}
