// Carries what the proxy's memory is to keep to the stores of its sessions, in batches: a request does not wait for it. What
// cannot be written is given up and said once; it costs a provider's cache, and nothing else.

import type { SessionStore } from "../../mask/store.ts";

export interface Notes {
  keep(session: string, record: Uint8Array): void;
  /** Where the records of a session go from now on. */
  open(session: string, store: SessionStore): void;
  /** Writes what waits. */
  flush(): Promise<void>;
}

export interface NotesOptions {
  readonly failed: (error: unknown) => void;
}

/** Milliseconds for which records wait for others. */
const WAIT = 2000;
/** Records that may wait; more than that are written at once, or dropped where they cannot be. */
const MOST = 4096;

export function createNotes({ failed }: NotesOptions): Notes {
  const stores = new Map<string, SessionStore>();
  let waiting = new Map<string, Uint8Array[]>();
  let count = 0;
  let timer: NodeJS.Timeout | undefined;
  let told = false;

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const batches = waiting;
    waiting = new Map();
    count = 0;
    for (const [session, records] of batches) {
      try {
        await stores.get(session)?.addNotes?.(records);
      } catch (error) {
        if (!told) failed(error);
        told = true;
      }
    }
  }

  return {
    keep(session, record) {
      const records = waiting.get(session) ?? [];
      records.push(record);
      waiting.set(session, records);
      count++;
      if (count >= MOST) void flush();
      else timer ??= setTimeout(() => void flush(), WAIT).unref();
    },
    open(session, store) {
      if (store.addNotes !== undefined) stores.set(session, store);
    },
    flush,
  };
}
