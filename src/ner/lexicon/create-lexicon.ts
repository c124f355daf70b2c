// The engine that needs nothing: word lists and evidence, in this process. It finds people, organisations, places and postal
// addresses in English and Chinese, and much of it in other tongues in Latin letters. Its tables are made at the first text.

import { ClosemaskError } from "../../errors.ts";
import type { Entity, NerOptions, SyncNerEngine } from "../engine.ts";
import { findAddresses } from "./address.ts";
import { createHanFinder, dottedName, type HanFinder } from "./han.ts";
import { readMails } from "./mail.ts";
import { findOrganisations } from "./organisation.ts";
import { findPersons, type Seen } from "./person.ts";
import { findPlaces } from "./place.ts";
import { openStretch } from "./stretch.ts";
import { createTokenizer, HAN, type Tokenizer, WORDS } from "./tokens.ts";

/** What the lexicon is to look for. */
export interface LexiconOptions {
  /** Kinds that are reported; all when absent. */
  readonly kinds?: readonly string[];
}

/** An engine of word lists. It holds no connection; `close` does nothing. */
export function createLexicon(options: LexiconOptions = {}): SyncNerEngine {
  const kinds = options.kinds === undefined ? null : new Set(options.kinds);
  let tokenizer: Tokenizer | undefined;
  let han: HanFinder | undefined;

  const find = (text: string): Entity[] => {
    if (typeof text !== "string") throw new ClosemaskError("usage", "the lexicon reads a text", { hint: "find(text)" });
    tokenizer ??= createTokenizer();
    const found: Entity[] = [];
    const seen: Seen = { parts: new Set(), mails: [] };
    const seenHan = new Set<number>();
    for (let from = 0; from < text.length; ) {
      const { tokens, next } = tokenizer.read(text, from);
      from = next;
      readMails(tokens, seen);
      let words = false;
      let covered = 0;
      for (let i = 0; i < tokens.count; i++) {
        const kind = tokens.kind[i];
        if (kind === WORDS) words = true;
        else if (kind === HAN) {
          const start = Math.max(tokens.start[i] as number, covered);
          const end = tokens.end[i] as number;
          if (start >= end) continue;
          const dotted = isDot(text[end]) ? dottedName(text, end, start) : null;
          han ??= createHanFinder();
          if (dotted === null) covered = han.find(text, start, end, seenHan, found);
          else {
            if (dotted.start > start) han.find(text, start, dotted.start, seenHan, found);
            found.push({ ...dotted, kind: "PERSON", label: "name-dotted", score: 0.85 });
            covered = dotted.end;
          }
        }
      }
      if (!words) continue;
      const stretch = openStretch(tokens, found);
      findAddresses(stretch);
      findOrganisations(stretch);
      findPersons(stretch, seen);
      findPlaces(stretch);
    }
    return disjoint(kinds === null ? found : found.filter(({ kind }) => kinds.has(kind)));
  };

  return {
    name: "lexicon",
    find,
    async detect(texts: readonly string[], asked: NerOptions = {}) {
      return texts.map((text) => {
        asked.signal?.throwIfAborted();
        return find(text);
      });
    },
    async close() {},
  };
}

function isDot(letter: string | undefined): boolean {
  return letter === "·" || letter === "•" || letter === "・" || letter === "‧";
}

/** Sorted; where two overlap, the longer stays. */
function disjoint(found: readonly Entity[]): Entity[] {
  const sorted = [...found].sort((a, b) => a.start - b.start || b.end - a.end);
  const out: Entity[] = [];
  for (const entity of sorted) {
    const before = out.at(-1);
    if (before === undefined || before.end <= entity.start) out.push(entity);
    else if (entity.end - entity.start > before.end - before.start) out[out.length - 1] = entity;
  }
  return out;
}
