// `closemask run`: a client with a proxy of its own.

import { describe, expect, test } from "vitest";
import { clientCommand, clientEnvironment, providersOf } from "../../../src/cli/serve/client-env.ts";
import { placeholderIn, sendJson, startUpstream } from "../../server/fake-upstream.ts";
import { start } from "../filter/kit.ts";
import { makeHome } from "../run.ts";

const EMAIL = "jane.roe@corp-mail.com";

/** A client of Anthropic, as a program. */
const CLIENT = `
const reply = await fetch(process.env.ANTHROPIC_BASE_URL + "/v1/messages", {
  method: "POST",
  headers: { "content-type": "application/json", "x-api-key": "k" },
  body: JSON.stringify({ model: "m", max_tokens: 9, messages: [{ role: "user", content: "mail ${EMAIL}" }] }),
});
const { content } = await reply.json();
console.log(content[0].text, process.env.CLOSEMASK_KEY === undefined);
process.exitCode = 7;
`;

test("its variables lead to the proxy, what it sends is masked, and its code is kept", async () => {
  const upstream = await startUpstream((request, response) =>
    sendJson(response, {
      id: "m1",
      type: "message",
      role: "assistant",
      model: "m",
      content: [{ type: "text", text: `to ${placeholderIn(request)}` }],
      stop_reason: "end_turn",
      usage: { input_tokens: 1, output_tokens: 1 },
    }),
  );
  const home = makeHome();
  const command = ["run", "--", process.execPath, "--input-type=module", "-e", CLIENT];
  const { code, stdout, stderr } = await home.run(command, { env: { ANTHROPIC_BASE_URL: upstream.url } });
  expect([code, stdout, stderr]).toEqual([7, `to ${EMAIL} true\n`, ""]);
  expect(upstream.received[0]?.url).toBe("/v1/messages");
  expect(upstream.received[0]?.headers["x-api-key"]).toBe("k");
  expect(upstream.everything()).not.toContain(EMAIL);
});

test("a command that is not there, and none at all", async () => {
  const home = makeHome();
  expect((await home.run(["run", "--", "closemask-no-such-command"])).code).toBe(127);
  expect((await home.run(["run"])).code).toBe(2);
});

test.skipIf(process.platform === "win32")("a signal reaches the client, and both end", async () => {
  const home = makeHome();
  const script = 'process.on("SIGTERM", () => process.exit(5)); setInterval(() => {}, 1000); console.log("ready");';
  const running = start(home, ["run", "--", process.execPath, "-e", script]);
  await running.seen("ready");
  running.child.kill("SIGTERM");
  expect((await running.ended).code).toBe(5);
});

describe("what clients are told", () => {
  test("the proxy's URL in each variable, with the path that the client expects", () => {
    const env = clientEnvironment({ PATH: "/bin", NO_PROXY: "corp.example" }, "http://127.0.0.1:4000");
    expect(env).toMatchObject({
      PATH: "/bin",
      ANTHROPIC_BASE_URL: "http://127.0.0.1:4000/anthropic",
      OPENAI_BASE_URL: "http://127.0.0.1:4000/openai/v1",
      GOOGLE_GEMINI_BASE_URL: "http://127.0.0.1:4000/gemini",
      OLLAMA_HOST: "http://127.0.0.1:4000/ollama",
      NO_PROXY: "corp.example,127.0.0.1,localhost",
    });
    expect(env.AZURE_OPENAI_ENDPOINT).toBeUndefined();
    const azure = clientEnvironment({ AZURE_OPENAI_ENDPOINT: "https://r.example" }, "http://127.0.0.1:4000");
    expect(azure.AZURE_OPENAI_ENDPOINT).toBe("http://127.0.0.1:4000/azure");
  });

  test("Codex has a flag", () => {
    const flag = ["-c", 'openai_base_url="http://h/openai/v1"'];
    expect(clientCommand(["/usr/bin/codex", "exec", "x"], "http://h")).toEqual([
      "/usr/bin/codex",
      ...flag,
      "exec",
      "x",
    ]);
    expect(clientCommand(["claude", "-p", "x"], "http://h")).toEqual(["claude", "-p", "x"]);
  });

  test("what the user has set is where the proxy sends", () => {
    expect(
      providersOf({
        ANTHROPIC_BASE_URL: "https://gateway.example/anthropic",
        OLLAMA_HOST: "0.0.0.0",
        OPENAI_BASE_URL: "",
        AZURE_OPENAI_ENDPOINT: "https://r.example",
      }),
    ).toEqual({
      anthropic: { baseUrl: "https://gateway.example/anthropic", dialect: "anthropic" },
      ollama: { baseUrl: "http://127.0.0.1:11434/", dialect: "ollama" },
      azure: { baseUrl: "https://r.example", dialect: "openai" },
    });
    expect(providersOf({ OLLAMA_HOST: "box:9999" }).ollama?.baseUrl).toBe("http://box:9999/");
    expect(providersOf({ OLLAMA_HOST: "http://box" }).ollama?.baseUrl).toBe("http://box:11434/");
  });
});
