// The languages that a text is asked in.

import { expect, test } from "vitest";
import { languagesOf } from "../../src/ner/language.ts";

test.each([
  ["Alice Smith went to Paris.", ["en"]],
  ["张三明天去北京。", ["zh"]],
  ["张三的 api 调用失败了，请检查 token 是否过期", ["zh"]],
  ["请联系 Alice Smith 或 Bob Jones 确认订单", ["zh", "en"]],
  ["Please forward the contract to 张三 before the end of the week", ["en", "zh"]],
  ["Анна Петрова живёт в Москве", ["en", "zh"]],
  ["2026-11-29 12:00:00", ["en"]],
  ["", ["en"]],
])("%s", (text, expected) => {
  expect(languagesOf(text)).toEqual(expected);
});
