// The command that only reports. In a table of its own: its start loads no more of the tree than that of a filter.

import { COMMON, type CommandSpec, LEVEL, NER } from "./spec.ts";

export const SCAN: CommandSpec = {
  name: "scan",
  about: "report personal data and credentials in files, and change nothing",
  details: [
    "Reads files, folders or stdin and says where values stand, never what they are. Exit code 1 means findings, 2 that something could not be read.",
    "In a git repository a folder means the files that git tracks or would add: .gitignore counts. Elsewhere .git and node_modules are left out. A file that is named is always read. Binary files and archives are skipped and counted, pipes and devices left out; links are followed only when they are named.",
    "A line that holds closemask:allow is not reported, nor one behind closemask:allow-next-line. Kinds, categories or rules right behind it limit it to those: closemask:allow EMAIL.",
  ],
  args: [{ name: "[paths...]", about: "files and folders; stdin when there are none, or for -", completes: "file" }],
  options: [
    {
      flags: "--format <format>",
      about: "how findings are written: github are workflow commands, gitlab is a secret detection report",
      choices: ["text", "json", "ndjson", "sarif", "github", "gitlab"],
    },
    { flags: "-o, --output <file>", about: "write the report to this file instead of stdout", completes: "file" },
    { flags: "--context <lines>", about: "lines of text around a finding, 0 to 20; 1 by default" },
    { flags: "--staged", about: "read what is staged in git: changed files as the index has them" },
    {
      flags: "--baseline <file>",
      about: "leave out what this file knows: rule, path and a salted hash of each value",
      completes: "file",
    },
    { flags: "--update-baseline", about: "write all findings into the baseline, report new ones, and end with 0" },
    {
      flags: "--fail-on <what>",
      about: "end with 1 only for these kinds or categories, or from this level on, separated by commas or repeated",
      repeats: true,
      conflicts: ["exitZero"],
    },
    { flags: "--exit-zero", about: "end with 0 whatever was found" },
    LEVEL,
    NER,
    {
      flags: "--only <kinds>",
      about: "report these kinds or categories only, separated by commas or repeated",
      repeats: true,
      conflicts: ["except"],
    },
    {
      flags: "--except <kinds>",
      about: "leave these kinds or categories out, separated by commas or repeated",
      repeats: true,
    },
    {
      flags: "--secrets-from <file>",
      about: "report the values of this .env file wherever they stand, also encoded",
      repeats: true,
      completes: "file",
    },
    {
      flags: "--secrets-env <pattern>",
      about: "report the values of the environment variables that match, such as '*_TOKEN'",
      repeats: true,
    },
    {
      flags: "--encoding <name>",
      about: "encoding of the text, such as gb18030; UTF-8 and UTF-16 are told apart by themselves",
    },
    { flags: "--show-values", about: "show the values, in text, json and ndjson" },
    ...COMMON,
  ],
  examples: [
    ["closemask scan .", "all files of a repository, without what git ignores"],
    ["closemask scan --staged", "before a commit"],
    ["closemask scan --format sarif -o found.sarif .", "for code scanning"],
    ["closemask scan --baseline .closemask-baseline.json --update-baseline .", "accept what is there today"],
    ["kubectl logs deploy/api | closemask scan", "what a log says"],
  ],
};
