// The commander tree, built from the command tables. Loaded for every command but the filters in their plain form.

import { Command, CommanderError, Option } from "commander";
import { ClosemaskError, EXIT } from "../errors.ts";
import { nearest } from "../text/nearest.ts";
import { chooseEngine } from "./engine.ts";
import { printNow } from "./print.ts";
import { writeError } from "./say.ts";
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
    .configureOutput({ writeErr: writeError, writeOut: printNow, outputError() {} })
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
 * `help NAME` as `NAME --help`: commander's own knows no commands of two words, and prints the usage for what is none.
 * @throws ClosemaskError `usage`
 */
export function settleHelp(argv: readonly string[]): readonly string[] {
  const at = argv[0] === "help" ? 0 : argv[1] === "help" && GROUPS.some(({ name }) => name === argv[0]) ? 1 : -1;
  if (at < 0) return argv;
  const topic = argv.filter((word, i) => i !== at && !word.startsWith("-"));
  const name = topic.join(" ");
  const names = [...GROUPS, ...COMMANDS].map((spec) => spec.name);
  if (name === "" || name === "help" || names.includes(name)) return [...(name === "help" ? [] : topic), "--help"];
  const near = nearest(name, names);
  throw new ClosemaskError("usage", "there is no such command", {
    hint: near === undefined ? "closemask help" : `did you mean closemask help ${near}?`,
  });
}

/**
 * What a commander error means: an exit code for help and version, which say themselves what there is, else an error in
 * closemask's own words. What was typed is left out: it may be a value.
 */
export function toUsageError(error: unknown, argv: readonly string[]): ClosemaskError | number | undefined {
  if (!(error instanceof CommanderError)) return undefined;
  // A group without a command prints its usage as an error.
  if (error.code === "commander.help") return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error.exitCode === 0) return EXIT.ok;
  const spec = COMMANDS.find(({ name }) => name === argv[0] || name === argv.slice(0, 2).join(" "));
  const message = error.message.replace(/^error: /, "");
  const suggestion = /\(Did you mean (?:one of )?(.+)\?\)$/.exec(message)?.[1];
  const near = suggestion === undefined ? "" : `did you mean ${suggestion}?`;
  switch (error.code) {
    case "commander.unknownOption":
      return unknownOption(message, near, spec);
    case "commander.excessArguments":
      return excessArguments(message, spec);
    case "commander.unknownCommand":
      return usage("unknown command", near || "closemask help");
    case "commander.invalidArgument":
      return usage(
        message
          .replace(/argument '[\s\S]*' is invalid\. /, "does not take this value: ")
          .replace("Allowed", "allowed")
          .replace(/\.$/, ""),
        helpOf(spec),
      );
    default:
      return usage(message.replace(/\.$/, ""), near || helpOf(spec));
  }
}

function usage(message: string, hint: string): ClosemaskError {
  return new ClosemaskError("usage", message, { hint });
}

function unknownOption(message: string, near: string, spec: CommandSpec | undefined): ClosemaskError {
  const [, typed = "", equals] = /'(-[^=']*)(=)?/.exec(message) ?? [];
  const own = (spec?.options ?? []).map((option) => optionParts(option));
  if (equals !== undefined && own.some(({ long }) => long === typed)) {
    return usage(`option '${typed}' takes no value`, `${typed} alone`);
  }
  // Commander compares `--flag=value` as a whole and so finds nothing near.
  const names = typed.startsWith("--") ? own.map(({ long }) => long.slice(2)) : [];
  const flag = near === "" ? nearest(typed.slice(2), names) : undefined;
  const known = knownPart(typed);
  return usage(
    known === "" ? "unknown option" : `unknown option '${known}'`,
    near || (flag === undefined ? helpOf(spec) : `did you mean --${flag}?`),
  );
}

/** Of what was typed as an option, what is the name of one, or the beginning of one. */
function knownPart(typed: string): string {
  const all = COMMANDS.flatMap(({ options = [] }) => options.map(optionParts));
  if (all.some(({ short, long }) => short === typed || long === typed)) return typed;
  const first = /^--[a-z]+|^-[A-Za-z]/.exec(typed)?.[0];
  return all.some(({ short, long }) => short === first || (first !== undefined && long.startsWith(`${first}-`)))
    ? `${first}…`
    : "";
}

function excessArguments(message: string, spec: CommandSpec | undefined): ClosemaskError {
  const [, expected, got] = /Expected (\d+) arguments? but got (\d+)/.exec(message) ?? [];
  const says = `too many arguments: ${got}, where ${expected === "0" ? "none is" : `${expected} can be`} given`;
  return usage(says, helpOf(spec));
}

/** What to type next. A text on the command line is easily taken for several, or for an option. */
function helpOf(spec: CommandSpec | undefined): string {
  if (spec === undefined) return "closemask help";
  if (spec.args?.[0]?.name !== "<text>") return `closemask ${spec.name} --help`;
  return `quote the text, and put -- before it: closemask ${spec.name} -- "…"`;
}
