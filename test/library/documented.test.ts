// What is public has a comment that says what it is: the source of the documentation of the API.

import { readFileSync } from "node:fs";
import { fileURLToPath, URL } from "node:url";
import { expect, test } from "vitest";

const src = fileURLToPath(new URL("../../src/", import.meta.url));
const ENTRIES = ["index.ts", "ner/lexicon/create-lexicon.ts", "library/stores/redis.ts"];

/** Names that an entry point exports, with the file that declares each. */
function exportsOf(entry: string): { name: string; file: string }[] {
  const text = readFileSync(src + entry, "utf8");
  const again = [...text.matchAll(/export (?:type )?\{([^}]+)\} from "\.\/([^"]+)"/g)].flatMap(
    ([, names = "", file = ""]) =>
      names
        .split(",")
        .map((name) => name.replace(/\btype\b| as \w+/g, "").trim())
        .filter((name) => name !== "")
        .map((name) => ({ name, file })),
  );
  const own = [...text.matchAll(DECLARED)].map(([, name = ""]) => ({ name, file: entry }));
  return [...again, ...own];
}

const DECLARED = /^export (?:async )?(?:function|interface|type|const|class) (\w+)/gm;

test("every public name has a comment", () => {
  const all = ENTRIES.flatMap(exportsOf);
  expect(all.length).toBeGreaterThan(60);
  const bare = all.filter(({ name, file }) => {
    const text = readFileSync(src + file, "utf8");
    const declared = new RegExp(`^export (?:async )?(?:function|interface|type|const|class) ${name}\\b`, "m").exec(
      text,
    );
    return declared === null || !text.slice(0, declared.index).endsWith("*/\n");
  });
  expect(bare.map(({ name, file }) => `${name} in ${file}`)).toEqual([]);
});
