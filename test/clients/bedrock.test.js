// AWS's own client, which signs what it sends: closemask signs again what leaves, and the client reads frames that it checks.

import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { expect, test } from "vitest";
import { makeHome } from "../cli/run.ts";
import { serve } from "../cli/serve/kit.ts";
import { event } from "../proxy/aws-kit.ts";
import { sendJson, startUpstream } from "../server/fake-upstream.ts";
import { verified } from "../server/sigv4-kit.ts";

const EMAIL = "jane.roe@corp-mail.com";
const MODEL = "anthropic.claude-sonnet-9-v1:0";
const CREDENTIALS = { accessKeyId: "AKIDPROXY", secretAccessKey: "the proxy's own secret" };

function answer(request, response) {
  const token = /EMAILX\d{9}/.exec(request.body.toString())?.[0] ?? "nothing";
  const text = `I wrote to ${token}.`;
  if (request.url.endsWith("/invoke")) sendJson(response, { content: [{ type: "text", text }] });
  else if (request.url.endsWith("/converse"))
    sendJson(response, {
      output: { message: { role: "assistant", content: [{ text }] } },
      stopReason: "end_turn",
      usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
      metrics: { latencyMs: 1 },
    });
  else {
    response.writeHead(200, { "content-type": "application/vnd.amazon.eventstream" });
    response.write(event("messageStart", { role: "assistant" }));
    for (const piece of text.match(/.{1,4}/g))
      response.write(event("contentBlockDelta", { contentBlockIndex: 0, delta: { text: piece } }));
    const call = JSON.stringify({ to: token, note: '"x"' });
    const start = { toolUse: { toolUseId: "t", name: "send" } };
    response.write(event("contentBlockStop", { contentBlockIndex: 0 }));
    response.write(event("contentBlockStart", { contentBlockIndex: 1, start }));
    for (const input of call.match(/.{1,4}/g))
      response.write(event("contentBlockDelta", { contentBlockIndex: 1, delta: { toolUse: { input } } }));
    response.write(event("contentBlockStop", { contentBlockIndex: 1 }));
    response.end(event("messageStop", { stopReason: "tool_use" }));
  }
}

test("H03 H04 Converse, its stream, and Invoke with AWS's client and keys that are made up", async () => {
  const upstream = await startUpstream(answer);
  const proxy = await serve(makeHome(), ["--upstream", `bedrock=${upstream.url};dialect=bedrock;sign=aws`], {
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  });
  const client = new BedrockRuntimeClient({
    region: "us-east-1",
    endpoint: `${proxy.url}/bedrock`,
    credentials: { accessKeyId: "AKIDMADEUP", secretAccessKey: "made up" },
    maxAttempts: 1,
    // Its default is HTTP/2 without an offer of anything else.
    requestHandler: new NodeHttpHandler(),
  });
  const messages = [{ role: "user", content: [{ text: `write to ${EMAIL}` }] }];
  const whole = await client.send(new ConverseCommand({ modelId: MODEL, messages }));
  expect(whole.output.message.content[0].text).toBe(`I wrote to ${EMAIL}.`);

  const { stream } = await client.send(new ConverseStreamCommand({ modelId: MODEL, messages }));
  let text = "";
  let call = "";
  for await (const { contentBlockDelta } of stream) {
    text += contentBlockDelta?.delta.text ?? "";
    call += contentBlockDelta?.delta.toolUse?.input ?? "";
  }
  expect([text, JSON.parse(call)]).toEqual([`I wrote to ${EMAIL}.`, { to: EMAIL, note: '"x"' }]);

  const body = JSON.stringify({ anthropic_version: "bedrock-2023-05-31", max_tokens: 9, messages });
  const invoked = await client.send(new InvokeModelCommand({ modelId: MODEL, contentType: "application/json", body }));
  expect(JSON.parse(Buffer.from(invoked.body).toString()).content[0].text).toBe(`I wrote to ${EMAIL}.`);

  expect(upstream.received).toHaveLength(3);
  expect(upstream.everything()).not.toContain(EMAIL);
  expect(upstream.everything()).not.toContain("AKIDMADEUP");
  for (const received of upstream.received) {
    const { is, due, scope } = verified(received, CREDENTIALS);
    expect(is).toBe(due);
    expect(scope).toMatch(/\/us-east-1\/bedrock\/aws4_request$/);
  }
});
