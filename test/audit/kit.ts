// Logs in a folder of a test, written by as many processes as it wants: each audit here is one of them.

import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Audit, type AuditOptions, createAudit } from "../../src/audit/create-audit.ts";
import type { AuditEvent } from "../../src/audit/event.ts";
import { createLogFile, type LogFileOptions } from "../../src/audit/log-file.ts";
import { type Verified, verifyLog } from "../../src/audit/verify.ts";

export const KEY = new Uint8Array(32).fill(7);

/** A value masked, by number so that lines differ. */
export function masked(n = 1): AuditEvent {
  return { kind: "mask", action: "part", outcome: "ok", destination: "stdout", counts: new Map([["EMAIL", n]]) };
}

export interface Log {
  readonly path: string;
  readonly folder: string;
  /** Begins a chain. */
  open(options?: Partial<AuditOptions>, file?: Partial<LogFileOptions>): Audit;
  verify(): Verified;
  /** What is wrong, as `what place`. */
  faults(): string[];
  notes(): string[];
  lines(): string[];
  /** Writes these lines instead. */
  rewrite(lines: readonly string[]): void;
  readonly warnings: string[];
  /** Milliseconds since 1970; a test may move it. */
  clock: { now: number };
}

export function makeLog(): Log {
  const folder = mkdtempSync(join(tmpdir(), "closemask-audit-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "audit.ndjson");
  const warnings: string[] = [];
  const clock = { now: Date.UTC(2026, 10, 30) };
  const shown = (isFault: boolean): string[] =>
    log
      .verify()
      .findings.filter((finding) => finding.isFault === isFault)
      .map(({ what, place }) => `${what} ${place.line}`);
  const log: Log = {
    path,
    folder,
    warnings,
    clock,
    open(options = {}, file = {}) {
      return createAudit({
        key: KEY,
        id: randomBytes(12),
        command: "test",
        opened: {},
        file: createLogFile({
          path,
          key: KEY,
          maxSize: 1 << 24,
          keep: 5,
          maxAge: 0,
          now: () => clock.now++,
          salt: () => randomBytes(2).toString("hex"),
          ...file,
        }),
        forwards: [],
        onError: "warn",
        warn: (message) => warnings.push(message),
        now: () => clock.now++,
        flush: 1000,
        ...options,
      });
    },
    verify: () => verifyLog({ path, key: KEY }),
    faults: () => shown(true),
    notes: () => shown(false),
    lines: () => readFileSync(path, "utf8").split("\n").slice(0, -1),
    rewrite: (lines) => writeFileSync(path, lines.map((line) => `${line}\n`).join("")),
  };
  return log;
}
