// An expression in small letters finds in a text in small letters what the expression itself finds in any case.

import fc from "fast-check";
import { expect, test } from "vitest";
import { CAPTION_GAP } from "../../../src/detect/build/caption.ts";
import { utf8 } from "../../../src/detect/build/context.ts";
import { foldSource } from "../../../src/detect/build/fold.ts";

const SOURCES = [
  "[A-Z]",
  "[^A-Z]",
  "[^a-z0-9]",
  "[J-NPRTV-Z0-9_-]",
  "[a-zA-Z\\x80-\\xff]",
  "\\W",
  "\\D\\S",
  "\\bRG\\b",
  "\\x41|\\u00c9b|\\u00E9\\u00b5|[\\u0051\\xC0]",
  "[\\u00e0-\\u00ff]",
  utf8("é"),
  utf8("É|straße|ÿ|µ|×"),
  `(?<=(?<![A-Za-z])${utf8("né")})(?<value>[A-Z]{2}\\d)(?![\\w-])`,
  `(?:Account|NIF)${CAPTION_GAP}(?<value>[A-Z0-9]{4,12})`,
];
const latin = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code));

function spans(expression: RegExp, text: string): (readonly [number, string])[] {
  return [...text.matchAll(expression)].map(
    (match) => [match.index, match.groups?.value?.toLowerCase() ?? ""] as const,
  );
}

test.each(SOURCES)("%s", (source) => {
  const any = new RegExp(source, "gi");
  const small = new RegExp(foldSource(source), "g");
  for (const text of [latin.join(""), latin.join(" "), utf8("NÉab1 né AB1, né le CD2")])
    expect(spans(small, text.toLowerCase())).toEqual(spans(any, text));
  const piece = fc.constantFrom(
    ...latin,
    "ACCOUNT",
    "nif",
    utf8("Número"),
    utf8("é"),
    " is ",
    ": ",
    "AB12",
    "rg",
    "STRASSE",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (parts) => {
      const text = parts.join("");
      expect(spans(small, text.toLowerCase())).toEqual(spans(any, text));
    }),
  );
});

test("what would not be the same is refused", () => {
  for (const source of ["[!-Z]", "[A-z]", "[\\xc3-\\xd4]", "[0-\\u0041]", "\\cA", "\\p{L}", "\\u{e9}"])
    expect(() => foldSource(source)).toThrow(TypeError);
});
