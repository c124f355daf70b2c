// The looks by which code rules are asked leave out no rule whose shape fits.

import { expect, test } from "vitest";
import { isCodeRule, lookShape } from "../../../src/detect/build/code.ts";
import { RULES } from "../../../src/detect/rules/index.ts";

test("a shape becomes an expression over letters and digits, or none where it holds something else", () => {
  expect(lookShape(/^[XYZ]\d{7}[A-Z]$/)?.source).toBe("^A9{7}A$");
  expect(lookShape(/^(?:\d{10}[A-Z]{2}|Q1[0-9A-F]?)$/)?.source).toBe("^(?:9{10}A{2}|A9[A9]?)$");
  expect(lookShape(/^[A-Z&]{3}$/)).toBeNull();
  expect(lookShape(/^(?=A)\d$/)).toBeNull();
});

test.each(RULES.filter(isCodeRule).map((rule) => [rule.id, rule] as const))(
  "%s is asked about what its examples hold",
  (_, { look, examples }) => {
    for (const example of examples.yes)
      for (const [, value = ""] of example.matchAll(/«([^»]+)»/g)) {
        const text = value
          .toUpperCase()
          .replace(/[^A-Z0-9]/g, "")
          .replace(/[A-Z]/g, "A")
          .replace(/\d/g, "9");
        expect(look === null || look.test(text), example).toBe(true);
      }
  },
);
