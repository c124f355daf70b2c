import fc from "fast-check";
import { expect, test } from "vitest";
import { base64Json } from "../../../src/detect/check/base64-json.ts";

const read = (text: string) => base64Json(Buffer.from(text), 0, text.length);

test("reads objects in both alphabets, with and without padding", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string()), (value) => {
      const bytes = Buffer.from(JSON.stringify(value));
      // `__proto__` as a key is data here, so compare as text.
      for (const text of [bytes.toString("base64"), bytes.toString("base64url")])
        if (text.length >= 4) expect(JSON.stringify(read(text))).toBe(JSON.stringify(value));
    }),
  );
});

test.each(["", "e30", Buffer.from("[1,2,3]").toString("base64"), Buffer.from('{"a":').toString("base64"), "bm9uZQ=="])(
  "is null for %j",
  (text) => {
    expect(read(text)).toBeNull();
  },
);

test("does not read beyond its bound", () => {
  const long = Buffer.from(JSON.stringify({ a: "x".repeat(20_000) })).toString("base64");
  expect(read(long)).toBeNull();
});
