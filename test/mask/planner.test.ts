// The planner: which spans of a region leave masked, and what it hands to the next region.

import { describe, expect, test } from "vitest";
import { createLiterals } from "../../src/detect/literals.ts";
import { createPlanner, type PlannerOptions } from "../../src/mask/planner.ts";
import { createPolicy } from "../../src/mask/policy.ts";
import type { Frame } from "../../src/text/framer.ts";
import { detector } from "./kit.ts";

function planner(options: Partial<PlannerOptions> = {}): ReturnType<typeof createPlanner> {
  return createPlanner({
    detector,
    policy: createPolicy(),
    secrets: createLiterals(10),
    literals: createLiterals(10),
    sources: [],
    ...options,
  });
}

function frame(text: string, more: Partial<Frame> = {}): Frame {
  const bytes = Buffer.from(text);
  const { length } = bytes;
  return { bytes, lo: 0, from: 0, to: length, hi: length, final: false, inside: false, ...more };
}

const texts = (plan: ReturnType<ReturnType<typeof createPlanner>["plan"]>): string[] =>
  plan.items.map(({ text }) => text);

test("items come in order with their text, and all is decided", () => {
  const plan = planner().plan(frame("bob@acme.com and carol@acme.com\n"));
  expect(texts(plan)).toEqual(["bob@acme.com", "carol@acme.com"]);
  expect(plan).toMatchObject({ decided: 32, open: false });
});

describe("learned values", () => {
  test("count from behind the place where they were learned, not before it", () => {
    const plan = planner().plan(frame("hunterTwo99x\npassword: hunterTwo99x\nagain hunterTwo99x\n"));
    expect(plan.items.map(({ span }) => span.start)).toEqual([23, 42]);
    expect(plan.items.map(({ span }) => span.rule.id === "literal")).toEqual([false, true]);
  });

  test("go on in later regions; a common word is not learned", () => {
    const one = planner();
    one.plan(frame("password: hunterTwo99x\npassword: password\n"));
    expect(texts(one.plan(frame("was hunterTwo99x, a password\n")))).toEqual(["hunterTwo99x"]);
  });

  test("of a kind that is kept are not learned", () => {
    const one = planner({ policy: createPolicy({ actions: { PASSWORD: "keep" } }) });
    expect(texts(one.plan(frame("password: hunterTwo99x\nagain hunterTwo99x\n")))).toEqual([]);
  });
});

test("own secrets outrank every rule", () => {
  const secrets = createLiterals(10);
  secrets.add({ value: Buffer.from("bob@acme"), kind: "CUSTOM" });
  const plan = planner({ secrets }).plan(frame("bob@acme.com\n"));
  expect(plan.items[0]?.span.rule).toMatchObject({ id: "literal", kind: "CUSTOM" });
  expect(plan.items[0]?.text).toBe("bob@acme");
});

test("further sources take part; what they find outside of the region is not taken", () => {
  const rule = detector.candidates(Buffer.from("bob@acme.com"))[0]?.rule;
  if (rule === undefined) throw new Error("no candidate");
  const at = (start: number, end: number) => ({ start, end, rule, confidence: 1, check: "none" as const });
  const plan = planner({ sources: [() => [at(0, 3), at(4, 7), at(8, 11)]] }).plan(
    frame("one two thr\n", { lo: 0, from: 4, to: 8, hi: 12 }),
  );
  expect(texts(plan)).toEqual(["two"]);
});

test("within may drop and cut", () => {
  const plan = planner({
    within: (_, spans) => spans.slice(1).map((span) => ({ ...span, end: span.end - 4 })),
  }).plan(frame("bob@acme.com carol@acme.com\n"));
  expect(texts(plan)).toEqual(["carol@acme"]);
});

test("policy: keep and allow leave, redact is marked, block throws without a value", () => {
  const text = "bob@acme.com info@acme.com\n";
  expect(texts(planner({ policy: createPolicy({ except: ["EMAIL"] }) }).plan(frame(text)))).toEqual([]);
  expect(texts(planner({ policy: createPolicy({ allow: ["info@*"] }) }).plan(frame(text)))).toEqual(["bob@acme.com"]);
  const redacted = planner({ policy: createPolicy({ actions: { EMAIL: "redact" } }) }).plan(frame(text));
  expect(redacted.items.every(({ redact }) => redact)).toBe(true);
  const blocking = planner({ policy: createPolicy({ actions: { EMAIL: "block" } }) });
  expect(() => blocking.plan(frame(text))).toThrow(expect.objectContaining({ code: "blocked" }));
  expect(() => blocking.plan(frame(text))).not.toThrow(/bob|info@/);
});

test("a value that runs into the end of a window goes on behind it", () => {
  const one = planner();
  const token = `ghp_${"aB3dE6gH9jK2".repeat(3)}`;
  const head = `x ${token}`;
  const first = one.plan(frame(head, { inside: true, to: head.length - 20, final: true }));
  expect(texts(first)).toEqual([token]);
  expect(first.decided).toBe(head.length);
  const second = one.plan(frame("restOfIt and bob@acme.com\n"));
  expect(texts(second)).toEqual(["restOfIt", "bob@acme.com"]);
  expect(texts(one.plan(frame("plainly here\n")))).toEqual([]);
});

test("an open block is held and masked as a whole", () => {
  const [begin, end] = ["BEGIN", "END"].map((word) => `-----${word} RSA PRIVATE ${"KEY"}-----`);
  const one = planner();
  const head = `see:\n${begin}\n${"MIIEow".repeat(10)}ABCD\n`;
  const first = one.plan(frame(head));
  expect(first).toMatchObject({ decided: 5, open: true, items: [] });
  const whole = `${head.slice(5)}${end}\nafter\n`;
  const second = one.plan(frame(whole));
  expect(texts(second)).toHaveLength(1);
  expect(texts(second)[0]).toContain(end);
  expect(second).toMatchObject({ decided: whole.length, open: false });
});
