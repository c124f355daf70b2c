// The commands for models of one's own: runtime, models, sidecar.

import { COMMON, type CommandSpec, JSON_OUTPUT, type OptionSpec } from "./spec.ts";

const DTYPES = ["auto", "fp32", "fp16", "q8", "int8", "uint8", "q4", "q4f16", "bnb4"];

const PORT: OptionSpec = {
  flags: "-p, --port <port>",
  about: "port on loopback, 8847 by default; 0 for one that is free",
  setting: "ner.sidecar.port",
};
const SOCKET: OptionSpec = {
  flags: "--socket <path>",
  about: "listen on this Unix socket instead",
  setting: "ner.sidecar.socket",
  completes: "file",
};
const DTYPE: OptionSpec = {
  flags: "--dtype <type>",
  about: "which of a model's files: exact numbers, or fewer bits",
  choices: DTYPES,
  setting: "ner.sidecar.dtype",
};
const RUN: readonly OptionSpec[] = [
  PORT,
  SOCKET,
  DTYPE,
  {
    flags: "--provider <provider>",
    about: "where models compute",
    choices: ["cpu", "cuda", "coreml", "dml"],
    setting: "ner.sidecar.provider",
  },
  { flags: "--threads <count>", about: "threads for one model", setting: "ner.sidecar.threads" },
  {
    flags: "--idle <time>",
    about: "end after this time without a request, such as 30m; 0 for never",
    setting: "ner.sidecar.idle",
  },
  { flags: "--all", about: "load the models of all languages now, not when they are asked for" },
];

export const SIDECAR_COMMANDS: readonly CommandSpec[] = [
  {
    name: "ner install",
    about: "put the runtime for models into the data folder",
    details: [
      "onnxruntime-node and @huggingface/tokenizers, from the npm registry, in the versions that this closemask was tested with. 290 MB come, and the parts for other systems are removed again. Needs npm; npm's own configuration and HTTPS_PROXY count. CUDA libraries are left out; set ONNXRUNTIME_NODE_INSTALL=cuda12 to have npm get them.",
    ],
    options: [
      {
        flags: "--from <folder>",
        about: "take it from this folder, which holds a node_modules made on another machine",
        completes: "file",
      },
      { flags: "--force", about: "install again what is there" },
      ...COMMON,
    ],
    examples: [["closemask ner install", "once, before models can run"]],
  },
  {
    name: "ner pull",
    about: "download models into the data folder",
    details: [
      "Any model for token classification with an ONNX file; openai/privacy-filter when none is named. A download that broke off goes on where it was, and a file that is not what the hub says it is, by its checksum, is not kept. HF_ENDPOINT names a mirror, HF_TOKEN authenticates, HTTPS_PROXY, NODE_EXTRA_CA_CERTS and serve.ca count.",
      "Nothing but files of a model is ever sent for: no text leaves.",
    ],
    args: [{ name: "[model]", about: "owner/name, as on the hub" }],
    options: [
      {
        flags: "--languages <list>",
        about: "the models for these languages, such as en,zh,es: those of ner.models, or the usual ones",
      },
      DTYPE,
      {
        flags: "--from <folder>",
        about: "copy from this folder instead, for machines without a way out",
        completes: "file",
      },
      { flags: "--revision <name>", about: "branch, tag or commit, main by default", conflicts: ["from"] },
      ...COMMON,
    ],
    examples: [
      ["closemask ner pull", "the default model"],
      ["closemask ner pull elastic/distilbert-base-cased-finetuned-conll03-english", "a small one for English"],
      ["closemask ner pull --languages en,zh", "one for each language"],
      ["closemask ner pull my/model --from ./exported", "what optimum-cli export onnx wrote"],
    ],
  },
  {
    name: "ner start",
    about: "start the sidecar, a process that runs models for all closemask commands",
    details: [
      "It listens on loopback, answers POST /detect as CloseMask's service does and POST /analyze as Presidio does, and says in /health how it is. A model that finds nothing in a sentence full of names is refused. A crash is followed by a new start. Models of further languages are loaded when a text asks for them.",
    ],
    options: [...RUN, { flags: "--foreground", about: "run here, until a signal ends it" }, ...COMMON],
    examples: [
      ["closemask ner start", "in the background, once the model is loaded"],
      ["closemask ner start --foreground", "for systemd and containers"],
    ],
  },
  {
    name: "ner stop",
    about: "end the sidecar, once its requests have ended",
    options: COMMON,
    examples: [["closemask ner stop", "frees the memory of its models"]],
  },
  {
    name: "ner restart",
    about: "end the sidecar if it runs, and start it",
    options: [...RUN, ...COMMON],
    examples: [["closemask ner restart", "after a change of ner.models"]],
  },
  {
    name: "ner status",
    about: "say whether the sidecar runs and what is loaded; exit with 1 when it does not run",
    options: [JSON_OUTPUT, ...COMMON],
    examples: [["closemask ner status", "address, models, memory, restarts"]],
  },
  {
    name: "ner logs",
    about: "print what the sidecar wrote into its log",
    options: [
      { flags: "-n, --lines <count>", about: "how many of the last lines, 100 by default" },
      { flags: "-f, --follow", about: "go on printing as lines come" },
      ...COMMON,
    ],
    examples: [["closemask ner logs -f", "no line ever quotes a text"]],
  },
  {
    name: "ner bench",
    about: "measure the sidecar that runs: time of a request, and of many at once",
    options: [
      { flags: "-n, --requests <count>", about: "requests one after the other, 200 by default" },
      { flags: "-c, --concurrency <count>", about: "requests at once, 100 by default" },
      { flags: "--size <bytes>", about: "length of a text, 1024 by default" },
      JSON_OUTPUT,
      ...COMMON,
    ],
    examples: [["closemask ner bench", "p50 and p99, one at a time and 100 at once"]],
  },
  {
    name: "ner models",
    about: "list the models that are there and those that the configuration names",
    options: [
      { flags: "--check", about: "read all files and compare their checksums; exit with 1 when one differs" },
      JSON_OUTPUT,
      ...COMMON,
    ],
    examples: [["closemask ner models --check", "before you trust a copied folder"]],
  },
  {
    name: "ner mock",
    about: "run a sidecar without a model, for tests of your own set-up",
    details: [
      "Finds the words of a list and nothing else, and speaks the dialects of CloseMask, Presidio and GLiNER. Lines of the list are a type and a word: PERSON Alice Smith. Runs until a signal ends it.",
    ],
    options: [
      PORT,
      SOCKET,
      { flags: "--words <file>", about: "the list, - for stdin", completes: "file" },
      {
        flags: "--dialect <dialect>",
        about: "speak only this one",
        choices: ["closemask", "presidio", "gliner"],
      },
      { flags: "--delay <time>", about: "wait before each answer, such as 500ms" },
      {
        flags: "--fault <fault>",
        about: "go wrong on purpose: answer 500, never get ready, be off by one, never answer",
        choices: ["error", "loading", "offsets", "hang"],
      },
      ...COMMON,
    ],
    examples: [
      ["closemask ner mock", "then point ner.url at it"],
      ["closemask ner mock --fault offsets", "see that wrong offsets are noticed"],
    ],
  },
];
