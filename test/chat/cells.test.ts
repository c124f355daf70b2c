// Lines of the screen: nothing is lost, nothing is too wide, and nothing commands the terminal.

import fc from "fast-check";
import { expect, test } from "vitest";
import { cut, harmless, lineWidth, type Run, widthOf, wrap } from "../../src/chat/cells.ts";

const plain = (text: string): Run => ({ text, style: {} });
const textOf = (lines: readonly (readonly Run[])[]): string[] =>
  lines.map((line) => line.map(({ text }) => text).join(""));

test("breaks at spaces, and words that are too long anywhere", () => {
  expect(textOf(wrap([plain("the quick brown fox")], 9))).toEqual(["the quick", "brown fox"]);
  expect(textOf(wrap([plain("abcdefghij")], 4))).toEqual(["abcd", "efgh", "ij"]);
  expect(textOf(wrap([plain("a\n\nb")], 4))).toEqual(["a", "", "b"]);
});

test("Chinese takes two columns and breaks anywhere", () => {
  expect(widthOf("张三")).toBe(4);
  expect(textOf(wrap([plain("我的邮箱是张三")], 5))).toEqual(["我的", "邮箱", "是张", "三"]);
  expect(widthOf("👨‍👩‍👧")).toBe(2);
});

test("what a terminal would take for a command is drawn as a mark", () => {
  expect(harmless("\u001b]52;c;aGk=\u0007a\u009b2Jb\u202e")).toBe("·]52;c;aGk=·a·2Jb·");
  expect(harmless("a\tb\r\nc")).toBe("a    b\nc");
});

test("a text that does not fit says so", () => {
  expect(cut("abcdef", 4)).toBe("abc…");
  expect(cut("张三李四", 5)).toBe("张三…");
  expect(cut("abc", 3)).toBe("abc");
});

test("lines fit, and hold all that is no space at a break", () => {
  const piece = fc.constantFrom("word", " ", "  ", "\n", "中文字", "👨‍👩‍👧", "averyveryverylongword", "é", "\u001b[0m");
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 30 }),
      fc.integer({ min: 2, max: 20 }),
      fc.boolean(),
      (parts, width, anywhere) => {
        const lines = wrap(parts.map(plain), width, anywhere);
        for (const line of lines) expect(lineWidth(line)).toBeLessThanOrEqual(width);
        const all = textOf(lines).join("");
        const expected = harmless(parts.join("")).replaceAll("\n", "");
        if (anywhere) expect(all).toBe(expected);
        else expect(all.replaceAll(" ", "")).toBe(expected.replaceAll(" ", ""));
      },
    ),
  );
});
