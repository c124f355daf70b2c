// Store, disk and key fail under a proxy that runs: an error in the API's shape, nothing unmasked at the provider, nothing
// crashed, and the next request works once the fault is gone. What fails beside requests, such as notes, is said and no more.

import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, expect, test } from "vitest";
import { send, until } from "../../server/client.ts";
import { chatAnswer, chatChunk, sendJson, startUpstream } from "../../server/fake-upstream.ts";
import { mountDisk, NEEDS_DISK } from "../disk.ts";
import { makeHome } from "../run.ts";
import { serve } from "./kit.ts";

const disk = mountDisk("1m");
afterAll(() => disk?.remove());
const needsDisk = disk === null ? NEEDS_DISK : "";

let count = 0;
/** A request with an address that nobody has seen before. */
function fresh(more: object = {}): { readonly address: string; readonly body: object } {
  const address = `jane.${++count}@corp-mail.com`;
  return { address, body: { model: "m", messages: [{ role: "user", content: `mail ${address}` }], ...more } };
}

describe(`on a disk that fails${needsDisk}`, () => {
  test.skipIf(disk === null)("full, then not: refused, then sent", { timeout: 30_000 }, async () => {
    if (disk === null) return;
    disk.clear();
    const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")));
    const proxy = await serve(makeHome(), ["--upstream", `openai=${upstream.url}/v1`], {
      CLOSEMASK_STORE_PATH: join(disk.path, "sessions.db"),
    });
    const ask = (body: object) => send(`${proxy.url}/v1/chat/completions`, { body });
    expect((await ask(fresh().body)).status).toBe(200);
    const filler = join(disk.path, "filler");
    fill(filler);
    let refused = 0;
    for (let i = 0; i < 300 && refused < 3; i++) {
      const { address, body } = fresh({ user: `user.${i}@corp-mail.com ${"x".repeat(100)}` });
      const reply = await ask(body);
      if (reply.status === 200) continue;
      refused++;
      expect([reply.status, reply.headers["x-closemask-refused"]]).toEqual([422, "store"]);
      expect(reply.json()).toMatchObject({ error: { code: "closemask_store" } });
      expect(reply.text).not.toContain(address);
    }
    expect(refused).toBe(3);
    rmSync(filler);
    expect((await ask(fresh().body)).status).toBe(200);
    expect(upstream.everything()).not.toContain("@corp-mail.com");
    expect(proxy.errors()).not.toMatch(/corp-mail|internal error/);
    proxy.child.kill("SIGTERM");
    expect((await proxy.ended).code).toBe(0);
  });

  test.skipIf(disk === null)("read-only: it does not start, and says why", { timeout: 30_000 }, async () => {
    if (disk === null) return;
    disk.clear();
    const env = { CLOSEMASK_STORE_PATH: join(disk.path, "sessions.db") };
    const home = makeHome();
    expect((await home.run(["mask"], { input: "jane@corp-mail.com\n", env })).code).toBe(0);
    disk.remount("ro");
    const { code, stderr } = await home.run(["serve", "--port", "0"], { env });
    disk.remount("rw");
    expect(code).toBe(3);
    expect(stderr).toMatch(/closemask: .*\n {2}hint: /);
    expect(stderr).not.toContain("listening");
  });
});

/** Writes until nothing more fits. */
function fill(path: string): void {
  const parts: Buffer[] = [];
  for (const size of [256 * 1024, 16 * 1024, 1024]) {
    for (;;) {
      try {
        writeFileSync(path, Buffer.concat([...parts, Buffer.alloc(size)]));
        parts.push(Buffer.alloc(size));
      } catch {
        break;
      }
    }
  }
  try {
    writeFileSync(path, Buffer.concat(parts));
  } catch {
    // It is full, as it was meant to be.
  }
}

test("the key's file goes away in mid-run: the proxy has the key, and goes on", async () => {
  const upstream = await startUpstream((request, response) =>
    sendJson(response, chatAnswer(`to ${/EMAILX\d{9}/.exec(request.body.toString())?.[0]}`)),
  );
  const home = makeHome({ key: false });
  await home.run(["mask"], { input: "x\n" });
  const proxy = await serve(home, ["--upstream", `openai=${upstream.url}/v1`]);
  const ask = (body: object) => send(`${proxy.url}/v1/chat/completions`, { body });
  rmSync(join(home.config, "key"));
  const { address, body } = fresh();
  expect((await ask(body)).text).toContain(address);
  expect(upstream.everything()).not.toContain(address);
  // Another start finds a store and no key for it: that is an error, and never a new key.
  const next = await home.run(["serve", "--port", "0"]);
  expect(next.code).toBe(3);
});

test("a session is purged in mid-stream: the answer breaks off or keeps its placeholders, and the next request works", async () => {
  const go: (() => void)[] = [];
  const upstream = await startUpstream((request, response) => {
    const placeholder = /EMAILX\d{9}/.exec(request.body.toString())?.[0] ?? "none";
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(chatChunk({ content: "to " }));
    go.push(() => response.end(`${chatChunk({ content: `${placeholder} now` })}data: [DONE]\n\n`));
    if (go.length > 1) go[1]?.();
  });
  const home = makeHome();
  const proxy = await serve(home, ["--upstream", `openai=${upstream.url}/v1`]);
  const ask = (body: object) => send(`${proxy.url}/v1/chat/completions`, { body });
  const first = fresh({ stream: true });
  const under = ask(first.body);
  await until(() => go.length === 1, "the stream stands");
  expect((await home.run(["sessions", "purge", "default", "--yes"])).code).toBe(0);
  go[0]?.();
  const reply = await under;
  expect(reply.text.includes(first.address)).toBe(false);
  const second = fresh({ stream: true });
  const after = await ask(second.body);
  expect([after.status, after.text.includes(second.address)]).toEqual([200, true]);
  expect(upstream.everything()).not.toContain("@corp-mail.com");
});

test("another process holds the store's lock: what needs it waits, everything else goes on", async () => {
  const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")));
  const home = makeHome();
  const path = join(home.cwd, "sessions.db");
  const proxy = await serve(home, ["--upstream", `openai=${upstream.url}/v1`], { CLOSEMASK_STORE_PATH: path });
  const ask = (body: object) => send(`${proxy.url}/v1/chat/completions`, { body });
  const known = fresh();
  for (let i = 0; i < 2; i++) expect((await ask(known.body)).status).toBe(200);
  const other = new DatabaseSync(path);
  other.exec("BEGIN IMMEDIATE");
  const { address, body } = fresh();
  let answered = false;
  const under = ask(body).finally(() => {
    answered = true;
  });
  for (let i = 0; i < 5; i++) {
    expect((await ask({ ...known.body, seed: i })).status).toBe(200);
    expect((await send(`${proxy.url}/health`, { method: "GET" })).status).toBe(200);
  }
  expect(answered).toBe(false);
  other.exec("ROLLBACK");
  other.close();
  expect((await under).status).toBe(200);
  expect(upstream.received).toHaveLength(8);
  expect(upstream.everything()).not.toContain(address);
});
