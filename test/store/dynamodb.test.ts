import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { Store } from "../../src/mask/store.ts";
import { ringFromKey, rotateRing, trimRing } from "../../src/store/keys.ts";
import { contract } from "./contract.ts";
import { entry, literalsOf, refused, sessionOf, text } from "./contract-kit.ts";
import { CREDENTIALS, newPrefix, openAt, RING } from "./dynamodb-kit.ts";
import { identityOf } from "./redis-kit.ts";
import { type Relay, startRelay } from "./relay.ts";
import { type Dynalite, freePort, startDynalite } from "./servers.ts";
import { putAtOnce } from "./several-processes.ts";

/** Fewer than in earnest: each is a request, and dynalite is slow. */
const RESERVED = 400;
const MANY = 300;
const RUNS = 10;
// A busy machine makes it slower still.
vi.setConfig({ testTimeout: 240_000 });

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("dynamodb", () => {
  let server: Dynalite;
  const own: Dynalite[] = [];
  const relays: Relay[] = [];
  const stores: Store[] = [];
  beforeAll(async () => {
    server = await startDynalite();
  });
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
    for (const relay of relays.splice(0)) await relay.end();
    for (const one of own.splice(0)) await one.end();
  });
  afterAll(() => server.end());

  const open = async (endpoint: string, more: Parameters<typeof openAt>[1] = {}): Promise<Store> => {
    const store = await openAt(endpoint, more);
    stores.push(store);
    return store;
  };
  const start = async (): Promise<Dynalite> => {
    const one = await startDynalite(true);
    own.push(one);
    return one;
  };
  const relayTo = async (port: number): Promise<Relay & { readonly endpoint: string }> => {
    const relay = await startRelay(port);
    relays.push(relay);
    return Object.assign(relay, { endpoint: `http://127.0.0.1:${relay.port}` });
  };
  const clientOf = (endpoint: string): DynamoDBClient =>
    new DynamoDBClient({ endpoint, region: "eu-central-1", credentials: CREDENTIALS });

  contract("dynamodb", ({ limits, now }) => openAt(server.endpoint, { limits, now, reservedLimit: RESERVED }), {
    reservedLimit: RESERVED,
    many: MANY,
    runs: RUNS,
  });

  describe("what the service sees", () => {
    test("is neither a value nor a name, on the wire or on disk", async () => {
      const one = await start();
      const relay = await relayTo(one.port);
      const store = await open(relay.endpoint, { prefix: "seen" });
      const session = await sessionOf(store, "secret-session");
      const literal = { kind: "CODENAME", counter: "angle:CODENAME", literal: true };
      await session.put([entry(1, literal), entry(2, { value: Buffer.from("bob@example.com") })]);
      await session.reserve([7], [{ counter: "angle:OTHER", number: 4 }]);
      await store.list();
      await literalsOf(session, 9);
      // Bytes travel in base64 here.
      const words = ["bob@example.com", "value 1", "secret-session", "CODENAME", "EMAIL", "angle", "OTHER"];
      const wire = relay.seen().toString("latin1");
      const table = await clientOf(one.endpoint).send(new ScanCommand({ TableName: "closemask" }));
      const rows = (table.Items ?? []).flatMap((row) =>
        Object.values(row).map(({ S, N, B }) => Buffer.from(B ?? S ?? N ?? "")),
      );
      expect(rows.length).toBeGreaterThan(20);
      await one.kill();
      const files = readdirSync(one.folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
      const disk = Buffer.concat(files.map(({ parentPath, name }) => readFileSync(join(parentPath, name))));
      expect(wire).toContain(Buffer.from("closemask 1 ").toString("base64"));
      expect(disk.includes(Buffer.from("closemask 1 ").toString("base64"))).toBe(true);
      for (const word of words) {
        for (const found of [wire, disk.toString("latin1"), Buffer.concat(rows).toString("latin1")]) {
          expect(found).not.toContain(word);
          expect(found).not.toContain(Buffer.from(word).toString("base64").slice(0, -2));
        }
      }
    });

    test("cannot be given back under another id", async () => {
      const prefix = newPrefix();
      const session = await sessionOf(await open(server.endpoint, { prefix }));
      await session.put([entry(1), entry(2)]);
      const client = clientOf(server.endpoint);
      const { Items = [] } = await client.send(new ScanCommand({ TableName: "closemask" }));
      const mine = Items.filter(({ pk, sk }) => pk?.S?.startsWith(`${prefix}.`) && /^e[12]$/.test(sk?.S ?? ""));
      expect(mine).toHaveLength(2);
      const [one, two] = mine.sort((a, b) => ((a.sk?.S ?? "") < (b.sk?.S ?? "") ? -1 : 1));
      const Item = { ...one, sk: { S: two?.sk?.S as string } };
      await client.send(new PutItemCommand({ TableName: "closemask", Item }));
      await refused("store-corrupt", () => session.get([2]));
    });
  });

  test("another key is refused, with what to do", async () => {
    const prefix = newPrefix();
    await open(server.endpoint, { prefix });
    const ring = ringFromKey(new Uint8Array(32).fill(2));
    const error = await refused("key-wrong", () => openAt(server.endpoint, { prefix, ring }));
    expect(error.hint).toContain("keys export");
  });

  test("processes that mask and number the same values at once: one id and one number for a value", async () => {
    const prefix = newPrefix();
    const ranges = [
      [0, 200],
      [0, 200],
      [50, 250],
    ] as const;
    const { handles, numbers } = await putAtOnce("dynamodb", server.endpoint, prefix, ranges);
    expect(handles.size).toBe(250);
    expect(new Set(numbers.values()).size).toBe(250);
    // Some were not given their first choice.
    expect([...handles.values()].filter((handle) => handle >= 1e12).length).toBeGreaterThan(10);
    const store = await open(server.endpoint, { prefix });
    const session = await sessionOf(store, "shared");
    expect(text(await session.get([...handles.values()]))).toEqual([...handles.keys()].map((n) => `value ${n}`));
    const counter = "angle:EMAIL";
    const found = await session.getNumbered([...numbers.values()].map((number) => ({ counter, number })));
    expect(text(found)).toEqual([...numbers.keys()].map((n) => `value ${n}`));
    const again = await session.put([...handles.keys()].map((n) => identityOf(Number(n))));
    expect(again.some(({ created }) => created)).toBe(false);
    // None was counted twice, and none forgotten.
    expect(await store.list()).toMatchObject([{ entries: 250 }]);
    const full = await sessionOf(
      await open(server.endpoint, { prefix, limits: { ttl: 0, maxEntries: 250, atLimit: "refuse" } }),
      "shared",
    );
    await refused("session-full", () => full.put([entry(5_000_000)]));
  }, 300_000);

  test("what one process purges, the others start anew, and nothing of it stays in the table", async () => {
    const prefix = newPrefix();
    const [one, other] = [await open(server.endpoint, { prefix }), await open(server.endpoint, { prefix })];
    const [mine, theirs] = [await sessionOf(one), await sessionOf(other)];
    await mine.put([entry(1, { counter: "c", literal: true })]);
    expect(text(await theirs.get([1]))).toEqual(["value 1"]);
    const before = await theirs.epoch();
    expect(await one.purge("default")).toBe(true);
    const { Items = [] } = await clientOf(server.endpoint).send(new ScanCommand({ TableName: "closemask" }));
    expect(Items.filter(({ pk }) => pk?.S?.startsWith(`${prefix}.`))).toEqual([]);
    await wait(150);
    expect(await theirs.epoch()).not.toBe(before);
    expect(await theirs.get([1])).toEqual([null]);
    expect(await theirs.put([entry(2, { counter: "c" })])).toMatchObject([{ number: 1, created: true }]);
  });

  test("entries say when they may go, in the attribute that was asked for", async () => {
    const prefix = newPrefix();
    const limits = { ttl: 3_600_000, maxEntries: 10, atLimit: "refuse" as const };
    const session = await sessionOf(await open(server.endpoint, { prefix, limits, ttlAttribute: "gone_at" }));
    await session.put([entry(1)]);
    const { Items = [] } = await clientOf(server.endpoint).send(new ScanCommand({ TableName: "closemask" }));
    const mine = Items.filter(({ pk, sk }) => pk?.S?.startsWith(`${prefix}.`) && sk?.S === "e1");
    expect(mine).toHaveLength(1);
    const seconds = Number(mine[0]?.gone_at?.N) - Date.now() / 1000;
    expect(seconds).toBeGreaterThan(3600);
    expect(seconds).toBeLessThan(3 * 3600);
  });

  test("reseal seals everything with the newest key, and the old one is not needed any more", async () => {
    const prefix = newPrefix();
    const session = await sessionOf(await open(server.endpoint, { prefix }));
    await session.put(Array.from({ length: 60 }, (_, n) => entry(n)));
    const ring = rotateRing(RING);
    const rotated = await open(server.endpoint, { prefix, ring });
    expect(text(await (await sessionOf(rotated)).get([7]))).toEqual(["value 7"]);
    expect(await rotated.reseal()).toBe(60);
    expect(await rotated.reseal()).toBe(0);
    const fresh = await sessionOf(await open(server.endpoint, { prefix, ring: trimRing(ring) }));
    expect(text(await fresh.get([0, 59]))).toEqual(["value 0", "value 59"]);
    const error = await refused("key-wrong", () => session.get([7]));
    expect(error.message).toContain("sealing key 2");
  });

  describe("faults", () => {
    test("a server that is killed in mid-stream and started again: nothing acknowledged is lost, nobody notices", async () => {
      const one = await start();
      const store = await open(one.endpoint, { timeout: 60_000 });
      const session = await sessionOf(store);
      const acknowledged: number[] = [];
      const count = 100;
      const writing = (async () => {
        for (let n = 0; n < count; n += 5) {
          const results = await session.put(Array.from({ length: 5 }, (_, i) => entry(n + i)));
          acknowledged.push(...results.map(({ handle }) => handle));
        }
      })();
      for (let turn = 0; turn < 2; turn++) {
        await wait(150);
        await one.kill();
        await wait(100);
        await one.restart();
      }
      await writing;
      expect(text(await session.get(acknowledged))).toEqual(Array.from({ length: count }, (_, n) => `value ${n}`));
    }, 120_000);

    test("a server that stays away: an error in time, nothing given out; then all is as before", async () => {
      const one = await start();
      const session = await sessionOf(await open(one.endpoint, { timeout: 2000 }));
      await session.put([entry(1)]);
      await one.kill();
      const error = await refused("store-failed", () => session.put([entry(2)]));
      expect(error.hint).toContain("store.dynamodb.endpoint");
      await refused("store-failed", () => session.get([1]));
      await one.restart();
      expect(text(await session.get([1, 2]))).toEqual(["value 1", null]);
      expect(await session.put([entry(2)])).toMatchObject([{ created: true }]);
    });

    test("a server that is slow by a second is waited for", async () => {
      const relay = await relayTo(server.port);
      const session = await sessionOf(await open(relay.endpoint));
      await session.put([entry(1)]);
      relay.delay = 1000;
      const [put, got] = await Promise.all([session.put([entry(2)]), session.get([1])]);
      expect(put).toMatchObject([{ handle: 2, created: true }]);
      expect(text(got)).toEqual(["value 1"]);
    });

    test("an answer that is lost on its way: what it acknowledged is found", async () => {
      const relay = await relayTo(server.port);
      const session = await sessionOf(await open(relay.endpoint));
      await session.put([entry(1, { counter: "c" })]);
      relay.delay = 150;
      const put = session.put([entry(2, { counter: "c" }), entry(3)]);
      for (let turn = 0; turn < 4; turn++) {
        await wait(100);
        relay.cut();
        relay.mend();
      }
      relay.delay = 0;
      const [two, three] = await put;
      expect([two?.handle, three?.handle]).toEqual([2, 3]);
      expect(text(await session.get([1, 2, 3]))).toEqual(["value 1", "value 2", "value 3"]);
      expect(text(await session.getNumbered([{ counter: "c", number: two?.number ?? 0 }]))).toEqual(["value 2"]);
    });

    test("nobody at the address", async () => {
      const port = await freePort();
      await refused("store-failed", () => openAt(`http://127.0.0.1:${port}`, { timeout: 300, createTable: false }));
    });

    test("no table: an error that says how to make one", async () => {
      const one = await start();
      const error = await refused("store-open", () => openAt(one.endpoint, { createTable: false }));
      expect(error.message).toContain("closemask");
      expect(error.hint).toContain("createTable");
      const store = await open(one.endpoint, { createTable: true });
      await store.session("default");
      await open(one.endpoint, { createTable: false });
    });

    test("a table with other keys", async () => {
      const one = await start();
      await clientOf(one.endpoint).send(
        new CreateTableCommand({
          TableName: "others",
          BillingMode: "PAY_PER_REQUEST",
          AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
          KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        }),
      );
      await wait(200);
      const error = await refused("store-open", () => openAt(one.endpoint, { table: "others", createTable: false }));
      expect(error.hint).toContain("pk");
    });

    test("no credentials, and no region", async () => {
      const credentials = async (): Promise<never> => {
        throw Object.assign(new Error("none"), { name: "CredentialsProviderError" });
      };
      const error = await refused("store-open", () => openAt(server.endpoint, { credentials }));
      expect(error.hint).toContain("AWS_ACCESS_KEY_ID");
      const { region: _, ...none } = { region: undefined };
      await refused("config", () => openAt(server.endpoint, { ...none, region: undefined as never }));
    });

    test("a value that is larger than an item may be", async () => {
      const session = await sessionOf(await open(server.endpoint));
      const error = await refused("store-failed", () => session.put([entry(1, { value: Buffer.alloc(450_000, 65) })]));
      expect(error.message).toContain("400 KB");
      expect(await session.put([entry(2)])).toMatchObject([{ created: true }]);
    });

    test("a service that throttles is asked again, and one that refuses is not", async () => {
      let answers = 0;
      const answer = { name: "ProvisionedThroughputExceededException", status: 400 };
      const fake = createServer((request, response) => {
        request.resume();
        request.on("end", () => {
          answers++;
          response.writeHead(answer.status, { "content-type": "application/x-amz-json-1.0" });
          response.end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${answer.name}`, message: "no" }));
        });
      });
      await new Promise<void>((resolve) => fake.listen(0, "127.0.0.1", resolve));
      const address = fake.address();
      const endpoint = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
      try {
        const error = await refused("store-failed", () => openAt(endpoint, { timeout: 500, createTable: false }));
        expect(error.message).toContain("no more requests");
        expect(answers).toBeGreaterThan(2);
        answers = 0;
        answer.name = "AccessDeniedException";
        const other = await refused("store-open", () => openAt(endpoint, { timeout: 500, createTable: false }));
        expect(other.hint).toContain("BatchGetItem");
        expect(answers).toBe(1);
      } finally {
        fake.closeAllConnections();
        await new Promise((resolve) => fake.close(resolve));
      }
    });
  });

  test("the client sees what it wrote", async () => {
    const prefix = newPrefix();
    await open(server.endpoint, { prefix });
    const Key = { pk: { S: prefix }, sk: { S: "check" } };
    const { Item } = await clientOf(server.endpoint).send(new GetItemCommand({ TableName: "closemask", Key }));
    expect(Buffer.from(Item?.b?.B ?? []).toString()).toMatch(/^closemask 1 /);
  });
});
