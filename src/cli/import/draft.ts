// What an import builds up: settings of ours that are known to be valid, and what is said of each setting of theirs. Values
// never stand in what is said.

import { checkPattern } from "../../detect/custom.ts";
import { KINDS } from "../../detect/kinds.ts";
import { runBounded } from "../bounded.ts";
import { checkShape } from "../config/check.ts";
import { isReserved } from "../config/reserved.ts";
import { SHAPE } from "../config/schema.gen.ts";
import type { ConfigInput } from "../config/schema.ts";

/** Programs whose configurations are read. */
export const PROGRAMS = ["closemask-go", "anon-proxy", "claude-code-router"] as const;
export type Program = (typeof PROGRAMS)[number];

/** What became of a setting of theirs. */
export interface Note {
  /** `none`: it has no counterpart. `kept`: its part is not in this version. `changed`: it is not quite the same here. */
  readonly sort: "none" | "kept" | "changed";
  /** Their name of it. */
  readonly setting: string;
  readonly says: string;
}

export interface Draft {
  /** Sets one of ours, such as `store.ttl`, from one of theirs. Says so when ours cannot have that value, or has no effect yet. */
  set(path: string, value: unknown, theirs: string): void;
  /** Keeps a setting for a part that does not exist yet and has no name of ours for it. */
  keep(theirs: string, value: unknown): void;
  /** Adds an own rule. Says so when the pattern cannot be used here. */
  pattern(rule: PatternDraft, theirs: string): void;
  none(theirs: string, says: string): void;
  changed(theirs: string, says: string): void;
  readonly config: ConfigInput;
  readonly notes: readonly Note[];
}

interface PatternDraft {
  readonly label: string;
  readonly kind: string;
  /** Null when its syntax has no counterpart. */
  readonly source: { readonly pattern: string; readonly flags: string } | null;
  readonly enabled?: boolean | undefined;
  readonly description?: string | undefined;
}

type Tree = Record<string, unknown>;

export function createDraft(program: Program): Draft {
  const config: Tree = {};
  const notes: Note[] = [];
  const names = new Set<string>();
  const patterns: unknown[] = [];
  const kept: Tree = {};
  const note = (sort: Note["sort"], setting: string, says: string): void => {
    notes.push({ sort, setting: shownName(setting), says });
  };

  function set(path: string, value: unknown, theirs: string): void {
    const keys = path.split(".");
    const nested = keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
    if (checkShape(SHAPE, nested).length > 0) {
      note("none", theirs, "its value cannot be used here");
      return;
    }
    let at = config;
    for (const key of keys.slice(0, -1)) {
      at[key] ??= {};
      at = at[key] as Tree;
    }
    at[keys.at(-1) as string] = value;
    if (isReserved(path)) note("kept", theirs, `kept as ${path}, whose part is not in this version`);
  }

  return {
    set,
    keep(theirs, value) {
      kept[theirs] = value;
      config.imported = { [program]: kept };
      note("kept", theirs, `kept under imported.${program}, for a part that is not in this version`);
    },
    pattern({ label, kind, source, enabled, description }, theirs) {
      if (source === null) {
        note("none", theirs, "its pattern uses syntax that JavaScript does not have; write it anew");
        return;
      }
      const name = uniqueName(label, names);
      const rule = {
        name,
        kind,
        pattern: source.pattern,
        ...(source.flags === "" ? {} : { flags: source.flags }),
        ...(enabled === false ? { enabled } : {}),
        ...(description === undefined || description === "" ? {} : { description: description.slice(0, 200) }),
      };
      const fault =
        checkShape(SHAPE, { patterns: [rule] }).length > 0
          ? "cannot be used here"
          : checkPattern({ pattern: rule.pattern, flags: source.flags }, runBounded);
      if (fault !== null) {
        note("none", theirs, `its pattern ${fault}`);
        return;
      }
      names.add(name);
      patterns.push(rule);
      config.patterns = patterns;
    },
    none: (theirs, says) => note("none", theirs, says),
    changed: (theirs, says) => note("changed", theirs, says),
    // Every setting was checked on its way in.
    config: config as ConfigInput,
    notes,
  };
}

/** Names are the file's text: only those of the form of settings are shown. */
function shownName(name: string): string {
  return name
    .split(".")
    .map((part) => (/^[A-Za-z][\w-]{0,63}(?:\[\d+\])?$/.test(part) ? part : "(a name that is not shown)"))
    .join(".");
}

function uniqueName(label: string, names: ReadonlySet<string>): string {
  const plain = label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, 60);
  const base = plain === "" ? "imported" : plain;
  let name = base;
  for (let i = 2; names.has(name); i++) name = `${base}-${i}`;
  return name;
}

const BUILT_IN: ReadonlySet<string> = new Set(KINDS.map(({ kind }) => kind));

/** Names that other programs give to kinds of ours. */
const ALIASES: Readonly<Record<string, string>> = {
  ACCOUNT: "ACCOUNT_NUMBER",
  BANKCARD: "BANK_CARD",
  CARD: "BANK_CARD",
  CC: "CREDIT_CARD",
  CHINESE_ID_CARD: "CN_ID_CARD",
  ID: "CN_ID_CARD",
  IDCARD: "CN_ID_CARD",
  ID_CARD: "CN_ID_CARD",
  IP_ADDRESS: "IP",
  IPV4: "IP",
  IPV6: "IP",
  KEY: "API_KEY",
  MAC_ADDRESS: "MAC",
  MOBILE: "PHONE",
  NAME: "PERSON",
  PASSWD: "PASSWORD",
  PHONE_NUMBER: "PHONE",
  PWD: "PASSWORD",
  SECRET: "API_KEY",
  SSN: "US_SSN",
};

/** The kind that a label or prefix of theirs stands for: one of ours where there is one, else a kind of its own. */
export function kindFor(label: string): string {
  const plain = label
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, "_")
    .replace(/^[^A-Z]+|_+$/g, "")
    .replace(/^PRIVATE_/, "");
  const kind = ALIASES[plain] ?? plain;
  return /^[A-Z][A-Z0-9_]{1,31}$/.test(kind) ? kind : "CUSTOM";
}

/** The same where it is a kind that closemask itself finds. */
export function builtInKindFor(label: string): string | undefined {
  const kind = kindFor(label);
  return BUILT_IN.has(kind) ? kind : undefined;
}

const UNITS = [
  ["w", 604_800_000],
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
] as const;

/** Milliseconds as a duration of ours. */
export function durationOf(ms: number): string | undefined {
  if (!Number.isFinite(ms) || ms < 1) return undefined;
  const whole = Math.floor(ms);
  for (const [unit, size] of UNITS) {
    if (whole % size === 0 && whole / size <= 999_999) return `${whole / size}${unit}`;
  }
  // So long that milliseconds do not matter.
  return `${Math.min(999_999, Math.floor(whole / 86_400_000))}d`;
}
