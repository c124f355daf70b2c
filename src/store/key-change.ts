// Changes the key ring where it came from, one process at a time: rotation, retiring, and a ring from another machine.

import { ClosemaskError } from "../errors.ts";
import { withLock } from "./key-file.ts";
import { type KeyOptions, type LoadedKey, loadKey, lockOf, mayUseFile, saveRing, unusable } from "./key-sources.ts";
import { isService } from "./key-wrapped.ts";
import { openKeychain } from "./keychain.ts";
import { type KeyRing, mergeRings } from "./keys.ts";

/**
 * Reads the ring, changes it and puts it back, while no other process of this machine does so. Resolves to the new one.
 * @throws ClosemaskError `key-source` with the hint where only the user can change it, and what `change` throws
 */
export function changeRing(
  options: KeyOptions,
  change: (ring: KeyRing) => KeyRing,
  hint = "closemask keys rotate --export prints the rotated ring for it",
): Promise<LoadedKey> {
  return withLock(lockOf(options), async () => {
    const key = await loadKey({ ...options, mayCreate: false });
    const ring = change(key.ring);
    if (await saveRing(key.source, ring, options)) return { ...key, ring };
    throw new ClosemaskError("key-source", `the key comes from ${key.describe}, which only you can change`, { hint });
  });
}

/**
 * Puts a ring from elsewhere where the settings want it. Sealing keys that only the ring there has stay: it may be the newer one.
 * @throws ClosemaskError `key-wrong` when another key is there, or another sealing key under the same number, `key-source` when the source does not take it
 */
export function placeRing(options: KeyOptions, given: KeyRing): Promise<LoadedKey> {
  return withLock(lockOf(options), async () => {
    const there = await loadedOrNull({ ...options, mayCreate: false });
    if (there !== null && !Buffer.from(there.ring.root).equals(given.root)) {
      throw new ClosemaskError("key-wrong", `another key is in use, from ${there.describe}`, {
        hint: "set CLOSEMASK_CONFIG or XDG_CONFIG_HOME to another place, or move that key away",
      });
    }
    const ring = there === null ? given : mergeRings(there.ring, given);
    const { source: setting = "auto" } = options.settings;
    const wanted = there?.source ?? setting;
    if (wanted === "file" || isService(wanted)) await saveRing(wanted, ring, options);
    else if (wanted === "auto" || wanted === "keychain") {
      const keychain = await (options.keychain ?? openKeychain)(options.platform);
      const taken = (await keychain?.write(ring)) === true;
      if (!taken && (wanted === "keychain" || !mayUseFile(options))) throw unusable();
      if (!taken) await saveRing("file", ring, options);
    } else {
      throw new ClosemaskError("key-source", "the key comes from where only you can put one", {
        hint: "set key.source to file, keychain, vault or aws-kms, and unset CLOSEMASK_KEY",
      });
    }
    return await loadKey({ ...options, mayCreate: false });
  });
}

async function loadedOrNull(options: KeyOptions): Promise<LoadedKey | null> {
  try {
    return await loadKey(options);
  } catch (error) {
    if (error instanceof ClosemaskError && error.code === "key-missing") return null;
    throw error;
  }
}
