// Items in a DynamoDB table: a group is a partition, a name its sort key. Each write is a request of its own with a condition,
// as many at once as there are sockets.

import { randomBytes } from "node:crypto";
import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { isConditionFailed } from "./dynamodb-error.ts";
import type { Item, Items, NewItem, Tallies, TallyChange } from "./items.ts";
import { torn } from "./items-pack.ts";

export interface DynamodbItemsOptions {
  readonly table: string;
  /** Attribute that says when an item may go, in seconds since 1970. */
  readonly ttlAttribute: string;
  /** Requests at once. */
  readonly sockets: number;
  /** Sends one request, again while what goes wrong may pass. */
  run<T>(step: (client: DynamoDBClient) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

type Attributes = Record<string, AttributeValue>;

/** Most keys of a BatchGetItem, and most deletions of a BatchWriteItem. */
const GET_AT_ONCE = 100;
const DELETE_AT_ONCE = 25;
/** Milliseconds before what the service has not got round to is asked again; doubled each time. */
const FIRST_WAIT = 25;
const LONGEST_WAIT = 1000;
/** Attributes that are no tallies: group, name, bytes, version. */
const [GROUP, NAME, BYTES, VERSION] = ["pk", "sk", "b", "v"] as const;

export function createDynamodbItems(options: DynamodbItemsOptions): Items {
  const { table, ttlAttribute, run } = options;
  const inTurn = createGate(options.sockets);
  const own = new Set<string>([GROUP, NAME, BYTES, VERSION, ttlAttribute]);
  const keyOf = (group: string, name: string): Attributes => ({ [GROUP]: { S: group }, [NAME]: { S: name } });

  function itemOf(found: Attributes): Item & { readonly name: string } {
    const { [BYTES]: bytes, [VERSION]: version, [NAME]: name } = found;
    if (bytes?.B === undefined || version?.S === undefined || name?.S === undefined) throw torn();
    return { bytes: Buffer.from(bytes.B), version: version.S, name: name.S, tallies: talliesOf(found) };
  }

  function talliesOf(found: Attributes): Tallies {
    const numbers = Object.entries(found).filter(([name, { N }]) => N !== undefined && !own.has(name));
    return Object.fromEntries(numbers.map(([name, { N }]) => [name, Number(N)]));
  }

  async function getSome(group: string, names: readonly string[]): Promise<Attributes[]> {
    const found: Attributes[] = [];
    let keys = names.map((name) => keyOf(group, name));
    for (let wait = FIRST_WAIT; keys.length > 0; wait = Math.min(2 * wait, LONGEST_WAIT)) {
      const Keys = keys;
      const { Responses = {}, UnprocessedKeys = {} } = await run((client) =>
        client.send(new BatchGetItemCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } })),
      );
      found.push(...(Responses[table] ?? []));
      keys = UnprocessedKeys[table]?.Keys ?? [];
      if (keys.length > 0) await sleep(wait);
    }
    return found;
  }

  async function get(group: string, names: readonly string[]): Promise<(Item | null)[]> {
    const pieces = inPieces([...new Set(names)], GET_AT_ONCE);
    const answers = await Promise.all(pieces.map((piece) => inTurn(() => getSome(group, piece))));
    const found = new Map(answers.flat().map((attributes) => [attributes[NAME]?.S, itemOf(attributes)]));
    return names.map((name) => found.get(name) ?? null);
  }

  function put(group: string, { name, bytes, lasts }: NewItem, version: string | null): Promise<boolean> {
    const Item: Attributes = {
      ...keyOf(group, name),
      [BYTES]: { B: bytes },
      [VERSION]: { S: randomBytes(9).toString("base64url") },
      ...(lasts === 0 ? {} : { [ttlAttribute]: { N: String(Math.ceil((Date.now() + lasts) / 1000)) } }),
    };
    const condition =
      version === null
        ? { ConditionExpression: `attribute_not_exists(${GROUP})` }
        : { ConditionExpression: `${VERSION} = :v`, ExpressionAttributeValues: { ":v": { S: version } } };
    return conditional(() =>
      run((client) => client.send(new PutItemCommand({ TableName: table, Item, ...condition }))),
    );
  }

  /** False where the condition of the write does not hold. */
  function conditional(write: () => Promise<unknown>): Promise<boolean> {
    return inTurn(async () => {
      try {
        await write();
        return true;
      } catch (error) {
        if (isConditionFailed(error)) return false;
        throw error;
      }
    });
  }

  async function removeSome(group: string, names: readonly string[]): Promise<void> {
    let requests = names.map((name) => ({ DeleteRequest: { Key: keyOf(group, name) } }));
    for (let wait = FIRST_WAIT; requests.length > 0; wait = Math.min(2 * wait, LONGEST_WAIT)) {
      const RequestItems = { [table]: requests };
      const { UnprocessedItems = {} } = await run((client) => client.send(new BatchWriteItemCommand({ RequestItems })));
      requests = (UnprocessedItems[table] ?? []) as typeof requests;
      if (requests.length > 0) await sleep(wait);
    }
  }

  async function* list(group: string, prefix: string): AsyncGenerator<(Item & { readonly name: string })[]> {
    let ExclusiveStartKey: Attributes | undefined;
    do {
      const begins = prefix === "" ? "" : ` AND begins_with(${NAME}, :n)`;
      const query = new QueryCommand({
        TableName: table,
        KeyConditionExpression: `${GROUP} = :g${begins}`,
        ExpressionAttributeValues: { ":g": { S: group }, ...(prefix === "" ? {} : { ":n": { S: prefix } }) },
        ConsistentRead: true,
        ExclusiveStartKey,
      });
      const { Items: found = [], LastEvaluatedKey } = await inTurn(() => run((client) => client.send(query)));
      yield found.map(itemOf);
      ExclusiveStartKey = LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
  }

  async function stateOf(group: string, name: string): Promise<Item | null> {
    const Key = keyOf(group, name);
    const { Item: found } = await inTurn(() =>
      run((client) => client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }))),
    );
    return found === undefined ? null : itemOf(found);
  }

  async function tally(group: string, name: string, change: TallyChange): Promise<"gone" | "over" | Tallies> {
    const { version, set = {}, most } = change;
    const add = Object.entries(change.add).filter(([, delta]) => delta !== 0);
    const values: Attributes = { ":v": { S: version } };
    const names: Record<string, string> = {};
    const parts = (verb: string, fields: readonly (readonly [string, number])[], equals: string): string[] => {
      if (fields.length === 0) return [];
      const terms = fields.map(([field, value]) => {
        names[`#${field}`] = field;
        values[`:${field}`] = { N: String(value) };
        return `#${field}${equals}:${field}`;
      });
      return [`${verb} ${terms.join(", ")}`];
    };
    const changes = [...parts("ADD", add, " "), ...parts("SET", Object.entries(set), " = ")];
    if (changes.length > 0) {
      let condition = `${VERSION} = :v`;
      const delta = most === undefined ? 0 : (change.add[most.field] ?? 0);
      if (most !== undefined && delta !== 0) {
        values[":most"] = { N: String(most.value - delta) };
        // What is not there yet is none.
        const isRoom = delta <= most.value ? `attribute_not_exists(#${most.field}) OR ` : "";
        condition += ` AND (${isRoom}#${most.field} <= :most)`;
      }
      const update = new UpdateItemCommand({
        TableName: table,
        Key: keyOf(group, name),
        UpdateExpression: changes.join(" "),
        ConditionExpression: condition,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: values,
        ReturnValues: "ALL_NEW",
      });
      try {
        const { Attributes: after = {} } = await inTurn(() => run((client) => client.send(update)));
        return talliesOf(after);
      } catch (error) {
        if (!isConditionFailed(error)) throw error;
      }
    }
    const found = await stateOf(group, name);
    if (found === null || found.version !== version) return "gone";
    return changes.length === 0 ? found.tallies : "over";
  }

  return {
    type: "dynamodb",
    get,
    add: (group, items) => Promise.all(items.map((item) => put(group, item, null))),
    swap: (group, items) => Promise.all(items.map((item) => put(group, item, item.version))),
    async remove(group, names) {
      const pieces = inPieces([...new Set(names)], DELETE_AT_ONCE);
      await Promise.all(pieces.map((piece) => inTurn(() => removeSome(group, piece))));
    },
    listing: {
      list,
      drop: (group, items) =>
        Promise.all(
          items.map(({ name, version }) => {
            const gone = new DeleteItemCommand({
              TableName: table,
              Key: keyOf(group, name),
              ConditionExpression: `${VERSION} = :v`,
              ExpressionAttributeValues: { ":v": { S: version } },
            });
            return conditional(() => run((client) => client.send(gone)));
          }),
        ),
      tally,
    },
    close: () => options.close(),
  };
}

/** Lets so many steps run at once, the others in their order. */
function createGate(most: number): <T>(step: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (step) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await step();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}

function inPieces<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
