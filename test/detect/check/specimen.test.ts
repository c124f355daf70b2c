import { expect, test } from "vitest";
import { sample } from "../../../src/detect/build/sample.ts";
import { BASE64URL } from "../../../src/detect/charset.ts";
import { isFirebaseSample } from "../../../src/detect/check/specimen.ts";

test("a published key is known, whatever stands around it, and no other", () => {
  // Of FirebaseAppTest in Google's SDK for Android; in two pieces, for scanners of repositories.
  const key = `${"AIzaSyD3asb-2pEZVq"}${"MkmL6M9N6nHZRR_znhrh0"}`;
  const bytes = Buffer.from(`"${key}"`);
  expect(isFirebaseSample(bytes, 1, 1 + key.length)).toBe(true);
  expect(isFirebaseSample(bytes, 1, key.length)).toBe(false);
  expect(isFirebaseSample(Buffer.from(`AIza${sample(BASE64URL, 35, 1)}`), 0, 39)).toBe(false);
});
