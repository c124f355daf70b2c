// Commands over memcached, DynamoDB and layers: real processes, masked in one and restored in another, and what is said of what
// an engine cannot do.

import { spawn } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { send } from "../server/client.ts";
import { chatAnswer, sendJson, startUpstream } from "../server/fake-upstream.ts";
import {
  type Dynalite,
  freePort,
  isInstalled,
  type Memcached,
  named,
  type RedisServer,
  startDynalite,
  startMemcached,
  startRedis,
} from "../store/servers.ts";
import { makeHome } from "./run.ts";
import { serve } from "./serve/kit.ts";

const BIN = new URL("../../bin/closemask.js", import.meta.url).pathname;
const INPUT = "bob@acme.com wrote to eve@acme.com, then to bob@acme.com from 203.0.113.7\n".repeat(3);
const AWS = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test", AWS_REGION: "eu-central-1" };
const both = isInstalled("memcached") ? "redis-server" : "memcached";

describe.skipIf(!isInstalled("memcached") || !isInstalled("redis-server"))(named("engines", both), () => {
  let memcached: Memcached;
  let dynamodb: Dynalite;
  let redis: RedisServer;
  beforeAll(async () => {
    [memcached, dynamodb, redis] = await Promise.all([startMemcached(["-M"]), startDynalite(), startRedis()]);
  });
  afterAll(async () => {
    await Promise.all([memcached.end(), dynamodb.end(), redis.end()]);
  });

  /** Variables of an engine; each test has a prefix of its own. */
  function envOf(engine: string, prefix: string): Record<string, string> {
    const settings: Record<string, Record<string, string>> = {
      memcached: {
        CLOSEMASK_STORE_URL: `memcached://127.0.0.1:${memcached.port}`,
        CLOSEMASK_STORE_MEMCACHED_PREFIX: prefix,
      },
      dynamodb: {
        ...AWS,
        CLOSEMASK_STORE_DYNAMODB_ENDPOINT: dynamodb.endpoint,
        CLOSEMASK_STORE_DYNAMODB_PREFIX: prefix,
        CLOSEMASK_STORE_DYNAMODB_CREATE_TABLE: "true",
      },
      redis: { CLOSEMASK_STORE_URL: `redis://127.0.0.1:${redis.port}`, CLOSEMASK_STORE_REDIS_PREFIX: prefix },
    };
    const back = engine.replace(/^layered over /, "");
    const layered =
      engine === back ? {} : { CLOSEMASK_STORE_LAYERED_BACK: back, CLOSEMASK_STORE_LAYERED_SQLITE_ENABLED: "true" };
    return { CLOSEMASK_STORE_TYPE: engine === back ? engine : "layered", ...settings[back], ...layered };
  }

  const ENGINES = ["memcached", "dynamodb", "layered over redis", "layered over dynamodb", "layered over memcached"];
  const numbered = (engine: string): boolean => !engine.endsWith("memcached");

  describe.each(ENGINES)("%s", (engine) => {
    const all = ["dollar", "word", "bare", ...(numbered(engine) ? ["angle", "format"] : [])];
    // Layers do the same for each style but for what counts.
    const styles = engine.startsWith("layered") ? all.filter((style) => style === "dollar" || style === "angle") : all;

    test.each(styles)("%s: masked here, restored there", async (style) => {
      const env = envOf(engine, `cli-${engine.replaceAll(" ", "-")}-${style}`);
      const [here, there] = [makeHome(), makeHome()];
      const masked = await here.run(["mask", "-s", "case-7", "--style", style], { input: INPUT, env });
      expect(masked.stderr.replace(/^closemask: the time to live.*\n.*\n/, "")).toBe("");
      expect(masked.stdout).not.toContain("acme");
      const again = await there.run(["mask", "-s", "case-7", "--style", style], { input: INPUT, env });
      expect(again.stdout).toBe(masked.stdout);
      const restored = await there.run(["unmask", "-s", "case-7"], { input: masked.stdout, env });
      expect([restored.code, restored.stdout]).toEqual([0, INPUT]);
      expect((await there.run(["unmask"], { input: masked.stdout, env })).stdout).toBe(masked.stdout);
    });

    test("mask | unmask, both at once", async () => {
      const home = makeHome();
      const env = { ...home.env, ...envOf(engine, `pipe-${engine.replaceAll(" ", "-")}`) };
      const lines = Array.from({ length: 200 }, (_, n) => `line ${n} of user${n % 40}@acme.com\n`).join("");
      const script = '"$0" "$1" mask -s pipe | "$0" "$1" unmask -s pipe';
      const child = spawn("sh", ["-c", script, process.execPath, BIN], { env, cwd: home.cwd });
      let [out, err] = ["", ""];
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        out += text;
      });
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        err += text;
      });
      child.stdin.end(lines);
      expect(await new Promise((resolve) => child.once("close", resolve))).toBe(0);
      expect(out).toBe(lines);
      expect(err).not.toContain("acme");
    });

    test("values that only their label gives away are found in other runs", async () => {
      const env = envOf(engine, `literal-${engine.replaceAll(" ", "-")}`);
      await makeHome().run(["mask"], { input: "password: Tr0ub4dor-and-3\n", env });
      expect((await makeHome().run(["mask"], { input: "it was Tr0ub4dor-and-3 again\n", env })).stdout).toMatch(
        /^it was \$\{\w+\} again\n$/,
      );
    });
  });

  test.each(["dynamodb", "layered over redis"])("sessions, doctor and keys work on %s", async (engine) => {
    const env = envOf(engine, "cli-sessions");
    const [here, there] = [makeHome(), makeHome()];
    await here.run(["mask", "-s", "one"], { input: "bob@acme.com\n", env });
    expect((await there.run(["sessions", "list"], { env })).stdout).toMatch(/^one +1 /m);
    expect((await there.run(["sessions", "show", "one"], { env })).stdout).toMatch(/EMAIL +1/);
    const exported = await there.run(["sessions", "export", "one"], { env });
    expect((await there.run(["sessions", "prune"], { env })).stderr).toContain("removed 0 expired entries");
    const doctor = await there.run(["doctor"], { env });
    expect(doctor.stdout).toMatch(/^ok +store +.* at 127\.0\.0\.1:\d+, 1 sessions, 1 entries$/m);
    expect(doctor.code).toBe(0);
    expect((await there.run(["sessions", "purge", "one", "--yes"], { env })).code).toBe(0);
    expect((await here.run(["sessions", "list"], { env })).stdout).toBe("no sessions\n");
    const imported = await here.run(["sessions", "import", "-"], { input: exported.bytes, env });
    expect(imported.stderr).toContain("1 new entries");
  });

  test("what memcached cannot do is said, with what else to do", async () => {
    const env = envOf("memcached", "cli-unable");
    const home = makeHome();
    await home.run(["mask", "-s", "one"], { input: "bob@acme.com\n", env });
    for (const command of [["list"], ["show", "one"], ["prune"], ["export", "one"]]) {
      const { code, stdout, stderr } = await home.run(["sessions", ...command], { env });
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).toMatch(/^closemask: memcached cannot .*\n {2}hint: use sqlite, redis or dynamodb/);
    }
    const angle = await home.run(["mask", "--style", "angle"], { input: "bob@acme.com\n", env });
    expect([angle.code, angle.stdout]).toEqual([2, ""]);
    expect(angle.stderr).toContain("keeps no counters");
    const doctor = await home.run(["doctor"], { env });
    expect(doctor.stdout).toMatch(/^ok +store +memcached at 127\.0\.0\.1:\d+$/m);
    expect(doctor.stdout).toMatch(/^note +store +it may forget values/m);
    expect(doctor.code).toBe(0);
    expect((await home.run(["sessions", "purge", "one", "--yes"], { env })).code).toBe(0);
    expect((await home.run(["sessions", "purge", "one", "--yes"], { env })).code).toBe(3);
  });

  test("a key is not rotated over a store that cannot seal anew", async () => {
    const env = envOf("memcached", "cli-rotate");
    const home = makeHome({ key: false });
    home.write("config/closemask/config.yaml", "key: { source: file }\n");
    await home.run(["mask"], { input: "bob@acme.com\n", env });
    const before = (await home.run(["keys", "status"], { env })).stdout;
    const rotated = await home.run(["keys", "rotate"], { env });
    expect([rotated.code, rotated.stderr.split("\n")[0]]).toEqual([
      2,
      "closemask: memcached cannot seal its entries anew: it does not know what it holds",
    ]);
    expect((await home.run(["keys", "status"], { env })).stdout).toBe(before);
  });

  test.each([
    ["memcached", "memcached cannot be reached"],
    ["dynamodb", "dynamodb cannot be reached"],
    ["layered over redis", "redis cannot be reached"],
  ])("%s that is not there: nothing is written, exit 3", async (engine, says) => {
    const port = await freePort();
    const env = {
      ...envOf(engine, "cli-gone"),
      CLOSEMASK_STORE_URL: `${engine === "memcached" ? "memcached" : "redis"}://127.0.0.1:${port}`,
      CLOSEMASK_STORE_DYNAMODB_ENDPOINT: `http://127.0.0.1:${port}`,
      CLOSEMASK_STORE_TIMEOUT: "200ms",
    };
    const home = makeHome();
    const { code, stdout, stderr } = await home.run(["mask"], { input: "bob@acme.com\n", env });
    expect([code, stdout]).toEqual([3, ""]);
    expect(stderr).toMatch(new RegExp(`^closemask: ${says} .*\\n {2}hint: check store\\.`));
    const doctor = await home.run(["doctor"], { env });
    expect(doctor.code).toBe(1);
    expect(doctor.stdout).toMatch(new RegExp(`^fault +store +${says}`, "m"));
  });

  test("no table: exit 3, and how to make one", async () => {
    const one = await startDynalite();
    try {
      const env = { ...envOf("dynamodb", "none"), CLOSEMASK_STORE_DYNAMODB_ENDPOINT: one.endpoint };
      const home = makeHome();
      const none = { ...env, CLOSEMASK_STORE_DYNAMODB_CREATE_TABLE: "false" };
      const { code, stdout, stderr } = await home.run(["mask"], { input: "bob@acme.com\n", env: none });
      expect([code, stdout]).toEqual([3, ""]);
      expect(stderr).toMatch(/^closemask: dynamodb has no table closemask\n {2}hint: .*createTable/);
      expect((await home.run(["mask"], { input: "bob@acme.com\n", env })).code).toBe(0);
      expect((await home.run(["mask"], { input: "bob@acme.com\n", env: none })).code).toBe(0);
    } finally {
      await one.end();
    }
  });

  test("the server goes and comes back while a filter runs", async () => {
    const own = await startMemcached(["-M"]);
    try {
      const home = makeHome();
      const env = {
        CLOSEMASK_STORE_TYPE: "memcached",
        CLOSEMASK_STORE_URL: `memcached://127.0.0.1:${own.port}`,
      };
      const child = spawn(process.execPath, [BIN, "mask"], { env: { ...home.env, ...env }, cwd: home.cwd });
      let out = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        out += text;
      });
      const lines = async (count: number): Promise<void> => {
        while (out.split("\n").length <= count) await new Promise((resolve) => setTimeout(resolve, 10));
      };
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
      // The first value went with the server: its placeholder stays, and is counted.
      const restored = await home.run(["unmask"], { input: out, env });
      expect(restored.stdout).toBe(`${out.split("\n")[0]}\neve@acme.com\n`);
      // Masked again, it has its id again.
      await home.run(["mask"], { input: "bob@acme.com\n", env });
      expect((await home.run(["unmask"], { input: out, env })).stdout).toBe("bob@acme.com\neve@acme.com\n");
    } finally {
      await own.end();
    }
  });

  test.each([
    ["http://127.0.0.1", "store.url is not the address of a memcached"],
    ["memcached://bob@127.0.0.1", "memcached needs both a user and a password, or neither"],
    ["memcached://%zz@127.0.0.1", "user or password in store.url is not percent-encoded as it must be"],
  ])("%s is refused", async (url, says) => {
    const env = { CLOSEMASK_STORE_TYPE: "memcached", CLOSEMASK_STORE_URL: url };
    const { code, stderr } = await makeHome().run(["mask"], { input: "x\n", env });
    expect([code, stderr.split("\n")[0]]).toEqual([2, `closemask: ${says}`]);
  });

  test("no password is shown", async () => {
    const home = makeHome();
    home.write(
      "config/closemask/config.yaml",
      "store: { type: memcached, url: 'memcached://a:pw-one@127.0.0.1', memcached: { password: pw-two } }\n",
    );
    const { stdout } = await home.run(["config", "show"]);
    expect(stdout).toMatch(/^store\.memcached\.password +"not shown"/m);
    expect(stdout).not.toContain("pw-");
  });

  test.each(["memcached", "dynamodb", "layered over redis", "memory"])(
    "a proxy over %s restores what it masked",
    async (engine) => {
      const sent: string[] = [];
      const upstream = await startUpstream((request, response) => {
        sent.push(request.body.toString());
        sendJson(
          response,
          chatAnswer(
            `${request.body
              .toString()
              .match(/EMAIL[XYZ]\d+/g)
              ?.join(" ")}`,
          ),
        );
      });
      const home = makeHome();
      const env =
        engine === "memory"
          ? { CLOSEMASK_STORE_TYPE: "memory" }
          : envOf(engine, `serve-${engine.replaceAll(" ", "-")}`);
      const proxy = await serve(home, ["--upstream", `openai=${upstream.url}/v1`], env);
      const ask = async (n: number): Promise<string> => {
        const body = {
          model: "m",
          messages: [{ role: "user", content: `from user${n % 3}@acme.com to only${n}@acme.com` }],
        };
        const { text } = await send(`${proxy.url}/v1/chat/completions`, { body });
        return JSON.parse(text).choices[0].message.content;
      };
      const replies = await Promise.all(Array.from({ length: 8 }, (_, n) => ask(n)));
      for (const [n, reply] of replies.entries()) expect(reply).toBe(`user${n % 3}@acme.com only${n}@acme.com`);
      expect(sent.join(" ")).not.toContain("acme");
    },
  );
});
