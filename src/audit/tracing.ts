// Spans for a host that has an SDK of OpenTelemetry: through @opentelemetry/api, which is loaded only when an SDK has registered itself.
// Attributes are counts and names; no value, path, session or text is among them.

/** The part of a span that is used here. */
export interface Span {
  child(name: string): Span;
  set(attributes: Readonly<Record<string, string | number | boolean>>): void;
  /** Values by kind, and their number, under a name such as `masked`. */
  counted(name: string, counts: ReadonlyMap<string, number>): void;
  /** It failed; `reason` is a code of a closed list. */
  failed(reason: string): void;
  end(): void;
  /** Header of W3C for who is called within it. */
  readonly traceparent: string;
}

/** Makes spans for whoever collects them. */
export interface Tracing {
  /** A span that goes on the trace of `traceparent`, a header of W3C, where that is one; a trace of its own otherwise. */
  start(name: string, kind: "server" | "internal", traceparent?: string): Span;
}

/** Where the API keeps what is registered, by its major version. */
const REGISTRY = Symbol.for("opentelemetry.js.api.1");

/** Whether an SDK has registered a provider of tracers in this process. */
export function hasSdk(): boolean {
  const registry: unknown = Reflect.get(globalThis, REGISTRY);
  return typeof registry === "object" && registry !== null && "trace" in registry;
}

/** Spans of the SDK that is registered; null where there is none. @throws what the import of the API throws */
export async function openTracing(version: string): Promise<Tracing | null> {
  return hasSdk() ? createTracing(await import("@opentelemetry/api"), version) : null;
}

type Api = typeof import("@opentelemetry/api");

function createTracing(
  { trace, ROOT_CONTEXT, SpanKind, SpanStatusCode, context: active }: Api,
  version: string,
): Tracing {
  const tracer = trace.getTracer("closemask", version);
  type Context = typeof ROOT_CONTEXT;

  function open(name: string, kind: number, parent: Context): Span {
    const span = tracer.startSpan(`closemask.${name}`, { kind }, parent);
    const context = trace.setSpan(parent, span);
    return {
      child: (inner) => open(inner, inner === "upstream" ? SpanKind.CLIENT : SpanKind.INTERNAL, context),
      set(attributes) {
        for (const [key, value] of Object.entries(attributes)) span.setAttribute(`closemask.${key}`, value);
      },
      counted(what, counts) {
        let total = 0;
        for (const count of counts.values()) total += count;
        span.setAttribute(`closemask.${what}`, total);
        if (total > 0) span.setAttribute(`closemask.${what}.kinds`, [...counts.keys()].sort());
        for (const [kind, count] of counts) span.setAttribute(`closemask.${what}.${kind}`, count);
      },
      failed(reason) {
        span.setAttribute("closemask.reason", reason);
        span.setStatus({ code: SpanStatusCode.ERROR, message: reason });
      },
      end: () => span.end(),
      get traceparent() {
        const { traceId, spanId, traceFlags } = span.spanContext();
        return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
      },
    };
  }

  return {
    start(name, kind, traceparent) {
      const remote = traceparent === undefined ? null : readTraceparent(traceparent);
      const parent =
        remote === null ? active.active() : trace.setSpanContext(ROOT_CONTEXT, { ...remote, isRemote: true });
      return open(name, kind === "server" ? SpanKind.SERVER : SpanKind.INTERNAL, parent);
    },
  };
}

/** The header of https://www.w3.org/TR/trace-context/, null for what is none. */
function readTraceparent(header: string): { traceId: string; spanId: string; traceFlags: number } | null {
  const match = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/.exec(header.trim());
  const [, traceId = "", spanId = "", flags = ""] = match ?? [];
  if (match === null || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return null;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) };
}

/** For `around` of createMasker: each text that is masked or restored is a span. */
export function spansAround(
  tracing: Tracing,
): <T extends { readonly counts: ReadonlyMap<string, number> }>(action: string, work: () => Promise<T>) => Promise<T> {
  return async (action, work) => {
    const span = tracing.start(action, "internal");
    try {
      const result = await work();
      span.counted(action === "mask" ? "masked" : "restored", result.counts);
      return result;
    } catch (error) {
      span.failed(error instanceof Error && "code" in error ? String(error.code) : "internal");
      throw error;
    } finally {
      span.end();
    }
  };
}
