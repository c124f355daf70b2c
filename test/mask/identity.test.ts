// Ids are keyed, exact and of fixed ranges.

import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createValueColumns } from "../../src/mask/columns.ts";
import { createIdentify, createIdentifyAll, fromHandle, toHandle } from "../../src/mask/identity.ts";
import { CHOICES } from "../../src/mask/store.ts";
import { hashOf } from "../../src/mask/value-cache.ts";

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

describe.each(["plain", "wasm", "auto"] as const)("many at once, %s", (engine) => {
  function identities(values: readonly Uint8Array[], shortest: 9 | 12, all = createIdentifyAll(KEY, shortest, engine)) {
    const columns = createValueColumns();
    for (const value of values) columns.add(value, 0, value.length, hashOf(value, 0, value.length), "EMAIL");
    all(columns);
    return values.map((_, n) => ({
      handles: [...columns.handles.subarray(CHOICES * n, CHOICES * (n + 1))].filter((handle) => handle >= 0),
      fingerprint: columns.fingerprints[n],
    }));
  }

  test("each has the identity that it has alone, whatever stands beside it", () => {
    const length = fc.oneof(fc.nat(130), fc.constantFrom(55, 56, 63, 64, 119, 120, 183, 184, 246, 247, 248, 249, 1000));
    const value = length.chain((size) => fc.uint8Array({ minLength: size, maxLength: size }));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 40 }), fc.constantFrom(9 as const, 12 as const), (values, shortest) => {
        const identify = createIdentify(KEY, shortest);
        expect(identities(values, shortest)).toEqual(values.map((bytes) => identify(bytes)));
      }),
    );
  });

  test("more than have room at once, call after call", () => {
    const all = createIdentifyAll(KEY, 9, engine);
    for (const [count, size] of [
      [3000, 10],
      [700, 240],
      [5, 9000],
      [0, 0],
      [129, 1],
    ] as const) {
      const values = Array.from({ length: count }, (_, n) => Buffer.from(String(n).padStart(size, "v")));
      expect(identities(values, 9, all)).toEqual(values.map((bytes) => createIdentify(KEY)(bytes)));
    }
  });
});

test("keys of every length", () => {
  for (let length = 0; length <= 64; length++) {
    const key = Buffer.alloc(length, length);
    const value = Buffer.from("bob@acme.com");
    const columns = createValueColumns();
    columns.add(value, 0, value.length, 0, "EMAIL");
    createIdentifyAll(key, 9, "wasm")(columns);
    expect([...columns.handles.subarray(0, CHOICES)]).toEqual(createIdentify(key)(value).handles);
  }
});

test("the compiled loop is the compiled source", async () => {
  const script = new URL("../../scripts/wasm.js", import.meta.url).href;
  const { generateIdentity } = (await import(script)) as { generateIdentity(): Promise<string> };
  expect(readFileSync(new URL("../../src/mask/identity.gen.ts", import.meta.url), "utf8")).toBe(
    await generateIdentity(),
  );
});
