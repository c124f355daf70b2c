// Where the runtime, the models and the sidecar's own files lie, and what a model's name in the configuration means.

import { isAbsolute, join } from "node:path";
import { ClosemaskError } from "../../errors.ts";
import type { ModelPlace } from "../../ner/onnx/pool.ts";
import type { Config } from "../config/schema.ts";
import { expandPath } from "../open.ts";
import type { Paths } from "../paths.ts";
import { listManifests } from "./manifest.ts";

export interface NerFolders {
  /** Holds the node_modules of the runtime. */
  readonly runtime: string;
  readonly models: string;
  /** Which sidecar runs. */
  readonly state: string;
  /** There when the last one was ended by somebody, and so is not to be started by the way. */
  readonly stopped: string;
  readonly log: string;
}

/** What is used when the configuration names no model. */
export const DEFAULT_MODEL = "openai/privacy-filter";

/** A name on the hub: owner and repository, or a repository alone. */
const HUB_NAME = /^(?:[A-Za-z0-9][\w.-]{0,95}\/)?[A-Za-z0-9][\w.-]{0,95}$/;

export function nerFolders({ data }: Paths): NerFolders {
  const folder = join(data, "ner");
  return {
    runtime: join(folder, "runtime"),
    models: join(folder, "models"),
    state: join(folder, "sidecar.json"),
    stopped: join(folder, "sidecar.stopped"),
    log: join(folder, "sidecar.log"),
  };
}

/** True for what is written as a path, and so no name on the hub. */
export function isPath(name: string): boolean {
  return isAbsolute(name) || /^(?:\.{1,2}|~)[/\\]/.test(name);
}

/** Where a model lies that has been pulled. @throws ClosemaskError `usage` for what is no name */
export function modelFolder(folders: NerFolders, name: string): string {
  if (!HUB_NAME.test(name) || name.includes("..")) {
    throw new ClosemaskError("usage", "a model is named as on the hub, owner/name", {
      hint: `closemask ner pull ${DEFAULT_MODEL}`,
    });
  }
  return join(folders.models, ...name.split("/"));
}

/**
 * The models of the configuration by language. Where it names none, the one that is there, or the default one.
 * @throws ClosemaskError `usage`
 */
export function configuredModels({ ner }: Config, folders: NerFolders): Map<string, ModelPlace> {
  const named = Object.entries(ner.models ?? {});
  const models = named.length === 0 ? [["*", onlyModel(folders)] as const] : named;
  return new Map(
    models.map(([language, name]) => [
      language.toLowerCase(),
      { name, folder: isPath(name) ? expandPath(name) : modelFolder(folders, name) },
    ]),
  );
}

function onlyModel(folders: NerFolders): string {
  const there = listManifests(folders.models).map(({ manifest }) => manifest.model);
  return there.length === 1 && there[0] !== undefined ? there[0] : DEFAULT_MODEL;
}
