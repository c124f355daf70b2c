// What an audit event is. Counts, names of kinds and rules, places and outcomes; no value has a field here, and what is no name
// is not shown.

/** Version of the schema; raised when a field changes its meaning or goes, not when one is added. */
export const SCHEMA_VERSION = 1;

/** `audit` is the log's own: opened, closed, lost, pruned. */
export const EVENT_KINDS = ["mask", "restore", "refuse", "policy", "key", "session", "config", "audit"] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export type Outcome = "ok" | "failed" | "refused" | "degraded";

export interface AuditEvent {
  readonly kind: EventKind;
  /** What was done, one word or two: `text`, `request`, `rotate`, `reload`. */
  readonly action: string;
  readonly outcome: Outcome;
  readonly session?: string | undefined;
  /** The program that asked. Absent: that of the process. */
  readonly agent?: string | undefined;
  /** Number of the request in its process. */
  readonly request?: number | undefined;
  /** Where it went: `stdout`, `file`, `command`, or the name and the host of a provider. */
  readonly destination?: string | undefined;
  /** Values by kind. */
  readonly counts?: ReadonlyMap<string, number> | undefined;
  /** Values by id of the rule that found them, where that is known. */
  readonly rules?: ReadonlyMap<string, number> | undefined;
  /** Why, as a code of a closed list. */
  readonly reason?: string | undefined;
  /** Further numbers and names. */
  readonly more?: Readonly<Record<string, number | boolean | string | undefined>> | undefined;
  /** Chains that a file which goes leaves unfinished, `chain:seq:mac` each: the log's own. */
  readonly chains?: readonly string[] | undefined;
}

/** Characters of a name that is shown. */
const NAME_MAX = 128;
const NAME = /^[\w.:/+()[\]*, ~-]+$/;
/** Entries of one map of counts; the rest are added up as `other`. */
const COUNTS_MAX = 400;

/** A name as it may stand in an event; what is none is not shown. */
export function shownName(text: string): string {
  return text.length <= NAME_MAX && NAME.test(text) ? text : "(not shown)";
}

/** The members of an event as JSON text without braces, in a fixed order. */
export function eventText(event: AuditEvent, command: string, agent: string | undefined): string {
  const { kind, action, outcome, session, request, destination, counts, rules, reason, more = {} } = event;
  const members: Record<string, unknown> = { kind, action, outcome, command };
  const name = (key: string, value: string | undefined): void => {
    if (value !== undefined) members[key] = shownName(value);
  };
  name("session", session);
  name("agent", event.agent ?? agent);
  if (request !== undefined) members.request = request;
  name("destination", destination);
  name("reason", reason);
  if (counts !== undefined) members.counts = countsOf(counts);
  if (rules !== undefined && rules.size > 0) members.rules = countsOf(rules);
  for (const [key, value] of Object.entries(more)) {
    if (typeof value === "string") name(key, value);
    else if (value !== undefined) members[key] = value;
  }
  if (event.chains !== undefined) members.chains = event.chains;
  return JSON.stringify(members).slice(1, -1);
}

function countsOf(counts: ReadonlyMap<string, number>): Record<string, number> {
  const shown: Record<string, number> = Object.create(null);
  let size = 0;
  for (const [key, count] of counts) {
    const known = size < COUNTS_MAX ? shownName(key) : "other";
    if (shown[known] === undefined) size++;
    shown[known] = (shown[known] ?? 0) + count;
  }
  return shown;
}
