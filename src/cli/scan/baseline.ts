// The baseline: findings that are known and accepted. Holds rule, path and a salted hash of each value, made so slowly that
// guessing costs; never a value. A path counts from the folder of the file, so that it holds wherever the scan starts.

import { randomBytes, scryptSync } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { ClosemaskError } from "../../errors.ts";
import { codeOf, reasonOf } from "../stdio.ts";
import type { Finding } from "./finding.ts";
import { STDIN_NAME } from "./inputs.ts";

export interface Baseline {
  /** True when the finding is in the file as it was read. */
  knows(finding: Finding): boolean;
  /** Takes a finding in; counts only with `save`. */
  take(finding: Finding): void;
  /** Says that an input was read, so that what is not found in it any more goes. */
  visited(name: string): void;
  /** Writes the file anew; returns how many findings it holds. @throws ClosemaskError `output` */
  save(): number;
}

interface Entry {
  readonly rule: string;
  readonly path: string;
  readonly hash: string;
}

const FORMAT = 1;
const MAX_BYTES = 256 * 1024 * 1024;
/** Other scanners take a salt for a finding. */
const SALT_KEY = "random";
const SALT_BYTES = 32;
const HASH_BYTES = 16;
/** Some three milliseconds and a megabyte for each different value. */
const COST = { N: 1024, r: 8, p: 1 };
/** Hashes that are remembered. */
const KNOWN_MAX = 20_000;

/** With `create` the file may be missing. @throws ClosemaskError `config` */
export function openBaseline(file: string, options: { readonly create: boolean }): Baseline {
  const folder = dirname(resolve(file));
  const { salt, entries } =
    options.create && !existsSync(file) ? { salt: randomBytes(SALT_BYTES), entries: [] } : read(file);
  const known = new Map<string, Set<string>>();
  for (const { rule, path, hash } of entries) put(known, rule, path, hash);
  const taken = new Map<string, Set<string>>();
  const visited = new Set<string>();
  const hashes = new Map<string, string>();

  function hashOf(value: Buffer): string {
    const key = value.toString("latin1");
    let hash = hashes.get(key);
    if (hash === undefined) {
      hash = scryptSync(value, salt, HASH_BYTES, COST).toString("base64url");
      if (hashes.size >= KNOWN_MAX) hashes.clear();
      hashes.set(key, hash);
    }
    return hash;
  }

  const pathOf = (name: string): string =>
    name === STDIN_NAME ? "-" : relative(folder, resolve(name)).replaceAll(sep, "/");

  return {
    knows({ rule, name, value }) {
      const found = known.get(keyOf(rule.id, pathOf(name)));
      return found?.has(hashOf(value)) === true;
    },
    take({ rule, name, value }) {
      put(taken, rule.id, pathOf(name), hashOf(value));
    },
    visited(name) {
      visited.add(pathOf(name));
    },
    save() {
      const kept = entries.filter(({ path }) => !visited.has(path) && (path === "-" || existsSync(join(folder, path))));
      for (const { rule, path, hash } of kept) put(taken, rule, path, hash);
      const lines = [...taken].flatMap(([key, found]) => {
        const [rule, path] = JSON.parse(key) as [string, string];
        return [...found].map((hash) => ({ rule, path, hash }));
      });
      lines.sort((a, b) => compare(a.path, b.path) || compare(a.rule, b.rule) || compare(a.hash, b.hash));
      write(file, salt, lines);
      return lines.length;
    },
  };
}

function read(file: string): { salt: Buffer; entries: readonly Entry[] } {
  let text: string;
  try {
    if (statSync(file).size > MAX_BYTES) throw new ClosemaskError("config", `${file} is too large for a baseline`);
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof ClosemaskError) throw error;
    const reason = reasonOf(codeOf(error));
    throw new ClosemaskError("config", `cannot read the baseline ${file}: ${reason}`, {
      hint: "--update-baseline makes one",
    });
  }
  const parsed = parse(text);
  if (parsed === null) {
    throw new ClosemaskError("config", `${file} is no baseline`, {
      hint: "remove it and make a new one with --update-baseline",
    });
  }
  return parsed;
}

/** Null for anything that `write` did not write. */
function parse(text: string): { salt: Buffer; entries: readonly Entry[] } | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null || Reflect.get(value, "closemaskBaseline") !== FORMAT) return null;
  const salt: unknown = Reflect.get(value, SALT_KEY);
  const findings: unknown = Reflect.get(value, "findings");
  if (typeof salt !== "string" || !Array.isArray(findings) || !findings.every(isEntry)) return null;
  const bytes = Buffer.from(salt, "base64url");
  return bytes.length === SALT_BYTES ? { salt: bytes, entries: findings } : null;
}

function isEntry(value: unknown): value is Entry {
  return (
    typeof value === "object" &&
    value !== null &&
    ["rule", "path", "hash"].every((key) => typeof Reflect.get(value, key) === "string")
  );
}

/** One finding a line, in order, so that a change of the file is easy to read. */
function write(file: string, salt: Buffer, entries: readonly Entry[]): void {
  const lines = entries.map(({ rule, path, hash }) => `    ${JSON.stringify({ rule, path, hash })}`);
  const head = `{\n  "closemaskBaseline": ${FORMAT},\n  ${JSON.stringify(SALT_KEY)}: ${JSON.stringify(salt.toString("base64url"))},\n`;
  const text = `${head}  "findings": [${lines.length === 0 ? "" : `\n${lines.join(",\n")}\n  `}]\n}\n`;
  const copy = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(copy, text, { flag: "wx" });
    renameSync(copy, file);
  } catch (error) {
    rmSync(copy, { force: true });
    throw new ClosemaskError("output", `cannot write the baseline ${file}: ${reasonOf(codeOf(error))}`, {
      cause: error,
    });
  }
}

function put(table: Map<string, Set<string>>, rule: string, path: string, hash: string): void {
  const key = keyOf(rule, path);
  const found = table.get(key);
  if (found === undefined) table.set(key, new Set([hash]));
  else found.add(hash);
}

function keyOf(rule: string, path: string): string {
  return JSON.stringify([rule, path]);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
