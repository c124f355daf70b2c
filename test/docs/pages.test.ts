// Every page of the documentation: links resolve, flags and commands exist, configurations are valid, code is the code.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { checkShape } from "../../src/cli/config/check.ts";
import { SHAPE } from "../../src/cli/config/schema.gen.ts";
import { COMMANDS, GROUPS } from "../../src/cli/tree/commands.ts";
import { optionParts } from "../../src/cli/tree/spec.ts";
import { KINDS } from "../../src/detect/kinds.ts";
import { writePlaceholder } from "../../src/mask/placeholder.ts";
import { FORMATS } from "../../src/mask/placeholder-format.ts";
import { commandsOf, flagsOf, isAddress, linksOf, ROOT, readPage } from "./markdown.ts";

const PAGES = [
  "README.md",
  "README.zh-CN.md",
  "SECURITY.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "docs/architecture.md",
  "docs/ci.md",
  "docs/configuration.md",
  "docs/library.md",
  "docs/placeholders.md",
  "docs/platforms.md",
  "docs/scan.md",
];
/** Flags of other programs. */
const FOREIGN = ["--help", "--global", "--mb", "--runs", "--profile"];

const flags = new Set(
  COMMANDS.flatMap(({ options = [] }) => options.map(optionParts)).flatMap(({ short, long }) => [short, long]),
);
const groups = GROUPS.map(({ name }) => name);
const names = [...COMMANDS.map(({ name }) => name), ...groups];

describe.each(PAGES)("%s", (path) => {
  const page = readPage(path);

  test("links to files that exist", () => {
    const broken = linksOf(page).filter((target) => !isAddress(target) && !existsSync(join(ROOT, target)));
    expect(broken).toEqual([]);
  });

  test("names files that exist", () => {
    const named = page.spans.filter((code) => /^(?:src|test|bench|docs|scripts|fixtures)\/[\w./-]+$/.test(code));
    expect(named.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  test("mentions no flag and no command that does not exist", () => {
    expect(flagsOf(page).filter((flag) => !FOREIGN.includes(flag) && !flags.has(flag))).toEqual([]);
    expect(commandsOf(page, groups).filter((name) => !names.includes(name))).toEqual([]);
  });

  test("shows valid configurations", () => {
    const yaml = page.blocks.filter(({ language }) => language === "yaml");
    expect(yaml.flatMap(({ code }) => checkShape(SHAPE, load(code)))).toEqual([]);
  });
});

test("CONTRIBUTING shows rules as they are", () => {
  const { blocks } = readPage("CONTRIBUTING.md");
  const shown = blocks.filter(({ language }) => language === "ts").map(({ code }) => code);
  const sources = ["packages", "identity-us"].map((name) => {
    return readFileSync(join(ROOT, `src/detect/rules/${name}.ts`), "utf8");
  });
  expect(shown).toHaveLength(sources.length);
  for (const [i, source] of sources.entries()) expect(source).toContain(shown[i]);
});

describe("docs/placeholders.md", () => {
  const { text } = readPage("docs/placeholders.md");

  test("lists all kinds and no other", () => {
    const listed = [...text.matchAll(/^\| (\w+) \| ([A-Z_]+) \| (\w+) \| (.+) \|$/gm)].map((row) => row.slice(1));
    expect(listed).toEqual(KINDS.map(({ kind, category, label, description }) => [kind, category, label, description]));
  });

  test("lists all formats as they are written", () => {
    const listed = [...text.matchAll(/^\| ([A-Z_]+) \| `([^`]+)` \|/gm)].map(([, kind, form]) => [kind, form]);
    const id = Number.parseInt("dgkavg", 36);
    const written = [...FORMATS.keys()].map((kind) => {
      return [kind, writePlaceholder("format", { kind, label: "", handle: id, number: 1 })];
    });
    expect(listed).toEqual(written);
  });
});
