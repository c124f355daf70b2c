// Lines of bounded length: however the stream was cut, they are the same.

import fc from "fast-check";
import { expect, test } from "vitest";
import { createLines, type Line } from "../../../src/cli/mcp/messages.ts";

const LIMIT = 20_000;

function linesOf(bytes: Buffer, cuts: readonly number[]): Line[] {
  const lines = createLines(LIMIT);
  const found: Line[] = [];
  let from = 0;
  for (const cut of [...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    // What a stream gives may be written over.
    const chunk = Buffer.from(bytes.subarray(from, cut));
    found.push(...lines.feed(chunk).map(copyOf));
    from = cut;
  }
  return [...found, ...lines.end().map(copyOf)];
}

function copyOf(line: Line): Line {
  if ("whole" in line) return { whole: Buffer.from(line.whole), newline: line.newline };
  return { head: Buffer.from(line.head), tail: Buffer.from(line.tail), newline: line.newline };
}

test("any cuts give the same lines", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.string({ maxLength: 30 }),
          fc.integer({ min: 4000, max: 30_000 }).map((n) => "ab".repeat(n)),
        ),
      ),
      fc.array(fc.nat()),
      (texts, cuts) => {
        const bytes = Buffer.from(texts.join("\n"));
        const lines = linesOf(bytes, cuts);
        expect(lines).toEqual(linesOf(bytes, []));
        const expected = bytes.toString("latin1").split("\n");
        if (expected.at(-1) === "") expected.pop();
        expect(lines.length).toBe(expected.length);
        for (const [i, line] of lines.entries()) {
          const text = expected[i] as string;
          expect(line.newline).toBe(i < expected.length - 1 || bytes.at(-1) === 0x0a);
          if ("whole" in line) expect(line.whole.toString("latin1")).toBe(text);
          else {
            expect(text.length).toBeGreaterThan(LIMIT);
            expect(line.head.toString("latin1")).toBe(text.slice(0, 4096));
            expect(line.tail.toString("latin1")).toBe(text.slice(-4096));
          }
        }
      },
    ),
    { numRuns: 200 },
  );
});

test("a line of exactly the limit is whole", () => {
  expect(linesOf(Buffer.from(`${"a".repeat(LIMIT)}\n`), [7]).map((line) => "whole" in line)).toEqual([true]);
  expect(linesOf(Buffer.from(`${"a".repeat(LIMIT + 1)}\n`), [7]).map((line) => "whole" in line)).toEqual([false]);
});
