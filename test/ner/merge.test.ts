// What becomes of the entities that an engine has found.

import fc from "fast-check";
import { expect, test } from "vitest";
import type { Entity } from "../../src/ner/engine.ts";
import { createMerge } from "../../src/ner/merge.ts";

const TEXT = "Dr. Anna-Maria Roe, 张三 李四 and Roe & Sons Ltd in New York.";

function at(value: string, kind = "PERSON", score = 0.9, label = kind.slice(0, 3)): Entity {
  const start = TEXT.indexOf(value);
  return { start, end: start + value.length, kind, label, score };
}
const read = (entities: readonly Entity[]): string[] =>
  entities.map(({ start, end, kind }) => `${kind} ${TEXT.slice(start, end)}`);

test("parts of one name are one, where only gap characters are between them", () => {
  const merge = createMerge();
  expect(read(merge(TEXT, [at("Anna"), at("Maria"), at("Roe,")]))).toEqual(["PERSON Anna-Maria Roe"]);
  expect(read(merge(TEXT, [at("张三"), at("李四")]))).toEqual(["PERSON 张三", "PERSON 李四"]);
  expect(read(merge(TEXT, [at("New", "LOCATION"), at("York", "LOCATION")]))).toEqual(["LOCATION New York"]);
  expect(read(merge(TEXT, [at("Anna"), at("Maria", "LOCATION")]))).toEqual(["PERSON Anna", "LOCATION Maria"]);
  const own = createMerge({ mergeGap: { PERSON: "", LOCATION: " " } });
  expect(read(own(TEXT, [at("Anna"), at("Maria")]))).toEqual(["PERSON Anna", "PERSON Maria"]);
});

test("least scores by kind, ignored labels and kinds that do not count", () => {
  const all = [at("Anna", "PERSON", 0.6), at("Sons Ltd", "ORGANIZATION", 0.6, "company"), at("York", "LOCATION", 0.6)];
  const least = (kind: string): number => (kind === "PERSON" ? 0.7 : 0.5);
  expect(read(createMerge({ leastScore: least })(TEXT, all))).toEqual(["ORGANIZATION Sons Ltd", "LOCATION York"]);
  expect(read(createMerge({ ignore: ["B-Company", "location"] })(TEXT, all))).toEqual(["PERSON Anna"]);
  expect(read(createMerge({ counts: (kind) => kind === "LOCATION" })(TEXT, all))).toEqual(["LOCATION York"]);
});

test("names that are spared are left alone, once their parts are together", () => {
  const merge = createMerge({ spares: (name) => name === "New York" });
  const parts = [at("New", "LOCATION"), at("York", "LOCATION"), at("Anna")];
  expect(read(merge(TEXT, parts))).toEqual(["PERSON Anna"]);
});

test("of two readings of one place the surer says what it is, and all of it counts", () => {
  const merge = createMerge();
  expect(read(merge(TEXT, [at("Roe & Sons", "ORGANIZATION", 0.6), at("Sons Ltd", "PERSON", 0.8)]))).toEqual([
    "PERSON Roe & Sons Ltd",
  ]);
});

test("the result is sorted and disjoint, and holds no blank at its edges", () => {
  const entity = fc
    .tuple(
      fc.nat(TEXT.length - 1),
      fc.integer({ min: 1, max: 12 }),
      fc.constantFrom("PERSON", "LOCATION"),
      fc.double({ min: 0, max: 1, noNaN: true }),
    )
    .map(([start, length, kind, score]) => ({
      start,
      end: Math.min(TEXT.length, start + length),
      kind,
      label: kind,
      score,
    }));
  const merge = createMerge({ leastScore: () => 0.3 });
  fc.assert(
    fc.property(fc.array(entity, { maxLength: 12 }), (entities) => {
      let last = 0;
      const merged = merge(TEXT, entities);
      for (const { start, end } of merged) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThan(start);
        expect(TEXT.slice(start, end)).toBe(TEXT.slice(start, end).trim());
        last = end;
      }
      expect(merge(TEXT, merged)).toEqual(merged);
    }),
  );
});
