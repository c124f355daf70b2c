// Model Context Protocol: a transport of its SDK that masks what goes to the side that must not see values, and restores what
// comes from it. For servers over standard streams that are not one's own, there is `closemask mcp`.

import { partsOf } from "../library/session-parts.ts";
import type { CloseMaskSession } from "../library/session-types.ts";
import { block, checkOptions, type OptionShape, oneOf } from "../mask/option-shape.ts";
import { mcp } from "../proxy/dialects/mcp.ts";
import { createRpcGate, type Passed, type Side } from "../proxy/rpc-gate.ts";
import { errorOf, HOOK_SHAPE, type HookOptions, machineOf } from "./hook.ts";

export interface McpOptions extends HookOptions {
  /** Whose transport it is: that of a server, or that of a client. */
  readonly of: Side;
  /** The side that must not see values. Default the client. */
  readonly untrusted?: Side | undefined;
}

const SIDE = oneOf("server", "client");
const MEMBERS: Readonly<Record<keyof McpOptions, OptionShape>> = { ...HOOK_SHAPE, of: SIDE, untrusted: SIDE };
const MCP = block(MEMBERS, { required: ["of"] });

/** A transport of the SDK, as far as it is called. */
interface Transport {
  start(): Promise<void>;
  send(message: never, options?: never): Promise<void>;
  close(): Promise<void>;
  onclose?: (() => void) | undefined;
  onerror?: ((error: Error) => void) | undefined;
  onmessage?: ((message: never, extra?: never) => void) | undefined;
}

/** The same for what is done here, where types are those of the inside. */
interface Inner {
  start(): Promise<void>;
  send(message: unknown, options?: unknown): Promise<void>;
  close(): Promise<void>;
  onclose?: (() => void) | undefined;
  onerror?: ((error: Error) => void) | undefined;
  onmessage?: ((message: unknown, extra?: unknown) => void) | undefined;
}

/**
 * The transport to connect instead: `server.connect(maskTransport(new StdioServerTransport(), session, { of: "server" }))`.
 * Messages keep their order. One that cannot go on becomes an error for whoever waits for it, and `onerror` is told.
 * @throws ClosemaskError `usage` for a session that `createCloseMask` did not open, `config` for options that cannot be
 */
export function maskTransport<T extends Transport>(transport: T, session: CloseMaskSession, options: McpOptions): T {
  checkOptions(MCP, options);
  const { of, untrusted = "client", ...more } = options;
  const { checkOpen } = partsOf(session);
  const remote: Side = of === "server" ? "client" : "server";
  const gate = createRpcGate({ ...machineOf(session, more), dialect: mcp, untrusted });
  const inner = transport as unknown as Inner;
  const inOrder = { [of]: createTurns(), [remote]: createTurns() };

  async function pass(message: unknown, from: Side): Promise<{ forward: unknown; back: unknown }> {
    checkOpen();
    const passed: Passed = await gate.pass(Buffer.from(JSON.stringify(message)), from);
    if (passed.refusal !== null) made.onerror?.(errorOf(passed.refusal));
    return { forward: parsed(passed.forward), back: parsed(passed.back) };
  }

  async function receive(message: unknown, extra: unknown): Promise<void> {
    const { forward, back } = await pass(message, remote);
    if (forward !== undefined) made.onmessage?.(forward, extra);
    if (back !== undefined) await inner.send(back);
  }

  const made: Inner = {
    async start() {
      inner.onmessage = (message, extra) => {
        inOrder[remote]?.(() => receive(message, extra)).catch((error: Error) => made.onerror?.(error));
      };
      // What came before the end is heard before it.
      inner.onclose = () => void inOrder[remote]?.(async () => made.onclose?.());
      inner.onerror = (error) => made.onerror?.(error);
      await inner.start();
    },
    async send(message, how) {
      await inOrder[of]?.(async () => {
        const { forward, back } = await pass(message, of);
        if (forward !== undefined) await inner.send(forward, how);
        if (back !== undefined) made.onmessage?.(back);
      });
    },
    close: () => inner.close(),
  };
  const isOwn = (name: string | symbol): boolean => name in made || LISTENERS.includes(String(name));
  // Everything else is the transport's, on which its methods also run.
  return new Proxy(transport, {
    get(target, name) {
      const value: unknown = Reflect.get(isOwn(name) ? made : target, name);
      return typeof value === "function" && !isOwn(name) ? value.bind(target) : value;
    },
    set: (target, name, value) => Reflect.set(isOwn(name) ? made : target, name, value),
  });
}

const LISTENERS = ["onmessage", "onclose", "onerror"];

function parsed(bytes: Buffer | null): unknown {
  return bytes === null ? undefined : JSON.parse(bytes.toString());
}

/** One piece of work after the other. */
function createTurns(): (work: () => Promise<void>) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => {});
    return mine;
  };
}
