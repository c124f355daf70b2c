// The planner: which spans of a region leave masked, and what it hands to the next region.

import { describe, expect, test } from "vitest";
import { createLiterals } from "../../src/detect/literal-table.ts";
import { createPlanner, type Plan, type PlannerOptions } from "../../src/mask/planner.ts";
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

/** What the spans of a region hold. */
function texts({ spans }: Plan, { bytes }: Frame): string[] {
  return spans.map(({ start, end }) => bytes.toString("utf8", start, end));
}

function found(planner: ReturnType<typeof createPlanner>, region: Frame): string[] {
  return texts(planner.plan(region), region);
}

test("spans come in order, and all is decided", () => {
  const region = frame("bob@acme.com and carol@acme.com\n");
  expect(found(planner(), region)).toEqual(["bob@acme.com", "carol@acme.com"]);
  expect(planner().plan(region)).toMatchObject({ decided: 32, open: false });
});

describe("learned values", () => {
  test("count from behind the place where they were learned, not before it", () => {
    const plan = planner().plan(frame("hunterTwo99x\npassword: hunterTwo99x\nagain hunterTwo99x\n"));
    expect(plan.spans.map(({ start }) => start)).toEqual([23, 42]);
    expect(plan.spans.map(({ rule }) => rule.id === "literal")).toEqual([false, true]);
  });

  test("go on in later regions; a common word is not learned", () => {
    const one = planner();
    one.plan(frame("password: hunterTwo99x\npassword: password\n"));
    expect(found(one, frame("was hunterTwo99x, a password\n"))).toEqual(["hunterTwo99x"]);
  });

  test("that were declared secret are learned whatever they look like, line by line and encoded", () => {
    const one = planner({ literals: createLiterals(100) });
    expect(found(one, frame("password is plain\n::add-mask::password%0Ahorses\n"))).toEqual(["password%0Ahorses"]);
    const later = frame("a password, horses, aG9yc2Vz, cGFzc3dvcmQ= and pass\n");
    expect(found(one, later)).toEqual(["password", "horses", "aG9yc2Vz", "cGFzc3dvcmQ="]);
  });

  test("of base64 take their neighbours' bits along, and never a byte of another span", () => {
    const one = planner({ literals: createLiterals(100) });
    one.plan(frame("::add-mask::horses\n"));
    const region = frame(`x=${Buffer.from("ahorseshorsesb").toString("base64")} horseshorses\n`);
    const { spans } = one.plan(region);
    for (const [i, span] of spans.entries()) {
      expect(span.start).toBeLessThan(span.end);
      expect(span.start).toBeGreaterThanOrEqual(spans[i - 1]?.end ?? 0);
    }
    expect(texts({ spans } as Plan, region).slice(-2)).toEqual(["horses", "horses"]);
  });

  test("of a kind that is kept are not learned", () => {
    const one = planner({ policy: createPolicy({ actions: { PASSWORD: "keep" } }) });
    expect(found(one, frame("password: hunterTwo99x\nagain hunterTwo99x\n"))).toEqual([]);
  });
});

test("own secrets outrank every rule", () => {
  const secrets = createLiterals(10);
  secrets.add({ value: Buffer.from("bob@acme"), kind: "CUSTOM" });
  const plan = planner({ secrets }).plan(frame("bob@acme.com\n"));
  expect(plan.spans[0]).toMatchObject({ start: 0, end: 8, rule: { id: "literal", kind: "CUSTOM" } });
});

test("further sources take part; what they find outside of the region is not taken", () => {
  const rule = detector.candidates(Buffer.from("bob@acme.com"))[0]?.rule;
  if (rule === undefined) throw new Error("no candidate");
  const at = (start: number, end: number) => ({ start, end, rule, confidence: 1, check: "none" as const });
  const one = planner({ sources: [() => [at(0, 3), at(4, 7), at(8, 11)]] });
  expect(found(one, frame("one two thr\n", { lo: 0, from: 4, to: 8, hi: 12 }))).toEqual(["two"]);
});

test("within may drop and cut", () => {
  const one = planner({
    within: (_, spans) => spans.slice(1).map((span) => ({ ...span, end: span.end - 4 })),
  });
  expect(found(one, frame("bob@acme.com carol@acme.com\n"))).toEqual(["carol@acme"]);
});

test("policy: keep and allow leave, what is redacted does not, block throws without a value", () => {
  const text = "bob@acme.com info@acme.com\n";
  expect(found(planner({ policy: createPolicy({ except: ["EMAIL"] }) }), frame(text))).toEqual([]);
  expect(found(planner({ policy: createPolicy({ allow: ["info@*"] }) }), frame(text))).toEqual(["bob@acme.com"]);
  expect(found(planner({ policy: createPolicy({ actions: { EMAIL: "redact" } }) }), frame(text))).toHaveLength(2);
  const blocking = planner({ policy: createPolicy({ actions: { EMAIL: "block" } }) });
  expect(() => blocking.plan(frame(text))).toThrow(expect.objectContaining({ code: "blocked" }));
  expect(() => blocking.plan(frame(text))).not.toThrow(/bob|info@/);
});

test("a value that runs into the end of a window goes on behind it", () => {
  const one = planner();
  const token = `ghp_${"aB3dE6gH9jK2".repeat(3)}`;
  const head = `x ${token}`;
  const window = frame(head, { inside: true, to: head.length - 20, final: true });
  const first = one.plan(window);
  expect(texts(first, window)).toEqual([token]);
  expect(first.decided).toBe(head.length);
  expect(found(one, frame("restOfIt and bob@acme.com\n"))).toEqual(["restOfIt", "bob@acme.com"]);
  expect(found(one, frame("plainly here\n"))).toEqual([]);
});

test("an open block is held and masked as a whole", () => {
  const [begin, end] = ["BEGIN", "END"].map((word) => `-----${word} RSA PRIVATE ${"KEY"}-----`);
  const one = planner();
  const head = `see:\n${begin}\n${"MIIEow".repeat(10)}ABCD\n`;
  const first = one.plan(frame(head));
  expect(first).toMatchObject({ decided: 5, open: true, spans: [] });
  const whole = `${head.slice(5)}${end}\nafter\n`;
  const region = frame(whole);
  const second = one.plan(region);
  expect(texts(second, region)).toHaveLength(1);
  expect(texts(second, region)[0]).toContain(end);
  expect(second).toMatchObject({ decided: whole.length, open: false });
});
