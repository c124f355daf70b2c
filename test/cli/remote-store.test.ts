// Commands over a store on another machine: masked in one process, restored in another, and what is said of it.

import { spawn } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { send } from "../server/client.ts";
import { chatAnswer, sendJson, startUpstream } from "../server/fake-upstream.ts";
import { isInstalled, named, type RedisServer, startRedis } from "../store/servers.ts";
import { makeHome } from "./run.ts";
import { serve } from "./serve/kit.ts";

describe.skipIf(!isInstalled("redis-server"))(named("store.type redis", "redis-server"), () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis(["--requirepass", "a b/c"]);
  });
  afterAll(() => server.end());

  const configOf = (prefix: string, more = ""): string =>
    `store: { type: redis, url: "redis://:a%20b%2Fc@127.0.0.1:${server.port}", redis: { prefix: ${prefix} }${more} }\n`;

  /** Two homes with one key and one store, as two machines would have. */
  function twoMachines(prefix: string, more = ""): [ReturnType<typeof makeHome>, ReturnType<typeof makeHome>] {
    const homes = [makeHome(), makeHome()] as const;
    for (const home of homes) home.write("config/closemask/config.yaml", configOf(prefix, more));
    return [...homes];
  }

  test.each(["dollar", "word", "angle", "format"])("%s: masked here, restored there", async (style) => {
    const [here, there] = twoMachines(`cli-${style}`);
    const input = "bob@acme.com wrote to eve@acme.com, then to bob@acme.com from 203.0.113.7\n".repeat(3);
    const masked = await here.run(["mask", "-s", "case-7", "--style", style, "--stats"], { input });
    expect(masked.stdout).not.toContain("acme");
    expect(masked.stderr).toMatch(
      new RegExp(`^closemask: masked .*, kept in redis at 127\\.0\\.0\\.1:${server.port}$`, "m"),
    );
    const again = await there.run(["mask", "-s", "case-7", "--style", style], { input });
    expect(again.stdout).toBe(masked.stdout);
    const restored = await there.run(["unmask", "-s", "case-7", "--stats"], { input: masked.stdout });
    expect(restored.stdout).toBe(input);
    expect(restored.stderr).toMatch(/, from redis at 127\.0\.0\.1:\d+$/m);
    expect((await there.run(["unmask"], { input: masked.stdout })).stdout).toBe(masked.stdout);
  });

  test("values that only their label gives away are found in other runs", async () => {
    const [here, there] = twoMachines("cli-literal");
    await here.run(["mask"], { input: "password: Tr0ub4dor-and-3\n" });
    expect((await there.run(["mask"], { input: "it was Tr0ub4dor-and-3 again\n" })).stdout).toMatch(
      /^it was \$\{\w+\} again\n$/,
    );
  });

  test("sessions, doctor and keys work on it", async () => {
    const [here, there] = twoMachines("cli-sessions");
    await here.run(["mask", "-s", "one"], { input: "bob@acme.com\n" });
    expect((await there.run(["sessions", "list"])).stdout).toMatch(/^one +1 /m);
    expect((await there.run(["sessions", "show", "one"])).stdout).toMatch(/EMAIL +1/);
    const exported = await there.run(["sessions", "export", "one"]);
    expect((await there.run(["sessions", "prune"])).stderr).toContain("removed 0 expired entries");
    const doctor = await there.run(["doctor"]);
    expect(doctor.stdout).toMatch(/^ok +store +redis at 127\.0\.0\.1:\d+, 1 sessions, 1 entries$/m);
    expect(doctor.code).toBe(0);
    expect((await there.run(["sessions", "purge", "one", "--yes"])).code).toBe(0);
    expect((await here.run(["sessions", "list"])).stdout).toBe("no sessions\n");
    expect((await here.run(["sessions", "import", "-"], { input: exported.bytes })).stderr).toContain("1 new entries");
    const shown = (await here.run(["config", "show"])).stdout;
    expect(shown).toMatch(/^store\.url +"not shown"/m);
    expect(shown).not.toContain("a%20b");
  });

  test("the server goes and comes back while a filter runs", async () => {
    const own = await startRedis();
    try {
      const home = makeHome();
      const env = { CLOSEMASK_STORE_TYPE: "redis", CLOSEMASK_STORE_URL: `redis://127.0.0.1:${own.port}` };
      const bin = new URL("../../bin/closemask.js", import.meta.url).pathname;
      const child = spawn(process.execPath, [bin, "mask"], { env: { ...home.env, ...env }, cwd: home.cwd });
      let out = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        out += text;
      });
      const lines = (count: number): Promise<void> =>
        new Promise((resolve) => {
          const look = (): void => {
            if (out.split("\n").length > count) resolve();
            else setTimeout(look, 10);
          };
          look();
        });
      child.stdin.write("bob@acme.com\n");
      await lines(1);
      await own.kill();
      child.stdin.write("eve@acme.com\n");
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(out.split("\n").length).toBe(2);
      await own.restart();
      await lines(2);
      child.stdin.end();
      expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(0);
      expect((await home.run(["unmask"], { input: out, env })).stdout).toBe("bob@acme.com\neve@acme.com\n");
    } finally {
      await own.end();
    }
  });

  test("a server that is not there: nothing is written, exit 3", async () => {
    const own = await startRedis();
    await own.end();
    const home = makeHome();
    const env = {
      CLOSEMASK_STORE_TYPE: "redis",
      CLOSEMASK_STORE_URL: `redis://127.0.0.1:${own.port}`,
      CLOSEMASK_STORE_TIMEOUT: "200ms",
    };
    const { code, stdout, stderr } = await home.run(["mask"], { input: "bob@acme.com\n", env });
    expect([code, stdout]).toEqual([3, ""]);
    expect(stderr).toMatch(/^closemask: redis cannot be reached .*\n {2}hint: check store\.url/);
    const doctor = await home.run(["doctor"], { env });
    expect(doctor.code).toBe(1);
    expect(doctor.stdout).toMatch(/^fault +store +redis cannot be reached/m);
  });

  test("a policy that drops entries is warned about", async () => {
    const own = await startRedis(["--maxmemory-policy", "volatile-lru"]);
    try {
      const home = makeHome();
      const env = { CLOSEMASK_STORE_TYPE: "redis", CLOSEMASK_STORE_URL: `redis://127.0.0.1:${own.port}` };
      expect((await home.run(["mask"], { input: "x\n", env })).stderr).toContain("redis may drop entries");
      expect((await home.run(["doctor"], { env })).stdout).toMatch(/^note +store +redis may drop entries/m);
    } finally {
      await own.end();
    }
  });

  test("two proxies, many requests at once, and a filter: one id for a value, and each restores what another masked", async () => {
    const sent: string[] = [];
    const upstream = await startUpstream((request, response) => {
      sent.push(request.body.toString());
      sendJson(
        response,
        chatAnswer(
          `${request.body
            .toString()
            .match(/EMAILX\d+/g)
            ?.join(" ")}`,
        ),
      );
    });
    const [here, there] = twoMachines("cli-serve");
    const args = ["--upstream", `openai=${upstream.url}/v1`];
    const proxies = await Promise.all([serve(here, args), serve(there, args)]);
    const ask = async (n: number): Promise<string> => {
      const content = `from user${n % 7}@acme.com to user${(n + 3) % 7}@acme.com and only${n}@acme.com`;
      const body = { model: "m", messages: [{ role: "user", content }] };
      const { text } = await send(`${proxies[n % 2]?.url}/v1/chat/completions`, { body });
      return JSON.parse(text).choices[0].message.content;
    };
    const replies = await Promise.all(Array.from({ length: 60 }, (_, n) => ask(n)));
    for (const [n, reply] of replies.entries()) {
      expect(reply).toBe(`user${n % 7}@acme.com user${(n + 3) % 7}@acme.com only${n}@acme.com`);
    }
    expect(sent.join(" ")).not.toContain("acme");
    const ids = new Set(sent.join(" ").match(/EMAILX\d+/g));
    expect(ids.size).toBe(67);
    const restored = await here.run(["unmask"], { input: [...ids].join("\n") });
    expect(new Set(restored.stdout.split("\n")).size).toBe(67);
    expect(restored.stdout).not.toContain("EMAILX");
  });

  test.each([
    ["http://127.0.0.1", "store.url is not the address of a Redis"],
    ["redis://127.0.0.1/x", "store.url does not end in the number of a database"],
    ["redis://%zz@127.0.0.1", "user or password in store.url is not percent-encoded as it must be"],
  ])("%s is refused", async (url, says) => {
    const env = { CLOSEMASK_STORE_TYPE: "redis", CLOSEMASK_STORE_URL: url };
    const { code, stderr } = await makeHome().run(["mask"], { input: "x\n", env });
    expect([code, stderr.split("\n")[0]]).toEqual([2, `closemask: ${says}`]);
  });
});
