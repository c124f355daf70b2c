// The sidecar's server on real sockets, over a word list.

import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { ClosemaskError } from "../../../src/errors.ts";
import { type Sidecar, type SidecarOptions, serveSidecar } from "../../../src/ner/sidecar/serve.ts";
import type { Source } from "../../../src/ner/sidecar/source.ts";
import { createWordSource, WORDS } from "../../../src/ner/sidecar/words.ts";
import { send } from "../../server/client.ts";

const log: string[] = [];

async function serve(options: Partial<SidecarOptions> = {}): Promise<Sidecar> {
  const sidecar = await serveSidecar({
    place: { host: "127.0.0.1", port: 0 },
    source: createWordSource(WORDS),
    dialects: ["closemask", "presidio", "gliner"],
    details: () => ({ instance: "one" }),
    log: (line) => log.push(line),
    ...options,
  });
  onTestFinished(() => sidecar.close());
  return sidecar;
}

function source(change: Partial<Source>): Source {
  return { ...createWordSource(WORDS), ...change };
}

const BODY = { text: "😀 Alice Smith" };
const FOUND = { entities: [{ type: "PERSON", value: "Alice Smith", start: 2, end: 13, score: 0.99 }] };

describe("answers", () => {
  test("in all dialects, and says how it is", async () => {
    const { url, requests } = await serve();
    expect((await send(`${url}/detect`, { body: BODY })).json()).toEqual(FOUND);
    expect((await send(`${url}/analyze`, { body: { ...BODY, language: "en" } })).json()).toMatchObject([{ start: 2 }]);
    expect((await send(`${url}/detect`, { body: { ...BODY, labels: ["person"] } })).json()).toMatchObject({
      entities: [{ label: "person", text: "Alice Smith" }],
    });
    expect((await send(`${url}/health`)).json()).toMatchObject({
      status: "ok",
      models: ["*"],
      instance: "one",
      served: 3,
    });
    expect((await send(`${url}/models`)).json()).toEqual({ loaded: ["*"], available: { "*": "words" } });
    expect((await send(`${url}/load/en`, { method: "POST" })).status).toBe(200);
    expect(requests()).toEqual({ served: 3, active: 0, failed: 0 });
  });

  test("to Presidio's clients, when it speaks only that", async () => {
    const { url } = await serve({ dialects: ["presidio"] });
    expect((await send(`${url}/health`)).text).toBe("Presidio Analyzer service is up");
    expect((await send(`${url}/detect`, { body: BODY })).status).toBe(404);
  });

  test("that it is not ready yet", async () => {
    const { url } = await serve({ source: source({ loaded: () => [] }) });
    const health = await send(`${url}/health`);
    expect([health.status, health.json()]).toEqual([
      503,
      expect.objectContaining({ status: "initializing", models: [] }),
    ]);
  });

  test("and says when it was used last", async () => {
    const { url, used } = await serve();
    const before = used();
    await send(`${url}/health`);
    expect(used()).toBe(before);
    await send(`${url}/detect`, { body: BODY });
    expect(used()).toBeGreaterThanOrEqual(before);
  });
});

describe("refuses", () => {
  test.each([
    ["what is no JSON", "{", 400],
    ["no text", {}, 400],
  ])("%s", async (_, body, status) => {
    const { url } = await serve();
    expect((await send(`${url}/detect`, { body, headers: { "content-type": "application/json" } })).status).toBe(
      status,
    );
  });

  test("other paths and methods", async () => {
    const { url } = await serve();
    expect((await send(`${url}/nothing`)).status).toBe(404);
    expect((await send(`${url}/nothing`, { body: {} })).status).toBe(404);
    expect((await send(`${url}/detect`, { method: "DELETE" })).status).toBe(405);
  });

  test("web pages", async () => {
    const { url } = await serve();
    expect((await send(`${url}/detect`, { body: BODY, headers: { origin: "https://example.com" } })).status).toBe(403);
  });

  test("a body that is too large, said beforehand or not", async () => {
    const { url } = await serve();
    const large = JSON.stringify({ text: "x".repeat(9 * 1024 * 1024) });
    expect((await send(`${url}/detect`, { body: large })).status).toBe(413);
    const status = await new Promise((resolve, reject) => {
      const outgoing = request(`${url}/detect`, { method: "POST" }, (response) => resolve(response.statusCode));
      outgoing.on("error", reject);
      outgoing.write(large);
    });
    expect(status).toBe(413);
  });
});

describe("what goes wrong in the source", () => {
  test("is said without the text, and logged without it", async () => {
    const failing = source({
      async detect() {
        throw new ClosemaskError("ner", "the model failed while it computed");
      },
      async load() {
        throw new ClosemaskError("input", "no model is set for this language");
      },
    });
    const { url, requests } = await serve({ source: failing });
    const answer = await send(`${url}/detect`, { body: BODY });
    expect([answer.status, answer.json()]).toEqual([503, { error: "the model failed while it computed" }]);
    expect((await send(`${url}/load/xx`, { method: "POST" })).status).toBe(400);
    expect(requests().failed).toBe(2);
    expect(log.join("\n")).toContain("answered 503");
    expect(log.join("\n")).not.toContain("Alice");
  });

  test("an unknown error is a 500 and no more", async () => {
    const { url } = await serve({
      source: source({
        async detect(text) {
          throw new TypeError(`cannot read ${text}`);
        },
      }),
    });
    const answer = await send(`${url}/detect`, { body: BODY });
    expect([answer.status, answer.text]).toEqual([500, '{"error":"internal error"}']);
  });

  test("a client that goes away gives its text up", async () => {
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
    const { promise: given, resolve: give } = Promise.withResolvers<void>();
    const { url } = await serve({
      source: source({
        detect(_text, _language, signal) {
          ask();
          return new Promise((_, reject) => {
            signal.addEventListener("abort", () => {
              give();
              reject(signal.reason);
            });
          });
        },
      }),
    });
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.write(`POST /detect HTTP/1.1\r\nhost: x\r\ncontent-length: 12\r\n\r\n{"text":"x"}`);
    await asked;
    socket.destroy();
    await given;
  });
});

describe("faults on purpose", () => {
  test("offsets, errors, loading, delay", async () => {
    const off = await serve({ faults: { fault: "offsets" } });
    expect((await send(`${off.url}/detect`, { body: BODY })).json()).toMatchObject({
      entities: [{ start: 3, end: 14, value: "Alice Smith" }],
    });
    const error = await serve({ faults: { fault: "error" } });
    expect((await send(`${error.url}/detect`, { body: BODY })).status).toBe(500);
    const loading = await serve({ faults: { fault: "loading" } });
    expect((await send(`${loading.url}/detect`, { body: BODY })).status).toBe(503);
    expect((await send(`${loading.url}/health`)).json()).toMatchObject({ status: "initializing" });
    const slow = await serve({ faults: { delay: 60 } });
    const begun = performance.now();
    await send(`${slow.url}/detect`, { body: BODY });
    expect(performance.now() - begun).toBeGreaterThan(50);
  });
});

describe("where it listens", () => {
  test("a port that is taken is an error that says so", async () => {
    const { url } = await serve();
    const place = { host: "127.0.0.1", port: Number(new URL(url).port) };
    await expect(serve({ place })).rejects.toThrow(
      expect.objectContaining({ code: "listen", message: expect.stringContaining("already") }),
    );
  });

  test("a Unix socket of one's own", async () => {
    const folder = mkdtempSync(join(tmpdir(), "closemask-socket-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const socket = join(folder, "ner.sock");
    const { url, close } = await serve({ place: { socket } });
    expect(url).toBe(`unix:${socket}`);
    expect(statSync(socket).mode & 0o777).toBe(0o600);
    const agent = new Agent();
    const status = await new Promise((resolve, reject) => {
      request({ socketPath: socket, path: "/health", agent }, (response) => resolve(response.statusCode))
        .on("error", reject)
        .end();
    });
    expect(status).toBe(200);
    // Somebody listens there.
    await expect(serve({ place: { socket } })).rejects.toThrow("something listens there already");
    await close();
    expect(existsSync(socket)).toBe(false);
  });

  test("a socket that a killed process left behind is taken over", async () => {
    const folder = mkdtempSync(join(tmpdir(), "closemask-socket-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const socket = join(folder, "ner.sock");
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    writeFileSync(join(folder, "kept"), "");
    // A second name for the socket, which stays when the first one goes.
    const { linkSync } = await import("node:fs");
    linkSync(socket, join(folder, "left.sock"));
    await new Promise<void>((resolve) => server.close(() => resolve()));
    const { url } = await serve({ place: { socket: join(folder, "left.sock") } });
    expect(url).toContain("left.sock");
  });
});
