// What the proxy itself refuses, and how: in the API's shape, with a status that clients do not try again, and never with
// anything of the request in it. And faults: nothing unmasked leaves, and the next request works.

import { connect, createServer, type Socket } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Candidate } from "../../src/detect/resolve.ts";
import { RULES } from "../../src/detect/rules/index.ts";
import { ClosemaskError } from "../../src/errors.ts";
import { send } from "./client.ts";
import { chatAnswer, sendJson, startUpstream } from "./fake-upstream.ts";
import { startServer } from "./kit.ts";

const EMAIL = "jane.roe@corp-mail.com";
const ASK = { model: "m", messages: [{ role: "user", content: `mail ${EMAIL}` }] };

describe("J19 errors of the proxy's own", () => {
  test.each([
    ["/v1/chat/completions", { error: { type: "invalid_request_error", code: "closemask_invalid_json" } }],
    ["/v1/responses", { error: { code: "closemask_invalid_json" } }],
    ["/v1/messages", { type: "error", error: { type: "invalid_request_error" } }],
    ["/v1beta/models/g:generateContent", { error: { code: 400, status: "INVALID_ARGUMENT" } }],
    ["/api/chat", { error: expect.stringMatching(/./) }],
    ["/mistral/v1/chat/completions", { object: "error" }],
    ["/cohere/v2/chat", { message: expect.stringMatching(/./) }],
  ])("A10 %s has its own shape", async (path, shape) => {
    const upstream = await startUpstream((_, response) => sendJson(response, {}));
    const server = await startServer({ upstream: upstream.url });
    const reply = await send(`${server.url}${path}`, { body: `{"messages": ["${EMAIL}"` });
    expect(reply.status).toBe(400);
    expect(reply.json()).toMatchObject(shape);
    expect(reply.headers["x-closemask-refused"]).toBe("invalid-json");
    expect(reply.text).not.toContain(EMAIL);
    expect(upstream.begun).toBe(0);
  });

  test("H01 a signed request", async () => {
    const upstream = await startUpstream((_, response) => sendJson(response, {}));
    const server = await startServer({ upstream: upstream.url });
    const reply = await send(`${server.url}/openai/v1/chat/completions`, {
      headers: { authorization: "AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/bedrock/aws4_request" },
      body: ASK,
    });
    expect([reply.status, upstream.begun]).toEqual([400, 0]);
  });

  test("a path that nobody has", async () => {
    const upstream = await startUpstream((_, response) => sendJson(response, {}));
    const server = await startServer({ upstream: upstream.url });
    expect((await send(`${server.url}/favicon.ico`)).status).toBe(404);
    expect((await send(`${server.url}/nobody/v1/messages`, { body: ASK })).status).toBe(404);
    expect((await send(`${server.url}/azure/openai/deployments/d/chat/completions`, { body: ASK })).status).toBe(404);
    expect(upstream.begun).toBe(0);
  });

  test("a path that is none", async () => {
    const upstream = await startUpstream((_, response) => sendJson(response, {}));
    const server = await startServer({ upstream: upstream.url });
    const text = await raw(server.port, "GET /%zz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    expect(text).toMatch(/^HTTP\/1\.1 40[04] /);
    expect(upstream.begun).toBe(0);
  });

  test("J20 an unknown path with JSON is masked by the default rule, and refused when hardened", async () => {
    const upstream = await startUpstream((_, response) => sendJson(response, {}));
    const server = await startServer({ upstream: upstream.url });
    const reply = await send(`${server.url}/openai/v1/brand/new`, { body: { any: { thing: [EMAIL] } } });
    expect(reply.status).toBe(200);
    expect(reply.headers["x-closemask-degraded"]).toBe("1");
    expect(upstream.received[0]?.body.toString()).toMatch(/^\{"any":\{"thing":\["EMAILX\d{9}"\]\}\}$/);
    const strict = await startServer({ upstream: upstream.url, serving: { hardened: true } });
    const refused = await send(`${strict.url}/openai/v1/brand/new`, { body: { any: EMAIL } });
    expect(refused.headers["x-closemask-refused"]).toBe("unknown-endpoint");
    expect(upstream.begun).toBe(1);
  });
});

describe("J21 who may", () => {
  test("not another host's page, nor another host's name", async () => {
    const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")));
    const server = await startServer({ upstream: upstream.url });
    for (const headers of [{ host: "evil.example" }, { origin: "https://evil.example" }]) {
      for (const path of ["/v1/chat/completions", "/v1/messages"]) {
        expect((await send(`${server.url}${path}`, { headers, body: ASK })).status).toBe(403);
      }
      for (const path of ["/health", "/metrics", "/"]) {
        expect((await send(`${server.url}${path}`, { headers })).status).toBe(403);
      }
    }
    expect(upstream.begun).toBe(0);
  });

  test("a page whose origin is named, which may ask first", async () => {
    const origin = "https://app.example";
    const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")));
    const tokens = new Map([["app", "app-token"]]);
    const server = await startServer({ upstream: upstream.url, guard: { origins: [origin], tokens } });
    const asked = await send(`${server.url}/v1/chat/completions`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "authorization" },
    });
    expect(asked.status).toBe(204);
    expect(asked.headers["access-control-allow-origin"]).toBe(origin);
    expect(asked.headers["access-control-allow-headers"]).toBe("authorization");
    const reply = await send(`${server.url}/v1/chat/completions`, {
      headers: { origin, "x-closemask-token": "app-token" },
      body: ASK,
    });
    expect([reply.status, reply.headers["access-control-allow-origin"]]).toEqual([200, origin]);
    expect(upstream.received[0]?.headers.origin).toBeUndefined();
    expect(upstream.received[0]?.headers["x-closemask-token"]).toBeUndefined();
    const other = await send(`${server.url}/v1/chat/completions`, {
      method: "OPTIONS",
      headers: { origin: "https://evil.example", "access-control-request-method": "POST" },
    });
    expect([other.status, other.headers["access-control-allow-origin"]]).toEqual([403, undefined]);
  });

  test("those with a token, each in a session of its own", async () => {
    let placeholder = "";
    const upstream = await startUpstream((request, response) => {
      placeholder = /EMAILX\d{9}/.exec(request.body.toString())?.[0] ?? placeholder;
      sendJson(response, chatAnswer(`it is ${placeholder}`));
    });
    const tokens = new Map([
      ["alice", "alice-token"],
      ["bob", "bob-token"],
    ]);
    const server = await startServer({ upstream: upstream.url, guard: { loopback: false, tokens } });
    const ask = (headers: Record<string, string>, content: string) =>
      send(`${server.url}/v1/chat/completions`, {
        headers,
        body: { model: "m", messages: [{ role: "user", content }] },
      });
    expect((await ask({}, EMAIL)).status).toBe(401);
    expect((await ask({ "x-closemask-token": "wrong-token" }, EMAIL)).status).toBe(401);
    expect(upstream.begun).toBe(0);
    expect((await ask({ "x-closemask-token": "alice-token" }, EMAIL)).text).toContain(EMAIL);
    const theft = { "x-closemask-token": "bob-token", "x-closemask-session": "alice" };
    expect((await ask(theft, `say ${placeholder}`)).text).not.toContain(EMAIL);
    const metrics = await send(`${server.url}/metrics`);
    expect(metrics.status).toBe(401);
    expect((await send(`${server.url}/metrics`, { headers: { authorization: "Bearer bob-token" } })).status).toBe(200);
    expect((await send(`${server.url}/health`)).json()).toEqual({ status: "ok", instance: "i" });
    expect(
      (await send(`${server.url}/health`, { headers: { "x-closemask-token": "bob-token" } })).json(),
    ).toMatchObject({
      detail: 1,
    });
  });
});

describe("faults", () => {
  test("a provider that refuses connections, or is not there", async () => {
    const server = await startServer({ upstream: "http://127.0.0.1:1" });
    const reply = await send(`${server.url}/v1/messages`, { body: ASK });
    expect(reply.status).toBe(502);
    expect(reply.json()).toMatchObject({ type: "error" });
    expect(server.metrics.page()).toContain('closemask_upstream_faults_total{provider="anthropic",reason="refused"} 1');
    const nowhere = await startServer({ upstream: "http://nowhere.invalid" });
    expect((await send(`${nowhere.url}/v1/messages`, { body: ASK })).status).toBe(502);
  });

  test("a provider that answers with garbage", async () => {
    const port = await rawServer((socket) => socket.end("%%% this is no HTTP %%%\r\n\r\n"));
    const server = await startServer({ upstream: `http://127.0.0.1:${port}` });
    const reply = await send(`${server.url}/v1/chat/completions`, { body: ASK });
    expect(reply.status).toBe(502);
    expect(server.faults).toEqual([]);
  });

  test("garbage in a stream passes, and ends nothing", async () => {
    const upstream = await startUpstream((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end(Buffer.from([0, 255, 10, 10, 58, 254, 10, 10, 100, 97, 116, 97, 58, 123, 10, 10]));
    });
    const server = await startServer({ upstream: upstream.url });
    const reply = await send(`${server.url}/v1/chat/completions`, { body: { ...ASK, stream: true } });
    expect([reply.status, reply.broken]).toEqual([200, false]);
    expect(server.faults).toEqual([]);
  });

  test("A29 a store that fails: nothing is sent, and the next request works", async () => {
    let failing = true;
    const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")));
    const server = await startServer({
      upstream: upstream.url,
      store: (store) => ({
        ...store,
        put(entries) {
          if (failing) throw new ClosemaskError("store-full", "the disk is full", { hint: "free some space" });
          return store.put(entries);
        },
      }),
    });
    const reply = await send(`${server.url}/v1/chat/completions`, { body: ASK });
    expect(reply.status).toBe(422);
    expect(reply.headers["x-closemask-refused"]).toBe("store");
    expect(reply.text).toContain("the disk is full");
    expect(reply.text).not.toContain(EMAIL);
    expect(upstream.begun).toBe(0);
    failing = false;
    expect((await send(`${server.url}/v1/chat/completions`, { body: ASK })).status).toBe(200);
  });

  test("A29 a store that fails while an answer is restored: no half answer ends as a whole one", async () => {
    let failing = false;
    const upstream = await startUpstream((request, response) => {
      failing = true;
      const placeholder = /EMAILX\d{9}/.exec(request.body.toString())?.[0];
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end(`data: {"choices":[{"index":0,"delta":{"content":"${placeholder} "}}]}\n\ndata: [DONE]\n\n`);
    });
    const server = await startServer({
      upstream: upstream.url,
      store: (store) => ({
        ...store,
        get(handles) {
          if (failing) throw new ClosemaskError("store-failed", "the store cannot be read");
          return store.get(handles);
        },
      }),
    });
    const reply = await send(`${server.url}/v1/chat/completions`, { body: { ...ASK, stream: true } });
    expect([reply.status, reply.headers["x-closemask-refused"]]).toEqual([422, "store"]);
    expect(reply.text).not.toContain("[DONE]");
    failing = false;
    expect((await send(`${server.url}/health`)).status).toBe(200);
  });

  test("A29 a source of spans that throws: nothing is sent", async () => {
    const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")));
    let failing = true;
    const source = (): readonly Candidate[] => {
      if (failing) throw new TypeError("a source of spans fails");
      return [];
    };
    const server = await startServer({ upstream: upstream.url, sources: [source] });
    const reply = await send(`${server.url}/v1/chat/completions`, { body: ASK });
    expect(reply.status).toBe(422);
    expect(reply.text).not.toContain(EMAIL);
    expect(upstream.begun).toBe(0);
    failing = false;
    expect((await send(`${server.url}/v1/chat/completions`, { body: ASK })).status).toBe(200);
  });

  test("A29 a source of spans that lies about offsets: what rules find is masked all the same, and JSON stays JSON", async () => {
    const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")));
    const [rule] = RULES;
    if (rule === undefined) throw new Error("there are rules");
    let lie = 0;
    const lies: readonly (readonly [number, number])[] = [
      [-5, 3],
      [0, 1e9],
      [7, 2],
      [Number.NaN, 4],
      [1.5, 2.5],
      [3, 3],
      [1e9, 2e9],
    ];
    const source = (): readonly Candidate[] => {
      const [start, end] = lies[lie] as readonly [number, number];
      return [
        { rule, start, end, confidence: 1, check: "none" },
        { rule, start: start + 1, end: end + 1, confidence: 1, check: "none" },
      ];
    };
    const server = await startServer({ upstream: upstream.url, sources: [source] });
    for (; lie < lies.length; lie++) {
      const body = { model: "m", messages: [{ role: "user", content: `${lie} é write to ${EMAIL} please` }] };
      const reply = await send(`${server.url}/v1/chat/completions`, { body });
      expect([200, 422], String(lies[lie])).toContain(reply.status);
    }
    expect(upstream.received.every(({ json }) => json !== undefined)).toBe(true);
    expect(upstream.everything()).not.toContain(EMAIL);
    expect(upstream.received.length).toBeGreaterThan(3);
  });

  test("a hundred requests at once, half of them broken", async () => {
    const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")));
    const server = await startServer({ upstream: upstream.url });
    const replies = await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        send(`${server.url}/v1/chat/completions`, { body: i % 2 === 0 ? ASK : `{"messages":["${EMAIL}"` }),
      ),
    );
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(50);
    expect(replies.filter(({ status }) => status === 400)).toHaveLength(50);
    expect(upstream.everything()).not.toContain(EMAIL);
  });
});

function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let got = "";
    socket.on("data", (chunk) => {
      got += chunk;
    });
    socket.on("close", () => resolve(got));
    socket.on("error", reject);
    socket.write(text);
  });
}

async function rawServer(answer: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
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
