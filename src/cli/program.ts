// The commander tree, built from the command tables. Loaded for every command but the filters in their plain form.

import { Command, CommanderError, Option } from "commander";
import { ClosemaskError } from "../errors.ts";
import { nearest } from "./config/check.ts";
import { chooseEngine } from "./engine.ts";
import { printNow } from "./print.ts";
import { COMMANDS, EXIT_STATUS, GROUPS } from "./tree/commands.ts";
import { type CommandSpec, type OptionSpec, optionParts, type ParsedOptions } from "./tree/spec.ts";

/** Runs a command by its full name; resolves to the exit code. */
export type RunCommand = (name: string, args: string[], options: ParsedOptions) => Promise<number>;

interface ProgramOptions {
  readonly version: string;
  readonly run: RunCommand;
  /** Called with the exit code of the command that ran. */
  readonly done: (code: number) => void;
}

/** The whole tree. Parsing it throws CommanderError instead of leaving the process. */
export function createProgram(options: ProgramOptions): Command {
  const program = prepare(new Command("closemask"))
    .description("Replaces personal data and credentials by stable placeholders, and puts the real values back.")
    .version(options.version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", "print help for a command")
    .addHelpText("after", `\n${exitText()}`);
  const groups = new Map<string, Command>();
  for (const { name, about } of GROUPS) {
    const group = prepare(program.command(name)).description(about);
    group.helpCommand("help [command]", "print help for a command");
    groups.set(name, group);
  }
  for (const spec of COMMANDS) {
    const [first = "", second] = spec.name.split(" ");
    const parent = second === undefined ? program : groups.get(first);
    if (parent === undefined) throw new TypeError(`no group for the command ${spec.name}`);
    addCommand(parent, second ?? first, spec, options);
  }
  return program;
}

function addCommand(parent: Command, name: string, spec: CommandSpec, { run, done }: ProgramOptions): void {
  const command = prepare(parent.command(name)).description(spec.about);
  for (const { name, about } of spec.args ?? []) command.argument(name, about);
  for (const option of spec.options ?? []) command.addOption(toOption(option));
  command.addHelpText(
    "after",
    `\n${[...(spec.details ?? []).map((text) => `${wrap(text)}\n`), examplesText(spec)].join("\n")}`,
  );
  command.action(async () => {
    // Modules do not share what the script that loaded them has been told.
    chooseEngine();
    done(await run(spec.name, command.args, command.opts<ParsedOptions>()));
  });
}

/** Commander's own defaults that differ here: errors are thrown, suggestions stay on. */
function prepare(command: Command): Command {
  return command
    .exitOverride()
    .configureOutput({ writeErr: () => {}, writeOut: printNow })
    .allowExcessArguments(false)
    .showSuggestionAfterError(true);
}

function toOption(spec: OptionSpec): Option {
  const option = new Option(spec.flags, spec.about);
  if (spec.choices !== undefined) option.choices([...spec.choices]);
  if (spec.conflicts !== undefined) option.conflicts([...spec.conflicts]);
  if (spec.repeats) option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]);
  return option;
}

function examplesText(spec: CommandSpec): string {
  const lines = spec.examples.map(([command, does]) => `  $ ${command}\n      ${does}`);
  return `Examples:\n${lines.join("\n")}`;
}

function exitText(): string {
  const lines = EXIT_STATUS.map(([code, meaning]) => `  ${code.padEnd(6)} ${meaning}`);
  return `Exit codes:\n${lines.join("\n")}`;
}

function wrap(text: string, width = 80): string {
  return text.replace(new RegExp(`(.{1,${width}})(?: +|$)`, "g"), "$1\n").trimEnd();
}

/**
 * What a commander error means: null for help and version, which are no errors, else an error in closemask's own words.
 * The words that were typed are left out where they may be values.
 */
export function toUsageError(error: unknown): ClosemaskError | null | undefined {
  if (!(error instanceof CommanderError)) return undefined;
  if (error.exitCode === 0 || error.code === "commander.help" || error.code === "commander.helpDisplayed") return null;
  const [first = "", ...rest] = error.message.replace(/^error: /, "").split("\n");
  const suggestion = /\(Did you mean (?:one of )?(.+)\?\)/.exec(rest.join(" "))?.[1] ?? nearestFlag(first);
  return new ClosemaskError("usage", withoutValues(error.code, first), {
    hint: suggestion === undefined ? "closemask help" : `did you mean ${suggestion}?`,
  });
}

/** Commander compares `--flag=value` as a whole and so finds nothing near. */
function nearestFlag(message: string): string | undefined {
  const typed = /'--([\w-]{1,30})=/.exec(message)?.[1];
  if (typed === undefined) return undefined;
  const flags = COMMANDS.flatMap(({ options = [] }) => options.map((option) => optionParts(option).long.slice(2)));
  const near = nearest(typed, flags);
  return near === undefined ? undefined : `--${near}`;
}

function withoutValues(code: string, message: string): string {
  const bare = message.replace(/\.$/, "");
  switch (code) {
    case "commander.invalidArgument":
      return bare
        .replace(/argument '[\s\S]*' is invalid\. /, "does not take this value: ")
        .replace("Allowed", "allowed");
    case "commander.unknownCommand":
      return bare.replace(/'([^']*)'/, (_, word: string) =>
        /^[a-z-]{1,20}$/.test(word) ? `'${word}'` : "(not shown)",
      );
    case "commander.unknownOption":
      return bare.replace(/'(-[^']*)'/, (_, word: string) => `'${/^-[\w-]{0,30}/.exec(word)?.[0] ?? "-"}'`);
    default:
      return bare;
  }
}
