// `closemask sessions export|import`: a session in a file that only the same key opens.

import { readFileSync, statSync, writeFileSync } from "node:fs";
import { ClosemaskError, EXIT } from "../../errors.ts";
import type { SessionText, SessionTexts, Store } from "../../mask/store.ts";
import type { LoadedKey } from "../../store/key-sources.ts";
import { type KeyRing, tenantRing } from "../../store/keys.ts";
import { splitName } from "../../store/session-name.ts";
import { isStoreThere } from "../../store/store-file.ts";
import type { SessionExport } from "../../store/transfer.ts";
import { recorded } from "../audit.ts";
import { type Setup, storePath, withSetup } from "../open.ts";
import { openStore, openStoreKey } from "../open-store.ts";
import { print, readStdin } from "../print.ts";
import { findCommand } from "../tree/find.ts";
import type { ParsedOptions } from "../tree/spec.ts";
import { missing } from "./sessions.ts";

/** Bytes of an exported session at most. */
const MAX_BYTES = 1 << 30;

export function exportSession([name = ""]: string[], options: ParsedOptions): Promise<number> {
  return withSetup(findCommand("sessions export"), options, (setup) => write(setup, name, options.output));
}

export async function importSession([file = "-"]: string[], options: ParsedOptions): Promise<number> {
  if (typeof options.from === "string") {
    return await (await import("./sessions-import.ts")).importFrom(file, options.from, options);
  }
  return withSetup(findCommand("sessions import"), options, (setup) => {
    if (options.skipBad === true) {
      throw new ClosemaskError(
        "usage",
        "--skip-bad is for maps and tables of --from: an export is taken in as a whole",
        {
          hint: "closemask sessions import FILE",
        },
      );
    }
    return read(setup, file, typeof options.session === "string" ? options.session : null);
  });
}

async function write(setup: Setup, name: string, output: ParsedOptions[string]): Promise<number> {
  if (typeof output !== "string" && process.stdout.isTTY) {
    throw new ClosemaskError("usage", "an export is binary and stdout is a terminal", { hint: "add --output FILE" });
  }
  // Looking for a session is no reason to make a key and a store.
  if (setup.config.store.type === "sqlite" && !isStoreThere(storePath(setup))) throw missing();
  const { store, ring, all } = await openStore(setup);
  try {
    const dump = await store.dump(name);
    if (dump === null) throw missing();
    const texts = await textsOf(store.texts?.(name));
    const { exportSession: seal } = await import("../../store/transfer.ts");
    const sealed = seal({ ...dump, texts }, ring);
    const destination = typeof output === "string" ? "file" : "stdout";
    const more = { entries: dump.entries.length };
    await recorded(setup, all.ring, { kind: "session", action: "export", session: name, destination, more });
    if (typeof output === "string") writeNew(output, sealed);
    else await print(sealed);
    setup.say.info(`exported ${dump.entries.length} entries${saidOf(countConversations(texts))}`);
    return EXIT.ok;
  } finally {
    await store.close();
  }
}

/** `named`: the session that the file must be of. */
async function read(setup: Setup, file: string, named: string | null): Promise<number> {
  const bytes = file === "-" ? await readStdin(MAX_BYTES) : readFile(file);
  if (bytes === null) throw new ClosemaskError("input", "the file is too large to be an export");
  const key = await existingKey(setup);
  // Before there is a store: with the wrong key it would be another key's.
  const { texts, ...dump } = await unsealed(setup, bytes, key.ring);
  if (named !== null && named !== dump.name) throw otherSession(dump.name);
  const { store, all } = await openStore(setup, key);
  try {
    const { added, known } = await store.load(dump);
    const conversations = await takeIn(store, dump.name, texts, setup);
    await recorded(setup, all.ring, { kind: "session", action: "import", session: dump.name, more: { added, known } });
    setup.say.info(
      `imported session ${dump.name}: ${added} new entries, ${known} known ones${saidOf(conversations, "new ")}`,
    );
    return EXIT.ok;
  } finally {
    await store.close();
  }
}

/** A new key opens no export, and would stand in the way of the right one. */
async function existingKey(setup: Setup): Promise<LoadedKey> {
  try {
    return await openStoreKey(setup, false);
  } catch (error) {
    const none = error instanceof ClosemaskError && error.code === "key-missing";
    if (!none || isStoreThere(storePath(setup)) || process.env.CLOSEMASK_KEY_FILE) throw error;
    throw new ClosemaskError("key-missing", "there is no key yet, and an export opens with that of its machine only", {
      hint: "closemask keys export on the machine that made it, closemask keys import here",
    });
  }
}

async function unsealed(setup: Setup, bytes: Uint8Array, ring: KeyRing): Promise<SessionExport> {
  const { importSession: open, isExportOf } = await import("../../store/transfer.ts");
  const { tenant = null } = setup.config;
  try {
    return open(bytes, tenant === null ? ring : tenantRing(ring, tenant));
  } catch (error) {
    if (!(error instanceof ClosemaskError) || error.code !== "key-wrong") throw error;
    if (tenant !== null && isExportOf(bytes, ring)) throw otherTenant("no tenant", "leave --tenant and `tenant` out");
    for (const other of await tenantsHere(setup)) {
      if (isExportOf(bytes, tenantRing(ring, other))) throw otherTenant(`tenant ${other}`, `--tenant ${other}`);
    }
    throw error;
  }
}

/** Names of tenants that the store knows already, where it is a file: nothing else says whose an export is. */
async function tenantsHere(setup: Setup): Promise<Set<string>> {
  const names = new Set<string>();
  if (setup.config.store.type !== "sqlite" || !isStoreThere(storePath(setup))) return names;
  const { all } = await openStore(setup);
  try {
    for (const { name } of await all.store.list()) names.add(splitName(name).tenant ?? "");
  } finally {
    await all.store.close();
  }
  names.delete("");
  return names;
}

function otherTenant(whose: string, hint: string): ClosemaskError {
  return new ClosemaskError("key-wrong", `the key is right, but the export is of ${whose}`, { hint });
}

/** Ids follow from the name of the session: under another one the same values would get other placeholders. */
function otherSession(name: string): ClosemaskError {
  return new ClosemaskError("usage", `the export is of session ${name}, and can only be imported as that`, {
    hint: `closemask sessions import FILE --session ${name}; --from can fill any session`,
  });
}

/** All texts of a session; none where the store keeps none. */
async function textsOf(texts: SessionTexts | undefined): Promise<SessionText[]> {
  const found: SessionText[] = [];
  for (const name of (await texts?.names("")) ?? []) {
    const bytes = (await texts?.get(name)) ?? null;
    if (bytes !== null) found.push({ name, bytes });
  }
  return found;
}

/** Returns how many conversations are new. */
async function takeIn(store: Store, name: string, texts: readonly SessionText[], { say }: Setup): Promise<number> {
  if (texts.length === 0) return 0;
  const here = store.texts?.(name);
  if (here === undefined) {
    say.warn(
      `a store of type ${store.type} keeps no conversations: those of the export are left out, and what was decided about values`,
      "import it into a store of type sqlite or redis",
    );
    return 0;
  }
  const { merged } = await import("../../chat/archive.ts");
  const { texts: fresh, conversations } = await merged(here, texts);
  for (const { name, bytes } of fresh) await here.put(name, bytes);
  return conversations;
}

function countConversations(texts: readonly SessionText[]): number {
  return texts.filter(({ name }) => name.startsWith("conversation ")).length;
}

function saidOf(conversations: number, which = ""): string {
  return conversations === 0 ? "" : `, ${conversations} ${which}conversation${conversations === 1 ? "" : "s"}`;
}

function readFile(path: string): Buffer | null {
  try {
    return statSync(path).size > MAX_BYTES ? null : readFileSync(path);
  } catch (cause) {
    throw new ClosemaskError("input", "the file cannot be read", { hint: "check the path and its permissions", cause });
  }
}

function writeNew(path: string, bytes: Uint8Array): void {
  try {
    writeFileSync(path, bytes, { flag: "wx", mode: 0o600 });
  } catch (cause) {
    const exists = cause instanceof Error && "code" in cause && cause.code === "EEXIST";
    throw new ClosemaskError("output", exists ? "the output file exists" : "the output file cannot be written", {
      hint: "name another file",
      cause,
    });
  }
}
