// The one client for services that find named entities, whatever dialect they speak. Made of parts that each do one thing:
// transport, service, retries, breaker, offsets. It fails with a ClosemaskError `ner` that names the place and the reason, never a
// text.

import { ClosemaskError } from "../../errors.ts";
import type { Kind } from "../../types.ts";
import type { Entity, NerEngine } from "../engine.ts";
import { createKindOf } from "../labels.ts";
import { placeAll } from "../offsets.ts";
import { createBreaker } from "./breaker.ts";
import type { DialectName, RawEntity } from "./dialects.ts";
import { withRetries } from "./retry.ts";
import { askService, BadAnswer, isBusy, readAnswer, type Service } from "./service.ts";
import { createTransport, Fault, type FaultReason } from "./transport.ts";

/** Where the service is, and how it speaks. */
export interface RemoteOptions {
  /** `http://…`, `https://…` or `unix:/…`. */
  readonly url: string;
  /** Default: found out. */
  readonly dialect?: DialectName | "auto" | undefined;
  /** Name in messages. Default: the dialect, once it is known. */
  readonly name?: string | undefined;
  /** What to type when it cannot be reached. */
  readonly hint?: string | undefined;
  /** Milliseconds for one request. Default 5000. One that took longer is not made again. */
  readonly timeout?: number | undefined;
  /** Further tries when the connection fails or the service is busy. Default 3. */
  readonly retries?: number | undefined;
  /** Requests at once. Default 8. */
  readonly concurrency?: number | undefined;
  readonly ca?: string | undefined;
  readonly proxyEnv?: Readonly<Record<string, string | undefined>> | undefined;
  /** Kind by label, over the built-in table. A GLiNER is asked for these labels. */
  readonly labels?: Readonly<Record<string, Kind>> | undefined;
  /** True for the name of a kind, which as a label means itself. Default: none is. */
  readonly isKind?: ((name: string) => boolean) | undefined;
  readonly onUnknownLabel?: ((label: string) => void) | undefined;
  /** Milliseconds, from any start. Default: the process's. */
  readonly now?: (() => number) | undefined;
  /** 0 to 1. */
  readonly random?: (() => number) | undefined;
}

/** Counts since the start. */
export interface RemoteCounts {
  readonly requests: number;
  readonly retries: number;
  /** Calls that failed after all tries of a request, or were not made because the breaker was open. */
  readonly failures: number;
  /** Entities whose offsets were wrong and whose value was found elsewhere in the text. */
  readonly moved: number;
  /** Entities that do not stand in the text at all. */
  readonly dropped: number;
}

/** An engine that asks a service. */
export interface RemoteEngine extends NerEngine {
  counts(): RemoteCounts;
  /** Null before it was asked. */
  readonly dialect: DialectName | null;
}

const TIMEOUT = 5000;
const RETRIES = 3;
const RETRY_PAUSE = 100;
const CONCURRENCY = 8;
const BREAK_AFTER = 2;
const BREAK_FOR = 30_000;
/** UTF-16 units in one request, about. */
const BATCH_UNITS = 64_000;
const LABELS = ["person", "organization", "location", "address"];

/** The client for services that find names. */
export function createRemoteEngine(options: RemoteOptions): RemoteEngine {
  const { timeout = TIMEOUT, retries = RETRIES, dialect: pinned = "auto", random = Math.random } = options;
  const { isKind = () => false, now = () => performance.now() } = options;
  const transport = createTransport({ ...options, timeout, concurrency: options.concurrency ?? CONCURRENCY });
  const { shown } = transport.address;
  const breaker = createBreaker({ failures: BREAK_AFTER, pause: BREAK_FOR, now });
  const kindOf = createKindOf({ labels: options.labels, isKind, onUnknown: options.onUnknownLabel });
  const labels = options.labels === undefined ? LABELS : [...new Set([...LABELS, ...Object.keys(options.labels)])];
  const counts = { requests: 0, retries: 0, failures: 0, moved: 0, dropped: 0 };
  let service: Service | null = null;
  let asking: Promise<Service> | null = null;

  /** Behind the breaker. @throws ClosemaskError `ner`, or the reason of the signal */
  async function guarded<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    if (!breaker.allows()) {
      counts.failures++;
      throw failure("failed just now and is left alone for half a minute");
    }
    try {
      const done = await work();
      breaker.succeeded();
      return done;
    } catch (error) {
      if (signal?.aborted === true) {
        breaker.dropped();
        throw signal.reason;
      }
      breaker.failed();
      counts.failures++;
      throw failure(whyOf(error), error);
    }
  }

  function again<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const onRetry = (): void => void counts.retries++;
    return withRetries(work, { retries, pause: RETRY_PAUSE, random, mayPass, onRetry }, signal);
  }

  function failure(why: string, cause?: unknown): ClosemaskError {
    const what = options.name ?? service?.dialect.name ?? "NER service";
    return new ClosemaskError("ner", `the ${what} at ${shown} ${why}`, { hint: options.hint ?? HINT, cause });
  }

  function whyOf(error: unknown): string {
    if (error instanceof Fault)
      return error.reason === "timeout" ? `did not answer in ${timeout} ms` : WHY[error.reason];
    if (!(error instanceof BadAnswer)) throw error;
    if (error.status === 501) return "speaks no dialect that is known (ner.dialect names one)";
    if (error.status === 503) return "is not ready yet";
    return error.dialect === ""
      ? `answered with status ${error.status}`
      : `gave an answer that the dialect ${error.dialect} does not have`;
  }

  /** Asked by the first call; a failure is forgotten, so that the next one asks again. */
  async function known(): Promise<Service> {
    if (service !== null) return service;
    asking ??= again(() => askService(transport, pinned, labels)).finally(() => {
      asking = null;
    });
    service = await asking;
    return service;
  }

  async function askBatch(
    { dialect }: Service,
    texts: readonly string[],
    language: string | undefined,
    signal: AbortSignal,
  ): Promise<readonly (readonly Entity[])[]> {
    const body = dialect.body(texts, language, labels);
    const found = await again(async () => {
      counts.requests++;
      return readAnswer(await transport.send("POST", dialect.path, body, signal), dialect, texts.length) ?? [];
    }, signal);
    return texts.map((text, i) => entitiesOf(text, found[i] ?? []));
  }

  function entitiesOf(text: string, found: readonly RawEntity[]): Entity[] {
    const meant = found.flatMap((raw) => {
      const kind = kindOf(raw.label);
      return kind === null ? [] : [{ ...raw, kind }];
    });
    const entities = placeAll(text, meant).flatMap(({ place, moved }, i) => {
      if (place === null) counts.dropped++;
      else if (moved) counts.moved++;
      const { kind, label, score } = meant[i] as (typeof meant)[number];
      return place === null ? [] : [{ ...place, kind, label, score }];
    });
    return disjoint(entities);
  }

  return {
    get name() {
      return options.name ?? service?.dialect.name ?? "remote";
    },
    get dialect() {
      return service?.dialect.name ?? null;
    },
    counts: () => ({ ...counts }),
    async detect(texts, { language, signal } = {}) {
      if (texts.length === 0) return [];
      return guarded(async () => {
        const found = await known();
        const told = found.dialect.asksLanguage ? servedOf(found, language) : undefined;
        // One that fails ends the others: there is no answer without it.
        const failed = new AbortController();
        const ends = signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal]);
        const calls = batchesOf(texts, found.batch).map((batch) =>
          askBatch(found, batch, told, ends).catch((error: unknown) => {
            failed.abort(error);
            throw error;
          }),
        );
        return (await Promise.all(calls)).flat();
      }, signal);
    },
    async close() {
      transport.close();
    },
  };
}

const HINT = 'ner.onFailure: "rules" goes on without it';

const WHY: Readonly<Record<FaultReason, string>> = {
  refused: "cannot be reached",
  "unknown-host": "is not known by that name",
  timeout: "did not answer in time",
  tls: "has a certificate that is not trusted",
  reset: "broke the connection off",
  "too-large": "gave an answer that is too large",
};

/** A service that took too long gets slower by being asked again. */
function mayPass(error: unknown): boolean {
  if (error instanceof Fault) return error.reason === "refused" || error.reason === "reset";
  return error instanceof BadAnswer && isBusy(error);
}

/** A language that the service does not know is asked for as the first one that it does. */
function servedOf({ languages }: Service, language: string | undefined): string | undefined {
  if (languages === null || language === undefined || languages.includes(language)) return language;
  return languages[0];
}

function batchesOf(texts: readonly string[], most: number): string[][] {
  const batches: string[][] = [];
  let units = 0;
  for (const text of texts) {
    const last = batches.at(-1);
    units += text.length;
    if (last !== undefined && last.length < most && units <= BATCH_UNITS) last.push(text);
    else {
      batches.push([text]);
      units = text.length;
    }
  }
  return batches;
}

/** The contract of engines: sorted and disjoint. The surest stays. */
function disjoint(entities: Entity[]): Entity[] {
  const kept: Entity[] = [];
  for (const entity of entities.sort((a, b) => b.score - a.score || a.start - b.start || b.end - a.end)) {
    if (!kept.some(({ start, end }) => start < entity.end && end > entity.start)) kept.push(entity);
  }
  return kept.sort((a, b) => a.start - b.start);
}
