import { createCipheriv } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { checkValue, exportKey, newRing, rotateRing } from "../../src/store/keys.ts";
import { exportSession, importSession, type SessionExport } from "../../src/store/transfer.ts";
import { refused } from "./contract-kit.ts";

const RING = newRing();
const DUMP: SessionExport = {
  name: "work",
  created: 1_790_000_000_000,
  entries: [
    {
      handle: 2e15 + 5,
      fingerprint: 2 ** 51,
      kind: "EMAIL",
      value: Uint8Array.of(0, 255, 128, 10),
      styles: 3,
      literal: true,
      firstSeen: 1_790_000_000_001,
      lastUsed: 1_790_000_000_002,
      numbers: [{ counter: "angle:EMAIL", number: 4 }],
    },
    {
      handle: 6,
      fingerprint: 7,
      kind: "PERSON",
      value: Buffer.from("Grace Hopper"),
      styles: 1,
      literal: false,
      firstSeen: 1,
      lastUsed: 2,
      numbers: [],
    },
  ],
  reserved: [9, 1e12 + 9],
  reservedNumbers: [{ counter: "format:EMAIL", number: 12 }],
  texts: [],
};

function plain(dump: SessionExport): unknown {
  return {
    ...dump,
    entries: dump.entries.map((entry) => ({ ...entry, value: [...entry.value] })),
    texts: dump.texts.map(({ name, bytes }) => ({ name, bytes: [...bytes] })),
  };
}

test("a session comes back as it went, also after a rotation of the ring", () => {
  const bytes = exportSession(DUMP, RING);
  expect(plain(importSession(bytes, RING))).toEqual(plain(DUMP));
  expect(plain(importSession(bytes, rotateRing(RING)))).toEqual(plain(DUMP));
});

test("texts go along; an export without any is one that older programs read", () => {
  const texts = [{ name: "conversation 1", bytes: Buffer.from("Grace wrote this") }];
  const bytes = Buffer.from(exportSession({ ...DUMP, texts }, RING));
  expect(plain(importSession(bytes, RING))).toEqual(plain({ ...DUMP, texts }));
  expect(bytes.includes("Grace")).toBe(false);
  expect([bytes[18], exportSession(DUMP, RING)[18]]).toEqual([2, 1]);
});

test("an export shows nothing of the session and is never the same twice", () => {
  const [one, two] = [exportSession(DUMP, RING), exportSession(DUMP, RING)].map((bytes) => Buffer.from(bytes));
  expect(one?.includes("Grace") || one?.includes("EMAIL") || one?.includes("work")).toBe(false);
  expect(one?.equals(two ?? Buffer.alloc(0))).toBe(false);
});

describe("refused is", () => {
  const bytes = exportSession(DUMP, RING);

  test("another key, with what to do", async () => {
    const error = await refused("key-wrong", () => importSession(bytes, newRing()));
    expect(error.hint).toContain("CLOSEMASK_KEY");
  });

  test("every flipped bit", async () => {
    for (let at = 0; at < bytes.length; at++) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const code = at === 18 ? "store-newer" : at > 18 && at < 35 ? "key-wrong" : "store-corrupt";
      await refused(code, () => importSession(changed, RING));
    }
  });

  test("every cut and anything else", async () => {
    for (let length = 0; length < bytes.length; length += 7) {
      await refused("store-corrupt", () => importSession(bytes.subarray(0, length), RING));
    }
    await refused("store-corrupt", () => importSession(Buffer.from("PK\u0003\u0004 something else"), RING));
  });

  // Whoever has the key may still send nonsense.
  test.each([
    null,
    5,
    {},
    { ...DUMP, name: "../x" },
    { ...DUMP, entries: [{ handle: -1 }] },
    { ...DUMP, reserved: ["1"] },
  ])("well sealed nonsense %#", async (json) => {
    const head = Buffer.from(bytes.subarray(0, 18 + 1 + 16 + 32 + 12));
    const cipher = createCipheriv("aes-256-gcm", exportKey(RING, head.subarray(35, 67)), head.subarray(67));
    cipher.setAAD(head);
    const sealed = Buffer.concat([cipher.update(gzipSync(JSON.stringify(json))), cipher.final(), cipher.getAuthTag()]);
    expect(checkValue(RING)).toHaveLength(16);
    await refused("store-corrupt", () => importSession(Buffer.concat([head, sealed]), RING));
  });
});
