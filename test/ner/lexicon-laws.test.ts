// The laws of masking with the lexicon in place: what it makes of odd text must depend on nothing but the line.

import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { createNameSource } from "../../src/mask/names.ts";
import { createLexicon } from "../../src/ner/lexicon/create-lexicon.ts";
import { createRecognizer } from "../../src/ner/recognizer.ts";
import { cutsOf, drive, everyByte, maskFeed, newSession, RUNS, texts, unmask } from "../mask/kit.ts";

vi.setConfig({ testTimeout: 60_000 + RUNS * 60 });

const lexicon = createLexicon();
/** A memory of its own for each feed: what one remembers must not decide what another finds. */
const names = () => createNameSource(createRecognizer({ engine: lexicon, onFailure: "block" }));

const WORDS = [
  "Alice Smith",
  "Dr. Priya Raman",
  "Mr. O'Neil",
  "JOHN SMITH",
  "张三",
  "欧阳娜娜",
  "北京市朝阳区建国路88号",
  "Acme Widgets Inc.",
  "深圳市腾达科技有限公司",
  "in Paris",
  "221B Baker Street",
  "先生",
  "联系人：",
  "From: ",
  "Best regards,\n",
  "said ",
  "\n",
  " ",
  "👍",
  "é",
  "，",
  "\\n",
];
const named = fc
  .array(
    fc.oneof(
      { arbitrary: fc.constantFrom(...WORDS).map((word) => Buffer.from(word)), weight: 4 },
      { arbitrary: texts, weight: 1 },
    ),
    { maxLength: 12 },
  )
  .map((parts) => Buffer.concat(parts));

test("round trip, chunk invariance, and a second pass that one unmask undoes", async () => {
  await fc.assert(
    fc.asyncProperty(
      named.chain((x) => fc.tuple(fc.constant(x), cutsOf(x))),
      async ([x, cuts]) => {
        const session = await newSession();
        const whole = await drive(maskFeed(session, { names: names() }), x);
        for (const at of [cuts, everyByte(x)]) {
          const cut = await drive(maskFeed(await newSession(), { names: names() }), x, at);
          expect(cut.toString("latin1")).toBe(whole.toString("latin1"));
        }
        // A text that holds issued placeholders by chance is promised nothing.
        fc.pre((await unmask(session, x)).equals(x));
        expect((await unmask(session, whole)).toString("latin1")).toBe(x.toString("latin1"));
        const twice = await drive(maskFeed(session, { names: names() }), whole);
        expect((await unmask(session, twice)).toString("latin1")).toBe(x.toString("latin1"));
      },
    ),
    { numRuns: Math.ceil(RUNS / 4) },
  );
});
