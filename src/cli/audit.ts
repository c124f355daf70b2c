// Whether there is an audit log and where: as little as every command may load. What writes it is loaded where there is one.

import { join } from "node:path";
import type { Audit } from "../audit/create-audit.ts";
import type { AuditEvent } from "../audit/event.ts";
import type { KeyRing } from "../store/keys.ts";
import type { Effective } from "./config/load.ts";
import { expandPath, type Setup } from "./open.ts";

/** True when events are logged. */
export function isAudited({ config: { audit } }: Pick<Effective, "config">): boolean {
  return audit.enabled ?? [audit.file, audit.stream, audit.syslog, audit.http].some((place) => place !== undefined);
}

/** The file for events; null where they only go elsewhere. */
export function auditFile({ config: { audit }, paths }: Pick<Effective, "config" | "paths">): string | null {
  if (audit.file !== undefined) return expandPath(audit.file);
  const elsewhere = [audit.stream, audit.syslog, audit.http].some((place) => place !== undefined);
  return elsewhere ? null : join(paths.data, "audit.ndjson");
}

/** Null where nothing is logged. `ring` where it is known already. @throws ClosemaskError `audit`, `config`, `key-*` */
export async function audited(setup: Setup, ring?: KeyRing): Promise<Audit | null> {
  if (!isAudited(setup)) return null;
  const { openAudit } = await import("./open-audit.ts");
  return await openAudit(setup, ring);
}

/** Logs one event of a command that is done with it. @throws ClosemaskError `audit` where the log must be written */
export async function recorded(
  setup: Setup,
  ring: KeyRing | undefined,
  event: Omit<AuditEvent, "outcome">,
): Promise<void> {
  await withAudit(setup, ring, async (audit) => audit?.record({ ...event, outcome: "ok" }));
}

/** Runs a step that is logged as a whole: the log is opened before it and closed after it, also when it fails. */
export async function withAudit<T>(
  setup: Setup,
  ring: KeyRing | undefined,
  step: (audit: Audit | null) => Promise<T>,
): Promise<T> {
  const audit = await audited(setup, ring);
  let failed = true;
  try {
    const result = await step(audit);
    failed = false;
    return result;
  } finally {
    await audit?.close(failed ? "failed" : "ok");
  }
}
