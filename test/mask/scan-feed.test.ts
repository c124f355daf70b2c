// The reporting machine finds what the masking machine masks, however the text was cut, and says where.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createLiterals } from "../../src/detect/literal-table.ts";
import { createMaskFeed, type MaskEvent } from "../../src/mask/mask-feed.ts";
import { createPolicy } from "../../src/mask/policy.ts";
import { createScanFeed, type Found, type ScanFeedOptions } from "../../src/mask/scan-feed.ts";
import { cutsOf, detector, drive, everyByte, RUNS, texts } from "./kit.ts";

function scan(text: Uint8Array, cuts: Iterable<number> = [], options: Partial<ScanFeedOptions> = {}): Found[] {
  const all: Found[] = [];
  const feed = createScanFeed({
    detector,
    policy: createPolicy(),
    secrets: createLiterals(1000),
    sources: [],
    literals: () => createLiterals(50_000),
    onFound: (found) => all.push(found),
    ...options,
  });
  let at = 0;
  for (const cut of [...cuts, text.length]) {
    if (cut <= at) continue;
    feed.feed(text.subarray(at, cut));
    at = cut;
  }
  feed.end();
  return all;
}

async function masked(text: Uint8Array): Promise<MaskEvent[]> {
  const events: MaskEvent[] = [];
  const feed = createMaskFeed({
    detector,
    policy: createPolicy(),
    secrets: createLiterals(1000),
    literals: createLiterals(50_000),
    onMask: (event) => events.push(event),
  });
  await drive(feed, text);
  return events;
}

const toEvent = ({ rule, start, end, line, confidence }: Found): MaskEvent => ({
  kind: rule.kind,
  rule: rule.id,
  start,
  end,
  line,
  confidence,
});

const MAIL = ["bob", "acme.com"].join("@");
const PASSWORD = ["hunter", "Two", "99x"].join("");

/** Line and column by the plain meaning of the words. */
function placeOf(text: string, unit: number): { line: number; column: number } {
  const before = text.slice(0, unit);
  return { line: before.split("\n").length, column: unit - (before.lastIndexOf("\n") + 1) + 1 };
}

describe("what is found", () => {
  test("is what mask masks, in the same ranges", async () => {
    let found = 0;
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const events = scan(text).map(toEvent);
        expect(events).toEqual(await masked(text));
        found += events.length;
      }),
      { numRuns: RUNS },
    );
    expect(found).toBeGreaterThan(100);
  });

  test("does not depend on how the text was cut, nor do places and fingerprints", () => {
    const parts = ({ before, shown, after, ...found }: Found): object => found;
    fc.assert(
      fc.property(
        texts.chain((text) => fc.tuple(fc.constant(text), cutsOf(text))),
        ([text, cuts]) => {
          const whole = scan(text).map(parts);
          expect(scan(text, cuts).map(parts)).toEqual(whole);
          expect(scan(text, everyByte(text)).map(parts)).toEqual(whole);
        },
      ),
      { numRuns: RUNS },
    );
  });

  test("in a long line is what mask masks, with columns that go on", async () => {
    const text = Buffer.from(`${"é漢😀 ".repeat(60_000)}${MAIL}${" x".repeat(200_000)} ${MAIL}\n${MAIL}`);
    const found = scan(text);
    expect(found.map(toEvent)).toEqual(await masked(text));
    const string = text.toString();
    expect(found.map(({ line, column }) => ({ line, column }))).toEqual(
      found.map(({ start }) => placeOf(string, text.subarray(0, start).toString().length)),
    );
    expect(found).toHaveLength(3);
  });

  test("lines and columns are those of the text, in UTF-16 units", () => {
    const wellFormed = fc.array(fc.constantFrom(MAIL, "\n", " ", "é", "漢", "😀", "\r\n", `password: ${PASSWORD}\n`), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(wellFormed, (parts) => {
        const string = parts.join("");
        const text = Buffer.from(string);
        const unit = (offset: number): number => text.subarray(0, offset).toString().length;
        for (const { start, end, line, column, endLine, endColumn } of scan(text)) {
          expect({ line, column }).toEqual(placeOf(string, unit(start)));
          expect({ line: endLine, column: endColumn }).toEqual(placeOf(string, unit(end)));
        }
      }),
      { numRuns: RUNS },
    );
  });

  test("of one input does not depend on the one before", () => {
    const all: Found[] = [];
    const feed = createScanFeed({
      detector,
      policy: createPolicy(),
      secrets: createLiterals(10),
      sources: [],
      literals: () => createLiterals(100),
      onFound: (found) => all.push(found),
    });
    feed.feed(Buffer.from(`password: ${PASSWORD}\n${PASSWORD}`));
    feed.end();
    expect(all.map(({ line }) => line)).toEqual([1, 2]);
    feed.feed(Buffer.from(`${PASSWORD}\n${MAIL}`));
    feed.end();
    expect(all.slice(2).map(({ rule, line, start }) => ({ rule: rule.id, line, start }))).toEqual([
      { rule: "email", line: 2, start: PASSWORD.length + 1 },
    ]);
  });

  test("is handed over as a copy", () => {
    const [found] = scan(Buffer.from(`a ${MAIL} b`));
    expect(found?.value.toString()).toBe(MAIL);
  });
});

describe("comments", () => {
  const allowed = (text: string, cuts: number[] = []): boolean[] =>
    scan(Buffer.from(text), cuts).map((found) => found.allowed);

  test.each([
    ["counts for its line", `${MAIL} # closemask:allow\n${MAIL}`, [true, false]],
    ["does not count for the next line", `# closemask:allow\n${MAIL}`, [false]],
    ["counts for the next line when it says so", `# closemask:allow-next-line\n${MAIL}\n${MAIL}`, [true, false]],
    ["the next line is the very next", `# closemask:allow-next-line\n\n${MAIL}`, [false]],
    ["names a kind", `${MAIL} // closemask:allow EMAIL`, [true]],
    ["names a category", `${MAIL} // closemask:allow CONTACT`, [true]],
    ["names a rule and a kind", `${MAIL} // closemask:allow email, PHONE`, [true]],
    ["names another kind", `${MAIL} // closemask:allow PHONE`, [false]],
    ["names what does not exist", `${MAIL} // closemask:allow EMIAL`, [false]],
    ["in HTML", `<!-- closemask:allow --> ${MAIL}`, [true]],
    ["in C", `/* closemask:allow */ ${MAIL}`, [true]],
    ["with a reason", `${MAIL} # closemask:allow: a made-up address`, [true]],
    ["another word", `${MAIL} # closemask:allowed`, [false]],
    ["for one of two", `${MAIL} password: ${PASSWORD} # closemask:allow PASSWORD`, [false, true]],
  ])("%s", (_, text, expected) => {
    expect(allowed(text)).toEqual(expected);
    expect(allowed(text, everyByte(Buffer.from(text)))).toEqual(expected);
  });

  test("a value of several lines is allowed by its first line, its last, or the line before", () => {
    const kind = "RSA PRIVATE KEY";
    const body = Array.from({ length: 4 }, (_, i) => Buffer.alloc(48, i + 65).toString("base64")).join("\n");
    const key = `-----BEGIN ${kind}-----\n${body}\n-----END ${kind}-----`;
    for (const [text, expected] of [
      [`key = "${key}"\n`, false],
      [`# closemask:allow-next-line PRIVATE_KEY\nkey = "${key}"\n`, true],
      [`key = "${key}" # closemask:allow\n`, true],
      [`/* closemask:allow */ key = "${key}"\n`, true],
    ] as const) {
      const found = scan(Buffer.from(text));
      expect(found.map(({ allowed: is, endLine, line }) => [is, endLine - line])).toEqual([[expected, 5]]);
      expect(scan(Buffer.from(text), everyByte(Buffer.from(text)))[0]?.allowed).toBe(expected);
      expect(scan(Buffer.from(text), [], { context: 0 })[0]?.shown?.text).toMatch(/key = "\[PRIVATE_PEM\]$/);
    }
  });
});

describe("excerpts", () => {
  test("never hold a value, whatever stands around", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const found = scan(text, [], { context: 2 });
        for (const { before, shown, after } of found) {
          const lines = [...before, shown, ...after].map((line) => line?.text).join("\n");
          for (const { value } of found) {
            // A short value may be a word of the text.
            const shows = value.length >= 12 && lines.includes(value.toString());
            expect(shows && !occursElsewhere(text, found, value)).toBe(false);
          }
        }
      }),
      { numRuns: RUNS },
    );
  });

  test("lines before and behind, also when they come later", () => {
    const text = Buffer.from(`one\ntwo\nthree ${MAIL} end\nfour\nfive\nsix\n`);
    const lines = (cuts: Iterable<number>): unknown[] =>
      scan(text, cuts, { context: 2 }).map(({ before, shown, after }) => [...before, shown, ...after]);
    const expected = [
      { line: 1, text: "one" },
      { line: 2, text: "two" },
      { line: 3, text: "three [EMAIL] end", caret: [6, 13] },
      { line: 4, text: "four" },
      { line: 5, text: "five" },
    ];
    expect(lines([])).toEqual([expected]);
    expect(lines(everyByte(text))).toEqual([expected]);
    expect(lines([text.indexOf("end")])).toEqual([expected]);
  });

  test("control characters of the text do not reach the terminal", () => {
    const [found] = scan(Buffer.from(`\u001b[2J\u202e\t${MAIL}\u0007\r\n`), [], { context: 1 });
    expect(found?.shown?.text).toBe("\ufffd[2J\ufffd\t[EMAIL]\ufffd");
  });

  test("long lines are cut, and values that are not reported are covered too", () => {
    const text = Buffer.from(`${"a ".repeat(500)}hidden ${MAIL} ${"b ".repeat(500)}\n`);
    const [found] = scan(text, [], {
      context: 0,
      alsoCovered(line) {
        const start = line.indexOf("hidden");
        return start < 0 ? [] : [{ start, end: start + 6, kind: "PHONE" }];
      },
    });
    expect(found?.shown?.text.length).toBeLessThan(200);
    expect(found?.shown?.text).toMatch(/^… ?(?:a )+\[PHONE\] \[EMAIL\] (?:b )+b?…$/);
  });

  test("values are shown on request", () => {
    const [found] = scan(Buffer.from(`to ${MAIL}.\n`), [], { context: 0, reveal: true });
    expect(found?.shown).toEqual({ line: 1, text: `to ${MAIL}.`, caret: [3, 3 + MAIL.length] });
  });
});

/** Whether a value also stands where nothing was found. */
function occursElsewhere(text: Buffer, found: readonly Found[], value: Buffer): boolean {
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    const end = at + value.length;
    if (!found.some((span) => span.start < end && span.end > at)) return true;
  }
  return false;
}

test("a place is the same when the text changes elsewhere, and another when it changes there", () => {
  const places = (text: string): string[] => scan(Buffer.from(text)).map(({ place }) => place);
  const [here] = places(`x\nmail ${MAIL} now\n`);
  expect(places(`y\n\nmail ${MAIL} now\n`)).toEqual([here]);
  expect(places(`mail ${["eve", "acme.com"].join("@")} now`)).toEqual([here]);
  expect(places(`post ${MAIL} now`)).not.toEqual([here]);
});

test("a place before a block is the same whether the block is known to hold no value or not", () => {
  const text = Buffer.from(`write to ${MAIL}.-----BEGIN RSA PRIVATE KEY-----\n-----END RSA PRIVATE KEY-----\n`);
  const [whole, cut] = [scan(text), scan(text, everyByte(text))];
  expect(whole).toHaveLength(1);
  expect(cut.map(({ place }) => place)).toEqual(whole.map(({ place }) => place));
});
