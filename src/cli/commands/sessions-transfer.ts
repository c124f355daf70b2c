// `closemask sessions export|import`: a session in a file that only the same key opens.

import { readFileSync, statSync, writeFileSync } from "node:fs";
import { ClosemaskError, EXIT } from "../../errors.ts";
import { type Setup, withSetup } from "../open.ts";
import { openStore } from "../open-store.ts";
import { readStdin } from "../print.ts";
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
  const { store, ring } = await openStore(setup);
  try {
    const dump = await store.dump(name);
    if (dump === null) throw missing();
    const { exportSession: seal } = await import("../../store/transfer.ts");
    const sealed = seal(dump, ring);
    if (typeof output === "string") writeNew(output, sealed);
    else await toStdout(sealed);
    setup.say.info(`exported ${dump.entries.length} entries`);
    return EXIT.ok;
  } finally {
    await store.close();
  }
}

async function read(setup: Setup, file: string): Promise<number> {
  const bytes = file === "-" ? await readStdin(MAX_BYTES) : readFile(file);
  if (bytes === null) throw new ClosemaskError("input", "the file is too large to be an export");
  const { store, ring } = await openStore(setup);
  try {
    const { importSession: open } = await import("../../store/transfer.ts");
    const dump = open(bytes, ring);
    const { added, known } = await store.load(dump);
    setup.say.info(`imported session ${dump.name}: ${added} new entries, ${known} known ones`);
    return EXIT.ok;
  } finally {
    await store.close();
  }
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

function toStdout(bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(bytes, (error) => (error == null ? resolve() : reject(error)));
  });
}
