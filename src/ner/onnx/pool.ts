// Models by language: which of them looks at a text. Loads a model when it is asked for first, each once, whatever number of
// languages it is for.

import { ClosemaskError } from "../../errors.ts";
import type { Found } from "./entities.ts";
import type { ModelThread } from "./open-thread.ts";

export interface ModelPlace {
  /** As the configuration names it. */
  readonly name: string;
  readonly folder: string;
}

export interface PoolOptions {
  /** By language tag; `*` for all that have none of their own. */
  readonly models: ReadonlyMap<string, ModelPlace>;
  /** Loads one. @throws ClosemaskError `ner` */
  readonly open: (place: ModelPlace, languages: readonly string[], onEnd: () => void) => Promise<ModelThread>;
  /** Called when a model's thread has ended by itself. */
  readonly onEnd: () => void;
  /** Milliseconds. */
  readonly now: () => number;
}

export interface Pool {
  /** Languages that have a model, `*` among them. */
  readonly languages: readonly string[];
  /** The folders' names by language, and the languages whose model is loaded. */
  readonly available: Readonly<Record<string, string>>;
  loaded(): string[];
  /** Loads the model of a language, or waits until it is. @throws ClosemaskError `ner`, `input` for a language without one */
  load(language: string): Promise<void>;
  /**
   * Entities of a text, sorted and disjoint. Without a language all models that fit its letters look at it.
   * @throws ClosemaskError `ner`, `input`
   */
  detect(text: string, language: string | undefined, signal?: AbortSignal): Promise<Found[]>;
  /** The longest silence of a model that owes an answer, in milliseconds. */
  silent(): number;
  close(): Promise<void>;
}

/** A model that could not be loaded is not tried again before so many milliseconds. */
const RETRY = 30_000;

interface Instance {
  readonly place: ModelPlace;
  readonly languages: string[];
  opened?: Promise<ModelThread>;
  thread?: ModelThread;
  failed?: number;
}

export function createPool({ models, open, onEnd, now }: PoolOptions): Pool {
  const instances = new Map<string, Instance>();
  for (const [language, place] of models) {
    const instance = instances.get(place.folder) ?? { place, languages: [] };
    instance.languages.push(language);
    instances.set(place.folder, instance);
  }

  function instanceFor(language: string): Instance {
    const [first = ""] = language.toLowerCase().split(/[-_]/);
    const place = models.get(language.toLowerCase()) ?? models.get(first) ?? models.get("*");
    const instance = place === undefined ? undefined : instances.get(place.folder);
    if (instance === undefined) {
      throw new ClosemaskError("input", "no model is set for this language", { hint: "set ner.models" });
    }
    return instance;
  }

  function openOnce(instance: Instance): Promise<ModelThread> {
    const { opened, failed } = instance;
    if (opened !== undefined && (failed === undefined || now() - failed < RETRY)) return opened;
    delete instance.failed;
    const opening = open(instance.place, instance.languages, () => {
      delete instance.opened;
      delete instance.thread;
      onEnd();
    });
    instance.opened = opening;
    opening.then(
      (thread) => {
        instance.thread = thread;
      },
      () => {
        instance.failed = now();
      },
    );
    return opening;
  }

  /** One for a stated language; else those of the languages whose letters the text has. */
  function instancesFor(text: string, language: string | undefined): Instance[] {
    if (language !== undefined) return [instanceFor(language)];
    return [...new Set(languagesOf(text, [...models.keys()]).map(instanceFor))];
  }

  return {
    languages: [...models.keys()],
    available: Object.fromEntries([...models].map(([language, { name }]) => [language, name])),
    loaded: () => [...instances.values()].flatMap(({ thread, languages }) => (thread === undefined ? [] : languages)),
    async load(language) {
      await openOnce(instanceFor(language));
    },
    async detect(text, language, signal) {
      const lists = await Promise.all(
        instancesFor(text, language).map(async (instance) => {
          return await (await openOnce(instance)).detect(text, signal);
        }),
      );
      return lists.length === 1 ? [...(lists[0] as readonly Found[])] : mergeFound(lists.flat());
    },
    silent: () => Math.max(0, ...[...instances.values()].map(({ thread }) => thread?.silent() ?? 0)),
    async close() {
      await Promise.all([...instances.values()].map(({ thread }) => thread?.close()));
    },
  };
}

/** What another script than Chinese and Latin says of a language. */
const SCRIPTS: readonly (readonly [pattern: RegExp, languages: readonly string[]])[] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, ["ja"]],
  [/\p{Script=Hangul}/u, ["ko"]],
  [/\p{Script=Cyrillic}/u, ["ru", "uk", "bg", "sr"]],
  [/\p{Script=Arabic}/u, ["ar", "fa", "ur"]],
  [/\p{Script=Hebrew}/u, ["he"]],
  [/\p{Script=Greek}/u, ["el"]],
  [/\p{Script=Devanagari}/u, ["hi", "mr"]],
  [/\p{Script=Thai}/u, ["th"]],
  [/\p{Script=Han}/u, ["zh"]],
];
const NOT_LATIN = new Set(SCRIPTS.flatMap(([, languages]) => languages));
/** A word of Latin letters; a single letter says nothing. */
const LATIN_WORD = /\p{Script=Latin}{2}/u;

/** Of the languages that have a model those that a text may be in, by its letters. Languages of one script all count. */
function languagesOf(text: string, known: readonly string[]): string[] {
  const found = new Set<string>();
  let others = false;
  for (const [pattern, languages] of SCRIPTS) {
    if (!pattern.test(text)) continue;
    const having = known.filter((tag) => languages.includes(tag.split("-")[0] as string));
    for (const tag of having) found.add(tag);
    if (having.length === 0) others = true;
  }
  if (LATIN_WORD.test(text)) {
    const latin = known.filter((tag) => tag !== "*" && !NOT_LATIN.has(tag.split("-")[0] as string));
    // Which of several it is the letters do not say: the common model looks too.
    for (const tag of latin) found.add(tag);
    if (latin.length !== 1) others = true;
  }
  if (known.includes("*") && (others || found.size === 0)) found.add("*");
  return found.size === 0 ? [...known] : [...found];
}

/** Sorted and disjoint; where two models overlap, the range grows and the better score gives the label. */
function mergeFound(all: readonly Found[]): Found[] {
  const merged: Found[] = [];
  for (const found of all.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1);
    if (last === undefined || found.start >= last.end) merged.push(found);
    else {
      const better = found.score > last.score ? found : last;
      merged[merged.length - 1] = { ...better, start: last.start, end: Math.max(last.end, found.end) };
    }
  }
  return merged;
}
