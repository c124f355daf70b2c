import { createSecretKey } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openPage, type PageBinding, type SealedValue, sealPage, valueAt } from "../../src/store/seal.ts";
import { refused } from "./contract-kit.ts";

const BINDING: PageBinding = { key: createSecretKey(Buffer.alloc(32, 3)), keyNo: 1, session: "default", page: 7 };
const SLOTS: SealedValue[] = [1, 2, 3].map((handle) => ({
  handle,
  kind: `KIND_${handle % 2}`,
  value: Buffer.from(`value ${handle}`),
}));

const slot = fc.option(
  fc.record({
    handle: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
    kind: fc.constantFrom("EMAIL", "PERSON", "GEHEIMNIS_Ü"),
    value: fc.uint8Array({ maxLength: 40 }),
  }),
);

function lengthOf(values: readonly SealedValue[]): number {
  return values.reduce((length, { value }) => length + value.length, 0);
}

/** A copy of the sealed page, with other slots around what was sealed. */
function seal(slots: readonly (SealedValue | null)[]): Uint8Array {
  const all = [null, ...slots, null].map((given) => given ?? { handle: -1, kind: "", value: new Uint8Array(0) });
  const columns = {
    handles: all.map(({ handle }) => handle),
    kinds: all.map(({ kind }) => kind),
    bytes: Buffer.concat(all.map(({ value }) => value)),
    starts: all.map((_, i) => lengthOf(all.slice(0, i))),
    ends: all.map((_, i) => lengthOf(all.slice(0, i + 1))),
  };
  return Uint8Array.from(sealPage(columns, 1, slots.length + 1, BINDING));
}

test("what was sealed opens, slot by slot", () => {
  fc.assert(
    fc.property(fc.array(slot, { maxLength: 64 }), (slots) => {
      const page = openPage(seal(slots), BINDING);
      slots.forEach((given, i) => {
        const found = valueAt(page, i, given?.handle ?? 0);
        expect(found && { ...found, value: Uint8Array.from(found.value) }).toEqual(
          given && { ...given, value: Uint8Array.from(given.value) },
        );
      });
      expect(valueAt(page, slots.length, 1)).toBeNull();
      expect(valueAt(page, -1, 1)).toBeNull();
    }),
  );
});

test("a slot is given to its own handle only", () => {
  const page = openPage(seal(SLOTS), BINDING);
  expect(valueAt(page, 0, 2)).toBeNull();
  expect(valueAt(page, 1, 2)?.value).toEqual(Buffer.from("value 2"));
});

test("the same content never looks the same twice, and shows nothing", () => {
  const sealed = Array.from({ length: 1000 }, () => Buffer.from(seal(SLOTS)));
  expect(new Set(sealed.map((bytes) => bytes.subarray(0, 12).toString("hex"))).size).toBe(1000);
  expect(sealed.some((bytes) => bytes.includes("value") || bytes.includes("KIND"))).toBe(false);
});

describe("refused is", () => {
  const sealed = seal(SLOTS);

  test("every flipped bit", async () => {
    for (let at = 0; at < sealed.length; at++) {
      const changed = Uint8Array.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      await refused("store-corrupt", () => openPage(changed, BINDING));
    }
  });

  test("every cut", async () => {
    for (let length = 0; length < sealed.length; length++) {
      await refused("store-corrupt", () => openPage(sealed.subarray(0, length), BINDING));
    }
  });

  test.each([
    ["session", { session: "other" }],
    ["page", { page: 8 }],
    ["number of the key", { keyNo: 2 }],
    ["key", { key: createSecretKey(Buffer.alloc(32, 4)) }],
  ])("another %s", async (_, other) => {
    await refused("store-corrupt", () => openPage(sealed, { ...BINDING, ...other }));
  });
});
