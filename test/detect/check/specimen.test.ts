import { expect, test } from "vitest";
import { sample } from "../../../src/detect/build/sample.ts";
import { BASE64URL } from "../../../src/detect/charset.ts";
import { isFirebaseSample } from "../../../src/detect/check/specimen.ts";
import { createDetector } from "../../../src/detect/detector.ts";
import { googleRules } from "../../../src/detect/rules/google.ts";

/** Of FirebaseAppTest in Google's SDK for Android; in two pieces, for scanners of repositories. */
const PUBLISHED = `${"AIzaSyD3asb-2pEZVq"}${"MkmL6M9N6nHZRR_znhrh0"}`;

test("a published key is known, whatever stands around it, and no other", () => {
  const bytes = Buffer.from(`"${PUBLISHED}"`);
  expect(isFirebaseSample(bytes, 1, 1 + PUBLISHED.length)).toBe(true);
  expect(isFirebaseSample(bytes, 1, PUBLISHED.length)).toBe(false);
  expect(isFirebaseSample(Buffer.from(`AIza${sample(BASE64URL, 35, 1)}`), 0, 39)).toBe(false);
});

test("it stays, and one that differs by a letter does not", () => {
  const detector = createDetector({ rules: googleRules, level: "balanced" });
  const found = (text: string): number => {
    const bytes = Buffer.from(text);
    return detector.scan({ bytes, lo: 0, from: 0, to: bytes.length, hi: bytes.length, final: true }).spans.length;
  };
  expect(found(`key: ${PUBLISHED}`)).toBe(0);
  expect(found(`key: ${PUBLISHED.slice(0, -1)}1`)).toBe(1);
});
