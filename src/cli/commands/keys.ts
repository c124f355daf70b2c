// `closemask keys status|init|export|import`. Only `export` ever prints the key, and not to a terminal unasked.

import { readFileSync } from "node:fs";
import { ClosemaskError, EXIT } from "../../errors.ts";
import { placeRing } from "../../store/key-change.ts";
import type { LoadedKey } from "../../store/key-sources.ts";
import { formatRing, type KeyRing, parseRing, tenantRing, waitingKey, writingKey } from "../../store/keys.ts";
import { isStoreThere } from "../../store/store-file.ts";
import { recorded } from "../audit.ts";
import { confirm } from "../confirm.ts";
import { keyOptions, openKey } from "../key.ts";
import { formatCheck, formatSealingCheck } from "../key-check.ts";
import { lackedOf, lacks } from "../lacked-keys.ts";
import { type Setup, storePath, storePlace, withSetup } from "../open.ts";
import { openStore } from "../open-store.ts";
import { print, printJson, readStdin, table } from "../print.ts";
import { findCommand } from "../tree/find.ts";
import type { ParsedOptions } from "../tree/spec.ts";

/** Bytes of a ring as text at most. */
const MAX_BYTES = 16 * 1024;

export function status(_args: string[], options: ParsedOptions): Promise<number> {
  return withKey("keys status", options, (setup, key) => showStatus(setup, key, options));
}

export function init(_args: string[], options: ParsedOptions): Promise<number> {
  return withSetup(findCommand("keys init"), options, async (setup) => {
    const key = await open(setup, true);
    if (key.made) await recorded(setup, key.ring, { kind: "key", action: "init", more: { source: key.source } });
    setup.say.info(`the key comes from ${key.describe}`);
    return EXIT.ok;
  });
}

export function exportKey(_args: string[], options: ParsedOptions): Promise<number> {
  return withKey("keys export", options, (setup, key) => printKey(setup, key, options));
}

export function importKey([file = "-"]: string[], options: ParsedOptions): Promise<number> {
  return withSetup(findCommand("keys import"), options, async (setup) => {
    const bytes = file === "-" ? await readStdin(MAX_BYTES) : readShort(file);
    if (bytes === null) throw new ClosemaskError("key-invalid", "that is too long to be a key");
    const ring = parseRing(bytes.toString("utf8"));
    const { config, paths, say } = setup;
    const key = await placeRing(keyOptions({ config, paths, say, storePath: storePath(setup) }), ring);
    say.info(`the key ${formatCheck(key.ring)} is in ${key.describe}`);
    const only = key.ring.sealing.map(({ no }) => no).filter((no) => !ring.sealing.some((given) => given.no === no));
    if (only.length > 0) say.info(`kept, as only the ring here has it: sealing key ${only.join(", ")}`);
    const lacked = (await sealedIn(setup, key.ring))?.lacked ?? [];
    if (lacked.length > 0) say.warn(lacks(lacked).message, lacks(lacked).hint);
    return EXIT.ok;
  });
}

async function showStatus(
  setup: Setup,
  { ring, source, describe }: LoadedKey,
  options: ParsedOptions,
): Promise<number> {
  const { tenant } = setup.config;
  const check = formatCheck(ring);
  const writing = writingKey(ring).no;
  const waiting = waitingKey(ring)?.no;
  const store = await sealedIn(setup, ring);
  const { sealed = null, lacked = [] } = store ?? {};
  const left = sealed === null ? null : leftOf(sealed, writing);
  if (options.json === true) {
    await printJson({
      source,
      description: describe,
      check,
      ...(tenant === undefined ? {} : { tenant, tenantCheck: formatCheck(tenantRing(ring, tenant)) }),
      sealingKeys: ring.sealing.map(({ no }) => no),
      sealingChecks: ring.sealing.map(formatSealingCheck),
      writing,
      ...(sealed === null
        ? {}
        : { stores: [{ store: storePlace(setup), sealed: Object.fromEntries(sealed), left, lacked }] }),
    });
  } else {
    const state = (no: number): string => (no === writing ? "writes" : no === waiting ? "waits" : "reads");
    await print(
      table([
        ["source", describe],
        ["check value", check],
        ...(tenant === undefined ? [] : [[`of tenant ${tenant}`, formatCheck(tenantRing(ring, tenant))]]),
        ...ring.sealing.map((key) => [
          `sealing key ${key.no}`,
          `${formatSealingCheck(key)}  ${state(key.no)}${sealed === null ? "" : `  ${sealed.get(key.no) ?? 0} sealed`}`,
        ]),
        ...lacked.map((no) => [`sealing key ${no}`, `missing  ${sealed?.get(no) ?? 0} sealed`]),
        ...(left === null ? [] : [["left to reseal", `${left} in ${storePlace(setup)}`]]),
      ]),
    );
  }
  const { expect } = options;
  const isOther = typeof expect === "string" && expect.toLowerCase() !== check;
  if (!isOther && lacked.length > 0) throw lacks(lacked);
  if (!isOther) return EXIT.ok;
  throw new ClosemaskError("key-wrong", "the check value is another one: this is not the key that was expected", {
    hint: "closemask keys export on the other machine, and keys import here",
  });
}

interface Sealed {
  /** How much, by the number of the sealing key. */
  readonly sealed: ReadonlyMap<number, number>;
  /** Sealing keys that the ring lacks. */
  readonly lacked: readonly number[];
}

/** Null where there is no store, or it cannot say. */
async function sealedIn(setup: Setup, ring: KeyRing): Promise<Sealed | null> {
  if (setup.config.store.type === "sqlite" && !isStoreThere(storePath(setup))) return null;
  try {
    const { all } = await openStore(setup);
    try {
      const sealed = await all.store.sealedBy?.();
      if (sealed === undefined) return null;
      return { sealed, lacked: lackedOf(sealed, (await all.store.newestKey?.()) ?? 0, ring) };
    } finally {
      await all.store.close();
    }
  } catch (error) {
    // The key is what was asked for.
    if (!(error instanceof ClosemaskError)) throw error;
    setup.say.warn(error.message, error.hint);
    return null;
  }
}

function leftOf(sealed: ReadonlyMap<number, number>, writing: number): number {
  let left = 0;
  for (const [no, count] of sealed) if (no !== writing) left += count;
  return left;
}

async function printKey(setup: Setup, key: LoadedKey, options: ParsedOptions): Promise<number> {
  if (process.stdout.isTTY && options.yes !== true) {
    await confirm("print the master key on this terminal? whoever sees it can restore everything");
  }
  await recorded(setup, key.ring, { kind: "key", action: "export", destination: "stdout" });
  await print(`${formatRing(key.ring)}\n`);
  return EXIT.ok;
}

/** For commands that make no key. */
export function withKey(
  command: string,
  options: ParsedOptions,
  step: (setup: Setup, key: LoadedKey) => Promise<number>,
): Promise<number> {
  return withSetup(findCommand(command), options, async (setup) => step(setup, await open(setup, false)));
}

async function open(setup: Setup, create: boolean): Promise<LoadedKey> {
  const { config, paths, say } = setup;
  const path = storePath(setup);
  try {
    return await openKey({ config, paths, say, storePath: path, create });
  } catch (error) {
    const none = !create && error instanceof ClosemaskError && error.code === "key-missing";
    // Where a store waits for its key, or a variable names one, init would not make another.
    if (!none || isStoreThere(path) || process.env.CLOSEMASK_KEY_FILE) throw error;
    throw new ClosemaskError("key-missing", "there is no key yet", { hint: "closemask keys init makes one" });
  }
}

function readShort(path: string): Buffer | null {
  try {
    const bytes = readFileSync(path);
    return bytes.length > MAX_BYTES ? null : bytes;
  } catch (cause) {
    throw new ClosemaskError("input", "the file cannot be read", { hint: "check the path and its permissions", cause });
  }
}
