// `closemask sessions import --from`: values and placeholders of other tools, or of a table, into a session. What is said of them
// is counts, lines and labels.

import { readFileSync, statSync } from "node:fs";
import { kindTable } from "../../detect/kinds.ts";
import { LITERAL_MIN } from "../../detect/literals.ts";
import { ClosemaskError, EXIT } from "../../errors.ts";
import { sessionKeys } from "../../store/keys.ts";
import { checkPlainName } from "../../store/session-name.ts";
import { type Setup, withSetup } from "../open.ts";
import { openStore } from "../open-store.ts";
import { readStdin } from "../print.ts";
import { type Found, valueFault } from "../takeover/found.ts";
import { type MapFormat, readMap } from "../takeover/maps.ts";
import { type BadRow, readTable } from "../takeover/table.ts";
import { takeIn } from "../takeover/take-in.ts";
import { findCommand } from "../tree/find.ts";
import type { ParsedOptions } from "../tree/spec.ts";

/** Bytes of a map or table at most. */
const MAX_BYTES = 256 << 20;
/** Lines that are named. */
const TOLD = 20;
/** Entries that are put at once. */
const AT_ONCE = 1000;

export function importFrom(file: string, from: string, options: ParsedOptions): Promise<number> {
  return withSetup(findCommand("sessions import"), options, async (setup) => {
    checkPlainName(setup.config.session);
    const bytes = file === "-" ? await readStdin(MAX_BYTES) : readFile(file);
    if (bytes === null) throw new ClosemaskError("input", "the file is too large to be a map or table");
    const { found, bad } = from === "csv" ? readTable(bytes, kindsOf(setup)) : checked(bytes, from as MapFormat);
    await putIn(setup, found, [...bad], options.skipBad === true, from);
    return EXIT.ok;
  });
}

function kindsOf({ config }: Setup): (kind: string) => boolean {
  const own = [...config.patterns, ...config.deny].flatMap(({ kind }) => (kind === undefined ? [] : [kind]));
  const kinds = new Set([...kindTable().map(({ kind }) => kind), ...own, ...Object.values(config.ner.labels)]);
  return (kind) => kinds.has(kind);
}

/** The pairs of a map, numbered as they stand in it. */
function checked(bytes: Uint8Array, format: MapFormat): { found: (Found & { line: number })[]; bad: BadRow[] } {
  const bad: BadRow[] = [];
  const found = readMap(format, bytes, process.env.REHYDRA_KEY).flatMap((one, at) => {
    const why = valueFault(one.value);
    if (why !== null) bad.push({ line: at + 1, why });
    return why === null ? [{ ...one, line: at + 1 }] : [];
  });
  return { found, bad };
}

async function putIn(
  setup: Setup,
  found: readonly (Found & { line: number })[],
  bad: BadRow[],
  skipBad: boolean,
  from: string,
): Promise<void> {
  const { config, say } = setup;
  const { session: name, placeholder } = config;
  const { store, ring } = await openStore(setup);
  try {
    const there = await store.dump(name);
    const idKey = sessionKeys(ring, name).id;
    const how = { name, there, idKey, length: placeholder.length, now: Date.now() };
    const taken = takeIn(found, how);
    const isTable = from === "csv";
    // A row's placeholder is the user's own word; a map's is what the other tool happened to write.
    for (const { line } of isTable ? taken.foreign : []) {
      bad.push({ line, why: "the placeholder is not one that closemask writes for this kind" });
    }
    for (const { line } of taken.taken)
      bad.push({ line, why: "the placeholder stands for something else in this session" });
    tellBad(setup, bad, isTable ? "line" : "pair", skipBad);
    const rejected = new Set(bad.map(({ line }) => line));
    const right = found.filter(({ line }) => !rejected.has(line));
    const kept = isTable ? takeIn(right, how) : taken;
    const { added, known } = await store.load(kept.dump);
    const session = await store.session(name);
    for (let at = 0; at < kept.issued.length; at += AT_ONCE) {
      await session?.put(
        kept.issued.slice(at, at + AT_ONCE).map(({ handle, fingerprint, style, found: { kind, value } }) => ({
          handles: [handle],
          fingerprint,
          kind,
          value: Buffer.from(value),
          style,
          literal: true,
        })),
      );
    }
    say.info(
      `${added} values taken into session ${name}, ${known + found.length - rejected.size - added} known before`,
    );
    if (kept.resolved > 0) say.info(`${kept.resolved} placeholders of ${from} resolve from now on`);
    if (!isTable) tellForeign(setup, taken.foreign);
    const short = found.filter(({ value, line }) => !rejected.has(line) && Buffer.byteLength(value) < LITERAL_MIN);
    if (short.length > 0) {
      say.info(
        `${short.length} values are shorter than ${LITERAL_MIN} bytes: those are masked where a rule finds them only`,
      );
    }
  } finally {
    await store.close();
  }
}

/** @throws ClosemaskError `input` when there are any, and they are not to be left out */
function tellBad({ say }: Setup, bad: readonly BadRow[], what: string, skipBad: boolean): void {
  if (bad.length === 0) return;
  const sorted = bad.toSorted((a, b) => a.line - b.line);
  for (const { line, why } of sorted.slice(0, TOLD)) say.warn(`${what} ${line}: ${why}`);
  if (bad.length > TOLD) say.warn(`and ${bad.length - TOLD} more`);
  if (skipBad) {
    say.warn(`${bad.length} left out`);
    return;
  }
  throw new ClosemaskError("input", `${bad.length} of the values are wrong, so none was taken in`, {
    hint: "--skip-bad takes in the others",
  });
}

function tellForeign({ say }: Setup, foreign: readonly Found[]): void {
  if (foreign.length === 0) return;
  const kinds = [...new Set(foreign.map(({ kind }) => kind))].sort();
  const named = kinds.slice(0, 8).join(", ") + (kinds.length > 8 ? ", …" : "");
  say.warn(`${foreign.length} placeholders are none that closemask can write, and do not resolve: ${named}`);
  say.info("their values are known and get placeholders of their own");
}

function readFile(path: string): Buffer | null {
  try {
    return statSync(path).size > MAX_BYTES ? null : readFileSync(path);
  } catch (cause) {
    throw new ClosemaskError("input", "the file cannot be read", { hint: "check the path and its permissions", cause });
  }
}
