// The one line of --stats.

import { expect, test } from "vitest";
import { summary } from "../../src/cli/summary.ts";

function machine(decided: number, counts: Record<string, number>): Parameters<typeof summary>[1][number] {
  const nothing = async (): Promise<Buffer> => Buffer.alloc(0);
  return { decided, counts: new Map(Object.entries(counts)), feed: nothing, end: nothing };
}

test.each([
  ["none", [machine(0, {})], "masked 0 values in 0 B"],
  ["one", [machine(20, { EMAIL: 1 })], "masked 1 value (1 EMAIL) in 20 B"],
  [
    "several files: kinds add up, the most frequent first, then by name",
    [machine(1000, { PHONE: 2, EMAIL: 2 }), machine(234, { EMAIL: 1, IBAN: 2 })],
    "masked 7 values (3 EMAIL, 2 IBAN, 2 PHONE) in 1.2 KB",
  ],
])("%s", (_, machines, line) => {
  expect(summary("masked", machines)).toBe(line);
});
