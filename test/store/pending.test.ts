import fc from "fast-check";
import { expect, test } from "vitest";
import { createPending } from "../../src/store/pending.ts";

test("behaves like a map, also when it is used again", () => {
  const handle = fc.oneof(
    fc.nat(400),
    fc.integer({ min: 1e12, max: 1e12 + 400 }),
    fc.nat(5).map((n) => n * 2 ** 32),
  );
  const pending = createPending();
  fc.assert(
    fc.property(fc.uniqueArray(handle, { maxLength: 700, size: "max" }), fc.array(handle), (handles, others) => {
      pending.clear();
      for (const [number, added] of handles.entries()) pending.add(added, number);
      for (const wanted of [...handles, ...others]) expect(pending.find(wanted)).toBe(handles.indexOf(wanted));
    }),
  );
});
