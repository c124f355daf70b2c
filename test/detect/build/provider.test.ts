import { describe, expect, test } from "vitest";
import { provider } from "../../../src/detect/build/provider.ts";
import { run } from "../../../src/detect/build/token.ts";
import { HEX } from "../../../src/detect/charset.ts";
import { checkExamples } from "../../../src/detect/examples.ts";

const row = { id: "x-token", description: "x", prefixes: ["xt_", "xu_"], parts: [run(HEX, 20)] };

describe("provider", () => {
  const [rule] = provider("API_KEY", [row]);

  test("makes examples that hold, with every prefix", () => {
    expect(rule && checkExamples(rule)).toEqual([]);
    for (const prefix of row.prefixes) expect(rule?.examples.yes.join()).toContain(`«${prefix}`);
    expect(rule?.examples.no.map((no) => no.why)).toEqual([
      "it is glued to a word",
      "it is one character short",
      "it holds a character of another alphabet",
      "it is a blank to be filled in",
      "it goes on beyond its length",
    ]);
  });

  test("makes examples that a wrong rule fails", () => {
    const [wide] = provider("API_KEY", [{ ...row, parts: [run(HEX, 18, 22)] }]);
    const examples = rule?.examples ?? { yes: [], no: [] };
    const faults = wide === undefined ? [] : checkExamples({ ...wide, examples, find: wide.find });
    expect(faults.length).toBeGreaterThan(0);
  });

  test("takes the kind of the row before that of the table", () => {
    const kinds = provider("API_KEY", [row, { ...row, id: "y-token", kind: "STRIPE_KEY" }]).map((made) => made.kind);
    expect(kinds).toEqual(["API_KEY", "STRIPE_KEY"]);
  });
});
