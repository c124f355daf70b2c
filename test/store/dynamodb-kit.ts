// A DynamoDB of the tests: dynalite, in memory, on a free port of the loopback. The real service is not asked.

import type { AddressInfo } from "node:net";
import dynalite from "dynalite";
import type { Store } from "../../src/mask/store.ts";
import { type DynamodbStoreOptions, openDynamodbStore } from "../../src/store/dynamodb.ts";
import { ringFromKey } from "../../src/store/keys.ts";

export const RING = ringFromKey(new Uint8Array(32).fill(1));
/** Any will do. */
export const CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" };
let prefixes = 0;

export interface Dynamodb {
  readonly endpoint: string;
  readonly port: number;
  end(): Promise<void>;
}

export function startDynamodb(port = 0): Promise<Dynamodb> {
  const server = dynalite({ createTableMs: 10, deleteTableMs: 10 });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const { port: own } = server.address() as AddressInfo;
      resolve({
        endpoint: `http://127.0.0.1:${own}`,
        port: own,
        end: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}

export function newPrefix(): string {
  return `test${prefixes++}`;
}

/** The table is made by the first one. */
export function openAt(endpoint: string, more: Partial<DynamodbStoreOptions> = {}): Promise<Store> {
  return openDynamodbStore({
    table: "closemask",
    region: "eu-central-1",
    endpoint,
    sockets: 50,
    ttlAttribute: "expires",
    createTable: true,
    timeout: 20_000,
    credentials: CREDENTIALS,
    prefix: newPrefix(),
    ring: RING,
    limits: { ttl: 0, maxEntries: 1_000_000, atLimit: "refuse" },
    now: Date.now,
    ...more,
  });
}
