// Codex itself: it tries a WebSocket, is refused and goes on with HTTP; then it reads a file with planted values, patches it and
// answers. The provider sees none of them anywhere; the file and the answer hold the real ones.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, URL } from "node:url";
import { expect, test } from "vitest";
import { makeHome } from "../cli/run.ts";
import { startUpstream } from "../server/fake-upstream.ts";
import { runClient } from "./kit.js";
import { EMAIL } from "./provider.js";

const CODEX = fileURLToPath(new URL("node_modules/.bin/codex", import.meta.url));
const KEY = `AKIA${"Q7RZ4MW2XK8NT5VB"}`;
const NOTES = `# Release notes\ncontact: ${EMAIL}\naws_access_key_id = ${KEY}\nstatus: draft\n`;

test("C19 it falls back to HTTP, and its tools run with the values", async () => {
  const home = makeHome();
  home.write("work/notes.md", NOTES);
  const upstream = await startUpstream((request, response) => {
    if (!request.url.startsWith("/v1/responses") || request.method !== "POST") {
      response.writeHead(404, { "content-type": "application/json" });
      response.end("{}");
      return;
    }
    const { input } = request.json;
    const outputs = input.filter(({ type }) => type === "function_call_output" || type === "custom_tool_call_output");
    stream(response, step(outputs, request.body.toString()));
  });
  const env = { OPENAI_BASE_URL: `${upstream.url}/v1`, OPENAI_API_KEY: "k", CODEX_API_KEY: "k", CODEX_HOME: home.path };
  const prompt = `Read notes.md, change its status to final, and tell ${EMAIL} that it is done.`;
  const args = [
    "exec",
    "--skip-git-repo-check",
    "--dangerously-bypass-approvals-and-sandbox",
    "-o",
    join(home.path, "last.txt"),
    prompt,
  ];
  const { code, stderr } = await runClient(home, env, [CODEX, ...args]);
  expect([code, code === 0 ? "" : stderr]).toEqual([0, ""]);
  expect(readFileSync(join(home.path, "last.txt"), "utf8")).toBe(`${EMAIL}: the key ${KEY} is final`);
  expect(readFileSync(join(home.cwd, "notes.md"), "utf8")).toBe(
    NOTES.replace("status: draft", `status: final, says ${EMAIL}`),
  );
  expect(upstream.received.length).toBeGreaterThanOrEqual(3);
  const everything = upstream.everything();
  for (const value of [EMAIL, KEY]) expect(everything.includes(value), "a value reached the provider").toBe(false);
});

/** What the model does next, with the tool for commands that this version offers. */
function step(outputs, offered) {
  if (outputs.length === 0) {
    return offered.includes("exec_command")
      ? { call: "exec_command", args: { cmd: "cat notes.md" } }
      : { call: "shell", args: { command: ["cat", "notes.md"] } };
  }
  const read = JSON.stringify(outputs[0]);
  const address = /EMAILX\d{9,15}/.exec(read)?.[0];
  const key = /[A-Z]{2,16}X\d{9,15}/.exec(read.slice(read.indexOf("aws_access_key_id")))?.[0];
  if (outputs.length === 1) {
    return {
      custom: "apply_patch",
      input: `*** Begin Patch\n*** Update File: notes.md\n@@\n contact: ${address}\n aws_access_key_id = ${key}\n-status: draft\n+status: final, says ${address}\n*** End Patch\n`,
    };
  }
  return { text: `${address}: the key ${key} is final` };
}

function stream(response, { text, call, args, custom, input }) {
  let number = 0;
  const events = [];
  const event = (value) =>
    events.push(`event: ${value.type}\ndata: ${JSON.stringify({ sequence_number: number++, ...value })}\n\n`);
  const pieces = (whole) =>
    Array.from({ length: Math.ceil(whole.length / 6) }, (_, i) => whole.slice(i * 6, i * 6 + 6));
  const id = `item_${Math.random().toString(36).slice(2)}`;
  const at = { output_index: 0, item_id: id };
  const open = { id: "resp_1", object: "response", created_at: 1, status: "in_progress", model: "m", output: [] };
  event({ type: "response.created", response: open });
  let item;
  if (text !== undefined) {
    item = {
      id,
      type: "message",
      role: "assistant",
      status: "completed",
      content: [{ type: "output_text", text, annotations: [] }],
    };
    event({
      type: "response.output_item.added",
      output_index: 0,
      item: { ...item, status: "in_progress", content: [] },
    });
    event({
      type: "response.content_part.added",
      ...at,
      content_index: 0,
      part: { type: "output_text", text: "", annotations: [] },
    });
    for (const delta of pieces(text)) event({ type: "response.output_text.delta", ...at, content_index: 0, delta });
    event({ type: "response.output_text.done", ...at, content_index: 0, text });
  } else if (call !== undefined) {
    item = {
      id,
      type: "function_call",
      call_id: `call_${id}`,
      name: call,
      arguments: JSON.stringify(args),
      status: "completed",
    };
    event({
      type: "response.output_item.added",
      output_index: 0,
      item: { ...item, arguments: "", status: "in_progress" },
    });
    for (const delta of pieces(item.arguments)) event({ type: "response.function_call_arguments.delta", ...at, delta });
    event({ type: "response.function_call_arguments.done", ...at, arguments: item.arguments });
  } else {
    item = { id, type: "custom_tool_call", call_id: `call_${id}`, name: custom, input, status: "completed" };
    event({ type: "response.output_item.added", output_index: 0, item: { ...item, input: "", status: "in_progress" } });
    for (const delta of pieces(input)) event({ type: "response.custom_tool_call_input.delta", ...at, delta });
    event({ type: "response.custom_tool_call_input.done", ...at, input });
  }
  event({ type: "response.output_item.done", output_index: 0, item });
  const usage = {
    input_tokens: 1,
    output_tokens: 1,
    total_tokens: 2,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens_details: { reasoning_tokens: 0 },
  };
  event({ type: "response.completed", response: { ...open, status: "completed", output: [item], usage } });
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const each of events) response.write(each);
  response.end();
}
