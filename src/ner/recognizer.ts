// What the rest asks for names: an engine with everything around it that is the same for all engines. A text that was seen before
// is not looked at again, placeholders are hidden, spelling and language are seen to, and what happens when the engine
// cannot say is decided here, once, and counted.

import { randomBytes } from "node:crypto";
import { ClosemaskError } from "../errors.ts";
import { createEntityCache } from "./cache.ts";
import type { Entity, NerEngine, SyncNerEngine } from "./engine.ts";
import { hideRuns } from "./hidden.ts";
import { languagesOf } from "./language.ts";
import { createMerge, type MergeOptions } from "./merge.ts";
import type { Place } from "./offsets.ts";
import { respell } from "./spelling.ts";
import { windowsOf } from "./windows.ts";

/** What happens to texts that the engine cannot look at: refuse them, go on with rules, or let them pass as they are. */
export type OnFailure = "block" | "rules" | "pass";

/** Which engine, and what happens when it cannot say. */
export interface RecognizerOptions extends MergeOptions {
  readonly engine: NerEngine | SyncNerEngine;
  readonly onFailure: OnFailure;
  /** Called when the engine fails and `onFailure` lets the texts go on. */
  readonly onFault?: ((error: ClosemaskError) => void) | undefined;
  /** Called when the engine has answered. */
  readonly onAnswer?: (() => void) | undefined;
  /** 16 random bytes and more. Default: 32 new ones. */
  readonly cacheKey?: Uint8Array | undefined;
  /** Bytes of memory for what was found before. Default 16 MB; 0 for none. */
  readonly cacheLimit?: number | undefined;
  /** Tags of the languages to ask in, undefined for an engine that tells by itself; told from each text by default. */
  readonly languages?: readonly (string | undefined)[] | undefined;
  /** Let others of this process have their turn between texts: with an engine in this process, for servers. */
  readonly breathes?: boolean | undefined;
  /** UTF-16 units of a text that go to the engine at once, and how many of them two windows share. Default 16,000 and 500. */
  readonly window?: number | undefined;
  readonly overlap?: number | undefined;
}

/** What was found in texts, in their order. */
export interface Looked {
  /** `rules`: the engine could not say and rules alone count. `pass`: it could not say, and the texts leave as they are. */
  readonly state: "whole" | "rules" | "pass";
  readonly entities: readonly (readonly Entity[])[];
}

export interface RecognizerStatus {
  readonly engine: string;
  /** Whether the engine could say when it was last asked; `idle` before. */
  readonly state: "idle" | "ok" | "failing";
  readonly onFailure: OnFailure;
  /** Texts that were looked at, and those of them that were known. */
  readonly texts: number;
  readonly known: number;
  /** Texts that the engine could not look at. */
  readonly failed: number;
  /** What went wrong last, without a word of any text; empty when nothing has. */
  readonly lastFault: string;
}

/** Finds names in texts. */
export interface Recognizer {
  /**
   * Synchronous with an engine in this process that need not breathe. In texts, NUL stands for what nobody may look at: runs of it are placeholders.
   * @throws ClosemaskError `ner` with `onFailure: block`
   */
  find(texts: readonly string[], signal?: AbortSignal): Looked | Promise<Looked>;
  /** Asks the engine about a sentence of our own, unless it could say when it was last asked. Throws nothing. */
  check(): Promise<void>;
  status(): RecognizerStatus;
  close(): Promise<void>;
}

const WINDOW = 16_000;
const OVERLAP = 500;
const CACHE = 16 * 1024 * 1024;
/** UTF-16 units between two turns of others: some milliseconds. */
const BREATH = 32_000;
const SAMPLE = "This is a test.";
const UNKNOWN: readonly undefined[] = [undefined];
const NOTHING: readonly Entity[] = [];

/** A window of a text on its way to the engine. */
interface Question {
  readonly text: string;
  readonly language: string | undefined;
  /** Takes what was found in it, with offsets in `text`. */
  take(found: readonly Entity[]): void;
}

/** A text that is not known. */
interface Fresh {
  readonly key: string;
  readonly text: string;
  readonly found: Entity[];
}

/** Puts around an engine what is the same for all of them. */
export function createRecognizer(options: RecognizerOptions): Recognizer {
  const { engine, onFailure, onFault, onAnswer, window = WINDOW, overlap = OVERLAP } = options;
  const { cacheKey = randomBytes(32), cacheLimit = CACHE } = options;
  const merge = createMerge(options);
  const cache = createEntityCache(cacheKey, cacheLimit);
  let state: RecognizerStatus["state"] = "idle";
  let asked = 0;
  let known = 0;
  let failed = 0;
  let lastFault = "";

  function questionsOf({ text, found }: Fresh): Question[] {
    const hidden = hideRuns(text);
    const seen = respell(hidden.text);
    // An engine in this process reads texts of any length, and tells languages itself.
    const own = isSync(engine);
    const windows = own ? windowsOf(seen, seen.length, 0) : windowsOf(seen, window, overlap);
    return windows.flatMap(({ start, end, from, to }) => {
      const part = windows.length === 1 ? seen : seen.slice(start, end);
      const take = (entities: readonly Entity[]): void => {
        for (const entity of entities) {
          const at = entity.start + start;
          if (at < from || at >= to || !isWithin(entity, part)) continue;
          for (const place of hidden.back(at, entity.end + start)) found.push(moved(entity, place));
        }
      };
      if (!/\p{L}/u.test(part)) return [];
      const tags = options.languages ?? (own ? UNKNOWN : languagesOf(part));
      return tags.map((language) => ({ text: part, language, take }));
    });
  }

  function look(from: SyncNerEngine, one: Fresh): void {
    for (const { text, language, take } of questionsOf(one)) take(from.find(text, language));
  }

  async function slowly(from: SyncNerEngine, list: readonly Fresh[]): Promise<void> {
    let units = 0;
    for (const one of list) {
      look(from, one);
      units += one.text.length;
      if (units < BREATH) continue;
      units = 0;
      await new Promise(setImmediate);
    }
  }

  function fault(error: unknown, count: number): "rules" | "pass" {
    if (!(error instanceof ClosemaskError) || error.code !== "ner") throw error;
    state = "failing";
    failed += count;
    lastFault = error.message;
    if (onFailure === "block") throw error;
    onFault?.(error);
    return onFailure;
  }

  return {
    find(texts, signal) {
      const keys = texts.map((text) => (text === "" ? "" : cache.keyOf(text)));
      const fresh = new Map<string, Fresh>();
      const answers = new Map<string, readonly Entity[]>([["", NOTHING]]);
      for (const [i, text] of texts.entries()) {
        const key = keys[i] as string;
        if (answers.has(key) || fresh.has(key)) continue;
        const found = cache.get(key);
        if (found === undefined) fresh.set(key, { key, text, found: [] });
        else answers.set(key, found);
      }
      asked += texts.length;
      known += texts.length - fresh.size;
      const answer = (how: Looked["state"]): Looked => ({
        state: how,
        entities: keys.map((key) => answers.get(key) ?? NOTHING),
      });
      const keep = (list: readonly Fresh[], wasAsked = true): Looked => {
        if (wasAsked) {
          state = "ok";
          onAnswer?.();
        }
        for (const { key, text, found } of list) {
          const merged = merge(text, found);
          cache.set(key, merged);
          answers.set(key, merged);
        }
        return answer("whole");
      };
      const without = (error: unknown): Looked => answer(fault(error, fresh.size));
      if (fresh.size === 0) return answer("whole");
      const list = [...fresh.values()];
      if (isSync(engine)) {
        if (options.breathes === true && unitsIn(list) > BREATH)
          return slowly(engine, list).then(() => keep(list), without);
        try {
          for (const one of list) look(engine, one);
        } catch (error) {
          return without(error);
        }
        return keep(list);
      }
      const questions = list.flatMap(questionsOf);
      return ask(engine, questions, signal).then(() => keep(list, questions.length > 0), without);
    },
    async check() {
      if (state === "ok") return;
      try {
        await engine.detect([SAMPLE]);
        state = "ok";
        onAnswer?.();
      } catch (error) {
        if (!(error instanceof ClosemaskError)) throw error;
        state = "failing";
        lastFault = error.message;
      }
    },
    status: () => ({ engine: engine.name, state, onFailure, texts: asked, known, failed, lastFault }),
    close: () => engine.close(),
  };
}

/** One call for each language. */
async function ask(engine: NerEngine, questions: readonly Question[], signal: AbortSignal | undefined): Promise<void> {
  const byLanguage = Map.groupBy(questions, ({ language }) => language);
  await Promise.all(
    [...byLanguage].map(async ([language, list]) => {
      const found = await engine.detect(
        list.map(({ text }) => text),
        { ...(language === undefined ? {} : { language }), ...(signal === undefined ? {} : { signal }) },
      );
      if (found.length !== list.length) throw new ClosemaskError("ner", `${engine.name} answered for other texts`);
      for (const [i, { take }] of list.entries()) take(found[i] ?? NOTHING);
    }),
  );
}

function isSync(engine: NerEngine | SyncNerEngine): engine is SyncNerEngine {
  return "find" in engine;
}

function unitsIn(list: readonly Fresh[]): number {
  return list.reduce((sum, { text }) => sum + text.length, 0);
}

/** An engine may be anybody's. */
function isWithin({ start, end }: Entity, text: string): boolean {
  return Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start < end && end <= text.length;
}

function moved(entity: Entity, { start, end }: Place): Entity {
  return { ...entity, start, end };
}
