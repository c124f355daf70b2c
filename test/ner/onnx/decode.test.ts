import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createDecode } from "../../../src/ner/onnx/decode.ts";
import { readScheme, type Scheme } from "../../../src/ner/onnx/labels.ts";
import { PRIVACY_LABELS } from "../model-kit.ts";

const schemeOf = (names: readonly string[]): Scheme => readScheme({ id2label: Object.fromEntries(names.entries()) });
const BIO = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"];
const BIOES = ["O", "B-P", "I-P", "E-P", "S-P", "B-L", "I-L", "E-L", "S-L"];

/** Decodes rows that are sure of one label each, or of several by share: `I-PER`, `O:3 I-PER:2`. */
function decoded(names: readonly string[], ...rows: string[]): string[] {
  const scheme = schemeOf(names);
  const scores = rows.flatMap((row) => {
    const scored = new Map(row.split(" ").map((part) => part.split(":") as [string, string | undefined]));
    return names.map((name) => (scored.has(name) ? Number(scored.get(name) ?? 9) : 0));
  });
  return createDecode(scheme)(Float32Array.from(scores)).map(
    ({ from, to, type }) => `${from}-${to} ${scheme.types[type]}`,
  );
}

describe("begin and inside", () => {
  test("an entity goes on as long as its inside does", () => {
    expect(decoded(BIO, "O", "B-PER", "I-PER", "I-PER", "O", "B-LOC")).toEqual(["1-4 PER", "5-6 LOC"]);
  });

  test("a new begin begins a new one", () => {
    expect(decoded(BIO, "B-PER", "B-PER", "I-PER")).toEqual(["0-1 PER", "1-3 PER"]);
  });

  test("an inside without a begin is one all the same, as some models are trained to say", () => {
    expect(decoded(BIO, "O", "I-PER", "I-PER", "O")).toEqual(["1-3 PER"]);
    expect(decoded(BIO, "B-PER", "I-LOC")).toEqual(["0-1 PER", "1-2 LOC"]);
  });

  test("a weak doubt in the middle does not cut a name in two", () => {
    expect(decoded(BIO, "B-PER", "B-LOC:2 I-PER:1.9", "I-PER")).toEqual(["0-3 PER"]);
  });

  test("nothing of nothing", () => {
    expect(decoded(BIO)).toEqual([]);
    expect(decoded(BIO, "O", "O")).toEqual([]);
  });
});

describe("begin, inside, end and single", () => {
  test("all parts", () => {
    expect(decoded(BIOES, "S-P", "B-P", "E-P", "B-L", "I-L", "I-L", "E-L", "O")).toEqual(["0-1 P", "1-3 P", "3-7 L"]);
  });

  test("a row that no entity can have is read as the likeliest that one can", () => {
    // An end without a begin, a begin without an end, an inside alone.
    expect(decoded(BIOES, "O", "E-P", "O")).toEqual(["1-2 P"]);
    expect(decoded(BIOES, "B-P", "O")).toEqual(["0-1 P"]);
    expect(decoded(BIOES, "O", "I-L", "O")).toEqual(["1-2 L"]);
    expect(decoded(BIOES, "B-P", "I-P", "I-P")).toEqual(["0-3 P"]);
  });

  test("a text may end with an entity, and be one", () => {
    expect(decoded(BIOES, "O", "B-P", "E-P")).toEqual(["1-3 P"]);
    expect(decoded(BIOES, "S-L")).toEqual(["0-1 L"]);
  });
});

test("labels without parts: neighbours of a type are one entity", () => {
  expect(decoded(["O", "PER", "LOC"], "PER", "PER", "LOC", "O", "PER")).toEqual(["0-2 PER", "2-3 LOC", "4-5 PER"]);
});

test("the score is the probability of the type, whatever the part", () => {
  const [run] = createDecode(schemeOf(BIO))(Float32Array.from([0, 2, 2, -9, -9]));
  const share = (2 * Math.exp(2)) / (2 * Math.exp(2) + 1 + 2 * Math.exp(-9));
  expect(run?.score).toBeCloseTo(share, 5);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])("a score of %d is refused", (wrong) => {
  expect(() => createDecode(schemeOf(BIO))(Float32Array.from([0, wrong, 0, 0, 0]))).toThrow("no number");
});

test("law: whatever the scores, entities are sorted, disjoint and inside the row; a sure single label is never lost", () => {
  const names = fc.constantFrom(BIO, BIOES, PRIVACY_LABELS, ["O", "A", "B-C", "I-C"]);
  fc.assert(
    fc.property(
      names.chain((labels) => {
        const row = fc.array(fc.float({ min: -20, max: 20, noNaN: true }), {
          minLength: labels.length,
          maxLength: labels.length,
        });
        return fc.tuple(fc.constant(labels), fc.array(row, { minLength: 1, maxLength: 20 }), fc.nat());
      }),
      ([labels, rows, pick]) => {
        const scheme = schemeOf(labels);
        const at = pick % rows.length;
        const sure = 1 + (pick % (labels.length - 1));
        (rows[at] as number[])[sure] = 60;
        let before = 0;
        const runs = createDecode(scheme)(Float32Array.from(rows.flat()));
        for (const { from, to, type, score } of runs) {
          expect(from).toBeGreaterThanOrEqual(before);
          expect(to).toBeGreaterThan(from);
          expect(scheme.types[type]).toBeDefined();
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1);
          before = to;
        }
        expect(before).toBeLessThanOrEqual(rows.length);
        expect(runs.some(({ from, to, type }) => from <= at && at < to && type === scheme.labels[sure]?.type)).toBe(
          true,
        );
      },
    ),
  );
});
