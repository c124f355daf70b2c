// What the tests of `scan` share: repositories made by git itself, and findings without what depends on the machine.

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { Home } from "../run.ts";

/** A repository in a folder of the home, with an author of its own. Returns a function that runs git in it. */
export function makeRepository(home: Home, folder = "."): (...args: string[]) => string {
  const cwd = join(home.cwd, folder);
  const git = (...args: string[]): string =>
    execFileSync("git", args, { cwd, env: { ...home.env }, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  git("init", "--quiet", "--initial-branch=main");
  git("config", "user.name", "Test");
  git("config", "user.email", "test@example.invalid");
  git("config", "commit.gpgsign", "false");
  return git;
}

/** A finding as the formats json and ndjson write it. */
export interface JsonFinding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly start: number;
  readonly end: number;
  readonly kind: string;
  readonly category: string;
  readonly rule: string;
  readonly confidence: number;
  readonly check: string;
  readonly fingerprint: string;
  readonly value?: string;
}

export function readLines(stdout: string): JsonFinding[] {
  return stdout
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

/** Files with findings, in order, and their kinds: `a.txt EMAIL`. */
export function places(stdout: string): string[] {
  return readLines(stdout).map(({ file, kind }) => `${file} ${kind}`);
}

/** An address that no other test has, in one line. */
export function addressOf(name: string): string {
  return `mail ${[name, "acme.com"].join("@")} now\n`;
}
