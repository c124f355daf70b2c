import { expect, test } from "vitest";
import { createAdmission } from "../../../src/ner/onnx/admission.ts";

/** Enters under a name, and notes when it is let in. */
function setUp(room: number) {
  const admission = createAdmission(room);
  const inside: string[] = [];
  return {
    inside,
    async enter(name: string, size: number, signal?: AbortSignal): Promise<() => void> {
      const leave = await admission.enter(size, signal);
      inside.push(name);
      return leave;
    },
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("as many as there is room for, in the order in which they came", async () => {
  const { inside, enter } = setUp(10);
  const leaveA = await enter("a", 6);
  const leaveB = await enter("b", 4);
  void enter("c", 8);
  void enter("d", 1);
  await settled();
  expect(inside).toEqual(["a", "b"]);
  leaveB();
  await settled();
  // There would be room for d, but c came first.
  expect(inside).toEqual(["a", "b"]);
  leaveA();
  await settled();
  expect(inside).toEqual(["a", "b", "c", "d"]);
});

test("one that is larger than the room comes in alone", async () => {
  const { inside, enter } = setUp(10);
  const leave = await enter("large", 99);
  void enter("small", 1);
  await settled();
  expect(inside).toEqual(["large"]);
  leave();
  await settled();
  expect(inside).toEqual(["large", "small"]);
});

test("who gives up does not hold up the others", async () => {
  const { inside, enter } = setUp(10);
  const leave = await enter("a", 5);
  const stop = new AbortController();
  const given = enter("b", 10, stop.signal);
  void enter("c", 2);
  stop.abort("enough");
  await expect(given).rejects.toBe("enough");
  await settled();
  expect(inside).toEqual(["a", "c"]);
  leave();
  await expect(enter("d", 1, AbortSignal.abort("no"))).rejects.toBe("no");
});
