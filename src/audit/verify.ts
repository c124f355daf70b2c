// Checks a log against its key, its chains and its heads, and names what was removed, changed, moved or cut. It trusts no line that
// is not genuine, but where the line before says the same.

import { createSecretKey } from "node:crypto";
import { basename } from "node:path";
import { keyName, type ReadLine, readLine } from "./chain.ts";
import { createChains } from "./chains.ts";
import { type HeadRecord, readHeadLine } from "./head.ts";
import { findLog, type LogSet } from "./log-set.ts";
import { readLines } from "./read-lines.ts";

export interface Place {
  /** Name without folder. */
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
}

export interface Finding {
  /**
   * `changed`: a line is not what was written. `removed`: lines are missing. `moved`: they are out of order, or there twice. `cut`: the
   * end of a chain is missing. `foreign`: written under another key. `head`: nothing can be said of the end. `unlinked`: a file is
   * missing. `torn`, `unclosed`, `lost`: what a crash, a signal or a full disk leaves.
   */
  readonly what:
    | "changed"
    | "removed"
    | "moved"
    | "cut"
    | "foreign"
    | "head"
    | "unlinked"
    | "torn"
    | "unclosed"
    | "lost";
  /** False for what needs no hand of anybody's. */
  readonly isFault: boolean;
  readonly place: Place;
  readonly says: string;
}

export interface Verified {
  readonly files: number;
  readonly events: number;
  readonly chains: number;
  /** In the order of the files. */
  readonly findings: readonly Finding[];
}

export interface VerifyOptions {
  readonly path: string;
  /** Folder of the heads; beside the file by default. */
  readonly heads?: string | undefined;
  readonly key: Uint8Array;
}

/** Times that a log is read anew when a file of it was put aside meanwhile. */
const TRIES = 3;

/** @throws what the system throws when a file cannot be read */
export function verifyLog(options: VerifyOptions): Verified {
  for (let tries = 1; ; tries++) {
    const log = findLog(options.path, options.heads);
    try {
      const verified = verifyFiles(log, options.key);
      if (tries === TRIES || isSame(log, findLog(options.path, options.heads))) return verified;
    } catch (error) {
      if (tries === TRIES || isSame(log, findLog(options.path, options.heads))) throw error;
    }
  }
}

function isSame({ files }: LogSet, { files: now }: LogSet): boolean {
  return files.length === now.length && files.every((file, i) => file === now[i]);
}

function verifyFiles(log: LogSet, bytes: Uint8Array): Verified {
  const key = createSecretKey(bytes);
  // Before the lines: a process that writes meanwhile has its head behind them.
  const ends = readHeads(log.heads, key);
  const chains = createChains();
  const findings: Finding[] = [];
  const own = keyName(bytes);
  /** Chains that say themselves that they are under another key. */
  const foreign = new Map<string, Place>();
  const firsts = new Map<string, { readonly place: Place; after: string | undefined }>();
  let events = 0;

  function find(what: Finding["what"], place: Place, says: string, isFault = true): void {
    findings.push({ what, isFault, place, says });
  }

  function take(line: ReadLine, place: Place, index: number): void {
    events++;
    const { event } = line;
    if (isOpen(event) && event.key !== own) foreign.set(line.chain, place);
    if (foreign.has(line.chain)) return;
    const first = firsts.get(place.file) ?? { place, after: undefined };
    firsts.set(place.file, first);
    if (!line.genuine) {
      find("changed", place, `the line of chain ${line.chain} number ${line.seq} is not what was written`);
      chains.doubtful(line, place);
      return;
    }
    first.after ??= line.after;
    chains.take(line, place, index);
  }

  for (const [index, file] of log.files.entries()) {
    for (const { text, no, whole } of readLines(file)) {
      const place = { file: basename(file), line: no };
      const line = readLine(text, key);
      if (line !== null) take(line, place, index);
      // What is written right now has no end yet, nor has what was cut off in mid-line: chain and head know which it is.
      else if (text !== "") find("torn", place, `the line is ${whole ? "unreadable" : "not whole"}`, false);
    }
  }

  for (const [chain, place] of foreign) find("foreign", place, `chain ${chain} was written under another key`);
  for (const file of log.headless) {
    const place = { file: basename(file), line: 1 };
    if (firsts.has(place.file)) find("head", place, "the head is missing: whether the end was cut cannot be said");
  }
  const pruned = chains.pruned();
  for (const [index, file] of log.files.entries()) {
    const first = firsts.get(basename(file));
    if (first === undefined) continue;
    const before = index === 0 ? undefined : basename(log.files[index - 1] as string);
    const { after, place } = first;
    if (after === before || (index === 0 && after !== undefined && pruned.has(after))) continue;
    const says =
      after === undefined
        ? "the file does not say that it follows the one before"
        : `the file follows ${after}, which is missing`;
    find("unlinked", place, says);
  }
  for (const finding of chains.end(ends, pruned.size > 0)) findings.push(finding);
  return {
    files: log.files.length,
    events,
    chains: chains.size + foreign.size,
    findings: inOrder(findings, log.files),
  };
}

function readHeads(paths: readonly string[], key: ReturnType<typeof createSecretKey>): Map<string, HeadRecord> {
  const ends = new Map<string, HeadRecord>();
  for (const path of paths) {
    for (const { text } of readLines(path)) {
      const record = readHeadLine(key, text);
      if (record !== null && record.seq >= (ends.get(record.chain)?.seq ?? 0)) ends.set(record.chain, record);
    }
  }
  return ends;
}

function isOpen({ kind, action }: Readonly<Record<string, unknown>>): boolean {
  return kind === "audit" && action === "open";
}

function inOrder(findings: readonly Finding[], files: readonly string[]): Finding[] {
  const index = new Map(files.map((file, i) => [basename(file), i]));
  const at = ({ file }: Place): number => index.get(file) ?? files.length;
  return findings.toSorted((a, b) => at(a.place) - at(b.place) || a.place.line - b.place.line);
}
