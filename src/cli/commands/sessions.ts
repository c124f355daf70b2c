// `closemask sessions list|show|lists|purge|prune`.

import { readLists, without, writeLists } from "../../chat/lists.ts";
import type { Lists } from "../../chat/types.ts";
import { ClosemaskError, EXIT } from "../../errors.ts";
import { ABLE, type SessionInfo, type Store } from "../../mask/store.ts";
import type { KeyRing } from "../../store/keys.ts";
import { splitName } from "../../store/session-name.ts";
import { isStoreThere } from "../../store/store-file.ts";
import { recorded } from "../audit.ts";
import { confirm } from "../confirm.ts";
import { type Setup, storePath, withSetup } from "../open.ts";
import { openStore } from "../open-store.ts";
import { formatAge, formatBytes, print, printJson, table } from "../print.ts";
import { findCommand } from "../tree/find.ts";
import type { ParsedOptions } from "../tree/spec.ts";

export async function list(_args: string[], options: ParsedOptions): Promise<number> {
  const isAll = options.allTenants === true;
  return await withStore("sessions list", options, async (store, _, all) => {
    const sessions = await (isAll ? all.store : store).list();
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
    if (options.json === true) await printJson({ ...withDates(session), ...(await countsOf(store, name)) });
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
          ...(await decided(store, name)),
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
  return await withStore("sessions purge", options, async (store, setup, { ring }) => {
    const { say } = setup;
    const size = await sizeOf(store, name);
    if (options.yes !== true) await confirm(`delete session ${size.says} for good?`);
    await recorded(setup, ring, { kind: "session", action: "purge", session: name, more: size.more });
    if (!(await store.purge(name))) throw missing();
    say.info(`deleted session ${name}`);
    return EXIT.ok;
  });
}

async function purgeAll(options: ParsedOptions): Promise<number> {
  return await withStore("sessions purge", options, async (store, setup, { ring }) => {
    const { say, config } = setup;
    const sessions = await store.list();
    const whose = config.tenant === undefined ? "of no tenant" : `of tenant ${config.tenant}`;
    if (options.yes !== true) await confirm(`delete all ${sessions.length} sessions ${whose} for good?`);
    let deleted = 0;
    for (const { name, entries } of sessions) {
      await recorded(setup, ring, { kind: "session", action: "purge", session: name, more: { entries } });
      if (await store.purge(name)) deleted++;
    }
    say.info(`deleted ${deleted} sessions ${whose}`);
    return EXIT.ok;
  });
}

export async function prune(_args: string[], options: ParsedOptions): Promise<number> {
  return await withStore("sessions prune", options, async (store, setup, { ring }) => {
    const removed = await store.prune();
    await recorded(setup, ring, { kind: "session", action: "prune", more: { entries: removed } });
    setup.say.info(`removed ${removed} expired entries`);
    return EXIT.ok;
  });
}

/** A session in words. @throws ClosemaskError `session-missing` where the store can tell. */
async function sizeOf(store: Stored, name: string): Promise<{ says: string; more: { entries?: number } }> {
  if (!store.capabilities.lists) return { says: name, more: {} };
  const session = (await store.list()).find((info) => info.name === name);
  if (session === undefined) throw missing();
  const { entries } = session;
  return { says: `${name} with ${entries} entries`, more: { entries } };
}

type Stored = Pick<Store, "capabilities" | "list" | "purge" | "prune" | "texts">;

/** Opens the store for one step and closes it whatever happens. */
function withStore(
  command: string,
  options: ParsedOptions,
  step: (store: Stored, setup: Setup, all: { readonly store: Stored; readonly ring?: KeyRing }) => Promise<number>,
): Promise<number> {
  return withSetup(findCommand(command), options, async (setup) => {
    // Looking at sessions makes neither a key nor a store.
    if (setup.config.store.type === "sqlite" && !isStoreThere(storePath(setup)))
      return await step(createEmptyStore(), setup, { store: createEmptyStore() });
    const { store, all } = await openStore(setup);
    try {
      return await step(store, setup, all);
    } finally {
      await store.close();
    }
  });
}

function createEmptyStore(): Stored {
  return { capabilities: ABLE, list: () => [], purge: () => false, prune: () => 0 };
}

export function missing(): ClosemaskError {
  return new ClosemaskError("session-missing", "there is no such session", { hint: "closemask sessions list" });
}

function ages({ created, lastUsed }: SessionInfo): string[] {
  return [created, lastUsed].map((time) => `${formatAge(Date.now() - time)} ago`);
}

/** What was decided in the chat about values, as numbers; empty where nothing was. */
async function countsOf({ texts }: Stored, name: string): Promise<Readonly<Record<string, number>>> {
  if (texts === undefined) return {};
  const kept = texts(name);
  const { keep, always, deny } = await readLists(kept);
  const conversations = (await kept.names("conversation ")).length;
  return { conversations, readableInChat: keep.length, readableAlways: always.length, maskedAlways: deny.length };
}

async function decided(store: Stored, name: string): Promise<string[][]> {
  const { conversations = 0, readableInChat = 0, readableAlways = 0, maskedAlways = 0 } = await countsOf(store, name);
  const rows: [string, number][] = [
    ["conversations", conversations],
    ["readable in chat", readableInChat],
    ["readable always", readableAlways],
    ["masked always", maskedAlways],
  ];
  return rows.filter(([, count]) => count > 0).map(([what, count]) => [what, String(count)]);
}

/** Lists what was decided about values, or takes some of it back. */
export async function lists(args: string[], options: ParsedOptions): Promise<number> {
  const [name = ""] = args;
  return await withStore("sessions lists", options, async (store, { say }) => {
    const texts = store.texts?.(name);
    if (texts === undefined || !(await store.list()).some((info) => info.name === name)) throw missing();
    const found = await readLists(texts);
    const rows = rowsOf(found);
    if (options.remove !== undefined) {
      const gone = chosen(String(options.remove), rows.length).map((n) => rows[n - 1]?.value ?? "");
      await writeLists(
        texts,
        gone.reduce((left, value) => without(left, value), found),
      );
      say.info(`${gone.length} ${gone.length === 1 ? "decision is" : "decisions are"} taken back`);
    } else if (options.json === true) {
      const { keep, always, deny } = found;
      await printJson({ keep, always, deny });
    } else if (rows.length === 0) await print("nothing was decided about values\n");
    else
      await print(
        table([["N", "WHAT", "VALUE"], ...rows.map(({ what, value }, i) => [String(i + 1), what, inOneLine(value)])]),
      );
    return EXIT.ok;
  });
}

function rowsOf({ keep, always, deny }: Lists): { readonly what: string; readonly value: string }[] {
  const of = (what: string, values: readonly string[]) => values.map((value) => ({ what, value }));
  return [...of("readable in chat", keep), ...of("readable always", always), ...of("masked", deny)];
}

/** Line ends and other control characters as JSON writes them. */
function inOneLine(value: string): string {
  return /\p{Cc}/u.test(value) ? JSON.stringify(value) : value;
}

/** @throws ClosemaskError `usage` */
function chosen(text: string, most: number): number[] {
  if (text === "all") return Array.from({ length: most }, (_, i) => i + 1);
  const numbers = text.split(",").map(Number);
  if (numbers.every((n) => Number.isInteger(n) && n >= 1 && n <= most)) return [...new Set(numbers)];
  throw new ClosemaskError("usage", "--remove takes numbers of the list, or all", {
    hint: "closemask sessions lists NAME",
  });
}

function withTenant(info: SessionInfo): unknown {
  const { tenant, session } = splitName(info.name);
  return Object.assign({ tenant }, withDates({ ...info, name: session }));
}

function withDates(info: SessionInfo): object {
  return { ...info, created: new Date(info.created).toISOString(), lastUsed: new Date(info.lastUsed).toISOString() };
}
