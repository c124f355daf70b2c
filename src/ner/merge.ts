// What becomes of the entities that an engine has found in a text: those that count, each once, parts of one name together. A
// list of small passes; the order is stated once.

import type { Kind } from "../types.ts";
import type { Entity } from "./engine.ts";
import { plain } from "./labels.ts";

export interface MergeOptions {
  /** Kinds that count; all by default. */
  readonly counts?: ((kind: Kind) => boolean) | undefined;
  /** Least score by kind, 0 to 1. Default 0.5 for all. */
  readonly leastScore?: ((kind: Kind) => number) | undefined;
  /** Labels, or kinds, of entities that are left alone. In any case. */
  readonly ignore?: readonly string[] | undefined;
  /** Says yes to names that are left alone. */
  readonly spares?: ((name: string) => boolean) | undefined;
  /** By kind, the characters that may stand between two parts of one name; over MERGE_GAP. */
  readonly mergeGap?: Readonly<Record<Kind, string>> | undefined;
}

/** What stands between the parts of a name when a model has found them apart. */
export const MERGE_GAP: Readonly<Record<Kind, string>> = {
  PERSON: " -'’.·",
  ORGANIZATION: " -&",
  LOCATION: " -",
  ADDRESS: " ,-#/，",
};

/** Characters of a gap, at most. */
const GAP_MAX = 3;

/** Entities of one text as they count: sorted, disjoint, without white space at their edges. */
export type Merge = (text: string, entities: readonly Entity[]) => readonly Entity[];

export function createMerge(options: MergeOptions = {}): Merge {
  const { counts = () => true, leastScore = () => 0.5, spares } = options;
  const ignored = new Set((options.ignore ?? []).map(plain));
  const gaps = new Map(
    Object.entries({ ...MERGE_GAP, ...options.mergeGap }).map(([kind, characters]) => [kind, new Set(characters)]),
  );
  const counting = ({ kind, label, score }: Entity): boolean =>
    counts(kind) &&
    score >= leastScore(kind) &&
    (ignored.size === 0 || (!ignored.has(plain(label)) && !ignored.has(plain(kind))));

  return (text, entities) => {
    if (entities.length === 0) return entities;
    const chosen = entities.filter(counting).flatMap((entity) => trimmed(text, entity));
    const merged = joined(text, disjoint(chosen), gaps);
    return spares === undefined ? merged : merged.filter(({ start, end }) => !spares(text.slice(start, end)));
  };
}

/** Without white space and commas at its edges; nothing when nothing else is in it. */
function trimmed(text: string, entity: Entity): Entity[] {
  let { start, end } = entity;
  while (start < end && EDGE.test(text[start] as string)) start++;
  while (end > start && EDGE.test(text[end - 1] as string)) end--;
  if (start === end) return [];
  return start === entity.start && end === entity.end ? [entity] : [{ ...entity, start, end }];
}

const EDGE = /[\s\0,;:，；：、"“”]/;

/** Of those that overlap the surest says what it is, then the longest; all that they cover is one. */
function disjoint(entities: Entity[]): Entity[] {
  if (entities.length < 2) return entities;
  const ranked = entities.toSorted(
    (a, b) => b.score - a.score || b.end - b.start - (a.end - a.start) || a.start - b.start,
  );
  const kept: Entity[] = [];
  for (const entity of ranked) {
    const over = kept.findIndex((other) => other.start < entity.end && other.end > entity.start);
    if (over < 0) kept.push(entity);
    else {
      const other = kept[over] as Entity;
      const start = Math.min(other.start, entity.start);
      const end = Math.max(other.end, entity.end);
      // One that reaches across two of them is no name.
      if (!kept.some((third, i) => i !== over && third.start < end && third.end > start))
        kept[over] = { ...other, start, end };
    }
  }
  return kept.sort((a, b) => a.start - b.start);
}

/** Neighbours of one kind with nothing but gap characters between them are one. */
function joined(text: string, entities: readonly Entity[], gaps: ReadonlyMap<Kind, ReadonlySet<string>>): Entity[] {
  const out: Entity[] = [];
  for (const entity of entities) {
    const last = out.at(-1);
    if (last !== undefined && last.kind === entity.kind && isGap(text, last.end, entity.start, gaps.get(entity.kind)))
      out[out.length - 1] = { ...last, end: entity.end, score: Math.min(last.score, entity.score) };
    else out.push(entity);
  }
  return out;
}

function isGap(text: string, start: number, end: number, characters: ReadonlySet<string> | undefined): boolean {
  // Side by side without a gap they are two, or the model would not have parted them.
  if (characters === undefined || end <= start || end - start > GAP_MAX) return false;
  for (let i = start; i < end; i++) if (!characters.has(text[i] as string)) return false;
  // Chinese names are written without blanks: two of them with a blank between are two.
  return !/\s/.test(text.slice(start, end)) || !HAN.test(text[start - 1] as string) || !HAN.test(text[end] as string);
}

const HAN = /\p{Script=Han}/u;
