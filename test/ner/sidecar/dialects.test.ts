// Requests and answers as the services themselves have them, entity by entity.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createCodePoints } from "../../../src/ner/sidecar/code-points.ts";
import { type DialectName, readQuery } from "../../../src/ner/sidecar/dialects.ts";
import { presidioType, typeOf } from "../../../src/ner/sidecar/types.ts";

const ALL: readonly DialectName[] = ["closemask", "presidio", "gliner"];
const TEXT = "😀 Alice in 北京";
const FOUND = [
  { start: 3, end: 8, type: "PERSON", score: 0.987654 },
  { start: 12, end: 14, type: "LOCATION", score: 0.5 },
];

function answer(path: string, body: unknown, dialects = ALL): unknown {
  const query = readQuery(path, body, dialects);
  return query === null || typeof query === "string"
    ? query
    : query.answer(
        query.texts.map(() => FOUND),
        1.234,
      );
}

test("CloseMask: type, value and code points", () => {
  expect(answer("/detect", { text: TEXT, language: "en" })).toEqual({
    entities: [
      { type: "PERSON", value: "Alice", start: 2, end: 7, score: 0.9877 },
      { type: "LOCATION", value: "北京", start: 11, end: 13, score: 0.5 },
    ],
  });
});

describe("Presidio", () => {
  const person = { entity_type: "PERSON", start: 2, end: 7, score: 0.9877, analysis_explanation: null };
  const place = { entity_type: "LOCATION", start: 11, end: 13, score: 0.5, analysis_explanation: null };

  test("one text, and many", () => {
    expect(answer("/analyze", { text: TEXT, language: "en" })).toEqual([person, place]);
    expect(answer("/analyze", { text: [TEXT, TEXT], language: "en" })).toEqual([
      [person, place],
      [person, place],
    ]);
    expect(answer("/analyze", { text: [], language: "en" })).toEqual([]);
  });

  test("only some types, only sure ones", () => {
    expect(answer("/analyze", { text: TEXT, language: "en", entities: ["LOCATION"] })).toEqual([place]);
    expect(answer("/analyze", { text: TEXT, language: "en", score_threshold: 0.6 })).toEqual([person]);
    expect(answer("/analyze", { text: TEXT, language: "en", entities: null, score_threshold: 0 })).toEqual([
      person,
      place,
    ]);
  });
});

test("GLiNER: labels as they were asked for", () => {
  const body = { text: TEXT, labels: ["Person", "phone number"], threshold: 0.3 };
  expect(answer("/detect", body)).toEqual({
    entities: [{ text: "Alice", label: "Person", start: 2, end: 7, score: 0.9877 }],
    elapsed_ms: 1.23,
  });
  expect(answer("/detect", { text: TEXT }, ["gliner"])).toMatchObject({
    entities: [{ label: "person" }, { label: "location" }],
  });
});

test.each<[string, string, unknown, readonly DialectName[], string | null]>([
  ["a path of nobody", "/", { text: "x" }, ALL, null],
  ["a dialect that is not spoken", "/analyze", { text: "x", language: "en" }, ["closemask"], null],
  ["no text", "/detect", {}, ALL, "text is missing"],
  ["a text that is none", "/detect", { text: 3 }, ALL, "text is missing"],
  ["no object", "/detect", ["x"], ALL, "the body is no JSON object"],
  ["a language that is none", "/detect", { text: "x", language: "../x" }, ALL, "language is no language tag"],
  ["Presidio without a language", "/analyze", { text: "x" }, ALL, "No language provided"],
  ["Presidio with a text that is none", "/analyze", { text: ["x", 1], language: "en" }, ALL, "No text provided"],
  [
    "Presidio with entities that are none",
    "/analyze",
    { text: "x", language: "en", entities: "PERSON" },
    ALL,
    "entities is no list of names",
  ],
  ["GLiNER with labels that are none", "/detect", { text: "x", labels: [1] }, ALL, "labels is no list of names"],
])("refuses %s", (_, path, body, dialects, says) => {
  expect(readQuery(path, body, dialects)).toBe(says);
});

test("law: code points are those that Python counts", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme" }),
      fc.string({ unit: "grapheme", minLength: 1 }),
      fc.string(),
      (a, b, c) => {
        const points = createCodePoints(a + b + c);
        expect(points(a.length)).toBe([...a].length);
        expect(points(a.length + b.length)).toBe([...a].length + [...b].length);
      },
    ),
  );
});

test.each([
  ["PER", "PERSON"],
  ["private_person", "PERSON"],
  ["company", "ORGANIZATION"],
  ["GPE", "LOCATION"],
  ["private_address", "ADDRESS"],
  ["account_number", "ACCOUNT_NUMBER"],
  ["Street Address", "STREET_ADDRESS"],
  ["secret", "SECRET"],
])("a model's %s is %s", (label, type) => {
  expect(typeOf(label)).toBe(type);
});

test("Presidio has other names for some", () => {
  expect(["PERSON", "EMAIL", "PHONE", "DATE"].map(presidioType)).toEqual([
    "PERSON",
    "EMAIL_ADDRESS",
    "PHONE_NUMBER",
    "DATE_TIME",
  ]);
});
