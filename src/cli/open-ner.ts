// From the settings to an engine for names. Loaded by those who look for names and by nobody else.

import { kindTable } from "../detect/kinds.ts";
import { ClosemaskError } from "../errors.ts";
import type { NerEngine, SyncNerEngine } from "../ner/engine.ts";
import type { MergeOptions } from "../ner/merge.ts";
import { createRecognizer, type Recognizer } from "../ner/recognizer.ts";
import { createRemoteEngine, type RemoteEngine, type RemoteOptions } from "../ner/remote/create-remote.ts";
import { parseDuration } from "./config/units.ts";
import type { NerSettings, Sidecar } from "./names.ts";
import { nerFolders } from "./ner/folders.ts";
import { findSidecar } from "./ner/sidecar-state.ts";
import { createWakingEngine } from "./ner/waking-engine.ts";
import { expandPath, type Setup } from "./open.ts";
import { readPem } from "./read-pem.ts";

/** Bytes for what was found before. */
const FILTER_CACHE = 4 * 1024 * 1024;

interface Opened {
  readonly engine: NerEngine | SyncNerEngine;
  /** Counts of the engine's own. */
  counts(): Readonly<Record<string, number>>;
}

/** @throws ClosemaskError `config`, `input`, `ner` */
export async function openRecognizer(
  setup: Setup,
  { engine: name, onFailure, sidecar }: NerSettings,
  merge: MergeOptions,
): Promise<{ recognizer: Recognizer; counts: Opened["counts"] }> {
  const { ner } = setup.config;
  const { engine, counts } = await openEngine(setup, name, sidecar);
  const serves = ["serve", "run", "mcp"].includes(setup.command);
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
    // Our own sidecar tells by itself which of its models fit a text.
    languages: ner.languages ?? (name === "sidecar" ? [undefined] : undefined),
    breathes: serves,
    // A filter stays small; a proxy sees the same conversation again and again.
    ...(serves ? {} : { cacheLimit: FILTER_CACHE }),
  });
  return { recognizer, counts };
}

const HOW = { block: "", rules: "rules alone count meanwhile", pass: "text passes as it is meanwhile" } as const;

async function openEngine(setup: Setup, name: string, sidecar: Sidecar | undefined): Promise<Opened> {
  if (name === "lexicon") {
    const { createLexicon } = await import("../ner/lexicon/create-lexicon.ts");
    return { engine: createLexicon(), counts: () => ({}) };
  }
  const { url } = setup.config.ner;
  if (name === "sidecar") {
    const own = { name: "sidecar", hint: "closemask ner start" };
    if (url !== undefined || sidecar === undefined)
      return remote(setup, { ...own, url: url ?? (await sidecarUrl(setup)) });
    const connect = (at: string): RemoteEngine => remote(setup, { ...own, url: at }).engine;
    const engine = createWakingEngine({ ...sidecar, connect, now: () => performance.now() });
    return { engine, counts: () => ({ ...engine.counts() }) };
  }
  if (name !== "remote") return remote(setup, { url: name });
  if (url === undefined) {
    throw new ClosemaskError("config", "ner.engine remote needs an address", { hint: "set ner.url, or use --ner URL" });
  }
  return remote(setup, { url });
}

/** Where the one that runs says it is; else where it will be. */
async function sidecarUrl({ config, paths }: Setup): Promise<string> {
  const { port, socket } = config.ner.sidecar;
  const found = await findSidecar(nerFolders(paths).state);
  if (found?.state.url != null) return found.state.url;
  return socket === undefined ? `http://127.0.0.1:${port}` : `unix:${expandPath(socket)}`;
}

function remote(
  { config, say }: Setup,
  where: Pick<RemoteOptions, "url" | "name" | "hint">,
): Opened & { readonly engine: RemoteEngine } {
  const { ner } = config;
  const kinds = new Set(kindTable().map(({ kind }) => kind));
  const engine: RemoteEngine = createRemoteEngine({
    ...where,
    dialect: ner.dialect,
    timeout: parseDuration(ner.timeout),
    retries: ner.retries,
    concurrency: ner.concurrency,
    ca: ner.ca === undefined ? undefined : readPem(ner.ca, "ner.ca"),
    proxyEnv: process.env,
    labels: ner.labels,
    isKind: (kind) => kinds.has(kind),
    onUnknownLabel: (label) => say.warn(`the label ${label} of the NER service means nothing here`, "set ner.labels"),
  });
  return { engine, counts: () => ({ ...engine.counts() }) };
}
