// Lines that leave the machine, by the thread that is built for it: to HTTP servers and syslog listeners of the test.

import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttps } from "node:https";
import { type AddressInfo, createServer as createTcp, type Socket } from "node:net";
import { join } from "node:path";
import { createServer as createTls } from "node:tls";
import { fileURLToPath, URL } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Forward } from "../../src/audit/create-audit.ts";
import type { ForwardData } from "../../src/audit/forward-messages.ts";
import { openForward } from "../../src/audit/open-forward.ts";
import { freePort } from "../cli/serve/kit.ts";
import { until } from "../server/client.ts";
import { makeCertificate } from "../upstream/tls-kit.ts";
import { type Log, makeLog, masked } from "./kit.ts";

const script = fileURLToPath(new URL("../../src/audit/forward-thread.ts", import.meta.url));
const PATIENCE = 15_000;
const certificate = makeCertificate();
const NEEDS_OPENSSL = certificate === null ? " (skipped: needs openssl)" : "";

function forward(to: ForwardData["to"], held = 10_000): Forward {
  const made = openForward({ name: "http" in to ? "http" : "syslog", script, held, to });
  onTestFinished(() => made.close());
  return made;
}

function toHttp(url: string, timeout = 5000, held?: number, ca?: string): Forward {
  return forward({ http: { url, headers: { "x-team": "red" }, timeout, ca } }, held);
}

function toSyslog(url: string, ca?: string): Forward {
  return forward({ syslog: { url, facility: "local3", host: "host.example", pid: 42, timeout: 2000, ca } });
}

interface Collector {
  readonly url: string;
  readonly lines: string[];
  readonly requests: IncomingMessage[];
  answer: (response: ServerResponse, n: number) => void;
}

async function startCollector(port = 0): Promise<Collector & { stop(): Promise<void> }> {
  const lines: string[] = [];
  const requests: IncomingMessage[] = [];
  const server = createHttp((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      requests.push(request);
      response.on("finish", () => {
        if (response.statusCode === 200) lines.push(...Buffer.concat(chunks).toString().trimEnd().split("\n"));
      });
      collector.answer(response, requests.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(stop);
  const collector: Collector & { stop(): Promise<void> } = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`,
    lines,
    requests,
    answer: (response) => void response.end("{}"),
    stop,
  };
  return collector;
}

/** A log that goes to the file and to one more place. */
function recordInto(log: Log, to: Forward, events: number) {
  const audit = log.open({ forwards: [to], flush: PATIENCE });
  for (let i = 0; i < events; i++) audit.record(masked(i));
  return audit;
}

describe("a collector", () => {
  test("gets the lines of the file, in batches, with its headers", async () => {
    const collector = await startCollector();
    const log = makeLog();
    await recordInto(log, toHttp(collector.url), 1200).close();
    expect(collector.lines).toEqual(log.lines());
    expect(collector.requests.length).toBeLessThan(12);
    expect(collector.requests[0]?.headers).toMatchObject({ "content-type": "application/x-ndjson", "x-team": "red" });
    expect(log.faults()).toEqual([]);
  });

  test("that answers 500 and then works gets all of them, once", async () => {
    const collector = await startCollector();
    collector.answer = (response, n) => void response.writeHead(n < 3 ? 500 : 200).end();
    const log = makeLog();
    await recordInto(log, toHttp(collector.url), 20).close();
    expect(collector.lines).toEqual(log.lines());
    expect(collector.requests.length).toBeGreaterThan(2);
  });

  test("that is down and comes back gets all of them", async () => {
    const port = await freePort();
    const log = makeLog();
    const audit = recordInto(log, toHttp(`http://127.0.0.1:${port}/in`), 20);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const collector = await startCollector(port);
    await audit.close();
    expect(collector.lines).toEqual(log.lines());
    expect(audit.lost().get("http")).toBe(0);
  });

  test("that goes away in mid-run and comes back gets all of them", async () => {
    const first = await startCollector();
    const log = makeLog();
    const audit = recordInto(log, toHttp(first.url), 5);
    await until(() => first.lines.length === 6, "the first lines arrive", PATIENCE);
    await first.stop();
    for (let i = 0; i < 5; i++) audit.record(masked(i));
    await new Promise((resolve) => setTimeout(resolve, 400));
    const again = await startCollector(Number(new URL(first.url).port));
    await audit.close();
    expect([...first.lines, ...again.lines]).toEqual(log.lines());
  });

  test("that hangs holds up nothing; what it never got is counted and said", async () => {
    const collector = await startCollector();
    collector.answer = () => {};
    const log = makeLog();
    const audit = log.open({ forwards: [toHttp(collector.url, 60_000)], flush: 200 });
    for (let i = 0; i < 1000; i++) audit.record(masked(i));
    await audit.close();
    expect(log.lines()).toHaveLength(1002);
    expect(audit.lost().get("http")).toBe(1002);
    expect(log.warnings).toEqual(["1002 audit events did not reach http"]);
  });

  test("that is slow takes what there is room for, and the loss is an event", async () => {
    const collector = await startCollector();
    collector.answer = (response) => void setTimeout(() => response.end(), 300);
    const log = makeLog();
    const to = toHttp(collector.url, 5000, 50);
    const audit = recordInto(log, to, 200);
    await until(() => to.lost() > 0, "some are lost", PATIENCE);
    await to.flush(PATIENCE);
    audit.record(masked(1));
    await audit.close();
    const lost = log
      .lines()
      .map((line) => JSON.parse(line))
      .filter(({ action }) => action === "lost");
    expect(lost.map(({ kind, destination }) => [kind, destination])).toContainEqual(["audit", "http"]);
    const total = lost.reduce((sum, { count }) => sum + count, 0);
    expect(total).toBe(audit.lost().get("http"));
    expect(collector.lines.length + total).toBe(log.lines().length);
    expect(log.faults()).toEqual([]);
  });

  test.skipIf(certificate === null)(`over TLS gets nothing from who does not trust it${NEEDS_OPENSSL}`, async () => {
    if (certificate === null) return;
    const lines: string[] = [];
    const server = createHttps(certificate, (request, response) => {
      request.on("data", (chunk: Buffer) => lines.push(...chunk.toString().trimEnd().split("\n")));
      request.on("end", () => response.end());
    });
    server.on("tlsClientError", () => {});
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const log = makeLog();
    const without = log.open({ forwards: [toHttp(url)], flush: 300 });
    await without.close();
    expect([without.lost().get("http"), lines]).toEqual([2, []]);
    const trusting = makeLog();
    await recordInto(trusting, toHttp(url, 5000, 100, certificate.cert), 3).close();
    expect(lines).toEqual(trusting.lines());
  });

  test("that refuses what it is sent loses that, and nothing else", async () => {
    const collector = await startCollector();
    collector.answer = (response, n) => void response.writeHead(n === 1 ? 400 : 200).end();
    const log = makeLog();
    const to = toHttp(collector.url);
    const audit = recordInto(log, to, 0);
    await until(() => to.lost() === 1, "the first is refused", PATIENCE);
    audit.record(masked(1));
    await audit.close();
    expect(collector.lines).toEqual(log.lines().slice(1));
  });
});

const MESSAGE = /^<(\d+)>1 (\S+) host\.example closemask 42 (\w+) - (\{.*\})$/;

describe("syslog", () => {
  test("over UDP: a message of RFC 5424 for each event", async () => {
    const messages: string[] = [];
    const socket = createSocket("udp4");
    socket.on("message", (message) => messages.push(message.toString()));
    await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
    onTestFinished(() => void socket.close());
    const log = makeLog();
    const audit = recordInto(log, toSyslog(`udp://127.0.0.1:${socket.address().port}`), 3);
    audit.record({ kind: "refuse", action: "request", outcome: "refused", reason: "blob" });
    await audit.close();
    await until(() => messages.length === 6, "all messages", PATIENCE);
    const parts = messages.map((message) => MESSAGE.exec(message));
    expect(parts.map((part) => part?.[4])).toEqual(log.lines());
    // local3 is 19; a refusal is a warning, the rest informational.
    expect(parts.map((part) => Number(part?.[1]))).toEqual([158, 158, 158, 158, 156, 158]);
    expect(parts[1]?.[2]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(parts[1]?.[3]).toBe("mask");
  });

  test("over TCP: messages parted by their length; a connection that ends is made anew", async () => {
    let text = "";
    const sockets: Socket[] = [];
    const server = createTcp((socket) => {
      sockets.push(socket);
      socket.on("data", (chunk) => {
        text += chunk;
      });
      socket.on("error", () => {});
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const log = makeLog();
    const audit = recordInto(log, toSyslog(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`), 2);
    await until(() => unframed(text).length === 3, "the first messages", PATIENCE);
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 100));
    audit.record(masked(9));
    await audit.close();
    await until(() => unframed(text).length === 5, "all messages", PATIENCE);
    expect(unframed(text).map((message) => MESSAGE.exec(message)?.[4])).toEqual(log.lines());
  });

  test.skipIf(certificate === null)(`over TLS, to a server whose certificate is trusted${NEEDS_OPENSSL}`, async () => {
    if (certificate === null) return;
    let text = "";
    const server = createTls(certificate, (socket) => {
      socket.on("data", (chunk) => {
        text += chunk;
      });
    });
    server.on("tlsClientError", () => {});
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const url = `tls://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const log = makeLog();
    await recordInto(log, toSyslog(url, certificate.cert), 3).close();
    await until(() => unframed(text).length === 5, "all messages", PATIENCE);
    expect(unframed(text).map((message) => MESSAGE.exec(message)?.[4])).toEqual(log.lines());
    const other = makeLog();
    const audit = other.open({ forwards: [toSyslog(url)], flush: 300 });
    await audit.close();
    expect(audit.lost().get("syslog")).toBe(2);
  });

  test("to a Unix stream socket: a line each", async () => {
    let text = "";
    const log = makeLog();
    const path = join(log.folder, "log.sock");
    const server = createTcp((socket) =>
      socket.on("data", (chunk) => {
        text += chunk;
      }),
    );
    await new Promise<void>((resolve) => server.listen(path, resolve));
    onTestFinished(() => void server.close());
    await recordInto(log, toSyslog(`unix:${path}`), 3).close();
    await until(() => text.split("\n").length === 6, "all messages", PATIENCE);
    expect(
      text
        .trimEnd()
        .split("\n")
        .map((message) => MESSAGE.exec(message)?.[4]),
    ).toEqual(log.lines());
  });

  test("to a Unix datagram socket, as /dev/log is", async () => {
    const log = makeLog();
    const path = join(log.folder, "dgram.sock");
    const listener = spawn("python3", [fileURLToPath(new URL("unix-datagrams.py", import.meta.url)), path]);
    onTestFinished(() => void listener.kill());
    let text = "";
    listener.stdout.on("data", (chunk) => {
      text += chunk;
    });
    await until(() => text === "ready\n", "the listener is ready", PATIENCE);
    const audit = recordInto(log, toSyslog(`unix:${path}`), 3);
    await audit.close();
    await until(() => text.split("\n").length === 7, "all messages", PATIENCE);
    const messages = text.trimEnd().split("\n").slice(1);
    expect(messages.map((message) => message.slice(message.indexOf("{")))).toEqual(log.lines());
    for (const message of messages) expect(message).toMatch(/^<158>1 \S+ \S+ closemask - - - \{/);
  });

  test("that is not there loses what it never got", async () => {
    const log = makeLog();
    const audit = log.open({ forwards: [toSyslog(`unix:${log.folder}/none.sock`)], flush: 200 });
    audit.record(masked());
    await audit.close();
    expect(audit.lost().get("syslog")).toBe(3);
  });
});

/** Messages of RFC 6587 3.4.1. */
function unframed(text: string): string[] {
  const messages: string[] = [];
  for (let rest = text; ; ) {
    const match = /^(\d+) /.exec(rest);
    if (match === null) return messages;
    const end = match[0].length + Number(match[1]);
    if (rest.length < end) return messages;
    messages.push(rest.slice(match[0].length, end));
    rest = rest.slice(end);
  }
}
