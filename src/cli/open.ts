// From the effective configuration to the parts that every command works with: messages and paths. What is not asked for
// is not loaded.

import { join, resolve } from "node:path";
import { type Effective, loadConfig } from "./config/load.ts";
import { userHome } from "./paths.ts";
import { createSay, reportError, type Say } from "./say.ts";
import type { CommandSpec, ParsedOptions } from "./tree/spec.ts";

/** The effective configuration and the voice it asks for. */
export interface Setup extends Effective {
  /** Name of the command that runs. */
  readonly command: string;
  readonly say: Say;
}

/**
 * Runs a command and resolves to its exit code. What goes wrong in it is said with the voice of its configuration, so that
 * the log file has it too; only a configuration that cannot be had is left to the caller.
 * @throws ClosemaskError `config`
 */
export async function withSetup(
  command: CommandSpec,
  options: ParsedOptions,
  run: (setup: Setup) => Promise<number>,
): Promise<number> {
  const setup = await openSetup(command, options);
  try {
    return await run(setup);
  } catch (error) {
    return reportError(error, setup.say);
  }
}

async function openSetup(command: CommandSpec, options: ParsedOptions): Promise<Setup> {
  const effective = await loadConfig({ command, options });
  const { level, file } = effective.config.log;
  const say = createSay({ level, file: file === undefined ? undefined : expandPath(file) });
  for (const { message, hint } of effective.notes) say.warn(message, hint);
  return { ...effective, command: command.name, say };
}

/** Where the sqlite store lies. */
export function storePath({ config, paths }: Effective): string {
  return config.store.path === undefined ? join(paths.data, "sessions.db") : expandPath(config.store.path);
}

/** Where the layered store has its copies on this machine. */
export function copiesPath({ config, paths }: Effective): string {
  const { path } = config.store.layered.sqlite;
  return path === undefined ? join(paths.data, "copies.db") : expandPath(path);
}

/** Where values are kept, in words: a file, or a service and its host, never with a password. */
export function storePlace(setup: Effective): string {
  const { type, layered } = setup.config.store;
  if (type !== "layered") return enginePlace(setup, type);
  const file = layered.sqlite.enabled ? `, then ${copiesPath(setup)}` : "";
  return `memory${file}, then ${enginePlace(setup, layered.back)}`;
}

function enginePlace(setup: Effective, engine: string): string {
  const { url = "", memcached, dynamodb } = setup.config.store;
  if (engine === "sqlite") return storePath(setup);
  if (engine === "memory") return "the memory of this process";
  if (engine === "dynamodb") {
    const at = dynamodb.endpoint === undefined ? "" : ` at ${new URL(dynamodb.endpoint).host}`;
    return `dynamodb, table ${dynamodb.table}${at}`;
  }
  const further = engine === "memcached" ? memcached.servers : [];
  const hosts = [...(URL.canParse(url) ? [new URL(url).host] : []), ...further];
  return hosts.length === 0 ? engine : `${engine} at ${hosts.join(", ")}`;
}

/** `~/` is the home folder; other relative paths start at the working folder. */
export function expandPath(path: string): string {
  return /^~[/\\]/.test(path) ? join(userHome(), path.slice(2)) : resolve(path);
}
