// `npm run bench:stores`: what each store does with new values, known values and look-ups, in batches of a region's size, and
// what `mask` does with logs over each. Starts the servers itself, on free ports of the loopback; one that is not installed
// is named and left out. Ratios within one run are what counts: the machine is rarely quiet.

import { spawnSync } from "node:child_process";
import { hash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath, URL } from "node:url";
import { parseArgs } from "node:util";
import { createValueColumns, putColumns, type ValueColumns } from "../src/mask/columns.ts";
import { createIdentifyAll } from "../src/mask/identity.ts";
import { createEntries, getEntries } from "../src/mask/restored.ts";
import { STYLE_BIT, type Store } from "../src/mask/store.ts";
import { hashOf } from "../src/mask/value-cache.ts";
import { openDynamodbStore } from "../src/store/dynamodb.ts";
import { ringFromKey, sessionKeys } from "../src/store/keys.ts";
import { createLayeredStore } from "../src/store/layered.ts";
import { openMemcachedStore } from "../src/store/memcached.ts";
import { createMemoryStore } from "../src/store/memory.ts";
import { openRedisStore } from "../src/store/redis.ts";
import { createSqliteStore } from "../src/store/sqlite.ts";
import { isInstalled, startDynalite, startMemcached, startRedis } from "../test/store/servers.ts";
import { type CorpusName, corpus } from "./corpora.ts";

const USAGE = `usage: npm run bench:stores -- [options]

  --values N     values of each row (default 200000; a hundredth of it for dynamodb, which is dynalite here)
  --mb N         size of the logs that \`mask\` reads (default 64; 0 leaves them out)`;

const { values: asked } = parseArgs({
  options: { values: { type: "string" }, mb: { type: "string" }, help: { type: "boolean" } },
});
if (asked.help === true) {
  console.log(USAGE);
  process.exit();
}
const BATCH = 1024;
const VALUES = Number(asked.values ?? 200_000);
const MB = Number(asked.mb ?? 64);
const KEY = Buffer.alloc(32, 7).toString("base64");
const BIN = fileURLToPath(new URL("../bin/closemask.js", import.meta.url));
const RUNS = 3;
const ring = ringFromKey(new Uint8Array(32).fill(7));
const limits = { ttl: 30 * 86_400_000, maxEntries: 10_000_000, atLimit: "refuse" as const };

/** A store, and how it is given up. */
interface Bench {
  readonly name: string;
  open(): Promise<Store>;
  close(): Promise<void>;
  /** Seconds of CPU that the server has used. */
  server?(): number;
  /** Part of the values that it is asked for. Default 1. */
  readonly part?: number;
  /** Where `mask` finds it. */
  readonly env?: Readonly<Record<string, string>>;
}

const folder = mkdtempSync(join(tmpdir(), "closemask-stores-"));
const benches: Bench[] = [
  { name: "memory", open: async () => createMemoryStore({ limits, now: Date.now }), close: async () => {} },
  {
    name: "sqlite",
    open: async () => createSqliteStore({ path: join(folder, "store.db"), ring, limits, now: Date.now }),
    close: async () => {},
    env: { CLOSEMASK_STORE_PATH: join(folder, "mask.db") },
  },
];
if (isInstalled("redis-server")) {
  for (const [name, settings] of [
    ["redis", ["--appendonly", "no"]],
    ["redis, AOF everysec", ["--appendfsync", "everysec"]],
  ] as const) {
    const server = await startRedis(settings);
    const nodes = [{ host: "127.0.0.1", port: server.port }];
    benches.push({
      name,
      open: () =>
        openRedisStore({ mode: "single", nodes, prefix: "bench", timeout: 60_000, replicas: 0, ring, limits }),
      close: () => server.end(),
      env: { CLOSEMASK_STORE_TYPE: "redis", CLOSEMASK_STORE_URL: `redis://127.0.0.1:${server.port}` },
      server: () =>
        [...server.cli("info", "cpu").matchAll(/^used_cpu_(?:sys|user):([\d.]+)/gm)].reduce(
          (sum, [, n]) => sum + Number(n),
          0,
        ),
    });
  }
} else console.log("redis: redis-server is not installed");
if (isInstalled("memcached")) {
  const server = await startMemcached(["-M", "-m", "1024"]);
  const servers = [{ host: "127.0.0.1", port: server.port }];
  benches.push({
    name: "memcached",
    open: () => openMemcachedStore({ servers, prefix: "bench", timeout: 60_000, ring, limits, now: Date.now }),
    close: () => server.end(),
    env: { CLOSEMASK_STORE_TYPE: "memcached", CLOSEMASK_STORE_URL: `memcached://127.0.0.1:${server.port}` },
    server: () => cpuOf(server.pid),
  });
} else console.log("memcached: memcached is not installed");
{
  // It says what the client costs; the service is another one.
  const server = await startDynalite();
  benches.push({
    name: "dynamodb (dynalite)",
    open: () =>
      openDynamodbStore({
        table: "bench",
        region: "eu-central-1",
        endpoint: server.endpoint,
        sockets: 50,
        ttlAttribute: "expires",
        createTable: true,
        timeout: 120_000,
        credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
        prefix: "bench",
        ring,
        limits,
        now: Date.now,
      }),
    close: () => server.end(),
    part: 0.01,
    server: () => cpuOf(server.pid),
  });
}
const redis = benches.find(({ name }) => name === "redis");
if (redis !== undefined) {
  const memory = { maxBytes: 1 << 28, maxEntries: 10_000_000, evictAt: 0.8, rejectAt: 0.95, ttl: 3_600_000 };
  benches.splice(benches.indexOf(redis) + 2, 0, {
    ...redis,
    name: "layered over redis",
    open: async () => createLayeredStore({ back: await redis.open(), memory, ring, limits, now: Date.now }),
    close: async () => {},
    env: { ...redis.env, CLOSEMASK_STORE_TYPE: "layered", CLOSEMASK_STORE_REDIS_PREFIX: "layered" },
  });
}

/** Seconds of CPU of a process; 0 where the system does not say. */
function cpuOf(pid: number): number {
  const path = `/proc/${pid}/stat`;
  if (!existsSync(path)) return 0;
  // Ticks of a hundredth of a second, some fields behind the name in brackets: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
  const fields = readFileSync(path, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Values from `from` on, with what identifies them. */
function columnsOf(from: number, identifyAll: (columns: ValueColumns) => void): ValueColumns {
  const columns = createValueColumns();
  for (let n = from; n < from + BATCH; n++) {
    const value = Buffer.from(`person.${hash("md5", String(n)).slice(0, 8)}@example.com`);
    columns.add(value, 0, value.length, hashOf(value, 0, value.length), "EMAIL");
  }
  identifyAll(columns);
  columns.styles.fill(1, 0, columns.count);
  return columns;
}

/** Thousands a second: by the clock, and by the CPU that this process and the server took, one after the other. */
async function measure(
  count: number,
  { server = () => 0 }: Bench,
  step: () => Promise<void>,
): Promise<[number, number]> {
  const served = server();
  const cpu = process.cpuUsage();
  const from = performance.now();
  await step();
  const seconds = (performance.now() - from) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const used = (user + system) / 1e6 + server() - served;
  return [count / seconds / 1000, count / used / 1000];
}

const rounded = (rate: number): string => rate.toFixed(rate < 10 ? 1 : 0).padStart(8);
const show = (best: readonly (readonly [number, number])[]): string =>
  best.map(([clock, cpu]) => rounded(clock) + rounded(cpu)).join("");

console.log(
  `thousands a second of ${VALUES} values (dynamodb: a hundredth) in batches of ${BATCH}: by the clock, and by CPU of both sides`,
);
console.log(`${"".padEnd(22)}${["new", "known", "look-up"].map((head) => head.padStart(16)).join("")}`);
for (const bench of benches) {
  const best: [number, number][] = [];
  const store = await bench.open();
  for (let run = 0; run < RUNS; run++) {
    const name = `run${run}`;
    const session = await store.session(name);
    if (session === null) throw new Error("no session");
    const identifyAll = createIdentifyAll(sessionKeys(ring, name).id);
    const values = Math.ceil(VALUES * (bench.part ?? 1));
    const all = Array.from({ length: Math.ceil(values / BATCH) }, (_, i) => columnsOf(i * BATCH, identifyAll));
    const entries = createEntries();
    const wanted = new Uint8Array(BATCH).fill(STYLE_BIT.dollar);
    const putAll = async (): Promise<void> => {
      for (const columns of all) await putColumns(session, columns, "dollar");
    };
    const getAll = async (): Promise<void> => {
      for (const { issues, count } of all) await getEntries(session, issues.handles, count, entries, wanted);
    };
    for (const [i, step] of [putAll, putAll, getAll].entries()) {
      const rates = await measure(all.length * BATCH, bench, step);
      best[i] = [Math.max(best[i]?.[0] ?? 0, rates[0]), Math.max(best[i]?.[1] ?? 0, rates[1])];
    }
    await store.purge(name);
  }
  console.log(bench.name.padEnd(22) + show(best));
  await store.close();
}

/** CPU seconds of `mask` over a log, and of the server; the least of a few runs that each begin with an empty session. */
function maskSeconds({ env = {}, server = () => 0 }: Bench, file: string): number {
  const times = Array.from({ length: RUNS }, (_, i) => {
    const served = server();
    const timed = ["-c", 'TIMEFORMAT="%U %S"; time "$@"', "bash", process.execPath, BIN, "mask"];
    const { status, stderr } = spawnSync("bash", [...timed, "-s", `${basename(file)}-${i}`, file], {
      stdio: ["ignore", "ignore", "pipe"],
      encoding: "utf8",
      env: {
        PATH: process.env.PATH,
        CLOSEMASK_KEY: KEY,
        HOME: folder,
        CLOSEMASK_STORE_MAX_ENTRIES: "10000000",
        ...env,
      },
    });
    const [user = Number.NaN, system = Number.NaN] = (stderr.trim().split("\n").at(-1) ?? "").split(" ").map(Number);
    if (status !== 0) throw new Error(stderr);
    return user + system + server() - served;
  });
  return Math.min(...times);
}

if (MB > 0) {
  console.log(`\nMB/s of \`mask\` over ${MB} MB, by CPU of both sides, and what part of the first one that is`);
  const logs: readonly CorpusName[] = ["access", "app", "ndjson"];
  console.log("".padEnd(22) + logs.map((name) => name.padStart(16)).join(""));
  const first = new Map<CorpusName, number>();
  for (const bench of benches.filter(({ env }) => env !== undefined)) {
    const cells = logs.map((name) => {
      const rate = MB / maskSeconds(bench, corpus(name, MB));
      const best = first.get(name) ?? rate;
      first.set(name, best);
      return `${rate.toFixed(0)} ${((100 * rate) / best).toFixed(0)} %`.padStart(16);
    });
    console.log(bench.name.padEnd(22) + cells.join(""));
  }
}
for (const bench of benches) await bench.close();
rmSync(folder, { recursive: true, force: true });
