// Batches, pauses and losses, with a receiver that does what a test says.

import { describe, expect, test } from "vitest";
import { createDelivery, type Item, type Verdict } from "../../src/audit/delivery.ts";

function item(n: number): Item {
  return { line: `line ${n}`, grave: false, time: 0, kind: "mask" };
}

interface Receiver {
  readonly batches: string[][];
  delivered: number;
  lost: number;
  readonly push: (from: number, to: number) => void;
  readonly flush: (ms: number) => Promise<void>;
}

function receiver(verdicts: (batch: readonly Item[]) => Verdict | Promise<Verdict>, held = 100): Receiver {
  const batches: string[][] = [];
  const delivery = createDelivery({
    async send(batch) {
      batches.push(batch.map(({ line }) => line));
      return await verdicts(batch);
    },
    held,
    batch: 10,
    size: 1000,
    linger: 0,
    random: () => 0,
    counted(delivered, lost) {
      self.delivered += delivered;
      self.lost += lost;
    },
  });
  const self: Receiver = {
    batches,
    delivered: 0,
    lost: 0,
    push(from, to) {
      for (let n = from; n < to; n++) delivery.push(item(n));
    },
    flush: (ms) => delivery.flush(ms),
  };
  return self;
}

describe("delivery", () => {
  test("delivers all in order, in batches", async () => {
    const got = receiver(() => "taken");
    got.push(0, 35);
    await got.flush(1000);
    expect(got.batches.flat()).toEqual(Array.from({ length: 35 }, (_, n) => `line ${n}`));
    expect(got.batches.every((batch) => batch.length <= 10)).toBe(true);
    expect(got).toMatchObject({ delivered: 35, lost: 0 });
  });

  test("what failed comes again, in its place", async () => {
    let failures = 2;
    const got = receiver(() => (failures-- > 0 ? { again: 0 } : "taken"));
    got.push(0, 5);
    await got.flush(2000);
    expect(got.batches[1]?.slice(0, 1)).toEqual(got.batches[0]);
    expect(got.batches.at(-1)).toEqual(["line 0", "line 1", "line 2", "line 3", "line 4"]);
    expect(got).toMatchObject({ delivered: 5, lost: 0 });
  });

  test("what has no room is lost and counted, and what is held is not", async () => {
    let down = true;
    const got = receiver(() => (down ? { again: 0 } : "taken"), 20);
    got.push(0, 50);
    await got.flush(50);
    expect(got).toMatchObject({ delivered: 0, lost: 30 });
    down = false;
    await got.flush(2000);
    expect(got).toMatchObject({ delivered: 20, lost: 30 });
    expect(got.batches.at(-1)?.at(-1)).toBe("line 19");
  });

  test("a batch that is refused for good is lost, and those behind it are not", async () => {
    const got = receiver((batch) => (batch[0]?.line === "line 0" ? "refused" : "taken"));
    got.push(0, 1);
    await got.flush(1000);
    got.push(1, 4);
    await got.flush(1000);
    expect(got).toMatchObject({ delivered: 3, lost: 1 });
  });

  test("a batch that is too much is halved until it fits; a single line that never fits is lost", async () => {
    const got = receiver((batch) => (batch.length > 2 || batch[0]?.line === "line 9" ? "too-much" : "taken"));
    got.push(0, 10);
    await got.flush(2000);
    expect(got).toMatchObject({ delivered: 9, lost: 1 });
  });

  test("a flush ends at its time", async () => {
    const got = receiver(() => new Promise<Verdict>(() => {}));
    got.push(0, 3);
    await got.flush(20);
    expect(got).toMatchObject({ delivered: 0, lost: 0 });
  });
});
