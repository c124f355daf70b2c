// A store over the DynamoDB of the tests, which is dynalite: the real service is not asked. Each has a prefix of its own, so that
// one table serves all.

import type { Store } from "../../src/mask/store.ts";
import { type DynamodbStoreOptions, openDynamodbStore } from "../../src/store/dynamodb.ts";
import { ringFromKey } from "../../src/store/keys.ts";

export const RING = ringFromKey(new Uint8Array(32).fill(1));
/** Any will do. */
export const CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" };
let prefixes = 0;

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
