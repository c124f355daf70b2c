// A rotation under running processes: filters and a proxy that were there before it, a kill -9 in the middle of sealing anew,
// another process that goes on, and retiring. Nothing is lost, and no placeholder changes.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { send, until } from "../server/client.ts";
import { chatAnswer, placeholderIn, sendJson, startUpstream } from "../server/fake-upstream.ts";
import { isInstalled, named, type RedisServer, startRedis } from "../store/servers.ts";
import { start } from "./filter/kit.ts";
import { type Home, makeHome } from "./run.ts";
import { serve } from "./serve/kit.ts";

interface Status {
  readonly check: string;
  readonly sealingKeys: readonly number[];
  readonly writing: number;
  readonly stores: readonly { readonly sealed: Readonly<Record<string, number>>; readonly left: number }[];
}

const FILE_KEY = { CLOSEMASK_KEY_SOURCE: "file" };

/** A home whose key is a file, which can be rotated. */
function homeWith(env: Readonly<Record<string, string>> = {}): Home {
  const home = makeHome({ key: false });
  return Object.assign(home, { env: Object.assign(home.env, FILE_KEY, env) });
}

async function statusOf(home: Home): Promise<Status> {
  const { code, stdout, stderr } = await home.run(["keys", "status", "--json"]);
  expect([code, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout) as Status;
}

async function ok(home: Home, ...args: string[]): Promise<string> {
  const { code, stderr } = await home.run(args);
  expect(code, stderr).toBe(0);
  return stderr;
}

/** Enough values that sealing them anew takes several steps. */
const VALUES = 60_000;
const SEED = Array.from({ length: VALUES }, (_, i) => `user${i}@acme.com\n`).join("");

async function rotateUnderLoad(home: Home): Promise<void> {
  const seeded = await home.run(["mask"], { input: SEED });
  expect([seeded.code, seeded.stderr.replace(/^closemask: no keychain.*\n/, "")]).toEqual([0, ""]);
  const upstream = await startUpstream((request, response) => {
    sendJson(response, chatAnswer(`back: ${placeholderIn(request)}`));
  });
  const proxy = await serve(home, ["--upstream", `openai=${upstream.url}/v1`]);
  const masking = start(home, ["mask"]);
  const restoring = start(home, ["unmask"]);
  const fed: string[] = [];
  let returned = 0;
  const asked = new Map<string, string>();

  /** Old and new values through every process that runs. */
  async function work(step: string): Promise<void> {
    const lines = ["user7@acme.com", `user${VALUES - 1}@acme.com`, `${step}@new-corp.com`];
    for (const line of lines) {
      fed.push(line);
      masking.child.stdin.write(`${line}\n`);
    }
    await until(() => masking.output().toString().split("\n").length > fed.length, `${step} is masked`, 20_000);
    const masked = masking.output().toString().split("\n").slice(0, fed.length);
    expect(masked.join()).not.toContain("@");
    // What was masked before has the placeholder that it had.
    expect(masked[fed.length - 3]).toBe(seeded.stdout.split("\n")[7]);
    restoring.child.stdin.write(`${masked.slice(-3).join("\n")}\n`);
    returned += `${lines.join("\n")}\n`.length;
    await restoring.seen(returned);
    expect(
      restoring
        .output()
        .toString()
        .endsWith(`${lines.join("\n")}\n`),
    ).toBe(true);
    for (const content of [`mail user7@acme.com`, `mail ${step}@proxy-corp.com`]) {
      const reply = await send(`${proxy.url}/v1/chat/completions`, {
        body: { model: "m", messages: [{ role: "user", content }] },
      });
      expect([reply.status, reply.text]).toEqual([200, expect.stringContaining(content.slice(5))]);
      const wire = placeholderIn(upstream.received.at(-1) as Parameters<typeof placeholderIn>[0]);
      expect(asked.get(content) ?? wire).toBe(wire);
      asked.set(content, wire);
    }
  }

  await work("before");
  const { check } = await statusOf(home);

  const rotating = start(home, ["keys", "rotate", "--log-level", "debug"]);
  await until(() => /sealed \d+ anew/.test(rotating.errors()), "sealing has begun", 20_000);
  rotating.child.kill("SIGKILL");
  expect((await rotating.ended).signal).toBe("SIGKILL");
  const half = await statusOf(home);
  expect(half).toMatchObject({ check, sealingKeys: [1, 2], writing: 2 });
  expect(half.stores[0]?.left).toBeGreaterThan(0);
  expect(half.stores[0]?.left).toBeLessThan(VALUES);
  const doctor = await home.run(["doctor"]);
  expect(doctor.stdout).toMatch(/^note +store +\d+ left to seal anew \(closemask keys reseal\)$/m);
  expect(doctor.stdout).toContain(`check value ${check}`);
  await work("halfway");

  // The old key is needed, and stays.
  const early = await home.run(["keys", "retire"]);
  expect([early.code, early.stderr]).toEqual([
    3,
    expect.stringMatching(/sealing key 1 is still needed: \d+ in .*\n.*keys reseal/),
  ]);
  expect((await statusOf(home)).sealingKeys).toEqual([1, 2]);

  const resumed = await ok(home, "keys", "reseal");
  const rest = Number(/sealed (\d+) entries anew/.exec(resumed)?.[1]);
  expect(rest).toBeGreaterThan(0);
  expect(rest).toBeLessThan(VALUES);
  expect((await statusOf(home)).stores[0]?.left).toBe(0);
  await work("after");

  expect(await ok(home, "keys", "retire")).toContain("retired sealing key 1");
  expect(await statusOf(home)).toMatchObject({ check, sealingKeys: [2], writing: 2 });
  await work("retired");

  // A second one, in the background, under the same processes.
  expect(await ok(home, "keys", "rotate", "--background")).toMatch(/sealing goes on in process \d+/);
  await work("again");
  const deadline = Date.now() + 60_000;
  while ((await statusOf(home)).stores[0]?.left !== 0) expect(Date.now()).toBeLessThan(deadline);
  await ok(home, "keys", "retire");
  await work("end");

  masking.child.stdin.end();
  restoring.child.stdin.end();
  for (const one of [masking, restoring]) expect((await one.ended).code, one.errors()).toBe(0);
  proxy.child.kill("SIGTERM");
  expect((await proxy.ended).code).toBe(0);
  const all = await home.run(["unmask"], { input: seeded.stdout + masking.output().toString() });
  expect([all.code, all.stdout === `${SEED}${fed.join("\n")}\n`]).toEqual([0, true]);
}

describe("a rotation while filters and a proxy run", () => {
  test("sqlite", () => rotateUnderLoad(homeWith()), 180_000);
});

describe.skipIf(!isInstalled("redis-server"))(named("the same over redis", "redis-server"), () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.end());

  const over = (prefix: string): Home =>
    homeWith({
      CLOSEMASK_STORE_TYPE: "redis",
      CLOSEMASK_STORE_URL: `redis://127.0.0.1:${server.port}`,
      CLOSEMASK_STORE_REDIS_PREFIX: prefix,
    });

  test("redis", () => rotateUnderLoad(over("one")), 240_000);

  test("two machines: the next key is brought to both before one lets it write", async () => {
    const [here, there] = [over("two"), over("two")];
    const masked = await here.run(["mask"], { input: "bob@acme.com\n" });
    const give = async (): Promise<void> => {
      const { stdout } = await here.run(["keys", "export"]);
      const { code, stderr } = await there.run(["keys", "import"], { input: stdout });
      expect(code, stderr).toBe(0);
    };
    await give();
    const filter = start(there, ["mask"]);
    filter.child.stdin.write("bob@acme.com\n");
    await filter.seen(masked.stdout.length);
    expect(filter.output().toString()).toBe(masked.stdout);

    await ok(here, "keys", "rotate", "--prepare");
    expect(await statusOf(here)).toMatchObject({ sealingKeys: [1, 2], writing: 1 });
    await give();
    await ok(here, "keys", "rotate");
    expect(await statusOf(here)).toMatchObject({ sealingKeys: [1, 2], writing: 2 });
    // The other machine's key file says that the key waits; the store says that it writes.
    filter.child.stdin.end("eve@acme.com\n");
    const went = await filter.ended;
    expect([went.code, went.stderr]).toEqual([0, ""]);
    const both = await here.run(["mask"], { input: "bob@acme.com\neve@acme.com\n" });
    expect(went.stdout).toBe(both.stdout);
    expect((await there.run(["mask"], { input: "amy@acme.com\n" })).code).toBe(0);
    expect((await statusOf(here)).stores[0]).toMatchObject({ sealed: { 2: 3 }, left: 0 });
    await ok(here, "keys", "retire");
    expect((await there.run(["unmask"], { input: both.stdout })).stdout).toBe("bob@acme.com\neve@acme.com\n");

    // Without the key nothing is written, and nothing leaves unmasked.
    await ok(here, "keys", "rotate");
    const without = await there.run(["mask"], { input: "zoe@acme.com\n" });
    expect([without.code, without.stdout, without.stderr]).toEqual([
      3,
      "",
      expect.stringContaining("a newer sealing key"),
    ]);
    await give();
    expect((await there.run(["mask"], { input: "zoe@acme.com\n" })).code).toBe(0);
  });
});

test("--export leaves the key alone, and a rotated key from elsewhere is taken up", async () => {
  const home = makeHome();
  const masked = await home.run(["mask"], { input: "bob@acme.com\n" });
  const own = await home.run(["keys", "rotate"]);
  expect([own.code, own.stderr]).toEqual([3, expect.stringContaining("keys rotate --export")]);
  const rotated = await home.run(["keys", "rotate", "--export"]);
  expect(rotated.stdout).toMatch(/^cmk1\.\S+\n$/);
  const env = { CLOSEMASK_KEY: rotated.stdout.trim() };
  expect((await home.run(["keys", "reseal"], { env })).stderr).toContain("sealed 1 entries anew");
  expect((await home.run(["unmask"], { env, input: masked.stdout })).stdout).toBe("bob@acme.com\n");
  const retiring = await home.run(["keys", "retire"], { env });
  expect([retiring.code, retiring.stderr]).toEqual([
    3,
    expect.stringMatching(/only you can change\n.*keys retire --export/),
  ]);
  const { stdout: trimmed } = await home.run(["keys", "retire", "--export"], { env });
  const after = { CLOSEMASK_KEY: trimmed.trim() };
  expect(JSON.parse((await home.run(["keys", "status", "--json"], { env: after })).stdout).sealingKeys).toEqual([2]);
  expect((await home.run(["keys", "retire", "--export"], { env: after })).stdout).toBe(trimmed);
  expect((await home.run(["unmask"], { env: after, input: masked.stdout })).stdout).toBe("bob@acme.com\n");
  const old = await home.run(["mask"], { input: "eve@acme.com\n" });
  expect([old.code, old.stdout, old.stderr]).toEqual([3, "", expect.stringContaining("a newer sealing key")]);
});

test("a key from keys export goes where key.source says; another key there is not overwritten", async () => {
  const [here, there] = [homeWith(), homeWith()];
  const masked = await here.run(["mask"], { input: "bob@acme.com\n" });
  const ring = (await here.run(["keys", "export"])).stdout;
  const file = there.write("ring", ring);
  const { check } = await statusOf(here);
  expect(await ok(there, "keys", "import", file)).toContain(`the key ${check} is in the key file`);
  expect((await there.run(["keys", "status", "--expect", check])).code).toBe(0);
  const session = await here.run(["sessions", "export", "default"]);
  expect((await there.run(["sessions", "import", "-"], { input: session.bytes })).code).toBe(0);
  expect((await there.run(["unmask"], { input: masked.stdout })).stdout).toBe("bob@acme.com\n");

  const other = homeWith();
  await ok(other, "keys", "init");
  const refused = await other.run(["keys", "import", file]);
  expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining("another key is in use")]);
  const differs = await other.run(["keys", "status", "--expect", check]);
  expect([differs.code, differs.stderr]).toEqual([3, expect.stringContaining("the check value is another one")]);
  expect(differs.stderr + refused.stderr).not.toContain(ring.trim());
});

test("a key file that was put back to before a rotation: nothing is written with it, and nothing lost", async () => {
  const home = homeWith();
  await ok(home, "keys", "init");
  const path = join(home.config, "key");
  const before = readFileSync(path);
  await ok(home, "keys", "rotate");
  const after = readFileSync(path);
  const masked = await home.run(["mask"], { input: "bob@acme.com\n" });
  writeFileSync(path, before);
  const refused = await home.run(["unmask"], { input: masked.stdout });
  expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining("lacks sealing key 2")]);
  expect((await home.run(["mask"], { input: "eve@acme.com\n" })).stdout).toBe("");
  writeFileSync(path, after);
  expect((await home.run(["unmask"], { input: masked.stdout })).stdout).toBe("bob@acme.com\n");
});

describe("an older copy of the ring", () => {
  /** A home whose store is written with sealing key 2, with the rings of before and after. */
  async function rotated(env: Readonly<Record<string, string>> = {}) {
    const home = homeWith(env);
    await ok(home, "keys", "init");
    const before = (await home.run(["keys", "export"])).stdout;
    await ok(home, "keys", "rotate");
    const { stdout: masked } = await home.run(["mask"], { input: "bob@acme.com\n" });
    return { home, before, after: (await home.run(["keys", "export"])).stdout, masked };
  }

  test("does not replace the newer one when it is imported", async () => {
    const { home, before, after, masked } = await rotated();
    const imported = await home.run(["keys", "import"], { input: before });
    expect([imported.code, imported.stderr]).toEqual([
      0,
      expect.stringContaining("only the ring here has it: sealing key 2\n"),
    ]);
    expect((await home.run(["keys", "export"])).stdout).toBe(after);
    expect((await home.run(["unmask"], { input: masked })).stdout).toBe("bob@acme.com\n");
  });

  test("that was rotated by itself is refused", async () => {
    const { home, before, after } = await rotated();
    const other = homeWith();
    await other.run(["keys", "import"], { input: before });
    await ok(other, "keys", "rotate");
    const { stdout: input } = await other.run(["keys", "export"]);
    const refused = await home.run(["keys", "import"], { input });
    expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining("two different keys")]);
    expect((await home.run(["keys", "export"])).stdout).toBe(after);
  });

  test("that came back from a backup is named, and not rotated; the newer one mends it", async () => {
    const { home, before, after, masked } = await rotated();
    writeFileSync(join(home.config, "key"), before);
    const fault = "written with sealing key 2, which this key ring lacks";
    for (const args of [["rotate"], ["rotate", "--prepare"], ["rotate", "--export"], ["status"]]) {
      const { code, stderr } = await home.run(["keys", ...args]);
      expect([args, code, stderr]).toEqual([args, 3, expect.stringContaining(fault)]);
    }
    expect(readFileSync(join(home.config, "key"), "utf8")).toBe(before);
    expect((await home.run(["keys", "status"])).stdout).toMatch(/^sealing key 2 +missing +1 sealed$/m);
    const json = JSON.parse((await home.run(["keys", "status", "--json"])).stdout);
    expect(json.stores[0].lacked).toEqual([2]);
    const doctor = await home.run(["doctor"]);
    expect([doctor.code, doctor.stdout]).toEqual([1, expect.stringMatching(`fault +store +the store is ${fault}`)]);
    // The same one again, which helps nobody, is said so.
    expect((await home.run(["keys", "import"], { input: before })).stderr).toContain(fault);
    expect((await home.run(["keys", "import"], { input: after })).stderr).not.toContain("lacks");
    expect((await home.run(["unmask"], { input: masked })).stdout).toBe("bob@acme.com\n");
    expect((await home.run(["doctor"])).code).toBe(0);
    expect((await statusOf(home)).stores[0]?.left).toBe(0);
  });

  test("that comes from a variable is not rotated either, also where the newer key has sealed nothing", async () => {
    const home = makeHome();
    await home.run(["mask"], { input: "bob@acme.com\n" });
    const { stdout: after } = await home.run(["keys", "rotate", "--export"]);
    const env = { CLOSEMASK_KEY: after.trim() };
    expect((await home.run(["keys", "reseal"], { env })).code).toBe(0);
    expect((await home.run(["sessions", "purge", "--all", "--yes"], { env })).code).toBe(0);
    for (const args of [["rotate", "--export"], ["status"]]) {
      const { code, stdout, stderr } = await home.run(["keys", ...args]);
      expect([code, stderr]).toEqual([3, expect.stringContaining("sealing key 2, which this key ring lacks")]);
      expect(stdout).not.toContain("cmk1.");
    }
    expect((await home.run(["doctor"])).stdout).toContain("sealing key 2, which this key ring lacks");
  });

  test.skipIf(!isInstalled("redis-server"))(named("over redis", "redis-server"), async () => {
    const server = await startRedis();
    try {
      const { home, before } = await rotated({
        CLOSEMASK_STORE_TYPE: "redis",
        CLOSEMASK_STORE_URL: `redis://127.0.0.1:${server.port}`,
      });
      writeFileSync(join(home.config, "key"), before);
      for (const args of [
        ["keys", "rotate"],
        ["keys", "status"],
      ]) {
        const { code, stderr } = await home.run(args);
        expect([code, stderr]).toEqual([3, expect.stringContaining("sealing key 2, which this key ring lacks")]);
      }
      expect((await home.run(["doctor"])).stdout).toContain("sealing key 2, which this key ring lacks");
    } finally {
      await server.end();
    }
  });
});
