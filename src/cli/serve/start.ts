// Starts a proxy of an effective configuration: store, sessions, detection and server. For `serve` and for `run`.

import { randomUUID } from "node:crypto";
import { ClosemaskError } from "../../errors.ts";
import type { Store } from "../../mask/store.ts";
import { createMemory } from "../../proxy/memory.ts";
import { type Listening, listen } from "../../server/listen.ts";
import { createMetrics } from "../../server/metrics.ts";
import type { ProviderSettings } from "../../server/providers.ts";
import type { Observer } from "../../server/serving.ts";
import { memoryKey } from "../../store/keys.ts";
import { storedName } from "../../store/session-name.ts";
import type { Config } from "../config/schema.ts";
import { parseDuration } from "../config/units.ts";
import { collectSeldom } from "../heap.ts";
import type { Setup } from "../open.ts";
import { openStore } from "../open-store.ts";
import type { ParsedOptions } from "../tree/spec.ts";
import { VERSION } from "../version.ts";
import { healthOf } from "./health.ts";
import { createNotes } from "./notes.ts";
import { type OpenServing, openServing, openTls } from "./open-serving.ts";
import { hideOwnKey } from "./own-key.ts";
import { createSessions, type Sessions, type SessionsOptions } from "./sessions.ts";

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
  /** Milliseconds that streams may take when it ends, as the configuration of the time says. */
  readonly patience: number;
  /** Works with another configuration from the next request on; address, store and key stay, and whether TLS is spoken. */
  reload(setup: Setup): Promise<void>;
}

/** @throws ClosemaskError */
export async function startProxy(setup: Setup, start: StartOptions): Promise<RunningProxy> {
  const { options, host, port, observer, providers = {}, dryRun = false } = start;
  const tls = openTls(setup.config);
  let config: Config = setup.config;
  let serving: OpenServing = await openServing(setup, { options, host, providers });
  const opened = await openStore(setup);
  collectSeldom();
  let { ring } = opened.all;
  opened.onRing((next) => {
    ring = next;
    hideOwnKey(serving.detection.secrets, ring);
  });
  hideOwnKey(serving.detection.secrets, ring);
  const notes = createNotes({ failed: () => setup.say.warn("what models wrote cannot be noted in the store") });
  const memory = createMemory({ key: memoryKey(ring), keep: notes.keep });
  let form = formOf(setup);
  let sessions = sessionsFor(setup);
  const instance = randomUUID();
  const started = Date.now();
  const { keySource } = opened;
  const { store } = opened.all;

  function sessionsFor(of: Setup): Sessions {
    return createSessions({
      ...opened.all,
      refresh: opened.refresh,
      ...formOf(of),
      async opened(name, session) {
        notes.open(name, session);
        await session.notes?.((record) => memory.recall(name, record));
      },
    });
  }

  try {
    // A store that cannot be used is better known now than at the first request.
    await sessions.open(storedName(setup.config.tenant ?? null, setup.config.session));
    const listening = await listen({
      host,
      port,
      ...(tls === undefined ? {} : { tls }),
      serving: () => serving,
      open: (name) => sessions.open(name),
      memory,
      metrics: createMetrics(VERSION),
      observer,
      now: () => performance.now() / 1000,
      dryRun,
      health() {
        const { names, providers: own } = serving;
        return healthOf({ store, keySource, config, providers: own, names, instance, started });
      },
      gauges: () => ({
        closemask_sessions_open: sessions.size,
        process_resident_memory_bytes: process.memoryUsage.rss(),
        process_start_time_seconds: started / 1000,
      }),
    });
    const upkeep = setInterval(() => void keepUp(store), UPKEEP);
    upkeep.unref();
    return {
      ...listening,
      instance,
      started,
      get patience() {
        return parseDuration(config.serve.shutdownTimeout);
      },
      async reload(next) {
        const made = await openServing(next, { options, host, providers });
        hideOwnKey(made.detection.secrets, ring);
        const renewed = openTls(next.config);
        if (renewed !== undefined) renew(listening, renewed);
        const before = serving;
        const { style, length } = formOf(next);
        if (style !== form.style || length !== form.length) sessions = sessionsFor(next);
        form = { style, length };
        config = next.config;
        serving = made;
        // Ends by itself, with the requests that it still has.
        void before.upstream.close();
        void before.names?.close();
      },
      async close(patience) {
        clearInterval(upkeep);
        await listening.close(patience);
        await serving.upstream.destroy();
        await serving.names?.close();
        await notes.flush();
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
function formOf({ config: { placeholder }, origins }: Setup): Pick<SessionsOptions, "style" | "length"> {
  return { style: origins.has("placeholder.style") ? placeholder.style : "word", length: placeholder.length };
}

/** @throws ClosemaskError `input` */
function renew(listening: Listening, tls: Parameters<Listening["renewTls"]>[0]): void {
  try {
    listening.renewTls(tls);
  } catch (error) {
    throw new ClosemaskError("input", "serve.tlsCert and serve.tlsKey are no certificate with its key", {
      cause: error,
    });
  }
}

/** Milliseconds between two times of upkeep. */
const UPKEEP = 5 * 60_000;

/** Expired values go, and the log of writes is folded in. What fails here fails again where it matters. */
async function keepUp(store: Store): Promise<void> {
  try {
    await store.idle?.();
  } catch {
    // Requests say what is wrong with the store, and so does /health.
  }
}
