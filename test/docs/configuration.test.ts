// docs/configuration.md describes every key of the schema, and none that is not there.

import { expect, test } from "vitest";
import type { Shape } from "../../src/cli/config/check.ts";
import { DEFAULTS, SHAPE } from "../../src/cli/config/schema.gen.ts";
import { readPage } from "./markdown.ts";

const { text, spans } = readPage("docs/configuration.md");

/** Paths of all settings: `store.ttl`, `patterns[].kind`, `policies.*.action`. */
function pathsOf(shape: Shape, path = ""): string[] {
  const inner = Object.entries(shape.properties ?? {}).flatMap(([key, at]) =>
    pathsOf(at, path === "" ? key : `${path}.${key}`),
  );
  const item = shape.items?.anyOf?.find(({ properties }) => properties !== undefined) ?? shape.items;
  if (item?.properties !== undefined) inner.push(path, ...pathsOf(item, `${path}[]`));
  const { additionalProperties: each } = shape;
  if (typeof each === "object" && each.properties !== undefined) inner.push(path, ...pathsOf(each, `${path}.*`));
  return inner.length === 0 ? [path] : inner;
}

const paths = pathsOf(SHAPE);

test("every key is described", () => {
  expect(paths.filter((path) => !spans.includes(path))).toEqual([]);
});

test("no key is described that does not exist", () => {
  const blocks = new Set(paths.map((path) => path.split(/[.[]/)[0]));
  const named = spans.filter((code) => /^[a-z]\w*(?:\[\]|\.\*)?(?:\.[\w*]+)+$/.test(code));
  const known = named.filter((code) => blocks.has(code.split(/[.[]/)[0]) && !/\.(?:json|ndjson|ya?ml|db)$/.test(code));
  expect(known.length).toBeGreaterThan(30);
  expect(known.filter((code) => !paths.includes(code))).toEqual([]);
});

test("the choices and defaults of a row are those of the schema", () => {
  const rows = [...text.matchAll(/^\| `([\w.]+)` \| (.*?) \| (.*?) \|/gm)];
  let compared = 0;
  for (const [, path = "", type = "", shown = ""] of rows) {
    const keys = path.split(".");
    const shape = keys.reduce<Shape | undefined>((at, key) => at?.properties?.[key], SHAPE);
    const value = keys.reduce<unknown>(
      (at, key) => (typeof at === "object" && at !== null ? Reflect.get(at, key) : undefined),
      DEFAULTS,
    );
    if (shape?.enum !== undefined && path !== "store.type") {
      expect([path, type]).toEqual([path, shape.enum.map((choice) => `\`${choice}\``).join(", ")]);
    }
    if (typeof value === "string" || typeof value === "number") {
      expect([path, shown.replaceAll("`", "").replaceAll(",", "")]).toEqual([path, String(value)]);
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(8);
});
