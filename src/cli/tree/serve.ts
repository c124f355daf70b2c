// The proxy's commands.

import { COMMON, type CommandSpec, JSON_OUTPUT, LEVEL, NER, type OptionSpec, SESSION, TENANT } from "./spec.ts";

export const UPSTREAM: OptionSpec = {
  flags: "--upstream <provider>",
  about: "add a provider for this run, or say where one is: 'name=url;dialect=openai;path=/v1;auth=x-key;sign=aws'",
  repeats: true,
};
const LLM_URL: OptionSpec = {
  flags: "--llm-url <url>",
  about: "where requests go that name no provider: a base URL, or an endpoint of it",
  setting: "serve.llmUrl",
};
export const PROFILE: OptionSpec = {
  flags: "--profile <profile>",
  about: "hardened refuses what cannot be inspected, and restores no credential in tool calls",
  choices: ["default", "hardened"],
  setting: "serve.profile",
};
export const SECRETS: readonly OptionSpec[] = [
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
];

export const SERVE: CommandSpec = {
  name: "serve",
  about: "stand between clients and language models: mask what leaves, restore what returns",
  details: [
    "A client needs another base URL, and nothing else: http://127.0.0.1:8846/anthropic, http://127.0.0.1:8846/openai/v1 and so on for gemini, ollama, azure, zai, deepseek, groq, mistral, moonshot, zhipu, qwen, openrouter, cohere and the providers of the configuration. Paths without a provider's name, such as /v1/messages, go to the one that speaks them, or to --llm-url. What authenticates the client passes and is never logged.",
    "Beyond loopback a token is required: serve.authToken, which clients send in x-closemask-token, and each of them has a session of its own. Set it in the configuration or as CLOSEMASK_SERVE_AUTH_TOKEN: arguments are visible to other processes.",
    "SIGHUP reads the configuration again. SIGTERM and SIGINT end it once streams have ended; a second one at once. /health and /metrics say how it is.",
  ],
  args: [
    {
      name: "[action]",
      about: "status or stop, for proxies that run already; without it one is started",
      words: ["status", "stop"],
    },
  ],
  options: [
    { flags: "--host <address>", about: "address to listen on", setting: "serve.host" },
    {
      flags: "-p, --port <port>",
      about: "port to listen on, 8846 by default; 0 for one that is free",
      setting: "serve.port",
    },
    SESSION,
    TENANT,
    LEVEL,
    NER,
    UPSTREAM,
    LLM_URL,
    PROFILE,
    { flags: "--auth-token <token>", about: "what clients must send in x-closemask-token", setting: "serve.authToken" },
    { flags: "--tls-cert <file>", about: "certificate in PEM", setting: "serve.tlsCert", completes: "file" },
    { flags: "--tls-key <file>", about: "its key in PEM", setting: "serve.tlsKey", completes: "file" },
    ...SECRETS,
    { flags: "--detach", about: "run on in the background; its messages go to a file in the data folder" },
    {
      flags: "--debug",
      about: "print for each request what was masked in it, with values hidden",
      conflicts: ["detach"],
    },
    { flags: "--show-values", about: "with --debug, on a terminal: show the values" },
    { flags: "--dry-run", about: "send nothing, and answer with what would have been sent" },
    { flags: "--capture <folder>", about: "write bodies as providers see them into this folder", completes: "file" },
    { ...JSON_OUTPUT, about: "print JSON, for status" },
    ...COMMON,
  ],
  examples: [
    ["closemask serve", "then set the client's base URL"],
    ["closemask serve --detach", "in the background"],
    ["closemask serve status", "which proxies run"],
    ["closemask serve stop", "end it, once its streams have ended"],
    [
      "closemask serve --upstream 'local=http://127.0.0.1:8000;dialect=openai;path=/v1'",
      "a server of one's own at /local",
    ],
  ],
};

export const RUN: CommandSpec = {
  name: "run",
  about: "run a client with a proxy of its own",
  details: [
    "Starts a proxy on a free port, sets the variables in which clients look for their base URL (ANTHROPIC_BASE_URL, OPENAI_BASE_URL, GOOGLE_GEMINI_BASE_URL, OLLAMA_HOST and others; for codex its configuration flag), runs the client and ends with its exit code. Where one of the variables is set already, the proxy sends what it masked there.",
  ],
  args: [{ name: "<command...>", about: "the client and its arguments, behind --" }],
  options: [SESSION, TENANT, LEVEL, NER, UPSTREAM, PROFILE, ...SECRETS, ...COMMON],
  examples: [
    ["closemask run -- claude", "Claude Code"],
    ["closemask run -- codex exec 'fix the tests'", "Codex"],
    ["closemask run -- python agent.py", "anything that uses an SDK"],
  ],
};

export const VERIFY: CommandSpec = {
  name: "verify",
  about: "send canaries through a proxy and report which of them got out; exit with 1 when one did",
  details: [
    "Plants a value at every position of the requests of every API, and one of each kind at two, sends them through a proxy of its own to a provider on this machine, and compares: what reached the provider must hold no canary, what came back must hold them all. Rules, policies and profile are those of the configuration; key, store and session are made for the run and deleted after it.",
  ],
  options: [
    { flags: "--echo", about: "use a provider on this machine that sends back what it gets; the default" },
    {
      flags: "--upstream <url>",
      about: "send what was masked on to this provider; only what leaves is compared then",
      conflicts: ["echo"],
    },
    { flags: "--everywhere", about: "plant a value of every kind at every position, not at two; takes minutes" },
    LEVEL,
    NER,
    PROFILE,
    ...SECRETS,
    JSON_OUTPUT,
    ...COMMON,
  ],
  examples: [["closemask verify", "before you rely on a configuration, and in CI"]],
};
