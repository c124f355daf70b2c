// docs/conformance.md names every case once, and tests that bear its number; what it says is not done has none.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT, readPage } from "./markdown.ts";

/** How many cases each section has. */
const SECTIONS = { A: 29, B: 22, C: 22, D: 6, E: 26, F: 14, G: 7, H: 11, I: 12, J: 22, K: 11, L: 3 };

const rows = [...readPage("docs/conformance.md").text.matchAll(/^\| ([A-L]\d\d) \| (.+) \| (.+) \|$/gm)].map(
  ([, id = "", , where = ""]) => ({ id, files: [...where.matchAll(/`([^`]+)`/g)].map(([, file = ""]) => file) }),
);

function textOf(file: string): string {
  return readFileSync(join(ROOT, file), "utf8").replace(/^\/\/.*$/gm, "");
}

test("every case is there, in order", () => {
  const wanted = Object.entries(SECTIONS).flatMap(([section, count]) =>
    Array.from({ length: count }, (_, i) => `${section}${String(i + 1).padStart(2, "0")}`),
  );
  expect(rows.map(({ id }) => id)).toEqual(wanted);
});

test("its tests bear its number", () => {
  const texts = new Map(rows.flatMap(({ files }) => files).map((file) => [file, textOf(file)]));
  expect(rows.flatMap(({ id, files }) => files.filter((file) => texts.get(file)?.includes(id) !== true))).toEqual([]);
});

test("what has no test has none", () => {
  const all = readdirSync(join(ROOT, "test"), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.test\.[jt]s$/.test(file) && !/node_modules|^docs/.test(file))
    .map((file) => textOf(join("test", file)))
    .join("\n");
  const bare = rows.filter(({ files }) => files.length === 0).map(({ id }) => id);
  expect(bare.filter((id) => new RegExp(`\\b${id}\\b`).test(all))).toEqual([]);
  expect(bare).toEqual([]);
});
