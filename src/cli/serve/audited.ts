// The audit log and the traces of a proxy: opened with it, counted in its metrics, and told of its configuration.

import type { Audit } from "../../audit/create-audit.ts";
import type { EventKind } from "../../audit/event.ts";
import { hasSdk, openTracing, type Tracing } from "../../audit/tracing.ts";
import { ClosemaskError } from "../../errors.ts";
import type { Metrics } from "../../server/metrics.ts";
import type { Recorder } from "../../server/record.ts";
import { audited } from "../audit.ts";
import type { Config } from "../config/schema.ts";
import type { Setup } from "../open.ts";
import type { OpenStore } from "../open-store.ts";
import { reportError, type Say } from "../say.ts";
import { VERSION } from "../version.ts";

export interface ServeAudit {
  readonly recorder: Recorder;
  /** Brings the metrics up to date. */
  count(): void;
  /** Another configuration is in force. */
  configured(config: Config): void;
  refusedConfig(reason: string): void;
  upkeep(): void;
  close: Audit["close"];
}

/** Undefined where nothing is logged. @throws ClosemaskError `audit`, `config` */
export async function openServeAudit(
  setup: Setup,
  { all: { ring } }: Pick<OpenStore, "all">,
  metrics: Metrics,
): Promise<ServeAudit | undefined> {
  const audit = await audited(setup, ring);
  if (audit === null) return undefined;
  const counted = new Map<string, number>();

  function add(metric: "audited" | "auditLost", label: string, now: number): void {
    const key = `${metric} ${label}`;
    const by = now - (counted.get(key) ?? 0);
    if (by <= 0) return;
    counted.set(key, now);
    metrics.count(metric, [label], by);
  }

  /** What must not stop a proxy that runs: the next request is refused where it must be. */
  function said(step: () => void): void {
    try {
      step();
    } catch (error) {
      reportError(error, setup.say);
    }
  }

  function configured(action: "start" | "reload", { level, serve, session }: Config): void {
    const more = { level, profile: serve.profile, enabled: serve.enabled };
    audit?.record({ kind: "config", action, outcome: serve.enabled ? "ok" : "degraded", session, more });
  }

  configured("start", setup.config);
  return {
    recorder: { audit, agent: setup.config.audit.agent },
    count() {
      for (const [kind, count] of audit.counts as ReadonlyMap<EventKind, number>) add("audited", kind, count);
      for (const [place, count] of audit.lost()) add("auditLost", place, count);
    },
    configured: (config) => said(() => configured("reload", config)),
    refusedConfig: (reason) =>
      said(() => audit.record({ kind: "config", action: "reload", outcome: "failed", reason })),
    upkeep: () => said(() => audit.upkeep()),
    close: (outcome) => audit.close(outcome),
  };
}

/** Undefined where no SDK is registered in this process. */
export async function openTraces(say: Say): Promise<Tracing | undefined> {
  if (!hasSdk()) return undefined;
  try {
    return (await openTracing(VERSION)) ?? undefined;
  } catch (cause) {
    const error = new ClosemaskError("config", "an SDK of OpenTelemetry is there, but not its API", {
      hint: "npm install @opentelemetry/api beside closemask",
      cause,
    });
    say.warn(error.message, error.hint);
    return undefined;
  }
}
