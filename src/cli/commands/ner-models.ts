// `closemask ner models`: which models are there, and which the configuration asks for.

import { statSync } from "node:fs";
import { EXIT } from "../../errors.ts";
import { readModelFiles } from "../../ner/onnx/model-files.ts";
import { configuredModels, nerFolders } from "../ner/folders.ts";
import { findDamage, listManifests, type Manifest } from "../ner/manifest.ts";
import { installedVersions } from "../ner/runtime.ts";
import { type Setup, withSetup } from "../open.ts";
import { formatBytes, print, printJson, table } from "../print.ts";
import { findCommand } from "../tree/find.ts";
import type { ParsedOptions } from "../tree/spec.ts";

interface Row {
  readonly model: string;
  readonly languages: readonly string[];
  readonly size: number;
  /** `onnx/model_q4.onnx` and the like. */
  readonly weights: readonly string[];
  readonly types: readonly string[];
  /** `there`, `missing`, `damaged` or `unusable`. */
  readonly state: string;
  readonly damaged: readonly string[];
}

export function run(_args: string[], options: ParsedOptions): Promise<number> {
  return withSetup(findCommand("ner models"), options, async (setup) => {
    const rows = await rowsOf(setup, options.check === true);
    const runtime = installedVersions(nerFolders(setup.paths).runtime);
    if (options.json === true) await printJson({ runtime, models: rows });
    else {
      const versions = runtime === null ? "not installed" : Object.entries(runtime).map((pair) => pair.join(" "));
      await print(`runtime: ${[versions].flat().join(", ")}\n`);
      await print(table([["MODEL", "FOR", "SIZE", "FILES", "STATE"], ...rows.map(cells)]));
    }
    return rows.some(({ state }) => state !== "there") ? EXIT.findings : EXIT.ok;
  });
}

function cells({ model, languages, size, weights, state }: Row): string[] {
  return [model, languages.join(" ") || "-", formatBytes(size), weights.join(" ") || "-", state];
}

async function rowsOf({ config, paths }: Setup, contents: boolean): Promise<Row[]> {
  const folders = nerFolders(paths);
  const there = new Map(listManifests(folders.models).map(({ folder, manifest }) => [folder, manifest]));
  const asked = Map.groupBy(configuredModels(config, folders), ([, { folder }]) => folder);
  const rows: Row[] = [];
  for (const folder of new Set([...there.keys(), ...asked.keys()])) {
    const uses = asked.get(folder) ?? [];
    const manifest = there.get(folder);
    const damaged = manifest === undefined ? [] : await findDamage(folder, manifest, contents);
    const types = typesIn(folder);
    rows.push({
      model: uses[0]?.[1].name ?? (manifest as Manifest).model,
      languages: uses.map(([language]) => language),
      size: (manifest?.files ?? []).reduce((sum, file) => sum + file.size, 0),
      weights: (manifest?.files ?? []).map(({ path }) => path).filter((path) => path.endsWith(".onnx")),
      types: types ?? [],
      state: damaged.length > 0 ? "damaged" : types !== null ? "there" : isFolder(folder) ? "unusable" : "missing",
      damaged,
    });
  }
  return rows.sort((a, b) => a.model.localeCompare(b.model));
}

/** What a model calls its types; null when it cannot be used. */
function typesIn(folder: string): readonly string[] | null {
  try {
    return readModelFiles(folder, "auto").scheme.types;
  } catch {
    return null;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
