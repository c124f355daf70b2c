// A model from the hub, or from a folder, into the data folder: which of its files are needed, all of them or none.

import { copyFileSync, existsSync, linkSync, readdirSync, renameSync, rmdirSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { ClosemaskError } from "../../errors.ts";
import { chooseWeights, DTYPES, type Dtype, readModelFiles, weightPaths } from "../../ner/onnx/model-files.ts";
import { ownFolder } from "../own-folder.ts";
import { codeOf, reasonOf } from "../stdio.ts";
import { claim } from "./claim.ts";
import { type Downloaded, download } from "./download.ts";
import { DEFAULT_MODEL } from "./folders.ts";
import { type Hub, type HubFile, type Listing, notReached } from "./hub.ts";
import { hashFile, type Manifest, type ModelFile, pathIn, readManifest, writeManifest } from "./manifest.ts";

export interface PullOptions {
  readonly model: string;
  readonly dtype: Dtype | "auto";
  /** Where it goes. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Bytes of all files that are there, and that are wanted as far as it is known. */
  readonly onProgress: (bytes: number, total: number) => void;
  readonly warn: (message: string) => void;
}

export interface Pulled {
  readonly dtype: Dtype;
  readonly size: number;
  /** True when nothing was missing. */
  readonly already: boolean;
}

const CONFIG = ["config.json", "tokenizer.json", "tokenizer_config.json"];
const OPTIONAL = ["tokenizer_config.json"];
/** Weights beside the file, where they are more than it can hold. */
const DATA = /\.onnx_data(?:_\d+)?$/;

/** The exact ones of the default model have 3 GB and more. */
const USUAL_DTYPE: Readonly<Record<string, Dtype>> = { [DEFAULT_MODEL]: "q4" };

/** @throws ClosemaskError `ner`, `output` */
export async function pullFromHub(hub: Hub, revision: string, options: PullOptions): Promise<Pulled> {
  return await alone(options, async (draft) => {
    const { model } = options;
    const listing = (await hub.list(model, revision)) ?? (await probe(hub, revision, options));
    const wanted = chooseFiles(listing, options, hub.host);
    const before = readManifest(options.folder);
    const bytes = new Map<string, number>();
    const total = wanted.reduce((sum, { size = 0 }) => sum + size, 0);
    const report = (path: string) => (count: number) => {
      bytes.set(path, count);
      options.onProgress(
        [...bytes.values()].reduce((a, b) => a + b, 0),
        total,
      );
    };
    const files: ModelFile[] = [];
    let fetched = 0;
    for (const file of wanted) {
      const known = unchanged(options.folder, before, listing.revision, file);
      if (known !== null) {
        files.push(known);
        report(file.path)(known.size);
        continue;
      }
      const target = join(draft, file.path);
      const had = existsSync(target) ? await alreadyThere(target, file) : null;
      const got =
        had ??
        (await download({
          hub,
          model,
          revision: listing.revision,
          file,
          target,
          onBytes: report(file.path),
          signal: options.signal,
        }).catch((error: unknown) => {
          throw error instanceof ClosemaskError || options.signal.aborted ? error : notReached(hub, error);
        }));
      if (got === null) {
        if (OPTIONAL.includes(file.path)) continue;
        throw new ClosemaskError("ner", `${hub.host} has no ${file.path} of this model`, {
          hint: "the name is owner/name, as on the hub",
        });
      }
      if (!got.checked) options.warn(`${hub.host} states no checksum for ${file.path}`);
      files.push({ path: file.path, size: got.size, sha256: got.sha256 });
      report(file.path)(got.size);
      fetched++;
    }
    return finish(draft, { model, revision: listing.revision, files }, fetched, options);
  });
}

/** @throws ClosemaskError `ner`, `input`, `output` */
export async function pullFromFolder(from: string, options: PullOptions): Promise<Pulled> {
  return await alone(options, async (draft) => {
    const listing = { revision: "folder", files: filesIn(from) };
    const wanted = chooseFiles(listing, options, "the folder of --from");
    const stated = readManifest(from);
    const total = wanted.reduce((sum, { size = 0 }) => sum + size, 0);
    const files: ModelFile[] = [];
    let bytes = 0;
    for (const { path } of wanted) {
      const target = join(draft, path);
      ownFolder(dirname(target));
      try {
        copyFileSync(join(from, path), target);
      } catch (error) {
        throw new ClosemaskError("input", `cannot copy ${path}: ${reasonOf(codeOf(error))}`, { cause: error });
      }
      const sha256 = await hashFile(target);
      const expected = stated?.files.find((file) => file.path === path)?.sha256;
      if (expected !== undefined && expected !== sha256) {
        throw new ClosemaskError("ner", `${path} is not what was pulled: its checksum differs`, {
          hint: "copy the folder again",
        });
      }
      const { size } = statSync(target);
      files.push({ path, size, sha256 });
      bytes += size;
      options.onProgress(bytes, total);
    }
    return finish(
      draft,
      { model: options.model, revision: stated?.revision ?? "folder", files },
      wanted.length,
      options,
    );
  });
}

/** One pull of a model at a time. What has come stays for the next one when it fails. */
async function alone(options: PullOptions, step: (draft: string) => Promise<Pulled>): Promise<Pulled> {
  const draft = join(options.folder, ".partial");
  const held = claim(join(options.folder, ".pull.json"), { pid: process.pid });
  if ("held" in held) {
    throw new ClosemaskError("ner", `process ${held.held.pid} is pulling this model already`, {
      hint: "wait for it",
    });
  }
  try {
    return await step(draft);
  } finally {
    held.release();
    // Nothing is left of a model that does not exist.
    for (const folder of [draft, options.folder, dirname(options.folder)]) {
      try {
        rmdirSync(folder);
      } catch {
        break;
      }
    }
  }
}

/** Files that are needed. @throws ClosemaskError `ner` when there is no model for our runtime among them */
function chooseFiles({ files }: Listing, { dtype, model }: PullOptions, where: string): HubFile[] {
  const find = (path: string): HubFile | undefined => files.find((file) => file.path === path);
  const has = (path: string): boolean => find(path) !== undefined;
  const usual = USUAL_DTYPE[model];
  const chosen =
    (dtype === "auto" && usual !== undefined ? chooseWeights(usual, has) : null) ?? chooseWeights(dtype, has);
  if (!has("config.json")) {
    throw new ClosemaskError("ner", `${where} has no model of this name`, {
      hint: "the name is owner/name, as on the hub",
    });
  }
  if (chosen === null) {
    const others = (Object.keys(DTYPES) as Dtype[]).filter((type) => weightPaths(type).some(has));
    throw new ClosemaskError(
      "ner",
      others.length === 0
        ? "the model has no ONNX file, and nothing else can be run here"
        : `the model has no file of type ${dtype}`,
      {
        hint:
          others.length === 0
            ? `optimum-cli export onnx --model ${model} FOLDER makes one elsewhere, then ner pull ${model} --from FOLDER`
            : `--dtype ${others.join(" or ")}`,
      },
    );
  }
  if (!has("tokenizer.json")) {
    throw new ClosemaskError("ner", `${where} has no tokenizer.json of this model`, {
      hint: `optimum-cli export onnx --model ${model} FOLDER writes one, then ner pull ${model} --from FOLDER`,
    });
  }
  // Weights beside the file are named after it.
  const beside = files.filter(({ path }) => DATA.test(path) && path.replace(DATA, ".onnx") === chosen.path);
  return [...CONFIG.map(find), find(chosen.path), ...beside].filter((file) => file !== undefined);
}

/** Where there is no list: which of the files answer. @throws ClosemaskError `ner` */
async function probe(hub: Hub, revision: string, { model, dtype }: PullOptions): Promise<Listing> {
  const exists = async (path: string): Promise<boolean> => {
    const { status, body } = await hub.open(model, revision, path).catch((error: unknown) => {
      throw notReached(hub, error);
    });
    body.destroy();
    body.on("error", () => {});
    return status === 200;
  };
  const types = dtype === "auto" ? (Object.keys(DTYPES) as Dtype[]) : [dtype];
  const weights = types.flatMap(weightPaths);
  const files: HubFile[] = [];
  for (const path of [...CONFIG, ...weights]) {
    if (!(await exists(path))) {
      if (path === "config.json") break;
      continue;
    }
    files.push({ path });
    // Large weights are in several files beside it.
    for (let n = 0; weights.includes(path); n++) {
      const beside = `${path}_data${n === 0 ? "" : `_${n}`}`;
      if (!(await exists(beside))) break;
      files.push({ path: beside });
    }
  }
  return { revision, files };
}

/** A file that the last pull brought and that is still the one. */
function unchanged(folder: string, before: Manifest | null, revision: string, file: HubFile): ModelFile | null {
  const known = before?.files.find(({ path }) => path === file.path);
  if (known === undefined || statSync(join(folder, file.path), { throwIfNoEntry: false })?.size !== known.size)
    return null;
  if (file.check?.kind === "sha256") return file.check.hex === known.sha256 ? known : null;
  // A commit says what all its files are; a branch does not.
  return before?.revision === revision && /^[0-9a-f]{40}$/.test(revision) ? known : null;
}

/** A file that an earlier try finished. */
async function alreadyThere(target: string, { check }: HubFile): Promise<Downloaded | null> {
  const sha256 = await hashFile(target);
  const { size } = statSync(target);
  return check?.kind === "sha256" && check.hex === sha256 ? { size, sha256, checked: true } : null;
}

/** Everything is there: looks whether it is a model, and moves it to where models are loaded from. */
function finish(draft: string, manifest: Manifest, fetched: number, { folder, dtype }: PullOptions): Pulled {
  const weights = manifest.files.find(({ path }) => path.endsWith(".onnx"))?.path;
  const type = (Object.keys(DTYPES) as Dtype[]).find((name) => weightPaths(name).includes(weights ?? "")) ?? "fp32";
  const size = manifest.files.reduce((sum, file) => sum + file.size, 0);
  if (fetched === 0) return { dtype: type, size, already: true };
  const before = readManifest(folder);
  for (const { path } of manifest.files) {
    const from = join(draft, path);
    const to = join(folder, path);
    if (existsSync(from)) continue;
    ownFolder(dirname(from));
    linkOrCopy(to, from);
  }
  // Throws when config, labels or tokenizer cannot be read: then nothing is moved.
  readModelFiles(draft, dtype === "auto" ? type : dtype);
  for (const { path } of manifest.files) {
    ownFolder(dirname(join(folder, path)));
    renameSync(join(draft, path), join(folder, path));
  }
  // Other weights of the same commit stay, those of another would be mixed up with these.
  const kept =
    before?.revision === manifest.revision
      ? before.files.filter(({ path }) => !manifest.files.some((file) => file.path === path))
      : [];
  for (const { path } of before?.files ?? []) {
    const stays = [...manifest.files, ...kept].some((file) => file.path === path);
    if (!stays) rmSync(join(folder, path), { force: true });
  }
  writeManifest(folder, { ...manifest, files: [...manifest.files, ...kept] });
  rmSync(draft, { recursive: true, force: true });
  return { dtype: type, size, already: false };
}

/** Weights may be large. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

function filesIn(folder: string): HubFile[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => ({ path: pathIn(folder, file), size: statSync(file).size }));
  } catch (error) {
    throw new ClosemaskError("input", `cannot read the folder of --from: ${reasonOf(codeOf(error))}`, { cause: error });
  }
}
