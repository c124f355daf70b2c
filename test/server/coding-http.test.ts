// Content codings on both sides of a real server.

import { request } from "node:http";
import { brotliCompressSync, constants, createGzip, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { send } from "./client.ts";
import { chatAnswer, chatChunk, sendJson, startUpstream } from "./fake-upstream.ts";
import { startServer } from "./kit.ts";

const EMAIL = "jane.roe@corp-mail.com";
const ASK = Buffer.from(JSON.stringify({ model: "m", messages: [{ role: "user", content: `mail ${EMAIL}` }] }));

test.each([
  ["gzip", gzipSync(ASK)],
  ["deflate", deflateSync(ASK)],
  ["br", brotliCompressSync(ASK)],
  ["zstd", zstdCompressSync(ASK)],
  ["gzip, zstd", zstdCompressSync(gzipSync(ASK))],
])("J01 J05 a request in %s is decoded and masked, and leaves without coding", async (coding, body) => {
  const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")));
  const server = await startServer({ upstream: upstream.url });
  const reply = await send(`${server.url}/v1/chat/completions`, { headers: { "content-encoding": coding }, body });
  expect(reply.status).toBe(200);
  const [received] = upstream.received;
  expect(received?.headers["content-encoding"]).toBeUndefined();
  expect(received?.headers["accept-encoding"]).toBe("identity");
  expect(received?.body.toString()).toMatch(/"mail EMAILX\d{9}"/);
});

test.each([
  ["snappy", ASK, 415],
  ["gzip", ASK, 415],
  ["zstd", gzipSync(ASK), 415],
])("J02 a request in %s that cannot be decoded is refused", async (coding, body, status) => {
  const upstream = await startUpstream((_, response) => sendJson(response, {}));
  const server = await startServer({ upstream: upstream.url });
  const reply = await send(`${server.url}/v1/messages`, { headers: { "content-encoding": coding }, body });
  expect(reply.status).toBe(status);
  expect(reply.json()).toMatchObject({ type: "error", error: { message: expect.stringContaining("coding") } });
  expect(upstream.begun).toBe(0);
});

test("J03 a bomb is refused before it bursts", async () => {
  const upstream = await startUpstream((_, response) => sendJson(response, {}));
  const server = await startServer({ upstream: upstream.url });
  // A thousand times the size of what is sent.
  const bomb = gzipSync(gzipSync(Buffer.alloc(256 * 1024 * 1024)));
  const reply = await send(`${server.url}/v1/messages`, { headers: { "content-encoding": "gzip, gzip" }, body: bomb });
  expect(reply.status).toBe(413);
  expect(upstream.begun).toBe(0);
  const after = await send(`${server.url}/v1/chat/completions`, { body: ASK });
  expect(after.status).toBe(200);
});

test("J03 a request that is larger than it may be is refused while it comes", async () => {
  const upstream = await startUpstream((_, response) => sendJson(response, {}));
  const server = await startServer({ upstream: upstream.url, serving: { bodyLimit: 64 * 1024 } });
  expect((await send(`${server.url}/v1/messages`, { body: "x".repeat(70_000) })).status).toBe(413);
  const status = await new Promise((resolve, reject) => {
    const outgoing = request(`${server.url}/v1/messages`, { method: "POST" }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    outgoing.on("error", reject);
    // Without a length, and without an end.
    outgoing.write("x".repeat(70_000));
  });
  expect(status).toBe(413);
  expect(upstream.begun).toBe(0);
});

test("J04 a compressed stream is delivered as it comes", async () => {
  let next: (text: string) => void = () => {};
  let close: () => void = () => {};
  const upstream = await startUpstream((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream", "content-encoding": "gzip" });
    const gzip = createGzip({ flush: constants.Z_SYNC_FLUSH });
    gzip.pipe(response);
    next = (text) => gzip.write(text);
    close = () => gzip.end();
    next(chatChunk({ content: "one " }));
  });
  const server = await startServer({ upstream: upstream.url });
  const body = JSON.stringify({ ...JSON.parse(ASK.toString()), stream: true });
  const seen: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const outgoing = request(`${server.url}/v1/chat/completions`, { method: "POST" }, (response) => {
      expect(response.headers["content-encoding"]).toBeUndefined();
      response.on("data", (chunk: Buffer) => {
        seen.push(chunk.toString());
        const all = seen.join("");
        // Each is asked for when the one before has arrived.
        if (seen.length === 1) next(chatChunk({ content: "two " }));
        else if (all.includes("two ") && !all.includes("three")) next(chatChunk({ content: "three " }));
        else if (all.includes("three")) close();
      });
      response.on("end", resolve);
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
  expect(seen.length).toBeGreaterThanOrEqual(3);
});

test.each(["gzip", "br", "zstd"])("an answer in %s that nobody asked for is decoded", async (coding) => {
  const compress = { gzip: gzipSync, br: brotliCompressSync, zstd: zstdCompressSync }[coding] ?? gzipSync;
  const upstream = await startUpstream((_, response) => {
    response.writeHead(200, { "content-type": "application/json", "content-encoding": coding });
    response.end(compress(JSON.stringify(chatAnswer("ok"))));
  });
  const server = await startServer({ upstream: upstream.url });
  const reply = await send(`${server.url}/v1/chat/completions`, { body: ASK });
  expect(reply.json()).toEqual(chatAnswer("ok"));
  expect(reply.headers["content-encoding"]).toBeUndefined();
});
