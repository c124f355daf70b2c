// Filters and proxies over a Redis that fails in one way or another: nothing goes out unmasked, and what had been written can be
// restored. Cables that are pulled are in hosts.test.ts.

import { spawn } from "node:child_process";
import { describe, expect, onTestFinished, test } from "vitest";
import { send } from "../server/client.ts";
import { chatAnswer, sendJson, startUpstream } from "../server/fake-upstream.ts";
import { isInstalled, named, type RedisServer, startCluster, startRedis } from "../store/servers.ts";
import { start } from "./filter/kit.ts";
import { makeHome } from "./run.ts";
import { serve } from "./serve/kit.ts";

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
const linesOf = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, i) => `${from + i} person.${from + i}@acme.com\n`).join("");

async function startOwn(settings: readonly string[] = []): Promise<RedisServer> {
  const server = await startRedis(settings);
  onTestFinished(() => server.end());
  return server;
}

const storeAt = (port: number, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  CLOSEMASK_STORE_TYPE: "redis",
  CLOSEMASK_STORE_URL: `redis://127.0.0.1:${port}`,
  CLOSEMASK_STORE_TIMEOUT: "60s",
  ...more,
});

describe.skipIf(!isInstalled("redis-server"))(named("commands over a redis that fails", "redis-server"), () => {
  test("memory that is full: exit 3 where the first new value is, and what went before comes back", async () => {
    const server = await startOwn(["--maxmemory", "8mb", "--maxmemory-policy", "noeviction"]);
    const home = makeHome();
    const env = storeAt(server.port);
    const input = linesOf(0, 40_000);
    const { code, stdout, stderr } = await home.run(["mask"], { input, env });
    expect(code).toBe(3);
    expect(stderr).toMatch(/^closemask: redis has reached its maxmemory.*\n {2}hint: raise maxmemory/m);
    expect(stdout.length).toBeGreaterThan(1000);
    expect(stdout).not.toContain("@acme");
    const back = await home.run(["unmask"], { input: stdout, env });
    expect([back.code, input.startsWith(back.stdout)]).toEqual([0, true]);
    // What is known needs no room.
    expect((await home.run(["mask"], { input: linesOf(0, 5), env })).stdout).toBe(
      stdout.split("\n").slice(0, 5).join("\n").concat("\n"),
    );
    server.cli("config", "set", "maxmemory", "0");
    expect((await home.run(["mask"], { input, env })).code).toBe(0);
  });

  test("memory that is full: a proxy refuses what holds a new value, and sends what holds known ones", async () => {
    const server = await startOwn(["--maxmemory-policy", "noeviction"]);
    const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")));
    const proxy = await serve(makeHome(), ["--upstream", `openai=${upstream.url}/v1`], storeAt(server.port));
    const ask = (content: string): ReturnType<typeof send> =>
      send(`${proxy.url}/v1/chat/completions`, { body: { model: "m", messages: [{ role: "user", content }] } });
    expect((await ask("person.1@acme.com")).status).toBe(200);
    server.cli("config", "set", "maxmemory", "1");
    const refused = await ask("person.2@acme.com");
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(refused.text).not.toContain("person.2");
    expect((await ask("again person.1@acme.com")).status).toBe(200);
    expect(upstream.everything()).not.toContain("acme");
    expect(upstream.received).toHaveLength(2);
    server.cli("config", "set", "maxmemory", "0");
    expect((await ask("person.2@acme.com")).status).toBe(200);
  });

  test("a wrong password: exit 3 at once, nothing written, and the password is not said", async () => {
    const server = await startOwn(["--requirepass", "right one"]);
    const env = storeAt(server.port, { CLOSEMASK_STORE_REDIS_PASSWORD: "wrong one" });
    const { code, stdout, stderr } = await makeHome().run(["mask"], { input: "bob@acme.com\n", env });
    expect([code, stdout]).toEqual([3, ""]);
    expect(stderr).toContain("redis refuses the user or the password");
    expect(stderr).not.toContain("wrong one");
  });

  test("a password that is changed while a filter runs: exit 3, nothing unmasked", async () => {
    const server = await startOwn(["--requirepass", "first"]);
    const home = makeHome();
    const { child, seen, ended } = start(
      home,
      ["mask"],
      storeAt(server.port, { CLOSEMASK_STORE_REDIS_PASSWORD: "first" }),
    );
    child.stdin.write("bob@acme.com\n");
    await seen("\n");
    server.cli("-a", "first", "config", "set", "requirepass", "second");
    server.cli("-a", "second", "client", "kill", "type", "normal", "skipme", "yes");
    child.stdin.write("eve@acme.com\n");
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(3);
    expect(stdout.split("\n")).toHaveLength(2);
    expect(stdout + stderr).not.toContain("acme");
  });

  test("a server that is slow by a second is waited for", async () => {
    const server = await startOwn();
    const { child, seen, ended } = start(makeHome(), ["mask"], storeAt(server.port));
    child.stdin.write("bob@acme.com\n");
    await seen("\n");
    process.kill(server.pid, "SIGSTOP");
    child.stdin.end("eve@acme.com\n");
    await wait(1000);
    process.kill(server.pid, "SIGCONT");
    const { code, stdout } = await ended;
    expect([code, /^\$\{EMAIL_\w+\}\n\$\{EMAIL_\w+\}\n$/.test(stdout)]).toEqual([0, true]);
  });

  test("a cluster that is resharded while filters run: nothing is lost, and nobody notices", async () => {
    const cluster = await startCluster();
    onTestFinished(() => cluster.end());
    const [first] = cluster.servers as [RedisServer];
    const home = makeHome();
    const env = storeAt(first.port, { CLOSEMASK_STORE_REDIS_MODE: "cluster" });
    // Sessions in many slots, so that some of them move.
    const filters = Array.from({ length: 4 }, (_, n) => ({ n, filter: start(home, ["mask", "-s", `team-${n}`], env) }));
    let moved = false;
    const reshard = async (from: RedisServer, to: RedisServer, slots: number): Promise<void> => {
      const idOf = (server: RedisServer): string => server.cli("cluster", "myid").trim();
      const route = ["--cluster-from", idOf(from), "--cluster-to", idOf(to), "--cluster-slots", String(slots)];
      const args = [
        "--cluster",
        "reshard",
        `127.0.0.1:${first.port}`,
        ...route,
        "--cluster-yes",
        "--cluster-pipeline",
        "1",
      ];
      const child = spawn("redis-cli", args, { stdio: ["ignore", "pipe", "pipe"] });
      let said = "";
      child.stdout.on("data", (text) => {
        said += text;
      });
      const code = await new Promise((resolve) => child.once("exit", resolve));
      if (code !== 0) throw new Error(`reshard: ${said.slice(-2000)}`);
    };
    const sessionsOn = ({ cli }: RedisServer): number =>
      cli("--scan", "--pattern", "closemask:{*}:m").split("\n").filter(Boolean).length;
    const moving = (async () => {
      await Promise.all(filters.map(({ filter }) => filter.seen("\n")));
      const [to, , from] = cluster.servers.toSorted((a, b) => sessionsOn(a) - sessionsOn(b)) as [
        RedisServer,
        RedisServer,
        RedisServer,
      ];
      const before = sessionsOn(to);
      // All but one: a node without any becomes the replica of another.
      await reshard(from, to, 5460);
      expect(sessionsOn(from)).toBe(0);
      expect(sessionsOn(to)).toBeGreaterThan(before + 1);
    })();
    const fed = filters.map(async ({ filter }) => {
      let at = 0;
      while (!moved || at < 200) {
        const piece = linesOf(at, at + 20);
        at += 20;
        if (!filter.child.stdin.write(piece)) await new Promise((resolve) => filter.child.stdin.once("drain", resolve));
        await wait(20);
      }
      filter.child.stdin.end();
      return linesOf(0, at);
    });
    await moving.finally(() => {
      moved = true;
    });
    for (const { n, filter } of filters) {
      const input = await fed[n];
      const { code, stdout, stderr } = await filter.ended;
      expect([code, stderr]).toEqual([0, ""]);
      expect(stdout).not.toContain("@acme");
      const back = await home.run(["unmask", "-s", `team-${n}`], { input: stdout, env });
      expect(back.stdout).toBe(input);
    }
  }, 300_000);
});
