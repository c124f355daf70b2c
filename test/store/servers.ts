// Servers that tests start for themselves, on free ports of the loopback and with folders of their own, and end by their
// process ids. A test that needs one that is not installed says so in its name; under CI it must be there.

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** True where the program can be started; under CI it is taken to be there, so that its tests fail rather than vanish. */
export function isInstalled(program: string): boolean {
  return process.env.CI === "true" || isThere(program);
}

/** True where the program can be started; for what no package brings to every machine of CI. */
export function isThere(program: string): boolean {
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

const running = new Set<ChildProcess>();
// A run that breaks off leaves no server behind.
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** A redis-server that keeps an append-only file, so that what it has acknowledged outlives it; with `file`, as that says. */
export async function startRedis(
  settings: readonly string[] = [],
  file?: string,
  program = "redis-server",
  /** Instead of all that: what starts one on a port that is known. */
  given?: { readonly port: number; readonly argv: readonly string[]; readonly env: Readonly<Record<string, string>> },
): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), "closemask-redis-"));
  const port = given?.port ?? (await freePort());
  const kept = file === undefined ? ["--appendonly", "yes", "--appendfsync", "always", "--save", ""] : [];
  const common = [
    ...(file === undefined ? [] : [file]),
    "--port",
    String(port),
    "--bind",
    "127.0.0.1",
    "--dir",
    folder,
  ];
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const [command = "", ...args] = given?.argv ?? [program, ...common, ...kept, ...settings];
    const env = { ...process.env, ...given?.env };
    const started = spawn(command, args, { stdio: "ignore", cwd: folder, env });
    child = started;
    running.add(started);
    const isTls = settings.includes("--tls-port");
    const until = Date.now() + LONGEST_START;
    while (!isTls && !/PONG|NOAUTH|NOPERM/.test(cli("ping"))) {
      if (Date.now() > until || started.exitCode !== null) throw new Error("redis-server did not start");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  function cli(...args: string[]): string {
    const ran = spawnSync("redis-cli", ["-p", String(port), ...args], { encoding: "utf8" });
    return `${ran.stdout}${ran.stderr}`;
  }

  const kill = (): Promise<void> => killed(child);

  await start();
  return {
    port,
    folder,
    get pid() {
      return child?.pid as number;
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

export interface Memcached extends Running {
  /** Starts it again, empty, on the same port. */
  restart(): Promise<void>;
}

/** A memcached that drops nothing before its memory is full. */
export async function startMemcached(settings: readonly string[] = []): Promise<Memcached> {
  const port = await freePort();
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    // As root it wants to be told so.
    const user = process.getuid?.() === 0 ? ["-u", "root"] : [];
    const args = ["-l", "127.0.0.1", "-p", String(port), "-U", "0", ...user, ...settings];
    const started = spawn("memcached", args, { stdio: "ignore" });
    child = started;
    running.add(started);
    const until = Date.now() + LONGEST_START;
    while (!(await isListening(port))) {
      if (Date.now() > until || started.exitCode !== null) throw new Error("memcached did not start");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  const kill = (): Promise<void> => killed(child);
  await start();
  return {
    port,
    get pid() {
      return child?.pid as number;
    },
    kill,
    restart: start,
    end: kill,
  };
}

export interface Dynalite extends Running {
  readonly endpoint: string;
  /** Starts it again with what it had, on the same port. */
  restart(): Promise<void>;
  readonly folder: string;
}

/** A DynamoDB that is none: dynalite as a process of its own; with `kept`, its tables are in a folder. */
export async function startDynalite(kept = false): Promise<Dynalite> {
  const folder = mkdtempSync(join(tmpdir(), "closemask-dynalite-"));
  const port = await freePort();
  const cli = fileURLToPath(import.meta.resolve("dynalite/cli.js"));
  const path = kept ? ["--path", join(folder, "tables")] : [];
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const args = [cli, "--host", "127.0.0.1", "--port", String(port), "--createTableMs", "10", ...path];
    const started = spawn(process.execPath, args, { stdio: "ignore" });
    child = started;
    running.add(started);
    const until = Date.now() + LONGEST_START;
    while (!(await isListening(port))) {
      if (Date.now() > until || started.exitCode !== null) throw new Error("dynalite did not start");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  const kill = (): Promise<void> => killed(child);
  await start();
  return {
    port,
    folder,
    endpoint: `http://127.0.0.1:${port}`,
    get pid() {
      return child?.pid as number;
    },
    kill,
    restart: start,
    async end() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

function killed(child: ChildProcess | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}

export interface Several {
  readonly servers: readonly RedisServer[];
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  end(): Promise<void>;
}

/** Three masters with a third of the slots each. */
export async function startCluster(): Promise<Several> {
  const servers = await Promise.all(
    [1, 2, 3].map(() =>
      startRedis(["--cluster-enabled", "yes", "--cluster-node-timeout", "2000", "--cluster-config-file", "nodes.conf"]),
    ),
  );
  const nodes = servers.map(({ port }) => ({ host: "127.0.0.1", port }));
  const addresses = nodes.map(({ host, port }) => `${host}:${port}`);
  const [first] = servers as [RedisServer];
  first.cli("--cluster", "create", ...addresses, "--cluster-replicas", "0", "--cluster-yes");
  await until(
    () => servers.every((server) => server.cli("cluster", "info").includes("cluster_state:ok")),
    "the cluster",
  );
  return { servers, nodes, end: () => endAll(servers) };
}

/** A master with one replica, and three Sentinels that watch it under the name `watched`; `nodes` are the Sentinels. */
export async function startSentinels(): Promise<
  Several & { readonly master: RedisServer; readonly replica: RedisServer }
> {
  const master = await startRedis();
  const replica = await startRedis(["--replicaof", "127.0.0.1", String(master.port)]);
  await until(() => replica.cli("info", "replication").includes("master_link_status:up"), "the replica");
  const sentinels = await Promise.all([1, 2, 3].map(() => startSentinel(master.port)));
  const knows = (sentinel: RedisServer): boolean => {
    const said = sentinel.cli("sentinel", "master", "watched");
    return /num-slaves\n1\n/.test(said) && /num-other-sentinels\n2\n/.test(said);
  };
  await until(() => sentinels.every(knows), "the sentinels");
  const servers = [master, replica, ...sentinels];
  const nodes = sentinels.map(({ port }) => ({ host: "127.0.0.1", port }));
  return { servers, nodes, master, replica, end: () => endAll(servers) };
}

// A Sentinel writes what it learns into its configuration, so it must have a file.
async function startSentinel(port: number): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), "closemask-sentinel-"));
  const file = join(folder, "sentinel.conf");
  const lines = [
    `sentinel monitor watched 127.0.0.1 ${port} 2`,
    "sentinel down-after-milliseconds watched 1000",
    "sentinel failover-timeout watched 5000",
  ];
  writeFileSync(file, `${lines.join("\n")}\n`);
  const server = await startRedis(["--sentinel"], file);
  return {
    ...server,
    pid: server.pid,
    async end() {
      await server.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function until(done: () => boolean, what: string): Promise<void> {
  const last = Date.now() + 30_000;
  while (!done()) {
    if (Date.now() > last) throw new Error(`${what} did not come up`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function endAll(servers: readonly RedisServer[]): Promise<void> {
  await Promise.all(servers.map((server) => server.end()));
}
