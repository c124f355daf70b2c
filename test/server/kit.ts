// A server in this process, with real sockets on both sides and a store in memory.

import { randomBytes } from "node:crypto";
import { onTestFinished } from "vitest";
import type { Tracing } from "../../src/audit/tracing.ts";
import { createDetector } from "../../src/detect/detector.ts";
import { createLiterals } from "../../src/detect/literal-table.ts";
import type { Literals } from "../../src/detect/literals.ts";
import { RULES } from "../../src/detect/rules/index.ts";
import { placeholderMarks } from "../../src/mask/placeholder.ts";
import type { SpanSource } from "../../src/mask/planner.ts";
import { createPolicy } from "../../src/mask/policy.ts";
import { createSession } from "../../src/mask/session.ts";
import type { SessionStore } from "../../src/mask/store.ts";
import { DIALECTS } from "../../src/proxy/dialects/index.ts";
import { createMemory } from "../../src/proxy/memory.ts";
import { createGuard, type GuardOptions } from "../../src/server/guard.ts";
import { type Listening, listen } from "../../src/server/listen.ts";
import { createMetrics, type Metrics } from "../../src/server/metrics.ts";
import { createProviders, type ProviderSettings } from "../../src/server/providers.ts";
import type { Recorder } from "../../src/server/record.ts";
import { createRoutes } from "../../src/server/routes.ts";
import type { OpenSession, RequestLine, Serving } from "../../src/server/serving.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import { createUpstream } from "../../src/upstream/client.ts";

/** One for all tests of a file: compiling the rules takes a second. */
const detector = createDetector({ rules: RULES, marks: placeholderMarks(), level: "balanced" });

export interface Options {
  /** Base URL of every provider that is named. */
  readonly upstream: string;
  readonly guard?: Partial<GuardOptions>;
  readonly serving?: Partial<Serving>;
  readonly llmUrl?: string;
  /** Beside those, or in their place. */
  readonly providers?: Readonly<Record<string, ProviderSettings>>;
  readonly dryRun?: boolean;
  readonly recorder?: Recorder;
  readonly tracing?: Tracing;
  /** Values that are always masked. */
  readonly secrets?: Literals;
  /** Find further spans. */
  readonly sources?: readonly SpanSource[];
  /** Stands before the store of every session. */
  readonly store?: (store: SessionStore) => SessionStore;
}

export interface Server extends Listening {
  readonly lines: RequestLine[];
  readonly faults: unknown[];
  readonly metrics: Metrics;
  /** The session, as requests have it. */
  session(name: string): Promise<OpenSession>;
}

/** Ends with the test. */
export async function startServer(options: Options): Promise<Server> {
  const { upstream: at, guard = {}, llmUrl, dryRun = false } = options;
  const dialects = [...DIALECTS.keys()];
  const named = Object.fromEntries(dialects.map((dialect) => [dialect, { baseUrl: at, dialect }]));
  const own = { ...named, ...options.providers };
  const upstream = createUpstream({ idleTimeout: 60_000 });
  const serving: Serving = {
    guard: createGuard({ loopback: true, hosts: [], origins: [], tokens: new Map(), ...guard }),
    routes: createRoutes({ providers: createProviders(own, dialects), llmUrl }),
    providers: Object.keys(own),
    detection: {
      detector,
      policy: createPolicy(),
      secrets: options.secrets ?? createLiterals(100),
      sources: options.sources ?? [],
      version: "1",
    },
    restore: {
      unmaskedTools: new Set(),
      allows: () => true,
    },
    sessions: { rules: [], fallback: "default" },
    blobs: "warn",
    hardened: false,
    bodyLimit: 8 * 1024 * 1024,
    enabled: true,
    upstream,
    ...options.serving,
  };
  const store = createMemoryStore({ limits: { ttl: 0, maxEntries: 1_000_000, atLimit: "refuse" }, now: () => 0 });
  const sessions = new Map<string, Promise<OpenSession>>();
  const key = randomBytes(32);

  async function make(name: string): Promise<OpenSession> {
    const found = await store.session(name);
    if (found === null) throw new TypeError("a memory store makes every session");
    const kept = options.store?.(found) ?? found;
    const idKey = Buffer.concat([key.subarray(0, 16), Buffer.from(name.padEnd(16).slice(0, 16))]);
    return { session: createSession({ store: kept, idKey, style: "word" }), literals: createLiterals(1000) };
  }

  function open(name: string): Promise<OpenSession> {
    const found = sessions.get(name) ?? make(name);
    sessions.set(name, found);
    return found;
  }

  const lines: RequestLine[] = [];
  const faults: unknown[] = [];
  const metrics = createMetrics("0");
  const listening = await listen({
    host: "127.0.0.1",
    port: 0,
    serving: () => serving,
    open,
    memory: createMemory({ key: randomBytes(32) }),
    metrics,
    observer: { done: (line) => lines.push(line), failed: (error) => faults.push(error) },
    now: () => performance.now() / 1000,
    dryRun,
    recorder: options.recorder,
    tracing: options.tracing,
    health: async () => ({ ok: true, instance: "i", details: { detail: 1 } }),
    gauges: () => ({}),
  });
  onTestFinished(async () => {
    await listening.close(0);
    await upstream.destroy();
  });
  return { ...listening, lines, faults, metrics, session: open };
}
