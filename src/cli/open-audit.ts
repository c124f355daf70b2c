// From the configuration to the audit log of this process. In a bundle of its own, which is loaded where there is a log: the others
// pay nothing for it.

import { createHmac, randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { join } from "node:path";
import { type Audit, createAudit, type Forward } from "../audit/create-audit.ts";
import { createLogFile } from "../audit/log-file.ts";
import { openForward } from "../audit/open-forward.ts";
import { ClosemaskError } from "../errors.ts";
import type { LoadedKey } from "../store/key-sources.ts";
import { auditKey, type KeyRing } from "../store/keys.ts";
import { auditFile } from "./audit.ts";
import { parseDuration, parseSize } from "./config/units.ts";
import { openKey } from "./key.ts";
import { expandPath, type Setup, storePath } from "./open.ts";
import { readPem } from "./read-pem.ts";
import { writeError } from "./say.ts";
import { VERSION } from "./version.ts";

/** Bytes that a reader of stdout may leave lying. */
const STREAM_MAX = 8 * 1024 * 1024;

/** Writes the first event. `ring` where it is known already. @throws ClosemaskError `audit`, `config`, `key-*` */
export async function openAudit(setup: Setup, known?: KeyRing): Promise<Audit> {
  const { config, paths, say } = setup;
  const { audit } = config;
  const loaded = known === undefined ? await openKey({ config, paths, say, storePath: storePath(setup) }) : null;
  const ring = known ?? (loaded as LoadedKey).ring;
  const made = loaded?.made === true ? loaded.source : null;
  const key = auditKey(ring);
  const path = auditFile(setup);
  const now = (): number => Date.now();
  const hardened = config.serve.profile === "hardened";
  const opened = createAudit({
    key,
    id: randomBytes(12),
    command: setup.command,
    agent: audit.agent,
    opened: {
      version: VERSION,
      pid: process.pid,
      // Keyed: tokens and denied values are among the settings.
      config: createHmac("sha256", key).update(JSON.stringify(config)).digest("hex").slice(0, 16),
    },
    file:
      path === null
        ? null
        : createLogFile({
            path,
            heads: audit.head === undefined ? undefined : expandPath(audit.head),
            key,
            maxSize: parseSize(audit.maxSize),
            keep: audit.keep,
            maxAge: parseDuration(audit.maxAge),
            now,
            salt: () => randomBytes(2).toString("hex"),
          }),
    forwards: forwardsOf(setup),
    onError: audit.onError ?? (hardened ? "block" : "warn"),
    warn: (message, hint) => say.warn(message, hint),
    now,
    flush: parseDuration(audit.flush),
  });
  // The first use made it, for the log's own sake.
  if (made !== null) opened.record({ kind: "key", action: "init", outcome: "ok", more: { source: made } });
  return opened;
}

function forwardsOf({ config: { audit }, command }: Setup): Forward[] {
  const forwards: Forward[] = [];
  const script = join(import.meta.dirname, "..", "audit", "thread.js");
  const timeout = parseDuration(audit.timeout);
  const ca = audit.ca === undefined ? undefined : readPem(audit.ca, "audit.ca");
  const { stream, syslog, http, token, buffer: held } = audit;
  if (stream === "stdout" && command !== "serve") {
    throw new ClosemaskError("config", "audit.stream stdout is for serve: other commands write their results there", {
      hint: "set audit.stream to stderr, or audit.file",
    });
  }
  if (stream === "stdout") forwards.push(stdoutForward());
  if (stream === "stderr") forwards.push(stderrForward());
  if (syslog !== undefined) {
    const { facility } = audit;
    const to = { syslog: { url: syslog, ca, timeout, facility, host: hostname(), pid: process.pid } };
    forwards.push(openForward({ name: "syslog", script, held, to }));
  }
  if (http !== undefined) {
    const headers = { ...audit.headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
    forwards.push(openForward({ name: "http", script, held, to: { http: { url: http, headers, ca, timeout } } }));
  }
  return forwards;
}

function stderrForward(): Forward {
  return {
    name: "stderr",
    send: (line) => writeError(`${line}\n`),
    lost: () => 0,
    flush: async () => {},
    close: async () => {},
  };
}

function stdoutForward(): Forward {
  const { stdout } = process;
  let lost = 0;
  stdout.on("error", () => {});
  return {
    name: "stdout",
    send(line) {
      if (stdout.destroyed || stdout.writableLength > STREAM_MAX) lost++;
      else stdout.write(`${line}\n`);
    },
    lost: () => lost,
    flush: async () => {},
    close: async () => {},
  };
}
