// The commands for the audit log.

import { COMMON, type CommandSpec, JSON_OUTPUT, type OptionSpec } from "./spec.ts";

const LOG = {
  name: "[file]",
  about: "the log, with what was put aside of it; by default that of the configuration",
  completes: "file",
} as const;

const SELECTION: readonly OptionSpec[] = [
  { flags: "--since <when>", about: "events from then on: a date, a time in ISO 8601, or an age such as 7d" },
  { flags: "--until <when>", about: "events before then" },
  {
    flags: "--kind <kinds>",
    about:
      "events of these kinds (mask, restore, refuse …) or with values of these (EMAIL …), separated by commas or repeated",
    repeats: true,
  },
  { flags: "-s, --session <name>", about: "events of this session", completes: "session" },
];

export const AUDIT_COMMANDS: readonly CommandSpec[] = [
  {
    name: "audit verify",
    about: "check the audit log; exit with 1 when lines were removed, changed, moved or cut",
    details: [
      "Needs the key under which the log was written. Chains that a signal or a crash ended are named and are no fault; nor are lines of which the log itself says that they could not be written. What the check proves and what it does not is in docs/audit.md.",
    ],
    args: [LOG],
    options: [
      { flags: "--head <folder>", about: "where the heads are, beside the file by default", completes: "file" },
      { flags: "--no-head", about: "for a copy without heads: do not look for a cut at the end" },
      JSON_OUTPUT,
      ...COMMON,
    ],
    examples: [
      ["closemask audit verify", "the log of the configuration"],
      ["closemask audit verify --no-head /backup/audit.ndjson", "a copy, of which the heads were left behind"],
    ],
  },
  {
    name: "audit show",
    about: "print the events of the audit log",
    args: [LOG],
    options: [
      ...SELECTION,
      { flags: "--format <format>", about: "how: a table, or the lines as they are", choices: ["table", "ndjson"] },
      ...COMMON,
    ],
    examples: [
      ["closemask audit show --since 1h", "the last hour"],
      ["closemask audit show --kind refuse,policy --format ndjson", "what was refused or let through, as it stands"],
    ],
  },
  {
    name: "audit stats",
    about: "sum up the audit log by day, kind and destination",
    args: [LOG],
    options: [...SELECTION, { flags: "--format <format>", about: "how", choices: ["table", "json", "csv"] }, ...COMMON],
    examples: [["closemask audit stats --since 2026-11-01 --until 2026-12-01", "a month"]],
  },
  {
    name: "audit export",
    about: "write events of the audit log for other programs",
    details: ["NDJSON is the lines as they are, which verify can still check when none was left out."],
    args: [LOG],
    options: [
      ...SELECTION,
      { flags: "--format <format>", about: "how; ndjson by default", choices: ["ndjson", "csv"] },
      { flags: "--csv", about: "the same as --format csv", conflicts: ["format"] },
      { flags: "-o, --output <file>", about: "file to write, stdout by default; never overwrites", completes: "file" },
      ...COMMON,
    ],
    examples: [["closemask audit export --csv --since 30d -o november.csv", "for a spreadsheet"]],
  },
];
