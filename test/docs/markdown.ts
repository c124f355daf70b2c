// What the tests of the documentation read from Markdown: code, links, flags and commands. Not a parser of all of it.

import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, URL } from "node:url";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

export interface Page {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly CodeBlock[];
  /** Code within lines, blocks left out. */
  readonly spans: readonly string[];
}

export interface CodeBlock {
  readonly language: string;
  readonly code: string;
}

export function readPage(path: string): Page {
  const text = readFileSync(join(ROOT, path), "utf8");
  const blocks: CodeBlock[] = [];
  const prose = text.replace(/^```(\w*)\n(.*?)^```$/gms, (_, language: string, code: string) => {
    blocks.push({ language, code });
    return "";
  });
  const spans = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
  return { path, text, blocks, spans };
}

/** Targets of links, once each: paths from the root of the repository, or addresses. */
export function linksOf({ path, text }: Page): string[] {
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  return [...new Set(targets.map((target) => (isAddress(target) ? target : resolveLink(path, target))))].sort();
}

export function isAddress(target: string): boolean {
  return /^[a-z]+:/.test(target);
}

function resolveLink(page: string, target: string): string {
  return relative(ROOT, join(ROOT, dirname(page), target.replace(/#.*$/, "")));
}

/** Long flags anywhere in code, and short ones of the filters. */
export function flagsOf(page: Page): string[] {
  const found = codeOf(page).flatMap((code) => [
    ...[...code.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([flag]) => flag),
    ...[...code.matchAll(/\bclosemask (?:un)?mask(?: -\w\b\S*)*? (-\w)\b/g)].map(([, flag = ""]) => flag),
    ...[...code.matchAll(/^-\w$/g)].map(([flag]) => flag),
  ]);
  return [...new Set(found)].sort();
}

/** Names of commands after the program's, as far as they look like names: `sessions list`, `mask`. */
export function commandsOf(page: Page, groups: readonly string[]): string[] {
  const found = codeOf(page).flatMap((code) =>
    [...code.matchAll(/\bclosemask ([a-z]+)(?: ([a-z]+))?/g)].map(([, first = "", second]) =>
      groups.includes(first) && second !== undefined ? `${first} ${second}` : first,
    ),
  );
  return [...new Set(found)].sort();
}

function codeOf({ blocks, spans }: Page): string[] {
  return [...blocks.map(({ code }) => code), ...spans];
}
