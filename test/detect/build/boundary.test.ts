import { describe, expect, test } from "vitest";
import { endsAt, escapeBefore, skipEscape, startsAt } from "../../../src/detect/build/boundary.ts";

const ESC = "\u001b";

describe("a value may start behind", () => {
  test.each([
    ["\\n", 2],
    ["\\\\\\n", 2],
    ["%3D", 3],
    ["\\u0022", 6],
    [`${ESC}[93m`, 5],
    [`${ESC}[1;31m`, 7],
    [`${ESC}[m`, 3],
    ["\\x1b[0m", 7],
    ["\\033[1m", 7],
    ["\\u001b[93m", 10],
  ])("the escape %j of %i bytes", (before, length) => {
    const bytes = Buffer.from(`x${before}`);
    expect(escapeBefore(bytes, 0, bytes.length)).toBe(length);
    expect(startsAt(bytes, 0, bytes.length)).toBe(true);
  });

  test.each(["n", "\\\\n", "\\\\\\\\n", "%3", "%ZZa", "\\u002g", "[93m", "x[1m", "93m", `${ESC}[93xm`])(
    "no escape in %j",
    (text) => {
      const bytes = Buffer.from(`x${text}`);
      expect(escapeBefore(bytes, 0, bytes.length)).toBe(0);
    },
  );

  test("no escape that begins before what may be looked at", () => {
    const bytes = Buffer.from(`${ESC}[93mx`);
    expect(escapeBefore(bytes, 1, 5)).toBe(0);
    expect(startsAt(bytes, 5, 5)).toBe(true);
  });
});

test("a value that was extended over an escape starts behind it", () => {
  for (const before of ["\\n", "%3D", "\\u0022", `${ESC}[93m`, `${ESC}[1;31m`]) {
    const bytes = Buffer.from(`${before}bob@acme.com`);
    // Where the letters and digits that end in bob begin.
    const start = bytes.length - (/[a-z0-9]*bob@acme.com$/i.exec(bytes.toString("latin1"))?.[0].length ?? 0);
    expect(bytes.toString("latin1", skipEscape(bytes, 0, start))).toBe("bob@acme.com");
  }
  const plain = Buffer.from("[nbob@acme.com");
  expect(skipEscape(plain, 0, 1)).toBe(1);
});

test("a value may end before what is no member, and at the end", () => {
  const bytes = Buffer.from("ab_ .");
  expect([0, 1, 2, 3, 4, 5].map((at) => endsAt(bytes, 5, at))).toEqual([false, false, false, true, true, true]);
});
