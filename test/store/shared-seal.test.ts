import fc from "fast-check";
import { expect, test } from "vitest";
import { ringFromKey, rotateRing } from "../../src/store/keys.ts";
import { createEntrySealer, createNames, SALT_BYTES } from "../../src/store/shared-seal.ts";
import { refused } from "./contract-kit.ts";

const RING = ringFromKey(new Uint8Array(32).fill(1));
const OTHER = ringFromKey(new Uint8Array(32).fill(2));
const SALT = new Uint8Array(SALT_BYTES).fill(3);
const HANDLES = [5, 1e12 + 5, 2e15 + 5];
const sealer = createEntrySealer(RING, "default", SALT);

test("what is sealed opens under each handle that the value may have, and says its kind", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: "grapheme", maxLength: 32 }), (value, kind) => {
      const sealed = sealer.seal([-1, ...HANDLES], 1, kind, value);
      for (const handle of HANDLES) {
        expect(sealer.open(sealed, handle)).toEqual({ kind, value: Buffer.from(value) });
      }
      expect(sealer.handlesOf(sealed)).toEqual(HANDLES);
    }),
  );
});

test("it opens under no other handle, in no other session or life, with no other key, and not when a byte is changed", async () => {
  const sealed = sealer.seal(HANDLES, 0, "EMAIL", Buffer.from("bob"));
  await refused("store-corrupt", () => sealer.open(sealed, 6));
  await refused("store-corrupt", () => createEntrySealer(RING, "other", SALT).open(sealed, 5));
  await refused("store-corrupt", () => createEntrySealer(RING, "default", new Uint8Array(SALT_BYTES)).open(sealed, 5));
  await refused("store-corrupt", () => createEntrySealer(OTHER, "default", SALT).open(sealed, 5));
  for (const at of sealed.keys()) {
    const bent = Buffer.from(sealed);
    bent[at] = (bent[at] as number) ^ 1;
    await refused(at < 2 ? "key-wrong" : "store-corrupt", () => sealer.open(bent, 5));
    await refused("store-corrupt", () => sealer.open(sealed.subarray(0, at), 5));
  }
});

test("after a rotation the old is told from the new, and both open", () => {
  const rotated = createEntrySealer(rotateRing(RING), "default", SALT);
  const old = sealer.seal(HANDLES, 0, "EMAIL", Buffer.from("bob"));
  const fresh = rotated.seal(HANDLES, 0, "EMAIL", Buffer.from("bob"));
  expect([rotated.isOld(old), rotated.isOld(fresh)]).toEqual([true, false]);
  for (const sealed of [old, fresh]) expect(rotated.open(sealed, 5).value.toString()).toBe("bob");
});

test("names: the same hash everywhere with one key, another with another; sealed text differs each time and opens", async () => {
  const [names, again, others] = [createNames(RING), createNames(rotateRing(RING)), createNames(OTHER)];
  expect(names.sessionHash("a")).toMatch(/^[\w-]{22}$/);
  expect(again.sessionHash("a")).toBe(names.sessionHash("a"));
  expect(again.token("a", "EMAIL")).toEqual(names.token("a", "EMAIL"));
  expect(new Set([names.sessionHash("a"), names.sessionHash("b"), others.sessionHash("a")]).size).toBe(3);
  expect(names.token("b", "EMAIL")).not.toEqual(names.token("a", "EMAIL"));
  const sealed = names.seal("angle:EMAIL");
  expect(names.seal("angle:EMAIL")).not.toEqual(sealed);
  expect(again.open(sealed)).toBe("angle:EMAIL");
  await refused("store-corrupt", () => others.open(sealed));
  await refused("store-corrupt", () => names.open(sealed.subarray(0, 9)));
});
