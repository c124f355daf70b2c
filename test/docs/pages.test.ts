// Every page of the documentation: links resolve, flags and commands exist, configurations are valid, code is the code.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { scoreCases } from "../../bench/cases.ts";
import { checkShape } from "../../src/cli/config/check.ts";
import { SHAPE } from "../../src/cli/config/schema.gen.ts";
import { COMMANDS, GROUPS } from "../../src/cli/tree/commands.ts";
import { optionParts } from "../../src/cli/tree/spec.ts";
import { createDetector } from "../../src/detect/detector.ts";
import { categoryOf, KINDS } from "../../src/detect/kinds.ts";
import { THRESHOLD } from "../../src/detect/rule.ts";
import { RULES } from "../../src/detect/rules/index.ts";
import { writePlaceholder } from "../../src/mask/placeholder.ts";
import { FORMATS } from "../../src/mask/placeholder-format.ts";
import type { Category } from "../../src/types.ts";
import { commandsOf, flagsOf, isAddress, linksOf, ROOT, readPage } from "./markdown.ts";

const PAGES = [
  "README.md",
  "README.zh-CN.md",
  "SECURITY.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "docs/agents.md",
  "docs/architecture.md",
  "docs/audit.md",
  "docs/chat.md",
  "docs/ci.md",
  "docs/configuration.md",
  "docs/conformance.md",
  "docs/deploy.md",
  "docs/detection.md",
  "docs/keys.md",
  "docs/library.md",
  "docs/ner.md",
  "docs/placeholders.md",
  "docs/platforms.md",
  "docs/scale.md",
  "docs/scan.md",
  "docs/serve.md",
];
/** The options in the usage of a benchmark. */
function flagsIn(file: string): string[] {
  return [...read(file).matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, flag = ""]) => flag);
}

/** Flags of other programs. */
const FOREIGN = [
  "--help",
  "--global",
  "--mb",
  "--runs",
  "--values",
  "--profile",
  "--pipepart",
  "--block",
  "--keep-order",
  "--prefix",
  "--sshlogin",
  "--cluster",
  "--user",
  "--now",
  "--init",
  "--rm",
  "--read-only",
  // aws
  "--attribute-definitions",
  "--billing-mode",
  "--key-schema",
  "--table-name",
  "--time-to-live-specification",
  // memcached
  "-I",
  "-M",
  "-Y",
  // Of the tools of key services.
  "--ciphertext-file",
  "--data-file",
  "--extract",
  "--file",
  "--key",
  "--keyring",
  "--location",
  "--multiline",
  "--name",
  "--plaintext-file",
  "--query",
  "--secret",
  "--secret-id",
  "--store",
  "--vault-name",
  "--import",
];
/** Those of `npm run bench:detect`. */
const MEASURING = flagsIn("bench/quality.ts");
/** Those of `npm run bench:proxy`. */
const PROXY = flagsIn("bench/proxy.ts");

const flags = new Set(
  COMMANDS.flatMap(({ options = [] }) => options.map(optionParts)).flatMap(({ short, long }) => [short, long]),
);
const groups = GROUPS.map(({ name }) => name);
const names = [...COMMANDS.map(({ name }) => name), ...groups];

function read(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

describe.each(PAGES)("%s", (path) => {
  const page = readPage(path);

  test("links to files that exist", () => {
    const broken = linksOf(page).filter((target) => !isAddress(target) && !existsSync(join(ROOT, target)));
    expect(broken).toEqual([]);
  });

  test("has tables with a head each, which no blank line cuts off", () => {
    const prose = page.text.replace(/^```.*?^```$/gms, "");
    const heads = [...prose.matchAll(/(?<!^\|.*\n)^(\|.*)\n(.*)/gm)];
    expect(heads.filter(([, , below = ""]) => !/^\|(?: ?:?-+:? ?\|)+$/.test(below)).map(([, head]) => head)).toEqual(
      [],
    );
  });

  test("names files that exist", () => {
    const named = page.spans.filter((code) => /^(?:src|test|bench|docs|scripts|fixtures)\/[\w./-]+$/.test(code));
    expect(named.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  test("mentions no flag and no command that does not exist", () => {
    expect(
      flagsOf(page).filter((flag) => ![...FOREIGN, ...MEASURING, ...PROXY].includes(flag) && !flags.has(flag)),
    ).toEqual([]);
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
  const sources = ["packages", "identity-us"].map((name) => read(`src/detect/rules/${name}.ts`));
  expect(shown).toHaveLength(sources.length);
  for (const [i, source] of sources.entries()) expect(source).toContain(shown[i]);
  const rows = blocks.filter(({ language }) => language === "text").flatMap(({ code }) => code.trim().split("\n"));
  const tables = ["vendors-a-l", "vendors-m-z"].map((name) => read(`src/detect/rules/${name}.ts`));
  expect(rows).toHaveLength(3);
  expect(rows.filter((row) => !tables.join(" ").includes(` ${row}`))).toEqual([]);
});

describe("docs/detection.md", () => {
  const page = readPage("docs/detection.md");

  test("counts rules and kinds by category", () => {
    const found = page.text.split("\n## ").find((part) => part.startsWith("What is found")) ?? "";
    const rows = [...found.matchAll(/^\| ([A-Z_]+) \| ([\d,]+) \| (\d+) \|/gm)];
    const categories = Map.groupBy(RULES, ({ kind }) => categoryOf(kind));
    expect(rows.map(([, category]) => category).sort()).toEqual([...categories.keys()].sort());
    for (const [, category = "", counted = "", kinds] of rows) {
      const rules = categories.get(category as Category) ?? [];
      expect([category, Number(kinds)]).toEqual([category, new Set(rules.map(({ kind }) => kind)).size]);
      const stated = Number(counted.replace(",", ""));
      // Not every new rule is worth an edit of the page.
      expect(stated, category).toBeLessThanOrEqual(rules.length);
      expect(stated, category).toBeGreaterThanOrEqual(Math.floor(rules.length * 0.95));
    }
  });

  test("names every option of the benchmark, and the levels as they are", () => {
    expect(MEASURING.length).toBeGreaterThan(5);
    expect(MEASURING.filter((flag) => !flagsOf(page).includes(flag))).toEqual([]);
    const levels = [...page.text.matchAll(/^\| `(strict|balanced|aggressive)` \| ([\d.]+) \|/gm)];
    expect(Object.fromEntries(levels.map(([, level, from]) => [level, Number(from)]))).toEqual(THRESHOLD);
  });

  test("shows cases that can be scored", () => {
    const folder = mkdtempSync(join(tmpdir(), "closemask-cases-"));
    try {
      writeFileSync(join(folder, "page.jsonl"), page.blocks.find(({ language }) => language === "json")?.code ?? "");
      const detector = createDetector({ rules: RULES });
      const scores = scoreCases(
        folder,
        (text) => {
          const bytes = Buffer.from(text);
          const { spans } = detector.scan({ bytes, lo: 0, from: 0, to: bytes.length, hi: bytes.length, final: true });
          return spans.map(({ start, end, rule }) => ({ start, end, kind: rule.kind }));
        },
        false,
      );
      const missed = { address: 0, digits: 0, code: 0, other: 0 };
      expect([...scores]).toEqual([["page", { spans: 1, hit: 1, negatives: 1, fired: 0, names: 0, off: 0, missed }]]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
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
