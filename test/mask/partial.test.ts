// What a stream waits for: every beginning of every form that is read, and little else.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KINDS } from "../../src/detect/kinds.ts";
import { toHandle } from "../../src/mask/identity.ts";
import { createUndecided } from "../../src/mask/partial.ts";
import { findLookAlikes, PLACEHOLDER_MAX, writePlaceholder } from "../../src/mask/placeholder.ts";
import { FORMATS } from "../../src/mask/placeholder-format.ts";
import { findTolerant, looseLabelStart } from "../../src/mask/tolerant.ts";
import { STYLES } from "./kit.ts";

const undecidedFrom = createUndecided();

/** Each beginning of `form` behind `before` is waited for. */
function expectWaits(form: string, before = "x "): void {
  for (let length = 1; length < form.length; length++) {
    const text = before + form.slice(0, length);
    expect(undecidedFrom(text, 0), JSON.stringify(text)).toBeLessThanOrEqual(before.length);
  }
}

const HANDLES = [toHandle(9, 4_271_935), toHandle(12, 123_456_789_012), toHandle(15, 123_456_789_012_345)];

test.each(STYLES)("every beginning of every %s placeholder", (style) => {
  for (const { kind, label } of KINDS)
    for (const handle of HANDLES) expectWaits(writePlaceholder(style, { label, handle, kind, number: 17 }));
});

test("every format has its forms here", () => {
  for (const [kind, format] of FORMATS)
    for (const id of format.counted ? [1, format.limit - 1] : ["a1b2c3", "a1b2c3d4", "a1b2c3d4e5"])
      expectWaits(format.write(id), kind === "PHONE" ? "x " : "");
});

test("bent forms that are read", () => {
  const gap = fc.constantFrom("", "_", "-", " ", "*", "`", "\\_", "\\", "\u200b", "\u00ad");
  const bend = fc.constantFrom<(text: string) => string>(
    (text) => text,
    (text) => text.toLowerCase(),
    (text) => text.charAt(0) + text.slice(1).toLowerCase(),
  );
  const label = fc.constantFrom(...KINDS.map(({ label }) => label), "CORREO", "ADRESSE_MAIL");
  const word = fc
    .tuple(label, bend, fc.constantFrom(["X", "004", "271", "935"], ["Y", "123", "456", "789", "012"]), fc.array(gap))
    .map(([label, bend, parts, gaps]) => {
      const words = label.split("_");
      return bend([...words, ...parts].reduce((text, part, i) => text + (gaps[i] ?? "") + part));
    });
  const delimited = fc
    .tuple(
      fc.constantFrom(
        ["$" + "{", "}"],
        ["{", "}"],
        ["$" + "\\{", "\\}"],
        ["%24%7B", "%7D"],
        ["<", ">"],
        ["&lt;", "&gt;"],
      ),
      label,
      bend,
      fc.constantFrom("_", "-", " ", "\\_"),
      fc.constantFrom("a1b2c3", "1", "42"),
      fc.constantFrom("", " "),
    )
    .map(([marks, label, bend, joint, id, space]) => marks[0] + space + bend(label) + joint + id + space + marks[1]);
  fc.assert(
    fc.property(fc.oneof(word, delimited), fc.constantFrom("x ", "(", "**", "7"), (form, before) => {
      const bytes = Buffer.from(before + form);
      for (const hit of findTolerant(bytes, 0, bytes.length)) {
        const labels = [...KINDS.map(({ label }) => label), "NONE"];
        const starts =
          hit.loose === true && hit.style === "word"
            ? labels.map((label) => looseLabelStart(bytes, hit.start, hit.end, label)).filter((start) => start >= 0)
            : [hit.start];
        const text = bytes.toString("utf8", 0, hit.end);
        for (const at of starts) {
          const start = bytes.toString("utf8", 0, at).length;
          for (let cut = start + 1; cut < text.length; cut++)
            expect(undecidedFrom(text.slice(0, cut), 0), JSON.stringify(text.slice(0, cut))).toBeLessThanOrEqual(start);
        }
      }
    }),
    { numRuns: 1000 },
  );
});

describe("what does not wait", () => {
  test.each([
    "Hello world",
    "hello ",
    "that is it.",
    "[see the docs",
    "{ return x",
    "f(a) => {\n",
    "<div class",
    "$5.25",
    "2026-11-29",
    "`code",
    "correox12",
    "EMAILX004271935",
    "$" + "{EMAIL_a1b2c3}",
    "<EMAIL_1>",
    "你好",
  ])("%s", (text) => {
    expect(undecidedFrom(text, 0)).toBe(text.length);
  });
});

test("never longer than a placeholder, and linear", () => {
  const texts = ["A".repeat(100_000), "{".repeat(100_000), "EMAIL ".repeat(20_000), "%7b".repeat(40_000)];
  for (const text of texts) expect(text.length - undecidedFrom(text, 0)).toBeLessThanOrEqual(PLACEHOLDER_MAX);
});

test("with the labels of an answer, only beginnings of those wait, and capitals", () => {
  const undecided = createUndecided(new Set(["EMAIL", "ID_CARD"]));
  const waits = (text: string): boolean => undecided(text, 0) < text.length;
  for (const text of ["e", "an email", "Email ", "emailx00", "id_card", "idcardx1", "PERSON", "CORREOX1", "<em", "$"])
    expect(waits(text), text).toBe(true);
  for (const text of ["person", "a", "pers", "personx00", "{per", "is in"]) expect(waits(text), text).toBe(false);
  const own = createUndecided(new Set(["CODENAME"]));
  for (const text of ["code", "codenamex213", "Codename X213"]) expect(own(`a ${text}`, 0), text).toBe(2);
  const none = createUndecided(new Set());
  expect(none("e", 0)).toBe(1);
  expect(none("CORREOX1", 0)).toBe(0);
});

test("what stands before is only a neighbour", () => {
  expect(undecidedFrom("EMAILX0", 5)).toBe(7);
  expect(undecidedFrom("aemail", 1)).toBe(6);
  expect(findLookAlikes(Buffer.from("aemail"), 0, 6)).toEqual([]);
});
