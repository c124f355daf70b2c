// The file of a key ring that a key service has wrapped, as a source of keys. Only asked when the settings name it: it asks over
// the network.

import { join } from "node:path";
import { createPrivate, readPrivate, replacePrivate, withLock } from "./key-file.ts";
import type { KeyOptions, LoadedKey } from "./key-sources.ts";
import { type KeyRing, newRing } from "./keys.ts";
import { type KeyServiceName, unwrapRing, type Wrapper, wrapRing } from "./wrapped-ring.ts";

const SERVICES: readonly string[] = ["aws-kms", "vault"] satisfies KeyServiceName[];

export function isService(source: string): source is KeyServiceName {
  return SERVICES.includes(source);
}

/** Null when there is no such file. @throws ClosemaskError `key-*`, `config` */
export async function fromService(options: KeyOptions, name: KeyServiceName): Promise<LoadedKey | null> {
  const text = readPrivate(wrappedFile(options), options.platform);
  if (text === null) return null;
  const service = await serviceOf(options, name);
  return byService(await unwrapRing(text, service), service, options);
}

/** Makes a ring and its file, unless another process is first. @throws ClosemaskError `key-*`, `config` */
export function createWrapped(options: KeyOptions, name: KeyServiceName): Promise<LoadedKey> {
  return withLock(join(options.configDir, "key.lock"), async () => {
    const made = await fromService(options, name);
    if (made !== null) return made;
    const service = await serviceOf(options, name);
    const text = await wrapRing(newRing(), service);
    // What the file holds then, be it another process's.
    const kept = createPrivate(wrappedFile(options), text, options.platform);
    return { ...byService(await unwrapRing(kept, service), service, options), made: true };
  });
}

async function serviceOf({ service }: Pick<KeyOptions, "service">, name: KeyServiceName): Promise<Wrapper> {
  if (service === undefined) throw new TypeError(`nobody says how ${name} is asked`);
  return await service(name);
}

function wrappedFile({ configDir, settings }: Pick<KeyOptions, "configDir" | "settings">): string {
  return settings.wrapped ?? join(configDir, "key.wrapped");
}

function byService(ring: KeyRing, { service, describe }: Wrapper, options: KeyOptions): LoadedKey {
  return { ring, source: service, describe: `${wrappedFile(options)}, wrapped by ${describe}` };
}

type Saving = Pick<KeyOptions, "configDir" | "settings" | "service">;

/** Replaces the file. */
export async function saveWrapped(options: Saving, name: KeyServiceName, ring: KeyRing): Promise<void> {
  replacePrivate(wrappedFile(options), await wrapRing(ring, await serviceOf(options, name)));
}
