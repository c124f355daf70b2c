// `closemask keys rotate|reseal|retire`: another sealing key for all that is stored, while everything goes on running. What a
// rotation has reached is in ring and store alone, so that it can be ended at any moment, and gone on with.

import { spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { ClosemaskError, EXIT } from "../../errors.ts";
import type { Store } from "../../mask/store.ts";
import { changeRing } from "../../store/key-change.ts";
import type { LoadedKey } from "../../store/key-sources.ts";
import {
  formatRing,
  type KeyRing,
  prepareRing,
  rotateRing,
  trimRing,
  waitingKey,
  writingKey,
} from "../../store/keys.ts";
import { isStoreThere } from "../../store/store-file.ts";
import { recorded } from "../audit.ts";
import { confirm } from "../confirm.ts";
import { keyOptions } from "../key.ts";
import { lackedKeys, lacks, newerThan } from "../lacked-keys.ts";
import { type Setup, storePath, storePlace } from "../open.ts";
import { openStore } from "../open-store.ts";
import { print } from "../print.ts";
import type { ParsedOptions } from "../tree/spec.ts";
import { withKey } from "./keys.ts";

/** Milliseconds between two words on how far it is. */
const TELL = 2000;

export function rotate(_args: string[], options: ParsedOptions): Promise<number> {
  return withKey("keys rotate", options, (setup, key) => rotateKey(setup, key, options));
}

export function resealAll(_args: string[], options: ParsedOptions): Promise<number> {
  return withKey("keys reseal", options, async (setup) => {
    if (options.background === true) return inBackground(setup, options);
    await reseal(setup);
    return EXIT.ok;
  });
}

export function retire(_args: string[], options: ParsedOptions): Promise<number> {
  return withKey("keys retire", options, (setup, key) => retireKeys(setup, key, options));
}

async function rotateKey(setup: Setup, key: LoadedKey, options: ParsedOptions): Promise<number> {
  const { say } = setup;
  const change = options.prepare === true ? prepareRing : rotateRing;
  await checkReseals(setup, key.ring, options.export !== true);
  if (options.export === true) {
    await confirmPrinting(options);
    await print(`${formatRing(change(key.ring))}\n`);
    return EXIT.ok;
  }
  // Before: what is not recorded is not done.
  const { source } = key;
  await recorded(setup, key.ring, { kind: "key", action: "rotate", more: { source, state: "begins" } });
  // Saved before it is used: what is sealed with a key that is nowhere kept is lost.
  const { ring } = await changeRing(optionsOf(setup), change);
  const waiting = waitingKey(ring);
  if (waiting !== null) {
    say.info(`sealing key ${waiting.no} is ready and does not write yet: bring the key to every machine, then rotate`);
    return EXIT.ok;
  }
  say.info(`sealing key ${writingKey(ring).no} writes from now on; placeholders stay the same`);
  if (options.background === true) return inBackground(setup, options);
  const entries = await reseal(setup);
  await recorded(setup, ring, { kind: "key", action: "rotate", more: { source, state: "done", entries } });
  return EXIT.ok;
}

async function confirmPrinting(options: ParsedOptions): Promise<void> {
  if (!process.stdout.isTTY || options.yes === true) return;
  await confirm("print the new master key on this terminal? whoever sees it can restore everything");
}

/**
 * Before anything has changed. Whoever rotates an older copy of the ring would make a second key under a number that is taken.
 * @throws ClosemaskError `store-unable`, `key-wrong`
 */
async function checkReseals(setup: Setup, ring: KeyRing, here: boolean): Promise<void> {
  // Where the ring is only printed, a store that cannot be asked is no reason to keep it back.
  const store = await (here ? openAll(setup) : openAll(setup).catch((error) => untold(setup, error)));
  if (store === null) return;
  try {
    const lacked = newerThan(ring, await lackedKeys(store, ring));
    if (lacked.length > 0) throw lacks(lacked);
  } finally {
    await store.close();
  }
  if (store.capabilities.lists || !here) return;
  throw new ClosemaskError(
    "store-unable",
    `${store.type} cannot seal its entries anew: it does not know what it holds`,
    {
      hint: "purge the sessions whose names you know, then make a new key with `closemask keys init` on every machine",
    },
  );
}

function untold({ say }: Setup, error: unknown): null {
  if (!(error instanceof ClosemaskError)) throw error;
  say.warn(`the store was not asked whether this is its newest key: ${error.message}`, error.hint);
  return null;
}

/** Goes on where the last one ended; returns how many entries it sealed. */
async function reseal(setup: Setup): Promise<number> {
  const { say } = setup;
  const store = await openAll(setup);
  if (store === null) {
    say.info("there is no store yet, so nothing to seal anew");
    return 0;
  }
  try {
    const writing = (await sealedBy(store))?.total ?? 0;
    let done = 0;
    let told = Date.now();
    const entries = await store.reseal((some) => {
      done += some;
      say.debug(`sealed ${some} anew`);
      if (Date.now() - told < TELL) return;
      told = Date.now();
      say.info(`sealed ${done} of about ${writing} anew`);
    });
    say.info(`sealed ${entries} entries anew in ${storePlace(setup)}`);
    return entries;
  } finally {
    await store.close();
  }
}

async function sealedBy(store: Store): Promise<{ counts: ReadonlyMap<number, number>; total: number } | null> {
  const counts = await store.sealedBy?.();
  if (counts === undefined) return null;
  return { counts, total: [...counts.values()].reduce((sum, count) => sum + count, 0) };
}

/**
 * Drops the sealing keys before the one that writes. The store is asked twice: sealing anew in between raises its mark, from
 * which on nobody can write with an older key.
 */
async function retireKeys(setup: Setup, { ring }: LoadedKey, options: ParsedOptions): Promise<number> {
  const force = options.force === true;
  const { no } = writingKey(ring);
  if (options.export === true) await confirmPrinting(options);
  const old = ring.sealing.filter((key) => key.no < no).map((key) => key.no);
  if (old.length === 0) {
    setup.say.info("there is no old sealing key to retire");
    if (options.export === true) await print(`${formatRing(ring)}\n`);
    return EXIT.ok;
  }
  const store = await openAll(setup);
  if (store !== null) {
    try {
      refuseNeeded(await sealedBy(store), old, setup, force);
      await store.reseal();
      refuseNeeded(await sealedBy(store), old, setup, force);
    } finally {
      await store.close();
    }
  }
  if (options.export === true) {
    await recorded(setup, ring, { kind: "key", action: "export", destination: "stdout" });
    await print(`${formatRing(trimRing(ring))}\n`);
    return EXIT.ok;
  }
  const change = (now: KeyRing): KeyRing => {
    if (writingKey(now).no === no) return trimRing(now);
    throw new ClosemaskError("key-wrong", "the key was rotated meanwhile", { hint: "closemask keys status" });
  };
  await changeRing(
    optionsOf(setup),
    change,
    "closemask keys retire --export prints the ring without the old keys for it",
  );
  setup.say.info(`retired ${old.length === 1 ? "sealing key" : "sealing keys"} ${old.join(", ")}`);
  return EXIT.ok;
}

/** @throws ClosemaskError `key-source` when a store still needs one of the keys, or cannot say */
function refuseNeeded(
  sealed: { counts: ReadonlyMap<number, number> } | null,
  old: readonly number[],
  setup: Setup,
  force: boolean,
): void {
  if (sealed === null) {
    if (force) return;
    throw new ClosemaskError("key-source", `${storePlace(setup)} cannot say which sealing keys it needs`, {
      hint: "closemask keys reseal, end every other process that uses it, then closemask keys retire --force",
    });
  }
  for (const no of old) {
    const count = sealed.counts.get(no) ?? 0;
    if (count === 0) continue;
    throw new ClosemaskError("key-source", `sealing key ${no} is still needed: ${count} in ${storePlace(setup)}`, {
      hint: "closemask keys reseal",
    });
  }
}

/** The store of all tenants; null where there is none yet. */
async function openAll(setup: Setup): Promise<Store | null> {
  if (setup.config.store.type === "sqlite" && !isStoreThere(storePath(setup))) return null;
  return (await openStore(setup)).all.store;
}

function optionsOf(setup: Setup): Parameters<typeof changeRing>[0] {
  const { config, paths, say } = setup;
  return keyOptions({ config, paths, say, storePath: storePath(setup) });
}

/** A process of its own, which outlives this one and whose words go to a file. */
function inBackground({ paths, say }: Setup, options: ParsedOptions): number {
  const [, script = ""] = process.argv;
  const log = join(paths.data, "reseal.log");
  const given = typeof options.config === "string" ? ["--config", resolve(options.config)] : [];
  const child = spawn(process.execPath, [script, "keys", "reseal", ...given, "--log-file", log], {
    detached: true,
    stdio: "ignore",
    windowsHide: true,
  });
  child.unref();
  say.info(
    `sealing goes on in process ${child.pid}, which writes to ${log}; closemask keys status says how much is left`,
  );
  return EXIT.ok;
}
