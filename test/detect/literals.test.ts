// Known values are found wherever they stand, as a plain search would find them.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodedForms } from "../../src/detect/encoded-forms.ts";
import { createLiterals } from "../../src/detect/literal-table.ts";
import { LITERAL_MIN, type Literals } from "../../src/detect/literals.ts";
import { isMemorable } from "../../src/detect/memorable.ts";

function made(values: readonly string[], limit = 1000): Literals {
  const literals = createLiterals(limit);
  for (const value of values) literals.add({ value: Buffer.from(value, "latin1"), kind: "CUSTOM" });
  return literals;
}

function found(literals: Literals, text: string, from = 0, to = text.length): string[] {
  const bytes = Buffer.from(text, "latin1");
  const hits: string[] = [];
  literals.find(bytes, from, to, (start, end, { kind }) => {
    expect(kind).toBe("CUSTOM");
    hits.push(`${start}:${bytes.toString("latin1", start, end)}`);
  });
  return hits;
}

/** Leftmost, longest, not overlapping: by trying every value at every place. */
function plainly(values: readonly string[], text: string, from: number, to: number): string[] {
  const hits: string[] = [];
  for (let at = from; at < to; ) {
    const best = values
      .filter((value) => value.length >= LITERAL_MIN && at + value.length <= to && text.startsWith(value, at))
      .sort((a, b) => b.length - a.length)[0];
    if (best === undefined) at++;
    else {
      hits.push(`${at}:${best}`);
      at += best.length;
    }
  }
  return hits;
}

// Where all are long, fewer places are looked up.
test.each([
  [1, 14],
  [5, 24],
  [11, 24],
])("no place that a plain search finds is left uncovered, and nothing else is found: %i to %i bytes", (least, most) => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: least, maxLength: most });
  fc.assert(
    fc.property(
      fc.array(letters, { maxLength: 6 }),
      fc.array(fc.oneof(letters, fc.nat(5)), { maxLength: 12 }),
      fc.nat(5),
      fc.nat(5),
      (values, parts, head, tail) => {
        const text = parts.map((part) => (typeof part === "number" ? (values[part] ?? "-") : part)).join("");
        const from = Math.min(head, text.length);
        const to = Math.max(from, text.length - tail);
        const literals = made(values);
        const hits = found(literals, text, from, to);
        // Each hit is a value, they do not overlap, and they are in order.
        let end = from;
        for (const hit of hits) {
          const [at = "", value = ""] = hit.split(":");
          expect(values).toContain(value);
          expect(Number(at)).toBeGreaterThanOrEqual(end);
          end = Number(at) + value.length;
        }
        expect(end).toBeLessThanOrEqual(to);
        // Every occurrence touches a hit.
        for (let at = from; at < to; at++) {
          for (const value of values) {
            if (value.length < LITERAL_MIN || at + value.length > to || !text.startsWith(value, at)) continue;
            const touched = hits.some((hit) => {
              const [start = "", text = ""] = hit.split(":");
              return Number(start) < at + value.length && Number(start) + text.length > at;
            });
            expect(touched, `${value} at ${at} of ${text}, found ${hits}`).toBe(true);
          }
        }
      },
    ),
    { numRuns: 2000 },
  );
});

test("what was added for now and taken out again leaves nothing behind, whatever their lengths", () => {
  const value = fc.string({ unit: fc.constantFrom("a", "b", "c", "0"), minLength: 6, maxLength: 20 });
  const values = fc.array(value, { maxLength: 12 });
  fc.assert(
    fc.property(values, values, values, (before, meanwhile, after) => {
      const literals = made(before);
      const undo = literals.addForNow(meanwhile.map((text) => ({ value: Buffer.from(text), kind: "CUSTOM" })));
      for (const text of meanwhile) expect(found(literals, `-${text}-`)).toHaveLength(1);
      undo?.();
      for (const text of after) literals.add({ value: Buffer.from(text), kind: "CUSTOM" });
      const known = [...before, ...after];
      for (const text of [...known, ...meanwhile]) {
        const expected = known.some((one) => text.includes(one));
        expect(found(literals, `-${text}-`).length > 0, text).toBe(expected);
      }
    }),
    { numRuns: 500 },
  );
});

test("values that do not overlap are found as a plain search finds them", () => {
  const values = ["secret-one", "secret-one-longer", "Zq7#x9", "another value with spaces", "\xe5\xaf\x86\xe7\xa0\x81"];
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constantFrom(...values), fc.constantFrom(" ", "\n", "x", "secret", "-")), { maxLength: 20 }),
      (parts) => {
        const text = parts.join("|");
        expect(found(made(values), text)).toEqual(plainly(values, text, 0, text.length));
      },
    ),
  );
});

test("values that are too short and values that are known are ignored", () => {
  const literals = made(["12345", "123456", "123456"]);
  expect(literals.size).toBe(1);
  expect(found(literals, "12345 123456")).toEqual(["6:123456"]);
});

test("nothing outside of the range is found, nor what reaches out of it", () => {
  const literals = made(["abcdef"]);
  expect(found(literals, "abcdef abcdef", 1)).toEqual(["7:abcdef"]);
  expect(found(literals, "abcdef abcdef", 0, 12)).toEqual(["0:abcdef"]);
  expect(found(literals, "abc", 0, 3)).toEqual([]);
  expect(found(made([]), "abcdef")).toEqual([]);
});

test("at the limit the oldest are forgotten, the newest stay", () => {
  const values = Array.from({ length: 250 }, (_, i) => `value-number-${i}-`);
  const literals = made(values, 100);
  expect(literals.size).toBeLessThanOrEqual(100);
  expect(literals.size).toBeGreaterThan(80);
  expect(found(literals, values[249] ?? "")).toHaveLength(1);
  expect(found(literals, values[0] ?? "")).toEqual([]);
});

test("many values are all found", () => {
  const values = Array.from({ length: 20_000 }, (_, i) => `v${(i * 7919).toString(36).padStart(6, "-")}`);
  expect(found(made(values, 50_000), values.join(" "))).toHaveLength(values.length);
});

describe("encoded forms", () => {
  const forms = (text: string): string[] => encodedForms(Buffer.from(text)).map(({ value }) => value.toString());

  test("base64 at every alignment holds one of the forms", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 10, maxLength: 40 }), fc.nat(8), fc.nat(8), (value, head, tail) => {
        const inside = Buffer.concat([Buffer.alloc(head, 0x5a), value, Buffer.alloc(tail, 0xa5)]);
        const known = encodedForms(Buffer.from(value)).map((form) => form.value.toString("latin1"));
        for (const encoding of ["base64", "base64url"] as const) {
          const text = inside.toString(encoding);
          expect(known.some((form) => text.includes(form))).toBe(true);
        }
      }),
    );
  });

  test.each([
    ["JavaScript's URL encoding", "pa/ss word!", "pa%2Fss%20word!"],
    ["RFC 3986", "pa/ss word!", "pa%2Fss%20word%21"],
    ["slashes left", "pa/ss word!", "pa/ss%20word%21"],
    ["a form's plus", "pa/ss word!", "pa%2Fss+word%21"],
    ["lower-case hex", "pa/ss word!", "pa%2fss%20word%21"],
    ["JSON", 'say "hi"\n', 'say \\"hi\\"\\n'],
    ["JSON with escaped slashes", "a/b/c/d", "a\\/b\\/c\\/d"],
    ["JSON in ASCII", "пароль-7", "\\u043f\\u0430\\u0440\\u043e\\u043b\\u044c-7"],
    ["JSON that is safe for HTML", "a<b&c>d", "a\\u003cb\\u0026c\\u003ed"],
  ])("%s", (_, value, form) => {
    expect(forms(value)).toContain(form);
  });

  test("each form once, none too short, and bytes that are no text have theirs in base64", () => {
    const all = forms("plainvalue");
    expect(new Set(all).size).toBe(all.length);
    expect(all.every((form) => form.length >= LITERAL_MIN)).toBe(true);
    const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x81, 0x82, 0x83]);
    expect(encodedForms(bytes).some(({ value }) => bytes.toString("base64").startsWith(value.toString()))).toBe(true);
  });
});

test.each([
  ["hunterTwo99x", true],
  ["correct-horse-battery", true],
  ["password", false],
  ["aaaaaaaaaaaaaaaaaaaaaaaa", false],
  ["Ab1", false],
  ["", false],
])("%j is worth remembering: %s", (value, worth) => {
  const bytes = Buffer.from(`<${value}>`, "latin1");
  expect(isMemorable(bytes, 1, bytes.length - 1)).toBe(worth);
});

test("what was added for now goes again, and what was there before stays", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 1, maxLength: 14 });
  fc.assert(
    fc.property(
      fc.array(letters, { maxLength: 6 }),
      fc.array(letters, { maxLength: 300 }),
      fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 200 }),
      (kept, gone, text) => {
        const literals = made(kept);
        const { size } = literals;
        const more = gone.map((value) => ({ value: Buffer.from(value), kind: "CUSTOM" }));
        const undo = literals.addForNow(more);
        expect(found(literals, text)).toEqual(found(made([...kept, ...gone]), text));
        undo?.();
        expect(literals.size).toBe(size);
        expect(found(literals, text)).toEqual(found(made(kept), text));
        literals.add({ value: Buffer.from("abcabcab"), kind: "CUSTOM" });
        expect(found(literals, `${text}abcabcab`)).toEqual(found(made([...kept, "abcabcab"]), `${text}abcabcab`));
      },
    ),
  );
});

test("values that are indexed later are found, added to and taken out as if they were indexed at once", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 4, maxLength: 14 });
  const text = fc.array(letters, { maxLength: 12 }).map((parts) => parts.join("-"));
  const step = fc.oneof(
    fc.record({ do: fc.constant("find" as const), text }),
    fc.record({ do: fc.constant("add" as const), value: letters }),
    fc.record({ do: fc.constant("now" as const), values: fc.array(letters, { maxLength: 20 }), text }),
  );
  fc.assert(
    fc.property(
      fc.uniqueArray(letters, { maxLength: 60 }),
      fc.array(step, { maxLength: 50 }),
      fc.integer({ min: 20, max: 80 }),
      (known, steps, limit) => {
        const literals = createLiterals(limit);
        for (const value of known) literals.addLater({ value: Buffer.from(value), kind: "CUSTOM" });
        const atOnce = made(known, limit);
        for (const taken of steps) {
          if (taken.do === "find") expect(found(literals, taken.text)).toEqual(found(atOnce, taken.text));
          else if (taken.do === "add") {
            for (const one of [literals, atOnce]) one.add({ value: Buffer.from(taken.value), kind: "CUSTOM" });
          } else {
            const more = taken.values.map((value) => ({ value: Buffer.from(value), kind: "CUSTOM" }));
            const [undo, undoOther] = [literals.addForNow(more), atOnce.addForNow(more)];
            expect(undo === null).toBe(undoOther === null);
            expect(found(literals, taken.text)).toEqual(found(atOnce, taken.text));
            undo?.();
            undoOther?.();
          }
          expect(literals.size).toBe(atOnce.size);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test("many that are indexed later are found in texts short and long", () => {
  const values = Array.from({ length: 3000 }, (_, i) => `${(i * 7919).toString(36)}-known-${i}`);
  const literals = createLiterals(5000);
  for (const value of values) literals.addLater({ value: Buffer.from(value), kind: "CUSTOM" });
  for (let i = 0; i < 20; i++) expect(found(literals, `nothing ${i} of that -known- here`)).toEqual([]);
  expect(found(literals, `x ${values[17]} y`)).toEqual([`2:${values[17]}`]);
  const text = values.join(" ");
  expect(found(literals, text)).toHaveLength(3000);
});

test("nothing is added for now where something would have to be forgotten for it", () => {
  const literals = made(["firstfirst", "secondsecond"], 2);
  expect(literals.addForNow([{ value: Buffer.from("thirdthird"), kind: "CUSTOM" }])).toBeNull();
  expect(found(literals, "firstfirst thirdthird")).toEqual(["0:firstfirst"]);
});

test("a secret of several lines counts line by line, and as a whole where it has become one line", () => {
  const value = Buffer.from(
    "-----BEGIN KEY-----\r\n  first line of it\r\nab\r\n\r\nthe second line\r\n-----END KEY-----\r\n",
  );
  const forms = encodedForms(value).map((form) => form.value.toString("latin1"));
  expect(forms.some((form) => form.includes("\n"))).toBe(false);
  expect(forms).toContain("first line of it");
  expect(forms).toContain("the second line");
  expect(forms).toContain(encodeURIComponent("first line of it"));
  expect(forms).toContain(JSON.stringify(value.toString()).slice(1, -1));
  expect(forms.some((form) => form.startsWith("-----BEGIN KEY-----"))).toBe(true);
  expect(forms).not.toContain("-----BEGIN KEY-----");
  expect(forms).not.toContain("ab");
  expect(new Set(forms).size).toBe(forms.length);
});
