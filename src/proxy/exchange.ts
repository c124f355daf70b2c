// One request and its answer, without a socket: what leaves is masked, what returns is restored. Made anew for each request.
// Known faults come back as refusals, so that nothing is sent; whatever else is thrown is a defect.

import type { Detector } from "../detect/detector.ts";
import type { Literals } from "../detect/literals.ts";
import type { NameFinder } from "../mask/names.ts";
import type { SpanSource } from "../mask/planner.ts";
import type { Policy } from "../mask/policy.ts";
import type { Session } from "../mask/session.ts";
import type { Kind } from "../types.ts";
import type { HoldBack } from "./hold-back.ts";
import type { Memory } from "./memory.ts";
import type {
  Counts,
  Dialect,
  Endpoint,
  MaskOutcome,
  Place,
  RefusalKind,
  RestoreCounts,
  Scope,
  Watch,
} from "./types.ts";

/** Stands for all headers at once, a line each: to see whether anything is in them. */
export const ALL_HEADERS = "(headers)";

/** Decides which values are put back, by kind and place. */
export interface RestorePolicy {
  /** `kind` may be restored at `place`. Values in URLs and network commands are asked about on their own. */
  allows(kind: Kind, place: Place & { readonly inUrl: boolean }): boolean;
  /** Tools whose results and arguments leave as they are. */
  readonly unmaskedTools: ReadonlySet<string>;
}

/** What finds values; the same for all requests of one configuration. */
export interface Detection {
  readonly detector: Detector;
  readonly policy: Policy;
  /** The user's own secrets. */
  readonly secrets: Literals;
  readonly sources: readonly SpanSource[];
  /** Knows names; absent where nobody looks for them. */
  readonly names?: NameFinder | undefined;
  /** Changes whenever any of them does: what was found under another one is found anew. */
  readonly version: string;
}

export interface ExchangeOptions {
  readonly detection: Detection;
  readonly session: Session;
  /** Values that the session has learned, for `detection`; one object for all requests of a session. */
  readonly literals: Literals;
  /** What one process remembers of requests and answers: shared by all exchanges. */
  readonly memory: Memory;
  /** Name of the session and of the provider: what was sent in one says nothing about another. */
  readonly sessionName: string;
  readonly provider: string;
  readonly dialect: Dialect;
  readonly endpoint: Endpoint;
  readonly restore: RestorePolicy;
  /** Media that cannot be inspected. */
  readonly blobs: "allow" | "warn" | "block";
  readonly hardened: boolean;
  /** Leave out of requests what asks for log probabilities. Default false. */
  readonly stripLogprobs?: boolean;
  /** Also restore what a model has bent. Default true. */
  readonly tolerant?: boolean;
  /** Text that explains placeholders to the model, put last; absent for none. */
  readonly systemNote?: string;
  /** What the client calls the proxy, without a slash at the end: absolute URLs of the provider in bodies become its. */
  readonly publicBase?: string;
  readonly upstreamBase?: string;
  /** Around the last look at the body before it is sent. */
  readonly watch?: Watch | undefined;
}

/** Bytes in, bytes out; what is returned is valid until the next call. */
export interface StreamRestorer {
  /** @throws ClosemaskError of the store: the answer is to be broken off, not ended. */
  feed(chunk: Uint8Array): Promise<Buffer>;
  /** What is held, at the end of the upstream's bytes, also when they ended too early. */
  end(): Promise<Buffer>;
  readonly counts: RestoreCounts;
}

export interface RestoredBody {
  readonly body: Buffer;
  readonly changed: boolean;
  readonly counts: RestoreCounts;
}

export interface Exchange {
  readonly endpoint: Endpoint;
  /** Masks a request's decoded body. Called once, before anything is restored. */
  maskRequest(body: Uint8Array): Promise<MaskOutcome>;
  /** Masks the values of a query (`?a=b`, or an empty text); null when it must not leave. Parameters that authenticate stay. */
  maskQuery(query: string): Promise<string | null>;
  /** Masks a header's value: the value to send, or null when the header is to be dropped. */
  maskHeader(name: string, value: string): Promise<string | null>;
  /** What left masked in the query and in headers so far. */
  readonly beside: Counts;
  /** Whether a text that cannot be masked holds a value. Names count in phrases only: words in paths are names of models. */
  holdsValue(text: string): Promise<boolean>;
  /** Which placeholders may be restored, once `maskRequest` is done. */
  readonly scope: Scope;
  /**
   * Restores a whole answer: JSON, JSONL, or text where `type`, its `content-type`, says so; what is none of them comes back
   * unchanged. @throws ClosemaskError of the store
   */
  restoreBody(body: Uint8Array, type?: string): Promise<RestoredBody>;
  /** The machine for a streamed answer, or for one that is text without events. */
  restoreStream(framing?: "text"): StreamRestorer;
  /** The machine for one text of the answer that comes in pieces, for callers that take events apart themselves. */
  restoreText(place: Place, json: boolean): HoldBack;
  /** An error of the proxy's own in the API's shape, so that SDKs show it. */
  errorBody(kind: RefusalKind, message: string): { status: number; body: Buffer };
}
