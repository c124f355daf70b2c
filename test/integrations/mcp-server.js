// A server over standard streams, for the tests of `closemask mcp`: it knows one address.

import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { z } from "zod";

const mail = process.env.MAIL;
const server = new McpServer({ name: "owner", version: "1.0.0" });
server.registerTool("owner", { outputSchema: z.object({ mail: z.email() }) }, async () => ({
  content: [{ type: "text", text: mail }],
  structuredContent: { mail },
}));
server.registerTool("check", { inputSchema: z.object({ mail: z.email() }) }, async (args) => ({
  content: [{ type: "text", text: args.mail === mail ? "it is the owner" : "somebody else" }],
}));
server.registerResource("note", `note:///${mail}`, {}, async (uri) => ({
  contents: [{ uri: uri.href, text: `for ${mail}` }],
}));
await server.connect(new StdioServerTransport());
