// Events as rows of CSV.

import { expect, test } from "vitest";
import { csvRow } from "../../src/audit/csv.ts";

test("quotes what has to be quoted, and lets no cell be a formula", () => {
  const row = csvRow({
    time: "t",
    kind: "mask",
    session: '=HYPERLINK("x")',
    agent: "a,b",
    destination: "+1",
    counts: { EMAIL: 2, IP: 1 },
  });
  expect(row).toBe(`t,mask,,,,"'=HYPERLINK(""x"")","a,b",,'+1,,3,EMAIL=2 IP=1,,,\r\n`);
});
