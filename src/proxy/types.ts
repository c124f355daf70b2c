// The nouns of the proxy: field classes, dialects as data, and what comes of a request. No code, no sockets.

import type { LookAlike } from "../mask/placeholder.ts";
import type { Kind } from "../types.ts";
import type { Restored } from "./ask.ts";
import type { LengthEdit } from "./offsets.ts";

/**
 * What happens to a field on the way up.
 * M text; MJ JSON in a string; MO free-form JSON (names and long numbers too); SC JSON Schema; I a user's own identifier,
 * bound to a character set or length; U a URL that the provider fetches; B a blob; C a credential that the provider needs;
 * S sealed by a signature; K structure. M is also the class of everything that no table names.
 */
export type RequestClass = "M" | "MJ" | "MO" | "SC" | "I" | "U" | "B" | "C" | "S" | "K";

/**
 * What happens to a field on the way down.
 * R text; RJ JSON in a string; RO free-form JSON; RX an offset into a text that restoring changes; L left as it is; S sealed.
 * R is also the class of everything that no table names.
 */
export type ResponseClass = "R" | "RJ" | "RO" | "RX" | "L" | "S";

/** Where a restored value ends up: before a reader, or in the arguments of a tool. */
export type Channel = "text" | "tools";

/** More about a field than its class says. */
export interface FieldNotes {
  /** I: characters and length that the API accepts. */
  readonly chars?: RegExp;
  readonly max?: number;
  /** What a model wrote: goes back as it came (the echo ledger). */
  readonly authored?: boolean;
  /** M and R with `tools`: the text goes into a tool as it is. RJ and RO are always `tools`. */
  readonly channel?: Channel;
  /**
   * RX: the text that the offset counts in, from the object that holds the offset: `../../text`; and its unit. DOCUMENT: the
   * document of the request whose number stands beside it, in characters; on the way up such a number has class K.
   */
  readonly text?: string;
  readonly unit?: "utf16" | "utf8";
  /** RX: the end of a range goes to the end of a value, its start to the start. */
  readonly edge?: "start" | "end";
  /** I: identifiers of machines, such as UUIDs and hashes in hex, stay. */
  readonly opaque?: boolean;
  /** K: says something about the user that no answer needs: the hardened profile leaves it out. */
  readonly personal?: boolean;
  /** K: asks for log probabilities: left out where they are not wanted, since their tokens stay in wire form. */
  readonly logprobs?: boolean;
  /** K: in no request: nobody can look for a value in pieces, and no answer needs it. */
  readonly unsent?: boolean;
  /** K: only a string that says this. */
  readonly says?: string;
  /** SC: the model's output is bound to the schema, so what no placeholder can satisfy is left out. */
  readonly constrained?: boolean;
  /** B: members beside the blob that say its media type or file name: `media_type|mime_type`, `../format`. */
  readonly media?: string;
  /** A number array there is token ids, which are refused; a text tells the user what to switch off. */
  readonly tokens?: string;
}

/**
 * A path and its class. Steps are joined by dots: a name, `*` any name, `[]` any element (behind a name without a dot),
 * `**` any number of steps, `{key=a|b}` only objects whose member says so, `{key}` only those that have it, `{!key}` only
 * those that lack it. The first entry that matches wins. A class holds for everything below its path that no other entry names.
 */
export type Field<Class> = readonly [path: string, is: Class, notes?: FieldNotes];
export type RequestTable = readonly Field<RequestClass>[];
export type ResponseTable = readonly Field<ResponseClass>[];

/** How the records of a stream are told apart. `json-array` are the elements of one array, sent in pieces; `text` has none. */
export type Framing = "sse" | "ndjson" | "json-array" | "text";

/** A text that comes in pieces. */
export interface DeltaField {
  /** From the root of the event, in the syntax of tables. */
  readonly path: string;
  readonly is: "R" | "RJ";
  readonly channel?: Channel;
  /**
   * Paths of what tells one text from another, from the root of the event: `index`, `choices[].index` (of the same element).
   * An absent one counts as the place in its array; with a `?` at the end of the path, as empty.
   */
  readonly key: readonly string[];
  /** Name of the text, where pieces of one text come at several paths. Default: the path. */
  readonly text?: string;
  /** What else of an event is part of a piece made of it: its root's own numbers and texts are, and the key. */
  readonly keep?: readonly string[];
  /**
   * For events that are no piece themselves: name and JSON of one, in which `$0` is the first member of the key, and so on,
   * and `$$` the text.
   */
  readonly piece?: readonly [name: string, json: string];
}

/** An offset into a text that came in pieces. */
export interface DeltaOffset {
  readonly path: string;
  readonly edge: "start" | "end";
  /** The text, and what its key is in this event. */
  readonly text: string;
  readonly key: readonly string[];
}

export interface TextEnd {
  /** Those with an equal key, as far as it is given; an empty list for all. */
  readonly key: readonly string[];
  /** Only if the event has this path, and it is not null. */
  readonly when?: string;
  /** Only those with these names. */
  readonly texts?: readonly string[];
  /** What is held may not be part of this event. */
  readonly before?: boolean;
}

/** One type of event. `type` may begin or end with `*`. An event that none names is restored as a response is; one whose name and shape say that it is a piece of a text, as such. */
export interface StreamRule {
  /** Value of the event's type field; absent: events without a type, or with one that no rule has. One at most. */
  readonly type?: string;
  /** Pieces of texts; they wait for the rest of a placeholder. */
  readonly deltas?: readonly DeltaField[];
  /** Everything else with text in the event: whole texts. A path of `deltas` is not looked up here. */
  readonly fields?: ResponseTable;
  /** Which texts end with this event, so that what is held of them is written with it or before it. */
  readonly ends?: readonly TextEnd[];
  /** Says which tool the arguments with this key are for. */
  readonly tool?: { readonly path: string; readonly key: readonly string[] };
  readonly offsets?: readonly DeltaOffset[];
  /** Passed as bytes, never read. */
  readonly sealed?: boolean;
  /** False where texts only repeat what came before, and need not be noted again. */
  readonly echo?: boolean;
}

export interface StreamSpec {
  readonly framing: Framing;
  /** Member of an event that says its type; absent where events have none. */
  readonly typeField?: string;
  readonly rules: readonly StreamRule[];
  /**
   * Texts that agree in so many members of their keys come one after the other: a piece of one ends what is held of the
   * others. Arguments of tools, which may interleave, are excepted. Absent: texts may interleave.
   */
  readonly turns?: number;
  /** Events whose data is no JSON are pieces of one text; else they pass as they came. */
  readonly plain?: boolean;
  /** What offsets into texts count. */
  readonly unit?: "utf16" | "utf8";
}

/** Amazon's binary frames, with an event in each, or with the model's own event in base64 in each. */
export type Carrier = "aws-events" | "aws-chunks";

/** `system` of Anthropic, a leading message of Chat, `instructions` of Responses, Gemini's `systemInstruction`, a plain member. */
export type NotePlace = "anthropic" | "chat" | "responses" | "gemini" | "system";

export interface Endpoint {
  /** Stable, for metrics and messages: `chat`, `messages`, `count-tokens`. */
  readonly name: string;
  /** `POST`, or several; absent for any. */
  readonly methods?: readonly string[];
  /** Matched against the path behind the provider's prefix, without query. */
  readonly path: RegExp;
  /** What a body is. `none`: only passed without one. */
  readonly body: "json" | "jsonl" | "multipart" | "none" | "any";
  readonly request?: RequestTable;
  readonly response?: ResponseTable;
  readonly stream?: StreamSpec;
  /** What the events of its stream come in, where that is no text. */
  readonly carrier?: Carrier;
  /** When the answer is a stream: a member of the body says so, always, unless the body says no, or never. */
  readonly streams?: "asked" | "always" | "unless-refused" | "never";
  /** The answer may hold what earlier requests stored at the provider: the whole session may be restored in it. */
  readonly stored?: boolean;
  /** `pass`: nothing to mask (lists of models). `warn`, `block`: what the hardened profile refuses, what is always refused. */
  readonly policy?: "mask" | "pass" | "warn" | "block";
  /** Refused by the hardened profile, although it passes otherwise. */
  readonly hardened?: "block";
  /** Where a note for the model goes, if one is asked for. */
  readonly note?: NotePlace;
  /** JSONL: where a line says which endpoint its body is for (`url`), and where that body stands (`body`). */
  readonly lines?: { readonly url: string; readonly body: string };
}

/** Names of the error envelopes. */
export type ErrorShape = "openai" | "anthropic" | "gemini" | "ollama" | "mistral" | "cohere";

/** A wire protocol as data. */
export interface Dialect {
  readonly name: string;
  /** In order: the first that matches. The last one matches everything (the default rule). */
  readonly endpoints: readonly Endpoint[];
  readonly errors: ErrorShape;
}

/** What went wrong with a request, for the status, the metrics and the message. Its message never holds what was sent. */
export type RefusalKind =
  | "invalid-json"
  | "too-deep"
  | "not-inspectable"
  | "unsupported-encoding"
  | "too-large"
  | "blob"
  | "url"
  | "tokens"
  | "field-limit"
  | "blocked"
  | "egress"
  | "store"
  | "audit"
  | "detector"
  | "names"
  | "unknown-endpoint"
  | "websocket"
  | "signed"
  | "upstream"
  | "auth"
  | "origin"
  | "shutting-down";

export interface Refusal {
  readonly kind: RefusalKind;
  /** 4xx that SDKs do not retry. */
  readonly status: number;
  readonly message: string;
}

/** Which placeholders may be restored in an answer. */
export interface Scope {
  /** True for an answer that may speak of stored state: everything that the session has issued. */
  readonly whole: boolean;
  readonly size: number;
  /** Labels of what may be restored; null when they are not known. */
  readonly labels: ReadonlySet<string> | null;
  has(found: LookAlike): boolean;
}

/** What was done to a request, as counts. */
export interface Counts {
  /** By kind: values that left masked or redacted. */
  readonly masked: ReadonlyMap<Kind, number>;
  /** By id of the rule that found them; what goes as it went before is not among them. */
  readonly rules: ReadonlyMap<string, number>;
  /** What passed although it could not be inspected: `blob`, `url`, `sealed`, `header`, … */
  readonly warnings: ReadonlyMap<string, number>;
}

/** The masked request, or why it is refused; then nothing of it may be sent. */
export type MaskOutcome =
  | {
      readonly ok: true;
      readonly body: Buffer;
      /** False: `body` is what came in, byte for byte. */
      readonly changed: boolean;
      readonly counts: Counts;
      readonly scope: Scope;
      /** The client asked for a stream. */
      readonly streams: boolean;
    }
  | { readonly ok: false; readonly refusal: Refusal };

export interface RestoreCounts {
  readonly restored: ReadonlyMap<Kind, number>;
  /** Look-alikes that stand for nothing here, or that this answer has no right to. */
  readonly unresolved: number;
  /** Values that the policy left masked, by kind. */
  readonly withheld: ReadonlyMap<Kind, number>;
  /** Credentials that went into the arguments of tools. */
  readonly credentialsInTools: number;
  /** Searches of edit tools that were made to fail, since they would have matched a value in part. */
  readonly probes: number;
}

/** What wire bytes were written for a stretch of client text: `[start, end)` there, in bytes of its UTF-8. */
export interface EchoEdit {
  readonly start: number;
  readonly end: number;
  readonly wire: Uint8Array;
  readonly kind: Kind;
}

/** Where placeholders stand that are to be restored. */
export interface Place {
  readonly channel: Channel;
  /** Name of the tool whose arguments they are in, where known. */
  readonly tool?: string | undefined;
}

/** A value for a text: `rounds` of escapes are still to be put on it. */
export interface Form {
  readonly value: Uint8Array;
  readonly rounds: number;
}

/**
 * What restoring asks, for whole bodies and for streams. One for each answer.
 */
export interface Restoring {
  /** Proposes what may be placeholders in UTF-8, in the tolerant grammar where it is on. */
  find(bytes: Buffer, from: number, to: number): LookAlike[];
  /** True when no placeholder may be restored: then nothing needs to be held back. */
  readonly idle?: boolean;
  /** Labels that placeholders may carry, capitals apart; absent or null for all. */
  readonly labels?: ReadonlySet<string> | null;
  /** Longest text that `find` may need to see at once: what a stream holds back at most. */
  readonly hold: number;
  /**
   * What they become: null for those that stay as they are. Scope, the restore policy and the rule on URLs are applied, and
   * everything is counted. `bytes` is the text around them as far as it is known.
   */
  resolve(found: readonly LookAlike[], bytes: Buffer, place: Place): Promise<(Restored | null)[]>;
  /** Begins to note a text that a client may send back. */
  echo(): EchoText;
  /** A tool's arguments as JSON text in client form, at their end: each of its strings and long numbers is noted as well. */
  echoJson(wire: Buffer, client: Buffer, edits: readonly EchoEdit[]): void;
  readonly counts: RestoreCounts;
  /** Whether what an edit tool looks for would match a masked value in part; `own` came from placeholders. Absent for never. */
  readonly probe?:
    | ((search: Buffer, own: readonly { readonly start: number; readonly end: number }[]) => boolean)
    | undefined;
  /**
   * How a value is put into a text, at a depth of quotes in it; as it is, escaped once for each, where this is absent. `json` is the JSON
   * text before the place, as far as it is known.
   */
  form?(value: Uint8Array, depth: number, json: () => string): Form;
  /** What changed in the documents of the request, from what was sent to what the client has; in characters. */
  readonly documents?: readonly (readonly LengthEdit[])[];
  /**
   * Whether it stands for what was a JSON number at the client, and comes back as one; `argument` is the name of what it is the
   * value of, empty where none is known. Absent for never.
   */
  readonly isNumber?: ((found: LookAlike, place: Place, argument: string) => boolean) | undefined;
}

/** A text that is noted piece by piece, so that a long stream keeps nothing of it. */
export interface EchoText {
  /** The next piece in client form, whose bytes stay as they are until the end. Edits count from the start of the whole text. */
  add(client: Uint8Array, edits?: readonly EchoEdit[]): void;
  end(): void;
}

/**
 * What `createStreamRestorer` of stream.ts is made with. Whole texts in events are restored by `restoreJson` of
 * restore-json.ts, values are escaped by escape.ts, offsets are mapped by offsets.ts.
 */
export interface StreamOptions {
  readonly spec: StreamSpec;
  /** For events that no rule names. */
  readonly response: ResponseTable;
  readonly restoring: Restoring;
  /** Rewrites absolute URLs of the provider; absent when they stay. */
  readonly rewriteUrl?: (url: string) => string;
  /** Events up to this `sequence_number` are read and left out: the client has them. */
  readonly after?: number | undefined;
}

/** Runs the last look before sending, for who measures it. */
export type Watch = <T>(step: () => T) => T;
