// Set-up shared by the tests of the proxy: exchanges over a session in memory, requests of each dialect, and values to plant.

import { createDetector } from "../../src/detect/detector.ts";
import { createLiterals } from "../../src/detect/literal-table.ts";
import type { Literals } from "../../src/detect/literals.ts";
import { RULES } from "../../src/detect/rules/index.ts";
import { placeholderMarks } from "../../src/mask/placeholder.ts";
import { createPolicy, type PolicyOptions } from "../../src/mask/policy.ts";
import { createSession, type Session } from "../../src/mask/session.ts";
import type { SessionStore } from "../../src/mask/store.ts";
import { createExchange } from "../../src/proxy/create-exchange.ts";
import { DIALECTS } from "../../src/proxy/dialects/index.ts";
import type { Exchange, ExchangeOptions, RestorePolicy } from "../../src/proxy/exchange.ts";
import { createMemory, type Memory } from "../../src/proxy/memory.ts";
import type { MaskOutcome, Scope } from "../../src/proxy/types.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import { issue } from "../mask/kit.ts";

/** Values that the rules find anywhere. */
export const EMAIL = "jane.roe@corp.example";
export const EMAIL2 = "hugo.stein@corp.example";
export const CARD = "4111111111111111";
export const TOKEN = `ghp_${"aB3dE5gH7j".repeat(3)}K9mN2p`;

const KEY = Buffer.alloc(32, 7);

export const detector = createDetector({ rules: RULES, marks: placeholderMarks() });

export const restoreAll: RestorePolicy = { allows: () => true, unmaskedTools: new Set() };

/** What lasts longer than a request. */
export interface World {
  readonly session: Session;
  readonly store: SessionStore;
  readonly memory: Memory;
  readonly literals: Literals;
  readonly secrets: Literals;
}

export function openWorld(store: SessionStore = memorySession()): World {
  return {
    store,
    session: createSession({ store, idKey: KEY, style: "word" }),
    memory: createMemory({ key: KEY }),
    literals: createLiterals(50_000),
    secrets: createLiterals(1000),
  };
}

export function memorySession(name = "default"): SessionStore {
  const store = createMemoryStore({ limits: { ttl: 0, maxEntries: 1_000_000, atLimit: "refuse" }, now: () => 1_000 });
  return store.session(name) as SessionStore;
}

export interface OpenOptions extends Partial<ExchangeOptions> {
  readonly policies?: PolicyOptions;
  readonly version?: string;
}

/** An exchange for a path of a dialect. */
export function open(world: World, dialectName: string, path: string, options: OpenOptions = {}): Exchange {
  const dialect = DIALECTS.get(dialectName);
  if (dialect === undefined) throw new Error(`no dialect ${dialectName}`);
  const method = options.endpoint === undefined ? "POST" : "ANY";
  const endpoint = dialect.endpoints.find(
    ({ methods, path: pattern }) => (methods === undefined || methods.includes(method)) && pattern.test(path),
  );
  if (endpoint === undefined) throw new Error(`no endpoint for ${path}`);
  const { policies, version = "1", ...rest } = options;
  const policy = createPolicy(policies);
  return createExchange({
    detection: {
      detector:
        policies === undefined
          ? detector
          : createDetector({
              rules: RULES,
              marks: placeholderMarks(),
              counts: (rule) => policy.action(rule.kind) !== "keep",
            }),
      policy,
      secrets: world.secrets,
      sources: [],
      version,
    },
    session: world.session,
    literals: world.literals,
    memory: world.memory,
    sessionName: "default",
    provider: dialectName,
    dialect,
    endpoint,
    restore: restoreAll,
    blobs: "warn",
    hardened: false,
    ...rest,
  });
}

export interface Sent {
  readonly text: string;
  readonly json: unknown;
  readonly outcome: Extract<MaskOutcome, { ok: true }>;
  readonly scope: Scope;
  readonly exchange: Exchange;
}

/** Masks a body, which must not be refused. */
export async function send(exchange: Exchange, body: unknown): Promise<Sent> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const outcome = await exchange.maskRequest(Buffer.from(text));
  if (!outcome.ok) throw new Error(`refused: ${outcome.refusal.kind}: ${outcome.refusal.message}`);
  const masked = outcome.body.toString();
  return { text: masked, json: parsed(masked), outcome, scope: outcome.scope, exchange };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Why a body is refused. */
export async function refusal(exchange: Exchange, body: string | Uint8Array): Promise<string> {
  const outcome = await exchange.maskRequest(Buffer.from(body));
  return outcome.ok ? "sent" : outcome.refusal.kind;
}

/** Restores an answer. */
export async function answer(exchange: Exchange, body: unknown): Promise<string> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return (await exchange.restoreBody(Buffer.from(text))).body.toString();
}

/** The placeholder that a value has in the session. */
export async function placeholderOf(world: World, value: string, kind = "EMAIL"): Promise<string> {
  return (await issue(world.session, Buffer.from(value), kind)).toString("latin1");
}

/** Stands for the planted value in templates of requests. */
export const M = "§";

/**
 * Sends a template with the value planted at each mark and returns what left and what should have: the same bytes with the
 * placeholder at each mark.
 */
export async function plant(
  world: World,
  exchange: Exchange,
  template: unknown,
  value = EMAIL,
): Promise<{ sent: string; expected: string }> {
  const text = JSON.stringify(template);
  const { text: sent } = await send(exchange, text.replaceAll(M, value));
  const placeholder = await placeholderOf(world, value);
  return { sent, expected: text.replaceAll(M, placeholder) };
}

/** An answer with the placeholder at each mark, restored, and what it should be. */
export async function bring(
  world: World,
  exchange: Exchange,
  template: unknown,
  value = EMAIL,
): Promise<{ got: string; expected: string }> {
  const text = JSON.stringify(template);
  const got = await answer(exchange, text.replaceAll(M, await placeholderOf(world, value)));
  return { got, expected: text.replaceAll(M, value) };
}
