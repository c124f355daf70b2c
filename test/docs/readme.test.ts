// The two READMEs say the same, about a program that exists.

import { describe, expect, test } from "vitest";
import { COMMANDS, EXIT_STATUS, GROUPS } from "../../src/cli/tree/commands.ts";
import { optionParts } from "../../src/cli/tree/spec.ts";
import { createDetector } from "../../src/detect/detector.ts";
import { createLiterals } from "../../src/detect/literal-table.ts";
import { RULES } from "../../src/detect/rules/index.ts";
import { createMaskFeed } from "../../src/mask/mask-feed.ts";
import { createPolicy } from "../../src/mask/policy.ts";
import { commandsOf, flagsOf, linksOf, type Page, readPage } from "./markdown.ts";

const english = readPage("README.md");
const chinese = readPage("README.zh-CN.md");
const groups = GROUPS.map(({ name }) => name);
const names = COMMANDS.map(({ name }) => name);
const flags = new Set(
  COMMANDS.flatMap(({ options = [] }) => options.map(optionParts)).flatMap(({ short, long }) => [short, long]),
);

/** Other languages link to each other. */
const withoutEachOther = (page: Page): string[] => linksOf(page).filter((target) => !target.startsWith("README"));

test("both have the same code blocks", () => {
  expect(chinese.blocks).toEqual(english.blocks);
});

test("both have the same sections, tables and list items", () => {
  const outline = ({ text }: Page): string[] =>
    text.split("\n").flatMap((line) => /^(?:#+ |\| `|\| \d|- )/.exec(line)?.[0] ?? []);
  expect(outline(chinese)).toEqual(outline(english));
});

test("both mention the same commands, flags, code and links", () => {
  expect(commandsOf(chinese, groups)).toEqual(commandsOf(english, groups));
  expect(flagsOf(chinese)).toEqual(flagsOf(english));
  expect([...new Set(chinese.spans)].sort()).toEqual([...new Set(english.spans)].sort());
  expect(withoutEachOther(chinese)).toEqual(withoutEachOther(english));
  expect(linksOf(english)).toContain("README.zh-CN.md");
  expect(linksOf(chinese)).toContain("README.md");
});

describe("the English one", () => {
  test("counts rules and kinds as they are, rounded down", () => {
    const [rules, kinds] = [...english.text.matchAll(/[Mm]ore than ([\d,]+) (?:rules|kinds)/g)].map(([, count = ""]) =>
      Number(count.replace(",", "")),
    );
    const counted = new Set(RULES.map(({ kind }) => kind)).size;
    expect(RULES.length - (rules ?? 0)).toBeGreaterThan(0);
    expect(RULES.length - (rules ?? 0)).toBeLessThanOrEqual(100);
    expect(counted - (kinds ?? 0)).toBeGreaterThan(0);
    expect(counted - (kinds ?? 0)).toBeLessThanOrEqual(10);
  });

  test("mentions every command", () => {
    expect(names.filter((name) => !commandsOf(english, groups).includes(name))).toEqual([]);
  });

  test("mentions every flag of the filters", () => {
    const filters = COMMANDS.filter(({ name }) => name === "mask" || name === "unmask");
    const missing = filters
      .flatMap(({ options = [] }) => options.map((option) => optionParts(option).long))
      .filter((flag) => !flagsOf(english).includes(flag));
    expect(missing).toEqual([]);
  });

  test("mentions no flag and no command that does not exist", () => {
    expect(flagsOf(english).filter((flag) => flag !== "--help" && !flags.has(flag))).toEqual([]);
    expect(commandsOf(english, groups).filter((name) => !names.includes(name))).toEqual([]);
  });

  test("lists the exit codes", () => {
    const listed = [...english.text.matchAll(/^\| (\d[\w+]*) \|/gm)].map(([, code]) => code);
    expect(listed).toEqual(EXIT_STATUS.map(([code]) => code));
  });

  test("shows what the sample really becomes", async () => {
    const feed = createMaskFeed({
      detector: createDetector({ rules: RULES, level: "balanced" }),
      policy: createPolicy(),
      secrets: createLiterals(10),
      literals: createLiterals(10),
    });
    const sample = Buffer.from(readPage("fixtures/samples/prompt.txt").text);
    const masked = Buffer.concat([Buffer.from(await feed.feed(sample)), Buffer.from(await feed.end())]).toString();
    const shown = english.blocks[0]?.code.replace(/\$\{(\w+)_[0-9a-z]{6}\}/g, "[$1]");
    expect(shown).toBe(masked);
  });
});
