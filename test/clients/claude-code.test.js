// Claude Code itself: it reads a file with planted values, edits it and answers. The provider sees none of them anywhere; the file
// and the answer hold the real ones.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, URL } from "node:url";
import { expect, test } from "vitest";
import { makeHome } from "../cli/run.ts";
import { startUpstream } from "../server/fake-upstream.ts";
import { runClient } from "./kit.js";
import { EMAIL } from "./provider.js";

const CLAUDE = fileURLToPath(new URL("node_modules/.bin/claude", import.meta.url));
const KEY = `AKIA${"Q7RZ4MW2XK8NT5VB"}`;
const NOTES = `# Release notes\ncontact: ${EMAIL}\naws_access_key_id = ${KEY}\nstatus: draft\n`;

test("E24 three turns with tools", async () => {
  const home = makeHome();
  const file = home.write("work/notes.md", NOTES);
  const turns = [];
  const upstream = await startUpstream((request, response) => {
    if (!request.url.startsWith("/v1/messages") || request.method !== "POST") {
      response.writeHead(404, { "content-type": "application/json" });
      response.end("{}");
      return;
    }
    if (request.url.includes("count_tokens")) {
      response.writeHead(200, { "content-type": "application/json" });
      response.end('{"input_tokens":10}');
      return;
    }
    const { messages, tools = [] } = request.json;
    const results = messages.flatMap(({ content }) =>
      Array.isArray(content) ? content.filter(({ type }) => type === "tool_result") : [],
    );
    if (tools.length > 0) turns.push(messages);
    stream(response, tools.length === 0 ? { text: '{"title":"notes"}' } : step(results, file));
  });
  const env = {
    ANTHROPIC_BASE_URL: upstream.url,
    ANTHROPIC_API_KEY: "sk-ant-test-key-of-the-client",
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    DISABLE_AUTOUPDATER: "1",
    DISABLE_TELEMETRY: "1",
  };
  const prompt = `Read ${file}, change its status to final, and tell ${EMAIL} that it is done.`;
  const command = [
    CLAUDE,
    "-p",
    prompt,
    "--output-format",
    "json",
    "--permission-mode",
    "acceptEdits",
    "--allowedTools",
    "Read,Edit",
  ];
  const { code, stdout, stderr } = await runClient(home, env, command);
  expect([code, stderr]).toEqual([0, ""]);
  expect(JSON.parse(stdout).result).toBe(`${EMAIL}: the key ${KEY} is final`);
  expect(readFileSync(join(home.cwd, "notes.md"), "utf8")).toBe(
    NOTES.replace("status: draft", `status: final, says ${EMAIL}`),
  );
  const everything = upstream.everything();
  for (const value of [EMAIL, KEY]) expect(everything.includes(value), "a value reached the provider").toBe(false);
  // What the provider has cached stays valid: each turn begins as the one before.
  expect(turns.length).toBeGreaterThanOrEqual(3);
  for (let i = 1; i < turns.length; i++) {
    const [before, after] = [turns[i - 1], turns[i]];
    for (let k = 0; k < before.length; k++) expect(plain(after[k])).toEqual(plain(before[k]));
  }
});

/** A message without what Claude Code itself writes in another way in the next turn: marks of caching, and single texts as lists. */
function plain({ role, content }) {
  const blocks = typeof content === "string" ? [{ type: "text", text: content }] : content;
  return {
    role,
    blocks: JSON.parse(JSON.stringify(blocks, (key, value) => (key === "cache_control" ? undefined : value))),
  };
}

/** What the model does next. It knows the placeholders from what it has read. */
function step(results, file) {
  if (results.length === 0) return { tool: "Read", input: { file_path: file } };
  const read = JSON.stringify(results[0]);
  const address = /EMAILX\d{9,15}/.exec(read)?.[0];
  const key = /[A-Z]{2,16}X\d{9,15}/.exec(read.slice(read.indexOf("aws_access_key_id")))?.[0];
  if (results.length === 1) {
    return {
      tool: "Edit",
      input: { file_path: file, old_string: "status: draft", new_string: `status: final, says ${address}` },
    };
  }
  return { text: `${address}: the key ${key} is final` };
}

function stream(response, { text, tool, input }) {
  const events = [];
  const event = (value) => events.push(`event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`);
  const block =
    tool === undefined
      ? { type: "text", text: "" }
      : { type: "tool_use", id: `toolu_${Math.random().toString(36).slice(2)}`, name: tool, input: {} };
  const whole = tool === undefined ? text : JSON.stringify(input);
  event({
    type: "message_start",
    message: {
      id: `msg_${Math.random().toString(36).slice(2)}`,
      type: "message",
      role: "assistant",
      model: "claude-opus-5-5",
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: 10, output_tokens: 1 },
    },
  });
  event({ type: "content_block_start", index: 0, content_block: block });
  for (let at = 0; at < whole.length; at += 6) {
    const piece = whole.slice(at, at + 6);
    event({
      type: "content_block_delta",
      index: 0,
      delta:
        tool === undefined ? { type: "text_delta", text: piece } : { type: "input_json_delta", partial_json: piece },
    });
  }
  event({ type: "content_block_stop", index: 0 });
  event({
    type: "message_delta",
    delta: { stop_reason: tool === undefined ? "end_turn" : "tool_use", stop_sequence: null },
    usage: { output_tokens: 5 },
  });
  event({ type: "message_stop" });
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const each of events) response.write(each);
  response.end();
}
