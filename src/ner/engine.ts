// What every source of named entities is to the rest: texts in, entities out. Knows no engine.

import type { Kind } from "../types.ts";

/** A name, an organisation, a place or an address in a text. */
export interface Entity {
  /** `[start, end)` in UTF-16 units of the text. */
  readonly start: number;
  readonly end: number;
  readonly kind: Kind;
  /** What the engine itself calls it: `PER`, `private_person`, or the id of a lexicon's rule. */
  readonly label: string;
  /** 0 to 1. */
  readonly score: number;
}

/** About all texts of one call. */
export interface NerOptions {
  /** BCP 47 tag of all texts; the engine finds out for itself when absent. */
  readonly language?: string;
  /** Ends the call with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** An engine for named entities. */
export interface NerEngine {
  /** Name in messages and reports: `lexicon`, `sidecar`, `presidio`. */
  readonly name: string;
  /**
   * Entities of each text, in the order of the texts; those of one text are sorted and disjoint.
   * @throws ClosemaskError `ner` when the engine cannot say; never with a text or a part of one in its message
   */
  detect(texts: readonly string[], options?: NerOptions): Promise<readonly (readonly Entity[])[]>;
  /** Lets go of connections and processes. */
  close(): Promise<void>;
}

/** An engine in this process that needs not be waited for. */
export interface SyncNerEngine extends NerEngine {
  /** Entities of one text, sorted and disjoint. */
  find(text: string, language?: string): readonly Entity[];
}
