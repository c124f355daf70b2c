// `closemask sessions list|show|purge|prune`.

import { existsSync } from "node:fs";
import { ClosemaskError, EXIT } from "../../errors.ts";
import type { SessionInfo, Store } from "../../mask/store.ts";
import type { KeyRing } from "../../store/keys.ts";
import { recorded } from "../audit.ts";
import { confirm } from "../confirm.ts";
import { type Setup, storePath, withSetup } from "../open.ts";
import { openStore } from "../open-store.ts";
import { formatAge, formatBytes, print, printJson, table } from "../print.ts";
import { findCommand } from "../tree/find.ts";
import type { ParsedOptions } from "../tree/spec.ts";

export async function list(_args: string[], options: ParsedOptions): Promise<number> {
  return await withStore("sessions list", options, async (store) => {
    const sessions = await store.list();
    if (options.json === true) await printJson(sessions.map(withDates));
    else if (sessions.length === 0) await print("no sessions\n");
    else {
      const rows = sessions.map((s) => [s.name, String(s.entries), formatBytes(s.bytes), ...ages(s)]);
      await print(table([["SESSION", "ENTRIES", "SIZE", "CREATED", "LAST USED"], ...rows]));
    }
    return EXIT.ok;
  });
}

export async function show(args: string[], options: ParsedOptions): Promise<number> {
  const [name = ""] = args;
  return await withStore("sessions show", options, async (store) => {
    const session = (await store.list()).find((info) => info.name === name);
    if (session === undefined) throw missing();
    if (options.json === true) await printJson(withDates(session));
    else {
      const [created = "", used = ""] = ages(session);
      const kinds = Object.entries(session.byKind).sort((a, b) => b[1] - a[1]);
      await print(
        table([
          ["session", session.name],
          ["entries", String(session.entries)],
          ...kinds.map(([kind, count]) => [`  ${kind}`, String(count)]),
          ["size", formatBytes(session.bytes)],
          ["created", created],
          ["last used", used],
          ["reserved", String(session.reserved)],
          ["evicted", String(session.evicted)],
        ]),
      );
    }
    return EXIT.ok;
  });
}

export async function purge(args: string[], options: ParsedOptions): Promise<number> {
  const [name = ""] = args;
  return await withStore("sessions purge", options, async (store, setup, ring) => {
    const { say } = setup;
    const session = (await store.list()).find((info) => info.name === name);
    if (session === undefined) throw missing();
    if (options.yes !== true) await confirm(`delete session ${name} with ${session.entries} entries for good?`);
    const { entries } = session;
    await recorded(setup, ring, { kind: "session", action: "purge", session: name, more: { entries } });
    if (!(await store.purge(name))) throw missing();
    say.info(`deleted session ${name}`);
    return EXIT.ok;
  });
}

export async function prune(_args: string[], options: ParsedOptions): Promise<number> {
  return await withStore("sessions prune", options, async (store, setup, ring) => {
    const removed = await store.prune();
    await recorded(setup, ring, { kind: "session", action: "prune", more: { entries: removed } });
    setup.say.info(`removed ${removed} expired entries`);
    return EXIT.ok;
  });
}

/** Opens the store for one step and closes it whatever happens. */
function withStore(
  command: string,
  options: ParsedOptions,
  step: (store: Pick<Store, "list" | "purge" | "prune">, setup: Setup, ring?: KeyRing) => Promise<number>,
): Promise<number> {
  return withSetup(findCommand(command), options, async (setup) => {
    // Looking at sessions makes neither a key nor a store.
    if (setup.config.store.type === "sqlite" && !existsSync(storePath(setup)))
      return await step(createEmptyStore(), setup);
    const { store, ring } = await openStore(setup);
    try {
      return await step(store, setup, ring);
    } finally {
      await store.close();
    }
  });
}

function createEmptyStore(): Pick<Store, "list" | "purge" | "prune"> {
  return { list: () => [], purge: () => false, prune: () => 0 };
}

export function missing(): ClosemaskError {
  return new ClosemaskError("session-missing", "there is no such session", { hint: "closemask sessions list" });
}

function ages({ created, lastUsed }: SessionInfo): string[] {
  return [created, lastUsed].map((time) => `${formatAge(Date.now() - time)} ago`);
}

function withDates(info: SessionInfo): unknown {
  return { ...info, created: new Date(info.created).toISOString(), lastUsed: new Date(info.lastUsed).toISOString() };
}
