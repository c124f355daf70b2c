// What an event may hold: names and numbers, in a bounded number.

import { describe, expect, test } from "vitest";
import { eventText, shownName } from "../../src/audit/event.ts";

const BASE = { kind: "mask", action: "end", outcome: "ok" } as const;

function members(event: Parameters<typeof eventText>[0], agent?: string): Record<string, unknown> {
  return JSON.parse(`{${eventText(event, "mask", agent)}}`);
}

describe("a name", () => {
  test.each(["case-7", "openai api.openai.com:443", "http://x", "a b", "[::1]:80", "(not shown)"])(
    "%s is shown",
    (name) => {
      expect(shownName(name)).toBe(name);
    },
  );

  test.each(["a@b.com", 'x"y', "x\ny", "", "名", "x".repeat(129)])("%j is not", (name) => {
    expect(shownName(name)).toBe("(not shown)");
  });
});

test("members stand in a fixed order, and what is not there is left out", () => {
  expect(
    eventText({ ...BASE, session: "s", counts: new Map([["EMAIL", 2]]), more: { bytes: 7 } }, "mask", undefined),
  ).toBe('"kind":"mask","action":"end","outcome":"ok","command":"mask","session":"s","counts":{"EMAIL":2},"bytes":7');
});

test("the agent of the event comes before that of the process", () => {
  expect(members({ ...BASE, agent: "own" }, "all").agent).toBe("own");
  expect(members(BASE, "all").agent).toBe("all");
  expect(members(BASE)).not.toHaveProperty("agent");
});

test("more kinds than can be are added up, and none is lost", () => {
  const counts = new Map(Array.from({ length: 1000 }, (_, i) => [`KIND_${i}`, 1]));
  const shown = members({ ...BASE, counts }).counts as Record<string, number>;
  expect(Object.keys(shown).length).toBeLessThanOrEqual(401);
  expect(Object.values(shown).reduce((sum, count) => sum + count, 0)).toBe(1000);
});
