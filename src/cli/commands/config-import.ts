// `closemask config import`: a configuration of another program as one of ours, and what of it has no counterpart.

import { chmodSync, existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { dump } from "js-yaml";
import { ClosemaskError, EXIT } from "../../errors.ts";
import { importAnonProxy, isAnonProxy } from "../import/anon-proxy.ts";
import { importClaudeCodeRouter, isClaudeCodeRouter } from "../import/claude-code-router.ts";
import { importClosemaskGo, isClosemaskGo } from "../import/closemask-go.ts";
import { type Draft, type Note, PROGRAMS, type Program } from "../import/draft.ts";
import { readForeign } from "../import/read.ts";
import { print, readStdin } from "../print.ts";
import { createSay, type LogLevel } from "../say.ts";
import { codeOf, reasonOf } from "../stdio.ts";
import type { ParsedOptions } from "../tree/spec.ts";

const MAX_BYTES = 1024 * 1024;

type Settings = Readonly<Record<string, unknown>>;

interface Format {
  readonly title: string;
  is(file: Settings): boolean;
  read(file: Settings): Draft;
}

const FORMATS: Readonly<Record<Program, Format>> = {
  "claude-code-router": { title: "Claude Code Router", is: isClaudeCodeRouter, read: importClaudeCodeRouter },
  "anon-proxy": { title: "anon-proxy", is: isAnonProxy, read: importAnonProxy },
  "closemask-go": { title: "CloseMask in Go", is: isClosemaskGo, read: importClosemaskGo },
};

export async function run([name = "-"]: string[], options: ParsedOptions): Promise<number> {
  const { logLevel, logFile, output, force, from } = options;
  const say = createSay({
    ...(typeof logLevel === "string" ? { level: logLevel as LogLevel } : {}),
    ...(typeof logFile === "string" ? { file: logFile } : {}),
  });
  const target = typeof output === "string" ? resolve(output) : undefined;
  if (target !== undefined && force !== true && existsSync(target)) {
    throw new ClosemaskError("config", `${target} exists`, { hint: "name another file, or add --force" });
  }
  const file = readForeign(await readText(name), name === "-" ? "stdin" : name);
  const program = typeof from === "string" ? (from as Program) : recognise(file);
  const { title, read } = FORMATS[program];
  const { config, notes } = read(file);
  const json = options.json === true || (target?.endsWith(".json") ?? false);
  const text = json ? `${JSON.stringify(config, null, 2)}\n` : toYaml(config, notes, title);
  for (const { sort, setting, says } of notes) {
    if (sort === "none") say.warn(`${setting} has no counterpart: ${says}`);
    else say.info(`${setting}: ${says}`);
  }
  if (target === undefined) await print(text);
  else {
    write(target, text, force === true);
    await print(`${target}\n`);
  }
  return EXIT.ok;
}

async function readText(name: string): Promise<string> {
  const tooLarge = (what: string): ClosemaskError => new ClosemaskError("input", `${what} is larger than 1 MiB`);
  if (name === "-") {
    const bytes = await readStdin(MAX_BYTES);
    if (bytes === null) throw tooLarge("stdin");
    return bytes.toString();
  }
  try {
    if (statSync(name).size > MAX_BYTES) throw tooLarge(name);
    return readFileSync(name, "utf8");
  } catch (error) {
    if (error instanceof ClosemaskError) throw error;
    throw new ClosemaskError("input", `cannot read ${name}: ${reasonOf(codeOf(error))}`, { cause: error });
  }
}

/** The one program whose settings these are. */
function recognise(file: Settings): Program {
  const found = (Object.keys(FORMATS) as Program[]).filter((program) => FORMATS[program].is(file));
  const [first] = found;
  if (first !== undefined && found.length === 1) return first;
  throw new ClosemaskError(
    "input",
    first === undefined
      ? "this is no configuration of a program that is known"
      : `this may be a configuration of ${found.join(" or ")}`,
    { hint: `say which: --from ${PROGRAMS.join("|")}` },
  );
}

function toYaml(config: object, notes: readonly Note[], title: string): string {
  const lines = notes.map(
    ({ sort, setting, says }) => `#   ${setting}: ${sort === "none" ? "no counterpart; " : ""}${says}`,
  );
  const head = [
    `# From a configuration of ${title}, by closemask config import.`,
    ...(lines.length === 0 ? [] : ["# What is not the same here:", ...lines]),
  ].join("\n");
  const body = Object.keys(config).length === 0 ? "" : `\n${dump(config, { lineWidth: -1 })}`;
  return `${head}\n${body}`;
}

/** In one step, and readable by the user alone: it may hold what grants access. */
function write(target: string, text: string, force: boolean): void {
  const draft = `${target}.${process.pid}`;
  try {
    if (!force) {
      writeFileSync(target, text, { flag: "wx", mode: 0o600 });
      return;
    }
    writeFileSync(draft, text, { mode: 0o600 });
    chmodSync(draft, 0o600);
    renameSync(draft, target);
  } catch (cause) {
    rmSync(draft, { force: true });
    const exists = codeOf(cause) === "EEXIST";
    throw new ClosemaskError("config", exists ? `${target} exists` : `cannot write ${target}`, {
      hint: exists ? "name another file, or add --force" : "check the folder and its permissions",
      cause,
    });
  }
}
