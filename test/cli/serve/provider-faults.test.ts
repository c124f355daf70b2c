// What fails around a proxy that is a process of its own: the provider, the files of the store, own patterns. Each time an error
// in the API's shape, nothing unmasked sent, nothing crashed, and the next request works.

import { rmSync, writeFileSync } from "node:fs";
import { createServer as createTcpServer, type Socket } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Reply, send } from "../../server/client.ts";
import {
  chatAnswer,
  chatChunk,
  type FakeUpstream,
  placeholderIn,
  sendJson,
  startUpstream,
} from "../../server/fake-upstream.ts";
import { makeHome } from "../run.ts";
import { freePort, type Serving, serve } from "./kit.ts";

const EMAIL = "jane.roe@corp-mail.com";
const ask = (content: string): object => ({ model: "m", messages: [{ role: "user", content }] });

/** An address that no request had before, so that the store is asked. */
let addresses = 0;
const fresh = (): string => `user${++addresses}.fault@corp-mail.com`;

function chat(proxy: Serving, content: string, more: object = {}): Promise<Reply> {
  return send(`${proxy.url}/v1/chat/completions`, { body: { ...ask(content), ...more } });
}

/** An answer to a request that was not sent, in the shape of Chat Completions, with nothing of a value in it. */
function expectRefused(reply: Reply, status: number, refused: string): void {
  expect([reply.status, reply.headers["x-closemask-refused"]]).toEqual([status, refused]);
  const { error } = reply.json() as { error: { message: string; code: string } };
  expect(error.message).toMatch(/^closemask: /);
  expect(error.code).toMatch(/^closemask_/);
  expect(reply.text).not.toContain("corp-mail");
}

/** What every fault leaves behind: a proxy that runs and works, and a provider that has seen no value. */
async function expectWell(proxy: Serving, upstream: FakeUpstream): Promise<void> {
  const address = fresh();
  const reply = await chat(proxy, `to ${address} at last`);
  expect(reply.status, reply.text).toBe(200);
  expect(upstream.received.at(-1)?.body.toString()).toMatch(/"to EMAILX\d{9} at last"/);
  expect(upstream.everything()).not.toContain("corp-mail");
  expect(proxy.errors()).not.toContain("corp-mail");
  expect(proxy.errors()).not.toMatch(/\n\s+at /);
  proxy.child.kill("SIGTERM");
  expect((await proxy.ended).code).toBe(0);
}

const ok = (): Promise<FakeUpstream> => startUpstream((_, response) => sendJson(response, chatAnswer("ok")));

describe("the provider", () => {
  test("refuses connections, and takes them later", async () => {
    const port = await freePort();
    const proxy = await serve(makeHome(), ["--upstream", `openai=http://127.0.0.1:${port}/v1`]);
    expectRefused(await chat(proxy, `to ${EMAIL}`), 502, "upstream");
    const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")), port);
    await expectWell(proxy, upstream);
  });

  test("resets the connection in mid-stream: what was held comes, then a broken end", async () => {
    let broken = true;
    const upstream = await startUpstream((request, response) => {
      if (!broken) return sendJson(response, chatAnswer("ok"));
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(chatChunk({ content: `mail ${placeholderIn(request)} or EMAILX` }));
      setTimeout(() => response.socket?.resetAndDestroy(), 50);
    });
    const proxy = await serve(makeHome(), ["--upstream", `openai=${upstream.url}/v1`]);
    const reply = await chat(proxy, `to ${EMAIL}`, { stream: true });
    expect([reply.status, reply.broken]).toEqual([200, true]);
    expect(reply.text).toContain(`mail ${EMAIL} or`);
    expect(reply.text).not.toContain("[DONE]");
    broken = false;
    await expectWell(proxy, upstream);
  });

  test("answers with garbage, before and behind its headers", async () => {
    const port = await rawServer((socket) => socket.end("%%% this is no HTTP %%%\r\n\r\n"));
    let garbage = true;
    const upstream = await startUpstream((_, response) => {
      if (!garbage) return sendJson(response, chatAnswer("ok"));
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end(Buffer.from([0, 255, 10, 10, 58, 254, 10, 10, 100, 97, 116, 97, 58, 123, 10, 10]));
    });
    const proxy = await serve(makeHome(), [
      "--upstream",
      `openai=${upstream.url}/v1`,
      "--upstream",
      `garbled=http://127.0.0.1:${port};dialect=openai`,
    ]);
    const reply = await send(`${proxy.url}/garbled/v1/chat/completions`, { body: ask(`to ${EMAIL}`) });
    expectRefused(reply, 502, "upstream");
    const stream = await chat(proxy, `to ${EMAIL}`, { stream: true });
    expect([stream.status, stream.broken]).toEqual([200, false]);
    garbage = false;
    await expectWell(proxy, upstream);
  });

  test("hangs, before its headers and in mid-stream", async () => {
    let hanging = true;
    const upstream = await startUpstream((request, response) => {
      if (!hanging) return sendJson(response, chatAnswer("ok"));
      if (!request.body.includes('"stream":true')) return;
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(chatChunk({ content: "one " }));
    });
    const home = makeHome();
    const config = home.write("serve.yaml", "serve:\n  idleTimeout: 1s\n");
    const proxy = await serve(home, ["--config", config, "--upstream", `openai=${upstream.url}/v1`]);
    const [whole, stream] = await Promise.all([
      chat(proxy, `to ${EMAIL}`),
      chat(proxy, `to ${EMAIL}`, { stream: true }),
    ]);
    expectRefused(whole, 502, "upstream");
    expect([stream.status, stream.broken]).toEqual([200, true]);
    expect(stream.text).toContain("one ");
    hanging = false;
    await expectWell(proxy, upstream);
  });
});

describe("the store", () => {
  test.each(["-wal", "-shm", ""])("loses its file sessions.db%s in mid-run", async (suffix) => {
    const upstream = await ok();
    const home = makeHome();
    const proxy = await serve(home, ["--upstream", `openai=${upstream.url}/v1`]);
    expect((await chat(proxy, `to ${EMAIL}`)).status).toBe(200);
    rmSync(join(home.data, `sessions.db${suffix}`), { force: true });
    const address = fresh();
    const reply = await chat(proxy, `to ${address}`);
    expect([200, 422]).toContain(reply.status);
    expect(upstream.everything()).not.toContain("corp-mail");
    expect((await send(`${proxy.url}/health`)).json()).toMatchObject({ enabled: true });
    proxy.child.kill("SIGTERM");
    expect((await proxy.ended).code).toBe(0);
  });

  test("is damaged in mid-run", async () => {
    const upstream = await ok();
    const home = makeHome();
    const proxy = await serve(home, ["--upstream", `openai=${upstream.url}/v1`]);
    expect((await chat(proxy, `to ${EMAIL}`)).status).toBe(200);
    writeFileSync(join(home.data, "sessions.db"), Buffer.alloc(64 * 1024, 0xa5));
    for (const suffix of ["-wal", "-shm"]) rmSync(join(home.data, `sessions.db${suffix}`), { force: true });
    for (let i = 0; i < 3; i++) {
      const reply = await chat(proxy, `to ${fresh()}`);
      expect([200, 422]).toContain(reply.status);
    }
    expect(upstream.everything()).not.toContain("corp-mail");
    expect((await send(`${proxy.url}/metrics`)).status).toBe(200);
  });
});

describe("a pattern of the user's", () => {
  const patterns = (pattern: string): string => `patterns:\n  - { name: own, kind: TICKET, pattern: '${pattern}' }\n`;

  test("that repeats what repeats itself is refused at the start", async () => {
    const home = makeHome();
    const config = home.write("serve.yaml", patterns("(?:a|a|aa)+!"));
    const result = await home.run(["serve", "--port", "0", "--config", config]);
    expect(result.code).toBe(2);
    expect(result.stderr).toMatch(/the pattern own is too slow/);
  });

  test("that takes too long for a text: what was not looked at does not leave, and the next request works", async () => {
    const upstream = await ok();
    const home = makeHome();
    const proxy = await serve(home, [
      "--config",
      home.write("serve.yaml", patterns("[0-9a-f]+x")),
      "--upstream",
      `openai=${upstream.url}/v1`,
    ]);
    const text = "0123456789abcdef".repeat(20_000);
    const reply = await chat(proxy, `to ${EMAIL} ${text}`);
    if (reply.status === 200) expect(upstream.received.at(-1)?.body.toString()).not.toContain(text);
    else expectRefused(reply, 422, "store");
    await expectWell(proxy, upstream);
  });
});

async function rawServer(answer: (socket: Socket) => void): Promise<number> {
  const server = createTcpServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => answer(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  return address === null || typeof address === "string" ? 0 : address.port;
}
