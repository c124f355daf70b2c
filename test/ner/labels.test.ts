// Labels of models and services among our kinds.

import { expect, test } from "vitest";
import { KINDS } from "../../src/detect/kinds.ts";
import { createKindOf } from "../../src/ner/labels.ts";

const kinds = new Set(KINDS.map(({ kind }) => kind));
const isKind = (name: string): boolean => kinds.has(name);

test.each([
  ["B-PER", "PERSON"],
  ["private_person", "PERSON"],
  ["person", "PERSON"],
  ["ORG", "ORGANIZATION"],
  ["Street address", "ADDRESS"],
  ["GPE", "LOCATION"],
  ["IN_PAN", "IN_PAN"],
  ["DATE_TIME", null],
  ["MISC", null],
])("%s", (label, kind) => {
  expect(createKindOf({ isKind })(label)).toBe(kind);
});

test("every kind of the table exists", () => {
  const kindOf = createKindOf({ isKind, onUnknown: (label) => expect.unreachable(label) });
  for (const label of ["NAME", "FAC", "USERNAME", "US_BANK_NUMBER", "TH_TNIN", "SG_NRIC_FIN", "CRYPTO", "SECRET"])
    expect(kinds).toContain(kindOf(label));
});

test("the user's labels outrank the table, and unknown ones are told of once", () => {
  const unknown: string[] = [];
  const kindOf = createKindOf({
    isKind,
    labels: { Codename: "CODENAME", loc: "ADDRESS" },
    onUnknown: (l) => unknown.push(l),
  });
  expect(kindOf("CODENAME")).toBe("CODENAME");
  expect(kindOf("LOC")).toBe("ADDRESS");
  for (let i = 0; i < 3; i++) expect(kindOf("disease")).toBeNull();
  expect(kindOf("<b>a text, not a label</b>")).toBeNull();
  expect(unknown).toEqual(["disease", "(a name that is not shown)"]);
});

test("a service that makes labels up is told of a bounded number of times", () => {
  let told = 0;
  const kindOf = createKindOf({ isKind, onUnknown: () => told++ });
  for (let i = 0; i < 5000; i++) expect(kindOf(`label ${i}`)).toBeNull();
  expect(told).toBe(50);
});
