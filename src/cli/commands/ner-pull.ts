// `closemask ner pull`: models from the hub or from a folder.

import { ClosemaskError, EXIT } from "../../errors.ts";
import type { Dtype } from "../../ner/onnx/model-files.ts";
import { configuredModels, DEFAULT_MODEL, isPath, modelFolder, nerFolders } from "../ner/folders.ts";
import { createHub } from "../ner/hub.ts";
import { type Pulled, type PullOptions, pullFromFolder, pullFromHub } from "../ner/pull.ts";
import { showBytes } from "../ner/show-bytes.ts";
import { expandPath, type Setup, withSetup } from "../open.ts";
import { openUpstream } from "../open-upstream.ts";
import { formatBytes } from "../print.ts";
import { findCommand } from "../tree/find.ts";
import type { ParsedOptions } from "../tree/spec.ts";

const HUB = "https://huggingface.co";
/** Milliseconds of silence after which a download is taken up again. */
const SILENCE = 30_000;
/** What is usual for a language; all others have the default model. */
const USUAL: Readonly<Record<string, string>> = {
  en: "elastic/distilbert-base-cased-finetuned-conll03-english",
  zh: "gyr66/bert-base-chinese-finetuned-ner",
};

export function run([model]: string[], options: ParsedOptions): Promise<number> {
  return withSetup(findCommand("ner pull"), options, async (setup) => {
    const wanted = wantedModels(model, options, setup);
    const stop = new AbortController();
    const onSignal = (): void => stop.abort();
    process.once("SIGINT", onSignal);
    process.once("SIGTERM", onSignal);
    try {
      for (const name of wanted.keys()) await pullOne(name, options, setup, stop.signal);
    } catch (error) {
      if (!stop.signal.aborted) throw error;
      throw new ClosemaskError("ner", "broken off; what has come is kept", { hint: "closemask ner pull goes on" });
    } finally {
      process.off("SIGINT", onSignal);
      process.off("SIGTERM", onSignal);
    }
    adviseSettings(wanted, setup);
    return EXIT.ok;
  });
}

/** The models to get, with the languages they are for. @throws ClosemaskError `usage` */
function wantedModels(model: string | undefined, options: ParsedOptions, { config }: Setup): Map<string, string[]> {
  const { languages, from } = options;
  const wrong = (message: string, hint: string): ClosemaskError => new ClosemaskError("usage", message, { hint });
  if (model !== undefined && isPath(model)) {
    throw wrong("a model is named as on the hub", `closemask ner pull owner/name --from ${"FOLDER"}`);
  }
  if (typeof languages !== "string") {
    if (typeof from === "string" && model === undefined) {
      throw wrong("--from needs the name that the model is to have", "closemask ner pull owner/name --from FOLDER");
    }
    return new Map([[model ?? DEFAULT_MODEL, []]]);
  }
  if (model !== undefined || from !== undefined) {
    throw wrong("--languages says which models; it stands alone", "closemask ner pull --languages en,zh");
  }
  const wanted = new Map<string, string[]>();
  for (const language of languages.split(",").map((tag) => tag.trim().toLowerCase())) {
    if (!/^(?:\*|[a-z]{2,8}(?:-[a-z0-9]{1,8})*)$/.test(language)) {
      throw wrong("--languages is a list of language tags", "closemask ner pull --languages en,zh,es");
    }
    const named = config.ner.models?.[language];
    const name = named !== undefined && !isPath(named) ? named : (USUAL[language] ?? DEFAULT_MODEL);
    wanted.set(name, [...(wanted.get(name) ?? []), language]);
  }
  return wanted;
}

async function pullOne(model: string, options: ParsedOptions, setup: Setup, signal: AbortSignal): Promise<void> {
  const { config, paths, say } = setup;
  const folders = nerFolders(paths);
  const progress = showBytes();
  const pull: PullOptions = {
    model,
    dtype: config.ner.sidecar.dtype as Dtype | "auto",
    folder: modelFolder(folders, model),
    signal,
    onProgress: progress.update,
    warn: say.warn,
  };
  say.info(`getting ${model}`);
  let pulled: Pulled;
  try {
    pulled =
      typeof options.from === "string"
        ? await pullFromFolder(expandPath(options.from), pull)
        : await fromHub(pull, options, setup);
  } finally {
    progress.clear();
  }
  const { dtype, size, already } = pulled;
  say.info(`${model} is ${already ? "there already" : "there"}: ${dtype}, ${formatBytes(size)}`);
}

async function fromHub(pull: PullOptions, options: ParsedOptions, { config }: Setup): Promise<Pulled> {
  const upstream = openUpstream(config, SILENCE);
  try {
    const { HF_ENDPOINT = "", HF_TOKEN = "" } = process.env;
    const hub = createHub({
      endpoint: HF_ENDPOINT === "" ? HUB : HF_ENDPOINT,
      token: HF_TOKEN === "" ? undefined : HF_TOKEN,
      upstream,
      signal: pull.signal,
    });
    return await pullFromHub(hub, typeof options.revision === "string" ? options.revision : "main", pull);
  } finally {
    await upstream.destroy();
  }
}

/** Models count for the languages that the configuration gives them. */
function adviseSettings(wanted: ReadonlyMap<string, readonly string[]>, { config, paths, say }: Setup): void {
  const models = configuredModels(config, nerFolders(paths));
  const usedFor = (tag: string): string | undefined => (models.get(tag) ?? models.get("*"))?.name;
  const missing = [...wanted].flatMap(([name, languages]) => {
    const used = [...models.values()].some((place) => place.name === name);
    if (languages.length === 0) return used ? [] : [`"*": ${name}`];
    return languages.filter((tag) => usedFor(tag) !== name).map((tag) => `${tag}: ${name}`);
  });
  if (missing.length > 0) say.info(`to use it, set ner.models in the configuration: { ${missing.join(", ")} }`);
}
