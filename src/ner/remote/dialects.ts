// The dialects that services for named entities speak, as a table: where texts go, how many at once, and how an answer is
// read. What an answer says is checked in shape and bounded here, and in truth elsewhere.

/** What a service says of one entity, in code points. */
export interface RawEntity {
  readonly label: string;
  /** The text that it found, where the dialect has it. */
  readonly value?: string | undefined;
  readonly start: number;
  readonly end: number;
  readonly score: number;
}

export type DialectName = "closemask" | "presidio" | "gliner";

export interface Dialect {
  readonly name: DialectName;
  readonly path: string;
  /** Texts in one request, at most. */
  readonly batch: number;
  /** Whether it is told the language. */
  readonly asksLanguage: boolean;
  body(texts: readonly string[], language: string | undefined, labels: readonly string[]): unknown;
  /** Entities of each text; null when the answer is not of this dialect. */
  read(answer: unknown, texts: number): RawEntity[][] | null;
}

/** Entities of one text, at most; a service that says more makes them up. */
const ENTITIES_MAX = 100_000;
const LABEL_MAX = 200;

export const DIALECTS: Readonly<Record<DialectName, Dialect>> = {
  closemask: {
    name: "closemask",
    path: "/detect",
    batch: 1,
    asksLanguage: true,
    body: ([text], language) => ({ text, ...(language === undefined ? {} : { language }) }),
    read: (answer) => one(entitiesIn(answer), "type", "value"),
  },
  presidio: {
    name: "presidio",
    path: "/analyze",
    batch: 64,
    asksLanguage: true,
    body: (texts, language = "en") => ({ text: texts.length === 1 ? texts[0] : texts, language }),
    read(answer, texts) {
      if (!Array.isArray(answer)) return null;
      // A list of lists for a list of texts.
      if (texts === 1) return one(answer.length === 1 && Array.isArray(answer[0]) ? answer[0] : answer, "entity_type");
      if (answer.length !== texts) return null;
      const read = answer.map((list: unknown) => (Array.isArray(list) ? toEntities(list, "entity_type") : null));
      return read.every((list) => list !== null) ? read : null;
    },
  },
  gliner: {
    name: "gliner",
    path: "/detect",
    batch: 1,
    asksLanguage: false,
    body: ([text], _, labels) => ({ text, labels }),
    read: (answer) => one(entitiesIn(answer), "label", "text"),
  },
};

function entitiesIn(answer: unknown): readonly unknown[] | null {
  return isObject(answer) && Array.isArray(answer.entities) ? answer.entities : null;
}

function one(list: readonly unknown[] | null, label: string, value?: string): RawEntity[][] | null {
  const read = list === null ? null : toEntities(list, label, value);
  return read === null ? null : [read];
}

function toEntities(list: readonly unknown[], labelKey: string, valueKey?: string): RawEntity[] | null {
  if (list.length > ENTITIES_MAX) return null;
  const read: RawEntity[] = [];
  for (const item of list) {
    if (!isObject(item)) return null;
    const { [labelKey]: label, start, end, score = 1 } = item;
    const value = valueKey === undefined ? undefined : item[valueKey];
    if (typeof label !== "string" || label.length > LABEL_MAX || !isOffset(start) || !isOffset(end)) return null;
    if (typeof score !== "number" || !Number.isFinite(score)) return null;
    if (valueKey !== undefined && typeof value !== "string") return null;
    read.push({
      label,
      start,
      end,
      score: Math.min(1, Math.max(0, score)),
      ...(typeof value === "string" ? { value } : {}),
    });
  }
  return read;
}

function isOffset(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
