import { expect, test } from "vitest";
import { createRetrying } from "../../src/store/retrying.ts";

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Connections that are numbered, and what was done to them. */
function bench(timeout: number, fails: (attempt: number) => string | null = () => null) {
  const done: string[] = [];
  let made = 0;
  const retrying = createRetrying({
    async connect() {
      const no = ++made;
      const fault = fails(no);
      if (fault !== null) throw new Error(fault);
      return { no, destroy: () => done.push(`destroyed ${no}`) };
    },
    disconnect: async ({ no }) => {
      done.push(`closed ${no}`);
    },
    judge: (error) => (error as Error).message as "lasting" | "passing" | "broken",
    translate: (error, late) => new Error(`${(error as Error).message}${late ? ", late" : ""}`),
    timeout,
  });
  return { retrying, done };
}

test("calls share one connection, also those that come while it is made", async () => {
  const { retrying, done } = bench(1000);
  expect(await Promise.all([1, 2, 3].map(() => retrying.run(async ({ no }) => no)))).toEqual([1, 1, 1]);
  await retrying.close();
  expect(done).toEqual(["closed 1"]);
  await expect(retrying.run(async () => 1)).rejects.toThrow(TypeError);
});

test("what passes is tried again on the same connection, what breaks it on a new one", async () => {
  const { retrying, done } = bench(5000);
  const seen: number[] = [];
  const faults = ["passing", "broken", "passing"];
  const step = async ({ no }: { no: number }): Promise<string> => {
    seen.push(no);
    const fault = faults.shift();
    if (fault !== undefined) throw new Error(fault);
    return "done";
  };
  expect(await retrying.run(step)).toBe("done");
  expect(seen).toEqual([1, 1, 2, 2]);
  expect(done).toEqual(["destroyed 1"]);
});

test("what lasts is said at once", async () => {
  const { retrying } = bench(60_000);
  let calls = 0;
  const step = async (): Promise<never> => {
    calls++;
    throw new Error("lasting");
  };
  await expect(retrying.run(step)).rejects.toThrow(/^lasting$/);
  expect(calls).toBe(1);
});

test("a connection that cannot be made is tried until the time is up", async () => {
  const { retrying } = bench(200, () => "broken");
  await expect(retrying.run(async () => 1)).rejects.toThrow(/^broken, late$/);
  const { retrying: other } = bench(5000, (attempt) => (attempt < 3 ? "broken" : null));
  expect(await other.run(async ({ no }) => no)).toBe(3);
});

test("a call without an answer ends in time, and its connection with it", async () => {
  const { retrying, done } = bench(100);
  await expect(retrying.run(() => new Promise(() => {}))).rejects.toThrow(/^no answer in time, late$/);
  await pause(0);
  expect(done).toEqual(["destroyed 1"]);
  expect(await retrying.run(async ({ no }) => no)).toBe(2);
});
