// What happens to a kind and to a value.

import { describe, expect, test } from "vitest";
import { createPolicy } from "../../src/mask/policy.ts";

describe("the action of a kind", () => {
  test.each([
    ["nothing said", {}, "mask"],
    ["its own entry", { actions: { EMAIL: "keep" } }, "keep"],
    ["its category's", { actions: { CONTACT: "redact" } }, "redact"],
    ["its own before its category's", { actions: { EMAIL: "block", CONTACT: "keep" } }, "block"],
    ["another's", { actions: { PHONE: "keep" } }, "mask"],
    ["only others", { only: ["PHONE"] }, "keep"],
    ["only its category", { only: ["CONTACT"] }, "mask"],
    ["except it", { except: ["EMAIL"] }, "keep"],
    ["except its category", { except: ["CONTACT"], only: ["EMAIL"] }, "keep"],
    ["only it, blocked", { only: ["EMAIL"], actions: { EMAIL: "block" } }, "block"],
  ] as const)("%s", (_, options, action) => {
    expect(createPolicy(options).action("EMAIL")).toBe(action);
  });

  test("names of Object.prototype are kinds like any other", () => {
    expect(createPolicy({ actions: { EMAIL: "keep" } }).action("constructor")).toBe("mask");
  });
});

describe("values that stay", () => {
  const policy = createPolicy({ allow: ["info@acme.com", "*@example.com", "a.b(c)*", "李*"] });
  const latin1 = (text: string): string => Buffer.from(text).toString("latin1");

  test.each(["info@acme.com", "INFO@Acme.Com", "anyone@example.com", "@example.com", "a.b(c)", "a.b(c)\nd", "李四"])(
    "%j is allowed",
    (value) => {
      expect(policy.allows(latin1(value), "EMAIL")).toBe(true);
    },
  );

  test("a pattern matches the whole value, also of several lines; a limit to a kind or category counts", () => {
    const { allows } = createPolicy({
      allow: [
        { pattern: "a+|李.", flags: "im" },
        { pattern: "x", kind: "CONTACT" },
        { value: "Y*", kind: "PHONE" },
      ],
    });
    const answers = (kind: string, ...values: string[]): boolean[] =>
      values.map((value) => allows(Buffer.from(value).toString("latin1"), kind));
    expect(answers("IP", "aA", "李四", "ab", "a\nb", "李四五", "x", "y1")).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(answers("EMAIL", "x", "y1")).toEqual([true, false]);
    expect(answers("PHONE", "x", "y1")).toEqual([true, true]);
  });

  test("a pattern that takes too long, or sees too long a value, allows nothing", () => {
    const never = createPolicy({ allow: [{ pattern: "a+" }], runBounded: () => false });
    expect(never.allows("aaa", "IP")).toBe(false);
    const runBounded = (work: () => void): boolean => {
      work();
      return true;
    };
    const { allows } = createPolicy({ allow: [{ pattern: "a+" }], runBounded });
    expect([allows("aaa", "IP"), allows("a".repeat(5000), "IP")]).toEqual([true, false]);
  });

  test("an entry that names only a kind allows all of it", () => {
    const { allows } = createPolicy({ allow: [{ kind: "IP" }] });
    expect([allows("anything", "IP"), allows("anything", "EMAIL")]).toEqual([true, false]);
  });

  test.each(["xinfo@acme.com", "info@acme.com.evil.com", "a@example.com.evil.com", "aXb(c)", "张三"])(
    "%j is not",
    (value) => {
      expect(policy.allows(latin1(value), "EMAIL")).toBe(false);
    },
  );
});
