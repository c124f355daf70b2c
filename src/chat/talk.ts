// One turn of a conversation with a provider: masked by the exchange that `serve` uses, sent, and the answer restored as it comes.
// Nothing is sent before everything of it is masked, and nothing is shown from here.

import { ClosemaskError } from "../errors.ts";
import { DIALECTS } from "../proxy/dialects/index.ts";
import { structuredFor } from "../proxy/dialects/structured.ts";
import type { Exchange } from "../proxy/exchange.ts";
import type { Memory } from "../proxy/memory.ts";
import type { RestoreCounts } from "../proxy/types.ts";
import { endpointOf } from "../server/endpoint.ts";
import { openExchange } from "../server/one-exchange.ts";
import { prepare } from "../server/outgoing.ts";
import { upstreamRefusal } from "../server/own-error.ts";
import { type Recorder, recordAnswer, recordRefusal, recordRequest } from "../server/record.ts";
import type { Route } from "../server/routes.ts";
import type { OpenSession, Serving } from "../server/serving.ts";
import type { Kind } from "../types.ts";
import { faultOf, type UpstreamResponse } from "../upstream/client.ts";
import { createDecoders } from "../upstream/coding.ts";
import { type Api, apiOf, type Turn } from "./apis.ts";
import { createAnswerReader } from "./read-answer.ts";
import { errorText, type Said } from "./said.ts";
import type { Usage } from "./types.ts";

/** What a turn works with; asked for at each, since the user's lists and provider change. */
export type Talking = Pick<
  Serving,
  "routes" | "detection" | "restore" | "blobs" | "hardened" | "systemNote" | "upstream"
>;

export interface AskOptions extends Turn {
  readonly talking: Talking;
  readonly memory: Memory;
  readonly open: () => OpenSession | Promise<OpenSession>;
  readonly session: string;
  readonly provider: string;
  /** What authenticates; undefined where none is needed. */
  readonly key?: string | undefined;
  readonly signal: AbortSignal;
  /** False where there is no prompt at which a command could be typed, as in scripts: hints name none. Default true. */
  readonly prompts?: boolean | undefined;
  /** Absent where nothing is logged. */
  readonly recorder?: Recorder | undefined;
  /** Before it is sent: the texts of `messages` as they leave, and what is masked in them. */
  onMasked(texts: readonly string[], kinds: ReadonlyMap<Kind, number>): void;
  /** What came since the last call, in both forms; the client form may lag behind. */
  onText(wire: string, client: string): void;
}

export interface Answered {
  readonly usage: Usage | null;
  /** The user interrupted it. */
  readonly stopped: boolean;
}

/** Bytes of an answer that is no stream. */
const WHOLE_MAX = 16 * 1024 * 1024;
/** Characters of a provider's own message that are shown. */
const REASON_MAX = 500;
const AGAIN = "run the same command again";

/** @throws ClosemaskError `upstream`, `usage`, `blocked` and those of the store; the message is in wire form */
export async function ask(options: AskOptions): Promise<Answered> {
  const { talking, provider, signal } = options;
  const { route, api } = routeTo(talking, provider, options.model);
  const body = Buffer.from(JSON.stringify(api.body(options)));
  const spoken = endpointOf(DIALECTS, route.provider.dialect, "POST", route.path, route.query);
  const endpoint = structuredFor(spoken.endpoint, spoken.dialect.name, body);
  const exchange = await openExchange(options, talking, options.session, route, { ...spoken, endpoint }, "");
  const outgoing = await prepare(exchange, route, { rawHeaders: headersFor(api, route, options.key) }, body);
  const { recorder, session } = options;
  const of = { session, provider, host: outgoing.ok ? outgoing.url.host : undefined, endpoint: endpoint.name };
  if (!outgoing.ok) {
    if (recorder !== undefined) recordRefusal(recorder, of, outgoing.refusal.kind);
    throw new ClosemaskError("blocked", `not sent: ${outgoing.refusal.message}`);
  }
  options.onMasked(api.texts(JSON.parse(outgoing.body.toString())), outgoing.counts.masked);
  if (signal.aborted) return { usage: null, stopped: true };
  if (recorder !== undefined) recordRequest(recorder, of, outgoing.counts, true);
  let response: UpstreamResponse;
  try {
    response = await talking.upstream.send({
      method: "POST",
      url: outgoing.url,
      headers: outgoing.headers,
      body: outgoing.body,
      signal,
    });
  } catch (error) {
    if (signal.aborted) return { usage: null, stopped: true };
    throw new ClosemaskError("upstream", upstreamRefusal(provider, faultOf(error)).message, {
      hint: options.prompts === false ? AGAIN : "/retry sends it again",
      cause: error,
    });
  }
  if (response.status < 200 || response.status > 299) throw await failure(provider, response, options.prompts);
  return receive(options, api, exchange, response, outgoing.streams, (counts, broken) => {
    if (recorder !== undefined) recordAnswer(recorder, of, counts, broken);
  });
}

export function routeTo(
  { routes }: Pick<Talking, "routes">,
  provider: string,
  model: string,
): { route: Route; api: Api } {
  const route = routes.find(`/${provider}/`, NO_HINTS);
  const api = route === null ? undefined : apiOf(route.provider.api ?? route.provider.dialect);
  if (route === null) {
    throw new ClosemaskError("usage", "there is no such provider, or it is not said where it is", {
      hint: "set providers.<name>.baseUrl in the configuration",
    });
  }
  if (api === undefined) {
    throw new ClosemaskError("usage", `the chat does not speak the dialect ${route.provider.dialect}`, {
      hint: "closemask serve does",
    });
  }
  const found = routes.find(`/${provider}${api.path(model)}`, NO_HINTS);
  if (found === null) throw new TypeError("a path of a provider has a route");
  return { route: found, api };
}

export const NO_HINTS = { anthropic: false, gemini: false };

export function headersFor(api: Api, { provider }: Route, key: string | undefined): string[] {
  const [name, value] = key === undefined ? [] : api.auth(key);
  const auth =
    name === undefined || value === undefined || key === undefined
      ? []
      : provider.authHeader !== undefined
        ? [provider.authHeader, key]
        : provider.name === "azure"
          ? ["api-key", key]
          : [name, value];
  return ["content-type", "application/json", "accept", "*/*", ...(api.headers ?? []), ...auth];
}

async function receive(
  { onText, provider, signal, prompts }: AskOptions,
  api: Api,
  exchange: Exchange,
  response: UpstreamResponse,
  streams: boolean,
  record: (counts: RestoreCounts | undefined, broken: boolean) => void,
): Promise<Answered> {
  const type = headerOf(response, "content-type") ?? "";
  const isStream = streams && !/^application\/json\b/i.test(type) ? true : /event-stream/i.test(type);
  let usage: Usage | null = null;
  let error: string | null = null;
  let wire = "";
  let client = "";
  const wireReader = createAnswerReader(api, (said: Said) => {
    wire += said.text ?? "";
    error ??= said.error ?? null;
    if (said.usage !== undefined) {
      usage = { input: Math.max(usage?.input ?? 0, said.usage.input), output: said.usage.output };
    }
  });
  const clientReader = createAnswerReader(api, (said: Said) => {
    client += said.text ?? "";
  });
  const tell = (): void => {
    if (wire === "" && client === "") return;
    onText(wire, client);
    wire = "";
    client = "";
  };
  const restorer = isStream ? exchange.restoreStream() : null;
  const whole: Buffer[] = [];
  let cut = false;
  try {
    let length = 0;
    for await (const chunk of chunksOf(response)) {
      wireReader.feed(chunk);
      if (restorer !== null) clientReader.feed(await restorer.feed(chunk));
      else {
        length += chunk.length;
        if (length > WHOLE_MAX) throw new ClosemaskError("upstream", `${provider}: the answer is too long`);
        whole.push(chunk);
      }
      tell();
    }
  } catch (fault) {
    if (fault instanceof ClosemaskError) throw fault;
    cut = true;
  }
  wireReader.end();
  let counts = restorer?.counts;
  if (restorer !== null) clientReader.feed(await restorer.end());
  else if (!cut) {
    const restored = await exchange.restoreBody(Buffer.concat(whole));
    clientReader.feed(restored.body);
    counts = restored.counts;
  }
  clientReader.end();
  record(counts, cut);
  tell();
  if (signal.aborted) return { usage, stopped: true };
  if (error !== null) throw new ClosemaskError("upstream", `${provider}: ${shortened(error)}`);
  if (cut) {
    throw new ClosemaskError("upstream", `${provider}: the answer broke off`, {
      hint: prompts === false ? AGAIN : "/retry asks again",
    });
  }
  return { usage, stopped: false };
}

/** Decoded chunks of a body. @throws what the connection throws */
export async function* chunksOf({ body, ...response }: UpstreamResponse): AsyncGenerator<Buffer> {
  const decoders = createDecoders(headerOf(response, "content-encoding"));
  if (decoders === null) throw new ClosemaskError("upstream", "the answer has a coding that is not known");
  let source: AsyncIterable<Buffer> = body;
  for (const decoder of decoders) {
    const from = source;
    source = decoder;
    void feed(from, decoder);
  }
  yield* source;
}

async function feed(from: AsyncIterable<Buffer>, into: NodeJS.WritableStream & { destroy(error?: Error): unknown }) {
  try {
    for await (const chunk of from) into.write(chunk);
    into.end();
  } catch (error) {
    into.destroy(error instanceof Error ? error : new Error("the connection broke off"));
  }
}

/** What an answer that is none says, in wire form. */
export async function failure(provider: string, response: UpstreamResponse, prompts = true): Promise<ClosemaskError> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of chunksOf(response)) {
      parts.push(chunk);
      length += chunk.length;
      if (length > WHOLE_MAX / 16) break;
    }
  } catch {
    // The status says enough.
  }
  const { status } = response;
  const reason = shortened(messageIn(Buffer.concat(parts).toString()));
  const wait = Number(headerOf(response, "retry-after"));
  const hint =
    status === 401 || status === 403
      ? `closemask chat --login ${provider} keeps a key`
      : Number.isFinite(wait) && wait > 0
        ? `try again in ${Math.ceil(wait)} s${prompts ? ": /retry" : ""}`
        : status === 429 || status >= 500
          ? prompts
            ? "/retry sends it again"
            : AGAIN
          : "";
  const message = `${provider} answers ${status}${reason === "" ? "" : `: ${reason}`}`;
  return new ClosemaskError("upstream", message, hint === "" ? {} : { hint });
}

function messageIn(text: string): string {
  try {
    return errorText(JSON.parse(text));
  } catch {
    return "";
  }
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > REASON_MAX ? `${line.slice(0, REASON_MAX)}…` : line;
}

function headerOf({ headers }: Pick<UpstreamResponse, "headers">, name: string): string | undefined {
  for (let i = 0; i + 1 < headers.length; i += 2) if (headers[i]?.toLowerCase() === name) return headers[i + 1];
  return undefined;
}
