// The proxy with an engine for names: the rows of docs/serve.md, each with real processes and sockets.

import { describe, expect, test } from "vitest";
import { cut, type ServiceOptions, say, startService } from "../../ner/remote/kit.ts";
import { send, until } from "../../server/client.ts";
import { chatAnswer, sendJson, startUpstream } from "../../server/fake-upstream.ts";
import { type Home, makeHome } from "../run.ts";
import { type Serving, serve } from "./kit.ts";

interface Around {
  readonly home: Home;
  readonly proxy: Serving;
  /** Sends a message; resolves to the status, what the provider got, and what came back. */
  ask(content: string): Promise<{ status: number; got: string | null; text: string; degraded: string | undefined }>;
  health(): Promise<{ status: number; ner: Readonly<Record<string, unknown>> }>;
}

async function around(config: string): Promise<Around> {
  const upstream = await startUpstream((request, response) => {
    const { messages } = JSON.parse(request.body.toString());
    sendJson(response, chatAnswer(`so ${messages[0].content}`));
  });
  const home = makeHome();
  home.write("config/closemask/config.yaml", config);
  const proxy = await serve(home, ["--upstream", `openai=${upstream.url}/v1`]);
  return {
    home,
    proxy,
    async ask(content) {
      const before = upstream.received.length;
      const body = { model: "m", messages: [{ role: "user", content }] };
      const reply = await send(`${proxy.url}/v1/chat/completions`, { body });
      const got = upstream.received[before];
      return {
        status: reply.status,
        got: got === undefined ? null : JSON.parse(got.body.toString()).messages[0].content,
        text: reply.text,
        degraded: reply.headers["x-closemask-degraded"] as string | undefined,
      };
    },
    async health() {
      const reply = await send(`${proxy.url}/health`);
      return { status: reply.status, ner: (reply.json() as { ner: Readonly<Record<string, unknown>> }).ner };
    },
  };
}

const TEXT = "Alice Smith wrote to jane.roe@corp-mail.com";
const withService = async (options: ServiceOptions, more = "") => {
  const service = await startService(options);
  return { service, ...(await around(`ner: { engine: "${service.url}"${more} }\n`)) };
};
/** All but what finds out who it is. */
const onTexts =
  (fault: NonNullable<ServiceOptions["instead"]>): NonNullable<ServiceOptions["instead"]> =>
  (asked, response) =>
    asked.path === "/detect" && asked.body?.text !== "This is a test." ? fault(asked, response) : false;

describe("an engine that works", () => {
  test("the lexicon is on by default: names leave masked and come back", async () => {
    const { ask, health } = await around("{}\n");
    const { status, got, text } = await ask("please ask Alice Smith, 张三先生");
    expect(status).toBe(200);
    expect(got).toMatch(/^please ask PERSONX\d{9}, PERSONX\d{9}先生$/);
    expect(text).toContain("so please ask Alice Smith, 张三先生");
    expect((await health()).ner).toMatchObject({ engine: "lexicon", state: "ok", onFailure: "rules", failed: 0 });
  });

  test("what a client says of itself stays word for word: providers compare it", async () => {
    const { ask } = await around("{}\n");
    const prompt = "You are Claude Code, Anthropic's official CLI for Claude. Ask Google Gemini or OpenAI Codex.";
    expect((await ask(prompt)).got).toBe(prompt);
  });

  test("also when a filter of the same session has learned it", async () => {
    const service = await startService({ words: { Anthropic: "ORG", "Acme Corp": "ORG" } });
    const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")));
    const home = makeHome();
    const masked = await home.run(["mask", "--ner", service.url], { input: "Anthropic and Acme Corp\n" });
    expect(masked.stdout).not.toMatch(/Anthropic|Acme/);
    const proxy = await serve(home, ["--ner", "off", "--upstream", `openai=${upstream.url}/v1`]);
    const body = { model: "m", messages: [{ role: "user", content: "Anthropic's CLI, and Acme Corp" }] };
    await send(`${proxy.url}/v1/chat/completions`, { body });
    const [got] = upstream.received;
    expect(JSON.parse(got?.body.toString() ?? "").messages[0].content).toMatch(
      /^Anthropic's CLI, and ORGANIZATIONX\d{9}$/,
    );
  });

  test("ner.engine off: nobody looks", async () => {
    const { ask, health } = await around("ner: { engine: off }\n");
    expect((await ask("please ask Alice Smith")).got).toBe("please ask Alice Smith");
    expect((await health()).ner).toEqual({ engine: "off" });
  });

  test("a text that was sent before is not asked about", async () => {
    const { service, ask } = await withService({});
    const first = await ask(TEXT);
    expect(first.got).toMatch(/^PERSONX\d{9} wrote to EMAILX\d{9}$/);
    expect((await ask(TEXT)).got).toBe(first.got);
    expect(service.texts().filter((text) => text === TEXT)).toHaveLength(1);
  });

  test("the configuration is read again: another engine, and the old one is let go", async () => {
    const { home, proxy, ask } = await withService({});
    expect((await ask("it is Alice Smith")).got).toMatch(/^it is PERSONX/);
    home.write("config/closemask/config.yaml", "ner: { engine: off }\n");
    proxy.child.kill("SIGHUP");
    await until(() => proxy.errors().includes("read again"), "it was read again", 10_000);
    expect((await ask("it is Bob Jones")).got).toBe("it is Bob Jones");
  });
});

describe("an engine that was asked for and cannot say: refused, and nothing is sent", () => {
  test.each<readonly [string, ServiceOptions, string, string]>([
    ["down", { instead: (_, response) => cut(response) }, "", "broke the connection off"],
    ["slow", { instead: onTexts(() => true) }, ", timeout: 200ms", "did not answer in 200 ms"],
    [
      "half loaded",
      {
        instead: (_, response) => say(response, '{"status":"initializing"}', 503),
      },
      "",
      "is not ready yet",
    ],
    [
      "out of its mind",
      { instead: onTexts((_, response) => say(response, '{"entities":"Alice Smith"}')) },
      "",
      "gave an answer that the dialect closemask does not have",
    ],
  ])("%s", async (_, options, more, says) => {
    const { ask, health, proxy } = await withService(options, more);
    const { status, got, text } = await ask(TEXT);
    expect([status, got]).toEqual([422, null]);
    expect(text).toContain("closemask_names");
    expect(text).toContain(says);
    expect(`${text}${proxy.errors()}`).not.toMatch(/Alice|jane\.roe/);
    expect((await health()).ner).toMatchObject({ onFailure: "block", failed: 1 });
  });

  test("/health fails while requests would be refused, and recovers with the service", async () => {
    let down = true;
    const { ask, health } = await withService({
      instead: (_, response) => (down ? cut(response) : false),
    });
    expect((await health()).status).toBe(503);
    down = false;
    const now = await health();
    expect([now.status, now.ner.state]).toEqual([200, "ok"]);
    expect((await ask(TEXT)).status).toBe(200);
  });
});

test("wrong offsets: names leave masked, and /health counts what was moved", async () => {
  const { ask, health } = await withService({ shift: (offset) => offset + 2 });
  expect((await ask(TEXT)).got).toMatch(/^PERSONX\d{9} wrote to EMAILX\d{9}$/);
  expect((await health()).ner).toMatchObject({ state: "ok", moved: 1, dropped: 0 });
});

test("rules: goes on, says so, counts, and looks again when the service is back", async () => {
  let down = true;
  const { ask, health, proxy } = await withService(
    { instead: onTexts((_, response) => (down ? cut(response) : false)) },
    ", onFailure: rules",
  );
  const { status, got, degraded } = await ask(TEXT);
  expect([status, degraded]).toEqual([200, "1"]);
  expect(got).toMatch(/^Alice Smith wrote to EMAILX\d{9}$/);
  expect(proxy.errors()).toContain("rules alone count meanwhile");
  const failing = await health();
  // The check that /health makes is answered.
  expect([failing.status, failing.ner.failed]).toEqual([200, 1]);
  expect((await send(`${proxy.url}/metrics`)).text).toContain('closemask_warnings_total{what="names"} 1');
  down = false;
  const again = await ask(TEXT);
  expect([again.degraded, again.got]).toEqual([
    undefined,
    expect.stringMatching(/^PERSONX\d{9} wrote to EMAILX\d{9}$/),
  ]);
});

test("pass: the text leaves as it came, counted, and /health and doctor list the setting", async () => {
  const { home, ask, proxy } = await withService(
    { instead: onTexts((_, response) => cut(response)) },
    ", onFailure: pass",
  );
  const { got, degraded } = await ask(TEXT);
  expect([got, degraded]).toEqual([TEXT, "1"]);
  expect((await send(`${proxy.url}/health`)).text).toContain("ner.onFailure is pass");
  expect((await home.run(["doctor"])).stdout).toContain("ner.onFailure is pass");
});

test("a sidecar that cannot be started is said at the start, not at the first request", async () => {
  const home = makeHome();
  const { code, stderr } = await home.run(["serve", "--port", "0", "--ner", "sidecar"]);
  expect(code).toBe(4);
  expect(stderr).toContain("closemask ner install");
});
