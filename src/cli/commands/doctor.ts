// `closemask doctor`: looks at key, store, configuration and versions, and lists every setting that lets text through when
// something fails. Changes nothing, makes nothing.

import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { ClosemaskError, EXIT } from "../../errors.ts";
import type { Store } from "../../mask/store.ts";
import { writingKey } from "../../store/keys.ts";
import { splitName } from "../../store/session-name.ts";
import { isStoreThere } from "../../store/store-file.ts";
import { auditFile, isAudited } from "../audit.ts";
import { problemText } from "../config/check.ts";
import { type Found, findConfig } from "../config/load.ts";
import { unknownNames } from "../config/names.ts";
import { refusals, refuseStore } from "../config/reserved.ts";
import { failOpen } from "../fail-open.ts";
import { hardenedRefusals, isHardened } from "../hardened.ts";
import { openKey } from "../key.ts";
import { formatCheck } from "../key-check.ts";
import { lackedOf, lacks } from "../lacked-keys.ts";
import { type NerSettings, nerSettings } from "../names.ts";
import { storePath, storePlace } from "../open.ts";
import { type OpenStore, openStore } from "../open-store.ts";
import { formatBytes, print, printJson, table } from "../print.ts";
import { createSay, type Say } from "../say.ts";
import { findCommand } from "../tree/find.ts";
import type { ParsedOptions } from "../tree/spec.ts";
import { VERSION } from "../version.ts";

interface Finding {
  readonly about: string;
  /** `open`: as set, but text can leave unmasked when something fails. */
  readonly state: "ok" | "note" | "open" | "fault";
  readonly says: string;
  readonly hint?: string;
}

export async function run(_args: string[], options: ParsedOptions): Promise<number> {
  const found = await findConfig({ command: findCommand("doctor"), options });
  const findings = [
    ...versions(),
    ...configuration(found),
    ...(await keyAndStore(found)),
    ...(await names(options)),
    ...auditLog(found),
    ...letsThrough(found),
    ...hardened(found),
  ];
  if (options.json === true) await printJson(findings);
  else {
    const rows = findings.map(({ about, state, says, hint }) => [
      state,
      about,
      hint === undefined ? says : `${says} (${hint})`,
    ]);
    await print(table(rows));
  }
  return findings.some(({ state }) => state === "fault") ? EXIT.findings : EXIT.ok;
}

function versions(): Finding[] {
  return [
    { about: "closemask", state: "ok", says: VERSION },
    { about: "node", state: "ok", says: `${process.versions.node} on ${process.platform} ${process.arch}` },
  ];
}

function configuration(found: Found): Finding[] {
  const about = "configuration";
  const files = found.files.map(({ path, role, trusted }): Finding => {
    return {
      about,
      state: "ok",
      says: `${role} file ${path}${trusted ? "" : ", which may only make closemask mask more"}`,
    };
  });
  const problems = found.problems.map(({ where, path, message, hint }): Finding => {
    return { about, state: "fault", says: problemText(where, { path, message }), ...(hint === "" ? {} : { hint }) };
  });
  const names = [...unknownNames(found.config), ...refusals(found.config)].map(toFinding(about));
  const notes = found.notes.map(({ message, hint }): Finding => ({ about, state: "note", says: message, hint }));
  const none: Finding[] = files.length === 0 ? [{ about, state: "ok", says: "no file; defaults" }] : [];
  return [...none, ...files, ...problems, ...names, ...notes];
}

async function keyAndStore(found: Found): Promise<Finding[]> {
  const { config, paths } = found;
  const path = storePath(found);
  const exists = isStoreThere(path);
  const findings: Finding[] = [];
  const say = createSay({ level: "quiet" });
  try {
    const { describe, ring } = await openKey({ config, paths, say, storePath: path, create: false });
    findings.push({ about: "key", state: "ok", says: `from ${describe}, ${ring.sealing.length} sealing keys` });
    findings.push({ about: "key", state: "ok", says: `check value ${formatCheck(ring)}` });
  } catch (error) {
    if (!(error instanceof ClosemaskError)) throw error;
    if (!exists && error.code === "key-missing") {
      findings.push({
        about: "key",
        state: "note",
        says: "none yet; the first use makes one",
        hint: "closemask keys init",
      });
      // Also where a keychain would take it: the lock under which a key is made lies there.
      findings.push(...unwritable("key", join(paths.config, "key"), "the key cannot be kept", HOMES));
    } else findings.push(toFinding("key")(error));
  }
  if (config.store.type !== "sqlite") {
    const isKeyFound = findings.some(({ about, state }) => about === "key" && state === "ok");
    return isKeyFound ? [...findings, ...(await remoteStore(found))] : findings;
  }
  const cannot = unwritable("store", path, "the store cannot be written", HOMES);
  if (!exists && cannot.length > 0) return [...findings, ...cannot];
  if (!exists) return [...findings, { about: "store", state: "note", says: `none yet; the first use makes ${path}` }];
  findings.push(
    ...cannot,
    { about: "store", state: "ok", says: `${path}, ${formatBytes(statSync(path).size)}` },
    ...modes(path),
  );
  if (findings.some(({ about, state }) => about === "key" && state === "fault")) return findings;
  try {
    const { all } = await openStore({ ...found, command: "doctor", say });
    try {
      findings.push({ about: "store", state: "ok", says: await contentOf(all.store) }, ...(await leftToSeal(all)));
    } finally {
      await all.store.close();
    }
  } catch (error) {
    if (!(error instanceof ClosemaskError)) throw error;
    findings.push(toFinding("store")(error));
  }
  return findings;
}

/** Asks the service. What it should be told to do differently is a note. */
async function remoteStore(found: Found): Promise<Finding[]> {
  const about = "store";
  if (refuseStore(found.config) !== null) return [];
  if (found.config.store.type === "memory")
    return [{ about, state: "note", says: "values are in the memory of serve and chat, and end with them" }];
  const notes: Finding[] = [];
  const say: Say = {
    ...createSay({ level: "quiet" }),
    warn: (says, hint = "") => notes.push({ about, state: "note", says, ...(hint === "" ? {} : { hint }) }),
  };
  try {
    const { all } = await openStore({ ...found, command: "doctor", say });
    try {
      const { capabilities } = all.store;
      if (!capabilities.keeps) {
        const says = "it may forget values: their placeholders stay as they are in what is restored";
        notes.push({ about, state: "note", says, hint: "sqlite, redis and dynamodb keep what they have" });
      }
      if (!capabilities.lists) return [{ about, state: "ok", says: storePlace(found) }, ...notes];
      const says = `${storePlace(found)}, ${await contentOf(all.store)}`;
      return [{ about, state: "ok", says }, ...(await leftToSeal(all)), ...notes];
    } finally {
      await all.store.close();
    }
  } catch (error) {
    if (!(error instanceof ClosemaskError)) throw error;
    return [{ about, state: "ok", says: storePlace(found) }, ...notes, toFinding(about)(error)];
  }
}

/** In words, of all tenants. */
async function contentOf(store: Store): Promise<string> {
  const sessions = await store.list();
  const entries = sessions.reduce((sum, session) => sum + session.entries, 0);
  const tenants = new Set(sessions.map(({ name }) => splitName(name).tenant));
  tenants.delete(null);
  const whose = tenants.size === 0 ? "" : ` of ${tenants.size} tenants and none`;
  return `${sessions.length} sessions${whose}, ${entries} entries`;
}

/** A ring that is older than the store, and a rotation that was interrupted. Where there was only ever one sealing key, neither can be. */
async function leftToSeal({ store, ring }: OpenStore["all"]): Promise<Finding[]> {
  const { no } = writingKey(ring);
  const newest = (await store.newestKey?.()) ?? 0;
  if (no <= 1 && newest <= 1) return [];
  const sealed = (await store.sealedBy?.()) ?? new Map<number, number>();
  const lacked = lackedOf(sealed, newest, ring);
  if (lacked.length > 0) return [toFinding("store")(lacks(lacked))];
  let left = 0;
  for (const [by, count] of sealed) if (by !== no) left += count;
  if (left === 0) return [];
  return [{ about: "store", state: "note", says: `${left} left to seal anew`, hint: "closemask keys reseal" }];
}

/** What the profile does not stand. Under the usual one there is nothing to say. */
function hardened({ config }: Found): Finding[] {
  const about = "hardened";
  if (!isHardened(config)) return [];
  const refused = hardenedRefusals(config, "serve").map(toFinding(about));
  return refused.length > 0 ? refused : [{ about, state: "ok", says: "nothing that the profile refuses" }];
}

/** Whether what looks for names can say. It is asked about a sentence of our own. */
/** Commands that can look for names: the filters do when they are told to, and a command may have settings of its own. */
const NAMING = ["mask", "scan", "explain", "serve", "run", "chat", "mcp"];

async function names(options: ParsedOptions): Promise<Finding[]> {
  const about = "names";
  const engines = new Map<string, { found: Found; settings: NerSettings; commands: string[] }>();
  const without: string[] = [];
  for (const command of NAMING) {
    const found = await findConfig({ command: findCommand(command), options });
    const settings = nerSettings(found.config, command);
    if (settings === null) without.push(command);
    else {
      const key = `${settings.engine} ${found.config.ner.url ?? ""}`;
      const engine = engines.get(key) ?? { found, settings, commands: [] };
      engine.commands.push(command);
      engines.set(key, engine);
    }
  }
  if (engines.size === 0) return [{ about, state: "note", says: "nobody looks for names" }];
  const findings: Finding[] = [];
  for (const { found, settings, commands } of engines.values()) {
    findings.push(
      await engineFinding(found, settings, commands.length === NAMING.length ? "" : ` in ${list(commands)}`),
    );
  }
  if (without.length === 0) return findings;
  const hint = "--ner lexicon, or ner.engine";
  return [...findings, { about, state: "note", says: `${list(without)} look for none`, hint }];
}

function list(commands: readonly string[]): string {
  return commands.join(", ").replace(/, ([^,]+)$/, " and $1");
}

async function engineFinding(found: Found, settings: NerSettings, where: string): Promise<Finding> {
  const about = "names";
  try {
    const { openRecognizer } = await import("../open-ner.ts");
    const setup = { ...found, command: "doctor", say: createSay({ level: "quiet" }) };
    const { recognizer } = await openRecognizer(setup, settings, {});
    await recognizer.check();
    const { engine, state, lastFault } = recognizer.status();
    await recognizer.close();
    if (state === "ok") return { about, state: "ok", says: `${engine} looks for them${where}` };
    return { about, state: "fault", says: lastFault, hint: "closemask ner test says more" };
  } catch (error) {
    if (!(error instanceof ClosemaskError)) throw error;
    return toFinding(about)(error);
  }
}

/** Where events go, and whether the file could be written. */
function auditLog(found: Found): Finding[] {
  const about = "audit";
  if (!isAudited(found)) return [{ about, state: "note", says: "no events are logged", hint: "set audit.enabled" }];
  const { audit, serve } = found.config;
  const path = auditFile(found);
  const stops = (audit.onError ?? (serve.profile === "hardened" ? "block" : "warn")) === "block";
  const without = stops ? "nothing is masked without it" : "when it cannot be written, that is counted";
  const places = [
    ...(path === null ? [] : [`file ${path}: ${without}`]),
    ...(audit.stream === undefined ? [] : [audit.stream]),
    // Without what may be a password in a URL.
    ...(audit.syslog === undefined ? [] : [`syslog at ${audit.syslog}`]),
    ...(audit.http === undefined ? [] : [`collector at ${new URL(audit.http).host}`]),
  ];
  const file =
    path === null
      ? []
      : [...unwritable(about, path, "the file of events cannot be written", "see audit.file"), ...modesOf(about, path)];
  return [...places.map((says): Finding => ({ about, state: "ok", says })), ...file];
}

/** What to set where the home folder is nobody's, as in containers. */
const HOMES = "set CLOSEMASK_KEY and CLOSEMASK_STORE_PATH, or XDG_CONFIG_HOME and XDG_DATA_HOME";

/** A fault where the file could not be made, or written. Looks, and makes nothing. */
function unwritable(about: string, path: string, fault: string, hint: string): Finding[] {
  let at = path;
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at);
  try {
    accessSync(at, constants.W_OK);
    const found = statSync(at);
    if (at === path ? found.isFile() : found.isDirectory()) return [];
  } catch {
    // Said below.
  }
  return [{ about, state: "fault", says: `${fault}: ${path}`, hint }];
}

/** Windows keeps access lists instead of modes: what lies in the user's profile is the user's. */
function modes(path: string): Finding[] {
  if (process.platform === "win32") return [];
  const files = [path, `${path}-wal`, `${path}-shm`].flatMap((file) => modesOf("store", file));
  return [...files, ...modesOf("store", dirname(path), "700")];
}

function modesOf(about: string, path: string, mode = "600"): Finding[] {
  if (process.platform === "win32" || !existsSync(path) || (statSync(path).mode & 0o077) === 0) return [];
  return [{ about, state: "fault", says: `others can get at ${path}`, hint: `chmod ${mode} ${path}` }];
}

function letsThrough({ config }: Found): Finding[] {
  const about = "fail-open";
  const open = failOpen(config).map((says): Finding => ({ about, state: "open", says }));
  return open.length > 0 ? open : [{ about, state: "ok", says: "nothing is let through when something fails" }];
}

function toFinding(about: string): (error: ClosemaskError) => Finding {
  return ({ message, hint }) => ({ about, state: "fault", says: message, ...(hint === "" ? {} : { hint }) });
}
