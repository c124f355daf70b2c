// A request and its answer as audit events: one for what leaves, one for what comes back, and one for what a policy or a refusal made
// of either. Names and counts only.

import type { Audit } from "../audit/create-audit.ts";
import type { AuditEvent } from "../audit/event.ts";
import type { Detector } from "../detect/detector.ts";
import type { Counts, RefusalKind, RestoreCounts } from "../proxy/types.ts";

/** Of whom and of what an event speaks. */
export interface Recorded {
  readonly session?: string | undefined;
  readonly agent?: string | undefined;
  /** Number of the request in its process. */
  readonly request?: number | undefined;
  readonly provider: string;
  readonly host?: string | undefined;
  readonly endpoint: string;
}

/** What the server needs of the log. */
export interface Recorder {
  readonly audit: Pick<Audit, "record" | "pseudonym">;
  /** Name of the program that asks, where the configuration says it. */
  readonly agent: string | undefined;
}

export const AGENT_HEADER = "x-closemask-agent";

/** Before it is sent, so that nothing leaves of which there is no record. @throws ClosemaskError `audit` */
export function recordRequest({ audit }: Recorder, of: Recorded, counts: Counts, enabled: boolean): void {
  const base = { ...common(of), outcome: enabled ? "ok" : "degraded" } as const;
  audit.record({
    ...base,
    kind: "mask",
    action: enabled ? "request" : "disabled",
    counts: counts.masked,
    rules: counts.rules,
  });
  if (counts.warnings.size === 0) return;
  audit.record({ ...base, kind: "policy", action: "uninspected", outcome: "degraded", counts: counts.warnings });
}

/** @throws ClosemaskError `audit` */
export function recordAnswer(
  { audit }: Recorder,
  of: Recorded,
  counts: RestoreCounts | undefined,
  broken: boolean,
): void {
  const base = { ...common(of), outcome: broken ? "failed" : "ok" } as const;
  const { restored, withheld, unresolved = 0, probes = 0, credentialsInTools = 0 } = counts ?? {};
  const numbers = {
    unresolved,
    ...(probes === 0 ? {} : { probes }),
    ...(credentialsInTools === 0 ? {} : { credentialsInTools }),
  };
  audit.record({
    ...base,
    kind: "restore",
    action: counts === undefined ? "as-is" : "answer",
    counts: restored ?? new Map(),
    more: { ...base.more, ...numbers },
  });
  if (withheld === undefined || withheld.size === 0) return;
  audit.record({ ...base, kind: "policy", action: "withheld", counts: withheld });
}

/** @throws ClosemaskError `audit` */
export function recordRefusal({ audit }: Recorder, of: Recorded, reason: RefusalKind): void {
  audit.record({ ...common(of), kind: "refuse", action: "request", outcome: "refused", reason });
}

function common({
  session,
  agent,
  request,
  provider,
  host,
  endpoint,
}: Recorded): Pick<AuditEvent, "session" | "agent" | "request" | "destination" | "more"> {
  const destination = host === undefined ? provider : `${provider} ${host}`;
  return { session, agent, request, destination, more: { endpoint } };
}

/** The program that asks: as it says itself, else, where nothing else is set, the first product of its User-Agent. */
export function agentOf(
  header: (name: string) => string | undefined,
  { agent: set, audit }: Recorder,
  detector: Pick<Detector, "scan">,
): string | undefined {
  const said = header(AGENT_HEADER);
  if (said !== undefined) return givenName(said, audit, detector);
  if (set !== undefined) return set;
  const product = /^[^\s()]+/.exec(header("user-agent") ?? "")?.[0];
  return product === undefined ? undefined : givenName(product, audit, detector);
}

/** A name that a client gave: as it is where it looks like one, else a pseudonym, since it may be a value. */
export function givenName(name: string, audit: Pick<Audit, "pseudonym">, detector: Pick<Detector, "scan">): string {
  return isPlainName(name) && !holdsValue(name, detector) ? name : audit.pseudonym(name);
}

/** Words and small numbers, such as `claude-cli/2.1.329` and `case-20261130`; no run of both that could be a key or a number of somebody's. */
function isPlainName(text: string): boolean {
  if (!/^[A-Za-z][\w.:/+ -]{0,63}$/.test(text)) return false;
  return (text.match(/[A-Za-z0-9]+/g) ?? []).every((run) => {
    const digits = run.replace(/\D/g, "").length;
    return digits === 0 ? run.length <= 20 : /^20\d{6}$/.test(run) || (run.length <= 8 && digits <= 4);
  });
}

function holdsValue(text: string, detector: Pick<Detector, "scan">): boolean {
  const bytes = Buffer.from(text);
  const { length } = bytes;
  const { spans, block } = detector.scan({ bytes, lo: 0, from: 0, to: length, hi: length, final: true });
  return spans.length > 0 || block !== null;
}
