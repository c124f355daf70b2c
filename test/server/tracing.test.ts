// Spans of a request with the real SDK of OpenTelemetry: which there are, whose children, and what they say.

import { SpanStatusCode, trace } from "@opentelemetry/api";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { hasSdk, openTracing, spansAround, type Tracing } from "../../src/audit/tracing.ts";
import { createMasker } from "../../src/mask/masker.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import { send, until } from "./client.ts";
import { chatAnswer, placeholderIn, sendJson, startUpstream } from "./fake-upstream.ts";
import { startServer } from "./kit.ts";

const EMAIL = "jane.roe@corp-mail.com";
const ASK = { model: "m", messages: [{ role: "user", content: `mail ${EMAIL}` }] };
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT = `00-${TRACE}-00f067aa0ba902b7-01`;

const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
let before: [boolean, Tracing | null];

beforeAll(async () => {
  before = [hasSdk(), await openTracing("0")];
  trace.setGlobalTracerProvider(provider);
});
beforeEach(() => exporter.reset());
afterAll(() => trace.disable());

async function tracing(): Promise<Tracing> {
  const made = await openTracing("0.1.0");
  if (made === null) throw new Error("an SDK is registered");
  return made;
}

function span(name: string): ReadableSpan {
  const found = exporter.getFinishedSpans().filter((span) => span.name === `closemask.${name}`);
  expect(found, name).toHaveLength(1);
  return found[0] as ReadableSpan;
}

test("without an SDK there is nothing", () => {
  expect(before).toEqual([false, null]);
});

describe("a request", () => {
  test("is a span with one for each step, on the trace of its client", async () => {
    const upstream = await startUpstream((request, response) => sendJson(response, chatAnswer(placeholderIn(request))));
    const server = await startServer({ upstream: upstream.url, tracing: await tracing() });
    await send(`${server.url}/openai/v1/chat/completions`, { headers: { traceparent: PARENT }, body: ASK });
    await until(() => exporter.getFinishedSpans().length === 5, "all spans");
    const request = span("request");
    expect(request.spanContext().traceId).toBe(TRACE);
    expect(request.parentSpanContext?.spanId).toBe("00f067aa0ba902b7");
    expect(request.attributes).toEqual({
      "closemask.provider": "openai",
      "closemask.endpoint": "chat",
      "closemask.status": 200,
      "closemask.masked": 1,
      "closemask.masked.kinds": ["EMAIL"],
      "closemask.masked.EMAIL": 1,
      "closemask.restored": 1,
      "closemask.restored.kinds": ["EMAIL"],
      "closemask.restored.EMAIL": 1,
    });
    for (const name of ["mask", "egress", "upstream", "restore"]) {
      expect([name, span(name).parentSpanContext?.spanId]).toEqual([name, request.spanContext().spanId]);
    }
    // The provider is called within the span of the call.
    expect(upstream.received[0]?.headers.traceparent).toBe(`00-${TRACE}-${span("upstream").spanContext().spanId}-01`);
  });

  test("without a trace begins one, and tells the provider nothing of it", async () => {
    const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")));
    const server = await startServer({ upstream: upstream.url, tracing: await tracing() });
    await send(`${server.url}/openai/v1/chat/completions`, { body: ASK });
    await until(() => exporter.getFinishedSpans().length === 5, "all spans");
    expect(span("request").parentSpanContext).toBeUndefined();
    expect(upstream.received[0]?.headers).not.toHaveProperty("traceparent");
  });

  test("that is refused, or whose provider does not answer, has failed", async () => {
    const server = await startServer({ upstream: "http://127.0.0.1:1", tracing: await tracing() });
    await send(`${server.url}/openai/v1/chat/completions`, { headers: { traceparent: "no" }, body: ASK });
    await until(() => exporter.getFinishedSpans().length === 4, "all spans");
    expect(span("upstream").attributes).toEqual({ "closemask.reason": "refused" });
    expect(span("request").status).toEqual({ code: SpanStatusCode.ERROR, message: "upstream" });
  });

  test("is told without any value", async () => {
    const upstream = await startUpstream((request, response) => sendJson(response, chatAnswer(placeholderIn(request))));
    const server = await startServer({ upstream: upstream.url, tracing: await tracing() });
    const headers = { "x-closemask-session": "s-13812345678", "user-agent": EMAIL, "x-note": EMAIL };
    await send(`${server.url}/openai/v1/chat/completions?note=${EMAIL}`, { headers, body: ASK });
    await until(() => exporter.getFinishedSpans().length === 5, "all spans");
    const told = JSON.stringify(
      exporter.getFinishedSpans().map(({ name, attributes, events, status }) => [name, attributes, events, status]),
    );
    expect(told).not.toMatch(/jane|corp-mail|13812345678|X\d{9}/);
  });
});

describe("the library", () => {
  test("makes a span of each text, with counts", async () => {
    const limits = { ttl: 0, maxEntries: 100, atLimit: "refuse" } as const;
    const store = await createMemoryStore({ limits, now: () => 0 }).session("s");
    if (store === null) throw new Error("a memory store makes every session");
    const masker = createMasker({ store, idKey: new Uint8Array(32), around: spansAround(await tracing()) });
    const masked = await masker.mask(`mail ${EMAIL}`);
    expect(await masker.unmask(masked)).toBe(`mail ${EMAIL}`);
    expect(span("mask").attributes).toEqual({
      "closemask.masked": 1,
      "closemask.masked.kinds": ["EMAIL"],
      "closemask.masked.EMAIL": 1,
    });
    expect(span("unmask").attributes).toMatchObject({ "closemask.restored": 1 });
  });
});
