// Imports the `tokenization` block of a Claude Code Router configuration, alone or with the router's own settings around it.

import { isObject } from "../config/check.ts";
import { createDraft, type Draft, durationOf, kindFor } from "./draft.ts";

type Settings = Readonly<Record<string, unknown>>;

const BLOCK = ["customRules", "disabledRules", "maxTokens", "ttl", "storageType", "redisOptions"];

/** Its own rules, and ours that find the same. */
const RULES: Readonly<Record<string, readonly string[]>> = {
  chinese_id_card: ["cn-id-card", "cn-id-card-15"],
  chinese_mobile: ["phone-cn-mobile"],
  email: ["email"],
  ipv4: ["ipv4"],
  bank_card: ["bank-card", "bank-card-captioned"],
  credit_card: ["credit-card", "credit-card-captioned"],
  password_field: ["password-assignment"],
  api_key: ["openai-key", "openai-key-old", "sk-key", "sk-key-url"],
};

export function isClaudeCodeRouter(file: Settings): boolean {
  return (
    isObject(file.tokenization) ||
    Object.hasOwn(file, "enableTokenization") ||
    Array.isArray(file.customRules) ||
    Array.isArray(file.disabledRules)
  );
}

export function importClaudeCodeRouter(file: Settings): Draft {
  const draft = createDraft("claude-code-router");
  // Its placeholders look like EMAIL_1A2B3C4D.
  draft.set("placeholder.style", "bare", "placeholders");
  const whole = isObject(file.tokenization);
  const block: Settings = isObject(file.tokenization) ? file.tokenization : file;
  const prefix = whole ? "tokenization." : "";
  for (const [key, value] of Object.entries(file)) {
    if (key === "tokenization" && whole) continue;
    if (key === "enableTokenization") {
      if (value === false) draft.none(key, "closemask masks when it is run");
    } else if (whole || !BLOCK.includes(key)) draft.none(key, "a setting of the router itself");
  }
  for (const [key, value] of Object.entries(block)) {
    const theirs = `${prefix}${key}`;
    if (key === "customRules" && Array.isArray(value)) takeRules(draft, value, theirs);
    else if (key === "disabledRules" && Array.isArray(value)) takeDisabled(draft, value, theirs);
    else if (key === "maxTokens") {
      draft.set("store.maxEntries", value, theirs);
      // Theirs forgets what was unused longest.
      draft.set("store.atLimit", "evict", theirs);
    } else if (key === "ttl") draft.set("store.ttl", typeof value === "number" ? durationOf(value) : value, theirs);
    else if (key === "storageType") {
      if (value === "redis") draft.set("store.type", value, theirs);
      else draft.changed(theirs, "values are in one encrypted file, see store.path");
    } else if (key === "redisOptions" && isObject(value)) {
      const { host = "localhost", port = 6379, password } = value;
      const user = typeof password === "string" && password !== "" ? `:${encodeURIComponent(password)}@` : "";
      draft.set("store.url", `redis://${user}${host}:${port}`, theirs);
    } else if (whole) draft.none(theirs, "not a setting of the block that is known");
    else if (BLOCK.includes(key)) draft.none(theirs, "its value cannot be used here");
  }
  return draft;
}

function takeRules(draft: Draft, rules: readonly unknown[], theirs: string): void {
  for (const [i, rule] of rules.entries()) {
    const where = `${theirs}[${i}]`;
    if (!isObject(rule) || typeof rule.pattern !== "string") {
      draft.none(where, "its value cannot be used here");
      continue;
    }
    const { name, pattern, tokenPrefix, enabled, description } = rule;
    const label = typeof name === "string" ? name : "rule";
    draft.pattern(
      {
        label,
        kind: kindFor(typeof tokenPrefix === "string" && tokenPrefix !== "" ? tokenPrefix : label),
        source: readExpression(pattern),
        // Theirs counts only what says that it is enabled.
        enabled: enabled === true,
        ...(typeof description === "string" ? { description } : {}),
      },
      where,
    );
  }
}

function takeDisabled(draft: Draft, names: readonly unknown[], theirs: string): void {
  const ids: string[] = [];
  for (const [i, name] of names.entries()) {
    const ours = typeof name === "string" && Object.hasOwn(RULES, name) ? RULES[name] : undefined;
    if (ours === undefined)
      draft.none(`${theirs}[${i}]`, "no rule of that name; rules of one's own have enabled: false");
    else ids.push(...ours);
  }
  if (ids.length > 0) draft.set("rules.disable", [...new Set(ids)], theirs);
}

/** `\d+` or `/\d+/gi`. What is global or sticky there is so here; other flags have no counterpart. */
function readExpression(text: string): { pattern: string; flags: string } | null {
  const literal = /^\/(.+)\/([a-z]*)$/s.exec(text);
  if (literal === null) return { pattern: text, flags: "" };
  const [, pattern = "", flags = ""] = literal;
  const kept = [...flags].filter((flag) => !"gyd".includes(flag)).join("");
  return /^[imsu]*$/.test(kept) ? { pattern, flags: kept } : null;
}
