// The command between an MCP client and a server.

import { PROFILE, SECRETS } from "./serve.ts";
import { COMMON, type CommandSpec, LEVEL, NER, SESSION } from "./spec.ts";

export const MCP: CommandSpec = {
  name: "mcp",
  about: "run an MCP server: mask what it returns, restore what it is sent",
  details: [
    "Stands between a client and a server that speak the Model Context Protocol over the server's standard streams. Results, resources, prompts, notifications, descriptions and errors reach the client masked; arguments of tools and prompts, addresses of resources and answers reach the server with values, as policies say for the place tools. Everything else of a message stays byte for byte. What the server writes to stderr is masked as well.",
    "With --untrusted server it is the other way round: the server gets placeholders, and the client gets back values.",
    "A message that cannot be masked, restored or inspected, or that is longer than serve.bodyLimit, is not passed on: whoever waits for it gets an error instead. The exit code is the server's, and signals are passed to it.",
  ],
  args: [{ name: "<command...>", about: "the server and its arguments, behind --" }],
  options: [
    {
      flags: "--untrusted <side>",
      about: "the side that must not see values; the client by default",
      choices: ["client", "server"],
    },
    SESSION,
    LEVEL,
    NER,
    PROFILE,
    ...SECRETS,
    ...COMMON,
  ],
  examples: [
    ["closemask mcp -- node my-server.js", "in the client's configuration, in place of node my-server.js"],
    ["closemask mcp -s case-7 -- npx -y some-mcp-server", "in a session of its own"],
    ["closemask mcp --untrusted server -- uvx search-server", "a server that sends on what it is asked"],
  ],
};
