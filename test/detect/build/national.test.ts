// What decides whether a national number counts: a caption before or behind it, a line of its own, or its odds.

import { describe, expect, test } from "vitest";
import { standsAlone } from "../../../src/detect/build/alone.ts";
import { inCases } from "../../../src/detect/build/caption.ts";
import { captionAfter } from "../../../src/detect/build/caption-after.ts";
import { code } from "../../../src/detect/build/code.ts";
import { idNumber, type Odds } from "../../../src/detect/build/id-number.ts";
import { labelled } from "../../../src/detect/build/labelled.ts";
import { createDetector } from "../../../src/detect/detector.ts";
import type { Rule, Scan } from "../../../src/detect/rule.ts";

function confidences(rule: Rule, text: string): number[] {
  return createDetector({ rules: [rule] })
    .candidates(Buffer.from(text))
    .map((found) => found.confidence);
}

function scanOf(text: string): Scan {
  const bytes = Buffer.from(text);
  return { bytes, lo: 0, hi: bytes.length, add: () => {}, open: () => {} };
}

const none = () => ({ yes: [], no: [] });

describe("standsAlone", () => {
  test.each(["«v»", 'x\n  - "«v»"\r\ny', "'«v»',", "«v».\n", "\t(«v»)"])("yes: %j", (text) => {
    const plain = text.replace("«", "").replace("»", "");
    const at = text.indexOf("«");
    expect(standsAlone(scanOf(plain), at, at + 1)).toBe(true);
  });

  test.each(["a «v»", "«v» b", "«v»\0", "\0«v»", "[\n  «v»,\n", "1, «v»"])("no: %j", (text) => {
    const plain = text.replace("«", "").replace("»", "");
    const at = text.indexOf("«");
    expect(standsAlone(scanOf(plain), at, at + 1)).toBe(false);
  });
});

describe("captionAfter", () => {
  const after = captionAfter(inCases("nie,número de pasaporte,personnummer"));
  const at = (text: string): boolean => after(Buffer.from(text), 0, Buffer.byteLength(text));

  test.each([" is my NIE", " es mi número de pasaporte", " är mitt personnummer.", " is the number of my NIE"])(
    "%j",
    (text) => {
      expect(at(text)).toBe(true);
    },
  );

  test.each([" my NIE", " is niece", "is my NIE", " and the NIE", " is my\nNIE"])("not %j", (text) => {
    expect(at(text)).toBe(false);
  });
});

test("inCases adds capitals to words beyond ASCII only", () => {
  expect(inCases("dni,egn")).toEqual(["dni", "egn"]);
  expect(inCases("егн,število")).toEqual(["егн", "ЕГН", "Егн", "število", "ŠTEVILO", "Število"]);
});

describe("idNumber", () => {
  const rule = (odds: Odds): Rule =>
    idNumber({
      id: "t",
      kind: "TAX_ID",
      description: "d",
      shapes: ["9", "3-3-3"],
      words: "tin",
      check: (digits) => digits.endsWith("7"),
      odds,
      examples: none,
    });

  test("a caption names a number whatever its check says", () => {
    expect(confidences(rule("often"), "tin: 482915637")).toEqual([0.95]);
    expect(confidences(rule("often"), "tin: 482915638")).toEqual([0.55]);
    expect(confidences(rule("often"), "482915637 is the tin")).toEqual([0.95]);
  });

  test("without one the odds decide", () => {
    const line = "took 482915637 steps";
    const odds: Odds[] = ["often", "alone", "rare"];
    expect(odds.map((each) => confidences(rule(each), line)[0])).toEqual([undefined, undefined, 0.85]);
    expect(odds.map((each) => confidences(rule(each), "482915637")[0])).toEqual([undefined, 0.6, 0.85]);
    expect(confidences(rule("rare"), "482915638")).toEqual([]);
  });

  test("a machine's name, a list and an example take the odds away", () => {
    expect(confidences(rule("rare"), "offset=482915637")).toEqual([0.15]);
    expect(confidences(rule("rare"), "482 915 637 118")).toEqual([]);
    expect(confidences(rule("rare"), "a-482915637")).toEqual([]);
    expect(confidences(rule("rare"), "234567")).toEqual([]);
  });
});

describe("code", () => {
  const rule = code({
    id: "t",
    kind: "TAX_ID",
    description: "d",
    shape: /^[A-Z]\d{7}[A-Z]$/,
    where: "both",
    words: "nif",
    check: (text) => text.endsWith("Z"),
    alone: /Q$/,
    odds: "rare",
    examples: none,
  });

  test("joints are read over, small letters are less sure", () => {
    expect(confidences(rule, "with X-1234567-Z here")).toContain(0.85);
    expect(confidences(rule, "with x1234567z here")).toContain(0.3);
    expect(confidences(rule, "x1234567z")).toContain(0.6);
  });

  test("captions, paths and forms that count alone", () => {
    expect(confidences(rule, "NIF X1234567A")).toContain(0.55);
    expect(confidences(rule, "/X1234567Z")).toEqual([0.1]);
    expect(confidences(rule, "X1234567Q")).toContain(0.5);
    expect(confidences(rule, "a X1234567Q")).toEqual([]);
    expect(confidences(rule, "X1234567Z_1 1X1234567Z")).toEqual([]);
  });

  test("an escape before it is no part of it", () => {
    expect(confidences(rule, '"a\\nX1234567Z"')).toContain(0.85);
  });
});

describe("labelled", () => {
  const rule = labelled({
    id: "t",
    kind: "TAX_ID",
    description: "d",
    names: "policy number",
    anchors: "policy",
    examples: none,
  });

  test.each([
    "policy number: AB-1234-5",
    "policy_number=12345",
    "PolicyNumber no. 12 345 678",
    '"policyNumber": "A1234"',
  ])("%s", (text) => {
    expect(confidences(rule, text)).toEqual([0.7]);
  });

  test.each([
    "policy number 2024",
    "policy number 2024-10-17",
    "policy number one",
    "policy 12345",
    "xpolicy number 12345",
  ])("not %s", (text) => {
    expect(confidences(rule, text)).toEqual([]);
  });
});
