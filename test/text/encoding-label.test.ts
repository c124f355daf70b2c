import { describe, expect, test } from "vitest";
import { encodingOf } from "../../src/text/encoding-label.ts";

describe("encodingOf", () => {
  test.each([
    ["UTF-8", "utf-8"],
    ["utf8", "utf-8"],
    ["UTF-16", "utf-16"],
    ["utf16le", "utf-16le"],
    ["UTF-16BE", "utf-16be"],
    ["gbk", "gb18030"],
    ["GB2312", "gb18030"],
    ["cp936", "gb18030"],
    ["Big5", "big5"],
    ["Shift-JIS", "shift_jis"],
    ["sjis", "shift_jis"],
    ["CP932", "shift_jis"],
    ["EUC_JP", "euc-jp"],
    ["cp949", "euc-kr"],
    ["latin1", "windows-1252"],
    ["ISO_8859-1", "windows-1252"],
    ["iso8859-15", "iso-8859-15"],
    ["cp1251", "windows-1251"],
    [" koi8-r ", "koi8-r"],
  ])("%s is %s", (label, name) => {
    expect(encodingOf(label)).toBe(name);
  });

  test.each(["", "utf-7", "klingon", "iso-2022-jp", "replacement"])("%s is refused with a list", (label) => {
    expect(() => encodingOf(label)).toThrow(
      expect.objectContaining({ code: "usage", hint: expect.stringContaining("gb18030") }),
    );
  });
});
