// The detector: which rules count, what a region may report, and what stays as it was.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createDetector, type Detector, type DetectorOptions } from "../../src/detect/detector.ts";
import { RULES } from "../../src/detect/rules/index.ts";

const make = (options: Partial<DetectorOptions> = {}): Detector => createDetector({ rules: RULES, ...options });
const detector = make();

function scan(text: string, over = detector, region: Partial<Parameters<Detector["scan"]>[0]> = {}): string[] {
  const bytes = Buffer.from(text);
  const { length } = bytes;
  const { spans } = over.scan({ bytes, lo: 0, from: 0, to: length, hi: length, final: true, ...region });
  return spans.map(({ start, end, rule }) => `${rule.kind}:${bytes.toString("utf8", start, end)}`);
}

test("spans are sorted, disjoint and inside; the bytes are as they were", () => {
  const pieces = fc.constantFrom(
    " ",
    "\n",
    "bob@acme.com",
    "password: hunterTwo99x",
    "+14155550132",
    "手机号 13812345678",
    "=",
    '"',
    "%40",
    "\\u0040",
    "x",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const bytes = Buffer.from(parts.join(""));
      const before = Buffer.from(bytes);
      const { spans } = detector.scan({ bytes, lo: 0, from: 0, to: bytes.length, hi: bytes.length, final: true });
      let at = 0;
      for (const { start, end, confidence } of spans) {
        expect(start).toBeGreaterThanOrEqual(at);
        expect(end).toBeGreaterThan(start);
        expect(confidence).toBeGreaterThanOrEqual(detector.threshold);
        at = end;
      }
      expect(at).toBeLessThanOrEqual(bytes.length);
      expect(bytes.equals(before)).toBe(true);
    }),
  );
});

test("a scan has no memory of the one before", () => {
  const text = "password: hunterTwo99x, bob@acme.com";
  const first = scan(text);
  scan("something else with carol@acme.com and AKIA");
  expect(scan(text)).toEqual(first);
  expect(first).toEqual(["PASSWORD:hunterTwo99x", "EMAIL:bob@acme.com"]);
});

describe("regions", () => {
  const text = "one bob@acme.com two carol@acme.com end";

  test("spans that start before from or behind to belong to others", () => {
    expect(scan(text, detector, { from: 17 })).toEqual(["EMAIL:carol@acme.com"]);
    expect(scan(text, detector, { to: 10 })).toEqual(["EMAIL:bob@acme.com"]);
    expect(scan(text, detector, { from: 5, to: 21 })).toEqual([]);
  });

  test("what lies behind hi is not looked at", () => {
    expect(scan(text, detector, { to: 28, hi: 28 })).toEqual(["EMAIL:bob@acme.com"]);
  });

  test("a block that is open comes back and goes on", () => {
    const [begin, end] = ["BEGIN", "END"].map((word) => `-----${word} RSA PRIVATE ${"KEY"}-----`);
    const line = `${"MIIEow".repeat(10)}ABCD`;
    const whole = Buffer.from(`x\n${begin}\n${line}\n${line}\n${end}\ny\n`);
    const cut = whole.indexOf(line) + line.length + 1;
    const first = detector.scan({ bytes: whole, lo: 0, from: 0, to: cut, hi: cut, final: false });
    expect(first.decided).toBe(2);
    expect(first.spans).toEqual([]);
    expect(first.block).not.toBeNull();
    const { length } = whole;
    const second = detector.scan({ bytes: whole, lo: 2, from: 2, to: length, hi: length, final: true }, first.block);
    expect(second.block).toBeNull();
    expect(second.decided).toBe(length);
    expect(second.spans.map(({ rule }) => rule.kind)).toEqual(["PRIVATE_KEY"]);
  });
});

describe("which rules count", () => {
  const text = "bob@acme.com password: hunterTwo99x";

  test("enabled decides", () => {
    expect(scan(text, make({ enabled: (rule) => rule.kind === "EMAIL" }))).toEqual(["EMAIL:bob@acme.com"]);
    expect(scan(text, make({ enabled: () => false }))).toEqual([]);
  });

  test("accepts may say no to a span, and only to that", () => {
    const over = make({ accepts: (bytes, { start, end }) => bytes.toString("utf8", start, end) !== "bob@acme.com" });
    expect(scan(text, over)).toEqual(["PASSWORD:hunterTwo99x"]);
  });

  test("levels: each finds what the stricter one finds", () => {
    const sample = `${text} call 555-867-5309, pin 4711, 2001:db8::1, 4539 1488 0343 6467`;
    const covered = (level: "strict" | "balanced" | "aggressive"): Set<number> => {
      const bytes = Buffer.from(sample);
      const { spans } = make({ level }).scan({
        bytes,
        lo: 0,
        from: 0,
        to: bytes.length,
        hi: bytes.length,
        final: true,
      });
      return new Set(spans.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, i) => start + i)));
    };
    const [strict, balanced, aggressive] = [covered("strict"), covered("balanced"), covered("aggressive")];
    expect(strict.size).toBeGreaterThan(0);
    for (const i of strict) expect(balanced.has(i)).toBe(true);
    for (const i of balanced) expect(aggressive.has(i)).toBe(true);
    expect(make({ level: "strict" }).threshold).toBeGreaterThan(detector.threshold);
  });

  test("a rule may have a threshold of its own, above or below the level's, also in decoded text", () => {
    const own = (kind: string, least: number): Detector =>
      make({ thresholds: (rule) => (rule.kind === kind ? least : undefined) });
    expect(scan("at 10.1.2.3", own("IP", 0.2))).toEqual(["IP:10.1.2.3"]);
    expect(scan("at 10.1.2.3 bob@acme.com", detector)).toEqual(["EMAIL:bob@acme.com"]);
    expect(scan("bob@acme.com carol%40acme.com", own("EMAIL", 1))).toEqual([]);
    const rule = RULES.find(({ kind }) => kind === "IP");
    if (rule === undefined) throw new Error("no rule for addresses");
    expect([own("IP", 0.2).thresholdOf(rule), own("EMAIL", 1).thresholdOf(rule)]).toEqual([0.2, 0.5]);
    const bytes = Buffer.from("at 10.1.2.3");
    expect(own("IP", 1).candidates(bytes).length).toBe(detector.candidates(bytes).length);
  });

  test("further candidates take part, and are not changed", () => {
    const bytes = Buffer.from("mail bob@acme.com now");
    const email = RULES.find(({ kind }) => kind === "EMAIL");
    if (email === undefined) throw new Error("no rule for addresses");
    const extra = { start: 0, end: 12, rule: email, confidence: 1, check: "none" as const };
    const { spans } = detector.scan({ bytes, lo: 0, from: 0, to: 21, hi: 21, final: true }, null, [extra]);
    expect(spans.some(({ start }) => start === 0)).toBe(true);
    expect(extra).toMatchObject({ start: 0, end: 12 });
  });
});

describe("views", () => {
  const encoded = "to=bob%40acme.com&x=1";

  test("values are found in percent-encoding and JSON escapes, unless views are off", () => {
    expect(scan(encoded)).toHaveLength(1);
    expect(scan('{"to":"bob\\u0040acme.com"}')).toHaveLength(1);
    expect(scan(encoded, make({ views: false }))).toEqual([]);
  });
});

test("candidates shows also what is below the level, and leaves the bytes", () => {
  const bytes = Buffer.from("call 555-867-5309 or bob@acme.com");
  const before = Buffer.from(bytes);
  const all = detector.candidates(bytes);
  expect(all.some(({ rule }) => rule.kind === "EMAIL")).toBe(true);
  expect(all.length).toBeGreaterThanOrEqual(scan(bytes.toString()).length);
  expect(bytes.equals(before)).toBe(true);
});

test("a rule that is off by default counts when it is enabled", () => {
  const text = "see https://example.com/x on 2026-11-25";
  expect(scan(text)).toEqual([]);
  const asked = make({ enabled: (rule) => rule.id === "url" });
  expect(scan(text, asked)).toEqual(["URL:https://example.com/x"]);
});

test("blocks that begin outside of the region are left to others", () => {
  const detector = createDetector({ rules: RULES });
  const pem = `-----BEGIN PRIVATE KEY-----\n${"MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n".repeat(4)}-----END PRIVATE KEY-----\n`;
  const text = Buffer.from(`${pem}mail bob@acme.com\n${pem}mail eve@acme.com\n`);
  const from = text.indexOf("mail bob");
  const to = from + "mail bob@acme.com\n".length;
  const { spans, decided } = detector.scan({ bytes: text, lo: 0, from, to, hi: text.length, final: true });
  expect(spans.map(({ start, end }) => text.toString("latin1", start, end))).toEqual(["bob@acme.com"]);
  expect(decided).toBe(to);
});

test("a block below the level does not cover what other rules find in it", () => {
  const key = `AKIA${"QRSTUVWXYZ234567".split("").reverse().join("")}`;
  const bytes = Buffer.from(`<secretToken>\n  ${key}\n</secretToken>\n`);
  const { spans } = createDetector({ rules: RULES, level: "strict" }).scan({
    bytes,
    lo: 0,
    from: 0,
    to: bytes.length,
    hi: bytes.length,
    final: true,
  });
  expect(spans.map((span) => bytes.toString("utf8", span.start, span.end))).toEqual([key]);
});
