// Where the key ring comes from: environment, file named there, command, passphrase, keychain, key file — the first that has
// one — or a file that a key service opens, where the settings name one. A new key is made only when the caller says that no
// store depends on an old one.

import { randomBytes, scrypt } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ClosemaskError } from "../errors.ts";
import { createPrivate, readPrivate, replacePrivate, withLock } from "./key-file.ts";
import { createWrapped, fromService, isService, saveWrapped } from "./key-wrapped.ts";
import { type Keychain, openKeychain } from "./keychain.ts";
import { formatRing, type KeyRing, newRing, parseRing, ringFromKey } from "./keys.ts";
import type { KeyServiceName, Wrapper } from "./wrapped-ring.ts";

/** `auto` asks all in order; any other asks that one only. The environment always comes first. */
export type KeySetting = "auto" | "command" | "passphrase" | "keychain" | "file" | KeyServiceName;

export type KeySource = "env" | "env-file" | "command" | "passphrase" | "keychain" | "file" | KeyServiceName;

export interface KeyOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly configDir: string;
  /** As in `process.platform`. */
  readonly platform: string;
  readonly settings: {
    readonly source?: KeySetting;
    readonly command?: string;
    readonly file?: string;
    /** Of the ring that a key service has wrapped. */
    readonly wrapped?: string;
  };
  /** False when a store with a key check value exists: then no key is ever made. */
  readonly mayCreate: boolean;
  /** Gets one plain line when a key file is made. */
  readonly warn: (line: string) => void;
  /** True where a key file must be asked for: none is read, nor made, because nothing else is there. */
  readonly onlyNamed?: boolean;
  /** The key service of the settings. @throws ClosemaskError `config` */
  readonly service?: (name: KeyServiceName) => Promise<Wrapper>;
  /** For another keychain than the system's; null for none. */
  readonly keychain?: (platform: string) => Promise<Keychain | null>;
}

export interface LoadedKey {
  readonly ring: KeyRing;
  readonly source: KeySource;
  /** For people: which source, without the key. */
  readonly describe: string;
  /** There was none before. */
  readonly made?: boolean;
}

const COMMAND_TIMEOUT = 30_000;
const COMMAND_BYTES = 64 * 1024;
/** The parameters are part of the key: changing them changes it. */
const SCRYPT = { N: 1 << 17, r: 8, p: 1, maxmem: 256 << 20 } as const;
const SALT_BYTES = 16;

type Load = (options: KeyOptions) => Promise<LoadedKey | null>;

// In the order in which they are asked. The key file is read before the keychain is asked: it exists only where no keychain
// was at hand when the key was made, and reading it takes no time.
const LOADERS: readonly { readonly setting: KeySetting; readonly load: Load }[] = [
  { setting: "command", load: fromCommand },
  { setting: "passphrase", load: fromPassphrase },
  { setting: "file", load: fromFile },
  { setting: "keychain", load: fromKeychain },
];

/** @throws ClosemaskError `key-missing`, `key-invalid`, `key-source`. */
export async function loadKey(options: KeyOptions): Promise<LoadedKey> {
  const { source: setting = "auto" } = options.settings;
  const found = await fromEnvironment(options);
  if (found !== null) return found;
  if (isService(setting)) {
    const wrapped = await fromService(options, setting);
    if (wrapped === null && !options.mayCreate) throw missing();
    return wrapped ?? (await createWrapped(options, setting));
  }
  for (const { setting: name, load } of LOADERS) {
    if (setting !== "auto" && setting !== name) continue;
    const loaded = await load(options);
    if (loaded !== null) return loaded;
  }
  if (isDefaultFileLeft(options)) throw inDefaultFile(options);
  // Neither can be made, so there is nothing that could be locked.
  if (setting === "command" || setting === "passphrase") throw unset(setting);
  if (!options.mayCreate) throw missing();
  return create(options, setting);
}

/**
 * Puts a rotated ring where the old one came from. False where only the user can: environment, command, passphrase.
 * @throws ClosemaskError `key-source` when the source does not take it.
 */
export async function saveRing(
  source: KeySource,
  ring: KeyRing,
  options: Pick<KeyOptions, "configDir" | "platform" | "settings" | "keychain" | "service">,
): Promise<boolean> {
  if (source === "file") {
    replacePrivate(keyFile(options), `${formatRing(ring)}\n`);
    return true;
  }
  if (isService(source)) {
    await saveWrapped(options, source, ring);
    return true;
  }
  if (source !== "keychain") return false;
  const keychain = await (options.keychain ?? openKeychain)(options.platform);
  if ((await keychain?.write(ring)) === true) return true;
  throw new ClosemaskError("key-source", "the keychain did not take the key", {
    hint: "unlock the keychain and try again; the old key is still in use",
  });
}

/** The lock under which rings are made and changed. */
export function lockOf({ configDir }: KeyOptions): string {
  return join(configDir, "key.lock");
}

async function fromEnvironment({ env, platform }: KeyOptions): Promise<LoadedKey | null> {
  const text = env.CLOSEMASK_KEY;
  if (text) return { ring: parseRing(text), source: "env", describe: "the variable CLOSEMASK_KEY" };
  const path = env.CLOSEMASK_KEY_FILE;
  if (!path) return null;
  const read = readPrivate(path, platform);
  if (read === null) {
    throw new ClosemaskError("key-missing", "the file named by CLOSEMASK_KEY_FILE does not exist", {
      hint: "unset CLOSEMASK_KEY_FILE or name the right file",
    });
  }
  return { ring: parseRing(read), source: "env-file", describe: "the file named by CLOSEMASK_KEY_FILE" };
}

async function fromCommand({ settings }: KeyOptions): Promise<LoadedKey | null> {
  if (!settings.command) return null;
  const text = await outputOf(settings.command);
  return { ring: parseRing(text), source: "command", describe: "the output of key.command" };
}

// What the command prints may hold the key, so neither its output nor its error text is passed on.
export async function outputOf(command: string, setting = "key.command"): Promise<string> {
  // Loaded here: it costs every start some milliseconds, and few keys come from commands.
  const { execFile } = await import("node:child_process");
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const limits = { shell: true, timeout: COMMAND_TIMEOUT, maxBuffer: COMMAND_BYTES, windowsHide: true };
  execFile(command, [], limits, (error, stdout) => {
    if (error === null) {
      resolve(stdout.trim());
      return;
    }
    const why = error.killed ? "took too long or printed too much" : `failed with code ${error.code ?? error.signal}`;
    reject(
      new ClosemaskError("key-source", `${setting} ${why}`, { hint: "run the command by hand to see what it says" }),
    );
  });
  return await promise;
}

async function fromPassphrase(options: KeyOptions): Promise<LoadedKey | null> {
  const { env, configDir, platform, mayCreate } = options;
  const passphrase = env.CLOSEMASK_PASSPHRASE;
  if (!passphrase) return null;
  const path = join(configDir, "key.salt");
  let text = readPrivate(path, platform);
  const made = text === null;
  if (text === null) {
    if (!mayCreate) {
      const file = keyFile(options);
      throw noSalt(path, existsSync(file) ? file : null);
    }
    text = createPrivate(path, `${randomBytes(SALT_BYTES).toString("base64")}\n`, platform);
  }
  const salt = Buffer.from(text.trim(), "base64");
  if (salt.length !== SALT_BYTES) throw new ClosemaskError("key-invalid", "the salt of the passphrase is damaged");
  const ring = ringFromKey(await stretched(passphrase, salt));
  return { ring, source: "passphrase", describe: "a passphrase", ...(made && { made }) };
}

function stretched(passphrase: string, salt: Uint8Array): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  scrypt(passphrase.normalize("NFC"), salt, 32, SCRYPT, (error, key) => {
    if (error === null) resolve(key);
    else reject(error);
  });
  return promise;
}

async function fromFile(options: KeyOptions): Promise<LoadedKey | null> {
  if (!mayUseFile(options)) return null;
  const text = readPrivate(keyFile(options), options.platform);
  return text === null ? null : inFile(parseRing(text), options);
}

async function fromKeychain(options: KeyOptions): Promise<LoadedKey | null> {
  const keychain = await (options.keychain ?? openKeychain)(options.platform);
  const ring = await readOrNull(keychain);
  return ring === null ? null : inKeychain(ring);
}

// No keychain at all throws as a locked one may: both mean that it has no key to give now. A damaged key is an error.
async function readOrNull(keychain: Keychain | null): Promise<KeyRing | null> {
  try {
    return (await keychain?.read()) ?? null;
  } catch (error) {
    if (error instanceof ClosemaskError) throw error;
    return null;
  }
}

function create(options: KeyOptions, setting: KeySetting): Promise<LoadedKey> {
  return withLock(lockOf(options), async () => {
    // Another process may have been first while this one waited.
    const made = (await fromFile(options)) ?? (setting === "file" ? null : await fromKeychain(options));
    if (made !== null) return made;
    const ring = newRing();
    if (setting !== "file") {
      const keychain = await (options.keychain ?? openKeychain)(options.platform);
      if ((await keychain?.write(ring)) === true) return { ...inKeychain(ring), made: true };
    }
    if (setting === "keychain") throw unusable();
    if (!mayUseFile(options)) throw unnamed();
    const path = keyFile(options);
    const text = createPrivate(path, `${formatRing(ring)}\n`, options.platform);
    options.warn(`no keychain at hand: the key is in ${path}, keep a copy of it in a safe place`);
    return { ...inFile(parseRing(text), options), made: true };
  });
}

/** Under `onlyNamed` a key file counts when the settings say so. */
export function mayUseFile({ onlyNamed = false, settings: { source, file } }: KeyOptions): boolean {
  return !onlyNamed || source === "file" || file !== undefined;
}

function isDefaultFileLeft(options: KeyOptions): boolean {
  const { source = "auto" } = options.settings;
  return source === "auto" && !mayUseFile(options) && existsSync(keyFile(options));
}

function keyFile({ configDir, settings }: Pick<KeyOptions, "configDir" | "settings">): string {
  return settings.file ?? join(configDir, "key");
}

function inFile(ring: KeyRing, options: KeyOptions): LoadedKey {
  return { ring, source: "file", describe: `the key file ${keyFile(options)}` };
}

function inKeychain(ring: KeyRing): LoadedKey {
  return { ring, source: "keychain", describe: "the keychain of the operating system" };
}

function missing(): ClosemaskError {
  return new ClosemaskError("key-missing", "the store has a key, but no source has one to give", {
    hint: "unlock the keychain, or set CLOSEMASK_KEY; a new key could not read what the store holds",
  });
}

function inDefaultFile(options: KeyOptions): ClosemaskError {
  return new ClosemaskError("key-source", `the hardened profile refuses the default key file ${keyFile(options)}`, {
    hint: "set key.source to keychain, vault or aws-kms and run closemask keys import with that file; key.source file allows it",
  });
}

export function unusable(): ClosemaskError {
  return new ClosemaskError("key-source", "the keychain of this system cannot be used", {
    hint: "unlock it, or set CLOSEMASK_KEY, or set `key.source` to file",
  });
}

function unnamed(): ClosemaskError {
  return new ClosemaskError(
    "key-source",
    "no keychain is at hand, and the hardened profile makes no key file unasked",
    {
      hint: "set CLOSEMASK_KEY, key.command, or key.source to vault, aws-kms or file",
    },
  );
}

/** The store may be older than the passphrase. */
function noSalt(path: string, file: string | null): ClosemaskError {
  const hint =
    file === null
      ? `unset CLOSEMASK_PASSPHRASE if the store has another key; if it was made with a passphrase, restore ${path} from a backup`
      : `unset CLOSEMASK_PASSPHRASE to use the key file ${file}; if the store was made with a passphrase, restore ${path}`;
  return new ClosemaskError("key-missing", "there is no salt of a passphrase, and the store has a key already", {
    hint,
  });
}

function unset(setting: "command" | "passphrase"): ClosemaskError {
  return new ClosemaskError("key-missing", `key.source is ${setting}, but there is none`, {
    hint: setting === "command" ? "set `key.command` or CLOSEMASK_KEY_COMMAND" : "set CLOSEMASK_PASSPHRASE",
  });
}
