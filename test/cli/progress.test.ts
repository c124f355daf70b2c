// The progress line, with a clock that the test turns.

import { describe, expect, test } from "vitest";
import { createProgress, size } from "../../src/cli/progress.ts";

function scene(total: number): { progress: ReturnType<typeof createProgress>; shown: string[]; clock: { ms: number } } {
  const clock = { ms: 1000 };
  const shown: string[] = [];
  const progress = createProgress({ total, write: (text) => shown.push(text), now: () => clock.ms });
  return { progress, shown, clock };
}

test("short work shows nothing, and nothing is cleared", () => {
  const { progress, shown, clock } = scene(1000);
  clock.ms += 499;
  progress.update(999, 3);
  progress.clear();
  expect(shown).toEqual([]);
});

test("share, size, rate, time left and what was found; at most ten times a second", () => {
  const { progress, shown, clock } = scene(100_000_000);
  clock.ms += 1000;
  progress.update(25_000_000, 42);
  clock.ms += 99;
  progress.update(26_000_000, 43);
  clock.ms += 901;
  progress.update(50_000_000, 44);
  expect(shown).toEqual([
    "\r25% of 100 MB, 25 MB/s, 3 s left, 42 found",
    "\r50% of 100 MB, 25 MB/s, 2 s left, 44 found",
  ]);
});

test("a shorter line covers the one before; clear takes it away once", () => {
  const { progress, shown, clock } = scene(10_000);
  clock.ms += 1000;
  progress.update(10, 123_456);
  clock.ms += 1000;
  progress.update(9_999, 1);
  const [first = "", second = ""] = shown;
  expect(second.length).toBe(first.length);
  progress.clear();
  progress.clear();
  expect(shown).toHaveLength(3);
  expect(shown[2]).toBe(`\r${" ".repeat(second.trimEnd().length - 1)}\r`);
});

test("a file that grew meanwhile is at 100 %", () => {
  const { progress, shown, clock } = scene(100);
  clock.ms += 1000;
  progress.update(500, 0);
  expect(shown[0]).toMatch(/^\r100% of 100 B, 500 B\/s, 0 s left/);
});

describe("sizes for people", () => {
  test.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.0 KB"],
    [1234, "1.2 KB"],
    [12_345, "12 KB"],
    [1_400_000_000, "1.4 GB"],
    [5e15, "5000 TB"],
  ])("%d bytes: %s", (bytes, text) => {
    expect(size(bytes)).toBe(text);
  });
});
