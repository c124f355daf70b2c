// Laws of the lexicon that hold for every text.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createLexicon } from "../../../src/ner/lexicon/create-lexicon.ts";

const engine = createLexicon();
const PIECES = [
  "Ludmila Petrova",
  "Mr. ",
  "Acme Ltd",
  "12 Elm Street, ",
  "张伟",
  "有限公司",
  "北京市朝阳区",
  "88号",
  "·",
  "\n",
  " ",
  ", ",
  '"',
  "a@b.c",
  "name: ",
  "Kind regards,\n",
  "é́",
  "\ud83d",
  "😀",
  "ＡＢ",
  "ا",
  "McX",
  "-",
  "'",
  "_",
  ".",
  "0",
];
const text = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((parts) => parts.join("")),
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.array(fc.nat({ max: 0xffff }), { maxLength: 200 }).map((units) => String.fromCharCode(...units)),
);

test("entities are sorted, disjoint, not empty, inside of the text and of known kinds", () => {
  fc.assert(
    fc.property(text, (whole) => {
      let last = 0;
      for (const { start, end, kind, score } of engine.find(whole)) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThan(start);
        expect(["PERSON", "ORGANIZATION", "LOCATION", "ADDRESS"]).toContain(kind);
        expect(score).toBeGreaterThan(0);
        expect(score).toBeLessThanOrEqual(1);
        last = end;
      }
      expect(last).toBeLessThanOrEqual(whole.length);
    }),
    { numRuns: 2000 },
  );
});

test("a text has the same entities after any other, and in a new engine", () => {
  fc.assert(
    fc.property(text, text, (one, other) => {
      const alone = createLexicon().find(one);
      engine.find(other);
      expect(engine.find(one)).toEqual(alone);
    }),
    { numRuns: 30 },
  );
});

test("no entity begins or ends inside of a character or of a word in Latin letters", () => {
  fc.assert(
    fc.property(text, (whole) => {
      for (const { start, end } of engine.find(whole))
        for (const at of [start, end]) {
          expect(/[\ud800-\udbff]$/.test(whole.slice(0, at)) && /^[\udc00-\udfff]/.test(whole.slice(at))).toBe(false);
          expect(/[a-z]$/.test(whole.slice(0, at)) && /^[a-z]/.test(whole.slice(at))).toBe(false);
        }
    }),
    { numRuns: 1000 },
  );
});

describe("time grows with the length alone", () => {
  const SHAPES: Readonly<Record<string, string>> = {
    prose: "Yesterday Alice Smith met Bob in London and wrote a letter. ",
    capitals: "Alpha Beta ",
    "one word": "A",
    initials: "A. ",
    quotes: '"',
    brackets: "((A",
    mail: "a@",
    "dots and letters": "a.",
    hyphens: "a-",
    numbers: "12 ",
    "numbers and words": "12 Elm ",
    commas: "Smith, ",
    Chinese: "王建国在北京市朝阳区有限公司",
    "one Chinese character": "王",
    "Chinese places": "北京市",
    "Chinese names around dots": "马克·",
    "known companies": "腾讯",
    bodies: "公司",
    breaks: "\n",
    surrogates: "\ud83d\ude00",
  };
  const cpu = (run: () => void): number => {
    const since = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(since);
    return (user + system) / 1000;
  };
  test.each(Object.keys(SHAPES))("%s", (name) => {
    const unit = SHAPES[name] as string;
    const of = (length: number): string => unit.repeat(Math.ceil(length / unit.length));
    const small = of(20_000);
    const large = of(160_000);
    engine.find(small);
    let best = Number.POSITIVE_INFINITY;
    // Others use the machine too: the best of a few tries counts. Eight times the length may cost twenty times as much.
    for (let n = 0; n < 5 && best > 20; n++) {
      const base = Math.max(2, Math.min(...[1, 2, 3].map(() => cpu(() => engine.find(small)))));
      best = Math.min(best, cpu(() => engine.find(large)) / base);
    }
    expect(best).toBeLessThan(20);
  });
});

test("many texts are answered in their order, and a signal ends it", async () => {
  const found = await engine.detect(["Dear Ludmila,", "", "我叫张伟"]);
  expect(found.map((entities) => entities.length)).toEqual([1, 0, 1]);
  const signal = AbortSignal.abort(new Error("late"));
  await expect(engine.detect(["Dear Ludmila,"], { signal })).rejects.toThrow("late");
  await engine.close();
});

test("only the kinds that were asked for", () => {
  const persons = createLexicon({ kinds: ["PERSON"] });
  expect(persons.find("Ludmila Petrova works at Acme Ltd in Paris").map(({ kind }) => kind)).toEqual(["PERSON"]);
});
