// `closemask keys status|init|rotate|export`. Only `export` ever prints the key, and not to a terminal unasked.

import { existsSync } from "node:fs";
import { ClosemaskError, EXIT } from "../../errors.ts";
import { type LoadedKey, saveRing } from "../../store/key-sources.ts";
import { formatRing, rotateRing, trimRing } from "../../store/keys.ts";
import { recorded, withAudit } from "../audit.ts";
import { confirm } from "../confirm.ts";
import { keyOptions, openKey } from "../key.ts";
import { type Setup, storePath, withSetup } from "../open.ts";
import { openStore } from "../open-store.ts";
import { print, printJson, table } from "../print.ts";
import { findCommand } from "../tree/find.ts";
import type { ParsedOptions } from "../tree/spec.ts";

export function status(_args: string[], options: ParsedOptions): Promise<number> {
  return withKey("keys status", options, (_, key) => showStatus(key, options));
}

export function init(_args: string[], options: ParsedOptions): Promise<number> {
  return withSetup(findCommand("keys init"), options, async (setup) => {
    const key = await open(setup, true);
    await recorded(setup, key.ring, { kind: "key", action: "init", more: { source: key.source } });
    setup.say.info(`the key comes from ${key.describe}`);
    return EXIT.ok;
  });
}

export function rotate(_args: string[], options: ParsedOptions): Promise<number> {
  return withKey("keys rotate", options, rotateKey);
}

export function exportKey(_args: string[], options: ParsedOptions): Promise<number> {
  return withKey("keys export", options, (setup, key) => printKey(setup, key, options));
}

async function showStatus(key: LoadedKey, options: ParsedOptions): Promise<number> {
  const sealing = key.ring.sealing.map(({ no }) => no);
  if (options.json === true) await printJson({ source: key.source, description: key.describe, sealingKeys: sealing });
  else
    await print(
      table([
        ["source", key.describe],
        ["sealing keys", String(sealing.length)],
        ["newest", String(sealing.at(-1))],
      ]),
    );
  return EXIT.ok;
}

/**
 * The sealing key of the last rotation but one goes, that of the last one stays: a filter that has run since then may still
 * seal with it.
 */
async function rotateKey(setup: Setup, key: LoadedKey): Promise<number> {
  const { config, paths, say } = setup;
  const { source } = key;
  if (source !== "file" && source !== "keychain") {
    throw new ClosemaskError("key-source", `the key comes from ${key.describe}, which only you can change`, {
      hint: "keep the key in a key file or the keychain to rotate it",
    });
  }
  const save = async (ring: LoadedKey["ring"]): Promise<void> => {
    await saveRing(source, ring, keyOptions({ config, paths, say, storePath: storePath(setup) }));
  };
  // Before: what is not recorded is not done.
  const entries = await withAudit(setup, key.ring, async (audit) => {
    audit?.record({ kind: "key", action: "rotate", outcome: "ok", more: { source, state: "begins" } });
    const sealed = await rotateAndSeal(setup, key.ring, save);
    audit?.record({ kind: "key", action: "rotate", outcome: "ok", more: { source, state: "done", entries: sealed } });
    return sealed;
  });
  say.info(`sealed ${entries} entries anew; placeholders stay the same`);
  return EXIT.ok;
}

async function rotateAndSeal(
  setup: Setup,
  before: LoadedKey["ring"],
  save: (ring: LoadedKey["ring"]) => Promise<void>,
): Promise<number> {
  let ring = before;
  if (ring.sealing.length > 1) {
    await reseal(setup);
    ring = trimRing(ring);
  }
  // Saved before it is used: what is sealed with a key that is nowhere kept is lost.
  await save(rotateRing(ring));
  return await reseal(setup);
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
function withKey(
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
    if (!none || existsSync(path) || process.env.CLOSEMASK_KEY_FILE) throw error;
    throw new ClosemaskError("key-missing", "there is no key yet", { hint: "closemask keys init makes one" });
  }
}

async function reseal(setup: Setup): Promise<number> {
  const { store } = await openStore(setup);
  try {
    return await store.reseal();
  } finally {
    await store.close();
  }
}
