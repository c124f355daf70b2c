// The proxy's log as a process: its configuration, its metrics, its streams, collectors; and spans of an SDK that the host loads.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath, URL } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { send, until } from "../../server/client.ts";
import { chatAnswer, placeholderIn, sendJson, startUpstream } from "../../server/fake-upstream.ts";
import { start } from "../filter/kit.ts";
import { makeHome } from "../run.ts";
import { serve } from "../serve/kit.ts";
import { eventsOf, ON, verify } from "./kit.ts";

const EMAIL = "jane.roe@corp-mail.com";
const ASK = { model: "m", messages: [{ role: "user", content: `mail ${EMAIL}` }] };
const SLOW = 30_000;

async function startEcho() {
  return await startUpstream((request, response) => sendJson(response, chatAnswer(placeholderIn(request))));
}

/** A collector that keeps what it gets. */
async function startCollector(): Promise<{ url: string; lines: string[] }> {
  const lines: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (request.headers.authorization === "Bearer collector-token")
        lines.push(...Buffer.concat(chunks).toString().trimEnd().split("\n"));
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, lines };
}

describe("a proxy", () => {
  test("writes what it does, from its start over a new configuration to its end", { timeout: SLOW }, async () => {
    const upstream = await startEcho();
    const home = makeHome();
    home.write("config/closemask/config.yaml", "level: balanced\n");
    const proxy = await serve(home, ["--upstream", `openai=${upstream.url}/v1`], ON);
    await send(`${proxy.url}/v1/chat/completions`, { body: ASK, headers: { "x-closemask-agent": "test-bot" } });
    await until(() => eventsOf(home, "restore").length === 1, "the answer", SLOW);
    const metrics = await send(`${proxy.url}/metrics`);
    expect(metrics.text).toMatch(/^closemask_audit_events_total\{kind="mask"\} 1$/m);
    expect(metrics.text).not.toMatch(/^closemask_audit_lost_total\{/m);
    home.write("config/closemask/config.yaml", "level: aggressive\n");
    proxy.child.kill("SIGHUP");
    await until(() => eventsOf(home, "config").length === 2, "the new configuration", SLOW);
    home.write("config/closemask/config.yaml", "level: 7\n");
    proxy.child.kill("SIGHUP");
    await until(() => eventsOf(home, "config").length === 3, "the wrong configuration", SLOW);
    proxy.child.kill("SIGTERM");
    expect((await proxy.ended).code).toBe(0);
    expect(eventsOf(home)).toMatchObject([
      { kind: "audit", action: "open", command: "serve" },
      { kind: "config", action: "start", outcome: "ok", level: "balanced", profile: "default" },
      { kind: "mask", action: "request", agent: "test-bot", counts: { EMAIL: 1 }, endpoint: "chat" },
      { kind: "restore", action: "answer", counts: { EMAIL: 1 } },
      { kind: "config", action: "reload", outcome: "ok", level: "aggressive" },
      { kind: "config", action: "reload", outcome: "failed", reason: "config" },
      { kind: "audit", action: "close", outcome: "ok" },
    ]);
    home.write("config/closemask/config.yaml", "level: balanced\n");
    expect((await verify(home)).code).toBe(0);
  });

  test("prints events on stdout where that is asked for; a filter has its text there", { timeout: SLOW }, async () => {
    const upstream = await startEcho();
    const home = makeHome();
    const env = { CLOSEMASK_AUDIT_STREAM: "stdout" };
    const proxy = await serve(home, ["--upstream", `openai=${upstream.url}/v1`], env);
    await send(`${proxy.url}/v1/chat/completions`, { body: ASK });
    await proxy.seen('"kind":"restore"');
    proxy.child.kill("SIGTERM");
    const { stdout } = await proxy.ended;
    const kinds = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).kind);
    expect(kinds).toEqual(["audit", "config", "mask", "restore", "audit"]);
    const { code, stderr } = await home.run(["mask"], { input: "x", env });
    expect([code, stderr]).toEqual([2, expect.stringContaining("audit.stream stdout is for serve")]);
    const other = await home.run(["mask"], { input: EMAIL, env: { CLOSEMASK_AUDIT_STREAM: "stderr" } });
    expect(
      other.stderr
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line).action),
    ).toEqual(["open", "end", "close"]);
  });

  test("that is hardened does not start without its log", { timeout: SLOW }, async () => {
    const home = makeHome();
    const env = { CLOSEMASK_AUDIT_FILE: home.path };
    const hardened = await home.run(["serve", "--port", "0", "--profile", "hardened"], { env });
    expect([hardened.code, hardened.stderr]).toEqual([
      3,
      expect.stringContaining("the audit log cannot be written: it is a folder"),
    ]);
    const usual = await serve(home, [], env);
    expect(usual.errors()).toContain("the audit log cannot be written");
    expect((await send(`${usual.url}/metrics`)).text).toMatch(/^closemask_audit_lost_total\{place="file"\} 2$/m);
  });
});

test("the chat and a client of run are in the log as the proxy is", { timeout: SLOW }, async () => {
  const home = makeHome();
  const chat = await home.run(["chat", "--echo", "--ephemeral", "--once", `to ${EMAIL}`], { env: ON });
  expect(chat.code).toBe(0);
  const upstream = await startEcho();
  const client = `fetch(process.env.OPENAI_BASE_URL + "/chat/completions", { method: "POST", body: ${JSON.stringify(JSON.stringify(ASK))} }).then((r) => r.text())`;
  const run = ["run", "--upstream", `openai=${upstream.url}/v1`, "--", process.execPath, "-e", client];
  expect((await home.run(run, { env: ON })).code).toBe(0);
  const told = eventsOf(home).filter(({ kind }) => kind === "mask" || kind === "restore");
  expect(told.map(({ command, kind, counts }) => [command, kind, counts])).toEqual([
    ["chat", "mask", { EMAIL: 1 }],
    ["chat", "restore", { EMAIL: 1 }],
    ["run", "mask", { EMAIL: 1 }],
    ["run", "restore", { EMAIL: 1 }],
  ]);
  expect((await verify(home)).code).toBe(0);
});

test("a collector hears of a filter that waits for its input", { timeout: SLOW }, async () => {
  const collector = await startCollector();
  const home = makeHome();
  const env = {
    CLOSEMASK_AUDIT_HTTP: collector.url,
    CLOSEMASK_AUDIT_TOKEN: "collector-token",
    CLOSEMASK_AUDIT_INTERVAL: "1ms",
  };
  const running = start(home, ["mask"], env);
  await new Promise((resolve) => setTimeout(resolve, 300));
  running.child.stdin.write(`mail ${EMAIL}\n`);
  await until(() => collector.lines.some((line) => line.includes('"kind":"mask"')), "the event", SLOW);
  expect(running.child.exitCode).toBeNull();
  running.child.stdin.end();
  expect((await running.ended).code).toBe(0);
  expect(collector.lines.map((line) => JSON.parse(line).action)).toEqual(["open", "part", "end", "close"]);
  expect(collector.lines.join("")).not.toContain("jane");
});

test("spans go to the SDK that the host has loaded", { timeout: SLOW }, async () => {
  const upstream = await startEcho();
  const home = makeHome();
  const spans = join(home.path, "spans.txt");
  const root = fileURLToPath(new URL("../../../package.json", import.meta.url));
  const sdk = home.write(
    "sdk.mjs",
    `import { appendFileSync } from "node:fs";
import { createRequire } from "node:module";
const require = createRequire(${JSON.stringify(root)});
const { trace } = require("@opentelemetry/api");
const { BasicTracerProvider, SimpleSpanProcessor } = require("@opentelemetry/sdk-trace-base");
const exporter = {
  export(list, done) {
    appendFileSync(${JSON.stringify(spans)}, list.map(({ name }) => name + "\\n").join(""));
    done({ code: 0 });
  },
  shutdown: async () => {},
};
trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
`,
  );
  const env = { NODE_OPTIONS: `--import=${sdk}` };
  const proxy = await serve(home, ["--upstream", `openai=${upstream.url}/v1`], env);
  await send(`${proxy.url}/v1/chat/completions`, { body: ASK });
  const read = (): string[] => readFileSync(spans, { encoding: "utf8", flag: "a+" }).split("\n").slice(0, -1);
  await until(() => read().includes("closemask.request"), "the span of the request", SLOW);
  expect(read()).toEqual([
    "closemask.egress",
    "closemask.mask",
    "closemask.upstream",
    "closemask.restore",
    "closemask.request",
  ]);
});
