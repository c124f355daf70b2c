// The dynamodb store: sessions as items of one table, for many machines at once. Opens the client, and the table where it is
// told to make one.

import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { ClosemaskError } from "../errors.ts";
import type { Store } from "../mask/store.ts";
import { dynamodbError, judgeDynamodb } from "./dynamodb-error.ts";
import { createDynamodbItems } from "./dynamodb-items.ts";
import { checkPrefix, type ItemsStoreOptions, openItemsStore } from "./items-store.ts";
import { createRetrying } from "./retrying.ts";

export interface DynamodbStoreOptions extends Omit<ItemsStoreOptions, "items"> {
  readonly table: string;
  /** Such as eu-central-1. */
  readonly region?: string;
  /** URL; by default that of the region. */
  readonly endpoint?: string;
  /** Connections, and requests at once. */
  readonly sockets: number;
  /** Attribute that the table's time to live looks at. */
  readonly ttlAttribute: string;
  /** Makes the table where there is none. */
  readonly createTable: boolean;
  /** Milliseconds that a call may take, attempts and waits together. */
  readonly timeout: number;
  /** Left out: where AWS's own tools have them. */
  readonly credentials?: DynamoDBClientConfig["credentials"];
  readonly warn?: (message: string, hint: string) => void;
}

/** A connection that is not there after so long is tried anew, in milliseconds. */
const CONNECT_TIMEOUT = 5000;
/** Milliseconds between two looks at a table that is being made, and how long that may take. */
const TABLE_WAIT = 500;
const TABLE_TIMEOUT = 120_000;

/** @throws ClosemaskError `store-*`, `key-wrong`, `config` */
export async function openDynamodbStore(options: DynamodbStoreOptions): Promise<Store> {
  const { table, region, endpoint, sockets, timeout, credentials, ttlAttribute } = options;
  checkPrefix(options.prefix, "store.dynamodb.prefix");
  if (region === undefined) {
    throw new ClosemaskError("config", "store.type dynamodb needs a region", {
      hint: "set store.dynamodb.region or AWS_REGION",
    });
  }
  const agent = { keepAlive: true, maxSockets: sockets };
  const client = new DynamoDBClient({
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    // Trying again is done by `retrying`, within the store's timeout.
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: Math.min(CONNECT_TIMEOUT, timeout),
      requestTimeout: timeout,
      httpAgent: new HttpAgent(agent),
      httpsAgent: new HttpsAgent(agent),
    }),
  });
  // One client for all connections: a request that had no answer leaves the others alone.
  const shared = { client, destroy: () => {} };
  const retrying = createRetrying({
    connect: async () => shared,
    disconnect: async () => client.destroy(),
    judge: judgeDynamodb,
    translate: (error) => dynamodbError(error, table),
    timeout,
  });
  const run = <T>(step: (client: DynamoDBClient) => Promise<T>): Promise<T> =>
    retrying.run((connection) => step(connection.client));
  const items = createDynamodbItems({ table, ttlAttribute, sockets, run, close: () => retrying.close() });
  if (options.createTable) {
    try {
      await ensureTable(client, run, options);
    } catch (error) {
      await items.close();
      throw error;
    }
  }
  return await openItemsStore({ ...options, items });
}

/** Makes the table where there is none, paid by request, and turns its time to live on. */
async function ensureTable(
  client: DynamoDBClient,
  run: <T>(step: (client: DynamoDBClient) => Promise<T>) => Promise<T>,
  { table, ttlAttribute, warn }: DynamodbStoreOptions,
): Promise<void> {
  const state = async (): Promise<string | null> => {
    try {
      const { Table } = await run((one) => one.send(new DescribeTableCommand({ TableName: table })));
      return Table?.TableStatus ?? "";
    } catch (error) {
      if (error instanceof ClosemaskError && isNamed(error.cause, "ResourceNotFoundException")) return null;
      throw error;
    }
  };
  let status = await state();
  if (status === "ACTIVE") return;
  const isNew = status === null;
  if (isNew) {
    try {
      await run((one) =>
        one.send(
          new CreateTableCommand({
            TableName: table,
            BillingMode: "PAY_PER_REQUEST",
            AttributeDefinitions: [
              { AttributeName: "pk", AttributeType: "S" },
              { AttributeName: "sk", AttributeType: "S" },
            ],
            KeySchema: [
              { AttributeName: "pk", KeyType: "HASH" },
              { AttributeName: "sk", KeyType: "RANGE" },
            ],
          }),
        ),
      );
    } catch (error) {
      // Another process has begun to make it.
      if (!(error instanceof ClosemaskError && isNamed(error.cause, "ResourceInUseException"))) throw error;
    }
  }
  const until = performance.now() + TABLE_TIMEOUT;
  while (status !== "ACTIVE") {
    if (performance.now() > until) {
      throw new ClosemaskError("store-open", `the table ${table} of dynamodb is not ready`, { hint: "try again" });
    }
    await new Promise((resolve) => setTimeout(resolve, TABLE_WAIT));
    status = await state();
  }
  if (!isNew) return;
  try {
    const TimeToLiveSpecification = { AttributeName: ttlAttribute, Enabled: true };
    await client.send(new UpdateTimeToLiveCommand({ TableName: table, TimeToLiveSpecification }));
  } catch {
    // Entries expire all the same; they only stay in the table until a prune.
    warn?.(
      `the time to live of table ${table} could not be turned on`,
      `aws dynamodb update-time-to-live --table-name ${table} --time-to-live-specification Enabled=true,AttributeName=${ttlAttribute}`,
    );
  }
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}
