// The real SDK of the Model Context Protocol: its client and server over transports that are masked, and over `closemask mcp`.

import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { McpServer, ResourceTemplate } from "@modelcontextprotocol/sdk/server/mcp.js";
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  LoggingMessageNotificationSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { maskTransport } from "closemask/mcp";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { makeHome } from "../cli/run.ts";
import { EMAIL, EMAIL2, openSession, TOKEN } from "./kit.js";

const BIN = new URL("../../bin/closemask.js", import.meta.url).pathname;

/** A server with one of everything, whose texts are full of values. */
function makeServer(given) {
  const server = new McpServer(
    { name: "notes", version: "1.2.3.4" },
    { instructions: `mail ${EMAIL}`, capabilities: { logging: {} } },
  );
  const person = z.object({ to: z.email().describe(`such as ${EMAIL}`), phone: z.number().optional() });
  server.registerTool(
    "find",
    {
      description: `finds ${EMAIL}`,
      inputSchema: person,
      outputSchema: z.object({ owner: z.email(), phone: z.any() }),
    },
    async (args) => {
      given.push(args);
      return {
        content: [{ type: "text", text: `owner ${EMAIL2}, key ${TOKEN}` }],
        structuredContent: { owner: EMAIL2, phone: 13800138000 },
      };
    },
  );
  server.registerTool("fail", { inputSchema: person }, async ({ to }) => {
    throw new Error(`no mailbox ${to}`);
  });
  server.registerTool("ask", {}, async () => {
    const answer = await server.server.createMessage({
      maxTokens: 10,
      systemPrompt: EMAIL2,
      messages: [{ role: "user", content: { type: "text", text: `who is ${EMAIL}?` } }],
    });
    const said = await server.server.elicitInput({
      message: `write to ${EMAIL}?`,
      requestedSchema: { type: "object", properties: { mail: { type: "string", default: EMAIL } } },
    });
    await server.server.sendLoggingMessage({ level: "info", data: { for: EMAIL } });
    given.push({ answer: answer.content.text, said: said.content });
    return { content: [] };
  });
  server.registerResource("file", `file:///home/${EMAIL}/a.txt`, { description: EMAIL }, async (uri) => ({
    contents: [{ uri: uri.href, text: EMAIL }],
  }));
  server.registerResource(
    "template",
    new ResourceTemplate("note:///{who}", { list: undefined }),
    {},
    async (uri, { who }) => {
      given.push({ who });
      return { contents: [{ uri: uri.href, text: `${who}`, mimeType: "text/plain" }] };
    },
  );
  server.registerPrompt("greet", { argsSchema: { who: z.string() } }, ({ who }) => {
    given.push({ who });
    return { messages: [{ role: "user", content: { type: "text", text: `greet ${who}` } }] };
  });
  return server;
}

/** Both ends; `seen` is what the client's side got as messages, before the SDK read them. */
async function connect(wrap, capabilities = { sampling: {}, elicitation: {} }) {
  const given = [];
  const seen = [];
  const server = makeServer(given);
  const client = new Client({ name: "c", version: "1" }, { capabilities });
  const [left, right] = InMemoryTransport.createLinkedPair();
  const send = right.send.bind(right);
  right.send = (message, options) => {
    seen.push(message);
    return send(message, options);
  };
  const [forClient, forServer] = await wrap(left, right);
  await Promise.all([server.connect(forServer), client.connect(forClient)]);
  onTestFinished(() => client.close());
  return { client, server, given, seen };
}

const text = (result) => result.content[0].text;

describe("a server's transport", () => {
  const open = async () => {
    const session = await openSession();
    const ends = await connect((left, right) => [left, maskTransport(right, session, { of: "server" })]);
    return { session, ...ends };
  };

  test("tools: values in, placeholders out, also in errors and descriptions", async () => {
    const { client, given, seen, session } = await open();
    const to = await session.encode(EMAIL, { kind: "EMAIL" });
    const { tools } = await client.listTools();
    expect(tools[0].description).toBe(`finds ${to}`);
    expect(tools[0].inputSchema.properties.to).toMatchObject({ type: "string", description: `such as ${to}` });
    const result = await client.callTool({ name: "find", arguments: { to } });
    expect(given).toEqual([{ to: EMAIL }]);
    expect(text(result)).toMatch(/^owner EMAILX\d{9}, key \w+X\d{9}$/);
    // What was a number comes back as one.
    await client.callTool({ name: "find", arguments: { to, phone: result.structuredContent.phone } });
    expect(given[1]).toEqual({ to: EMAIL, phone: 13800138000 });
    const failed = await client.callTool({ name: "fail", arguments: { to } });
    expect(failed.isError).toBe(true);
    expect(text(failed)).toBe(`no mailbox ${to}`);
    expect(client.getInstructions()).toBe(`mail ${to}`);
    expect(client.getServerVersion().version).toBe("1.2.3.4");
    for (const value of [EMAIL, EMAIL2, TOKEN]) expect(JSON.stringify(seen)).not.toContain(value);
  });

  test("resources and prompts, by masked addresses and arguments", async () => {
    const { client, given, seen, session } = await open();
    const who = await session.encode(EMAIL, { kind: "EMAIL" });
    const { resources } = await client.listResources();
    expect(resources[0].uri).not.toContain(EMAIL);
    const { contents } = await client.readResource({ uri: resources[0].uri });
    expect(contents[0]).toEqual({ uri: resources[0].uri, text: who });
    await client.readResource({ uri: `note:///${who}` });
    const { messages } = await client.getPrompt({ name: "greet", arguments: { who } });
    expect(messages[0].content.text).toBe(`greet ${who}`);
    expect(given).toEqual([{ who: EMAIL }, { who: EMAIL }]);
    await expect(client.readResource({ uri: "nothing:///" })).rejects.toThrow(/nothing/);
    expect(JSON.stringify(seen)).not.toContain(EMAIL);
  });

  test("what the server asks, and notes", async () => {
    const { client, given, seen, session } = await open();
    const to = await session.encode(EMAIL, { kind: "EMAIL" });
    const noted = [];
    client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => void noted.push(params.data));
    client.setRequestHandler(CreateMessageRequestSchema, ({ params }) => ({
      role: "assistant",
      model: "m",
      content: { type: "text", text: params.messages[0].content.text },
    }));
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => ({
      action: "accept",
      content: { mail: params.requestedSchema.properties.mail.default },
    }));
    await client.callTool({ name: "ask", arguments: {} });
    expect(given).toEqual([{ answer: `who is ${EMAIL}?`, said: { mail: EMAIL } }]);
    expect(noted).toEqual([{ for: to }]);
    expect(JSON.stringify(seen)).not.toContain(EMAIL);
  });

  test("what the policy blocks becomes an error", async () => {
    const session = await openSession({ actions: { GITHUB_TOKEN: "block" } });
    const { client, seen } = await connect((left, right) => [left, maskTransport(right, session, { of: "server" })]);
    const failure = await client
      .callTool({ name: "find", arguments: { to: "x@corp.example" } })
      .catch((error) => error);
    expect(failure.message).toContain("closemask: ");
    expect(JSON.stringify(seen)).not.toContain(TOKEN);
  });
});

describe("a client's transport", () => {
  test("for a client that may not see values of a server that is somebody else's", async () => {
    const session = await openSession();
    const { client, given } = await connect((left, right) => [maskTransport(left, session, { of: "client" }), right]);
    const found = text(await client.callTool({ name: "find", arguments: { to: EMAIL } }));
    expect(found).toMatch(/^owner EMAILX\d{9}/);
    const to = /EMAILX\d{9}/.exec(found)[0];
    await client.callTool({ name: "find", arguments: { to } });
    expect(given).toEqual([{ to: EMAIL }, { to: EMAIL2 }]);
  });

  test("for a server that must not see values", async () => {
    const session = await openSession();
    const sent = [];
    const { client } = await connect((left, right) => {
      const send = left.send.bind(left);
      left.send = (message, options) => {
        sent.push(message);
        return send(message, options);
      };
      return [maskTransport(left, session, { of: "client", untrusted: "server" }), right];
    });
    const { messages } = await client.getPrompt({ name: "greet", arguments: { who: EMAIL } });
    expect(messages[0].content.text).toBe(`greet ${EMAIL}`);
    expect(JSON.stringify(sent)).not.toContain(EMAIL);
  });
});

describe("closemask mcp", () => {
  test("between the SDK's client and a server of its own process", async () => {
    const home = makeHome();
    const server = new URL("./mcp-server.js", import.meta.url).pathname;
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [BIN, "mcp", "--", process.execPath, server],
      env: { ...home.env, MAIL: EMAIL },
      cwd: home.cwd,
      stderr: "ignore",
    });
    const client = new Client({ name: "c", version: "1" });
    await client.connect(transport);
    onTestFinished(() => client.close());
    const result = await client.callTool({ name: "owner", arguments: {} });
    const to = text(result);
    expect(to).toMatch(/^EMAILX\d{9}$/);
    expect(result.structuredContent).toEqual({ mail: to });
    const checked = await client.callTool({ name: "check", arguments: { mail: to } });
    expect(text(checked)).toBe("it is the owner");
    const { resources } = await client.listResources();
    expect((await client.readResource({ uri: resources[0].uri })).contents[0].text).toBe(`for ${to}`);
  });
});
