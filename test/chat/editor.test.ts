// The text that is being written: offsets stay between characters as people see them, whatever is done.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Editor, EMPTY, erase, insert, move, type Place, selection, withText } from "../../src/chat/editor.ts";

const PLACES: readonly Place[] = ["left", "right", "up", "down", "line-start", "line-end", "word-left", "word-right"];

function edges(text: string): Set<number> {
  const graphemes = [...new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)];
  return new Set([...graphemes.map(({ index }) => index), text.length]);
}

describe("editor", () => {
  test("types, moves and erases", () => {
    let editor = insert(insert(EMPTY, "hello"), " world");
    editor = erase(editor, "word-left");
    expect(editor.text).toBe("hello ");
    editor = insert(move(editor, "line-start"), "oh, ");
    expect(editor).toEqual({ text: "oh, hello ", cursor: 4, anchor: null });
    expect(erase(editor, "line-end").text).toBe("oh, ");
  });

  test("a family and a flag are one character each", () => {
    const editor = withText("a👨‍👩‍👧🇩🇪");
    const before = move(editor, "left");
    expect(editor.text.slice(before.cursor)).toBe("🇩🇪");
    expect(erase(before, "left").text).toBe("a🇩🇪");
  });

  test("goes from line to line, and stays in the last and the first", () => {
    const editor = withText("first line\nx\nthird");
    const up = move(editor, "up");
    expect(up.cursor).toBe("first line\nx".length);
    expect(move(move(up, "up"), "up").cursor).toBe(1);
    expect(move(editor, "down").cursor).toBe(editor.cursor);
  });

  test("what is selected is replaced by what is typed", () => {
    const selected = move(move(withText("one two"), "word-left", true), "left", true);
    expect(selection(selected)).toEqual([3, 7]);
    expect(insert(selected, "!").text).toBe("one!");
    expect(erase(selected, "left").text).toBe("one");
  });

  test("the cursor is never inside of a character", () => {
    const step = fc.oneof(
      fc.record({ go: fc.constantFrom(...PLACES), select: fc.boolean() }),
      fc.record({ erase: fc.constantFrom(...PLACES) }),
      fc.record({ text: fc.constantFrom("a", "\n", "中文", "👨‍👩‍👧", "e\u0301", "word ", "\n\n") }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let editor: Editor = EMPTY;
        for (const each of steps) {
          if ("go" in each) editor = move(editor, each.go, each.select);
          else if ("erase" in each) editor = erase(editor, each.erase);
          else editor = insert(editor, each.text);
          const cursor = editor.cursor;
          expect(cursor).toBeGreaterThanOrEqual(0);
          expect(cursor).toBeLessThanOrEqual(editor.text.length);
          // Erasing may join what were two characters; the next move leaves such a place.
          if ("go" in each) expect(edges(editor.text).has(cursor) || cursor === 0).toBe(true);
        }
      }),
    );
  });
});
