// `closemask sessions list|show|purge|prune`.

import { existsSync } from "node:fs";
import { ClosemaskError, EXIT } from "../../errors.ts";
import type { SessionInfo, Store } from "../../mask/store.ts";
import { splitName } from "../../store/session-name.ts";
import { confirm } from "../confirm.ts";
import { type Setup, storePath, withSetup } from "../open.ts";
import { openStore } from "../open-store.ts";
import { formatAge, formatBytes, print, printJson, table } from "../print.ts";
import { findCommand } from "../tree/find.ts";
import type { ParsedOptions } from "../tree/spec.ts";

export async function list(_args: string[], options: ParsedOptions): Promise<number> {
  const isAll = options.allTenants === true;
  return await withStore("sessions list", options, async (store, _, all) => {
    const sessions = await (isAll ? all : store).list();
    if (options.json === true) await printJson(sessions.map(isAll ? withTenant : withDates));
    else if (sessions.length === 0) await print("no sessions\n");
    else {
      const rows = sessions.map((s) => {
        const { tenant, session } = splitName(s.name);
        return [...(isAll ? [tenant ?? "-"] : []), session, String(s.entries), formatBytes(s.bytes), ...ages(s)];
      });
      const head = ["SESSION", "ENTRIES", "SIZE", "CREATED", "LAST USED"];
      await print(table([isAll ? ["TENANT", ...head] : head, ...rows]));
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
  if ((name === "") !== (options.all === true)) {
    throw new ClosemaskError("usage", "name one session, or give --all", { hint: "closemask sessions list" });
  }
  if (options.all === true) return await purgeAll(options);
  return await withStore("sessions purge", options, async (store, { say }) => {
    const session = (await store.list()).find((info) => info.name === name);
    if (session === undefined) throw missing();
    if (options.yes !== true) await confirm(`delete session ${name} with ${session.entries} entries for good?`);
    if (!(await store.purge(name))) throw missing();
    say.info(`deleted session ${name}`);
    return EXIT.ok;
  });
}

async function purgeAll(options: ParsedOptions): Promise<number> {
  return await withStore("sessions purge", options, async (store, { say, config }) => {
    const sessions = await store.list();
    const whose = config.tenant === undefined ? "of no tenant" : `of tenant ${config.tenant}`;
    if (options.yes !== true) await confirm(`delete all ${sessions.length} sessions ${whose} for good?`);
    let deleted = 0;
    for (const { name } of sessions) if (await store.purge(name)) deleted++;
    say.info(`deleted ${deleted} sessions ${whose}`);
    return EXIT.ok;
  });
}

export async function prune(_args: string[], options: ParsedOptions): Promise<number> {
  return await withStore("sessions prune", options, async (store, { say }) => {
    say.info(`removed ${await store.prune()} expired entries`);
    return EXIT.ok;
  });
}

type Stored = Pick<Store, "list" | "purge" | "prune">;

/** Opens the store for one step and closes it whatever happens. */
function withStore(
  command: string,
  options: ParsedOptions,
  step: (store: Stored, setup: Setup, all: Stored) => Promise<number>,
): Promise<number> {
  return withSetup(findCommand(command), options, async (setup) => {
    // Looking at sessions makes neither a key nor a store.
    if (setup.config.store.type === "sqlite" && !existsSync(storePath(setup)))
      return await step(createEmptyStore(), setup, createEmptyStore());
    const { store, all } = await openStore(setup);
    try {
      return await step(store, setup, all.store);
    } finally {
      await store.close();
    }
  });
}

function createEmptyStore(): Stored {
  return { list: () => [], purge: () => false, prune: () => 0 };
}

export function missing(): ClosemaskError {
  return new ClosemaskError("session-missing", "there is no such session", { hint: "closemask sessions list" });
}

function ages({ created, lastUsed }: SessionInfo): string[] {
  return [created, lastUsed].map((time) => `${formatAge(Date.now() - time)} ago`);
}

function withTenant(info: SessionInfo): unknown {
  const { tenant, session } = splitName(info.name);
  return Object.assign({ tenant }, withDates({ ...info, name: session }));
}

function withDates(info: SessionInfo): unknown {
  return { ...info, created: new Date(info.created).toISOString(), lastUsed: new Date(info.lastUsed).toISOString() };
}
