// What all hooks share: values of a framework masked and restored along tables, as bodies of APIs are in the proxy. A call is
// one request to a model and its answer.

import { randomBytes } from "node:crypto";
import { categoryOf } from "../detect/kinds.ts";
import { ClosemaskError, type ErrorCode } from "../errors.ts";
import { byKind } from "../library/detection.ts";
import { partsOf } from "../library/session-parts.ts";
import type { CloseMaskSession } from "../library/session-types.ts";
import { block, CALLBACK, checkOptions, type OptionShape, oneOf } from "../mask/option-shape.ts";
import { createExchange } from "../proxy/create-exchange.ts";
import type { Exchange, ExchangeOptions } from "../proxy/exchange.ts";
import { createMemory, type Memory } from "../proxy/memory.ts";
import type { Dialect, Endpoint, Place, Refusal, RefusalKind, RequestTable, ResponseTable } from "../proxy/types.ts";
import type { Kind } from "../types.ts";
import { createPieces, type Pieces } from "./pieces.ts";
import { project } from "./projection.ts";

export interface HookOptions {
  /** Media and other bytes that cannot be inspected: sent as they are (default), or refused. */
  readonly media?: "pass" | "block" | undefined;
  /** Has a say in what is restored, beside the policy of the instance: by kind, place, and tool where its name is known. */
  readonly allows?: ((kind: Kind, place: Place) => boolean) | undefined;
}

/** Where texts stand in what a framework hands over. */
export interface Tables {
  /** Of the hook: what was sent in one says nothing about another. */
  readonly name: string;
  readonly request: RequestTable;
  readonly response: ResponseTable;
}

/** One request and its answer. */
export interface Call {
  /** The request with placeholders, in the same shapes. @throws ClosemaskError: then nothing may be sent */
  mask<T>(request: T): Promise<T>;
  /** The answer, or a part of it, with values: of placeholders that the request held. */
  restore<T>(answer: T): Promise<T>;
  /** For texts of the answer that come in pieces. */
  pieces(): Pieces;
}

export interface Hook {
  /** `stored`: the answer may speak of what earlier requests left at the provider. */
  call(options?: { readonly stored?: boolean }): Call;
}

/** What the options of every hook may be. */
export const HOOK_SHAPE: Readonly<Record<keyof HookOptions, OptionShape>> = {
  media: oneOf("pass", "block"),
  allows: CALLBACK,
};
const HOOK = block(HOOK_SHAPE);

/** Bytes that are remembered of texts of one session. */
const MEMORY = 16 * 1024 * 1024;

/** By session: hooks of one session know what the others sent. */
const memories = new WeakMap<CloseMaskSession, Memory>();

/**
 * What an exchange of a session is made with, whatever the framework.
 * @throws ClosemaskError `usage` for a session that `createCloseMask` did not open, `config` for options that cannot be
 */
export function machineOf(
  session: CloseMaskSession,
  options: HookOptions,
): Omit<ExchangeOptions, "dialect" | "endpoint" | "provider"> {
  checkOptions(HOOK, options);
  const { media = "pass", allows } = options;
  const { name, session: inner, detection, literals, restore } = partsOf(session);
  let memory = memories.get(session);
  if (memory === undefined) {
    memory = createMemory({ key: randomBytes(32), limit: MEMORY });
    memories.set(session, memory);
  }
  return {
    detection: { ...detection, version: name },
    session: inner,
    literals,
    memory,
    sessionName: name,
    restore: {
      unmaskedTools: new Set(),
      allows(kind, { inUrl, ...place }) {
        if (byKind(restore, kind)?.includes(place.channel) === false) return false;
        // A URL that a model has made up may lead anywhere.
        if (inUrl && categoryOf(kind) === "CREDENTIAL") return false;
        return allows?.(kind, place) ?? true;
      },
    },
    blobs: media === "block" ? "block" : "warn",
    hardened: false,
  };
}

/** @throws ClosemaskError `usage` for a session that `createCloseMask` did not open, `config` for options that cannot be */
export function openHook(session: CloseMaskSession, tables: Tables, options: HookOptions = {}): Hook {
  const { checkOpen } = partsOf(session);
  const machine = machineOf(session, options);

  function open(stored: boolean): Exchange {
    checkOpen();
    const { name, request, response } = tables;
    const endpoint: Endpoint = { name, path: /^/, body: "json", request, response, stored };
    const dialect: Dialect = { name, errors: "openai", endpoints: [endpoint] };
    return createExchange({ ...machine, dialect, endpoint, provider: name });
  }

  async function mask<T>(value: T, through: Exchange): Promise<T> {
    const { json, blobs, revive } = project(value);
    if (blobs > 0 && options.media === "block")
      throw new ClosemaskError("input", "bytes that cannot be inspected are blocked here", { hint: 'media: "pass"' });
    const outcome = await through.maskRequest(json);
    if (!outcome.ok) throw errorOf(outcome.refusal);
    return revive(outcome.body) as T;
  }

  async function unmask<T>(value: T, through: Exchange): Promise<T> {
    const { json, revive } = project(value);
    return revive((await through.restoreBody(json)).body) as T;
  }

  return {
    call({ stored = false } = {}) {
      const one = open(stored);
      return {
        mask: (request) => mask(request, one),
        restore: (answer) => unmask(answer, one),
        pieces: () => createPieces((place, json) => one.restoreText(place, json)),
      };
    },
  };
}

const CODES: Partial<Record<RefusalKind, ErrorCode>> = {
  blocked: "blocked",
  egress: "blocked",
  names: "ner",
  store: "store-failed",
  detector: "internal",
};

/** Why a request was not sent, as an error. */
export function errorOf({ kind, message }: Refusal): ClosemaskError {
  return new ClosemaskError(CODES[kind] ?? "input", message);
}
