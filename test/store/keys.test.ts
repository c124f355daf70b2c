import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  checkValue,
  formatRing,
  mergeRings,
  newRing,
  pageKey,
  parseRing,
  prepareRing,
  ringFromKey,
  rotateRing,
  sealingCheckValue,
  sessionKeys,
  trimRing,
  waitingKey,
  writingKey,
} from "../../src/store/keys.ts";
import { refused } from "./contract-kit.ts";

const KEY = Buffer.from(Array.from({ length: 32 }, (_, i) => i));

describe("a key as text", () => {
  test("32 bytes in base64 and base64url give one ring, with or without padding and newline", () => {
    const ring = parseRing(KEY.toString("base64"));
    expect(parseRing(KEY.toString("base64url"))).toEqual(ring);
    expect(parseRing(`  ${KEY.toString("base64")}\n`)).toEqual(ring);
    expect(ring).toEqual(ringFromKey(KEY));
    expect(ring.sealing.map(({ no }) => no)).toEqual([1]);
  });

  // Known answers: a change here would make every store unreadable.
  test("derivation never changes", () => {
    const ring = ringFromKey(KEY);
    expect(Buffer.from(checkValue(ring)).toString("hex")).toBe("2118ad699be679610ce1b00befdb6c50");
    expect(Buffer.from(sessionKeys(ring, "default").id).toString("hex")).toBe(
      "e8a019bb3dabfddf67c11e041721df2d96439de9fc6150de9394d8729790bcc4",
    );
    const seal = sessionKeys(ring, "default").seal.get(1) ?? KEY;
    expect(pageKey(seal, KEY).export().toString("hex")).toBe(
      "8bff5a219b763fca2113ec0006fcc5d1d169bf9b2ab8f2f901a5469fb12c1242",
    );
  });

  test("a ring goes to text and back, through rotations", () => {
    fc.assert(
      fc.property(fc.nat(10), (rotations) => {
        let ring = newRing();
        for (let i = 0; i < rotations; i++) ring = rotateRing(ring);
        expect(parseRing(formatRing(ring))).toEqual(ring);
        expect(formatRing(ring)).toMatch(/^cmk1\.[\w-]+$/);
      }),
      { numRuns: 20 },
    );
  });

  test("one changed character of a ring is noticed", async () => {
    const text = formatRing(newRing());
    for (let at = 5; at < text.length - 1; at++) {
      const changed = text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
      await refused("key-invalid", () => parseRing(changed));
    }
  });

  test.each([
    "",
    "short",
    "AAAA",
    "not base64 at all!",
    KEY.subarray(1).toString("base64"),
    "cmk1.",
    "cmk1.AQ",
    "A".repeat(5000),
  ])("%j is refused, and the message does not repeat it", async (bad) => {
    const error = await refused("key-invalid", () => parseRing(bad));
    if (bad.length > 3) expect(`${error.message} ${error.hint}`).not.toContain(bad);
    expect(error.hint).toContain("openssl rand");
  });
});

describe("rotation", () => {
  test("keeps ids and check value, adds a newest sealing key", () => {
    const ring = newRing();
    const rotated = rotateRing(ring);
    expect(checkValue(rotated)).toEqual(checkValue(ring));
    expect(sessionKeys(rotated, "a").id).toEqual(sessionKeys(ring, "a").id);
    expect(sessionKeys(rotated, "a").newest).toBe(2);
    expect(sessionKeys(rotated, "a").seal.get(1)).toEqual(sessionKeys(ring, "a").seal.get(1));
    expect(trimRing(rotated).sealing).toEqual(rotated.sealing.slice(1));
    expect(rotateRing(trimRing(rotated)).sealing.map(({ no }) => no)).toEqual([2, 3]);
  });

  test("a prepared key waits, goes to text and back so, and writes with the next rotation", () => {
    const ring = newRing();
    const prepared = prepareRing(ring);
    expect([writingKey(ring).no, waitingKey(ring)]).toEqual([1, null]);
    expect([writingKey(prepared).no, waitingKey(prepared)?.no]).toEqual([1, 2]);
    expect(prepareRing(prepared)).toBe(prepared);
    expect(parseRing(formatRing(prepared))).toEqual(prepared);
    expect(sessionKeys(prepared, "a").newest).toBe(1);
    expect(sessionKeys(prepared, "a", "acme").newest).toBe(1);
    const rotated = rotateRing(prepared);
    expect(rotated).toEqual({ root: ring.root, sealing: prepared.sealing });
    expect(trimRing(prepared)).toEqual(prepared);
    expect(trimRing(rotated).sealing.map(({ no }) => no)).toEqual([2]);
    expect(checkValue(prepared)).toEqual(checkValue(ring));
    expect(sealingCheckValue(writingKey(rotated))).not.toEqual(sealingCheckValue(writingKey(ring)));
  });

  test("a ring that names a writing key it does not have is refused", async () => {
    const text = formatRing(prepareRing(newRing()));
    const bytes = Buffer.from(text.slice(5), "base64url").subarray(0, -4);
    bytes.writeUInt16BE(9, bytes.length - 2);
    const sum = createHash("sha256").update(bytes).digest().subarray(0, 4);
    const error = await refused("key-invalid", () =>
      parseRing(`cmk1.${Buffer.concat([bytes, sum]).toString("base64url")}`),
    );
    expect(error.message).toContain("the key that seals");
  });

  test("two rings of one root become one: no key is dropped, and the newest that writes anywhere writes", () => {
    const one = newRing();
    const two = rotateRing(one);
    const three = rotateRing(two);
    for (const [a, b] of [
      [one, two],
      [two, one],
    ] as const)
      expect(mergeRings(a, b)).toEqual(two);
    expect(mergeRings(trimRing(two), one)).toEqual(two);
    expect(mergeRings(one, trimRing(three)).sealing.map(({ no }) => no)).toEqual([1, 3]);
    const prepared = prepareRing(two);
    expect(mergeRings(prepared, one)).toEqual(prepared);
    expect(mergeRings(one, prepared)).toEqual(prepared);
    expect(mergeRings(prepared, rotateRing(prepared))).toEqual(rotateRing(prepared));
    expect(mergeRings(rotateRing(prepared), prepared)).toEqual(rotateRing(prepared));
  });

  test("two keys under one number do not become one, nor more keys than a ring holds", async () => {
    const ring = newRing();
    const error = await refused("key-wrong", () => mergeRings(rotateRing(ring), rotateRing(ring)));
    expect(error.message).toContain("sealing key 2");
    let last = ring;
    for (let i = 1; i < 64; i++) last = rotateRing(last);
    let other = trimRing(last);
    other = rotateRing(other);
    await refused("key-invalid", () => mergeRings(last, other));
  });

  test("is refused when the ring is full", async () => {
    let ring = newRing();
    for (let i = 1; i < 64; i++) ring = rotateRing(ring);
    await refused("key-invalid", () => rotateRing(ring));
    expect(parseRing(formatRing(ring)).sealing).toHaveLength(64);
  });
});

test("all keys differ: by ring, session, purpose, number and salt", () => {
  const rings = [newRing(), rotateRing(newRing())];
  const keys = rings.flatMap((ring) => [
    checkValue(ring),
    ...["a", "b"].flatMap((name) => {
      const { id, seal } = sessionKeys(ring, name);
      const sealing = [...seal.values()];
      return [
        id,
        ...sealing,
        ...sealing.flatMap((key) => [KEY, KEY.subarray(1)].map((salt) => pageKey(key, salt).export())),
      ];
    }),
  ]);
  const hex = keys.map((key) => Buffer.from(key).toString("hex").slice(0, 32));
  expect(new Set(hex).size).toBe(hex.length);
});
