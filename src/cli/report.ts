// `--report`: what was masked, as lines of JSON. Kind, rule and place, never a value.

import { closeSync, openSync, writeSync } from "node:fs";
import { ClosemaskError } from "../errors.ts";
import type { MaskEvent } from "../mask/mask-feed.ts";
import { isOneOf } from "./same-file.ts";
import { codeOf, reasonOf } from "./stdio.ts";

export interface Report {
  add(file: string, event: MaskEvent): void;
  close(): void;
}

const FLUSH = 64 * 1024;

/** What `--report` cannot be: stdout has the text, stderr the messages. */
const STREAMS = [0, 1, 2];

/**
 * The file that `--report` names. `read` are the files of the run.
 * @throws ClosemaskError `usage` for `-` and for a file that has another part in the run
 */
export function reportPath(option: unknown, read: readonly string[]): string | undefined {
  if (typeof option !== "string") return undefined;
  if (option !== "-" && !isOneOf(option, [...STREAMS, ...read])) return option;
  throw new ClosemaskError("usage", "--report needs a file of its own", {
    hint: "closemask mask --report found.ndjson",
  });
}

/** @throws ClosemaskError `output` when the file cannot be written. */
export function openReport(path: string): Report {
  const attempt = <T>(act: () => T): T => {
    try {
      return act();
    } catch (error) {
      throw new ClosemaskError("output", `cannot write the report ${path}: ${reasonOf(codeOf(error))}`, {
        cause: error,
      });
    }
  };
  const fd = attempt(() => openSync(path, "w", 0o600));
  let pending = "";
  const flush = (): void => {
    const bytes = Buffer.from(pending);
    pending = "";
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
  };
  return {
    add(file, { kind, rule, start, end, line, confidence }) {
      pending += `${JSON.stringify({ file, kind, rule, start, end, line, confidence })}\n`;
      if (pending.length > FLUSH) attempt(flush);
    },
    close() {
      attempt(flush);
      closeSync(fd);
    },
  };
}
