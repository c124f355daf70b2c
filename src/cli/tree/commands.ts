// All commands in the order of help and man pages, and the exit codes and variables that every page names.

import { AUDIT_COMMANDS } from "./audit.ts";
import { CHAT } from "./chat.ts";
import { MASK, UNMASK } from "./filters.ts";
import { KEY_COMMANDS } from "./keys.ts";
import { MCP } from "./mcp.ts";
import { SCAN } from "./scan.ts";
import { RUN, SERVE, VERIFY } from "./serve.ts";
import { SESSION_COMMANDS } from "./sessions.ts";
import { SIDECAR_COMMANDS } from "./sidecar.ts";
import { COMMON, type CommandSpec, type GroupSpec, JSON_OUTPUT, LEVEL, NER } from "./spec.ts";
import { UNINSTALL } from "./uninstall.ts";

export const GROUPS: readonly GroupSpec[] = [
  { name: "sessions", about: "list, show, move and delete sessions" },
  { name: "keys", about: "show, make, rotate, export and import the master key" },
  { name: "audit", about: "check, show, sum up and export the audit log" },
  { name: "config", about: "show, check and start the configuration" },
  { name: "rules", about: "list, show and test the rules" },
  { name: "ner", about: "models that find names: runtime, downloads, the sidecar" },
];

export const COMMANDS: readonly CommandSpec[] = [
  MASK,
  UNMASK,
  SCAN,
  SERVE,
  RUN,
  MCP,
  CHAT,
  VERIFY,
  {
    name: "explain",
    about: "say what the rules make of a text, and why",
    details: [
      "For each candidate: rule, kind, confidence, result of the rule's own check, decision, and the reason where it is not masked. Values are shown as length and classes of characters only. Arguments are visible to other processes on the machine: give real data on stdin, as `-`.",
    ],
    args: [{ name: "<text>", about: "the text, or - for stdin" }],
    options: [
      LEVEL,
      NER,
      { flags: "--only <kinds>", about: "as in mask", repeats: true },
      { flags: "--except <kinds>", about: "as in mask", repeats: true },
      { flags: "--show-values", about: "show the values" },
      JSON_OUTPUT,
      ...COMMON,
    ],
    examples: [["closemask explain - < line.txt", "why something is masked, or is not"]],
  },
  ...SESSION_COMMANDS,
  ...KEY_COMMANDS,
  ...AUDIT_COMMANDS,
  {
    name: "config show",
    about: "print the effective configuration and where each value comes from",
    options: [JSON_OUTPUT, ...COMMON],
    examples: [["closemask config show", "after files, environment and flags"]],
  },
  {
    name: "config check",
    about: "check the configuration; exit with 2 when something is wrong",
    options: COMMON,
    examples: [["closemask config check --config new.yaml", "before it is put in place"]],
  },
  {
    name: "config path",
    about: "print where configuration and data are, or would be",
    options: [JSON_OUTPUT, ...COMMON],
    examples: [["closemask config path", "which files count here"]],
  },
  {
    name: "config init",
    about: "write a commented configuration to start from",
    args: [{ name: "[file]", about: "where; the user's configuration by default", completes: "file" }],
    options: COMMON,
    examples: [["closemask config init", "never overwrites"]],
  },
  {
    name: "config import",
    about: "turn a configuration of another program into one of closemask",
    details: [
      "Reads a config.json of CloseMask (the proxy in Go), a configuration of anon-proxy, or the tokenization block of Claude Code Router; which of them it is, is told from its keys. What has no counterpart is said, and written into the result as comments. Settings of parts that are not in this version are kept, and named.",
    ],
    args: [{ name: "<file>", about: "their configuration, or - for stdin", completes: "file" }],
    options: [
      {
        flags: "--from <program>",
        about: "whose configuration it is, where its keys do not say it",
        choices: ["closemask-go", "anon-proxy", "claude-code-router"],
      },
      {
        flags: "-o, --output <file>",
        about: "file to write, stdout by default; JSON when it ends in .json",
        completes: "file",
      },
      { flags: "--force", about: "replace the file that is there" },
      JSON_OUTPUT,
      ...COMMON,
    ],
    examples: [
      [
        "closemask config import ~/.claude-code-router/config.json -o .closemaskrc.yaml",
        "read it before you rely on it",
      ],
    ],
  },
  {
    name: "config trust",
    about: "give a project's configuration file full rights until it changes",
    details: [
      "Without trust a project's file may only mask more: add patterns, deny and rules.enable, raise level, tighten policies. Other settings can run commands, send data elsewhere or unmask, so they need this. The file's hash is kept in the user's folder.",
    ],
    args: [{ name: "[file]", about: "the file; the project's own by default", completes: "file" }],
    options: [{ flags: "--revoke", about: "take the trust back" }, ...COMMON],
    examples: [["closemask config trust", "after reading the file"]],
  },
  {
    name: "doctor",
    about: "check key, store, configuration and versions; exit with 1 when something needs a hand",
    options: [JSON_OUTPUT, ...COMMON],
    examples: [["closemask doctor", "also lists every setting that lets text through when something fails"]],
  },
  {
    name: "rules list",
    about: "list the rules: id, kind, category, level from which they mask",
    details: [
      "Rules that are off by default, such as url and date, are listed as off. Name their kind in --only, or the rule in rules.enable of the configuration.",
    ],
    options: [JSON_OUTPUT, ...COMMON],
    examples: [["closemask rules list", "one line a rule"]],
  },
  {
    name: "rules show",
    about: "show a rule with its examples",
    args: [{ name: "<id>", about: "id of the rule" }],
    options: [JSON_OUTPUT, ...COMMON],
    examples: [["closemask rules show email", "what it takes and what it leaves"]],
  },
  {
    name: "rules test",
    about: "run the examples of rules; exit with 1 when one does not hold",
    args: [{ name: "[ids...]", about: "ids of rules, all by default" }],
    options: COMMON,
    examples: [["closemask rules test", "all of them"]],
  },
  {
    name: "ner test",
    about: "say which names the engine in use finds in a text, and how long it takes",
    details: [
      "The engine is that of --ner or ner.engine, the lexicon when neither names one. Scores, labels and gaps of the configuration count; rules do not. The names are printed: the text is yours. Arguments are visible to other processes on the machine: give real data on stdin, as `-`.",
    ],
    args: [{ name: "<text>", about: "the text, or - for stdin" }],
    options: [NER, { flags: "--compare", about: "all engines that can be had, side by side" }, JSON_OUTPUT, ...COMMON],
    examples: [
      ['closemask ner test "张三的电话是13800138000"', "with the lexicon"],
      ["closemask ner test --compare - < mail.txt", "lexicon, sidecar and the configured service"],
    ],
  },
  ...SIDECAR_COMMANDS,
  UNINSTALL,
  {
    name: "completion",
    about: "print a completion script",
    args: [{ name: "<shell>", about: "bash, zsh or fish" }],
    bare: true,
    examples: [
      ["closemask completion bash > /etc/bash_completion.d/closemask", "for all users"],
      ["source <(closemask completion zsh)", "for this shell"],
      ["closemask completion fish > ~/.config/fish/completions/closemask.fish", "for fish"],
    ],
  },
];

export const EXIT_STATUS: readonly (readonly [code: string, meaning: string])[] = [
  ["0", "done; also when the reader of the output went away. mask --exec and run end with the code of their command"],
  [
    "1",
    "findings: what scan found, unresolved placeholders with unmask --strict, a blocked kind, a fault that doctor, verify, audit verify or rules test found",
  ],
  [
    "2",
    "wrong usage or configuration, an input that cannot be read, or a file that config init or config import would overwrite",
  ],
  [
    "3",
    "the store or the key is not usable, or the audit log where audit.onError is block; sessions knows no session of that name; an output that cannot be written, or the file of an export that exists; with mask --exec also any other reason for which output is withheld",
  ],
  ["4", "an upstream or sidecar is not reachable"],
  ["70", "a defect in closemask"],
  ["126", "mask --exec, run: the command cannot be run"],
  ["127", "mask --exec, run: there is no such command"],
  ["128+n", "ended by signal n, or the command of mask --exec or run was; 130 also for Ctrl-C at a question"],
];

export const ENVIRONMENT: readonly (readonly [name: string, meaning: string])[] = [
  ["CLOSEMASK_KEY", "the master key, base64"],
  ["CLOSEMASK_KEY_FILE", "file that holds the master key"],
  ["CLOSEMASK_PASSPHRASE", "passphrase from which the master key is made"],
  ["VAULT_ADDR, VAULT_TOKEN, VAULT_NAMESPACE, VAULT_CACERT", "with key.source vault: as Vault's own tools have them"],
  ["AWS_REGION, AWS_PROFILE, AWS_ACCESS_KEY_ID, …", "with key.source aws-kms: as AWS's own tools have them"],
  ["CLOSEMASK_CONFIG", "configuration file, as --config"],
  ["CLOSEMASK_ENGINE", "js: no WebAssembly and no second thread; slower, with the same results"],
  [
    "CLOSEMASK_SESSION, CLOSEMASK_LEVEL, CLOSEMASK_STORE_PATH, …",
    "any single-valued setting: its path in upper case, joined by underscores",
  ],
  ["NO_COLOR", "no colours in messages"],
  ["XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_CACHE_HOME", "folders, instead of the platform's own"],
];

export const FILES: readonly (readonly [path: string, meaning: string])[] = [
  [
    "~/.config/closemask/config.yaml",
    "the user's configuration; ~/Library/Application Support/closemask on macOS, %APPDATA%\\closemask on Windows",
  ],
  [
    ".closemaskrc, .closemaskrc.{json,yaml,yml}, closemask.config.{json,yaml,yml}, package.json",
    "the project's configuration, in the working folder or above it up to the root of the repository",
  ],
  [
    "~/.local/share/closemask/sessions.db",
    "the sessions, sealed; ~/Library/Application Support/closemask on macOS, %LOCALAPPDATA%\\closemask on Windows",
  ],
];
