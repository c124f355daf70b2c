// Servers that tests start for themselves, on free ports of the loopback and with folders of their own, and end by their
// process ids. A test that needs one that is not installed says so in its name; under CI it must be there.

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** True where the program can be started; under CI it is taken to be there, so that its tests fail rather than vanish. */
export function isInstalled(program: string): boolean {
  if (process.env.CI === "true") return true;
  return spawnSync(program, ["--version"], { stdio: "ignore" }).error === undefined;
}

/** The name of a group of tests, with the reason why it is skipped. */
export function named(name: string, program: string): string {
  return isInstalled(program) ? name : `${name} (skipped: ${program} is not installed)`;
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

export interface Running {
  readonly port: number;
  readonly pid: number;
  /** Ends it as `kill -9` does. */
  kill(): Promise<void>;
  /** Ends it and removes its folder. */
  end(): Promise<void>;
}

export interface RedisServer extends Running {
  /** Starts it again with what it had, on the same port. */
  restart(): Promise<void>;
  /** What `redis-cli` prints. */
  cli(...args: string[]): string;
  readonly folder: string;
}

const LONGEST_START = 10_000;

/** A redis-server that keeps an append-only file, so that what it has acknowledged outlives it. */
export async function startRedis(settings: readonly string[] = [], program = "redis-server"): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), "closemask-redis-"));
  const port = await freePort();
  const kept = program === "redis-server" ? ["--appendonly", "yes", "--appendfsync", "always", "--save", ""] : [];
  const common = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, ...kept];
  let child: ChildProcess;

  async function start(): Promise<void> {
    child = spawn(program, [...common, ...settings], { stdio: "ignore", cwd: folder });
    const isTls = settings.includes("--tls-port");
    const until = Date.now() + LONGEST_START;
    while (!isTls && !/PONG|NOAUTH|NOPERM/.test(cli("ping"))) {
      if (Date.now() > until || child.exitCode !== null) throw new Error(`${program} did not start`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  function cli(...args: string[]): string {
    const ran = spawnSync("redis-cli", ["-p", String(port), ...args], { encoding: "utf8" });
    return `${ran.stdout}${ran.stderr}`;
  }

  const kill = (): Promise<void> =>
    new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve();
      child.once("exit", () => resolve());
      child.kill("SIGKILL");
    });

  await start();
  return {
    port,
    folder,
    get pid() {
      return child.pid as number;
    },
    cli,
    kill,
    restart: start,
    async end() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
