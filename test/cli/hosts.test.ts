// Hosts that share one Redis: network namespaces with a loopback of their own. One id for a value on all of them, and what happens
// when the cable is out.

import type { ChildProcess } from "node:child_process";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "../server/client.ts";
import { type Host, type Network, noHosts, onHosts, startNetwork } from "../store/netns.ts";
import { isInstalled } from "../store/servers.ts";
import { BIN, LONG } from "./filter/kit.ts";
import { type DriverOptions, emailOf, type Masked } from "./hosts-driver.ts";
import { makeHome } from "./run.ts";

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
const canRun = noHosts === null && isInstalled("redis-server");

describe.skipIf(!canRun)(onHosts("two hosts over one redis"), () => {
  let network: Network;
  let folder: string;
  beforeAll(async () => {
    network = startNetwork(2);
    folder = mkdtempSync(join(tmpdir(), "closemask-hosts-"));
    const settings = ["--bind", "0.0.0.0", "--requirepass", "of-the-test", "--dir", folder, "--save", ""];
    network.hub.spawn("redis-server", ["--port", "6379", ...settings, "--appendonly", "yes"], { stdio: "ignore" });
    const ping = ["netns", "exec", network.hub.namespace, "redis-cli", "-a", "of-the-test", "ping"];
    await until(() => spawnSync("ip", ping, { encoding: "utf8" }).stdout === "PONG\n", "redis", 20_000);
  });
  afterAll(async () => {
    await network.end();
    rmSync(folder, { recursive: true, force: true });
  });

  const storeOf = ({ hub }: Host, prefix: string): Record<string, string> => ({
    CLOSEMASK_STORE_TYPE: "redis",
    CLOSEMASK_STORE_URL: `redis://:of-the-test@${hub}:6379`,
    CLOSEMASK_STORE_REDIS_PREFIX: prefix,
    // Sixteen processes that start at once may wait for a processor.
    CLOSEMASK_STORE_TIMEOUT: "5m",
  });

  const values = LONG ? 100_000 : 5000;
  test(`8 proxies and 8 filters: one id for each of ${values} values, and each restores what any minted`, async () => {
    const tokens = join(folder, "tokens");
    const outputs = network.hosts.map((_, n) => join(folder, `host-${n}`));
    const drivers = network.hosts.map((host, n) => {
      const options: DriverOptions = {
        bin: BIN,
        values,
        host: n,
        hosts: network.hosts.length,
        each: 4,
        out: outputs[n] as string,
        tokens,
      };
      const driver = join(import.meta.dirname, "hosts-driver.ts");
      return follow(
        host.spawn(process.execPath, [driver, JSON.stringify(options)], {
          env: { ...makeHome().env, ...storeOf(host, "many") },
          stdio: ["pipe", "pipe", "pipe"],
        }),
      );
    });
    await Promise.all(drivers.map(({ says }) => says("masked\n")));
    const given: string[] = [];
    let masked = 0;
    for (const output of outputs) {
      for (const { process: who, tokens } of JSON.parse(readFileSync(output, "utf8")) as Masked[]) {
        for (const [n, token] of tokens) {
          masked++;
          given[n] ??= token;
          if (given[n] !== token) throw new Error(`${who} gave value ${n} another id`);
        }
      }
    }
    expect(masked).toBe(8 * values);
    expect(given.filter((token) => /^EMAIL[XYZ]\d{9,15}$/.test(token))).toHaveLength(values);
    expect(new Set(given).size).toBe(values);
    writeFileSync(tokens, given.map((token) => `${token}\n`).join(""));
    for (const { child } of drivers) child.stdin?.write("go\n");
    await Promise.all(drivers.map(({ says }) => says("restored\n")));
  }, 3_600_000);

  /** A filter on a host, one line after the other. */
  function filter(host: Host, prefix: string, timeout: string): ReturnType<typeof follow> {
    const env = { ...makeHome().env, ...storeOf(host, prefix), CLOSEMASK_STORE_TIMEOUT: timeout };
    return follow(
      host.spawn(process.execPath, [BIN, "mask", "--style", "word"], { env, stdio: ["pipe", "pipe", "pipe"] }),
    );
  }

  test("a cable that is out for a second: the filter waits, and goes on where it was", async () => {
    const [host] = network.hosts as [Host];
    const { child, says, ended, said } = filter(host, "cut", "60s");
    child.stdin?.write(`${emailOf(1)}\n`);
    await says("\n");
    host.cut();
    child.stdin?.write(`${emailOf(2)}\n`);
    await wait(1000);
    expect(said().stdout.split("\n")).toHaveLength(2);
    host.mend();
    child.stdin?.end();
    expect(await ended).toBe(0);
    expect(said().stdout).toMatch(/^EMAIL\w+\nEMAIL\w+\n$/);
    const env = { ...makeHome().env, ...storeOf(host, "cut") };
    const back = follow(host.spawn(process.execPath, [BIN, "unmask"], { env, stdio: ["pipe", "pipe", "pipe"] }));
    back.child.stdin?.end(said().stdout);
    expect([await back.ended, back.said().stdout]).toEqual([0, `${emailOf(1)}\n${emailOf(2)}\n`]);
  });

  test("a cable that stays out: exit 3 when store.timeout is over, and nothing unmasked; the other host goes on", async () => {
    const [host, other] = network.hosts as [Host, Host];
    const { child, says, ended, said } = filter(host, "out", "2s");
    child.stdin?.write(`${emailOf(1)}\n`);
    await says("\n");
    host.cut();
    try {
      child.stdin?.write(`${emailOf(2)}\n`);
      expect(await ended).toBe(3);
      expect(said().stdout).toMatch(/^EMAIL\w+\n$/);
      expect(said().stderr).toContain("redis cannot be reached");
      expect(said().stderr).not.toContain("person.2");
      const there = filter(other, "out", "20s");
      there.child.stdin?.end(`${emailOf(1)}\n`);
      expect([await there.ended, there.said().stdout]).toEqual([0, said().stdout]);
    } finally {
      host.mend();
    }
  });
});

/** A process and what it says. */
function follow(child: ChildProcess): {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  said(): { readonly stdout: string; readonly stderr: string };
  /** Resolves when stdout holds the text; rejects when the process ends before. */
  says(text: string): Promise<void>;
} {
  let stdout = "";
  let stderr = "";
  child.stdin?.on("error", () => {});
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  return {
    child,
    ended,
    said: () => ({ stdout, stderr }),
    async says(text) {
      while (!stdout.includes(text)) {
        if (isOver) throw new Error(`it ended before it said ${JSON.stringify(text)}: ${stderr}`);
        await wait(20);
      }
    },
  };
}
