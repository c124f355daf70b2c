// From the settings to an engine for names. Loaded by those who look for names and by nobody else.

import { readFileSync } from "node:fs";
import { kindTable } from "../detect/kinds.ts";
import { ClosemaskError } from "../errors.ts";
import type { NerEngine, SyncNerEngine } from "../ner/engine.ts";
import type { MergeOptions } from "../ner/merge.ts";
import { createRecognizer, type Recognizer } from "../ner/recognizer.ts";
import { createRemoteEngine, type RemoteEngine, type RemoteOptions } from "../ner/remote/create-remote.ts";
import { parseDuration } from "./config/units.ts";
import type { NerSettings } from "./names.ts";
import { expandPath, type Setup } from "./open.ts";
import { codeOf, reasonOf } from "./stdio.ts";

interface Opened {
  readonly engine: NerEngine | SyncNerEngine;
  /** Counts of the engine's own. */
  counts(): Readonly<Record<string, number>>;
}

/** Where the sidecar listens when nobody says otherwise. */
const SIDECAR = "http://127.0.0.1:8847";

/** @throws ClosemaskError `config`, `input`, `ner` */
export async function openRecognizer(
  setup: Setup,
  { engine: name, onFailure }: NerSettings,
  merge: MergeOptions,
): Promise<{ recognizer: Recognizer; counts: Opened["counts"] }> {
  const { ner } = setup.config;
  const { engine, counts } = await openEngine(setup, name);
  let failing = false;
  const recognizer = createRecognizer({
    ...merge,
    engine,
    onFailure,
    onFault(error) {
      // Once for each time that it begins to fail.
      if (!failing) setup.say.warn(`${error.message}; ${HOW[onFailure]}`, error.hint);
      failing = true;
    },
    onAnswer() {
      if (failing) setup.say.info(`${engine.name} can say again which names there are`);
      failing = false;
    },
    ignore: ner.ignoreLabels,
    mergeGap: ner.mergeGap,
    languages: ner.languages,
  });
  return { recognizer, counts };
}

const HOW = { block: "", rules: "rules alone count meanwhile", pass: "text passes as it is meanwhile" } as const;

async function openEngine(setup: Setup, name: string): Promise<Opened> {
  if (name === "lexicon") {
    throw new ClosemaskError("config", "the lexicon is not part of this version");
  }
  const { url } = setup.config.ner;
  if (name === "sidecar") return remote(setup, { url: url ?? SIDECAR, name: "sidecar", hint: "closemask ner start" });
  if (name !== "remote") return remote(setup, { url: name });
  if (url === undefined) {
    throw new ClosemaskError("config", "ner.engine remote needs an address", { hint: "set ner.url, or use --ner URL" });
  }
  return remote(setup, { url });
}

function remote({ config, say }: Setup, where: Pick<RemoteOptions, "url" | "name" | "hint">): Opened {
  const { ner } = config;
  const kinds = new Set(kindTable().map(({ kind }) => kind));
  const engine: RemoteEngine = createRemoteEngine({
    ...where,
    dialect: ner.dialect,
    timeout: parseDuration(ner.timeout),
    retries: ner.retries,
    concurrency: ner.concurrency,
    ca: ner.ca === undefined ? undefined : readPem(ner.ca),
    proxyEnv: process.env,
    labels: ner.labels,
    isKind: (kind) => kinds.has(kind),
    onUnknownLabel: (label) => say.warn(`the label ${label} of the NER service means nothing here`, "set ner.labels"),
  });
  return { engine, counts: () => ({ ...engine.counts() }) };
}

function readPem(file: string): string {
  try {
    return readFileSync(expandPath(file), "utf8");
  } catch (error) {
    throw new ClosemaskError("input", `cannot read the file of ner.ca: ${reasonOf(codeOf(error))}`, { cause: error });
  }
}
