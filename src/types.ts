// The nouns that every layer shares. No code, so that importing this file costs nothing.

/** What sort of value a span holds: upper-case, a stable public name (`EMAIL`, `CN_ID_CARD`). Config may add own kinds. */
export type Kind = string;

/** Every kind belongs to one category; config and flags accept a category wherever they accept a kind. */
export type Category =
  | "CREDENTIAL"
  | "CONTACT"
  | "PERSONAL"
  | "FINANCIAL"
  | "IDENTITY_US"
  | "IDENTITY_INTL"
  | "HEALTHCARE"
  | "NETWORK"
  | "VEHICLE"
  | "CORPORATE"
  | "CUSTOM";

/** How sure a rule must be before its span is masked. */
export type Level = "strict" | "balanced" | "aggressive";

/** What a rule's own check (checksum, structure) said of a candidate; `none` where the rule has no check. */
export type CheckResult = "none" | "passed" | "failed";

/** `[start, end)` in a text, in bytes inside the engine and in UTF-16 units at the string API. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly kind: Kind;
  /** Id of the rule that found it, `literal` for a known value. */
  readonly rule: string;
  /** 0 to 1. */
  readonly confidence: number;
  readonly check: CheckResult;
}

/** How an entry is written; see mask/placeholder.ts for the grammar. */
export type Style = "dollar" | "word" | "bare" | "angle" | "format";

/** What happens to a kind. */
export type Action = "mask" | "redact" | "keep" | "block";

/** What a filter does when the store or the key fails in mid-run. */
export type OnError = "block" | "redact" | "pass";
