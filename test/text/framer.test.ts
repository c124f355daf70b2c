// Regions depend on the content alone, never on how it was read; what is held is bounded.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createFramer, LOOK_BACK, OVERLAP, WINDOW } from "../../src/text/framer.ts";

interface Seen {
  /** Offsets in the whole input. */
  readonly from: number;
  readonly to: number;
  readonly lo: number;
  readonly hi: number;
  readonly inside: boolean;
}

/** Decides every region whole; checks on the way that regions show the input's own bytes. */
function frames(text: Buffer, cuts: readonly number[] = []): { seen: Seen[]; held: number } {
  const framer = createFramer();
  const seen: Seen[] = [];
  let at = 0;
  let done = 0;
  let held = 0;
  const drain = (end: boolean): void => {
    for (let frame = framer.next(end); frame !== null; frame = framer.next(end)) {
      const shift = done - frame.from;
      expect(frame.bytes.subarray(frame.lo, frame.hi).equals(text.subarray(frame.lo + shift, frame.hi + shift))).toBe(
        true,
      );
      seen.push({
        from: done,
        to: frame.to + shift,
        lo: frame.lo + shift,
        hi: frame.hi + shift,
        inside: frame.inside,
      });
      done += frame.to - frame.from;
      framer.decided(frame.to);
    }
    held = Math.max(held, framer.held);
  };
  for (const cut of [...cuts, text.length]) {
    framer.push(text.subarray(at, cut));
    at = cut;
    drain(false);
  }
  drain(true);
  expect(done).toBe(text.length);
  return { seen, held };
}

const LONG_LINE = Buffer.concat([
  Buffer.from("short\n"),
  Buffer.alloc(3 * WINDOW + 12_345, "abcdefg"),
  Buffer.from("\nend"),
]);

test("lines stay whole, a last line without newline comes at the end", () => {
  const { seen } = frames(Buffer.from("one\ntwo\nthree"), [2, 5]);
  expect(seen.map(({ from, to }) => [from, to])).toEqual([
    [0, 4],
    [4, 8],
    [8, 13],
  ]);
});

test("all lines that are there make one region", () => {
  expect(frames(Buffer.from("one\ntwo\nthree\n")).seen).toHaveLength(1);
});

describe("a line that is longer than a window", () => {
  test("is windowed on a grid from its start, with overlap and look-back", () => {
    const { seen } = frames(LONG_LINE);
    const windows = seen.filter(({ inside }) => inside);
    expect(windows.map(({ from, to }) => [from, to])).toEqual(
      [
        [6, 6 + WINDOW],
        [6 + WINDOW, 6 + 2 * WINDOW],
        [6 + 2 * WINDOW, 6 + 3 * WINDOW],
      ].slice(0, windows.length),
    );
    expect(windows.length).toBeGreaterThanOrEqual(2);
    for (const [i, { from, to, lo, hi }] of windows.entries()) {
      expect(hi).toBe(to + OVERLAP);
      expect(from - lo).toBe(i === 0 ? 0 : LOOK_BACK);
    }
  });

  test("windows do not depend on how it was read", () => {
    const inside = (cuts: number[]): Seen[] => frames(LONG_LINE, cuts).seen.filter((seen) => seen.inside);
    const whole = inside([]);
    fc.assert(
      fc.property(fc.array(fc.nat(LONG_LINE.length), { maxLength: 30 }), (cuts) => {
        expect(inside(cuts.sort((a, b) => a - b))).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  });

  test("what is held stays below a window, its overlap and a chunk", () => {
    const text = Buffer.alloc(4 << 20, "x");
    const cuts = Array.from({ length: 63 }, (_, i) => (i + 1) * 65_536);
    expect(frames(text, cuts).held).toBeLessThanOrEqual(WINDOW + OVERLAP + 65_536);
  });

  test("exactly a window and its overlap", () => {
    for (const more of [-1, 0, 1]) {
      const line = Buffer.alloc(WINDOW + OVERLAP + more, "x");
      const { seen } = frames(line, [line.length - 1]);
      expect(seen.at(-1)?.to).toBe(line.length);
      frames(Buffer.concat([line, Buffer.from("\n")]), [line.length]);
    }
  });
});

test("regions without windows end behind a newline or at the end, whatever the cuts", () => {
  const lines = fc
    .array(fc.stringMatching(/^[a-z\n]{0,9}$/), { maxLength: 20 })
    .map((parts) => Buffer.from(parts.join("\n")));
  fc.assert(
    fc.property(lines, fc.array(fc.nat(100), { maxLength: 6 }), (text, cuts) => {
      const inside = cuts.filter((cut) => cut <= text.length).sort((a, b) => a - b);
      for (const { to, hi, inside: window } of frames(text, inside).seen) {
        expect(window).toBe(false);
        expect(hi).toBe(to);
        expect(to === text.length || text[to - 1] === 10).toBe(true);
      }
    }),
  );
});

test("a region that is not decided to its end comes again with a further line", () => {
  const framer = createFramer();
  framer.push(Buffer.from("plain\nopen 1\n"));
  const first = framer.next(false);
  expect(first?.bytes.toString("latin1", first.from, first.to)).toBe("plain\nopen 1\n");
  framer.decided((first?.from ?? 0) + 6);
  expect(framer.next(false)).toBeNull();
  framer.push(Buffer.from("open"));
  expect(framer.next(false)).toBeNull();
  framer.push(Buffer.from(" 2\n"));
  const second = framer.next(false);
  expect(second?.bytes.toString("latin1", second.from, second.to)).toBe("open 1\nopen 2\n");
  framer.decided(second?.from ?? 0);
  const last = framer.next(true);
  expect(last).toMatchObject({ final: true });
  framer.decided(last?.to ?? 0);
  expect(framer.next(true)).toBeNull();
  expect(framer.held).toBe(0);
});

test("an empty input has no region", () => {
  const framer = createFramer();
  expect(framer.next(false)).toBeNull();
  expect(framer.next(true)).toBeNull();
});
