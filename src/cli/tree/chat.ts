// The chat's command.

import { PROFILE, SECRETS, UPSTREAM } from "./serve.ts";
import { COMMON, type CommandSpec, LEVEL, NER, SESSION, TENANT } from "./spec.ts";

export const CHAT: CommandSpec = {
  name: "chat",
  about:
    "talk to a language model and see what leaves: values are masked on the way out and restored in what comes back",
  details: [
    "Shows each message in three views: as you see it, as the provider sees it, and both. While you write it says what would be masked, and before the first value of a kind leaves it asks. Requests go through the same masking as those of closemask serve.",
    "The key of a provider comes from its variable (ANTHROPIC_API_KEY, OPENAI_API_KEY and so on), from chat.keyCommands in the configuration, or from the keychain, where --login puts it; never from an argument. A server on this machine needs none.",
    "Without a terminal on stdin, what stands there is sent as with --once, and stays out of the list of processes. --echo needs neither key nor network.",
  ],
  options: [
    { flags: "--provider <name>", about: "provider to talk to, as in serve", setting: "chat.provider" },
    { flags: "-m, --model <name>", about: "its model", setting: "chat.model" },
    SESSION,
    TENANT,
    LEVEL,
    NER,
    {
      flags: "--echo",
      about: "talk to a built-in partner that answers with what it received",
      conflicts: ["provider", "model"],
    },
    {
      flags: "--once <text>",
      about: "send this, or stdin for -, print the answer and end; arguments are visible to other processes",
    },
    { flags: "--wire", about: "with --once: print the answer as the provider wrote it, with placeholders" },
    {
      flags: "--attach <file>",
      about: "send a text file along with the first message",
      repeats: true,
      completes: "file",
    },
    { flags: "--system <text>", about: "system text", setting: "chat.system" },
    {
      flags: "--resume",
      about: "go on with the last conversation of the session",
      conflicts: ["once", "ephemeral"],
    },
    { flags: "--ephemeral", about: "keep nothing: neither conversation nor values outlive the chat" },
    { flags: "--screen-reader", about: "plain lines instead of a screen that is redrawn", conflicts: ["once"] },
    {
      flags: "--login <provider>",
      about: "ask for a provider's key, put it into the keychain and end",
      conflicts: ["once", "echo", "resume"],
    },
    UPSTREAM,
    PROFILE,
    ...SECRETS,
    ...COMMON,
  ],
  examples: [
    ["closemask chat --echo", "see the masking, without key and network"],
    ['closemask chat --echo --once "mail ada@example.com" --wire', "what would leave"],
    ["closemask chat --login openai", "keep a key in the keychain"],
    ["closemask chat --provider anthropic --model NAME", "talk"],
    ["closemask chat --resume", "go on where you were"],
    ["closemask chat --once - < letter.txt", "in a script: the answer goes to stdout"],
    ["closemask chat --provider ollama --model llama3", "a model on this machine"],
  ],
};
