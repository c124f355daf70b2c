// What a command is, as data. The commander tree, the filters' quick parser, help, man pages and completions are all made
// from these tables, so that none of them can drift from the others.

export interface OptionSpec {
  /** As commander writes it: `-s, --session <name>`, `--in-place [suffix]`, `--no-store`. */
  readonly flags: string;
  readonly about: string;
  readonly choices?: readonly string[];
  /** May be given several times; the values add up. */
  readonly repeats?: boolean;
  /** Names of options that cannot stand beside it. */
  readonly conflicts?: readonly string[];
  /** The setting it overrides. */
  readonly setting?: string;
  /** The option's word for a setting's value, where they differ. */
  readonly completes?: "file" | "session";
}

export interface ArgumentSpec {
  /** As commander writes it: `[files...]`, `<name>`. */
  readonly name: string;
  readonly about: string;
  readonly completes?: "file" | "session";
  /** The words that it can be. */
  readonly words?: readonly string[];
}

export interface CommandSpec {
  /** Full name, `sessions list`. */
  readonly name: string;
  readonly about: string;
  /** More for the man page and `--help`, as paragraphs. */
  readonly details?: readonly string[];
  readonly args?: readonly ArgumentSpec[];
  readonly options?: readonly OptionSpec[];
  /** What to type, and what it does. */
  readonly examples: readonly (readonly [command: string, does: string])[];
  /** True when the effective configuration means nothing to it, so that it takes no `--config`. */
  readonly bare?: boolean;
}

/** A command that only holds others. */
export interface GroupSpec {
  readonly name: string;
  readonly about: string;
}

/** Options every command takes. */
export const COMMON: readonly OptionSpec[] = [
  {
    flags: "--config <file>",
    about: "use this configuration file, with full rights, instead of the project's",
    completes: "file",
  },
  {
    flags: "--log-level <level>",
    about: "how much to say on stderr",
    choices: ["quiet", "info", "debug"],
    setting: "log.level",
  },
  { flags: "--log-file <file>", about: "append messages to this file as well", setting: "log.file", completes: "file" },
];

export const SESSION: OptionSpec = {
  flags: "-s, --session <name>",
  about: "session that holds the values",
  setting: "session",
  completes: "session",
};

export const TENANT: OptionSpec = {
  flags: "--tenant <name>",
  about: "tenant whose session it is: own keys, own names, other ids",
  setting: "tenant",
};

export const LEVEL: OptionSpec = {
  flags: "--level <level>",
  about: "how sure a rule must be: strict masks only what is certain",
  choices: ["strict", "balanced", "aggressive"],
  setting: "level",
};

export const NER: OptionSpec = {
  flags: "--ner <engine>",
  about: "what looks for names: off, lexicon, sidecar, or the URL of a service",
  setting: "ner.engine",
};

export const JSON_OUTPUT: OptionSpec = { flags: "--json", about: "print JSON" };

/** An option's parts. */
export interface OptionParts {
  readonly short: string | undefined;
  /** With dashes: `--no-store`. */
  readonly long: string;
  /** The name in parsed options: `logLevel`; of `--no-store`, `store`. */
  readonly key: string;
  readonly negated: boolean;
  readonly value: "none" | "required" | "optional";
  /** The placeholder of the value in help texts, without brackets. */
  readonly valueName: string;
}

export function optionParts(option: OptionSpec): OptionParts {
  const match = /^(?:(-\w), )?(--[\w-]+)(?: ([<[])([\w-]+)[>\]])?$/.exec(option.flags);
  if (match === null) throw new TypeError(`cannot read the flags ${option.flags}`);
  const [, short, long = "", bracket, valueName = ""] = match;
  const negated = long.startsWith("--no-");
  const name = long.slice(negated ? 5 : 2);
  return {
    short,
    long,
    key: name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
    negated,
    value: bracket === undefined ? "none" : bracket === "<" ? "required" : "optional",
    valueName,
  };
}

/** Options as parsed: values by key. */
export type ParsedOptions = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** The values of an option that repeats; of one that was given once as text, that. */
export function listOf(option: ParsedOptions[string]): readonly string[] {
  if (typeof option === "string") return [option];
  return Array.isArray(option) ? option : [];
}
