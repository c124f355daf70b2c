// `closemask sessions export|import`: a session in a file that only the same key opens.

import { readFileSync, statSync, writeFileSync } from "node:fs";
import { ClosemaskError, EXIT } from "../../errors.ts";
import type { SessionText, SessionTexts, Store } from "../../mask/store.ts";
import { recorded } from "../audit.ts";
import { type Setup, withSetup } from "../open.ts";
import { openStore } from "../open-store.ts";
import { print, readStdin } from "../print.ts";
import { findCommand } from "../tree/find.ts";
import type { ParsedOptions } from "../tree/spec.ts";
import { missing } from "./sessions.ts";

/** Bytes of an exported session at most. */
const MAX_BYTES = 1 << 30;

export function exportSession([name = ""]: string[], options: ParsedOptions): Promise<number> {
  return withSetup(findCommand("sessions export"), options, (setup) => write(setup, name, options.output));
}

export async function importSession([file = "-"]: string[], options: ParsedOptions): Promise<number> {
  if (typeof options.from === "string") {
    return await (await import("./sessions-import.ts")).importFrom(file, options.from, options);
  }
  return withSetup(findCommand("sessions import"), options, (setup) => read(setup, file));
}

async function write(setup: Setup, name: string, output: ParsedOptions[string]): Promise<number> {
  if (typeof output !== "string" && process.stdout.isTTY) {
    throw new ClosemaskError("usage", "an export is binary and stdout is a terminal", { hint: "add --output FILE" });
  }
  const { store, ring, all } = await openStore(setup);
  try {
    const dump = await store.dump(name);
    if (dump === null) throw missing();
    const texts = await textsOf(store.texts?.(name));
    const { exportSession: seal } = await import("../../store/transfer.ts");
    const sealed = seal({ ...dump, texts }, ring);
    const destination = typeof output === "string" ? "file" : "stdout";
    const more = { entries: dump.entries.length };
    await recorded(setup, all.ring, { kind: "session", action: "export", session: name, destination, more });
    if (typeof output === "string") writeNew(output, sealed);
    else await print(sealed);
    setup.say.info(`exported ${dump.entries.length} entries${saidOf(countConversations(texts))}`);
    return EXIT.ok;
  } finally {
    await store.close();
  }
}

async function read(setup: Setup, file: string): Promise<number> {
  const bytes = file === "-" ? await readStdin(MAX_BYTES) : readFile(file);
  if (bytes === null) throw new ClosemaskError("input", "the file is too large to be an export");
  const { store, ring, all } = await openStore(setup);
  try {
    const { importSession: open } = await import("../../store/transfer.ts");
    const { texts, ...dump } = open(bytes, ring);
    const { added, known } = await store.load(dump);
    const conversations = await takeIn(store, dump.name, texts, setup);
    await recorded(setup, all.ring, { kind: "session", action: "import", session: dump.name, more: { added, known } });
    setup.say.info(
      `imported session ${dump.name}: ${added} new entries, ${known} known ones${saidOf(conversations, "new ")}`,
    );
    return EXIT.ok;
  } finally {
    await store.close();
  }
}

/** All texts of a session; none where the store keeps none. */
async function textsOf(texts: SessionTexts | undefined): Promise<SessionText[]> {
  const found: SessionText[] = [];
  for (const name of (await texts?.names("")) ?? []) {
    const bytes = (await texts?.get(name)) ?? null;
    if (bytes !== null) found.push({ name, bytes });
  }
  return found;
}

/** Returns how many conversations are new. */
async function takeIn(store: Store, name: string, texts: readonly SessionText[], { say }: Setup): Promise<number> {
  if (texts.length === 0) return 0;
  const here = store.texts?.(name);
  if (here === undefined) {
    say.warn(
      `a store of type ${store.type} keeps no conversations: those of the export are left out, and what was decided about values`,
      "import it into a store of type sqlite or redis",
    );
    return 0;
  }
  const { merged } = await import("../../chat/archive.ts");
  const { texts: fresh, conversations } = await merged(here, texts);
  for (const { name, bytes } of fresh) await here.put(name, bytes);
  return conversations;
}

function countConversations(texts: readonly SessionText[]): number {
  return texts.filter(({ name }) => name.startsWith("conversation ")).length;
}

function saidOf(conversations: number, which = ""): string {
  return conversations === 0 ? "" : `, ${conversations} ${which}conversation${conversations === 1 ? "" : "s"}`;
}

function readFile(path: string): Buffer | null {
  try {
    return statSync(path).size > MAX_BYTES ? null : readFileSync(path);
  } catch (cause) {
    throw new ClosemaskError("input", "the file cannot be read", { hint: "check the path and its permissions", cause });
  }
}

function writeNew(path: string, bytes: Uint8Array): void {
  try {
    writeFileSync(path, bytes, { flag: "wx", mode: 0o600 });
  } catch (cause) {
    const exists = cause instanceof Error && "code" in cause && cause.code === "EEXIST";
    throw new ClosemaskError("output", exists ? "the output file exists" : "the output file cannot be written", {
      hint: "name another file",
      cause,
    });
  }
}
