// Entries in the keychain of the operating system: the master key, and keys of providers that the chat was given.

import { createProviders } from "../../server/providers.ts";
import { listSecrets, MASTER_KEY, openSecret } from "../../store/keychain.ts";
import type { Config } from "../config/schema.ts";
import type { Trace } from "./trace.ts";

export async function findSecrets(config: Config, platform: string): Promise<Trace[]> {
  // Those of the configuration too, for not every keychain can list.
  const providers = [...createProviders({}, []).keys(), ...Object.keys(config.providers ?? {})];
  const names = [MASTER_KEY, ...providers.map((name) => `provider ${name}`)];
  const users = new Set([...names, ...(await listSecrets())]);
  const found = await Promise.all([...users].map((user) => traceOf(user, platform)));
  return found.filter((trace) => trace !== null);
}

/** Null where there is no such entry, no keychain, or a locked one: the three look the same. */
async function traceOf(user: string, platform: string): Promise<Trace | null> {
  try {
    const secret = await openSecret(platform, user);
    if ((await secret?.read()) == null) return null;
    return {
      stage: user === MASTER_KEY ? "key" : "configuration",
      where: `keychain: ${user}`,
      says: user === MASTER_KEY ? "master key" : "key of a provider",
      async remove() {
        if ((await secret?.remove()) !== true) throw new Error("the keychain did not remove it");
      },
    };
  } catch {
    return null;
  }
}
