// Looks at a text and changes nothing: what would be masked, and why. What a session has learned counts, and learns nothing.

import { createLiterals } from "../detect/literal-table.ts";
import type { Literals } from "../detect/literals.ts";
import type { Candidate } from "../detect/resolve.ts";
import { createNameSource } from "../mask/names.ts";
import { createPlanner } from "../mask/planner.ts";
import { readText } from "../mask/read-text.ts";
import type { Steps } from "../mask/steps.ts";
import type { TextLike } from "../mask/text-batch.ts";
import type { Frame } from "../text/framer.ts";
import { createTranscoder } from "../text/transcode.ts";
import type { Span } from "../types.ts";
import type { Detection } from "./detection.ts";
import { type Explained, explainCandidates } from "./explain.ts";

export interface Inspector {
  /** What a first look would mask. @throws ClosemaskError `ner`, `blocked` */
  detect(text: TextLike): Steps<Span[]>;
  explain(text: TextLike): Steps<Explained[]>;
}

export function createInspector(
  { detector, policy, secrets, sources, names }: Detection,
  learned: Literals | null = null,
): Inspector {
  const source = names === undefined ? null : createNameSource(names);

  function* namesIn(frame: Frame): Steps<{ pass: boolean; spans: readonly Candidate[] }> {
    let found = source === null ? null : source(frame);
    if (found instanceof Promise) {
      const waited = found.then((answer) => {
        found = answer;
      });
      yield waited;
    }
    if (found === null || found instanceof Promise) return { pass: false, spans: [] };
    return { pass: found.state === "pass", spans: found.spans };
  }

  return {
    *detect(given) {
      const text = readText(given);
      const bytes = bytesOf(text);
      const frame = frameOf(bytes);
      const { pass, spans: named } = yield* namesIn(frame);
      if (pass) return [];
      const planner = createPlanner({ detector, policy, secrets, sources, literals: beside(learned) });
      const { spans } = planner.plan(frame, named);
      return placed(text, bytes, spans).map(({ start, end, rule, confidence, check }) => ({
        start,
        end,
        kind: rule.kind,
        rule: rule.id,
        confidence,
        check,
      }));
    },
    *explain(given) {
      const text = readText(given);
      const bytes = bytesOf(text);
      const frame = frameOf(bytes);
      const { spans: named } = yield* namesIn(frame);
      const candidates = [...detector.candidates(bytes), ...sources.flatMap((find) => find(frame)), ...named];
      return placed(text, bytes, explainCandidates(candidates, bytes, detector, policy));
    },
  };
}

/** Literals that are added to nothing but themselves. */
function beside(learned: Literals | null): Literals {
  const own = createLiterals(1000);
  if (learned === null) return own;
  return {
    get size() {
      return learned.size + own.size;
    },
    get bounded() {
      return learned.bounded || own.bounded;
    },
    add: (literal) => own.add(literal),
    addLater: (literal) => own.addLater(literal),
    addForNow: (list) => own.addForNow(list),
    find(bytes, from, to, hit) {
      const found: Parameters<typeof hit>[] = [];
      for (const literals of [learned, own]) literals.find(bytes, from, to, (...each) => void found.push(each));
      found.sort(([a, aEnd], [b, bEnd]) => a - b || bEnd - aEnd);
      let at = from;
      for (const [start, end, literal] of found) {
        if (start < at) continue;
        hit(start, end, literal);
        at = end;
      }
    },
  };
}

function frameOf(bytes: Buffer): Frame {
  return { bytes, lo: 0, from: 0, to: bytes.length, hi: bytes.length, final: true, inside: false };
}

function bytesOf(text: TextLike): Buffer {
  if (typeof text !== "string") return Buffer.from(text);
  if (text.isWellFormed()) return Buffer.from(text);
  const { decode } = createTranscoder("utf-16le");
  return Buffer.concat([Buffer.from(decode.feed(Buffer.from(text, "utf16le"))), decode.end()]);
}

/** Offsets in what was handed in: a string is counted in UTF-16 units. */
function placed<T extends { readonly start: number; readonly end: number }>(
  text: TextLike,
  bytes: Buffer,
  ranges: readonly T[],
): T[] {
  if (typeof text !== "string" || bytes.length === text.length) return [...ranges];
  const offsets = [...new Set(ranges.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b);
  const units = new Map<number, number>();
  let at = 0;
  let unit = 0;
  for (const offset of offsets) {
    unit += unitsIn(bytes, at, offset);
    at = offset;
    units.set(offset, unit);
  }
  return ranges.map((range) => ({ ...range, start: units.get(range.start) ?? 0, end: units.get(range.end) ?? 0 }));
}

/** Each character is one unit, and one of four bytes is two. */
function unitsIn(bytes: Buffer, from: number, to: number): number {
  let units = 0;
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
  }
  return units;
}
