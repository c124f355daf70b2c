// What docs/scale.md says of DynamoDB: the permissions are those of the commands that are sent, and the keys those of the table.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT, readPage } from "./markdown.ts";

const page = readPage("docs/scale.md");

test("the policy allows what is sent, and nothing else", () => {
  const source = readFileSync(join(ROOT, "src/store/dynamodb-items.ts"), "utf8");
  const sent = new Set([...source.matchAll(/new (\w+)Command\(/g)].map(([, name]) => name));
  const [policy = "{}"] = page.blocks.map(({ code }) => code).filter((code) => code.includes('"Statement"'));
  const actions = JSON.parse(policy).Statement[0].Action as string[];
  expect(actions.toSorted()).toEqual([...sent].map((name) => `dynamodb:${name}`).sort());
});

test("the table of the command has the keys that are used", () => {
  const source = readFileSync(join(ROOT, "src/store/dynamodb-items.ts"), "utf8");
  const [command = ""] = page.blocks.map(({ code }) => code).filter((code) => code.includes("create-table"));
  for (const [key, type] of [
    ["pk", "HASH"],
    ["sk", "RANGE"],
  ]) {
    expect(source).toContain(`"${key}"`);
    expect(command).toContain(`AttributeName=${key},KeyType=${type}`);
    expect(command).toContain(`AttributeName=${key},AttributeType=S`);
  }
});
