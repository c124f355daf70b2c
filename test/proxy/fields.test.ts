// L01 Every place of a text in the type definitions of the SDKs, and its class: the lists were read by somebody when they were
// committed, and a table that changes what happens to a place shows here. `npm run test:clients` compares them with the types.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { classOf } from "./fields-kit.ts";

const FOLDER = join(import.meta.dirname, "fields");
const lists = readdirSync(FOLDER).filter((file) => file.endsWith(".txt"));

test.each(lists)("L01 %s has each place with the class that the tables have for it", (file) => {
  const lines = readFileSync(join(FOLDER, file), "utf8")
    .split("\n")
    .filter((line) => line !== "");
  const list = file.replace(/\.txt$/, "");
  expect(lines.length).toBeGreaterThan(2);
  const changed = lines.flatMap((line) => {
    const [path = "", is = ""] = line.split("\t");
    const now = classOf(list, path);
    return now === is ? [] : [`${path}: ${is}, now ${now}`];
  });
  expect(changed).toEqual([]);
});

test("L01 a class is found along the path, not anywhere", () => {
  expect(classOf("openai-chat-request", "messages[].content")).toBe("M");
  expect(classOf("openai-chat-request", "model")).toBe("K");
  expect(
    classOf("anthropic-messages-request", "messages[]{role=assistant}.content[]{type=redacted_thinking}.data"),
  ).toBe("S");
  expect(classOf("openai-responses-request", "tools[]{type=mcp}.authorization")).toBe("C");
  expect(classOf("openai-responses-stream", "{type=response.output_text.delta}.delta")).toBe("R in pieces");
  expect(classOf("openai-chat-request", "a.field.of.tomorrow")).toBe("M");
});
