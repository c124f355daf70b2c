// What the chat keeps of a session: conversations, and what the user decided about values. Where it lies, and that it is sealed,
// is the store's business; here it is texts by name.

import { type Entry, NO_LISTS } from "./chat-state.ts";
import type { Lists, Message } from "./types.ts";

/** A store of sealed texts of one session. */
export interface Notes {
  get(name: string): Uint8Array | null;
  put(name: string, bytes: Uint8Array): void;
  /** Names that begin so, in their order. */
  names(prefix: string): string[];
  remove(name: string): void;
}

export interface Saved {
  readonly id: string;
  readonly entries: readonly Entry[];
}

export interface Archive {
  /** Names a conversation that is about to begin. */
  begin(session: string): string;
  save(session: string, saved: Saved): Promise<void>;
  /** The one that was begun last; null when there is none. */
  latest(session: string): Promise<Saved | null>;
  lists(session: string): Promise<Lists>;
  saveLists(session: string, lists: Lists): Promise<void>;
}

const CONVERSATION = "conversation ";
const LISTS = "lists";
/** Conversations that a session keeps; the oldest make room. */
const MOST = 100;

/** `notes` is null where nothing is to be kept: then all of it lasts as long as the process. */
export function createArchive(notes: ((session: string) => Notes) | null, now: () => number): Archive {
  const held = new Map<string, Lists>();
  let last = 0;
  return {
    begin() {
      // Later ones sort behind.
      last = Math.max(last + 1, now());
      return CONVERSATION + String(last).padStart(15, "0");
    },
    async save(session, { id, entries }) {
      if (notes === null || entries.length === 0) return;
      const kept = notes(session);
      kept.put(id, Buffer.from(JSON.stringify({ version: 1, entries })));
      const names = kept.names(CONVERSATION);
      for (const name of names.slice(0, Math.max(0, names.length - MOST))) kept.remove(name);
    },
    async latest(session) {
      const kept = notes?.(session);
      const id = kept?.names(CONVERSATION).at(-1);
      const bytes = id === undefined ? null : (kept?.get(id) ?? null);
      if (id === undefined || bytes === null) return null;
      return { id, entries: read<{ entries: Entry[] }>(bytes).entries.map(whole) };
    },
    async lists(session) {
      const bytes = notes?.(session).get(LISTS) ?? null;
      return bytes === null ? (held.get(session) ?? NO_LISTS) : { ...NO_LISTS, ...read<Partial<Lists>>(bytes) };
    },
    async saveLists(session, lists) {
      held.set(session, lists);
      notes?.(session).put(LISTS, Buffer.from(JSON.stringify(lists)));
    },
  };
}

/** Sealed by us, so its shape is ours. */
function read<T>(bytes: Uint8Array): T {
  return JSON.parse(Buffer.from(bytes).toString()) as T;
}

/** An answer that was cut by the end of the process is no longer coming. */
function whole(entry: Entry): Entry {
  if (entry.role === "note" || entry.state !== "streaming") return entry;
  return { ...entry, state: "stopped" } satisfies Message;
}
