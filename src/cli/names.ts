// Names of people, organisations and places: whether a command looks for them, and with what. What looks is loaded only
// then, and from a file of its own, so that a run without it pays nothing.

import { categoryOf } from "../detect/kinds.ts";
import { THRESHOLD } from "../detect/rule.ts";
import { createNameSource, type NameFinder, type NameSource } from "../mask/names.ts";
import type { Policy } from "../mask/policy.ts";
import type { OnFailure, Recognizer } from "../ner/recognizer.ts";
import type { Kind } from "../types.ts";
import type { Config } from "./config/schema.ts";
import type { Setup } from "./open.ts";
import { isSpared } from "./spared-names.ts";

/** What a configuration asks for, by command. */
export interface NerSettings {
  /** `lexicon`, `sidecar`, `remote`, or the URL of a service. */
  readonly engine: string;
  readonly onFailure: OnFailure;
  /** The sidecar that this process looks after. */
  readonly sidecar?: Sidecar | undefined;
}

/** A sidecar, and how to get it back once it has ended. */
export interface Sidecar {
  readonly url: string;
  /** Where it is by now; null when there is nothing new to be asked. @throws ClosemaskError */
  wake(old: string): Promise<string | null>;
}

/** What looks for names in a run. */
export interface OpenNames {
  readonly finder: NameFinder;
  /** For one input. */
  source(): NameSource;
  readonly recognizer: Recognizer;
  /** Further counts of the engine, for reports. */
  counts(): Readonly<Record<string, number>>;
  close(): Promise<void>;
}

/** Commands that talk to language models: they look for names unless they are told not to. */
const PROXY = ["serve", "run", "verify", "chat", "mcp"];

/** Null when nobody looks. An engine that was asked for must be able to say; one that is on by default need not. */
export function nerSettings({ ner }: Config, command: string): NerSettings | null {
  const engine = ner.engine ?? (PROXY.includes(command) ? "lexicon" : "off");
  if (engine === "off") return null;
  return { engine, onFailure: ner.onFailure ?? (ner.engine === undefined ? "rules" : "block") };
}

/**
 * Null when nobody looks, also where no kind of name counts. `sidecar` is the one that the caller has started.
 * @throws ClosemaskError `config`, `ner`
 */
export async function openNames(setup: Setup, policy: Policy, sidecar?: Sidecar): Promise<OpenNames | null> {
  const { config } = setup;
  const settings = nerSettings(config, setup.command);
  if (settings === null) return null;
  const merge = namesSettingsOf(config, policy);
  if (!kindsOf(config).some(merge.counts)) return null;
  const { openRecognizer } = await import("./open-ner.ts");
  const { recognizer, counts: more } = await openRecognizer(
    setup,
    { ...settings, sidecar },
    PROXY.includes(setup.command) ? { ...merge, spares: isSpared } : merge,
  );
  return {
    finder: recognizer,
    source: () => createNameSource(recognizer),
    recognizer,
    counts: more,
    close: () => recognizer.close(),
  };
}

/** Which names count. */
export function namesSettingsOf(
  config: Config,
  policy: Policy,
): { counts: (kind: Kind) => boolean; leastScore: (kind: Kind) => number } {
  return { counts: countsOf(config, policy), leastScore: leastScoreOf(config) };
}

/** Kinds that names may have. */
function kindsOf({ ner }: Config): Kind[] {
  return ["PERSON", "ORGANIZATION", "LOCATION", "ADDRESS", ...Object.values(ner.labels)];
}

function countsOf({ rules: { categories } }: Config, policy: Policy): (kind: Kind) => boolean {
  return (kind) =>
    policy.action(kind) !== "keep" && (categories === undefined || categories.includes(categoryOf(kind)));
}

/** What the user says of a kind, then of all names, then what the level asks of rules. */
function leastScoreOf({ ner, policies, level }: Config): (kind: Kind) => number {
  return (kind) =>
    ner.scores[kind] ??
    ner.minScore ??
    policies[kind]?.threshold ??
    policies[categoryOf(kind)]?.threshold ??
    THRESHOLD[level];
}

/** A line for people about what was not looked at; null when there is nothing to say. */
export function namesNote({ recognizer }: OpenNames): string | null {
  const { engine, failed, onFailure, lastFault } = recognizer.status();
  if (failed === 0) return null;
  const texts = failed === 1 ? "1 text" : `${failed} texts`;
  const how = onFailure === "pass" ? "left as it came" : "left with what rules find";
  return `${texts} ${how}, since ${engine} could not say which names there are: ${lastFault}`;
}
