// Makes an exchange of the parts: reads a request's body, masks its texts, and restores what comes back.

import { createNameTable } from "../text/name-table.ts";
import { createAwsStream } from "./aws-stream.ts";
import { flagOf } from "./collect.ts";
import { ANY_STREAM } from "./dialects/any-stream.ts";
import { errorBody } from "./errors.ts";
import { ALL_HEADERS, type Exchange, type ExchangeOptions, type RestoredBody } from "./exchange.ts";
import { createHoldBack } from "./hold-back.ts";
import { type MaskedTexts, maskTexts } from "./mask-request.ts";
import { createOrigins } from "./origin.ts";
import type { HiddenText } from "./probe.ts";
import { isEncodedForm, type PairsOptions, readPairs, readText } from "./query.ts";
import { refusalOf, refuse, STATUS } from "./refusal.ts";
import { restoreJson } from "./restore-json.ts";
import { createRestoring } from "./restoring.ts";
import { takeStart } from "./resume.ts";
import { createScope, type OpenScope } from "./scope.ts";
import { createSeek } from "./seek.ts";
import { createStreamRestorer } from "./stream.ts";
import { isAnswerText } from "./stream-text.ts";
import { compileTable } from "./table.ts";
import { readToolTypes, TOOLS } from "./tool-types.ts";
import { member, NONE, type Tree } from "./tree.ts";
import type { Counts, MaskOutcome, Refusal, ResponseTable, Restoring, StreamSpec } from "./types.ts";
import { readUnits, type Units } from "./units.ts";

/** Members that refer to what the provider keeps, which may be any of the session's. */
const STATE = [
  "previous_response_id",
  "conversation",
  "cachedContent",
  "cached_content",
  "previous_interaction_id",
  "file_id",
  "file_ids",
  "vector_store_ids",
  "container",
  "context",
  "item_reference",
  "encrypted_content",
];
const stateOf = createNameTable(STATE);

function refersToState(tree: Tree | null): boolean {
  if (tree === null) return false;
  for (let node = 0; node < tree.size; node++) {
    const start = tree.nameStart(node);
    if (start >= 0 && stateOf(tree.bytes, start, tree.nameEnd(node)) < STATE.length) return true;
  }
  return false;
}

/** Without them nothing in an answer is an edit. */
function hasTools(tree: Tree | null): boolean {
  return tree !== null && TOOLS.some((name) => member(tree, 0, name) !== NONE);
}

const NO_TABLE: ResponseTable = [];
const TEXT: StreamSpec = { framing: "text", rules: [] };
/** Headers that others read as structure: with a value in them they do not leave. */
const DROPPED = /^(?:baggage|traceparent|tracestate|x-request-id|x-forwarded-|forwarded|via)/i;

/** Counts that grow. */
interface Tally extends Counts {
  readonly masked: Map<string, number>;
  readonly rules: Map<string, number>;
  readonly warnings: Map<string, number>;
}

function count(from: Pick<MaskedTexts, keyof Tally>, into: Tally): void {
  addAll(from.masked, into.masked);
  addAll(from.rules, into.rules);
  addAll(from.warnings, into.warnings);
}

function addAll(from: ReadonlyMap<string, number>, into: Map<string, number>): void {
  for (const [what, by] of from) into.set(what, (into.get(what) ?? 0) + by);
}

export function createExchange(options: ExchangeOptions): Exchange {
  const { detection, session, literals, memory, sessionName, dialect, endpoint, hardened, blobs } = options;
  // A name may get another address: what was sent to one says nothing about the other.
  const provider = `${options.provider} ${options.upstreamBase ?? ""}`;
  const { policy, secrets, names } = detection;
  const seek = createSeek({ ...detection, literals, memory, rules: memory.rules(detection.version) });
  const table = endpoint.response ?? NO_TABLE;
  const origins = createOrigins(memory, sessionName);
  let scope: OpenScope = createScope(endpoint.stored === true);
  const beside: Tally = { masked: new Map(), rules: new Map(), warnings: new Map() };
  let sent: Buffer = Buffer.alloc(0);
  /** Of a stream that is taken up again: the last event that the client has. */
  let startAfter: number | undefined;
  let documents: NonNullable<Restoring["documents"]> = [];
  let hidden: readonly HiddenText[] = [];
  /** The request as it came, where it has tools. */
  let asked: Tree | null = null;
  let restoring: Restoring | undefined;

  const masking = () => ({
    session,
    policy,
    secrets,
    literals,
    seek,
    names,
    memory,
    sessionName,
    provider,
    scope,
    origins,
  });

  function restorer(): Restoring {
    restoring ??= createRestoring({
      session,
      scope,
      policy: options.restore,
      tolerant: options.tolerant ?? true,
      memory,
      sessionName,
      provider,
      documents,
      sent,
      hidden,
      types: asked === null ? undefined : readToolTypes(asked),
      origins,
    });
    return restoring;
  }

  /** Why the endpoint does not take this body at all. */
  function refused(): Refusal | null {
    if (endpoint.policy === "block")
      return refuse("unknown-endpoint", "this endpoint is not supported, since its content cannot be masked");
    if (endpoint.policy === "warn" && hardened)
      return refuse("unknown-endpoint", "this endpoint is not known, and the hardened profile refuses it");
    if (endpoint.hardened === "block" && hardened)
      return refuse(
        "unknown-endpoint",
        "this endpoint takes what nobody may inspect, and the hardened profile refuses it",
      );
    return null;
  }

  function unchanged(body: Buffer, warnings: ReadonlyMap<string, number>): MaskOutcome {
    const counts: Counts = { masked: new Map(), rules: new Map(), warnings };
    return { ok: true, body, changed: false, counts, scope, streams: endpoint.streams === "always" };
  }

  async function mask(given: Buffer): Promise<MaskOutcome> {
    const refusal = refused();
    if (refusal !== null) return { ok: false, refusal };
    const tally: Tally = { masked: new Map(), rules: new Map(), warnings: new Map() };
    const { warnings } = tally;
    if (endpoint.policy === "warn") warnings.set("endpoint", 1);
    if (given.length === 0 || (endpoint.policy === "pass" && endpoint.body !== "none"))
      return unchanged(given, warnings);
    let body = given;
    if (endpoint.body === "any" && isEncodedForm(given)) {
      const form = await maskPairs(given, "space", tally, true);
      if ("refusal" in form) return { ok: false, refusal: form.refusal };
      // And then as the text that it may be as well.
      body = form.body;
    }
    const units: Units = readUnits(body, {
      dialect,
      endpoint,
      blobs,
      hardened,
      stripLogprobs: options.stripLogprobs ?? false,
      unmaskedTools: options.restore.unmaskedTools,
      note: options.systemNote,
      memory,
      sessionName,
      provider,
    });
    if (units.refusal !== null) return { ok: false, refusal: units.refusal };
    if (endpoint.stored !== true && refersToState(units.tree)) scope = createScope(true);
    const masked = await maskTexts(units.pieces, { ...masking(), watch: options.watch });
    if (masked.refusal !== null) return { ok: false, refusal: masked.refusal };
    documents = units.moveOffsets();
    if (hasTools(units.tree)) {
      hidden = masked.hidden;
      // Most requests have no number of somebody's.
      if (scope.hasNumbers || memory.hasNumbers) asked = units.tree;
    }
    const result = units.result();
    scope.addText(result, 0, result.length);
    masked.commit();
    if (masked.complete) units.commit();
    sent = result;
    addAll(units.warnings, warnings);
    count(masked, tally);
    return {
      ok: true,
      body: result,
      changed: !result.equals(given),
      counts: tally,
      scope,
      streams: isStreamed(units.tree),
    };
  }

  function isStreamed(tree: Tree | null): boolean {
    switch (endpoint.streams) {
      case "always":
        return true;
      case "never":
        return false;
      case "unless-refused":
        return tree === null || flagOf(tree, "stream") !== false;
      default:
        return tree !== null && flagOf(tree, "stream") === true;
    }
  }

  function rewriteUrl(): ((url: string) => string) | undefined {
    const { publicBase, upstreamBase } = options;
    if (publicBase === undefined || upstreamBase === undefined) return undefined;
    return (url) => (url.startsWith(`${upstreamBase}/`) ? publicBase + url.slice(upstreamBase.length) : url);
  }

  async function restore(body: Buffer, type: string): Promise<RestoredBody> {
    const asks = { table: compileTable(table), restoring: restorer(), rewriteUrl: rewriteUrl() };
    const { counts } = restorer();
    const { body: whole, changed, valid } = await restoreJson(body, asks);
    if (valid) return { body: whole, changed, counts };
    const lines: Buffer[] = [];
    let some = false;
    for (let from = 0; from < body.length; ) {
      const newline = body.indexOf(0x0a, from);
      const to = newline < 0 ? body.length : newline + 1;
      const line = body.subarray(from, to);
      from = to;
      const restored = line.toString("latin1").trim() === "" ? null : await restoreJson(line, asks);
      if (restored !== null && !restored.valid) return restoreText(body, type);
      some ||= restored?.changed === true;
      lines.push(restored?.body ?? line);
    }
    return { body: some ? Buffer.concat(lines) : body, changed: some, counts };
  }

  /** Files come back as they are stored. Other text that is no JSON is the API's where it says so, and not a gateway's page. */
  async function restoreText(body: Buffer, type: string): Promise<RestoredBody> {
    const { counts } = restorer();
    if (endpoint.lines === undefined && !isAnswerText(type)) return { body, changed: false, counts };
    const stream = createStreamRestorer({ spec: TEXT, response: table, restoring: restorer() });
    const restored = Buffer.concat([Buffer.from(await stream.feed(body)), Buffer.from(await stream.end())]);
    return { body: restored, changed: !restored.equals(body), counts };
  }

  async function maskQuery(asked: string): Promise<string | null> {
    const { query, after } =
      endpoint.name === "responses-stored" ? takeStart(asked) : { query: asked, after: undefined };
    startAfter = after;
    if (query === "" || query === "?") return query;
    const bytes = Buffer.from(query, "latin1");
    const masked = await maskPairs(bytes, "space", beside);
    // Who writes a query by hand writes a plus as it is.
    const again = "body" in masked && masked.body.includes("+") ? await maskPairs(masked.body, "plus", beside) : masked;
    return "body" in again ? again.body.toString("latin1") : null;
  }

  async function maskPairs(
    bytes: Buffer,
    plus: PairsOptions["plus"],
    into: Tally,
    isBody = false,
  ): Promise<{ readonly body: Buffer } | { readonly refusal: Refusal }> {
    const { texts, pieces } = readPairs(bytes, { plus, isBody });
    const masked = await maskTexts(pieces, masking());
    if (masked.refusal !== null) return { refusal: masked.refusal };
    count(masked, into);
    return { body: texts.result() };
  }

  async function holdsValue(text: string): Promise<boolean> {
    const { pieces } = readText(Buffer.from(text));
    const masked = await maskTexts(pieces, { ...masking(), names: /\s/.test(text) ? names : undefined });
    return masked.refusal !== null || masked.masked.size > 0;
  }

  async function maskHeader(name: string, value: string): Promise<string | null> {
    const { texts, pieces } = readText(Buffer.from(value, "latin1"));
    const masked = await maskTexts(pieces, masking());
    if (masked.refusal !== null) return null;
    if (masked.masked.size > 0 && DROPPED.test(name)) return null;
    if (name !== ALL_HEADERS) count(masked, beside);
    return texts.result().toString("latin1");
  }

  return {
    endpoint,
    get scope() {
      return scope;
    },
    async maskRequest(body) {
      try {
        return await mask(Buffer.from(body.buffer, body.byteOffset, body.length));
      } catch (error) {
        return { ok: false, refusal: refusalOf(error) };
      }
    },
    beside,
    maskQuery,
    maskHeader,
    holdsValue,
    restoreBody: (body, type = "") => restore(Buffer.from(body.buffer, body.byteOffset, body.length), type),
    restoreStream(framing) {
      const rewrite = rewriteUrl();
      const stream = createStreamRestorer({
        spec: framing === "text" ? TEXT : (endpoint.stream ?? ANY_STREAM),
        response: table,
        restoring: restorer(),
        after: startAfter,
        ...(rewrite === undefined ? {} : { rewriteUrl: rewrite }),
      });
      return endpoint.carrier === undefined ? stream : createAwsStream(stream, endpoint.carrier);
    },
    restoreText: (place, json) => createHoldBack({ restoring: restorer(), place, json }),
    errorBody: (kind, message) => ({ status: STATUS[kind], body: errorBody(dialect.errors, kind, message) }),
  };
}
