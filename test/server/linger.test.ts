// Requests that are refused while they come: the answer arrives, whatever the client does first.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { type LingerBounds, linger } from "../../src/server/linger.ts";
import { pause, send, until } from "./client.ts";
import { sendJson, startUpstream } from "./fake-upstream.ts";
import { startServer } from "./kit.ts";

const MB = 1024 * 1024;

describe("a request that is too large", () => {
  async function start(): Promise<{ url: string; begun: () => number }> {
    const upstream = await startUpstream((_, response) => sendJson(response, {}));
    const { url } = await startServer({ upstream: upstream.url, serving: { bodyLimit: 64 * 1024 } });
    return { url, begun: () => upstream.begun };
  }

  test.each([
    ["with a length", { "content-length": String(40 * MB) }],
    ["in chunks", { "transfer-encoding": "chunked" }],
  ])("%s: who sends all of it before reading gets 413", async (_, framing) => {
    const { url, begun } = await start();
    const before = process.memoryUsage().rss;
    const said = await writeAll(url, framing);
    expect(said).toMatch(/^HTTP\/1\.1 413 /);
    expect(said).toContain("closemask_too_large");
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * MB);
    expect(begun()).toBe(0);
  });

  test("fetch gets 413", async () => {
    const { url } = await start();
    const { status } = await fetch(`${url}/v1/messages`, { method: "POST", body: Buffer.alloc(40 * MB) });
    expect(status).toBe(413);
  });

  test("the server goes on", async () => {
    const { url } = await start();
    await writeAll(url, { "content-length": String(2 * MB) }, 2);
    expect((await send(`${url}/v1/chat/completions`, { body: { messages: [] } })).status).toBe(200);
  });
});

/** Reads nothing until everything is written, as Python's urllib does. */
async function writeAll(url: string, framing: Record<string, string>, size = 40): Promise<string> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.pause();
  // A write says it too.
  socket.on("error", () => {});
  const headers = Object.entries(framing).map(([name, value]) => `${name}: ${value}\r\n`);
  await write(socket, `POST /v1/messages HTTP/1.1\r\nhost: 127.0.0.1\r\n${headers.join("")}\r\n`);
  const chunk = Buffer.alloc(MB, "x");
  const [opening, closing] = "transfer-encoding" in framing ? [`${MB.toString(16)}\r\n`, "\r\n"] : ["", ""];
  for (let i = 0; i < size; i++)
    await write(socket, Buffer.concat([Buffer.from(opening), chunk, Buffer.from(closing)]));
  if (closing !== "") await write(socket, "0\r\n\r\n");
  let said = "";
  for await (const bytes of socket) said += bytes;
  return said;
}

function write(socket: Socket, bytes: string | Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}

describe("what is left is read up to", () => {
  async function start(bounds: LingerBounds): Promise<{ socket: Socket; isClosed: () => boolean }> {
    const server = createServer((_: IncomingMessage, response: ServerResponse) => {
      response.writeHead(413, { "content-length": "2", connection: "close" });
      response.write("no");
      linger(response, bounds);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
    onTestFinished(() => {
      socket.destroy();
      server.close();
    });
    let closed = false;
    socket.on("error", () => {});
    socket.on("close", () => {
      closed = true;
    });
    socket.resume();
    socket.write(`POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${100 * MB}\r\n\r\n`);
    return { socket, isClosed: () => closed };
  }
  const WIDE = { bytes: 100 * MB, time: 60_000, silence: 60_000 };

  test("so many bytes", async () => {
    const { socket, isClosed } = await start({ ...WIDE, bytes: 2 * MB });
    socket.write(Buffer.alloc(MB));
    await pause(100);
    expect(isClosed()).toBe(false);
    socket.write(Buffer.alloc(2 * MB));
    await until(isClosed, "it was cut");
  });

  test("such a silence", async () => {
    const { socket, isClosed } = await start({ ...WIDE, silence: 200 });
    for (let i = 0; i < 5; i++) {
      socket.write("x");
      await pause(80);
    }
    expect(isClosed()).toBe(false);
    await until(isClosed, "it was cut");
  });

  test("such a time", async () => {
    const { socket, isClosed } = await start({ ...WIDE, time: 300 });
    const timer = setInterval(() => socket.write("x"), 20);
    await until(isClosed, "it was cut");
    clearInterval(timer);
  });
});
