import { describe, expect, test } from "vitest";
import { run, type TokenOptions, token } from "../../../src/detect/build/token.ts";
import { BASE62, charset, DIGIT, HEX, PAD } from "../../../src/detect/charset.ts";
import { createDetector } from "../../../src/detect/detector.ts";

const BODY = "a1B2c3D4e5";

function find(options: Partial<TokenOptions>, text: string): string[] {
  const row = { id: "x", description: "x", prefixes: ["tok_"], parts: [run(BASE62, 10, 12)], ...options };
  const rule = token(row, "API_KEY", () => ({ yes: [], no: [] }));
  const bytes = Buffer.from(text);
  const { spans } = createDetector({ rules: [rule] }).scan({
    bytes,
    lo: 0,
    from: 0,
    to: bytes.length,
    hi: bytes.length,
    final: true,
  });
  return spans.map((span) => `${bytes.toString("utf8", span.start, span.end)} ${span.check} ${span.confidence}`);
}

describe("token", () => {
  test.each(["", " ", "=", '"', "-", "/", "\\n", "\\\\n", "%3D", "\\u0022", "密"])("may stand behind %j", (before) => {
    expect(find({}, `${before}tok_${BODY}`)).toEqual([`tok_${BODY} none 0.95`]);
  });

  test.each(["a", "9", "_", "\\\\q"])("may not stand behind %j", (before) => {
    expect(find({}, `${before}tok_${BODY}`)).toEqual([]);
  });

  test.each(["", " ", '"', ".", ",", "\\n", "%22", "。", "\n", "\0"])("may end before %j", (after) => {
    expect(find({}, `tok_${BODY}${after}`)).toEqual([`tok_${BODY} none 0.95`]);
  });

  test("ends between its bounds or not at all", () => {
    expect(find({}, `tok_${BODY}f6`)).toEqual([`tok_${BODY}f6 none 0.95`]);
    expect(find({}, `tok_${BODY}f6G`)).toEqual([]);
    expect(find({}, `tok_${BODY}_`)).toEqual([]);
    expect(find({}, `tok_${BODY.slice(1)}`)).toEqual([]);
  });

  test("must vary in bytes and classes", () => {
    expect(find({}, "tok_a1a1a1a1a1")).toEqual([]);
    expect(find({}, "tok_yourkeyhere")).toEqual([]);
    expect(find({ classes: 1 }, "tok_yourkeyhere")).toEqual(["tok_yourkeyhere none 0.95"]);
  });

  test("tells a passed check from a failed one, and drops neither by default", () => {
    const check = (bytes: Buffer, _: number, end: number) => bytes[end - 1] === 0x35;
    expect(find({ check }, `tok_${BODY}`)).toEqual([`tok_${BODY} passed 0.99`]);
    expect(find({ check }, `tok_${BODY}f`)).toEqual([`tok_${BODY}f failed 0.95`]);
    expect(find({ check, unchecked: 0.2 }, `tok_${BODY}f`)).toEqual([]);
  });

  test("leaves the dot or comma that closes a sentence", () => {
    const dotted = { parts: [run(charset("A-Za-z0-9.,"), 10, 40)] };
    expect(find(dotted, `It is tok_${BODY}.x7., then`)).toEqual([`tok_${BODY}.x7 none 0.95`]);
  });

  test("takes what stands before the prefix, and leaves a label", () => {
    const tail = { prefixes: ["-us"], before: [run(HEX, 8)], parts: [run(DIGIT, 1, 2)] };
    expect(find(tail, "key=a1b2c3d4-us12")).toEqual(["a1b2c3d4-us12 none 0.95"]);
    expect(find(tail, "\\na1b2c3d4-us12")).toEqual(["a1b2c3d4-us12 none 0.95"]);
    expect(find(tail, "key=fa1b2c3d4-us12")).toEqual([]);
    expect(find(tail, "c3d4-us12")).toEqual([]);
    const label = { prefixes: ["Key="], bare: true, parts: [run(BASE62, 10), run(PAD, 0, 2)] };
    expect(find(label, `Key=${BODY}==;`)).toEqual([`${BODY}== none 0.95`]);
  });

  test("of a wider boundary stands in no base64 and no path", () => {
    const boundary = charset("A-Za-z0-9+/_.-");
    expect(find({ boundary }, `"tok_${BODY}".`)).toEqual([`tok_${BODY} none 0.95`]);
    expect(find({ boundary }, `tok_${BODY}. And`)).toEqual([`tok_${BODY} none 0.95`]);
    for (const before of ["+", "/", "-", "."]) expect(find({ boundary }, `${before}tok_${BODY}`)).toEqual([]);
    for (const after of ["+", "/"]) expect(find({ boundary }, `tok_${BODY}${after}x`)).toEqual([]);
  });

  test("finds the same with a part of the run in its anchor", () => {
    expect(find({ lead: 3 }, `tok_${BODY}`)).toEqual([`tok_${BODY} none 0.95`]);
  });
});
