// The commands for sessions.

import { COMMON, type CommandSpec, JSON_OUTPUT, SESSION, TENANT } from "./spec.ts";

const YES = { flags: "-y, --yes", about: "do not ask" };
const NAME = { name: "<name>", about: "name of the session", completes: "session" } as const;

export const SESSION_COMMANDS: readonly CommandSpec[] = [
  {
    name: "sessions list",
    about: "list sessions with their entries, size and age",
    options: [
      TENANT,
      { flags: "--all-tenants", about: "those of all tenants, each with its tenant", conflicts: ["tenant"] },
      JSON_OUTPUT,
      ...COMMON,
    ],
    examples: [
      ["closemask sessions list", "what is stored"],
      ["closemask sessions list --tenant acme", "what is stored for one tenant"],
    ],
  },
  {
    name: "sessions show",
    about: "show one session: entries by kind, size, age, what was decided about values",
    args: [NAME],
    options: [TENANT, JSON_OUTPUT, ...COMMON],
    examples: [["closemask sessions show default", "counts by kind"]],
  },
  {
    name: "sessions lists",
    about: "show what was decided in the chat about values of a session, and take it back",
    details: [
      "Prints the values themselves. Those that are masked, and those that stay readable always, count in mask, serve, run and chat, in this session and in no other; those that stay readable in the chat count there alone. A proxy that runs takes changes in within some seconds.",
    ],
    args: [NAME],
    options: [
      { flags: "--remove <numbers>", about: "take these back: numbers of the list, or all", conflicts: ["json"] },
      JSON_OUTPUT,
      ...COMMON,
    ],
    examples: [
      ["closemask sessions lists case-7", "with numbers"],
      ["closemask sessions lists case-7 --remove 1,3", "these count no longer"],
    ],
  },
  {
    name: "sessions export",
    about: "write a session with its conversations to an encrypted file",
    details: ["The file opens on a machine that has the same key, and for the same tenant; see keys export."],
    args: [NAME],
    options: [
      TENANT,
      { flags: "-o, --output <file>", about: "file to write, stdout by default; never overwrites", completes: "file" },
      ...COMMON,
    ],
    examples: [["closemask sessions export case-7 -o case-7.cms", "take a session along"]],
  },
  {
    name: "sessions import",
    about: "take a session in from an exported file, from another tool's map, or from CSV",
    details: [
      "Without --from the file is one that sessions export wrote. It comes in under the name that its session has, because ids follow from that: another --session is refused. It needs the key of the machine that made it, and makes none; see keys import. Refused as a whole when one of its ids stands for another value here. Conversations that are here stay as they are; decisions about values become one, in which masking wins.",
      "With --from the values go into the session of --session. Placeholders of the other tool that closemask could have written resolve from then on; which cannot is counted, and their values are masked as others are. closemask is a session or placeholder file of the proxy CloseMask, anon-proxy its file of --store, rehydra a map file with its key in it or in REHYDRA_KEY.",
      "csv has a value, its kind and, if you like, its placeholder in each row, with a first row that names the columns: value,kind,placeholder. From then on these values are masked wherever they stand. Rows that are wrong are named by their line, and nothing is taken in; --skip-bad takes the others.",
    ],
    args: [{ name: "<file>", about: "the file, or - for stdin", completes: "file" }],
    options: [
      {
        flags: "--from <format>",
        about: "whose file it is",
        choices: ["closemask", "anon-proxy", "rehydra", "csv"],
      },
      SESSION,
      TENANT,
      { flags: "--skip-bad", about: "with --from: take in what is right, and say what was left out" },
      ...COMMON,
    ],
    examples: [
      ["closemask sessions import case-7.cms", "on the machine that has the same key"],
      ["closemask sessions import --from anon-proxy pii.json -s case-7", "go on with the placeholders of anon-proxy"],
      ["closemask sessions import --from csv customers.csv", "names of customers, known from the start"],
    ],
  },
  {
    name: "sessions purge",
    about: "delete a session for good",
    details: ["Text that was masked in it can never be restored."],
    args: [{ ...NAME, name: "[name]" }],
    options: [{ flags: "--all", about: "every session of the tenant, or of no tenant" }, YES, TENANT, ...COMMON],
    examples: [
      ["closemask sessions purge case-7 --yes", "without a question"],
      ["closemask sessions purge --all --tenant acme", "a tenant that left"],
    ],
  },
  {
    name: "sessions prune",
    about: "remove the entries whose time to live is over, of all tenants",
    options: COMMON,
    examples: [["closemask sessions prune", "now instead of when idle"]],
  },
];
