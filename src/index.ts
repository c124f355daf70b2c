// The library: what programs import. Re-exports only.

export { openTracing, type Span as TraceSpan, spansAround, type Tracing } from "./audit/tracing.ts";
export { createDetector, type Detector, type DetectorOptions, type Region } from "./detect/detector.ts";
export { KINDS, type KindInfo } from "./detect/kinds.ts";
export { createLiterals } from "./detect/literal-table.ts";
export type { Literal, Literals } from "./detect/literals.ts";
export type { Candidate } from "./detect/resolve.ts";
export type { Rule } from "./detect/rule.ts";
export { RULES } from "./detect/rules/index.ts";
export { ClosemaskError, type ErrorCode, EXIT } from "./errors.ts";
export { asCommandLine, type CommandLineHost, type CommandLineSettings } from "./library/as-command-line.ts";
export { type CloseMask, createCloseMask, type OpenOptions, type SignalHost } from "./library/create-close-mask.ts";
export type { Explained } from "./library/explain.ts";
export type { JsonOptions, Others } from "./library/json.ts";
export type { CloseMaskOptions, KeyOption, RestorePlace, StoreOption, StoreParts } from "./library/options.ts";
export { createRecognizer } from "./library/own-engine.ts";
export {
  createToolGuard,
  type Secured,
  secureTool,
  type ToolGuard,
  type ToolPolicy,
} from "./library/secure-tool.ts";
export type {
  CloseMaskSession,
  MaskJsonOptions,
  StreamOptions,
  UnmaskJsonOptions,
  UnmaskOptions,
  UnmaskStreamOptions,
} from "./library/session-types.ts";
export { createMaskFeed, type MaskEvent, type MaskFeed, type MaskFeedOptions } from "./mask/mask-feed.ts";
export { type Around, createMasker, type Masker, type MaskerOptions } from "./mask/masker.ts";
export { createNameSource, type Named, type NameFinder, type NameSource, type NamesFound } from "./mask/names.ts";
export { type Allowed, createPolicy, type Policy, type PolicyOptions } from "./mask/policy.ts";
export { createSession, type Session, type SessionOptions } from "./mask/session.ts";
export type { SessionInfo, SessionStore, Store, StoreLimits } from "./mask/store.ts";
export type { TextLike } from "./mask/text-batch.ts";
export { createUnmaskFeed, type UnmaskFeed, type UnmaskFeedOptions } from "./mask/unmask-feed.ts";
export type { Entity, NerEngine, NerOptions, SyncNerEngine } from "./ner/engine.ts";
export type { Recognizer, RecognizerOptions } from "./ner/recognizer.ts";
export { createRemoteEngine, type RemoteEngine, type RemoteOptions } from "./ner/remote/create-remote.ts";
export { formatRing, type KeyRing, newRing, parseRing, sessionKeys, tenantRing } from "./store/keys.ts";
export { createMemoryStore } from "./store/memory.ts";
export { createSqliteStore, type SqliteStore } from "./store/sqlite.ts";
export { createTenantStore } from "./store/tenants.ts";
export type { Action, Category, CheckResult, Kind, Level, OnError, Span, Style } from "./types.ts";
