// What a program hands in when it opens closemask.

import type { CustomPattern } from "../detect/custom.ts";
import type { NameFinder } from "../mask/names.ts";
import type { PolicyOptions } from "../mask/policy.ts";
import type { Awaitable, Store } from "../mask/store.ts";
import type { NerEngine, SyncNerEngine } from "../ner/engine.ts";
import type { OnFailure } from "../ner/recognizer.ts";
import type { KeyRing } from "../store/keys.ts";
import type { Kind, Level, Style } from "../types.ts";

/**
 * The key: 32 bytes, the text of a key or ring as `closemask keys export` prints it, a ring, or a function that brings one of
 * these, for key services. It is asked for once.
 */
export type KeyOption = Uint8Array | string | KeyRing | (() => Awaitable<Uint8Array | string | KeyRing>);

/** Where values are kept. */
export type StoreOption =
  /** In this process, until it ends. */
  | { readonly type: "memory" }
  /** In a file that the command line and other processes may share. */
  | { readonly type: "sqlite"; readonly path: string }
  /** A store of the program's own. It is not closed with the instance. */
  | Store
  /** Makes one, once the key is there. It is closed with the instance. */
  | ((parts: StoreParts) => Awaitable<Store>);

/** What a store is made with. */
export interface StoreParts {
  readonly ring: KeyRing;
  readonly limits: { readonly ttl: number; readonly maxEntries: number; readonly atLimit: "refuse" | "evict" };
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Where a value may come back: in what a person reads, or in what a tool gets. */
export type RestorePlace = "text" | "tools";

/** Options of `createCloseMask`. The policy options say what happens to which kinds and values. */
export interface CloseMaskOptions extends Omit<PolicyOptions, "runBounded"> {
  /** Default memory: nothing is written anywhere. */
  readonly store?: StoreOption | undefined;
  /** Needed for every store but memory, whose key is made anew by default. */
  readonly key?: KeyOption | undefined;
  /** Milliseconds since its last use after which a value is forgotten; 0 (default) keeps it for ever. */
  readonly ttl?: number | undefined;
  /** Values that a session holds at most. Default 1,000,000. */
  readonly maxEntries?: number | undefined;
  /** What happens then: masking fails (`refuse`, default), or what was unused longest is forgotten. */
  readonly atLimit?: "refuse" | "evict" | undefined;
  /** How placeholders look. Default `word`, which language models copy best. */
  readonly style?: Style | undefined;
  /** Characters of a `dollar` id: 6 (default), or 8 for sessions of more than some 10,000 values. */
  readonly length?: 6 | 8 | undefined;
  /** How sure a rule must be. Default `balanced`. */
  readonly level?: Level | undefined;
  /** Rules by id that count though they are off by default, and those that do not count. */
  readonly rules?: { readonly enable?: readonly string[]; readonly disable?: readonly string[] } | undefined;
  /** Own patterns: regular expressions on one line, as in `patterns` of the configuration. */
  readonly patterns?: readonly CustomPattern[] | undefined;
  /** Values that are always masked, also in base64, URL-encoded and JSON-escaped; of 6 bytes and more. */
  readonly deny?: readonly (string | { readonly value: string; readonly kind?: Kind })[] | undefined;
  /** Where values of a kind or category may come back. Default both places. */
  readonly restore?: Readonly<Record<string, readonly RestorePlace[]>> | undefined;
  /** Finds names: an engine, or a recognizer that was made with `createRecognizer`. Default nobody. */
  readonly ner?: NerEngine | SyncNerEngine | NameFinder | undefined;
  /** What happens when the engine cannot say: `block` (default) throws, `rules` goes on without names, `pass` lets the text go as it is. */
  readonly onNerFailure?: OnFailure | undefined;
  /** Milliseconds since 1970. Default the system's clock. */
  readonly now?: (() => number) | undefined;
}
