// Starts a proxy of an effective configuration: store, sessions, detection and server. For `serve` and for `run`.

import { randomBytes, randomUUID } from "node:crypto";
import { createMemory } from "../../proxy/memory.ts";
import { type Listening, listen } from "../../server/listen.ts";
import { createMetrics } from "../../server/metrics.ts";
import type { ProviderSettings } from "../../server/providers.ts";
import type { Observer } from "../../server/serving.ts";
import type { Config } from "../config/schema.ts";
import type { Setup } from "../open.ts";
import { openStore } from "../open-store.ts";
import type { ParsedOptions } from "../tree/spec.ts";
import { VERSION } from "../version.ts";
import { healthOf } from "./health.ts";
import { type OpenServing, openServing, openTls } from "./open-serving.ts";
import { hideOwnKey } from "./own-key.ts";
import { createSessions } from "./sessions.ts";

export interface StartOptions {
  readonly options: ParsedOptions;
  readonly host: string;
  readonly port: number;
  readonly observer: Observer;
  readonly providers?: Readonly<Record<string, ProviderSettings>>;
  readonly dryRun?: boolean;
}

export interface RunningProxy extends Listening {
  readonly instance: string;
  readonly started: number;
  /** Works with another configuration from the next request on; address, TLS, store and key stay. */
  reload(setup: Setup): Promise<void>;
}

/** @throws ClosemaskError */
export async function startProxy(setup: Setup, start: StartOptions): Promise<RunningProxy> {
  const { options, host, port, observer, providers = {}, dryRun = false } = start;
  const tls = openTls(setup.config);
  let config: Config = setup.config;
  let serving: OpenServing = await openServing(setup, { options, host, providers });
  const opened = await openStore(setup);
  hideOwnKey(serving.detection.secrets, opened.ring);
  const { style, length } = setup.config.placeholder;
  const sessions = createSessions({ ...opened, style: isStyleSet(setup) ? style : "word", length });
  const instance = randomUUID();
  const started = Date.now();
  const { store, keySource } = opened;
  try {
    // A store that cannot be used is better known now than at the first request.
    await sessions.open(setup.config.session);
    const listening = await listen({
      host,
      port,
      ...(tls === undefined ? {} : { tls }),
      serving: () => serving,
      open: (name) => sessions.open(name),
      memory: createMemory({ key: randomBytes(32) }),
      metrics: createMetrics(VERSION),
      observer,
      now: () => performance.now() / 1000,
      dryRun,
      health: () => healthOf({ store, keySource, config, names: serving.names, instance, started }),
      gauges: () => ({
        closemask_sessions_open: sessions.size,
        process_resident_memory_bytes: process.memoryUsage.rss(),
        process_start_time_seconds: started / 1000,
      }),
    });
    return {
      ...listening,
      instance,
      started,
      async reload(next) {
        const made = await openServing(next, { options, host, providers });
        hideOwnKey(made.detection.secrets, opened.ring);
        const before = serving;
        config = next.config;
        serving = made;
        // Ends by itself, with the requests that it still has.
        void before.upstream.close();
        void before.names?.close();
      },
      async close(patience) {
        await listening.close(patience);
        await serving.upstream.destroy();
        await serving.names?.close();
        await store.close();
      },
    };
  } catch (error) {
    await serving.upstream.destroy();
    await serving.names?.close();
    await store.close();
    throw error;
  }
}

/** Models copy `word` best, so that is what `serve` writes unless a style was asked for. */
function isStyleSet({ origins }: Setup): boolean {
  return origins.has("placeholder.style");
}
