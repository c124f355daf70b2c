// What a sidecar stands on: a model or a word list. Knows no HTTP.

/** An entity as a sidecar's source finds it. */
export interface Finding {
  /** `[start, end)` in UTF-16 units of the text. */
  readonly start: number;
  readonly end: number;
  /** In capitals: `PERSON`, `ORGANIZATION`, or what the model calls it. */
  readonly type: string;
  /** 0 to 1. */
  readonly score: number;
}

export interface Source {
  /** Languages that it knows, `*` for any. */
  readonly languages: readonly string[];
  /** What looks at them, by language. */
  readonly available: Readonly<Record<string, string>>;
  /** Languages for which it is ready now. */
  loaded(): string[];
  /** Makes it ready for a language. @throws ClosemaskError `input` for one that it does not know, `ner` */
  load(language: string): Promise<void>;
  /**
   * Sorted and disjoint. @throws ClosemaskError `input` for a language that it does not know, `ner` when it cannot say, or the
   * signal's reason
   */
  detect(text: string, language: string | undefined, signal: AbortSignal): Promise<readonly Finding[]>;
}
