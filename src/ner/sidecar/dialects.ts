// The dialects that a sidecar answers: what a request asks, and what an answer looks like. Facts about them are from the
// services themselves: CloseMask's NER service, Presidio Analyzer, GLiNER as served by CloakPipe. Knows no HTTP.

import { createCodePoints } from "./code-points.ts";
import type { Finding } from "./source.ts";
import { presidioType } from "./types.ts";

export type DialectName = "closemask" | "presidio" | "gliner";

/** A request, read. */
export interface Query {
  readonly texts: readonly string[];
  readonly language: string | undefined;
  /** The answer to what was found in each text. */
  answer(found: readonly (readonly Finding[])[], milliseconds: number): unknown;
}

/** Texts in one request. */
const TEXTS_MAX = 1000;
const NAMES_MAX = 1000;

type Body = Readonly<Record<string, unknown>>;

/** Reads a request; a string says what is wrong with it. */
export function readQuery(path: string, body: unknown, dialects: readonly DialectName[]): Query | string | null {
  if (path !== "/detect" && path !== "/analyze") return null;
  if (typeof body !== "object" || body === null || Array.isArray(body)) return "the body is no JSON object";
  const fields = body as Body;
  if (path === "/analyze") return dialects.includes("presidio") ? readPresidio(fields) : null;
  const gliner = dialects.includes("gliner") && ("labels" in fields || !dialects.includes("closemask"));
  if (gliner) return readGliner(fields);
  return dialects.includes("closemask") ? readCloseMask(fields) : null;
}

function readCloseMask(body: Body): Query | string {
  const { text, language } = body;
  if (typeof text !== "string") return "text is missing";
  if (language !== undefined && !isLanguage(language)) return "language is no language tag";
  return {
    texts: [text],
    language,
    answer: ([found = []]) => ({
      entities: withPoints(text, found).map(({ start, end, type, score, from, to }) => ({
        type,
        value: text.slice(start, end),
        start: from,
        end: to,
        score: rounded(score),
      })),
    }),
  };
}

function readPresidio(body: Body): Query | string {
  const { text, language, entities, score_threshold: least = 0 } = body;
  const many = Array.isArray(text);
  const texts: readonly unknown[] = many ? text : [text];
  if (texts.length > TEXTS_MAX) return `more than ${TEXTS_MAX} texts`;
  if (!isTexts(texts)) return "No text provided";
  if (!isLanguage(language)) return "No language provided";
  if (typeof least !== "number") return "score_threshold is no number";
  if (entities != null && !isNames(entities)) return "entities is no list of names";
  const wanted = entities == null || entities.length === 0 ? null : new Set(entities);
  return {
    texts,
    language,
    answer(found) {
      const lists = texts.map((each, i) =>
        withPoints(each, found[i] ?? [])
          .filter(({ type, score }) => score >= least && (wanted === null || wanted.has(presidioType(type))))
          .map(({ type, score, from, to }) => ({
            entity_type: presidioType(type),
            start: from,
            end: to,
            score: rounded(score),
            analysis_explanation: null,
          })),
      );
      return many ? lists : lists[0];
    },
  };
}

function readGliner(body: Body): Query | string {
  const { text, labels, threshold = 0 } = body;
  if (typeof text !== "string") return "text is missing";
  if (labels != null && !isNames(labels)) return "labels is no list of names";
  if (typeof threshold !== "number") return "threshold is no number";
  // The answer has the labels as they were asked for.
  const asked =
    labels == null || labels.length === 0 ? null : new Map(labels.map((label) => [plainLabel(label), label]));
  return {
    texts: [text],
    language: undefined,
    answer: ([found = []], milliseconds) => ({
      entities: withPoints(text, found).flatMap(({ start, end, type, score, from, to }) => {
        const label = asked === null ? type.toLowerCase() : asked.get(plainLabel(type));
        if (label === undefined || score < threshold) return [];
        return [{ text: text.slice(start, end), label, start: from, end: to, score: rounded(score) }];
      }),
      elapsed_ms: Math.round(milliseconds * 100) / 100,
    }),
  };
}

function withPoints(text: string, found: readonly Finding[]): (Finding & { from: number; to: number })[] {
  const points = createCodePoints(text);
  return found.map((finding) => ({ ...finding, from: points(finding.start), to: points(finding.end) }));
}

function plainLabel(label: string): string {
  return label.toUpperCase().replace(/[^A-Z0-9]+/g, "_");
}

function rounded(score: number): number {
  return Math.round(score * 10_000) / 10_000;
}

function isLanguage(value: unknown): value is string {
  return typeof value === "string" && /^[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8}){0,4}$/.test(value);
}

function isTexts(value: readonly unknown[]): value is readonly string[] {
  return value.every((text) => typeof text === "string");
}

function isNames(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length <= NAMES_MAX &&
    value.every((name) => typeof name === "string" && name.length <= 200)
  );
}
