// Stands between a client and a server that speak JSON-RPC, one message at a time: what goes to the side that must not see
// values is masked, what comes from it is restored. It opens no pipe; a message that cannot go on is answered or dropped.

import { createExchange } from "./create-exchange.ts";
import type { Exchange, ExchangeOptions } from "./exchange.ts";
import { guessRpc, type Rpc, readRpc, rpcError } from "./json-rpc.ts";
import { refusalOf, refuse } from "./refusal.ts";
import { parseTree } from "./tree.ts";
import type { Counts, Dialect, Endpoint, Refusal, RestoreCounts } from "./types.ts";

export type Side = "client" | "server";

export interface RpcGateOptions
  extends Omit<ExchangeOptions, "dialect" | "endpoint" | "provider" | "publicBase" | "upstreamBase" | "systemNote"> {
  /** A protocol over JSON-RPC: its first endpoint is a message, its last one any other text. */
  readonly dialect: Dialect;
  /** The side that must not see values. */
  readonly untrusted: Side;
}

/** What becomes of a message. Both may be null: a notification that is dropped. */
export interface Passed {
  /** For the other side. */
  readonly forward: Buffer | null;
  /** An answer for the side that it came from. */
  readonly back: Buffer | null;
  /** Why it did not go on as it is. */
  readonly refusal: Refusal | null;
  /** What was masked in it. */
  readonly masked: Counts | null;
  /** What was restored in it. */
  readonly restored: RestoreCounts | null;
}

export interface RpcGate {
  /** One message, or any other line, without its newline. Never rejects for what is wrong with a message. */
  pass(message: Buffer, from: Side): Promise<Passed>;
  /** A message that is longer than it may be, of which beginning and end are known. Null when nobody could be told. */
  tooLong(head: Buffer, tail: Buffer, limit: number): Passed | null;
}

export function createRpcGate({ dialect, untrusted, ...options }: RpcGateOptions): RpcGate {
  const message = dialect.endpoints[0] as Endpoint;
  const other = dialect.endpoints.at(-1) as Endpoint;
  const exchange = (endpoint: Endpoint): Exchange =>
    // Nothing of another kind may leave this way.
    createExchange({
      ...options,
      dialect,
      endpoint,
      provider: dialect.name,
      blobs: endpoint === message ? options.blobs : "block",
    });

  async function mask(bytes: Buffer): Promise<Passed> {
    const endpoint = parseTree(bytes) === null ? other : message;
    const outcome = await exchange(endpoint).maskRequest(bytes);
    if (!outcome.ok) return refused(bytes, outcome.refusal);
    return { ...NOTHING, forward: outcome.body, masked: outcome.counts };
  }

  async function restore(bytes: Buffer): Promise<Passed> {
    try {
      const { body, counts } = await exchange(message).restoreBody(bytes);
      return { ...NOTHING, forward: body, restored: counts };
    } catch (error) {
      return refused(bytes, refusalOf(error));
    }
  }

  return {
    pass: (bytes, from) => (from === untrusted ? restore(bytes) : mask(bytes)),
    tooLong(head, tail, limit) {
      const rpc = guessRpc(head, tail);
      if (rpc === null) return null;
      return answered([rpc], refuse("too-large", `the message is longer than ${limit} bytes, so it was not passed on`));
    },
  };
}

const NOTHING: Passed = { forward: null, back: null, refusal: null, masked: null, restored: null };

function refused(bytes: Buffer, refusal: Refusal): Passed {
  return answered(readRpc(bytes), refusal);
}

/** Whoever waits for an answer is told: for a request its sender, for a response the other side. */
function answered(messages: readonly Rpc[], refusal: Refusal): Passed {
  const errors = (is: Rpc["is"]): Buffer | null => {
    const texts = messages.flatMap((rpc) => (rpc.is === is ? [rpcError(rpc.id, refusal.message)] : []));
    if (texts.length === 0) return null;
    return Buffer.from(messages.length === 1 ? (texts[0] as string) : `[${texts.join(",")}]`);
  };
  return { ...NOTHING, forward: errors("response"), back: errors("request"), refusal };
}
