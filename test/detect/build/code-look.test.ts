// The looks by which code rules are asked leave out no rule whose shape fits.

import { expect, test } from "vitest";
import { isCodeRule, looksOf } from "../../../src/detect/build/code.ts";
import { RULES } from "../../../src/detect/rules/index.ts";

/** Looks as texts: `A` a letter, `9` a digit, `?` either. */
function shown(shape: RegExp): string[] | undefined {
  return looksOf(shape)?.map(({ length, letters, digits }) =>
    Array.from({ length }, (_, i) => ((letters >> i) & 1 ? "A" : (digits >> i) & 1 ? "9" : "?")).join(""),
  );
}

test("a shape has looks, or none where it holds something else", () => {
  expect(shown(/^[XYZ]\d{7}[A-Z]$/)).toEqual(["A9999999A"]);
  expect(shown(/^(?:\d{2,3}[A-Z]|Q1[0-9A-F]?)$/)).toEqual(["99A", "999A", "A9", "A9?"]);
  expect(shown(/^[A-Z&]{3}$/)).toBeUndefined();
  expect(shown(/^(?=A)\d$/)).toBeUndefined();
  expect(shown(/^\d{99}$/)).toBeUndefined();
});

test.each(RULES.filter(isCodeRule).map((rule) => [rule.id, rule] as const))(
  "%s is asked about what its examples hold",
  (_, { looks, examples }) => {
    for (const example of examples.yes)
      for (const [, value = ""] of example.matchAll(/«([^»]+)»/g)) {
        const text = value.toUpperCase().replace(/[^A-Z0-9]/g, "");
        const fits = looks?.some(
          ({ length, letters, digits }) =>
            length === text.length &&
            [...text].every((c, i) => (c >= "A" ? ((digits >> i) & 1) === 0 : ((letters >> i) & 1) === 0)),
        );
        expect(fits ?? true, example).toBe(true);
      }
  },
);
