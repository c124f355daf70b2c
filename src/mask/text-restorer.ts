// Restoring of whole texts that a program holds in memory: one pass over a batch of them, one question to the session, and no
// waiting where nothing has to be waited for.

import type { Kind } from "../types.ts";
import { createOutput } from "./output.ts";
import { findLookAlikes, type LookAlike, PLACEHOLDER_MAX } from "./placeholder.ts";
import { createRestorations } from "./restored.ts";
import type { Session } from "./session.ts";
import type { Steps } from "./steps.ts";
import { type Batch, createBatch, formed, type TextLike } from "./text-batch.ts";
import { findTolerant } from "./tolerant.ts";

export interface TextRestorerOptions {
  readonly session: Pick<Session, "begin" | "restore">;
}

/** What is asked of one call. */
export interface RestoreCall {
  /** Also accepts placeholders that a model has bent. Default false. */
  readonly tolerant?: boolean | undefined;
  /** Says no to values that may not come back here. `bytes` hold the text, of which the placeholder is `[start, end)`. */
  readonly allows?: ((kind: Kind, bytes: Buffer, start: number, end: number) => boolean) | undefined;
  /** How a value is written where its placeholder stood, such as escaped. Default as it is. */
  readonly write?: ((value: Uint8Array) => Uint8Array) | undefined;
}

export interface RestoredTexts {
  /** In their order; one in which nothing was restored is handed back as it is. */
  readonly texts: TextLike[];
  readonly restored: ReadonlyMap<Kind, number>;
  /** Placeholders whose values were not allowed to come back. */
  readonly withheld: ReadonlyMap<Kind, number>;
  /** Text of the shape of a placeholder that stands for nothing here. */
  readonly unresolved: number;
}

export interface TextRestorer {
  /** @throws ClosemaskError of the store */
  restore(texts: readonly TextLike[], call?: RestoreCall): Steps<RestoredTexts>;
  /** What a text stands for that is one placeholder and nothing else; null for any other. @throws ClosemaskError of the store */
  value(text: string): Steps<Buffer | null>;
}

const FREE_MAX = 4;

export function createTextRestorer({ session }: TextRestorerOptions): TextRestorer {
  const free: Workspace[] = [];

  function* restore(texts: readonly TextLike[], call: RestoreCall = {}): Steps<RestoredTexts> {
    const space = free.pop() ?? createWorkspace();
    const { batch, output, answers } = space;
    batch.clear();
    for (const text of texts) batch.add(text);
    const { bytes, laid } = batch;
    const find = call.tolerant === true ? findTolerant : findLookAlikes;
    const found = laid.map(({ start, end }) => find(bytes, start, end));
    const all = found.flat();
    if (all.length > 0) {
      const begun = session.begin();
      if (begun !== undefined) yield begun;
      const asked = session.restore(all, bytes, answers);
      if (asked !== undefined) yield asked;
    }
    const restored = new Map<Kind, number>();
    const withheld = new Map<Kind, number>();
    let unresolved = 0;
    let number = 0;
    const results = laid.map(({ start, end, form }, i) => {
      const hits = found[i] as readonly LookAlike[];
      output.reset();
      let at = start;
      let missed = 0;
      let changed = false;
      for (const hit of hits) {
        const n = number++;
        const from = answers.starts[n] as number;
        if (from < 0) {
          // Formats look like ordinary numbers: one that stands for nothing is no sign of a lost value.
          if (hit.style !== "format" && hit.start >= at && hit.end > missed) {
            unresolved++;
            missed = hit.end;
          }
          continue;
        }
        if (from < at) continue;
        const kind = answers.kinds[n] as Kind;
        if (call.allows?.(kind, bytes, from, hit.end) === false) {
          withheld.set(kind, (withheld.get(kind) ?? 0) + 1);
          continue;
        }
        output.copy(bytes, at, from);
        const value = answers.values[n] as Uint8Array;
        if (call.write === undefined) output.copy(value, answers.froms[n] as number, answers.tos[n] as number);
        else output.add(call.write(value.subarray(answers.froms[n], answers.tos[n])));
        restored.set(kind, (restored.get(kind) ?? 0) + 1);
        at = hit.end;
        changed = true;
      }
      if (!changed) return texts[i] as TextLike;
      output.copy(bytes, at, end);
      return formed(form, output.bytes(), { ascii: false });
    });
    if (free.length < FREE_MAX) free.push(space);
    return { texts: results, restored, withheld, unresolved };
  }

  function* value(text: string): Steps<Buffer | null> {
    if (text.length > PLACEHOLDER_MAX) return null;
    const bytes = Buffer.from(text);
    const found = findLookAlikes(bytes, 0, bytes.length).filter(({ end }) => end === bytes.length);
    if (found.length === 0) return null;
    const answers = createRestorations();
    const begun = session.begin();
    if (begun !== undefined) yield begun;
    const asked = session.restore(found, bytes, answers);
    if (asked !== undefined) yield asked;
    const i = found.findIndex((_, n) => answers.starts[n] === 0);
    if (i < 0) return null;
    return Buffer.from((answers.values[i] as Uint8Array).subarray(answers.froms[i], answers.tos[i]));
  }

  return { restore, value };
}

interface Workspace {
  readonly batch: Batch;
  readonly output: ReturnType<typeof createOutput>;
  readonly answers: ReturnType<typeof createRestorations>;
}

function createWorkspace(): Workspace {
  return { batch: createBatch(), output: createOutput(), answers: createRestorations() };
}
