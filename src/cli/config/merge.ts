// Puts one layer of settings over another and notes where each value came from. A layer without full rights can only make
// closemask mask more.

import { categoryOf } from "../../detect/kinds.ts";
import { THRESHOLD } from "../../detect/rule.ts";
import type { Action } from "../../types.ts";
import { isObject, type Problem } from "./check.ts";
import { notePlaces } from "./places.ts";
import type { Config, ConfigInput } from "./schema.ts";

/** Origin of each value by path; lists and blocks keep one origin a contribution. */
export type Origins = Map<string, string[]>;

/** The result so far. Plain data, changed in place by `addLayer`. */
export interface Merged {
  readonly config: Config;
  readonly origins: Origins;
}

const LISTS = new Set(["patterns", "deny", "allow", "rules.enable", "rules.disable"]);

/** Puts a checked layer over what is there. `command` picks the layer's block for one command, over its global ones. */
export function addLayer(merged: Merged, layer: ConfigInput, origin: string, command: string): void {
  settleNames(merged.config, layer);
  assign(merged.config, layer, "", origin, merged.origins);
  const own: unknown = layer.commands !== undefined ? Reflect.get(layer.commands, command) : undefined;
  if (isObject(own)) assign(merged.config, own, "", `${origin}, commands.${command}`, merged.origins);
}

function assign(target: object, source: object, path: string, origin: string, origins: Origins): void {
  for (const [key, value] of Object.entries(source)) {
    if (value === undefined) continue;
    const here = path === "" ? key : `${path}.${key}`;
    const before: unknown = Object.hasOwn(target, key) ? Reflect.get(target, key) : undefined;
    if (LISTS.has(here) && Array.isArray(before) && Array.isArray(value)) {
      put(target, key, [...before, ...value]);
      notePlaces(value, origin);
      if (value.length > 0) origins.set(here, [...(origins.get(here) ?? []), origin]);
    } else if (isObject(value)) {
      const inner = isObject(before) ? before : Object.create(null);
      if (inner !== before) put(target, key, inner);
      assign(inner, value, here, origin, origins);
    } else {
      put(target, key, value);
      origins.set(here, [origin]);
    }
  }
}

/** Sets a key as data, whatever its name. */
function put(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}

/** A later layer's word on a rule counts. */
function settleNames(config: Config, layer: ConfigInput): void {
  const { enable = [], disable = [] } = layer.rules ?? {};
  config.rules.disable = config.rules.disable.filter((id) => !enable.includes(id));
  config.rules.enable = config.rules.enable.filter((id) => !disable.includes(id));
}

const MORE_MASKED = ["strict", "balanced", "aggressive"] as const;
const STRICTER: readonly Action[] = ["keep", "mask", "redact", "block"];
const PROJECT_KEYS = new Set(["patterns", "deny", "level", "policies", "rules"]);

/** What a project's file says that it has no right to say. */
export function checkRights(layer: ConfigInput): Problem[] {
  const problems: Problem[] = [];
  const hint = "read the file, then run closemask config trust";
  for (const key of Object.keys(layer)) {
    if (!PROJECT_KEYS.has(key)) problems.push({ path: key, message: "is not for a project's file", hint });
  }
  for (const key of Object.keys(layer.rules ?? {})) {
    if (key !== "enable") problems.push({ path: `rules.${key}`, message: "is not for a project's file", hint });
  }
  return problems;
}

/** Puts a project's layer over what is there, so that nothing is masked less than before. */
export function addProjectLayer(merged: Merged, layer: ConfigInput, origin: string): void {
  const { config } = merged;
  const { level, policies = {}, ...rest } = layer;
  const raised = level !== undefined && MORE_MASKED.indexOf(level) > MORE_MASKED.indexOf(config.level) ? { level } : {};
  const tightened: NonNullable<ConfigInput["policies"]> = Object.create(null);
  for (const [name, wanted] of Object.entries(policies)) {
    const own: Config["policies"][string] = config.policies[name] ?? {};
    const category: typeof own = config.policies[categoryOf(name)] ?? {};
    const before = own.action ?? category.action ?? "mask";
    const action = wanted.action ?? before;
    const threshold = own.threshold ?? category.threshold ?? THRESHOLD[raised.level ?? config.level];
    tightened[name] = {
      action: STRICTER.indexOf(action) > STRICTER.indexOf(before) ? action : before,
      ...(wanted.threshold === undefined ? {} : { threshold: Math.min(threshold, wanted.threshold) }),
      ...restoreOf(own.restore ?? category.restore, wanted.restore),
    };
  }
  addLayer(merged, { ...rest, ...raised, policies: tightened }, origin, "");
}

type Restore = NonNullable<Config["policies"][string]["restore"]>;

function restoreOf(now: Restore | undefined, wanted: Restore | undefined): { restore?: Restore } {
  if (wanted === undefined) return now === undefined ? {} : { restore: now };
  return { restore: now === undefined ? wanted : wanted.filter((place) => now.includes(place)) };
}
