// The sidecar as an engine for a process that outlives it: when it cannot be reached it is woken, once for all who wait, and asked
// again. Knows neither files nor processes.

import { ClosemaskError } from "../../errors.ts";
import type { NerEngine } from "../../ner/engine.ts";
import type { RemoteCounts, RemoteEngine } from "../../ner/remote/create-remote.ts";

export interface WakingOptions {
  readonly url: string;
  /** A client of the one at `url`. */
  connect(url: string): RemoteEngine;
  /** Resolves to where the one is that runs now; null when there is nothing new to be asked. */
  wake(old: string): Promise<string | null>;
  /** Milliseconds, from any start. */
  readonly now: () => number;
}

export interface WakingEngine extends NerEngine {
  counts(): RemoteCounts;
}

/** Milliseconds after a time in which nothing could be woken. */
const PAUSE = 30_000;

export function createWakingEngine({ url, connect, wake, now }: WakingOptions): WakingEngine {
  let at = url;
  let engine = connect(url);
  let before: RemoteCounts = { requests: 0, retries: 0, failures: 0, moved: 0, dropped: 0 };
  let waking: Promise<boolean> | null = null;
  let failedAt = Number.NEGATIVE_INFINITY;

  async function woken(): Promise<boolean> {
    if (now() - failedAt < PAUSE) return false;
    try {
      const found = await wake(at);
      if (found === null) return false;
      before = sum(before, engine.counts());
      const old = engine;
      // A new one: the old one may have left the service alone for a while.
      at = found;
      engine = connect(found);
      await old.close();
      return true;
    } catch (error) {
      if (!(error instanceof ClosemaskError)) throw error;
      failedAt = now();
      return false;
    }
  }

  return {
    get name() {
      return engine.name;
    },
    counts: () => sum(before, engine.counts()),
    async detect(texts, options) {
      const asked = engine;
      try {
        return await asked.detect(texts, options);
      } catch (error) {
        if (!(error instanceof ClosemaskError) || error.code !== "ner" || options?.signal?.aborted === true)
          throw error;
        if (asked === engine) {
          waking ??= woken().finally(() => {
            waking = null;
          });
          if (!(await waking)) throw error;
        }
        return await engine.detect(texts, options);
      }
    },
    close: () => engine.close(),
  };
}

function sum(a: RemoteCounts, b: RemoteCounts): RemoteCounts {
  return {
    requests: a.requests + b.requests,
    retries: a.retries + b.retries,
    failures: a.failures + b.failures,
    moved: a.moved + b.moved,
    dropped: a.dropped + b.dropped,
  };
}
