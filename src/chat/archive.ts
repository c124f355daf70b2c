// What the chat keeps of a session: conversations in pages, and what the user decided about values. A page is written when something
// in it has changed, so that one more message costs the same in a long conversation as in a short one. Where it lies, and that
// it is sealed, is the store's business; here it is texts by name.

import type { SessionText, SessionTexts } from "../mask/store.ts";
import { LISTS, listsBytes, listsFrom, NO_LISTS, readLists, union, writeLists } from "./lists.ts";
import type { Lists, Message } from "./types.ts";

export interface Saved {
  readonly id: string;
  /** The newest messages, as many as the memory takes. */
  readonly entries: readonly Message[];
  /** How many stand before them. */
  readonly before: number;
}

/** Messages in a row, and how many stand before them. */
export interface Stretch {
  readonly messages: readonly Message[];
  readonly before: number;
}

export interface Archive {
  /** False where nothing outlasts the process. */
  readonly keeps: boolean;
  /** Names a conversation that is about to begin. */
  begin(session: string): string;
  /**
   * Takes in the newest messages of a conversation, from the first one in memory on, and returns how many of them, from the
   * first one on, may leave the memory: whole pages.
   */
  save(session: string, id: string, entries: readonly Message[]): Promise<number>;
  /** The one that was begun last; null when there is none. */
  latest(session: string): Promise<Saved | null>;
  /** The page that holds what stands before, or behind, the message with that number, or the first one. Null when there is none. */
  page(session: string, id: string, where: Where): Promise<Stretch | null>;
  lists(session: string): Promise<Lists>;
  saveLists(session: string, lists: Lists): Promise<void>;
}

export type Where = { readonly before: number } | { readonly after: number } | "first";

const CONVERSATION = "conversation ";
const PAGE = "page ";
/** Conversations that a session keeps; the oldest make room. */
const MOST = 100;
/** A page ends with the message that makes it so full. */
const PAGE_MESSAGES = 50;
const PAGE_CHARACTERS = 128 * 1024;
/** What stays in memory: the newest messages, at most so many, and so many characters of both forms. */
export const KEPT_MESSAGES = 1000;
export const KEPT_CHARACTERS = 8 * 1024 * 1024;

interface Page {
  /** Number of its first message. */
  readonly first: number;
  readonly count: number;
}

/** What is known of the conversation under way. */
interface Open {
  readonly session: string;
  readonly id: string;
  readonly pages: readonly Page[];
  /** What was written of the pages that are in memory. */
  readonly written: Map<number, readonly Message[]>;
}

/** `texts` is null where nothing is to be kept: then all of it lasts as long as the process. */
export function createArchive(texts: ((session: string) => SessionTexts) | null, now: () => number): Archive {
  const held = new Map<string, Lists>();
  let last = 0;
  let open: Open | null = null;

  /** The pages of a conversation, as the store has them. */
  async function opened(session: string, id: string): Promise<Open | null> {
    if (open?.session === session && open.id === id) return open;
    const bytes = texts === null ? null : await texts(session).get(id);
    if (bytes === null) return null;
    const head = read<{ pages?: Page[]; entries?: Message[] }>(bytes);
    open = { session, id, pages: head.pages ?? [], written: new Map() };
    // Written as one text by an older program.
    const { entries = [] } = head;
    return entries.length === 0 ? open : write(open, entries.filter(isMessage).map(whole));
  }

  /** Writes what is new from the first of the messages on. */
  async function write(to: Open, messages: readonly Message[]): Promise<Open> {
    const { session, id } = to;
    const first = messages[0]?.id ?? 0;
    // What is in memory begins where a page does.
    const pages = to.pages.slice(
      0,
      Math.max(
        0,
        to.pages.findLastIndex((page) => page.first <= first),
      ),
    );
    const written = new Map<number, readonly Message[]>();
    const kept = texts?.(session);
    for (const page of inPages(messages, to.pages.slice(pages.length))) {
      const before = to.written.get(pages.length);
      const isSame = before?.length === page.length && before.every((message, i) => message === page[i]);
      if (!isSame) await kept?.put(pageName(id, pages.length), json({ version: 2, entries: page }));
      written.set(pages.length, page);
      pages.push({ first: page[0]?.id ?? 0, count: page.length });
    }
    for (let n = pages.length; n < to.pages.length; n++) await kept?.remove(pageName(id, n));
    await kept?.put(id, json({ version: 2, pages }));
    open = { session, id, pages, written };
    return open;
  }

  async function readPage({ session, id }: Open, n: number): Promise<readonly Message[]> {
    const bytes = (await texts?.(session).get(pageName(id, n))) ?? null;
    return bytes === null ? [] : read<{ entries: Message[] }>(bytes).entries.filter(isMessage).map(whole);
  }

  return {
    keeps: texts !== null,
    begin() {
      // Later ones sort behind.
      last = Math.max(last + 1, now());
      return CONVERSATION + String(last).padStart(15, "0");
    },
    async save(session, id, entries) {
      if (entries.length === 0) return 0;
      if (texts === null) return leaving(entries, inPages(entries, []));
      const before = await opened(session, id);
      const { written } = await write(before ?? { session, id, pages: [], written: new Map() }, entries);
      if (before === null) await forgetOldest(texts(session));
      return leaving(entries, [...written.values()]);
    },
    async latest(session) {
      const id = (await texts?.(session).names(CONVERSATION))?.at(-1);
      const found = id === undefined ? null : await opened(session, id);
      if (found === null) return null;
      const { pages, written } = found;
      const entries: Message[] = [];
      let n = pages.length;
      while (n > 0) {
        const page = await readPage(found, n - 1);
        if (page.length === 0) break;
        // At least the last one.
        if (entries.length > 0 && exceeds([...page, ...entries])) break;
        entries.unshift(...page);
        n--;
        written.set(n, page);
      }
      return { id: found.id, entries, before: countOf(pages.slice(0, n)) };
    },
    async page(session, id, where) {
      const found = await opened(session, id);
      if (found === null) return null;
      const { pages } = found;
      const at =
        where === "first"
          ? 0
          : "before" in where
            ? pages.findLastIndex(({ first }) => first < where.before)
            : pages.findIndex(({ first }) => first > where.after);
      if (pages[at] === undefined) return null;
      return { messages: await readPage(found, at), before: countOf(pages.slice(0, at)) };
    },
    async lists(session) {
      return texts === null ? (held.get(session) ?? NO_LISTS) : readLists(texts(session));
    },
    async saveLists(session, lists) {
      if (texts === null) held.set(session, lists);
      else await writeLists(texts(session), lists);
    },
  };
}

/** In pages as they were, with what is new behind. */
function inPages(messages: readonly Message[], before: readonly Page[]): Message[][] {
  const starts = new Set(before.map(({ first }) => first));
  const pages: Message[][] = [];
  let size = 0;
  for (const message of messages) {
    const page = pages.at(-1);
    const isFull = page !== undefined && (page.length >= PAGE_MESSAGES || size >= PAGE_CHARACTERS);
    if (page === undefined || isFull || starts.has(message.id)) {
      pages.push([message]);
      size = 0;
    } else page.push(message);
    size += sizeOf(message);
  }
  return pages;
}

/** How many messages are more than what stays in memory, in whole pages from the first one on. */
function leaving(entries: readonly Message[], pages: readonly (readonly Message[])[]): number {
  let gone = 0;
  for (const page of pages.slice(0, -1)) {
    if (!exceeds(entries.slice(gone))) break;
    gone += page.length;
  }
  return gone;
}

function exceeds(messages: readonly Message[]): boolean {
  return (
    messages.length > KEPT_MESSAGES || messages.reduce((sum, message) => sum + sizeOf(message), 0) > KEPT_CHARACTERS
  );
}

const sizes = new WeakMap<Message["segments"], number>();

/** Characters of both forms. */
export function sizeOf({ segments }: Message): number {
  let size = sizes.get(segments);
  if (size === undefined) {
    size = segments.reduce(
      (sum, { client, wire }) => sum + (client === wire ? client.length : client.length + wire.length),
      0,
    );
    sizes.set(segments, size);
  }
  return size;
}

async function forgetOldest(texts: SessionTexts): Promise<void> {
  const names = await texts.names(CONVERSATION);
  for (const name of names.slice(0, Math.max(0, names.length - MOST))) {
    for (const page of await texts.names(pagesOf(name))) await texts.remove(page);
    await texts.remove(name);
  }
}

const pagesOf = (id: string): string => `${PAGE}${id.slice(CONVERSATION.length)} `;
const pageName = (id: string, n: number): string => pagesOf(id) + String(n).padStart(6, "0");

function countOf(pages: readonly Page[]): number {
  return pages.reduce((sum, { count }) => sum + count, 0);
}

/** Sealed by us, so its shape is ours. */
function read<T>(bytes: Uint8Array): T {
  return JSON.parse(Buffer.from(bytes).toString()) as T;
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function isMessage(entry: { readonly role: string }): boolean {
  return entry.role !== "note";
}

/** An answer that was cut by the end of the process is no longer coming. */
function whole(message: Message): Message {
  return message.state === "streaming" ? { ...message, state: "stopped" } : message;
}

/**
 * What of another machine's texts of this session is to be taken in: conversations that are not here, and both lists as one.
 * What is to be masked stays so where one of them keeps it readable.
 */
export async function merged(
  here: SessionTexts,
  texts: readonly SessionText[],
): Promise<{ texts: SessionText[]; conversations: number }> {
  const known = new Set(await here.names(CONVERSATION));
  const numberOf = (name: string): string => `${CONVERSATION}${name.split(" ")[1]}`;
  const fresh = texts
    .filter(({ name }) => name.startsWith(CONVERSATION) || name.startsWith(PAGE))
    .filter(({ name }) => !known.has(numberOf(name)));
  const theirs = texts.find(({ name }) => name === LISTS);
  const conversations = fresh.filter(({ name }) => name.startsWith(CONVERSATION)).length;
  if (theirs === undefined) return { texts: fresh, conversations };
  const ours = await here.get(LISTS);
  const lists = union(ours === null ? NO_LISTS : listsFrom(ours), listsFrom(theirs.bytes));
  return { texts: [...fresh, { name: LISTS, bytes: listsBytes(lists) }], conversations };
}
