// `closemask audit verify|show|stats|export`: looks at the audit log, and changes nothing.

import { openSync } from "node:fs";
import { pseudonymOf } from "../../audit/chain.ts";
import { CSV_HEADER, csvRow } from "../../audit/csv.ts";
import { findLog } from "../../audit/log-set.ts";
import { countsOf, type LoggedEvent, type Selection, selectEvents } from "../../audit/select.ts";
import { type StatsRow, statsOf } from "../../audit/stats.ts";
import { type Finding, verifyLog } from "../../audit/verify.ts";
import { ClosemaskError, EXIT } from "../../errors.ts";
import { auditKey } from "../../store/keys.ts";
import { auditFile } from "../audit.ts";
import { parseDuration } from "../config/units.ts";
import { openKey } from "../key.ts";
import { expandPath, type Setup, storePath, withSetup } from "../open.ts";
import { print, printJson, table } from "../print.ts";
import { codeOf, openSink, reasonOf } from "../stdio.ts";
import { findCommand } from "../tree/find.ts";
import type { ParsedOptions } from "../tree/spec.ts";

export function verify(args: string[], options: ParsedOptions): Promise<number> {
  return withLog("audit verify", args, options, (setup, path) => verifyWith(setup, path, options));
}

export function show(args: string[], options: ParsedOptions): Promise<number> {
  return withLog("audit show", args, options, async (setup, path) => {
    const asTable = options.format !== "ndjson";
    for (const rows of inParts(selectEvents(path, await selectionOf(setup, options)))) {
      await print(asTable ? table(rows.map(rowOf)) : rows.map(({ text }) => `${text}\n`).join(""));
    }
    return EXIT.ok;
  });
}

export function stats(args: string[], options: ParsedOptions): Promise<number> {
  return withLog("audit stats", args, options, async (setup, path) => {
    const selection = await selectionOf(setup, options);
    const { kinds } = selection;
    // An event may have values of other kinds as well.
    const rows = statsOf(selectEvents(path, selection)).filter(
      ({ event, kind }) => kinds.size === 0 || kinds.has(event) || kinds.has(kind),
    );
    if (options.format === "json") await printJson(rows);
    else if (options.format === "csv") await print(`${[STATS_HEADER, ...rows.map(statsCells)].map(csvLine).join("")}`);
    else await print(table([STATS_HEADER.map((name) => name.toUpperCase()), ...rows.map(statsCells)]));
    return EXIT.ok;
  });
}

export function exportEvents(args: string[], options: ParsedOptions): Promise<number> {
  return withLog("audit export", args, options, async (setup, path) => {
    const asCsv = options.csv === true || options.format === "csv";
    const write = openOutput(options.output);
    if (asCsv) await write(CSV_HEADER);
    for (const rows of inParts(selectEvents(path, await selectionOf(setup, options)))) {
      await write(rows.map(({ event, text }) => (asCsv ? csvRow(event) : `${text}\n`)).join(""));
    }
    return EXIT.ok;
  });
}

async function verifyWith(setup: Setup, path: string, options: ParsedOptions): Promise<number> {
  const { config, paths, say } = setup;
  const { ring } = await openKey({ config, paths, say, storePath: storePath(setup), create: false });
  const heads = headsOf(setup, options);
  const { findings: all, ...sums } = verifyLog({ path, heads, key: auditKey(ring) });
  const findings = options.head === false ? all.filter(({ what }) => what !== "head") : all;
  const faults = findings.filter(({ isFault }) => isFault);
  if (options.json === true) await printJson({ ok: faults.length === 0, ...sums, findings });
  else {
    const notes = findings.length - faults.length;
    const verdict =
      faults.length === 0
        ? "nothing was removed or changed"
        : `${faults.length} ${faults.length === 1 ? "fault" : "faults"}`;
    const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
    const sizes = [plural(sums.events, "event"), plural(sums.chains, "chain"), plural(sums.files, "file")].join(", ");
    await print(
      `${table(findings.map(findingRow))}${sizes}: ${verdict}${notes === 0 ? "" : `, ${plural(notes, "note")}`}\n`,
    );
  }
  return faults.length === 0 ? EXIT.ok : EXIT.findings;
}

/** Folder of the heads. */
function headsOf({ config: { audit } }: Setup, { head }: ParsedOptions): string | undefined {
  const given = typeof head === "string" ? head : audit.head;
  return given === undefined ? undefined : expandPath(given);
}

function findingRow({ what, isFault, place: { file, line }, says }: Finding): string[] {
  return [isFault ? "fault" : "note", what, file === "" ? "-" : `${file}:${line}`, says];
}

const STATS_HEADER: readonly string[] = ["day", "event", "destination", "kind", "events", "values"];

function statsCells({ day, event, destination, kind, events, values }: StatsRow): string[] {
  return [day, event, destination, kind, String(events), String(values)];
}

function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(",")}\r\n`;
}

function rowOf({ event }: LoggedEvent): string[] {
  const text = (name: string): string => {
    const value = event[name];
    return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
  };
  const counts = Object.entries(countsOf(event)).map(([kind, count]) => `${count} ${kind}`);
  const what = [text("reason"), counts.join(", ")].filter((part) => part !== "").join(" ");
  const who = [text("command"), text("agent")].filter((part) => part !== "").join(" ");
  return [text("time"), text("kind"), text("action"), text("outcome"), who, text("session"), text("destination"), what];
}

/** Some at a time, so that a long log is neither printed line by line nor held as a whole. */
function* inParts(events: Iterable<LoggedEvent>): Generator<LoggedEvent[]> {
  let part: LoggedEvent[] = [];
  for (const event of events) {
    part.push(event);
    if (part.length < PART) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}

const PART = 1000;

/** @throws ClosemaskError `usage` */
async function selectionOf(setup: Setup, options: ParsedOptions): Promise<Selection> {
  return {
    since: timeOf(options.since, "--since"),
    until: timeOf(options.until, "--until"),
    kinds: await kindsOf(setup, options.kind),
    sessions: typeof options.session === "string" ? await namesOf(setup, options.session) : undefined,
  };
}

/** Names of kinds come with the rules, which nothing else here needs. */
async function kindsOf({ config }: Setup, given: ParsedOptions[string]): Promise<ReadonlySet<string>> {
  if (given === undefined) return new Set();
  const { eventKinds } = await import("../config/event-kinds.ts");
  return eventKinds(given, config);
}

/** Clients may call a session what looks like a value: then a pseudonym stands for it, which only the key tells. */
async function namesOf({ config, paths, say, ...setup }: Setup, session: string): Promise<readonly string[]> {
  try {
    const path = storePath({ config, paths, ...setup });
    const { ring } = await openKey({ config, paths, say, storePath: path, create: false });
    return [session, pseudonymOf(auditKey(ring), session)];
  } catch (error) {
    if (error instanceof ClosemaskError) return [session];
    throw error;
  }
}

function timeOf(option: ParsedOptions[string], flag: string): number | undefined {
  if (typeof option !== "string") return undefined;
  if (/^[1-9]\d{0,5}(?:ms|s|m|h|d|w)$/.test(option)) return Date.now() - parseDuration(option);
  const time = /^\d{4}-\d\d-\d\d/.test(option) ? Date.parse(option) : Number.NaN;
  if (Number.isNaN(time)) {
    throw new ClosemaskError("usage", `${flag} takes a date, a time or an age`, {
      hint: `${flag} 2026-11-30, ${flag} 2026-11-30T08:00:00Z or ${flag} 7d`,
    });
  }
  return time;
}

/** @throws ClosemaskError `output` when the file is there. */
function openOutput(path: ParsedOptions[string]): (text: string) => Promise<void> {
  if (typeof path !== "string") return print;
  let fd: number;
  try {
    fd = openSync(path, "wx", 0o600);
  } catch (cause) {
    const exists = codeOf(cause) === "EEXIST";
    const says = exists ? "the output file exists" : `the output file cannot be written: ${reasonOf(codeOf(cause))}`;
    throw new ClosemaskError("output", says, { hint: "name another file", cause });
  }
  const sink = openSink(fd, "the output file");
  return async (text) => sink.write(Buffer.from(text));
}

/** @throws ClosemaskError `input` when there is no log. */
function withLog(
  command: string,
  [file]: readonly string[],
  options: ParsedOptions,
  step: (setup: Setup, path: string) => Promise<number>,
): Promise<number> {
  // The session of the selection is not that of the configuration.
  return withSetup(findCommand(command), options, async (setup) => {
    const path = file === undefined ? auditFile(setup) : expandPath(file);
    if (path === null) {
      throw new ClosemaskError("usage", "the configuration names no file for events", { hint: "name the log's file" });
    }
    const { files, heads } = findLog(path, headsOf(setup, options));
    if (files.length === 0 && heads.length === 0) {
      throw new ClosemaskError("input", "there is no audit log there", { hint: "set audit.enabled, or name its file" });
    }
    try {
      return await step(setup, path);
    } catch (error) {
      if (error instanceof ClosemaskError || codeOf(error) === "") throw error;
      throw new ClosemaskError("input", `the audit log cannot be read: ${reasonOf(codeOf(error))}`, { cause: error });
    }
  });
}
