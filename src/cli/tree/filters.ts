// The two filters. Apart from the other commands, because their start loads this table and nothing else of the tree.

import { COMMON, type CommandSpec, LEVEL, NER, type OptionSpec, SESSION, TENANT } from "./spec.ts";

const FILES = {
  name: "[files...]",
  about: "files to read; stdin when there are none, or for -",
  completes: "file",
} as const;

const IN_PLACE: OptionSpec = {
  flags: "-i, --in-place [suffix]",
  about:
    "replace each file by the result, atomically; =SUFFIX keeps the old one under that ending, where none is there yet",
};

const ENCODING: OptionSpec = {
  flags: "--encoding <name>",
  about: "encoding of the input and the output, such as utf-16le or gb18030; a byte order mark decides by default",
};

const BINARY: OptionSpec = {
  flags: "--binary <what>",
  about: "what to do with input in which finding is incomplete: gzip, other binary data, UTF-16 without mark",
  choices: ["warn", "refuse"],
};

const STATS: OptionSpec = { flags: "--stats", about: "print a summary on stderr at the end" };

const ON_ERROR: OptionSpec = {
  flags: "--on-error <action>",
  about: "when the store or the key fails in mid-run: stop, go on one way, or pass text through unmasked",
  choices: ["block", "redact", "pass"],
  setting: "onError",
};

export const MASK: CommandSpec = {
  name: "mask",
  about: "replace personal data and credentials by placeholders",
  details: [
    "Reads files or stdin and writes stdout, line by line as text arrives. Each value becomes a placeholder that stays the same in the session, and is stored, sealed, before the placeholder is written.",
    "With --exec the arguments are a command. It has this stdin; SIGINT, SIGTERM, SIGHUP and SIGQUIT are passed on to it, and its exit code is kept. When masking fails, the rest of its output is withheld, it is ended, and the exit code is 3.",
    "Values that a build declares secret on its output, by ::add-mask:: of GitHub Actions or ##vso[task.setsecret] and secret variables of Azure Pipelines, are masked from there on wherever they stand.",
  ],
  args: [FILES],
  options: [
    SESSION,
    TENANT,
    {
      flags: "--style <style>",
      about: "how placeholders look",
      choices: ["dollar", "word", "bare", "angle", "format"],
      setting: "placeholder.style",
    },
    LEVEL,
    NER,
    {
      flags: "--only <kinds>",
      about:
        "mask these kinds or categories only, separated by commas or repeated; URL and DATE are found only when named here",
      repeats: true,
      conflicts: ["except"],
    },
    {
      flags: "--except <kinds>",
      about: "leave these kinds or categories alone, separated by commas or repeated",
      repeats: true,
    },
    { flags: "--redact", about: "one way: write [EMAIL] and store nothing", conflicts: ["store", "style"] },
    { flags: "--no-store", about: "one way, with numbers that are stable for this run; store nothing" },
    {
      flags: "--fields <paths>",
      about: "in lines of JSON, mask these paths only, such as user.email,items[*].note; may be repeated",
      repeats: true,
    },
    {
      flags: "--secrets-from <file>",
      about: "mask the values of this .env file wherever they stand, also encoded",
      repeats: true,
      completes: "file",
    },
    {
      flags: "--secrets-env <pattern>",
      about: "mask the values of the environment variables that match, such as '*_TOKEN'",
      repeats: true,
    },
    {
      flags: "--report <file>",
      about: "write what was masked as lines of JSON, never the values; offsets of other encodings count UTF-8 bytes",
      completes: "file",
    },
    {
      flags: "--exec",
      about: "run the command that stands behind --, and mask what it writes: stdout and stderr, each where it belongs",
      conflicts: ["inPlace"],
    },
    STATS,
    IN_PLACE,
    ENCODING,
    BINARY,
    ON_ERROR,
    ...COMMON,
  ],
  examples: [
    ["tail -f app.log | closemask mask", "mask a log as it grows"],
    ["closemask mask --redact < dump.sql > dump.safe.sql", "one way, nothing is stored"],
    ["closemask mask --redact --secrets-env '*_TOKEN' --exec -- make test", "run a command and mask its output"],
    ["closemask mask --ner lexicon mail.txt", "names of people, organisations and places as well"],
    ["closemask mask --session case-7 --style word prompt.txt", "placeholders that language models copy well"],
    [
      "closemask mask --secrets-from .env -i=.orig *.log",
      "mask the values of .env in files, keep the originals as .orig",
    ],
  ],
};

export const UNMASK: CommandSpec = {
  name: "unmask",
  about: "put the values back",
  details: [
    "The inverse of mask, byte for byte. Placeholders of all styles are read at once; only those that the session has issued are replaced.",
  ],
  args: [FILES],
  options: [
    SESSION,
    TENANT,
    { flags: "--tolerant", about: "also accept the small changes that language models make to placeholders" },
    { flags: "--strict", about: "exit with 1 when something of the shape of a placeholder is unknown" },
    STATS,
    IN_PLACE,
    ENCODING,
    BINARY,
    ...COMMON,
  ],
  examples: [
    ["closemask unmask < masked.log", "restore a log"],
    ["closemask unmask --tolerant --session case-7 answer.md", "restore what a model wrote"],
  ],
};
