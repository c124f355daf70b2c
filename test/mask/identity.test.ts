// Ids are keyed, exact and of fixed ranges.

import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createIdentify, fromHandle, toHandle } from "../../src/mask/identity.ts";

const KEY = Buffer.alloc(32, 5);

test("handle and id are exact inverses, and the widths do not overlap", () => {
  fc.assert(
    fc.property(fc.constantFrom(9 as const, 12 as const, 15 as const), fc.nat(), fc.nat(), (width, a, b) => {
      const id = (a * 2 ** 31 + b) % 10 ** width;
      expect(fromHandle(toHandle(width, id))).toEqual({ width, id });
      expect(Number.isSafeInteger(toHandle(width, id))).toBe(true);
    }),
  );
  for (const width of [9, 12, 15] as const) {
    for (const id of [0, 10 ** width - 1]) expect(fromHandle(toHandle(width, id))).toEqual({ width, id });
  }
});

test("the first handle is HMAC-SHA-256 of the exact bytes, reduced to nine digits", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (value) => {
      const digest = createHmac("sha256", KEY).update(value).digest();
      const { handles, fingerprint } = createIdentify(KEY)(value);
      expect(handles[0]).toBe(digest.readUIntBE(0, 6) % 1e9);
      expect(handles.map((handle) => fromHandle(handle).width)).toEqual([9, 12, 15]);
      expect(fingerprint).toBeLessThan(2 ** 52);
    }),
  );
});

test("long values have the same identity as the plain algorithm gives them", () => {
  for (const length of [8191, 8192, 8193, 100_000]) {
    const value = Buffer.alloc(length, "v");
    const digest = createHmac("sha256", KEY).update(value).digest();
    expect(createIdentify(KEY)(value).handles[0]).toBe(digest.readUIntBE(0, 6) % 1e9);
  }
});

test("a long value leaves nothing behind in the next one", () => {
  const identify = createIdentify(KEY);
  const before = identify(Buffer.from("short"));
  identify(Buffer.alloc(5000, "x"));
  expect(identify(Buffer.from("short"))).toEqual(before);
});

test("another key gives other ids, twelve digits leave nine out", () => {
  const value = Buffer.from("bob@acme.com");
  const nine = createIdentify(KEY)(value);
  expect(createIdentify(Buffer.alloc(32, 6))(value).handles).not.toEqual(nine.handles);
  expect(createIdentify(KEY, 12)(value).handles).toEqual(nine.handles.slice(1));
});

test("a key that is longer than a block is refused", () => {
  expect(() => createIdentify(Buffer.alloc(65))).toThrow(RangeError);
});
