// The result buffer holds what was appended since the last reset, whatever its size.

import fc from "fast-check";
import { expect, test } from "vitest";
import { createOutput } from "../../src/mask/output.ts";

test("bytes come out in the order they went in, reset starts anew", () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 8 }), { maxLength: 5 }), (rounds) => {
      const output = createOutput();
      let last = 0;
      for (const parts of rounds) {
        output.reset();
        for (const [i, part] of parts.entries()) {
          if (i % 2 === 0) output.add(part);
          else output.copy(Buffer.concat([Buffer.from("<"), part, Buffer.from(">")]), 1, part.length + 1);
          last = part.at(-1) ?? last;
          expect(output.last()).toBe(last);
        }
        expect(output.bytes().equals(Buffer.concat(parts))).toBe(true);
      }
    }),
  );
});

test("more than the buffer holds, and an empty range", () => {
  const output = createOutput();
  const large = Buffer.alloc(5 << 20, "abc");
  output.add(Buffer.from("head"));
  output.copy(large, 0, large.length);
  output.copy(large, 7, 7);
  output.copy(large, 9, 3);
  expect(output.bytes().length).toBe(large.length + 4);
  expect(output.bytes().subarray(4).equals(large)).toBe(true);
  output.reset();
  expect(output.bytes().length).toBe(0);
  expect(output.last()).toBe(large.at(-1));
});
