// The outgoing request: what it adds (nothing), certificates, and the proxy of the environment.

import { createServer as createHttp } from "node:http";
import { createServer as createHttps } from "node:https";
import { type AddressInfo, connect, type Server, type Socket } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { createUpstream, faultOf, type UpstreamOptions, type UpstreamResponse } from "../../src/upstream/client.ts";
import { sendJson, startUpstream } from "../server/fake-upstream.ts";
import { makeCertificate } from "./tls-kit.ts";

const certificate = makeCertificate();

async function ask(url: string, options: Partial<UpstreamOptions> = {}): Promise<UpstreamResponse> {
  const upstream = createUpstream({ idleTimeout: 5000, ...options });
  onTestFinished(() => upstream.destroy());
  const response = await upstream.send({
    method: "POST",
    url: new URL(url),
    headers: ["X-One", "1", "x-one", "2"],
    body: Buffer.from("{}"),
    signal: new AbortController().signal,
  });
  response.body.resume();
  return response;
}

async function faultAt(url: string, options: Partial<UpstreamOptions> = {}): Promise<string> {
  try {
    await ask(url, options);
  } catch (error) {
    return faultOf(error);
  }
  return "none";
}

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

test("adds no header but host, length and connection, and keeps spelling, order and repeats", async () => {
  const upstream = await startUpstream((_, response) => sendJson(response, {}));
  await ask(`${upstream.url}/x?y=%20`);
  const [received] = upstream.received;
  expect(received?.url).toBe("/x?y=%20");
  const names = received?.rawHeaders.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase());
  expect(names?.sort()).toEqual(["connection", "content-length", "host", "x-one", "x-one"]);
  expect(received?.rawHeaders.join(" ")).toContain("X-One 1 x-one 2");
});

describe("what went wrong has a name", () => {
  test("refused, unknown, silent, broken off", async () => {
    expect(await faultAt("http://127.0.0.1:1")).toBe("refused");
    expect(await faultAt("http://nowhere.invalid")).toBe("unknown-host");
    const silent = await listen(createHttp(() => {}));
    expect(await faultAt(`http://127.0.0.1:${silent}`, { idleTimeout: 300 })).toBe("timeout");
    const cut = await listen(createHttp((request) => request.socket.destroy()));
    expect(await faultAt(`http://127.0.0.1:${cut}`)).toBe("reset");
  });
});

describe.skipIf(certificate === null)("TLS (needs openssl)", () => {
  test("a certificate that nobody knows is refused, and one that the user names is not", async () => {
    if (certificate === null) return;
    const port = await listen(createHttps(certificate, (_, response) => response.end("{}")));
    expect(await faultAt(`https://127.0.0.1:${port}`)).toBe("tls");
    expect((await ask(`https://127.0.0.1:${port}`, { ca: certificate.cert })).status).toBe(200);
  });

  test("HTTPS_PROXY is asked for a tunnel, unless NO_PROXY names the host", async () => {
    if (certificate === null) return;
    const tunnels: string[] = [];
    const port = await listen(createHttps(certificate, (_, response) => response.end("{}")));
    const proxy = createHttp();
    // The name is nobody's: the proxy leads it here.
    proxy.on("connect", (request, socket) => {
      tunnels.push(request.url ?? "");
      const through = connect(port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        socket.pipe(through).pipe(socket);
      });
      through.on("error", () => socket.destroy());
      socket.on("error", () => through.destroy());
    });
    const at = `http://127.0.0.1:${await listen(proxy)}`;
    const options = { ca: certificate.cert, proxies: { https: at } };
    // Loopback is never asked for there.
    expect((await ask(`https://localhost:${port}`, options)).status).toBe(200);
    expect(tunnels).toEqual([]);
    expect(await faultAt("https://provider.invalid", options)).toBe("tls");
    expect(tunnels).toEqual(["provider.invalid:443"]);
    expect(await faultAt("https://provider.invalid", { ...options, noProxy: ".invalid" })).toBe("unknown-host");
    expect(tunnels).toHaveLength(1);
  });
});
