// The way back: decides whether an answer is a stream, lets it through the exchange that masked its request, and writes it. A
// stream that breaks off at the provider breaks off at the client, behind what was held; it never ends as if it were whole.

import type { ServerResponse } from "node:http";
import { pipeline, type Readable } from "node:stream";
import type { Exchange } from "../proxy/exchange.ts";
import type { RestoreCounts } from "../proxy/types.ts";
import type { UpstreamResponse } from "../upstream/client.ts";
import { createDecoders } from "../upstream/coding.ts";
import { answer, answerWithout, openAnswer, takesTrailers } from "./answer.ts";
import { type Chunks, createChunks } from "./chunks.ts";
import { responseHeaders } from "./response-headers.ts";

export interface RelayOptions {
  readonly upstream: UpstreamResponse;
  readonly response: ServerResponse;
  /** Null when masking is off: what comes passes as it is. */
  readonly exchange: Exchange | null;
  /** The request asked for a stream. */
  readonly streams: boolean;
  readonly toProxy: (url: string) => string | null;
  /** Headers of the proxy's own, a flat list. */
  readonly own: readonly string[];
  /** Bytes of an answer that are restored at most; a longer one passes as it is. */
  readonly limit: number;
  /** Wire bytes as they come. */
  readonly onWire?: ((chunk: Buffer) => void) | undefined;
  readonly onFirstByte: () => void;
  readonly onStream: (by: 1 | -1) => void;
}

export interface Relayed {
  /** Absent when nothing was restored at all. */
  readonly counts?: RestoreCounts;
  /** It ended before it was whole. */
  readonly broken: boolean;
}

export async function relay(options: RelayOptions): Promise<Relayed> {
  const { upstream, response, exchange } = options;
  const { status } = upstream;
  const header = (name: string): string | undefined => headerOf(upstream.headers, name);
  const coding = header("content-encoding");
  const isHead = response.req.method === "HEAD";
  if (isHead || status === 204 || status === 304) {
    upstream.body.resume();
    // The provider's own length, of what it would send: what is restored in it is not known. In a coding it would be another.
    const length = isHead && status !== 204 && coding === undefined ? header("content-length") : undefined;
    const known = length === undefined ? [] : ["content-length", length];
    answerWithout(response, status, [...headersFor(options, false), ...known]);
    return { broken: false };
  }
  const decoders = createDecoders(coding);
  if (exchange === null || decoders === null) {
    return relayAsIs(options, createChunks(upstream.body), coding === undefined ? [] : ["content-encoding", coding]);
  }
  const source = decoders.length === 0 ? upstream.body : decode(upstream.body, decoders);
  const chunks = createChunks(source);
  const form =
    status < 200 || status > 299 ? "whole" : formOf(header("content-type"), options.streams, exchange.endpoint);
  if (form === "as-is") return relayAsIs(options, chunks, []);
  if (form === "stream") return relayStream(options, exchange, chunks, null);
  if (form === "whole") return relayWhole(options, exchange, chunks, null);
  // Some servers stream without saying so.
  const first = await next(chunks);
  const head = first?.toString("latin1", 0, 64).trimStart() ?? "<";
  return /^[[{<]/.test(head)
    ? relayWhole(options, exchange, chunks, first)
    : relayStream(options, exchange, chunks, first, isEvents(head) ? undefined : "text");
}

/** The first bytes may be few. */
function isEvents(head: string): boolean {
  return FIELDS.some((field) => head.startsWith(field) || field.startsWith(head));
}

const FIELDS = ["data:", "event:", "id:", "retry:", ":"];

function decode(body: Readable, decoders: ReturnType<typeof createDecoders> & object): Readable {
  const last = decoders.at(-1);
  // What goes wrong is thrown where the last stream is read.
  pipeline([body, ...decoders], () => {});
  return last ?? body;
}

const MEDIA = /^(?:audio|image|video)\//;
const FRAMES = "application/vnd.amazon.eventstream";

type Form = "stream" | "whole" | "look" | "as-is";

function formOf(type: string | undefined, asked: boolean, { stream, carrier }: Exchange["endpoint"]): Form {
  const framing = stream?.framing ?? "sse";
  const media = type?.split(";")[0]?.trim().toLowerCase();
  if (media === "text/event-stream") return "stream";
  // Nothing to restore in media, nothing that could be read in frames of another API, and nothing to wait for.
  if (media === FRAMES) return carrier === undefined ? "as-is" : "stream";
  if (media !== undefined && MEDIA.test(media)) return "as-is";
  if (!asked) return "whole";
  if (media === "application/x-ndjson" || media === "application/jsonl") return "stream";
  if (media === "application/json") return framing === "sse" ? "whole" : "stream";
  return media === undefined || media === "text/plain" ? (framing === "sse" ? "look" : "stream") : "whole";
}

async function relayStream(
  options: RelayOptions,
  exchange: Exchange,
  chunks: Chunks,
  first: Buffer | null,
  framing?: "text",
): Promise<Relayed> {
  const { upstream, response, onWire } = options;
  const restorer = exchange.restoreStream(framing);
  // How many placeholders stay is known at the end only, and headers have left by then.
  const trailed = takesTrailers(response.req);
  const announced = trailed ? ["trailer", UNRESOLVED] : [];
  const open = openAnswer(response, upstream.status, [...headersFor(options, true), ...announced]);
  options.onStream(1);
  try {
    let chunk = first ?? (await next(chunks));
    options.onFirstByte();
    for (; chunk !== null; chunk = await next(chunks)) {
      onWire?.(chunk);
      await open.write(await restorer.feed(chunk));
    }
  } catch (error) {
    // Anything else is a fault of restoring: the answer is broken off as it stands.
    if (!(error instanceof Cut)) throw error;
    await open.write(await restorer.end());
    await open.breakOff();
    return { counts: restorer.counts, broken: true };
  } finally {
    options.onStream(-1);
  }
  await open.write(await restorer.end());
  open.end(trailed ? [UNRESOLVED, String(restorer.counts.unresolved)] : []);
  return { counts: restorer.counts, broken: false };
}

const UNRESOLVED = "x-closemask-unresolved";

async function relayWhole(
  options: RelayOptions,
  exchange: Exchange,
  chunks: Chunks,
  first: Buffer | null,
): Promise<Relayed> {
  const { upstream, response, limit, onWire } = options;
  const parts = first === null ? [] : [first];
  let length = first?.length ?? 0;
  try {
    for (let chunk = await next(chunks); chunk !== null; chunk = await next(chunks)) {
      parts.push(chunk);
      length += chunk.length;
      if (length > limit) return relayAsIs(options, chunks, [], parts);
    }
  } catch (error) {
    if (!(error instanceof Cut)) throw error;
    // Nothing of it has been written, so the client can see that it broke off: a length that is not reached.
    await openAnswer(response, upstream.status, headersFor(options, false)).breakOff();
    return { broken: true };
  }
  const [only] = parts;
  const wire = parts.length === 1 && only !== undefined ? only : Buffer.concat(parts, length);
  onWire?.(wire);
  options.onFirstByte();
  const { body, counts } = await exchange.restoreBody(wire, headerOf(upstream.headers, "content-type"));
  const unresolved = [UNRESOLVED, String(counts.unresolved)];
  answer(response, upstream.status, [...headersFor(options, false), ...unresolved], body);
  return { counts, broken: false };
}

/** An answer that is not restored: too long, or in a coding that cannot be undone. Placeholders stay, and give nothing away. */
async function relayAsIs(
  options: RelayOptions,
  chunks: Chunks,
  more: readonly string[],
  head: readonly Buffer[] = [],
): Promise<Relayed> {
  const { upstream, response } = options;
  const open = openAnswer(response, upstream.status, [...headersFor(options, false), ...more]);
  options.onFirstByte();
  try {
    for (const chunk of head) await open.write(chunk);
    for (let chunk = await next(chunks); chunk !== null; chunk = await next(chunks)) await open.write(chunk);
  } catch (error) {
    if (!(error instanceof Cut)) throw error;
    await open.breakOff();
    return { broken: true };
  }
  open.end();
  return { broken: false };
}

/** The provider's end of an answer failed. */
class Cut extends Error {
  override readonly name = "Cut";
}

/** @throws Cut */
async function next(chunks: Chunks): Promise<Buffer | null> {
  try {
    return await chunks.next();
  } catch (error) {
    throw new Cut("the answer broke off", { cause: error });
  }
}

function headersFor({ upstream, toProxy, own, exchange }: RelayOptions, streams: boolean): string[] {
  const isPrivate = exchange !== null && exchange.endpoint.policy !== "pass";
  return [...responseHeaders(upstream.headers, { toProxy, private: isPrivate, streams }), ...own];
}

function headerOf(headers: readonly string[], name: string): string | undefined {
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if ((headers[i] as string).toLowerCase() === name) return headers[i + 1];
  }
  return undefined;
}
