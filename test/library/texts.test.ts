// What counts as a text where programs have no types.

import { describe, expect, test } from "vitest";
import { createCloseMask, createMasker, createMemoryStore, secureTool } from "../../src/index.ts";

const MAIL = "bob@acme.com";
const held = (text: string): string => Object(text) as string;
const input = (): unknown => expect.objectContaining({ name: "ClosemaskError", code: "input" });

describe("an object of String", () => {
  test("is masked and restored as the text in it", async () => {
    const instance = createCloseMask();
    const session = await instance.open();
    const masked = session.maskSync(MAIL);
    expect(session.maskSync(held(MAIL))).toBe(masked);
    expect(await session.mask(held(MAIL))).toBe(masked);
    expect(session.unmaskSync(held(masked))).toBe(MAIL);
    expect(session.decodeSync(held(masked))).toBe(MAIL);
    expect(session.encodeSync(held(MAIL), { kind: "EMAIL" })).toBe(masked);
    expect(session.detectSync(held(MAIL))).toHaveLength(1);
    expect(await instance.explain(held(MAIL))).toHaveLength(1);
  });

  test("is a text in values too, as JSON.stringify has it", async () => {
    const session = await createCloseMask().open();
    const value = { a: held(MAIL), n: Object(4111111111111111), f: Object(false) };
    expect(() => session.maskJsonSync(value)).toThrow(input() as never);
    const masked = session.maskJsonSync(value, { others: "json" });
    expect(masked).toEqual({ a: session.maskSync(MAIL), n: expect.stringMatching(/^CARDX/), f: false });
    expect(await secureTool(() => held(MAIL), { session })()).toBe(masked.a);
  });
});

test("what is no text is refused, by each method", async () => {
  const instance = createCloseMask();
  const session = await instance.open();
  const limits = { ttl: 0, maxEntries: 10, atLimit: "refuse" } as const;
  const store = await createMemoryStore({ limits, now: () => 0 }).session("a");
  const masker = createMasker({ store: store as never, idKey: Buffer.alloc(32) });
  const none = [null, undefined, 4111111111111111, true, [MAIL], { length: 3 }, new ArrayBuffer(3), new Uint16Array(3)];
  for (const text of none as never[]) {
    for (const call of [
      () => session.maskSync(text),
      () => session.unmaskSync(text),
      () => session.detectSync(text),
      () => session.explainSync(text),
      () => session.decodeSync(text),
      () => session.encodeSync(text, { kind: "EMAIL" }),
    ])
      expect(call).toThrow(input() as never);
    for (const call of [
      () => session.mask(text),
      () => session.unmask(text),
      () => instance.detect(text),
      () => instance.explain(text),
      () => masker.mask(text),
      () => masker.unmask(text),
    ])
      await expect(call()).rejects.toThrow(input() as never);
  }
});
