// An engine for names that a program hands in, which may be anybody's: whatever it throws, and an answer that is none, is a
// failure of the engine. Engines within closemask fail as `ner` themselves; else they have a defect.

import { ClosemaskError } from "../errors.ts";
import { isObject } from "../mask/option-shape.ts";
import { KIND } from "../mask/policy-shape.ts";
import type { Entity, NerEngine, NerOptions, SyncNerEngine } from "../ner/engine.ts";
import { createRecognizer as create, type Recognizer, type RecognizerOptions } from "../ner/recognizer.ts";

/** Puts around an engine what is the same for all of them. */
export function createRecognizer(options: RecognizerOptions): Recognizer {
  return create({ ...options, engine: ownEngine(options.engine) });
}

function ownEngine(engine: NerEngine | SyncNerEngine): NerEngine | SyncNerEngine {
  const { name } = engine;
  const outer: NerEngine = {
    name,
    async detect(texts, options) {
      const found = await answerOf(engine, texts, options);
      if (!Array.isArray(found) || found.length !== texts.length)
        throw new ClosemaskError("ner", `${name} answered for other texts`, {
          hint: "a list of entities for each text",
        });
      return found.map((each) => entitiesOf(name, each));
    },
    close: async () => engine.close(),
  };
  if (!("find" in engine) || typeof engine.find !== "function") return outer;
  return {
    ...outer,
    find(text, language) {
      let found: unknown;
      try {
        found = engine.find(text, language);
      } catch (error) {
        throw failure(name, error);
      }
      return entitiesOf(name, found);
    },
  };
}

async function answerOf(engine: NerEngine, texts: readonly string[], options?: NerOptions): Promise<unknown> {
  try {
    return await engine.detect(texts, options);
  } catch (error) {
    // Who ended the call gets the reason back.
    if (options?.signal?.aborted === true) throw error;
    throw failure(engine.name, error);
  }
}

/** What it threw may hold the text, so that becomes neither message nor cause. */
function failure(name: string, error: unknown): ClosemaskError {
  if (error instanceof ClosemaskError) return error;
  return new ClosemaskError("ner", `${name} failed`, { hint: "an engine that throws a ClosemaskError can say why" });
}

function entitiesOf(name: string, found: unknown): readonly Entity[] {
  if (Array.isArray(found) && found.every(isEntity)) return found;
  throw new ClosemaskError("ner", `${name} answered with what is no entity`, {
    hint: 'an entity is such as { start: 0, end: 5, kind: "PERSON", label: "PER", score: 0.9 }',
  });
}

function isEntity(value: unknown): value is Entity {
  if (!isObject(value)) return false;
  const { kind, label, score } = value;
  return typeof kind === "string" && KIND.test(kind) && typeof label === "string" && Number.isFinite(score);
}
