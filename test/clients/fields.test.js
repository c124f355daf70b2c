// L01 New versions of the SDKs: a place of a text that no list has is one that nobody has looked at.

import { expect, test } from "vitest";
import { fieldsOfTypes, storedPaths, TYPES } from "./fields.js";

const found = fieldsOfTypes();

test.each(Object.keys(TYPES))("L01 %s has no place that nobody has looked at", (name) => {
  expect(found[name].length).toBeGreaterThan(2);
  const known = new Set(storedPaths(name));
  // Look at each: is it text (then nothing is to be done), or must it stay? Then `node test/clients/fields.js`.
  expect(found[name].filter((path) => !known.has(path))).toEqual([]);
});
