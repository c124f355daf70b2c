// Every setting under which text leaves that would be masked, or stopped, without it.

import { THRESHOLD } from "../detect/rule.ts";
import type { Config } from "./config/schema.ts";

/** One line a setting; empty when there is none. */
export function failOpen(config: Config): string[] {
  const open: string[] = [];
  if (config.onError === "pass") open.push("onError is pass: when the store or the key fails, text leaves unmasked");
  const policies = Object.entries(config.policies);
  const kept = policies.flatMap(([name, { action }]) => (action === "keep" ? [name] : []));
  if (kept.length > 0) open.push(`policies keep ${kept.join(", ")}`);
  const raised = policies.flatMap(([name, { threshold = 0 }]) => (threshold > THRESHOLD[config.level] ? [name] : []));
  if (raised.length > 0) open.push(`thresholds above that of the level: ${raised.join(", ")}`);
  if (config.allow.length > 0) open.push(`${config.allow.length} entries are on the allow list`);
  if (config.rules.disable.length > 0) open.push(`rules off: ${config.rules.disable.join(", ")}`);
  if (config.rules.categories !== undefined) {
    open.push(`only these categories count: ${config.rules.categories.join(", ")}`);
  }
  if (config.ner.onFailure === "pass")
    open.push("ner.onFailure is pass: when the engine for names fails, text leaves unmasked");
  const { enabled, blobs, tools } = config.serve;
  if (!enabled) open.push("serve.enabled is false: requests pass as they are");
  if (blobs === "allow") open.push("serve.blobs is allow: media pass unread and uncounted");
  const unmasked = Object.entries(tools).flatMap(([name, { mask }]) => (mask === false ? [name] : []));
  if (unmasked.length > 0) open.push(`tools whose text is not masked: ${unmasked.join(", ")}`);
  return open;
}
