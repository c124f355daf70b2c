// Settings from CLOSEMASK_ variables: every setting with a single value has one, named after its path.

import { nearest } from "../../text/nearest.ts";
import type { Shape } from "./check.ts";

/** A setting given by a variable or flag, not checked yet. */
export interface Setting {
  readonly path: string;
  readonly value: unknown;
  readonly origin: string;
}

/** Variables that are no settings. The passphrase and the key are read by the key sources. */
const OTHERS = new Set([
  "CLOSEMASK_KEY",
  "CLOSEMASK_KEY_FILE",
  "CLOSEMASK_PASSPHRASE",
  "CLOSEMASK_CONFIG",
  "CLOSEMASK_ENGINE",
  "CLOSEMASK_LONG",
]);

/** What Kubernetes injects for a service named closemask. */
const KUBERNETES = /^CLOSEMASK_(?:PORT(?:_\d+_(?:TCP|UDP|SCTP).*)?|SERVICE_(?:HOST|PORT.*))$/;

export interface Environment {
  readonly settings: readonly Setting[];
  /** What is said of variables that were not used. */
  readonly notes: readonly { readonly message: string; readonly hint: string }[];
}

export function readEnvironment(env: Readonly<Record<string, string | undefined>>, shape: Shape): Environment {
  const settings: Setting[] = [];
  const notes: { message: string; hint: string }[] = [];
  let leaves: Map<string, { path: string; shape: Shape }> | undefined;
  for (const [name, text] of Object.entries(env)) {
    if (!name.startsWith("CLOSEMASK_") || OTHERS.has(name) || text === undefined || text === "") continue;
    leaves ??= leavesOf(shape);
    if (name === "CLOSEMASK_PORT" && /^\d+$/.test(text)) {
      settings.push({ path: "serve.port", value: Number(text), origin: `env ${name}` });
      continue;
    }
    const leaf = leaves.get(name);
    if (leaf !== undefined) settings.push({ path: leaf.path, value: convert(leaf.shape, text), origin: `env ${name}` });
    else if (KUBERNETES.test(name)) {
      if (name === "CLOSEMASK_PORT") {
        notes.push({
          message: "CLOSEMASK_PORT is what Kubernetes sets for a service named closemask; it is ignored",
          hint: "set CLOSEMASK_SERVE_PORT, or enableServiceLinks: false in the pod",
        });
      }
    } else {
      const near = nearest(
        name.slice(10),
        [...leaves.keys()].map((key) => key.slice(10).replaceAll("_", "")),
      );
      const meant = [...leaves.keys()].find((key) => key.slice(10).replaceAll("_", "") === near);
      notes.push({
        message: `${/^\w{1,60}$/.test(name) ? name : "a variable"} is not a setting; it is ignored`,
        hint: meant === undefined ? "closemask config show lists the settings" : `did you mean ${meant}?`,
      });
    }
  }
  return { settings, notes };
}

/** Name of a setting's variable: `store.maxEntries` is CLOSEMASK_STORE_MAX_ENTRIES. */
export function variableOf(path: string): string {
  return `CLOSEMASK_${path
    .replace(/([A-Z])/g, "_$1")
    .replaceAll(".", "_")
    .toUpperCase()}`;
}

function leavesOf(shape: Shape): Map<string, { path: string; shape: Shape }> {
  const leaves = new Map<string, { path: string; shape: Shape }>();
  const visit = (at: Shape, path: string): void => {
    for (const [key, inner] of Object.entries(at.properties ?? {})) {
      const here = path === "" ? key : `${path}.${key}`;
      if (inner.properties !== undefined) visit(inner, here);
      else if (inner.type !== "array" && inner.type !== "object")
        leaves.set(variableOf(here), { path: here, shape: inner });
    }
  };
  visit(shape, "");
  return leaves;
}

/** Text as the value that a setting of this shape has, where it looks like one. */
export function convert(shape: Shape, text: string): unknown {
  const numeric =
    shape.type === "integer" || shape.type === "number" || shape.anyOf?.some(({ type }) => type === "number");
  if (numeric && /^-?\d+$/.test(text)) return Number(text);
  if (shape.type === "boolean" && /^(?:true|false|1|0)$/.test(text)) return text === "true" || text === "1";
  return text;
}
