// Real processes and their log: what it says of them, and what `audit verify` finds when somebody was at the file.

import { existsSync, readdirSync, rmSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { until } from "../../server/client.ts";
import { mountDisk, NEEDS_DISK } from "../disk.ts";
import { start } from "../filter/kit.ts";
import { makeHome } from "../run.ts";
import { eventsOf, fill, linesOf, ON, pathOf, rewrite, verify } from "./kit.ts";

const INPUT = "mail bob@corp-mail.com, host 203.0.113.9, again bob@corp-mail.com\n";

describe("a filter", () => {
  test("writes one event of what it did, between its first and its last", async () => {
    const home = makeHome();
    const { stdout } = await home.run(["mask", "--session", "case-7"], { input: INPUT, env: ON });
    await home.run(["unmask", "--session", "case-7"], { input: `${stdout}\${EMAIL_a1b2c3}\n`, env: ON });
    expect(eventsOf(home)).toMatchObject([
      { v: 1, seq: 0, kind: "audit", action: "open", command: "mask" },
      {
        kind: "mask",
        action: "end",
        outcome: "ok",
        session: "case-7",
        destination: "stdout",
        counts: { EMAIL: 2 },
        rules: { email: 2 },
        bytes: INPUT.length,
      },
      { kind: "audit", action: "close", outcome: "ok" },
      { seq: 0, kind: "audit", action: "open", command: "unmask" },
      { kind: "restore", session: "case-7", counts: { EMAIL: 2 }, unresolved: 1 },
      { kind: "audit", action: "close" },
    ]);
    expect((await verify(home)).stdout).toBe("6 events, 2 chains, 1 file: nothing was removed or changed\n");
    for (const name of ["audit.ndjson", "audit.ndjson.head"]) {
      expect(statSync(join(home.data, name)).mode & 0o777).toBe(0o600);
    }
  });

  test("without the setting there is no log", async () => {
    const home = makeHome();
    await home.run(["mask"], { input: INPUT });
    expect(readdirSync(home.data).filter((name) => name.startsWith("audit"))).toEqual([]);
  });

  test("sums up while it runs: an event for some time, not for each value", async () => {
    const home = makeHome();
    const running = start(home, ["mask"], { ...ON, CLOSEMASK_AUDIT_INTERVAL: "1ms" });
    for (let i = 0; i < 5; i++) {
      running.child.stdin.write(`u${i}@corp-mail.com and v${i}@corp-mail.com\n`);
      await running.seen((i + 1) * 2 * 15);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    running.child.stdin.end();
    await running.ended;
    const events = eventsOf(home, "mask") as { counts: { EMAIL?: number }; action: string }[];
    expect(events.length).toBeGreaterThan(2);
    expect(events.length).toBeLessThan(8);
    expect(events.reduce((sum, { counts }) => sum + (counts.EMAIL ?? 0), 0)).toBe(10);
    expect(events.at(-1)?.action).toBe("end");
  });

  test("that a policy stops says so", async () => {
    const home = makeHome();
    const config = home.write("block.yaml", "policies: { EMAIL: { action: block } }\n");
    const { code } = await home.run(["mask", "--config", config], { input: INPUT, env: ON });
    expect(code).toBe(1);
    expect(eventsOf(home, "refuse")).toMatchObject([{ reason: "blocked", outcome: "refused", destination: "stdout" }]);
    expect(eventsOf(home).at(-1)).toMatchObject({ action: "close", outcome: "failed" });
  });

  test("of each sort: exec, in place, one way, and the name of the program that uses it", async () => {
    const home = makeHome();
    const env = { ...ON, CLOSEMASK_AUDIT_AGENT: "build-7" };
    await home.run(["mask", "--exec", "--", "echo", "bob@corp-mail.com"], { env });
    const file = home.write("work/a.txt", INPUT);
    await home.run(["mask", "-i", file], { env });
    await home.run(["mask", "--redact"], { input: INPUT, env });
    expect(eventsOf(home, "mask").map(({ destination, session, agent }) => [destination, session, agent])).toEqual([
      ["command", "default", "build-7"],
      ["file", "default", "build-7"],
      ["stdout", undefined, "build-7"],
    ]);
  });
});

describe("verify exits with 1 and names the place", () => {
  test("of a line that was removed", async () => {
    const home = makeHome();
    await home.run(["mask"], { input: INPUT, env: ON });
    rewrite(home, linesOf(home).toSpliced(1, 1));
    const { code, stdout } = await verify(home);
    expect(stdout).toMatch(
      /^fault {2}removed {2}audit\.ndjson:2 {2}number 1 of chain \S+ is missing before this line$/m,
    );
    expect(code).toBe(1);
  });

  test("of a count that was changed", async () => {
    const home = makeHome();
    await home.run(["mask"], { input: INPUT, env: ON });
    rewrite(home, linesOf(home).with(1, (linesOf(home)[1] as string).replace('"EMAIL":2', '"EMAIL":1')));
    const { code, stdout } = await verify(home);
    expect(stdout).toMatch(/^fault {2}changed {2}audit\.ndjson:2 /m);
    expect(code).toBe(1);
  });

  test("of a tail that was cut, whole lines and in mid-line", async () => {
    const home = makeHome();
    await home.run(["mask"], { input: INPUT, env: ON });
    const lines = linesOf(home);
    rewrite(home, lines.slice(0, 2));
    expect(await verify(home)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^fault {2}cut {2}audit\.ndjson:2 /m),
    });
    rewrite(home, lines);
    truncateSync(pathOf(home), statSync(pathOf(home)).size - 10);
    expect(await verify(home, "--json").then(({ code, stdout }) => [code, JSON.parse(stdout)])).toMatchObject([
      1,
      {
        ok: false,
        findings: [
          { what: "cut", isFault: true, place: { line: 2 } },
          { what: "torn", isFault: false },
        ],
      },
    ]);
  });

  test("with another key it says that, and without one it makes none", async () => {
    const home = makeHome();
    await home.run(["mask"], { input: INPUT, env: ON });
    const other = { ...ON, CLOSEMASK_KEY: Buffer.alloc(32, 9).toString("base64") };
    const { code, stdout } = await home.run(["audit", "verify"], { env: other });
    expect(stdout).toMatch(/^fault {2}foreign {2}audit\.ndjson:1 /);
    expect(code).toBe(1);
  });

  test("a copy without its head can be checked all the same", async () => {
    const home = makeHome();
    await home.run(["mask"], { input: INPUT, env: ON });
    rmSync(`${pathOf(home)}.head`);
    expect((await verify(home)).stdout).toMatch(/^fault {2}head /);
    expect((await verify(home, "--no-head")).code).toBe(0);
  });

  test("heads can lie elsewhere", async () => {
    const home = makeHome();
    const env = { ...ON, CLOSEMASK_AUDIT_HEAD: join(home.path, "heads") };
    await home.run(["mask"], { input: INPUT, env });
    expect(existsSync(`${pathOf(home)}.head`)).toBe(false);
    rmSync(pathOf(home));
    const { code, stdout } = await home.run(["audit", "verify"], { env });
    expect(stdout).toMatch(/^fault {2}removed {2}- {2}all 3 lines of chain /);
    expect(code).toBe(1);
  });
});

test("two processes at one file, with a third one now and then, through several files", {
  timeout: 60_000,
}, async () => {
  const home = makeHome();
  const env = {
    ...ON,
    CLOSEMASK_AUDIT_INTERVAL: "1ms",
    CLOSEMASK_AUDIT_MAX_SIZE: "8KiB",
    CLOSEMASK_AUDIT_KEEP: "1000",
  };
  const pair = [start(home, ["mask"], env), start(home, ["mask"], env)];
  for (let i = 0; i < 40; i++) {
    for (const [n, { child }] of pair.entries()) child.stdin.write(`u${n}-${i}@corp-mail.com\n`);
    for (const running of pair) await running.seen((i + 1) * 16);
    await new Promise((resolve) => setTimeout(resolve, 3));
    if (i % 15 === 0) await home.run(["mask"], { input: INPUT, env });
  }
  for (const { child } of pair) child.stdin.end();
  for (const { ended } of pair) expect((await ended).code).toBe(0);
  const { code, stdout } = await verify(home, "--json");
  const verified = JSON.parse(stdout);
  expect(verified).toMatchObject({ ok: true, chains: 5, findings: [] });
  expect(verified.files).toBeGreaterThan(2);
  expect(code).toBe(0);
});

test("a process that is killed leaves a chain without an end, which is no forgery", async () => {
  const home = makeHome();
  const running = start(home, ["mask"], { ...ON, CLOSEMASK_AUDIT_INTERVAL: "1ms" });
  running.child.stdin.write(INPUT);
  await running.seen(40);
  await until(() => eventsOf(home, "mask").length > 0, "the first event", 5000);
  running.child.kill("SIGKILL");
  await running.ended;
  await home.run(["mask"], { input: INPUT, env: ON });
  const { code, stdout } = await verify(home);
  expect(stdout).toMatch(/^note {2}unclosed {2}audit\.ndjson:2 {2}chain \S+ was not closed/);
  expect(stdout).toMatch(/5 events, 2 chains, 1 file: nothing was removed or changed, 1 note\n$/);
  expect(code).toBe(0);
});

const disk = mountDisk("1m");
afterAll(() => disk?.remove());

describe(`a disk that is full${disk === null ? NEEDS_DISK : ""}`, () => {
  test.skipIf(disk === null)(
    "is said once, masking goes on, and the loss is in the log when there is room again",
    { timeout: 30_000 },
    async () => {
      if (disk === null) return;
      disk.clear();
      const home = makeHome();
      const path = join(disk.path, "audit.ndjson");
      const env = { CLOSEMASK_AUDIT_FILE: path, CLOSEMASK_AUDIT_INTERVAL: "1ms" };
      const running = start(home, ["mask"], env);
      const say = async (n: number): Promise<void> => {
        running.child.stdin.write(`u${n}@corp-mail.com\n`);
        await running.seen((n + 1) * 16);
        await new Promise((resolve) => setTimeout(resolve, 3));
      };
      await say(0);
      fill(join(disk.path, "filler"));
      // What is left of the last page takes some lines.
      for (let n = 1; n < 30; n++) await say(n);
      rmSync(join(disk.path, "filler"));
      await say(30);
      running.child.stdin.end();
      const { code, stderr } = await running.ended;
      expect(code).toBe(0);
      expect(stderr.match(/the audit log cannot be written: no space left on the device/g)).toHaveLength(1);
      const { stdout, code: verified } = await home.run(["audit", "verify", path], { env });
      expect(stdout).toMatch(/^note {2}lost .* could not be written, as a later line says$/m);
      expect(verified).toBe(0);
    },
  );

  test.skipIf(disk === null)("with onError block nothing leaves without a record", { timeout: 30_000 }, async () => {
    if (disk === null) return;
    disk.clear();
    const home = makeHome();
    const env = { CLOSEMASK_AUDIT_FILE: join(disk.path, "audit.ndjson"), CLOSEMASK_AUDIT_ON_ERROR: "block" };
    fill(join(disk.path, "filler"));
    const { code, stdout, stderr } = await home.run(["mask"], { input: INPUT, env });
    expect(stderr).toMatch(/^closemask: the audit log cannot be written: no space left on the device\n {2}hint: /);
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
  });
});
