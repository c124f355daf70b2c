// Labels of a model: which sort of entity, and which part of one. Reads the id2label of a config.json.

import { ClosemaskError } from "../../errors.ts";

/** `B` begins, `I` goes on, `E` ends, `S` is all of an entity in one; `O` is none. */
export type Part = "B" | "I" | "E" | "S" | "O";

export interface Label {
  readonly part: Part;
  /** Index into the types; -1 for `O`. */
  readonly type: number;
}

export interface Scheme {
  /** By the model's output. */
  readonly labels: readonly Label[];
  /** What the model calls its sorts, without the part: `PER`, `private_person`. */
  readonly types: readonly string[];
}

/** Also spellings of other schemes: last, unit, middle. */
const PART_OF: Readonly<Record<string, Part>> = { B: "B", I: "I", M: "I", E: "E", L: "E", S: "S", U: "S" };
const PREFIXED = /^([BIMELSU])[-_](.+)$/;
/** No model has more. */
const MAX_LABELS = 4096;

/** @throws ClosemaskError `ner` when it is not the configuration of a model that labels tokens */
export function readScheme(config: unknown): Scheme {
  const table = isObject(config) ? config.id2label : undefined;
  const size = isObject(table) ? Object.keys(table).length : 0;
  if (!isObject(table) || size < 2 || size > MAX_LABELS) throw notLabels("its config.json names no labels");
  const names = Array.from({ length: size }, (_, i) => table[i]);
  if (!names.every((name) => typeof name === "string")) throw notLabels("the labels of its config.json have gaps");
  const types: string[] = [];
  const labels = names.map((name): Label => {
    if (name.toUpperCase() === "O") return { part: "O", type: -1 };
    const [, part, bare = name] = PREFIXED.exec(name) ?? [];
    const known = types.indexOf(bare);
    const type = known >= 0 ? known : types.push(bare) - 1;
    // A label without a part: neighbours of one sort are one entity.
    return { part: part === undefined ? "I" : (PART_OF[part] as Part), type };
  });
  if (!labels.some(({ part }) => part === "O")) throw notLabels("none of its labels is O, for what is no entity");
  return { labels, types };
}

function notLabels(why: string): ClosemaskError {
  return new ClosemaskError("ner", `the model cannot be used to find names: ${why}`, {
    hint: "take a model for token classification, such as openai/privacy-filter",
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
