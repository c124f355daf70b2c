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
      expect(policy.allows(latin1(value))).toBe(true);
    },
  );

  test.each(["xinfo@acme.com", "info@acme.com.evil.com", "a@example.com.evil.com", "aXb(c)", "张三"])(
    "%j is not",
    (value) => {
      expect(policy.allows(latin1(value))).toBe(false);
    },
  );
});
