// The instance as a program sees it.

import { expect, test } from "vitest";
import { createCloseMask, secureTool } from "../../src/index.ts";

test("masks and restores at once and later, with the same placeholders", async () => {
  await using closemask = createCloseMask();
  await using session = await closemask.open();
  const text = "write to bob@acme.com, password=hunter2secretX";
  const masked = session.maskSync(text);
  expect(masked).toMatch(/^write to EMAILX\d{9}, password=PASSWORDX\d{9}$/);
  expect(await session.mask(text)).toBe(masked);
  expect(session.unmaskSync(masked)).toBe(text);
  expect(await session.unmask(masked)).toBe(text);
  expect(Buffer.from(session.maskSync(Buffer.from(text))).toString()).toBe(masked);
});

test("values, deep, numbers and JSON in strings too", async () => {
  await using closemask = createCloseMask();
  const session = await closemask.open();
  const value = {
    user: "bob@acme.com",
    card: 4111111111111111,
    list: ["plain", { ssn: "078-05-1120", none: null, flag: true }],
    inner: JSON.stringify({ mail: "bob@acme.com", keep: 1 }),
  };
  const before = structuredClone(value);
  const masked = session.maskJsonSync(value);
  expect(value).toEqual(before);
  expect(masked.user).toMatch(/^EMAILX\d{9}$/);
  expect(masked.inner).toBe(JSON.stringify({ mail: masked.user, keep: 1 }));
  expect(JSON.stringify(masked)).not.toMatch(/4111|078-05/);
  expect(session.unmaskJsonSync(masked)).toEqual(value);
});

test("a tool gets values and gives placeholders", async () => {
  await using closemask = createCloseMask();
  const session = await closemask.open();
  const seen: string[] = [];
  const tool = secureTool(
    (to: string) => {
      seen.push(to);
      return { sent: true, to };
    },
    { session },
  );
  const masked = session.maskSync("bob@acme.com");
  expect(await tool(masked)).toEqual({ sent: true, to: masked });
  expect(seen).toEqual(["bob@acme.com"]);
});
