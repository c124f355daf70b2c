// The audit log of one process: events in, one line each to every sink. A file is written at once; what goes to other machines is
// handed on and never waited for, but at the end. What a sink loses is counted, and said in the log itself.

import { ClosemaskError } from "../errors.ts";
import { createChain, keyName, pseudonymOf } from "./chain.ts";
import type { AuditEvent, EventKind } from "./event.ts";
import type { LogFile } from "./log-file.ts";

/** Somebody else who gets the lines. */
export interface Forward {
  readonly name: "http" | "syslog" | "stdout" | "stderr";
  /** Takes a line, without its end. Never throws and never waits. */
  send(line: string, about: { readonly kind: EventKind; readonly grave: boolean; readonly time: number }): void;
  /** Lines that it will never deliver. */
  lost(): number;
  /** Resolves when what it has is delivered, or after some milliseconds. */
  flush(ms: number): Promise<void>;
  close(): Promise<void>;
}

export interface AuditOptions {
  /** 32 bytes that come of the key ring. */
  readonly key: Uint8Array;
  /** 12 random bytes. */
  readonly id: Uint8Array;
  readonly command: string;
  readonly agent?: string | undefined;
  /** Facts for the first event. */
  readonly opened: Readonly<Record<string, number | string | undefined>>;
  readonly file: LogFile | null;
  readonly forwards: readonly Forward[];
  /** When a line cannot be written to the file: go on and count it, or throw. */
  readonly onError: "warn" | "block";
  /** Said once for each time that the file begins to fail, or a collector has lost something at the end. */
  readonly warn: (message: string, hint: string) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds for what is on its way at the end. */
  readonly flush: number;
}

export interface Audit {
  /** @throws ClosemaskError `audit` with `onError: block` when the file cannot be written. */
  record(event: AuditEvent): void;
  /** What stands for a name that is not shown: the same for the same name, and no help in guessing it. */
  pseudonym(name: string): string;
  /** Events by kind. */
  readonly counts: ReadonlyMap<EventKind, number>;
  /** Lines that were lost, by sink. */
  lost(): ReadonlyMap<string, number>;
  /** Lets old files go. */
  upkeep(): void;
  /** Writes the last event, and waits for what is on its way. */
  close(outcome?: AuditEvent["outcome"]): Promise<void>;
}

/** Lines that the file has not got, as numbers of the chain. */
interface Gap {
  readonly from: number;
  readonly to: number;
  /** Those of them that are no message about losses. */
  readonly count: number;
}

/** The first event is written. @throws ClosemaskError `audit` as `record` does */
export function createAudit(options: AuditOptions): Audit {
  const { file, forwards, onError, warn, now } = options;
  const chain = createChain(options);
  const counts = new Map<EventKind, number>();
  /** What was said of the losses of those who forward. */
  const told = new Map<string, number>();
  let gap: Gap | null = null;
  let lostInFile = 0;
  let failing = false;
  let closed = false;

  function write(event: AuditEvent): void {
    counts.set(event.kind, (counts.get(event.kind) ?? 0) + 1);
    let failure: { readonly error: unknown } | null = null;
    let links = {};
    if (file !== null) {
      try {
        links = file.prepare();
      } catch (error) {
        failure = { error };
      }
    }
    const link = chain.link(event, links);
    if (file !== null && failure === null) {
      try {
        file.append(chain.id, link);
      } catch (error) {
        failure = { error };
      }
    }
    const about = { kind: event.kind, grave: event.outcome !== "ok", time: now() };
    for (const forward of forwards) forward.send(link.line, about);
    if (failure === null) failing = false;
    else failed(link.seq, event.action === "lost" ? 0 : 1, failure.error);
  }

  function failed(seq: number, events: number, error: unknown): void {
    lostInFile += events;
    gap = { from: gap?.from ?? seq, to: seq, count: (gap?.count ?? 0) + events };
    const message = `the audit log cannot be written: ${reasonOf(error)}`;
    if (onError === "block") throw new ClosemaskError("audit", message, { hint: HINT, cause: error });
    if (!failing) warn(message, `${HINT}; audit.onError: block stops instead`);
    failing = true;
  }

  /** What was lost since it was said last. */
  function tellLosses(): void {
    for (const forward of forwards) {
      const lost = forward.lost();
      const count = lost - (told.get(forward.name) ?? 0);
      if (count <= 0) continue;
      told.set(forward.name, lost);
      write({ kind: "audit", action: "lost", outcome: "failed", destination: forward.name, more: { count } });
    }
    if (gap === null) return;
    const lost: Gap = gap;
    // Where that fails, the gap has grown by this line.
    write({ kind: "audit", action: "lost", outcome: "failed", destination: "file", more: { ...lost } });
    if (gap === lost) gap = null;
  }

  function letGo(): void {
    if (file === null) return;
    try {
      for (const { path, events, open, unlisted, remove } of file.doomed()) {
        write({
          kind: "audit",
          action: "prune",
          outcome: "ok",
          more: { file: path.replace(/^.*[/\\]/, ""), events, open: open.length, unlisted },
          chains: open.map(({ chain: id, seq, mac }) => `${id}:${seq}:${mac}`),
        });
        if (!failing) remove();
      }
    } catch (error) {
      if (error instanceof ClosemaskError) throw error;
      warn(`old audit files cannot be removed: ${reasonOf(error)}`, HINT);
    }
  }

  write({ kind: "audit", action: "open", outcome: "ok", more: { ...options.opened, key: keyName(options.key) } });
  letGo();

  return {
    counts,
    record(event) {
      tellLosses();
      write(event);
      if (file?.turned() === true) letGo();
    },
    pseudonym: (name) => pseudonymOf(options.key, name),
    lost() {
      const lost = new Map(forwards.map((forward) => [forward.name as string, forward.lost()]));
      return file === null ? lost : lost.set("file", lostInFile);
    },
    upkeep: letGo,
    async close(outcome = "ok") {
      if (closed) return;
      closed = true;
      const until = now() + options.flush;
      await Promise.all(forwards.map((forward) => forward.flush(options.flush)));
      try {
        tellLosses();
        write({ kind: "audit", action: "close", outcome });
      } catch (error) {
        if (!(error instanceof ClosemaskError)) throw error;
        warn(error.message, error.hint);
      }
      file?.close();
      for (const forward of forwards) {
        await forward.flush(Math.max(LAST, until - now()));
        await forward.close();
        const lost = forward.lost() - (told.get(forward.name) ?? 0);
        if (lost > 0)
          warn(`${lost} audit events did not reach ${forward.name}`, "closemask doctor shows where they go");
      }
    },
  };
}

const HINT = "see audit.file in the configuration";
/** Milliseconds for the last event. */
const LAST = 300;

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "no space left on the device",
  EDQUOT: "the quota is used up",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "read-only file system",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of its path is no folder",
  ENOTFILE: "it is no regular file",
  EMFILE: "too many open files",
  EIO: "input/output error",
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  return REASONS[code] ?? (code === "" ? "unknown error" : code.toLowerCase());
}
