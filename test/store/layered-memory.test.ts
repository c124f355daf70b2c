import { describe, expect, test } from "vitest";
import { createCopies, type MemoryLimits } from "../../src/store/layered-memory.ts";

const LIMITS: MemoryLimits = { maxBytes: 1 << 20, maxEntries: 100, evictAt: 0.8, rejectAt: 0.95, ttl: 1000 };

function copy(handle: number, size = 10, styles = 1) {
  return { handle, kind: "EMAIL", value: new Uint8Array(size).fill(handle), styles };
}

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

describe("copies in memory", () => {
  test("are found as they were, in their group only", () => {
    const copies = createCopies(LIMITS, () => 0);
    copies.add("a", [copy(1)]);
    expect(copies.get("a", 1)).toMatchObject({ kind: "EMAIL", styles: 1, value: new Uint8Array(10).fill(1) });
    expect(copies.get("b", 1)).toBeNull();
    copies.add("a b", [copy(1)]);
    copies.drop("a");
    expect(copies.get("a", 1)).toBeNull();
  });

  test("do not change when their source does", () => {
    const copies = createCopies(LIMITS, () => 0);
    const one = copy(1);
    copies.add("a", [one]);
    one.value.fill(9);
    expect(copies.get("a", 1)?.value).toEqual(new Uint8Array(10).fill(1));
  });

  test("styles add up, and a copy serves for its time only, however often it is used", () => {
    let now = 0;
    const copies = createCopies(LIMITS, () => now);
    copies.add("a", [copy(1)]);
    copies.add("a", [copy(1, 10, 2)]);
    expect(copies.get("a", 1)?.styles).toBe(3);
    now = 999;
    expect(copies.get("a", 1)).not.toBeNull();
    now = 1000;
    expect(copies.get("a", 1)).toBeNull();
    expect(copies.size).toMatchObject({ entries: 0, bytes: 0 });
  });

  test("above evictAt of the entries, those unused longest go", () => {
    const copies = createCopies(LIMITS, () => 0);
    copies.add(
      "a",
      numbers(0, 80).map((n) => copy(n)),
    );
    expect(copies.size).toMatchObject({ entries: 80, evicted: 0 });
    copies.get("a", 0);
    copies.add(
      "a",
      numbers(80, 90).map((n) => copy(n)),
    );
    expect(copies.size).toMatchObject({ entries: 80, evicted: 10, rejected: 0 });
    expect(copies.get("a", 0)).not.toBeNull();
    for (const n of numbers(1, 11)) expect(copies.get("a", n)).toBeNull();
    expect(copies.get("a", 11)).not.toBeNull();
  });

  test("from rejectAt on nothing comes in before something has gone", () => {
    const copies = createCopies(LIMITS, () => 0);
    copies.add(
      "a",
      numbers(0, 120).map((n) => copy(n)),
    );
    expect(copies.size).toMatchObject({ entries: 80, evicted: 15, rejected: 25 });
    copies.add("a", [copy(200)]);
    expect(copies.get("a", 200)).not.toBeNull();
  });

  test("bytes are bounded too: at no time more than rejectAt, after each step no more than evictAt", () => {
    const copies = createCopies({ ...LIMITS, maxBytes: 10_000 }, () => 0);
    for (let n = 0; n < 500; n++) {
      copies.add("a", [copy(n, n % 300)]);
      expect(copies.size.bytes).toBeLessThanOrEqual(8000);
    }
    expect(copies.size.entries).toBeGreaterThan(10);
    copies.add("a", [copy(1000, 9600)]);
    expect(copies.get("a", 1000)).toBeNull();
    expect(copies.size.rejected).toBe(1);
  });
});
