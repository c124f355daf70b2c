import { expect, test } from "vitest";
import { createDoorkeeper } from "../../src/mask/doorkeeper.ts";

test("the doorkeeper knows who was there, not who was not", () => {
  const again = createDoorkeeper();
  expect([7, 8, 7, 8, 9].map(again)).toEqual([false, false, true, true, false]);
  let known = 0;
  for (let i = 0; i < 200_000; i++) if (again(1_000_000 + i)) known++;
  expect(known).toBe(0);
});
