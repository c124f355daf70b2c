// `closemask ner mock`: a sidecar that finds the words of a list, for tests of people's own set-ups.

import { readFileSync } from "node:fs";
import { ClosemaskError, EXIT } from "../../errors.ts";
import type { DialectName } from "../../ner/sidecar/dialects.ts";
import { type Faults, serveSidecar } from "../../ner/sidecar/serve.ts";
import { createWordSource, readWords, WORDS, type Word } from "../../ner/sidecar/words.ts";
import { parseDuration } from "../config/units.ts";
import { expandPath, withSetup } from "../open.ts";
import { print, readStdin } from "../print.ts";
import { codeOf, reasonOf } from "../stdio.ts";
import { findCommand } from "../tree/find.ts";
import type { ParsedOptions } from "../tree/spec.ts";
import { VERSION } from "../version.ts";

const WORDS_BYTES = 16 * 1024 * 1024;

export function run(_args: string[], options: ParsedOptions): Promise<number> {
  return withSetup(findCommand("ner mock"), options, async ({ config, say }) => {
    const { port, socket } = config.ner.sidecar;
    const sidecar = await serveSidecar({
      place: socket === undefined ? { host: "127.0.0.1", port } : { socket: expandPath(socket) },
      source: createWordSource(await wordsOf(options.words)),
      dialects:
        typeof options.dialect === "string" ? [options.dialect as DialectName] : ["closemask", "presidio", "gliner"],
      details: () => ({ mock: true, model: "words", version: VERSION, pid: process.pid }),
      faults: faultsOf(options),
      log: say.debug,
    });
    await print(`${sidecar.url}\n`);
    say.info(`the mock listens on ${sidecar.url}`);
    await new Promise<void>((resolve) => {
      process.once("SIGTERM", resolve);
      process.once("SIGINT", resolve);
    });
    await sidecar.close();
    return EXIT.ok;
  });
}

/** @throws ClosemaskError `input` */
async function wordsOf(file: unknown): Promise<readonly Word[]> {
  if (typeof file !== "string") return WORDS;
  if (file === "-") {
    const bytes = await readStdin(WORDS_BYTES);
    if (bytes === null) throw new ClosemaskError("input", "the word list is too long");
    return readWords(bytes.toString("utf8"));
  }
  try {
    return readWords(readFileSync(expandPath(file), "utf8"));
  } catch (error) {
    if (error instanceof ClosemaskError) throw error;
    throw new ClosemaskError("input", `cannot read the word list: ${reasonOf(codeOf(error))}`, { cause: error });
  }
}

function faultsOf({ delay, fault }: ParsedOptions): Faults {
  return {
    ...(typeof delay === "string" ? { delay: parseDuration(delay) } : {}),
    ...(typeof fault === "string" ? { fault: fault as NonNullable<Faults["fault"]> } : {}),
  };
}
