// The conversation that is under way, between memory and archive: what is kept of it, what leaves the memory, and what comes back
// to be looked at.

import { type Archive, KEPT_CHARACTERS, type Stretch, sizeOf } from "./archive.ts";
import { spoken } from "./state.ts";
import type { ChatStore } from "./store.ts";
import type { Message } from "./types.ts";

export interface Keeping {
  /** Begins a conversation of the session, or goes on with its last one; false when there is none to go on with. */
  begin(session: string, resume: boolean): Promise<boolean>;
  /** A new conversation in the same session; the one before stays in the archive. */
  clear(): void;
  /** After each answer. The oldest messages leave the memory once there are too many. */
  save(): Promise<void>;
  /** Brings messages back that are not in memory, or the beginning with its place. */
  fetch(what: "before" | "after" | "first"): Promise<void>;
  /** The whole conversation, page by page. */
  all(): AsyncGenerator<readonly Message[]>;
}

/** Of what was fetched, at most so many messages stay, and half of the characters that the conversation may have. */
export const PAST_MESSAGES = 500;

export function createKeeping(store: ChatStore, archive: Archive): Keeping {
  const { dispatch } = store;
  let conversation = archive.begin(store.state.session);
  let fetching = false;
  let isTold = false;

  async function find(what: "before" | "after" | "first"): Promise<Stretch | null> {
    const { session, entries, past } = store.state;
    if (what === "first") return archive.page(session, conversation, "first");
    const edge = what === "before" ? (past[0] ?? entries[0]) : past.at(-1);
    if (edge === undefined) return null;
    return archive.page(session, conversation, what === "before" ? { before: edge.id } : { after: edge.id });
  }

  return {
    async begin(session, resume) {
      const saved = resume ? await archive.latest(session) : null;
      conversation = saved?.id ?? archive.begin(session);
      isTold = false;
      dispatch({ type: "load", entries: saved?.entries ?? [], before: saved?.before ?? 0 });
      return saved !== null;
    },
    clear() {
      conversation = archive.begin(store.state.session);
      isTold = false;
      dispatch({ type: "load", entries: [] });
    },
    async save() {
      const messages = spoken(store.state);
      const gone = await archive.save(store.state.session, conversation, messages);
      const from = messages[gone];
      if (gone === 0 || from === undefined) return;
      dispatch({ type: "trim", from: from.id, lost: !archive.keeps });
      if (isTold) return;
      isTold = true;
      const where = archive.keeps ? "stay in the store" : "are gone, since nothing is kept";
      dispatch({
        type: "note",
        text: `the conversation is long: the provider is told its newest messages, the first ones ${where}`,
        tone: "info",
      });
    },
    async fetch(what) {
      if (fetching) return;
      fetching = true;
      try {
        const { before, lost, entries } = store.state;
        if (before === 0 || lost) return;
        const found = await find(what);
        if (found === null || found.messages.length === 0) {
          // Expired, or removed by another process.
          dispatch({ type: "gone" });
          return;
        }
        const { past, pastBefore } = store.state;
        const first = entries[0]?.id ?? Number.POSITIVE_INFINITY;
        const messages = found.messages.filter(({ id }) => id < first);
        if (what === "first") {
          dispatch({ type: "past", past: messages, before: found.before });
          dispatch({ type: "place", place: { id: messages[0]?.id ?? 0, part: 0, line: 0 } });
        } else if (what === "before") {
          dispatch({ type: "past", past: bounded([...messages, ...past], "start"), before: found.before });
        } else {
          const all = [...past, ...messages];
          const kept = bounded(all, "end");
          dispatch({ type: "past", past: kept, before: pastBefore + all.length - kept.length });
        }
      } finally {
        fetching = false;
      }
    },
    async *all() {
      const { session, before, lost } = store.state;
      const tail = spoken(store.state);
      if (before > 0 && !lost) {
        const first = tail[0]?.id ?? Number.POSITIVE_INFINITY;
        let page = await archive.page(session, conversation, "first");
        while (page !== null && page.messages.length > 0) {
          const messages = page.messages.filter(({ id }) => id < first);
          const end = messages.at(-1);
          if (end === undefined) break;
          yield messages;
          page = await archive.page(session, conversation, { after: end.id });
        }
      }
      yield tail;
    },
  };
}

/** What stays of messages in a row, counted from one side. */
function bounded(messages: readonly Message[], from: "start" | "end"): readonly Message[] {
  const order = from === "start" ? messages : messages.toReversed();
  const kept: Message[] = [];
  let size = 0;
  for (const message of order) {
    size += sizeOf(message);
    if (kept.length === PAST_MESSAGES || (size > KEPT_CHARACTERS / 2 && kept.length > 0)) break;
    kept.push(message);
  }
  return from === "start" ? kept : kept.reverse();
}
