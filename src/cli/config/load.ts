// The effective configuration: default, user file, project file, environment, flags; later ones count. Loads no parser
// and no file when there is none.

import { resolve } from "node:path";
import { ClosemaskError } from "../../errors.ts";
import { type Paths, userPaths } from "../paths.ts";
import { type CommandSpec, optionParts, type ParsedOptions } from "../tree/spec.ts";
import { checkShape, type Problem, problemText, type Shape } from "./check.ts";
import { convert, readEnvironment, type Setting } from "./environment.ts";
import { findProjectFile, findUserFile, readConfigFile } from "./find.ts";
import { addLayer, addProjectLayer, checkRights, type Merged, type Origins } from "./merge.ts";
import { noteReserved } from "./reserved.ts";
import { DEFAULTS, SHAPE } from "./schema.gen.ts";
import type { Config, ConfigInput } from "./schema.ts";
import { isTrusted } from "./trust.ts";

export interface Effective {
  readonly config: Config;
  readonly origins: Origins;
  readonly paths: Paths;
  readonly files: readonly UsedFile[];
  /** What is to be said about variables and settings without effect. */
  readonly notes: readonly { readonly message: string; readonly hint: string }[];
}

export interface UsedFile {
  readonly path: string;
  readonly role: "user" | "project" | "given";
  /** False for a project's file that may only make closemask mask more. */
  readonly trusted: boolean;
}

export interface Found extends Effective {
  readonly problems: readonly (Problem & { readonly where: string })[];
}

export interface LoadOptions {
  /** The command that runs, for `commands` and its flags. */
  readonly command: CommandSpec;
  readonly options: ParsedOptions;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly paths?: Paths;
}

/** @throws ClosemaskError `config` that names the first problem. */
export async function loadConfig(options: LoadOptions): Promise<Effective> {
  const found = await findConfig(options);
  const [first] = found.problems;
  if (first === undefined) return found;
  const more = found.problems.length > 1 ? ` (and ${found.problems.length - 1} more: closemask config check)` : "";
  throw new ClosemaskError("config", `${problemText(first.where, first)}${more}`, { hint: first.hint });
}

/** The same with all problems; a file with problems is left out of the result. */
export async function findConfig(options: LoadOptions): Promise<Found> {
  const { env = process.env, cwd = process.cwd(), paths = userPaths() } = options;
  const merged: Merged = { config: structuredClone(DEFAULTS), origins: new Map() };
  const files: UsedFile[] = [];
  const problems: (Problem & { where: string })[] = [];
  const broken: string[] = [];
  const { name } = options.command;

  const add = (
    value: unknown,
    where: string,
    put: (layer: ConfigInput) => void,
    rights: (layer: ConfigInput) => Problem[] = noRights,
  ): void => {
    const wrong = checkShape(SHAPE, value);
    // Checked just now: the shape is that of ConfigInput.
    const layer = value as ConfigInput;
    if (wrong.length === 0) wrong.push(...rights(layer));
    problems.push(...wrong.map((problem) => ({ ...problem, where })));
    if (wrong.length === 0) put(layer);
  };
  const full = (origin: string) => (layer: ConfigInput) => addLayer(merged, layer, origin, name);

  const user = findUserFile(paths.config);
  if (user !== null) {
    const { value } = await readConfigFile(user);
    files.push({ path: user, role: "user", trusted: true });
    add(value, user, full(`user file ${user}`));
  }
  const flag = options.options.config;
  const given = typeof flag === "string" ? flag : env.CLOSEMASK_CONFIG;
  if (given !== undefined && given !== "") {
    const path = resolve(cwd, given);
    const { value } = await readConfigFile(path);
    files.push({ path, role: "given", trusted: true });
    add(value, path, full(`file ${path}`));
  } else {
    const project = findProjectFile(cwd, (path) => broken.push(path));
    if (project !== null) {
      const { value, hash } = await readConfigFile(project);
      const trusted = isTrusted(paths.config, project, hash);
      const origin = `project file ${project}`;
      files.push({ path: project, role: "project", trusted });
      if (trusted) add(value, project, full(origin));
      else add(value, project, (layer) => addProjectLayer(merged, layer, origin), checkRights);
    }
  }
  const environment = readEnvironment(env, SHAPE);
  for (const setting of [...environment.settings, ...flagSettings(options.command, options.options)]) {
    add(nest(setting), setting.origin, full(setting.origin));
  }
  const reserved = noteReserved(merged.origins.keys());
  const notes = [
    ...environment.notes,
    // Somebody else's as a rule, and no reason to stop.
    ...broken.map((path) => ({
      message: `${path} is not valid JSON: settings in it do not count`,
      hint: "correct it",
    })),
    ...(reserved === null ? [] : [reserved]),
  ];
  return { ...merged, paths, files, notes, problems };
}

const noRights = (): Problem[] => [];

/** Flags that override a setting. */
function flagSettings(command: CommandSpec, options: ParsedOptions): Setting[] {
  return (command.options ?? []).flatMap((option) => {
    const { key, long } = optionParts(option);
    const { setting } = option;
    const given = options[key];
    if (setting === undefined || given === undefined) return [];
    const value = typeof given === "string" ? convert(shapeAt(setting), given) : given;
    return [{ path: setting, value, origin: `flag ${long}` }];
  });
}

function shapeAt(path: string): Shape {
  return path.split(".").reduce<Shape>((shape, key) => shape.properties?.[key] ?? {}, SHAPE);
}

function nest({ path, value }: Setting): unknown {
  return path.split(".").reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
}
