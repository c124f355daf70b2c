// What the proxy works with: what comes of the configuration, which is replaced as a whole when that is read again; what lasts as
// long as the process; and who is told of what happened. No code.

import type { Tracing } from "../audit/tracing.ts";
import type { Literals } from "../detect/literals.ts";
import type { Session } from "../mask/session.ts";
import type { Detection, RestorePolicy } from "../proxy/exchange.ts";
import type { Memory } from "../proxy/memory.ts";
import type { RefusalKind } from "../proxy/types.ts";
import type { Upstream } from "../upstream/client.ts";
import type { AwsSigner } from "../upstream/sign-aws.ts";
import type { SessionOfOptions } from "./client-session.ts";
import type { Guard } from "./guard.ts";
import type { Metrics } from "./metrics.ts";
import type { Recorder } from "./record.ts";
import type { Route, Routes } from "./routes.ts";

export interface Serving {
  readonly guard: Guard;
  readonly routes: Routes;
  /** Names of providers that the user has added or moved. */
  readonly providers: readonly string[];
  readonly detection: Detection;
  readonly restore: RestorePolicy;
  readonly sessions: SessionOfOptions;
  readonly blobs: "allow" | "warn" | "block";
  readonly hardened: boolean;
  readonly stripLogprobs?: boolean;
  /** Text for the model, put last; absent for none. */
  readonly systemNote?: string;
  /** Bytes of a request, decoded. */
  readonly bodyLimit: number;
  /** False: everything passes as it is. */
  readonly enabled: boolean;
  readonly upstream: Upstream;
  /** For providers that are signed for. */
  readonly signAws?: AwsSigner;
}

/** What finds values in a session, where it is not what finds them in all. */
export interface OwnDetection {
  readonly detection: Detection;
  /** Another text whenever it was decided otherwise: what was sent under another one is looked at anew. */
  readonly decided: string;
}

/** A session that is open, with what it has learned. */
export interface OpenSession {
  readonly session: Session;
  readonly literals: Literals;
  /** Of sessions in which values may have been decided about. @throws ClosemaskError of the store */
  readonly detection?: (all: Detection) => Promise<OwnDetection | null>;
}

/** What is told of a request: nothing of its values, but for `masked`. */
export interface Observer {
  /** A body before and after, for a person at a terminal. */
  masked?(exchange: { readonly id: number; readonly before: Buffer; readonly after: Buffer }): void;
  /** A request in wire form. */
  sent?(id: number, route: Route, body: Buffer): void;
  /** An answer in wire form, piece by piece; null at its end. */
  received?(id: number, chunk: Buffer | null): void;
  done?(line: RequestLine): void;
  /** A defect. */
  failed(error: unknown): void;
}

export interface RequestLine {
  readonly id: number;
  readonly method: string;
  /** `none` where no provider has the path. */
  readonly provider: string;
  readonly endpoint: string;
  /** 499 when the client went away before it had an answer. */
  readonly status: number;
  readonly masked: number;
  readonly restored: number;
  readonly unresolved: number;
  /** Searches of edit tools that were made to fail. */
  readonly probes: number;
  /** What passed without being inspected. */
  readonly warnings: readonly string[];
  readonly refused?: RefusalKind;
  readonly seconds: number;
}

export interface HandlerOptions {
  readonly serving: () => Serving;
  readonly open: (session: string) => OpenSession | Promise<OpenSession>;
  readonly memory: Memory;
  readonly metrics: Metrics;
  readonly observer: Observer;
  /** Seconds, from any start. */
  readonly now: () => number;
  /** Scheme of the proxy's own URLs. */
  readonly scheme: "http" | "https";
  /** Answer with what would have been sent. */
  readonly dryRun: boolean;
  /** Absent where nothing is logged. */
  readonly recorder?: Recorder | undefined;
  /** Absent where nobody looks. */
  readonly tracing?: Tracing | undefined;
}
