// The grammar of placeholders: what is written is read back as the same entry, in any neighbourhood.

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { labelOf } from "../../src/detect/kinds.ts";
import { toHandle } from "../../src/mask/identity.ts";
import {
  counterOf,
  findLookAlikes,
  findOneByOne,
  lookAlikesAt,
  PLACEHOLDER_MAX,
  putPlaceholder,
  writePlaceholder,
} from "../../src/mask/placeholder.ts";
import { FORMATS } from "../../src/mask/placeholder-format.ts";
import type { Style } from "../../src/types.ts";
import { detector, RUNS, STYLES, texts } from "./kit.ts";

const KINDS = [
  "EMAIL",
  "PHONE",
  "PASSWORD",
  "CN_ID_CARD",
  "US_SSN",
  "CREDIT_CARD",
  "IBAN",
  "US_ROUTING",
  "GITHUB_TOKEN",
];

const entries = fc.record({
  kind: fc.constantFrom(...KINDS),
  width: fc.constantFrom(9 as const, 12 as const, 15 as const),
  id: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  number: fc.integer({ min: 1, max: 9999 }),
});

describe.each(STYLES)("%s", (style) => {
  test("is read as what was written, between any neighbours that are not part of it", () => {
    fc.assert(
      fc.property(entries, fc.constantFrom("", " ", "(", "=", "，", "\n", '"'), (entry, glue) => {
        const { kind, width, number } = entry;
        const handle = toHandle(width, Math.floor(entry.id * 10 ** width));
        const text = writePlaceholder(style, { label: labelOf(kind), handle, kind, number });
        expect(text.length).toBeLessThanOrEqual(PLACEHOLDER_MAX);
        const put = Buffer.alloc(PLACEHOLDER_MAX + 3);
        const end = putPlaceholder(style, { label: labelOf(kind), handle, kind, number }, put, 3);
        expect(put.toString("latin1", 3, end)).toBe(text);
        const bytes = Buffer.from(`${glue}${text}${glue}`);
        const from = Buffer.byteLength(glue);
        const hits = findLookAlikes(bytes, 0, bytes.length);
        const hit = hits.find(({ end }) => end === from + text.length);
        expect(hit?.start).toBeLessThanOrEqual(from);
        if (hit?.handle === null) {
          expect(hit.counter).toBe(counterOf(hit.style, kind, labelOf(kind))?.counter);
          expect(hit.number).toBe(number);
        } else expect(hit?.handle).toBe(handle);
      }),
    );
  });
});

const entry = (kind: string, handle = 4_271_935, number = 7): Parameters<typeof writePlaceholder>[1] => ({
  label: labelOf(kind),
  handle,
  kind,
  number,
});

test.each([
  ["dollar", "EMAIL", `${"$"}{EMAIL_02jk8v}`],
  ["word", "EMAIL", "EMAILX004271935"],
  ["word", "CN_ID_CARD", "IDCARDX004271935"],
  ["bare", "EMAIL", "EMAIL_02JK8V"],
  ["angle", "EMAIL", "<EMAIL_7>"],
  ["format", "EMAIL", "tkn-02jk8v@email.com"],
  ["format", "US_SSN", "000-00-0007"],
  ["format", "CREDIT_CARD", "4000-0000-0000-0007"],
  ["format", "PHONE", "+000000000007"],
  ["format", "PASSWORD", "PASSWORDX004271935"],
] as const)("%s of %s is %s", (style, kind, text) => {
  const base36 = (4_271_935).toString(36).padStart(6, "0");
  expect(writePlaceholder(style, entry(kind))).toBe(
    text.replace(/02jk8v/, base36).replace(/02JK8V/, base36.toUpperCase()),
  );
});

const LOOKALIKE_PARTS = [
  "$",
  "{",
  "}",
  "<",
  ">",
  "_",
  "X",
  "Y",
  "Z",
  "EMAIL",
  "ID_CARD",
  "a1b2c3",
  "A1B2C3",
  "004271935",
  "000",
  "000-00-",
  "0042",
  "4000-0000-0000-",
  "+000",
  "XX00",
  "0000",
  "tkn-",
  "@email.com",
  "1",
  " ",
  "EMAILX004271935",
  "<EMAIL_1>",
];

test("a number that is missing or does not fit falls back to word", () => {
  expect(writePlaceholder("angle", entry("EMAIL", 1, 0))).toBe("EMAILX000000001");
  expect(writePlaceholder("format", entry("US_SSN", 1, 0))).toBe("SSNX000000001");
});

test("counters: one per label for angle, one per counted format, none else", () => {
  expect(counterOf("angle", "EMAIL", "EMAIL")).toEqual({ counter: "angle:EMAIL", limit: 1e15 });
  expect(counterOf("format", "US_SSN", "SSN")).toEqual({ counter: "format:US_SSN", limit: 10_000 });
  for (const style of ["dollar", "word", "bare"] as Style[]) expect(counterOf(style, "EMAIL", "EMAIL")).toBeUndefined();
  expect(counterOf("format", "EMAIL", "EMAIL")).toBeUndefined();
});

describe("what is no placeholder", () => {
  test.each([
    `${"$"}{HOME}`,
    `${"$"}{EMAIL_}`,
    `${"$"}{EMAIL_abc}`,
    `${"$"}{EMAIL_abcdefg}`,
    `${"$"}{email_abcdef}`,
    `${"$"}{EMAIL_zzzzzz}`,
    `${"$"}{EMAIL_abcdef`,
    `${"$"}{E_abcdef}`,
    "<EMAIL_0>",
    "<EMAIL_01>",
    "<EMAIL_>",
    "<NOSUCHLABEL_1>",
    "<EMAIL_1234567890123456>",
    "EMAILX00427193",
    "EMAIL_A1B2C3D",
    "xEMAIL_A1B2C3",
    "000-00-123",
    "1000-00-1234",
    "000-00-12345",
    "tkn-ABCDEF@email.com",
    "XX001234567890123",
  ])("%s", (text) => {
    const bytes = Buffer.from(text);
    expect(findLookAlikes(bytes, 0, bytes.length)).toEqual([]);
  });
});

test("any bytes: what is found lies inside, is complete and is short", () => {
  const pieces = fc.constantFrom(
    "$",
    "{",
    "}",
    "<",
    ">",
    "EMAIL",
    "_",
    "X",
    "Y",
    "Z",
    "000",
    "0001",
    "tkn-",
    "@email.com",
    "a1b2c3",
    "-00-",
    "é",
    "\0",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), fc.nat(10), fc.nat(10), (parts, head, tail) => {
      const bytes = Buffer.from(parts.join(""));
      const from = Math.min(head, bytes.length);
      const to = Math.max(from, bytes.length - tail);
      for (const { start, end, handle, counter } of findLookAlikes(bytes, from, to)) {
        expect(start).toBeGreaterThanOrEqual(from);
        expect(end).toBeLessThanOrEqual(to);
        expect(end - start).toBeGreaterThan(0);
        expect(end - start).toBeLessThanOrEqual(PLACEHOLDER_MAX);
        expect((handle === null) !== (counter === null)).toBe(true);
      }
    }),
  );
});

test("formats begin with what no real value begins with, and each writes what it reads", () => {
  for (const [kind, format] of FORMATS) {
    const text = format.write(format.counted ? 42 : "a1b2c3");
    const bytes = Buffer.from(text);
    const at = bytes.indexOf(format.trigger);
    const read = format.read(bytes, at, 0, bytes.length);
    expect(read, kind).toMatchObject({ start: 0, end: bytes.length });
    expect(Number.parseInt(read?.id ?? "", 36) > 0, kind).toBe(true);
  }
});

test("from its marks the same look-alikes are found as byte by byte", () => {
  fc.assert(
    fc.property(texts, fc.array(fc.constantFrom(...LOOKALIKE_PARTS), { maxLength: 12 }), (text, parts) => {
      const bytes = Buffer.concat([text, Buffer.from(parts.join(""))]);
      const marks = detector.marks({ bytes, lo: 0, hi: bytes.length });
      expect(lookAlikesAt(bytes, marks, 0, bytes.length)).toEqual(findLookAlikes(bytes, 0, bytes.length));
    }),
    { numRuns: RUNS * 4 },
  );
});

/** One of each style and format. */
const MARKED = [
  `\${EMAIL_a1b2c3}`,
  `\${CN_ID_CARD_a1b2c3d4}`,
  "<EMAIL_12>",
  "EMAIL_A1B2C3",
  "EMAILX123456789",
  "PHONEY123456789012",
  "IPZ123456789012345",
  "tkn-a1b2c3@email.com",
  "000-00-0001",
  "4000-0000-0000-0001",
  "000012345",
  "+000123456789",
  "XX0000000000000012",
  "000000123456789012",
];

describe("a long text, which is searched sixteen places at a time", () => {
  /** Every mark at every place of sixteen, at both ends of a piece, and cut off at the end of the text. */
  test("holds what is found byte by byte", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(texts, fc.array(fc.constantFrom(...LOOKALIKE_PARTS, ...MARKED), { maxLength: 12 }), fc.nat(40)),
          {
            minLength: 1,
            maxLength: 20,
          },
        ),
        fc.nat(40),
        fc.nat(40),
        (pieces, before, cut) => {
          const parts = pieces.flatMap(([text, marks, gap]) => [
            text,
            Buffer.from(marks.join("")),
            Buffer.alloc(gap, 0x61),
          ]);
          const piece = Buffer.concat([...parts, Buffer.from("0")]);
          const whole = Buffer.concat(Array.from({ length: Math.ceil((40 * 1024) / piece.length) }, () => piece));
          const to = whole.length - cut;
          expect(findLookAlikes(whole, before, to)).toEqual(findOneByOne(whole, before, to));
        },
      ),
      { numRuns: RUNS / 2 },
    );
  });

  test("and each style is found wherever it stands", () => {
    for (let at = 32 * 1024 - 50; at < 32 * 1024 + 10; at++) {
      for (const placeholder of MARKED) {
        const bytes = Buffer.alloc(33 * 1024, 0x2e);
        bytes.write(placeholder, at);
        const found = findLookAlikes(bytes, 0, bytes.length);
        expect(found.map(({ start, end }) => [start, end])).toContainEqual([at, at + placeholder.length]);
      }
    }
  });

  test("the compiled loop is the compiled source", async () => {
    const script = new URL("../../scripts/wasm.js", import.meta.url).href;
    const { generateTriggers } = (await import(script)) as { generateTriggers(): Promise<string> };
    const text = readFileSync(new URL("../../src/mask/triggers.gen.ts", import.meta.url), "utf8");
    expect(text).toBe(await generateTriggers());
  });
});
