// The audit log of a test's home: switched on, read, and changed behind its back.

import { closeSync, openSync, readdirSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Home, Result } from "../run.ts";

/** Switches the log on. */
export const ON = { CLOSEMASK_AUDIT_ENABLED: "true" };

export function pathOf(home: Home): string {
  return join(home.data, "audit.ndjson");
}

export function linesOf(home: Home): string[] {
  return readFileSync(pathOf(home), "utf8").split("\n").slice(0, -1);
}

export type Event = Readonly<Record<string, unknown>>;

/** Events of one kind, or all. */
export function eventsOf(home: Home, kind?: string): Event[] {
  const events: Event[] = linesOf(home).map((line) => JSON.parse(line));
  return kind === undefined ? events : events.filter((event) => event.kind === kind);
}

export function rewrite(home: Home, lines: readonly string[]): void {
  writeFileSync(pathOf(home), lines.map((line) => `${line}\n`).join(""));
}

/** All that lies in the log's folder under its name, as one text. */
export function everythingIn(home: Home): string {
  const names = readdirSync(home.data).filter((name) => name.startsWith("audit"));
  return names.map((name) => readFileSync(join(home.data, name), "latin1")).join("\n");
}

export function verify(home: Home, ...args: readonly string[]): Promise<Result> {
  return home.run(["audit", "verify", ...args], { env: ON });
}

/** Takes all the room that there is, to the last byte. */
export function fill(path: string): void {
  const fd = openSync(path, "w");
  for (let size = 1 << 16; size >= 1; ) {
    try {
      if (writeSync(fd, Buffer.alloc(size, 120)) < size) size >>= 1;
    } catch {
      size >>= 1;
    }
  }
  closeSync(fd);
}
