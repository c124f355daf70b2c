// What the proxy remembers between requests: how texts went out and came in, and what the rules found in them. Keys are
// keyed hashes and entries are ranges and placeholders, so that no text and no value is kept. In this process only: after a
// restart texts are scanned anew, and get the same placeholders.

import { createHmac, type Hmac } from "node:crypto";
import type { Candidate } from "../detect/resolve.ts";
import { createCache } from "../mask/cache.ts";
import type { Kind } from "../types.ts";

/** A stretch of a client text that left, or came, in another form. Offsets are bytes of UTF-8. */
export interface SentEdit {
  readonly start: number;
  readonly end: number;
  readonly kind: Kind;
  /** How it was written, where that is not what the session writes: a model's own spelling, a redaction. */
  readonly wire?: Uint8Array | undefined;
}

/** What a text is to whom: texts of different sessions and providers, and of user and model, are not the same. */
export interface Sender {
  readonly sessionName: string;
  readonly provider: string;
  /** True for what the model writes. */
  readonly authored: boolean;
}

export interface Memory {
  /** The hash that keys a text; fed with the text itself, piece by piece. */
  sentKey(sender: Sender): Hmac;
  /** How a text left or came before; undefined when it did not. */
  sent(key: string): readonly SentEdit[] | undefined;
  remember(key: string, edits: readonly SentEdit[]): void;
  /** The hash for what the rules of a version find in a text. */
  foundKey(version: string): Hmac;
  found(key: string): readonly Candidate[] | undefined;
  rememberFound(key: string, spans: readonly Candidate[]): void;
}

export interface MemoryOptions {
  /** 32 random bytes, or a key derived for this. */
  readonly key: Uint8Array;
  /** Bytes for each of the two; default 32 MB. */
  readonly limit?: number;
}

const LIMIT = 32 * 1024 * 1024;
/** What an edit costs beside its bytes. */
const EDIT = 96;
/** A key as text. */
const KEY = 64;

export function createMemory({ key, limit = LIMIT }: MemoryOptions): Memory {
  const sent = createCache<string, readonly SentEdit[]>(limit / 2);
  const found = createCache<string, readonly Candidate[]>(limit / 2);
  return {
    sentKey({ sessionName, provider, authored }) {
      return createHmac("sha256", key).update(`s${authored ? 1 : 0}\0${sessionName}\0${provider}\0`);
    },
    sent: (id) => sent.get(id),
    remember(id, edits) {
      let bytes = KEY;
      for (const { wire } of edits) bytes += EDIT + (wire?.length ?? 0);
      sent.set(id, edits, bytes);
    },
    foundKey: (version) => createHmac("sha256", key).update(`f${version}\0`),
    found: (id) => found.get(id),
    rememberFound: (id, spans) => found.set(id, spans, KEY + EDIT * spans.length),
  };
}
