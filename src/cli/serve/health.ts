// What /health says: whether key and store work, and every setting that lets text through. Providers are not asked.

import type { Store } from "../../mask/store.ts";
import type { Health } from "../../server/pages.ts";
import type { Config } from "../config/schema.ts";
import { failOpen } from "../fail-open.ts";
import type { OpenNames } from "../names.ts";
import { codeOf } from "../stdio.ts";
import { VERSION } from "../version.ts";

export interface HealthParts {
  readonly store: Store;
  readonly keySource: string;
  readonly config: Config;
  readonly names: OpenNames | null;
  readonly instance: string;
  /** Milliseconds since 1970. */
  readonly started: number;
}

export async function healthOf({ store, keySource, config, names, instance, started }: HealthParts): Promise<Health> {
  const { session, level, serve, providers = {} } = config;
  const [storeState, ner] = await Promise.all([stateOf(store, session), namesState(names)]);
  return {
    // Where the engine must be able to say, requests are refused when it cannot.
    ok: storeState === "ok" && !(ner.state === "failing" && ner.onFailure === "block"),
    instance,
    details: {
      version: VERSION,
      pid: process.pid,
      uptime: Math.round((Date.now() - started) / 1000),
      enabled: serve.enabled,
      profile: serve.profile,
      level,
      key: keySource,
      store: { type: store.type, state: storeState },
      ner,
      providers: Object.keys(providers),
      failOpen: failOpen(config),
    },
  };
}

/** What looks for names, whether it can, and what it did; an engine that could not say is asked anew. */
async function namesState(names: OpenNames | null): Promise<Readonly<Record<string, unknown>>> {
  if (names === null) return { engine: "off" };
  await names.recognizer.check();
  return { ...names.recognizer.status(), ...names.counts() };
}

/** `ok`, or the code of what is wrong. */
async function stateOf(store: Store, session: string): Promise<string> {
  try {
    const found = await store.session(session, { create: false });
    await found?.epoch();
    return "ok";
  } catch (error) {
    return codeOf(error) ?? "failing";
  }
}
