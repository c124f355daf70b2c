// Sockets: aborts, backpressure, cuts, silence, keep-alive, upgrades, and the end of the server.

import { Agent, type IncomingMessage, request, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { collect, pause, send, until } from "./client.ts";
import { chatAnswer, chatChunk, placeholderIn, sendJson, startUpstream } from "./fake-upstream.ts";
import { startServer } from "./kit.ts";

const EMAIL = "jane.roe@corp-mail.com";
const ASK = JSON.stringify({ model: "m", stream: true, messages: [{ role: "user", content: `mail ${EMAIL}` }] });

/** A request whose answer is read by the test. */
function begin(url: string, body = ASK): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${url}/v1/chat/completions`, { method: "POST" }, resolve);
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

describe("the client goes away", () => {
  test("J10 in mid-stream: the provider's connection is closed", async () => {
    let closed = false;
    const upstream = await startUpstream((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(chatChunk({ content: "one" }));
      response.on("close", () => {
        closed = true;
      });
    });
    const server = await startServer({ upstream: upstream.url });
    const response = await begin(server.url);
    await new Promise((resolve) => response.once("data", resolve));
    response.destroy();
    // Nothing else would end it.
    await until(() => closed, "the upstream request was aborted");
    await until(() => server.lines.length === 1, "the request was counted");
    expect(server.metrics.page()).toMatch(/^closemask_aborted_total 1$/m);
    expect(server.metrics.page()).toMatch(/^closemask_streams 0$/m);
    expect(server.metrics.page()).toMatch(/^closemask_in_flight 0$/m);
    expect(server.faults).toEqual([]);
  });

  test("J10 before there is an answer", async () => {
    let closed = false;
    const upstream = await startUpstream((_, response) => {
      response.on("close", () => {
        closed = true;
      });
    });
    const server = await startServer({ upstream: upstream.url });
    const outgoing = request(`${server.url}/v1/chat/completions`, { method: "POST" });
    outgoing.on("error", () => {});
    outgoing.end(ASK);
    await until(() => upstream.begun === 1, "the request arrived");
    outgoing.destroy();
    await until(() => closed, "the upstream request was aborted");
    await until(() => server.lines[0]?.status === 499, "it was counted as given up");
  });

  test("J11 during its request: nothing is sent", async () => {
    const upstream = await startUpstream((_, response) => sendJson(response, {}));
    const server = await startServer({ upstream: upstream.url });
    const outgoing = request(`${server.url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-length": String(ASK.length) },
    });
    outgoing.on("error", () => {});
    outgoing.write(ASK.slice(0, 20));
    await pause(30);
    outgoing.destroy();
    await until(() => server.lines.length === 1, "the request ended");
    expect(upstream.begun).toBe(0);
    expect(server.faults).toEqual([]);
  });

  test("J12 it stops reading: so does the proxy", async () => {
    let written = 0;
    const chunk = chatChunk({ content: "x".repeat(64 * 1024) });
    const upstream = await startUpstream(async (_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      for (let i = 0; i < 2000 && !response.destroyed; i++) {
        if (!response.write(chunk)) await drained(response);
        written += chunk.length;
      }
      response.end();
    });
    const server = await startServer({ upstream: upstream.url });
    const before = process.memoryUsage().rss;
    const response = await begin(server.url);
    response.pause();
    let last = -1;
    // Until nothing moves any more.
    while (written !== last) {
      last = written;
      await pause(300);
    }
    expect(written).toBeLessThan(32 * 1024 * 1024);
    expect(process.memoryUsage().rss - before).toBeLessThan(128 * 1024 * 1024);
    response.destroy();
  });
});

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off("drain", done);
      response.off("close", done);
      resolve();
    };
    response.on("drain", done);
    response.on("close", done);
  });
}

describe("the provider", () => {
  test("J13 breaks off in mid-stream: what was held comes, then a broken end", async () => {
    const upstream = await startUpstream(async (request, response) => {
      const placeholder = placeholderIn(request);
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(chatChunk({ content: `to ${placeholder}, then EMAILX0` }));
      await pause(30);
      response.destroy();
    });
    const server = await startServer({ upstream: upstream.url });
    const reply = await collect(await begin(server.url));
    expect(reply.broken).toBe(true);
    expect(reply.text).toContain(EMAIL);
    expect(reply.text).toContain("EMAILX0");
    expect(server.metrics.page()).toContain('closemask_upstream_faults_total{provider="openai",reason="cut"} 1');
    const next = await send(`${server.url}/health`);
    expect(next.status).toBe(200);
  });

  test("breaks off a whole answer: it does not end as if it were whole", async () => {
    const upstream = await startUpstream(async (_, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
      response.write('{"choices": [');
      await pause(30);
      response.destroy();
    });
    const server = await startServer({ upstream: upstream.url });
    const outcome = await collect(await begin(server.url, ASK.replace("true", "false"))).catch(() => null);
    expect(outcome === null || outcome.broken).toBe(true);
  });

  test("J14 is silent for long: nobody loses patience", async () => {
    const upstream = await startUpstream(async (_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(chatChunk({ content: "one" }));
      await pause(2500);
      response.write(chatChunk({ content: "two" }));
      response.end("data: [DONE]\n\n");
    });
    const server = await startServer({ upstream: upstream.url });
    const reply = await collect(await begin(server.url));
    expect(reply.broken).toBe(false);
    expect(reply.text).toContain("two");
  });

  test("I08 sends an event: it is at the client before there is another one", async () => {
    let next: () => void = () => {};
    const upstream = await startUpstream(async (_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      for (let i = 0; i < 5; i++) {
        const seen = new Promise<void>((resolve) => {
          next = resolve;
        });
        response.write(chatChunk({ content: `number ${i} ` }));
        await seen;
      }
      response.end("data: [DONE]\n\n");
    });
    const server = await startServer({ upstream: upstream.url });
    const response = await begin(server.url);
    let seen = 0;
    for await (const chunk of response) {
      seen += (String(chunk).match(/number \d /g) ?? []).length;
      next();
    }
    expect(seen).toBe(5);
  });

  test("is not asked twice when a connection fails", async () => {
    const upstream = await startUpstream((_, response) => {
      response.destroy();
    });
    const server = await startServer({ upstream: upstream.url });
    const reply = await send(`${server.url}/v1/chat/completions`, { body: ASK });
    expect(reply.status).toBe(502);
    expect(reply.json()).toMatchObject({ error: { code: "closemask_upstream" } });
    expect(upstream.begun).toBe(1);
  });
});

describe("connections", () => {
  test("J07 Expect: 100-continue is answered here", async () => {
    const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")));
    const server = await startServer({ upstream: upstream.url });
    const reply = await new Promise<{ continued: boolean; status: number | undefined }>((resolve, reject) => {
      let continued = false;
      const outgoing = request(`${server.url}/v1/chat/completions`, {
        method: "POST",
        headers: { expect: "100-continue", "content-length": String(ASK.length) },
      });
      outgoing.on("continue", () => {
        continued = true;
        outgoing.end(ASK);
      });
      outgoing.on("response", (response) => {
        response.resume();
        resolve({ continued, status: response.statusCode });
      });
      outgoing.on("error", reject);
      outgoing.flushHeaders();
    });
    expect(reply).toEqual({ continued: true, status: 200 });
    expect(upstream.received[0]?.headers.expect).toBeUndefined();
  });

  test("J15 a connection that was idle for six seconds is used again", { timeout: 20_000 }, async () => {
    const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")));
    const server = await startServer({ upstream: upstream.url });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = (): Promise<{ status: number }> => send(`${server.url}/v1/chat/completions`, { body: ASK, agent });
    expect((await ask()).status).toBe(200);
    const [socket] = Object.values(agent.freeSockets).flatMap((sockets) => sockets ?? []);
    await pause(6500);
    expect((await ask()).status).toBe(200);
    expect(Object.values(agent.freeSockets).flatMap((sockets) => sockets ?? [])).toEqual([socket]);
    agent.destroy();
  });

  test("to the provider are kept and used again", async () => {
    const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")));
    const server = await startServer({ upstream: upstream.url });
    for (let i = 0; i < 5; i++) await send(`${server.url}/v1/chat/completions`, { body: ASK });
    expect(upstream.open).toBe(1);
  });

  test("C18 a WebSocket is refused in one piece, and the provider never hears of it", async () => {
    const upstream = await startUpstream((_, response) => sendJson(response, {}));
    const server = await startServer({ upstream: upstream.url });
    const chunks: Buffer[] = [];
    const socket = connect(server.port, "127.0.0.1");
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.write(
      "GET /v1/responses HTTP/1.1\r\nhost: localhost\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nauthorization: Bearer sk-x\r\n\r\n",
    );
    await new Promise((resolve) => socket.on("close", resolve));
    expect(chunks).toHaveLength(1);
    const [head = "", body = ""] = Buffer.concat(chunks).toString().split("\r\n\r\n");
    expect(head).toMatch(/^HTTP\/1\.1 426 /);
    expect(JSON.parse(body)).toMatchObject({ error: { code: "closemask_websocket" } });
    expect(upstream.begun).toBe(0);
  });

  test("a client that offers HTTP/2 is answered as usual", async () => {
    const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")));
    const server = await startServer({ upstream: upstream.url });
    const reply = await send(`${server.url}/v1/chat/completions`, {
      headers: { connection: "Upgrade, HTTP2-Settings", upgrade: "h2c", "http2-settings": "AAEAAEAAAAIAAAAAAAMAAAAA" },
      body: ASK,
    });
    expect(reply.status).toBe(200);
    expect(upstream.received[0]?.headers).not.toHaveProperty("http2-settings");
    expect(upstream.received[0]?.headers.upgrade).toBeUndefined();
  });

  test("headers that are too large are refused, and the next request works", async () => {
    const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")));
    const server = await startServer({ upstream: upstream.url });
    const ask = (length: number) =>
      send(`${server.url}/v1/chat/completions`, {
        // A connection of its own: the server closes that of the one it refuses.
        agent: new Agent(),
        headers: { authorization: `Bearer ${"k".repeat(length)}` },
        body: ASK,
      });
    expect((await ask(20_000)).status).toBe(200);
    // The connection may be closed before the client has read why.
    expect([431, undefined]).toContain((await ask(70_000).catch(() => undefined))?.status);
    expect((await ask(10)).status).toBe(200);
    expect(upstream.begun).toBe(2);
  });

  test("500 streams at once, all idle", { timeout: 30_000 }, async () => {
    const waiting: ServerResponse[] = [];
    const upstream = await startUpstream((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(chatChunk({ content: "one" }));
      waiting.push(response);
    });
    const server = await startServer({ upstream: upstream.url });
    const replies = await Promise.all(Array.from({ length: 500 }, () => begin(server.url)));
    await until(() => waiting.length === 500, "all streams stand");
    expect(server.metrics.page()).toMatch(/^closemask_streams 500$/m);
    const ends = replies.map(collect);
    for (const response of waiting) response.end("data: [DONE]\n\n");
    expect((await Promise.all(ends)).filter(({ broken }) => broken)).toEqual([]);
  });
});

describe("the end", () => {
  test("waits for streams, and takes no more requests", async () => {
    let finish: () => void = () => {};
    const upstream = await startUpstream((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(chatChunk({ content: "one" }));
      finish = () => response.end("data: [DONE]\n\n");
    });
    const server = await startServer({ upstream: upstream.url });
    const response = await begin(server.url);
    const whole = collect(response);
    const closed = server.close(10_000);
    await pause(50);
    await expect(send(`${server.url}/health`)).rejects.toThrow();
    finish();
    const reply = await whole;
    expect([reply.broken, reply.text.includes("[DONE]")]).toEqual([false, true]);
    await closed;
  });

  test("does not wait for ever", async () => {
    const upstream = await startUpstream((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(chatChunk({ content: "one" }));
    });
    const server = await startServer({ upstream: upstream.url });
    const whole = collect(await begin(server.url));
    await server.close(100);
    expect((await whole).broken).toBe(true);
  });
});
