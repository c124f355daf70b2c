// `closemask config show|check|path`.

import { join } from "node:path";
import { type ClosemaskError, EXIT } from "../../errors.ts";
import { isStoreThere } from "../../store/store-file.ts";
import { isObject, problemText } from "../config/check.ts";
import { type Found, findConfig } from "../config/load.ts";
import { unknownNames } from "../config/names.ts";
import { isReserved, refusals } from "../config/reserved.ts";
import { type Setup, storePath, withSetup } from "../open.ts";
import { print, printJson, table } from "../print.ts";
import { createSay } from "../say.ts";
import { findCommand } from "../tree/find.ts";
import type { ParsedOptions } from "../tree/spec.ts";

export function show(_args: string[], options: ParsedOptions): Promise<number> {
  return withSetup(findCommand("config show"), options, (setup) => showSettings(setup, options));
}

async function showSettings({ config, origins }: Setup, options: ParsedOptions): Promise<number> {
  const lines = leaves(config, "").flatMap(({ path, value }) => {
    const from = origins.get(path);
    const reserved = isReserved(path);
    if (reserved && from === undefined) return [];
    return [{ path, value: shown(path, value), from: from ?? ["default"], ...(reserved ? { reserved } : {}) }];
  });
  if (options.json === true) await printJson(lines);
  else {
    const rows = lines.map(({ path, value, from, reserved = false }) => [
      path,
      JSON.stringify(value),
      `${from.join(" + ")}${reserved ? " (not part of this version)" : ""}`,
    ]);
    await print(table(rows));
  }
  return EXIT.ok;
}

export async function check(_args: string[], options: ParsedOptions): Promise<number> {
  const found = await findConfig({ command: findCommand("config check"), options });
  const say = createSay();
  for (const { message, hint } of found.notes) say.warn(message, hint);
  for (const { where, path, message, hint } of found.problems) say.error(problemText(where, { path, message }), hint);
  const names = [...unknownNames(found.config), ...refusals(found.config)];
  for (const { message, hint } of names) say.error(message, hint);
  const patterns = await faultsOf(found);
  for (const { message, hint } of patterns) say.error(message, hint);
  const count = found.problems.length + names.length + patterns.length;
  if (count > 0) return EXIT.usage;
  for (const { path, role, trusted } of found.files) {
    say.info(`${path}: ${role} file${trusted ? "" : ", which may only make closemask mask more"}`);
  }
  say.info("the configuration is right");
  return EXIT.ok;
}

export async function path(_args: string[], options: ParsedOptions): Promise<number> {
  const found = await findConfig({ command: findCommand("config path"), options });
  const { paths, files } = found;
  const places = [
    ...files.map(({ path, role, trusted }) => [`${role} file${trusted ? "" : " (not trusted)"}`, path]),
    ...(files.some(({ role }) => role === "user") ? [] : [["user file (none yet)", join(paths.config, "config.yaml")]]),
    ["configuration", paths.config],
    [isStoreThere(storePath(found)) ? "store" : "store (none yet)", storePath(found)],
    ["cache", paths.cache],
  ];
  if (options.json === true) await printJson(Object.fromEntries(places));
  else await print(table(places));
  return EXIT.ok;
}

/** The rules are loaded where there is a pattern, and not before. */
async function faultsOf({ config }: Found): Promise<ClosemaskError[]> {
  if (config.patterns.length + config.allow.length + config.deny.length === 0) return [];
  const { patternFaults } = await import("../open-detection.ts");
  return patternFaults(config);
}

/** Settings that hold values of the user's or grant access: only their number or presence is shown. */
const SECRET =
  /^(?:deny|imported\b.*|serve\.authTokens?(?:\..*)?|chat\.keyCommands(?:\..*)?|key\.command|audit\.(?:http|token|headers(?:\..*)?)|store\.(?:url|memcached\.password|redis\.(?:sentinelP|p)assword))$/;

function shown(path: string, value: unknown): unknown {
  if (!SECRET.test(path)) return value;
  return Array.isArray(value) ? `${value.length} not shown` : "not shown";
}

function leaves(value: unknown, path: string): { path: string; value: unknown }[] {
  if (!isObject(value) || Object.keys(value).length === 0) return [{ path, value }];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === "" ? key : `${path}.${key}`));
}
