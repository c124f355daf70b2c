// What lies in the keychain of the operating system: the key ring, and keys of providers. Loaded only when no nearer source has
// a key. On Linux the Secret Service is named, because the library's default falls back to the kernel keyring, which forgets at logout.

import type { KeyRing } from "./keys.ts";
import { formatRing, parseRing } from "./keys.ts";

const SERVICE = "closemask";
/** Under which the ring lies there. */
export const MASTER_KEY = "master key";

export interface Keychain {
  /** The ring, null when the keychain has none — or is locked: the two look the same. Throws when there is no keychain. */
  read(): Promise<KeyRing | null>;
  /** Writes and reads back; false when the keychain does not keep it. */
  write(ring: KeyRing): Promise<boolean>;
}

/** One text in the keychain. */
export interface Secret {
  /** Null when the keychain has none, or is locked. Throws when there is no keychain. */
  read(): Promise<string | null>;
  /** Writes and reads back; false when the keychain does not keep it. */
  write(text: string): Promise<boolean>;
  /** False when there is none. Throws when the keychain does not let it go. */
  remove(): Promise<boolean>;
}

/** Null when the platform's keychain library cannot be loaded. */
export async function openSecret(platform: string, user: string): Promise<Secret | null> {
  try {
    const { AsyncEntry } = await import("@napi-rs/keyring");
    const options = platform === "linux" ? { linux: { store: "secret-service" as const } } : undefined;
    const entry = new AsyncEntry(SERVICE, user, options);
    const read = async (): Promise<string | null> => (await entry.getPassword()) ?? null;
    return {
      read,
      write: async (text) => {
        try {
          await entry.setPassword(text);
          return (await read()) === text;
        } catch {
          return false;
        }
      },
      remove: () => entry.deleteCredential(),
    };
  } catch {
    return null;
  }
}

/** What lies in the keychain under closemask's name, as far as the keychain tells; nothing where it does not. */
export async function listSecrets(): Promise<string[]> {
  try {
    const { findCredentialsAsync } = await import("@napi-rs/keyring");
    return (await findCredentialsAsync(SERVICE)).map(({ account }) => account);
  } catch {
    return [];
  }
}

/** Null when the platform's keychain library cannot be loaded. */
export async function openKeychain(platform: string): Promise<Keychain | null> {
  const secret = await openSecret(platform, MASTER_KEY);
  if (secret === null) return null;
  return {
    async read() {
      const text = await secret.read();
      return text === null ? null : parseRing(text);
    },
    write: (ring) => secret.write(formatRing(ring)),
  };
}
