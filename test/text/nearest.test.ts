// Which known name a mistyped one stands for.

import { expect, test } from "vitest";
import { nearest } from "../../src/text/nearest.ts";

test("nearest knows snake_case and typing errors", () => {
  expect(nearest("max_entries", ["ttl", "maxEntries"])).toBe("maxEntries");
  expect(nearest("zzzz", ["ttl", "maxEntries"])).toBeUndefined();
});
