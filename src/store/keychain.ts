// The key ring in the keychain of the operating system. Loaded only when no nearer source has a key. On Linux the Secret
// Service is named, because the library's default falls back to the kernel keyring, which forgets at logout.

import type { KeyRing } from "./keys.ts";
import { formatRing, parseRing } from "./keys.ts";

const SERVICE = "closemask";
const USER = "master key";

export interface Keychain {
  /** The ring, null when the keychain has none — or is locked: the two look the same. Throws when there is no keychain. */
  read(): Promise<KeyRing | null>;
  /** Writes and reads back; false when the keychain does not keep it. */
  write(ring: KeyRing): Promise<boolean>;
}

/** Null when the platform's keychain library cannot be loaded. */
export async function openKeychain(platform: string): Promise<Keychain | null> {
  try {
    const { AsyncEntry } = await import("@napi-rs/keyring");
    const options = platform === "linux" ? { linux: { store: "secret-service" as const } } : undefined;
    const entry = new AsyncEntry(SERVICE, USER, options);
    const read = async (): Promise<KeyRing | null> => {
      const text = (await entry.getPassword()) ?? null;
      return text === null ? null : parseRing(text);
    };
    return {
      read,
      write: async (ring) => {
        try {
          await entry.setPassword(formatRing(ring));
          const kept = await read();
          return kept !== null && formatRing(kept) === formatRing(ring);
        } catch {
          return false;
        }
      },
    };
  } catch {
    return null;
  }
}
