// A server of the Model Context Protocol whose client must not see values: client and server in one process, so that it shows both.
// npm install closemask @modelcontextprotocol/sdk zod

import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { createCloseMask } from "closemask";
import { maskTransport } from "closemask/mcp";
import { z } from "zod";

const server = new McpServer({ name: "people", version: "1.0.0" });
server.registerTool("find", {}, async () => ({ content: [{ type: "text", text: "jane.roe@corp.example" }] }));
server.registerTool("write", { inputSchema: z.object({ to: z.string() }) }, async ({ to }) => {
  console.log(`the server gets: ${to}`);
  return { content: [] };
});

const session = await createCloseMask().open();
const [here, there] = InMemoryTransport.createLinkedPair();
await server.connect(maskTransport(there, session, { of: "server" }));
const client = new Client({ name: "agent", version: "1.0.0" });
await client.connect(here);

const { content } = await client.callTool({ name: "find" });
console.log(`the client got: ${content[0].text.replace(/\d{9}/, "000000000")}`);
await client.callTool({ name: "write", arguments: { to: content[0].text } });
await client.close();
