// Imports a config.json of anon-proxy: patterns by label, gaps within names, labels to leave alone, upstream providers.

import { isObject } from "../config/check.ts";
import { builtInKindFor, createDraft, type Draft, kindFor } from "./draft.ts";

type Settings = Readonly<Record<string, unknown>>;

const KEYS = ["patterns", "merge_gap", "ignore_labels", "system_inject", "upstreams"];

export function isAnonProxy(file: Settings): boolean {
  return isObject(file.patterns) || KEYS.slice(1).some((key) => Object.hasOwn(file, key));
}

export function importAnonProxy(file: Settings): Draft {
  const draft = createDraft("anon-proxy");
  // Its placeholders count up: <EMAIL_1>.
  draft.set("placeholder.style", "angle", "placeholders");
  for (const [key, value] of Object.entries(file)) {
    if (key === "patterns" && isObject(value)) takePatterns(draft, value);
    else if (key === "merge_gap" && isObject(value)) takeGaps(draft, value);
    else if (key === "ignore_labels" && Array.isArray(value)) takeIgnored(draft, value);
    else if (key === "system_inject") draft.set("serve.systemNote", value, key);
    else if (key === "upstreams" && isObject(value)) takeUpstreams(draft, value);
    else
      draft.none(
        key,
        KEYS.includes(key) ? "its value cannot be used here" : "not a setting of anon-proxy that is known",
      );
  }
  return draft;
}

function takePatterns(draft: Draft, patterns: Settings): void {
  for (const [label, source] of Object.entries(patterns)) {
    const theirs = `patterns.${label}`;
    if (typeof source !== "string") draft.none(theirs, "its value cannot be used here");
    else draft.pattern({ label, kind: kindFor(label), source: fromPython(source) }, theirs);
  }
}

/** Labels of its model that are left alone. A kind of ours that the same label means is kept readable. */
function takeIgnored(draft: Draft, labels: readonly unknown[]): void {
  const unknown: string[] = [];
  for (const label of labels) {
    const kind = typeof label === "string" ? builtInKindFor(label) : undefined;
    if (kind !== undefined) draft.set(`policies.${kind}.action`, "keep", "ignore_labels");
    else if (typeof label === "string") unknown.push(label);
  }
  if (unknown.length > 0) draft.set("ner.ignoreLabels", unknown, "ignore_labels");
}

/** Characters that may stand between two parts of one name, by label. */
function takeGaps(draft: Draft, gaps: Settings): void {
  for (const [label, characters] of Object.entries(gaps)) {
    const kind = builtInKindFor(label);
    if (kind === undefined) draft.none(`merge_gap.${label}`, "it names no kind that closemask finds");
    else draft.set(`ner.mergeGap.${kind}`, characters, `merge_gap.${label}`);
  }
}

function takeUpstreams(draft: Draft, upstreams: Settings): void {
  for (const [name, value] of Object.entries(upstreams)) {
    const theirs = `upstreams.${name}`;
    if (!isObject(value) || typeof value.base_url !== "string" || !/^[A-Za-z][\w-]*$/.test(name)) {
      draft.none(theirs, "its value cannot be used here");
      continue;
    }
    const { base_url: baseUrl, adapter = "anthropic", path_prefix: pathPrefix, sse } = value;
    draft.set(
      `providers.${name}`,
      { baseUrl, dialect: adapter, ...(pathPrefix === undefined ? {} : { pathPrefix }) },
      theirs,
    );
    if (sse !== undefined) draft.none(`${theirs}.sse`, "streams are recognised by what they are");
  }
}

/** A pattern of Python's `re` in JavaScript's syntax; null where that has no counterpart. */
export function fromPython(source: string): { pattern: string; flags: string } | null {
  let flags = "";
  let pattern = source;
  const inline = /^\(\?([aiLmsux]+)\)/.exec(source);
  if (inline !== null) {
    const letters = inline[1] as string;
    // Blanks and comments inside the pattern.
    if (letters.includes("x")) return null;
    flags = [..."ims"].filter((flag) => letters.includes(flag)).join("");
    pattern = source.slice(inline[0].length);
  }
  let out = "";
  for (let i = 0; i < pattern.length; i++) {
    const rest = pattern.slice(i);
    if (rest.startsWith("\\")) {
      const next = rest[1] ?? "";
      if (next === "A") out += flags.includes("m") ? "(?<![\\s\\S])" : "^";
      else if (next === "Z") out += flags.includes("m") ? "(?![\\s\\S])" : "$";
      else out += `\\${next}`;
      i++;
    } else if (rest.startsWith("[")) {
      const set = /^\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]/.exec(rest)?.[0];
      if (set === undefined) return null;
      // A bracket that opens the set is a member of it.
      out += set.replace(/^\[(\^?)\]/, "[$1\\]");
      i += set.length - 1;
    } else if (rest.startsWith("(?P<")) {
      out += "(?<";
      i += 3;
    } else if (rest.startsWith("(?P=")) {
      const name = /^\(\?P=(\w+)\)/.exec(rest);
      if (name === null) return null;
      out += `\\k<${name[1]}>`;
      i += name[0].length - 1;
    } else if (rest.startsWith("(?#")) {
      const close = rest.indexOf(")");
      if (close < 0) return null;
      i += close;
    } else if (/^\(\?[(>]|^[*+?}]\+/.test(rest)) return null;
    else out += pattern[i];
  }
  return { pattern: out, flags };
}
