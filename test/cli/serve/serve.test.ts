// `closemask serve` as a process: sessions shared with the filters, signals, files, messages, and what it must not say.

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createServer as createPlainServer } from "node:http";
import { createServer as createSecureServer, request } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { join } from "node:path";
import { fileURLToPath, URL } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { send, until } from "../../server/client.ts";
import { chatAnswer, chatChunk, placeholderIn, sendJson, startUpstream } from "../../server/fake-upstream.ts";
import { makeCertificate } from "../../upstream/tls-kit.ts";
import { makeHome, TEST_KEY } from "../run.ts";
import { freePort, serve } from "./kit.ts";

const EMAIL = "jane.roe@corp-mail.com";
const KEY = "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCD";
const ASK = { model: "m", messages: [{ role: "user", content: `mail ${EMAIL}` }] };

describe("a session is shared", () => {
  test("a value has the same id in a shell and through serve, and comes back in both", async () => {
    const upstream = await startUpstream((request, response) =>
      sendJson(response, chatAnswer(`to ${placeholderIn(request)}`)),
    );
    const home = makeHome();
    const masked = await home.run(["mask", "--style", "word"], { input: `mail ${EMAIL}\n` });
    const proxy = await serve(home, ["--upstream", `openai=${upstream.url}/v1`]);
    const reply = await send(`${proxy.url}/v1/chat/completions`, { body: ASK });
    expect(reply.text).toContain(EMAIL);
    const [received] = upstream.received;
    if (received === undefined) throw new Error("nothing was sent");
    const placeholder = placeholderIn(received);
    expect(masked.stdout).toBe(`mail ${placeholder}\n`);
    const back = await home.run(["unmask"], { input: `copied: ${placeholder}\n` });
    expect(back.stdout).toBe(`copied: ${EMAIL}\n`);
  });

  test("A02 and stays the same after a restart", async () => {
    const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")));
    const home = makeHome();
    for (let i = 0; i < 2; i++) {
      const proxy = await serve(home, ["--upstream", `openai=${upstream.url}/v1`]);
      await Promise.all(Array.from({ length: 5 }, () => send(`${proxy.url}/v1/chat/completions`, { body: ASK })));
      proxy.child.kill("SIGTERM");
      expect((await proxy.ended).code).toBe(0);
    }
    expect(upstream.received).toHaveLength(10);
    expect(new Set(upstream.received.map(placeholderIn)).size).toBe(1);
  });

  test("C14 what an earlier run masked is restored by this one", async () => {
    let placeholder = "";
    const upstream = await startUpstream((request, response) => {
      if (placeholder === "") placeholder = placeholderIn(request);
      const text = { type: "output_text", text: `it is ${placeholder}`, annotations: [] };
      const output = [{ type: "message", id: "m1", role: "assistant", status: "completed", content: [text] }];
      sendJson(response, { id: "r1", object: "response", status: "completed", output });
    });
    const home = makeHome();
    const args = ["--upstream", `openai=${upstream.url}/v1`];
    const first = await serve(home, args);
    await send(`${first.url}/v1/responses`, { body: { model: "m", input: `mail ${EMAIL}` } });
    first.child.kill("SIGTERM");
    await first.ended;
    const second = await serve(home, args);
    const reply = await send(`${second.url}/v1/responses`, {
      body: { model: "m", previous_response_id: "r1", input: "which address?" },
    });
    expect(reply.text).toContain(EMAIL);
  });
});

test("E09 E10 what a model wrote goes back as it wrote it, also after a restart", async () => {
  let bent = "";
  const upstream = await startUpstream((request, response) => {
    if (bent === "") bent = placeholderIn(request).toLowerCase();
    sendJson(response, chatAnswer(`to ${bent}, or to someone.else@made-up.example`));
  });
  const home = makeHome();
  const args = ["--upstream", `openai=${upstream.url}/v1`];
  const first = await serve(home, args);
  const reply = (await send(`${first.url}/v1/chat/completions`, { body: ASK })).json() as Chat;
  const said = reply.choices[0].message.content;
  expect(said).toBe(`to ${EMAIL}, or to someone.else@made-up.example`);
  first.child.kill("SIGTERM");
  await first.ended;
  const second = await serve(home, args);
  const messages = [...ASK.messages, { role: "assistant", content: said }, { role: "user", content: "and?" }];
  await send(`${second.url}/v1/chat/completions`, { body: { model: "m", messages } });
  const sent = upstream.received[1]?.json as { messages: { content: string }[] };
  expect(sent.messages[1]?.content).toBe(`to ${bent}, or to someone.else@made-up.example`);
});

describe("signals", () => {
  test("SIGTERM lets streams end, a second one does not", async () => {
    const finish: (() => void)[] = [];
    const upstream = await startUpstream((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(chatChunk({ content: "one" }));
      finish.push(() => response.end("data: [DONE]\n\n"));
    });
    const home = makeHome();
    const args = ["--upstream", `openai=${upstream.url}/v1`];
    const patient = await serve(home, args);
    const whole = send(`${patient.url}/v1/chat/completions`, { body: { ...ASK, stream: true } });
    await until(() => finish.length === 1, "the stream stands");
    patient.child.kill("SIGTERM");
    await until(() => patient.errors().includes("ending once"), "it heard");
    finish[0]?.();
    expect((await whole).broken).toBe(false);
    expect((await patient.ended).code).toBe(0);

    const hurried = await serve(home, args);
    const cut = send(`${hurried.url}/v1/chat/completions`, { body: { ...ASK, stream: true } }).catch(() => null);
    await until(() => finish.length === 2, "the stream stands");
    hurried.child.kill("SIGINT");
    await until(() => hurried.errors().includes("ending once"), "it heard");
    hurried.child.kill("SIGINT");
    expect((await hurried.ended).code).toBe(0);
    expect((await cut)?.broken ?? true).toBe(true);
  });

  test("L02 SIGHUP reads the configuration again, and earlier placeholders stay", async () => {
    const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")));
    const home = makeHome();
    const config = home.write("serve.yaml", "level: balanced\n");
    const proxy = await serve(home, ["--config", config, "--upstream", `openai=${upstream.url}/v1`]);
    const ask = (content: string) =>
      send(`${proxy.url}/v1/chat/completions`, { body: { model: "m", messages: [{ role: "user", content }] } });
    await ask(`nightjar-9 ${EMAIL}`);
    home.write("serve.yaml", "deny:\n  - { value: nightjar-9, kind: CODENAME }\n");
    proxy.child.kill("SIGHUP");
    await until(() => proxy.errors().includes("read again"), "it was read again", 10_000);
    await ask(`nightjar-9 ${EMAIL}!`);
    home.write("serve.yaml", "levl: x\n");
    proxy.child.kill("SIGHUP");
    await until(() => proxy.errors().includes("the one before stays"), "the fault was said", 10_000);
    await ask(`nightjar-9 ${EMAIL}?`);
    const texts = upstream.received.map(({ body }) => JSON.parse(body.toString()).messages[0].content);
    const [first = "", second = "", third = ""] = texts;
    const placeholder = /EMAILX\d{9}/.exec(first)?.[0];
    expect(first).toBe(`nightjar-9 ${placeholder}`);
    expect(second).toMatch(new RegExp(`^CODENAMEX\\d{9} ${placeholder}!$`));
    expect(third).toBe(second.replace("!", "?"));
  });
});

describe("SIGHUP", () => {
  test("every setting of requests counts from then on; a fault in it changes nothing", async () => {
    const upstream = await startUpstream((request, response) => {
      const placeholder = /EMAILX\d{9}|\$\{EMAIL_\w{6}\}/.exec(request.body.toString())?.[0] ?? "none";
      sendJson(response, chatAnswer(placeholder));
    });
    const home = makeHome();
    const config = home.write("serve.yaml", "level: balanced\n");
    const proxy = await serve(home, ["--config", config, "--upstream", `openai=${upstream.url}/v1`]);
    let asked = 0;
    // Another text each time: one that was sent before goes as it went.
    const ask = (path = "/v1/chat/completions", headers: Record<string, string> = {}) => {
      const messages = [{ role: "user", content: `${++asked}. mail ${EMAIL}` }];
      return send(`${proxy.url}${path}`, { body: { model: "m", messages }, headers });
    };
    const said = (reply: { json: () => unknown }): string => (reply.json() as Chat).choices[0].message.content;
    let reloads = 0;
    async function change(yaml: string): Promise<void> {
      home.write("serve.yaml", yaml);
      proxy.child.kill("SIGHUP");
      reloads++;
      const count = (): number => proxy.errors().split(/was read again|the one before stays/).length - 1;
      await until(() => count() === reloads, "it was read again", 10_000);
    }
    expect(said(await ask())).toBe(EMAIL);
    await change("policies: { EMAIL: { restore: [] } }\n");
    expect(said(await ask())).toMatch(/^EMAILX\d{9}$/);
    await change("policies: { EMAIL: { action: keep } }\n");
    expect(said(await ask())).toBe("none");
    await change("policies: { EMAIL: { action: block } }\n");
    expect((await ask()).status).toBe(403);
    await change("placeholder: { style: dollar }\nlog: { level: debug }\n");
    expect(said(await ask())).toBe(EMAIL);
    expect(upstream.received.at(-1)?.body.toString()).toMatch(/\$\{EMAIL_\w{6}\}/);
    await until(() => /openai chat 200/.test(proxy.errors()), "the level counts");
    await change(`providers: { other: { baseUrl: "${upstream.url}/v1", dialect: openai } }\nsession: second\n`);
    expect(said(await ask("/other/chat/completions"))).toBe(EMAIL);
    expect((await home.run(["sessions", "list"])).stdout).toContain("second");
    await change("serve: { authToken: a-long-token, profile: hardened }\n");
    expect((await ask()).status).toBe(401);
    const token = { "x-closemask-token": "a-long-token" };
    expect((await ask("/v1/chat/completions", token)).status).toBe(200);
    expect((await ask("/v1/unheard-of", token)).status).toBe(404);
    await change("serve: { authToken: a-long-token, enabled: false }\n");
    expect((await ask("/v1/chat/completions", token)).headers["x-closemask-disabled"]).toBe("1");
    // Found by the parts, not by the reader of the file.
    await change('patterns: [{ name: bad, kind: BAD, pattern: "(" }]\n');
    expect((await ask("/v1/chat/completions", token)).headers["x-closemask-disabled"]).toBe("1");
    expect(proxy.errors()).toContain("the one before stays");
  });
});

describe("status and stop", () => {
  test("find a proxy, and end it", async () => {
    const home = makeHome();
    expect((await home.run(["serve", "status"])).code).toBe(1);
    const proxy = await serve(home, ["--upstream", "own=http://127.0.0.1:9"]);
    const status = await home.run(["serve", "status", "--json"]);
    expect(JSON.parse(status.stdout)).toMatchObject([
      { url: proxy.url, pid: proxy.child.pid, status: "ok", key: expect.any(String), providers: ["own"] },
    ]);
    const stop = await home.run(["serve", "stop"]);
    expect([stop.code, stop.stderr]).toEqual([0, `closemask: ended ${proxy.url}\n`]);
    expect((await proxy.ended).code).toBe(0);
    expect(readdirSync(home.data).filter((name) => name.startsWith("serve-"))).toEqual([]);
  });

  test("believe no file of a process that is another one by now", async () => {
    const home = makeHome();
    const upstream = await startUpstream((_, response) => sendJson(response, { instance: "somebody else" }));
    const state = { pid: process.pid, url: upstream.url, instance: "i", started: 1 };
    home.write("data/closemask/serve-1.json", JSON.stringify(state));
    expect((await home.run(["serve", "status"])).code).toBe(1);
    expect((await home.run(["serve", "stop"])).code).toBe(1);
  });

  test("--detach runs on without its parent", async () => {
    const home = makeHome();
    const started = await home.run(["serve", "--detach", "--port", "0"]);
    expect(started.code).toBe(0);
    const url = started.stdout.trim();
    expect((await send(`${url}/health`)).status).toBe(200);
    expect((await home.run(["serve", "stop"])).code).toBe(0);
    await expect(send(`${url}/health`)).rejects.toThrow();
    expect(readFileSync(join(home.data, "serve.log"), "utf8")).toContain(`listening on ${url}`);
    if (process.platform !== "win32") expect(statSync(join(home.data, "serve.log")).mode & 0o077).toBe(0);
  });

  test("--detach says when it does not start", async () => {
    const home = makeHome();
    const { code, stdout, stderr } = await home.run(["serve", "--detach", "--host", "0.0.0.0"]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("the proxy did not start");
    expect(readFileSync(join(home.data, "serve.log"), "utf8")).toContain("needs a token");
  });
});

describe("what is wrong is said before anything is sent", () => {
  test.each([
    [["--host", "0.0.0.0"], "listening on 0.0.0.0 needs a token"],
    [["--auth-token", "short"], "serve.authToken is shorter than 8 characters"],
    [["--auth-token", ""], "serve.authToken is empty"],
    [["--upstream", "x"], "--upstream does not have its form"],
    [["--upstream", "x=http://h;dialect=klingon"], "providers.x.dialect is not one"],
    [["--llm-url", "ftp://x/y"], "serve.llmUrl is not a URL of http"],
    [["--tls-cert", "x.pem"], "TLS needs both"],
    [["--show-values", "--debug"], "--show-values is for a terminal"],
    [["--port", "many"], "serve.port"],
    [["begin"], "no such action"],
  ])("%j", async (args, says) => {
    const { code, stderr } = await makeHome().run(["serve", ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });

  test("a port that somebody has", async () => {
    const upstream = await startUpstream((_, response) => sendJson(response, {}));
    const { code, stderr } = await makeHome().run(["serve", "--port", new URL(upstream.url).port]);
    expect(code).toBe(2);
    expect(stderr).toContain("something listens there already");
  });

  test("a store that cannot be opened", async () => {
    const home = makeHome();
    home.write("data/closemask/sessions.db", "this is no database, whatever it is called".repeat(100));
    const { code } = await home.run(["serve", "--port", "0"]);
    expect(code).toBe(3);
  });
});

describe("J22 nothing of a value is said", () => {
  test("at the most verbose level, nor to status, metrics, health and the log file", async () => {
    const upstream = await startUpstream((request, response) =>
      sendJson(response, chatAnswer(`to ${placeholderIn(request)}`)),
    );
    const home = makeHome();
    const log = join(home.path, "serve.log");
    const proxy = await serve(home, [
      ...["--upstream", `openai=${upstream.url}/v1`],
      ...["--log-level", "debug", "--log-file", log, "--debug"],
    ]);
    const headers = { authorization: `Bearer ${KEY}`, "x-note": EMAIL };
    await send(`${proxy.url}/v1/chat/completions?key=${KEY}`, { headers, body: ASK });
    await send(`${proxy.url}/v1/chat/completions`, { headers, body: `{"messages": ["${EMAIL}` });
    await send(`${proxy.url}/v1/chat/${EMAIL}`, { headers, body: ASK });
    const pages = await Promise.all(["/metrics", "/health"].map((path) => send(`${proxy.url}${path}`)));
    await until(() => proxy.errors().includes("#3 "), "the requests were told of");
    proxy.child.kill("SIGTERM");
    await proxy.ended;
    const said = [proxy.errors(), readFileSync(log, "utf8"), ...pages.map(({ text }) => text)].join("\n");
    expect(said).toContain("openai chat 200");
    expect(said).toMatch(/\[22 bytes → EMAILX\d{9}\]/);
    for (const secret of [EMAIL, KEY, TEST_KEY, "jane", "corp-mail"]) expect(said.includes(secret), secret).toBe(false);
  });

  test("K09 the master key, read by a tool, does not leave", async () => {
    const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")));
    const home = makeHome({ key: false });
    await home.run(["mask"], { input: "x\n" });
    const file = readFileSync(join(home.config, "key"), "utf8");
    const proxy = await serve(home, ["--upstream", `openai=${upstream.url}/v1`]);
    const messages = [{ role: "tool", tool_call_id: "c", content: `$ cat key\n${file}` }];
    await send(`${proxy.url}/v1/chat/completions`, { body: { model: "m", messages } });
    const key = file.split("\n").findLast((line) => line.length > 20) ?? "";
    expect(key).toMatch(/^\S{40,}$/);
    expect(upstream.everything()).not.toContain(key.slice(8, 40));

    const given = await serve(makeHome(), ["--upstream", `openai=${upstream.url}/v1`]);
    const shown = [{ role: "tool", tool_call_id: "c", content: `CLOSEMASK_KEY is ${TEST_KEY}, or ${TEST_KEY}` }];
    await send(`${given.url}/v1/chat/completions`, { body: { model: "m", messages: shown } });
    expect(upstream.received).toHaveLength(2);
    expect(upstream.everything()).not.toContain(TEST_KEY);
  });

  test("--capture keeps what the provider sees, and nothing else", async () => {
    const upstream = await startUpstream((request, response) =>
      sendJson(response, chatAnswer(`to ${placeholderIn(request)}`)),
    );
    const home = makeHome();
    const folder = join(home.path, "captured");
    const proxy = await serve(home, ["--upstream", `openai=${upstream.url}/v1`, "--capture", folder]);
    const reply = await send(`${proxy.url}/v1/chat/completions`, { body: ASK });
    expect(reply.text).toContain(EMAIL);
    proxy.child.kill("SIGTERM");
    await proxy.ended;
    const files = readdirSync(folder);
    expect(files).toHaveLength(2);
    for (const file of files) {
      const text = readFileSync(join(folder, file), "utf8");
      expect(text).toMatch(/EMAILX\d{9}/);
      expect(text).not.toContain(EMAIL);
      if (process.platform !== "win32") expect(statSync(join(folder, file)).mode & 0o077).toBe(0);
    }
  });

  test.runIf(process.platform === "linux")("--capture into a folder that cannot be made is an error", async () => {
    const { code, stderr } = await makeHome().run(["serve", "--port", "0", "--capture", "/proc/none"]);
    expect(stderr).toContain("cannot make the folder of --capture");
    expect(code).toBe(3);
    const detached = await makeHome().run(["serve", "--port", "0", "--detach"], {
      env: { XDG_DATA_HOME: "/proc/none" },
    });
    expect(detached.stderr).toContain("cannot make the folder /proc/none/closemask: no such file");
    expect(detached.code).toBe(3);
  });

  test("the files of the store hold nothing readable", async () => {
    const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")));
    const home = makeHome();
    const proxy = await serve(home, ["--upstream", `openai=${upstream.url}/v1`]);
    await send(`${proxy.url}/v1/chat/completions`, { body: ASK });
    for (const name of readdirSync(home.data)) {
      expect(readFileSync(join(home.data, name)).includes(EMAIL), name).toBe(false);
    }
  });
});

describe("settings", () => {
  test("of the environment: port, token and address of the provider", async () => {
    const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")));
    const home = makeHome();
    const port = await freePort();
    home.write(
      "config/closemask/config.yaml",
      `providers: { own: { baseUrl: "${upstream.url}/v1", dialect: openai } }\n`,
    );
    const proxy = await serve(home, ["--port", String(port)], { CLOSEMASK_SERVE_AUTH_TOKEN: "a-long-token" });
    expect(proxy.url).toBe(`http://127.0.0.1:${port}`);
    const ask = (headers: Record<string, string>) => send(`${proxy.url}/own/chat/completions`, { headers, body: ASK });
    expect((await ask({})).status).toBe(401);
    expect((await ask({ "x-closemask-token": "a-long-token" })).status).toBe(200);
    const shown = await home.run(["config", "show"], { env: { CLOSEMASK_SERVE_AUTH_TOKEN: "a-long-token" } });
    expect(shown.stdout).not.toContain("a-long-token");
  });

  test("H03 sign=aws signs with the credentials of AWS's own variables and files, and says when there are none", async () => {
    const upstream = await startUpstream((_, response) => sendJson(response, { ok: true }));
    const home = makeHome();
    const none = {
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_CONFIG_FILE: join(home.path, "aws-config"),
      AWS_SHARED_CREDENTIALS_FILE: join(home.path, "aws-credentials"),
    };
    const args = ["--upstream", `bedrock=${upstream.url};dialect=bedrock;sign=aws`];
    const ask = (url: string) => {
      const authorization = "AWS4-HMAC-SHA256 Credential=X/20260101/us-east-1/bedrock/aws4_request";
      const body = { messages: [{ role: "user", content: [{ text: `mail ${EMAIL}` }] }] };
      return send(`${url}/bedrock/model/m/converse`, { headers: { authorization }, body });
    };
    const without = await serve(home, args, none);
    const refused = await ask(without.url);
    expect([refused.status, refused.headers["x-closemask-refused"]]).toEqual([400, "signed"]);
    expect(upstream.begun).toBe(0);
    const variables = { AWS_ACCESS_KEY_ID: "AKIDVARIABLE", AWS_SECRET_ACCESS_KEY: "secret" };
    home.write("aws-credentials", "[work]\naws_access_key_id = AKIDFILE\naws_secret_access_key = secret\n");
    for (const env of [variables, { AWS_PROFILE: "work" }]) {
      const proxy = await serve(home, args, { ...none, ...env });
      expect((await ask(proxy.url)).status).toBe(200);
    }
    const signed = upstream.received.map(({ headers }) => headers.authorization ?? "");
    expect(signed[0]).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIDVARIABLE\/\d{8}\/us-east-1\/bedrock\/aws4_request, /);
    expect(signed[1]).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIDFILE\//);
    expect(upstream.everything()).not.toContain(EMAIL);
  });

  test("the start of a filter loads nothing of the proxy", async () => {
    const home = makeHome();
    const traced = await home.run(["mask"], { input: "x\n", env: { NODE_DEBUG: "module" } });
    expect(traced.stderr).toContain("start.cjs");
    expect(traced.stderr).not.toMatch(/dist.cli.commands|fastify|undici/);
    expect(existsSync(join(home.data, "serve.log"))).toBe(false);
    // The filters are texts of their own, which are run without being modules.
    for (const name of ["mask", "unmask", "scan"]) {
      const bundle = readFileSync(
        fileURLToPath(new URL(`../../../dist/cli/bundles/${name}.cjs`, import.meta.url)),
        "utf8",
      );
      expect(bundle).not.toMatch(/x-closemask-session|closemask_requests_total|input_json_delta/);
    }
  });

  test("a policy decides where a credential comes back", async () => {
    const upstream = await startUpstream((request, response) => {
      const placeholder = placeholderIn(request);
      const call = {
        id: "c1",
        type: "function",
        function: { name: "sh", arguments: JSON.stringify({ run: placeholder }) },
      };
      const message = { role: "assistant", content: `use ${placeholder}`, tool_calls: [call] };
      sendJson(response, {
        id: "1",
        object: "chat.completion",
        choices: [{ index: 0, message, finish_reason: "stop" }],
      });
    });
    const home = makeHome();
    const args = ["--upstream", `openai=${upstream.url}/v1`];
    const body = { model: "m", messages: [{ role: "user", content: `the key is ${KEY}` }] };
    const usual = await serve(home, args);
    const free = (await send(`${usual.url}/v1/chat/completions`, { body })).json() as Chat;
    expect(JSON.parse(free.choices[0].message.tool_calls[0].function.arguments)).toEqual({ run: KEY });
    const hardened = await serve(home, [...args, "--profile", "hardened"]);
    const kept = (await send(`${hardened.url}/v1/chat/completions`, { body })).json() as Chat;
    expect(kept.choices[0].message.content).toBe(`use ${KEY}`);
    expect(kept.choices[0].message.tool_calls[0].function.arguments).not.toContain(KEY);
  });
});

interface Chat {
  choices: [{ message: { content: string; tool_calls: [{ function: { arguments: string } }] } }];
}

const certificate = makeCertificate();

test.skipIf(certificate === null)(
  "TLS: the proxy has the user's certificate, and status finds it all the same (needs openssl)",
  async () => {
    if (certificate === null) return;
    const upstream = await startUpstream((request, response) => sendJson(response, chatAnswer(placeholderIn(request))));
    const home = makeHome();
    const [cert, key] = [home.write("cert.pem", certificate.cert), home.write("key.pem", certificate.key)];
    const tls = ["--tls-cert", cert, "--tls-key", key];
    const proxy = await serve(home, [...tls, "--upstream", `openai=${upstream.url}/v1`]);
    expect(proxy.url).toMatch(/^https:/);
    const text = await new Promise<string>((resolve, reject) => {
      const options = { method: "POST", ca: certificate.cert, headers: { "content-type": "application/json" } };
      const outgoing = request(`${proxy.url}/v1/chat/completions`, options, (response) => {
        response.setEncoding("utf8");
        let all = "";
        response.on("data", (chunk: string) => {
          all += chunk;
        });
        response.on("end", () => resolve(all));
      });
      outgoing.on("error", reject);
      outgoing.end(JSON.stringify(ASK));
    });
    expect(text).toContain(EMAIL);
    expect((await home.run(["serve", "status"])).stdout).toContain(proxy.url);
    // A certificate that was renewed is taken up by SIGHUP; one that is none is not.
    const next = makeCertificate();
    if (next === null) return;
    home.write("cert.pem", next.cert);
    home.write("key.pem", next.key);
    proxy.child.kill("SIGHUP");
    await until(() => proxy.errors().includes("read again"), "it was read again", 10_000);
    expect(await healthOver(proxy.url, next.cert)).toBe(200);
    await expect(healthOver(proxy.url, certificate.cert)).rejects.toThrow();
    home.write("key.pem", "no key");
    proxy.child.kill("SIGHUP");
    await until(() => proxy.errors().includes("the one before stays"), "the fault was said", 10_000);
    expect(await healthOver(proxy.url, next.cert)).toBe(200);
  },
);

test.skipIf(certificate === null)(
  "HTTPS_PROXY and serve.ca: through a proxy of the network, to a provider with a certificate of one's own (needs openssl)",
  async () => {
    if (certificate === null) return;
    const provider = createSecureServer(certificate, (incoming, response) => {
      let body = "";
      incoming.on("data", (chunk: Buffer) => {
        body += chunk.toString();
      });
      incoming.on("end", () =>
        response.end(JSON.stringify(chatAnswer(/EMAILX\d{9}/.exec(body)?.[0] ?? `not masked: ${body}`))),
      );
    });
    const tunnels: string[] = [];
    const network = createPlainServer();
    network.on("connect", (incoming, socket) => {
      tunnels.push(incoming.url ?? "");
      const through = connect((provider.address() as AddressInfo).port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        socket.pipe(through).pipe(socket);
      });
      through.on("error", () => socket.destroy());
      socket.on("error", () => through.destroy());
    });
    for (const server of [provider, network]) {
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      onTestFinished(() => {
        server.closeAllConnections();
        server.close();
      });
    }
    const home = makeHome();
    const ca = home.write("ca.pem", certificate.cert);
    const config = home.write("serve.yaml", `serve: { ca: ${JSON.stringify(ca)} }\n`);
    const at = `http://127.0.0.1:${(network.address() as AddressInfo).port}`;
    const args = ["--upstream", "openai=https://provider.test/v1"];
    const trusting = await serve(home, ["--config", config, ...args], { HTTPS_PROXY: at });
    const reply = await send(`${trusting.url}/v1/chat/completions`, { body: ASK });
    expect((reply.json() as Chat).choices[0].message.content).toBe(EMAIL);
    expect(tunnels).toEqual(["provider.test:443"]);
    const strict = await serve(home, args, { HTTPS_PROXY: at });
    const refused = await send(`${strict.url}/v1/chat/completions`, { body: ASK });
    expect([refused.status, refused.headers["x-closemask-refused"]]).toEqual([502, "upstream"]);
  },
);

function healthOver(url: string, ca: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${url}/health`, { ca, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
}

test("serve.enabled false says so, at the start and in each answer", async () => {
  const upstream = await startUpstream((request, response) => sendJson(response, request.json));
  const home = makeHome();
  const proxy = await serve(home, ["--upstream", `openai=${upstream.url}/v1`], { CLOSEMASK_SERVE_ENABLED: "false" });
  await until(() => proxy.errors().includes("nothing is masked"), "it says so", 15_000);
  const reply = await send(`${proxy.url}/v1/chat/completions`, { body: ASK });
  expect(reply.headers["x-closemask-disabled"]).toBe("1");
  expect(upstream.everything()).toContain(EMAIL);
  expect((await send(`${proxy.url}/health`)).text).toContain("serve.enabled is false");
});
