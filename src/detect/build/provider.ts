// Tables of provider tokens. A row says what the token looks like; its examples follow from the row: the token in the
// usual carriers, and what must not match (too short, too long, a foreign letter, glued to a word, a written-out blank).

import type { Charset } from "../charset.ts";
import type { Examples, Rule } from "../rule.ts";
import { sample } from "./sample.ts";
import { type Part, type Run, type TokenOptions, token } from "./token.ts";

/** A row: a token without examples, or with some beyond those that follow from its form. */
export interface ProviderToken extends TokenOptions {
  kind?: string;
  /** What follows the prefix where a run of samples would not do: a checksum, a structure inside. */
  body?: (prefix: string, seed: number) => string;
  more?: () => Partial<Examples>;
}

/** Makes the rules of a table; `kind` is that of rows without their own. */
export function provider(kind: string, rows: readonly ProviderToken[]): Rule[] {
  return rows.map((row) => token(row, row.kind ?? kind, () => examplesOf(row)));
}

const CARRIERS: readonly ((value: string) => string)[] = [
  (value) => `TOKEN=${value}`,
  (value) => `{"user":"bob","token":"${value}","n":1}`,
  (value) => `It is ${value}, as of today.`,
  (value) => `first\\n${value}\\nthird`,
  (value) => `密钥是${value}。`,
  (value) => `see (${value}).`,
];

function examplesOf(row: ProviderToken): Examples {
  const seed = [...row.id].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) >>> 0, 7);
  const prefixAt = (i: number) => row.prefixes[i % row.prefixes.length] as string;
  const ahead = (i: number) => write(row.before ?? [], (run) => sample(run.set, run.min, seed + i + 100));
  const whole = (i: number, open = "", close = "") => {
    const prefix = prefixAt(i);
    const body = row.body?.(prefix, seed + i) ?? write(row.parts, (run) => sample(run.set, run.min, seed + i));
    return row.bare === true
      ? `${ahead(i)}${prefix}${open}${body}${close}`
      : `${open}${ahead(i)}${prefix}${body}${close}`;
  };
  const cases = Math.max(CARRIERS.length, row.prefixes.length);
  const yes = Array.from({ length: cases }, (_, i) => CARRIERS[i % CARRIERS.length]?.(whole(i, "«", "»")) as string);

  const before = row.before ?? [];
  const longest = [...before, ...row.parts].reduce<Run | undefined>(
    (best, part) => (typeof part === "object" && part.min > (best?.min ?? 0) ? part : best),
    undefined,
  );
  const altered = (change: (run: Run, text: string) => string) => {
    const fill = (run: Run) => {
      const text = sample(run.set, run.min, seed);
      return run === longest ? change(run, text) : text;
    };
    return write(before, fill) + prefixAt(0) + write(row.parts, fill);
  };
  const no = [
    { text: `TOKEN=Q${whole(0)}`, why: "it is glued to a word" },
    { text: `TOKEN=${altered((_, text) => text.slice(1))}`, why: "it is one character short" },
    { text: `TOKEN=${altered(foreign)}`, why: "it holds a character of another alphabet" },
  ];
  if (row.distinct !== 1)
    no.push({
      text: `TOKEN=${write(before, blank)}${prefixAt(0)}${write(row.parts, blank)}`,
      why: "it is a blank to be filled in",
    });
  const last = row.parts.at(-1);
  if (typeof last === "object" && last.max < 1000) {
    const extra = sample(last.set, last.max - last.min + 1, seed + 1);
    no.push({ text: `TOKEN=${whole(0)}${extra}`, why: "it goes on beyond its length" });
  }
  const more = row.more?.();
  return { yes: [...yes, ...(more?.yes ?? [])], no: [...no, ...(more?.no ?? [])] };
}

function write(parts: readonly Part[], fill: (run: Run) => string): string {
  return parts.map((part) => (typeof part === "string" ? part : fill(part))).join("");
}

function foreign(run: Run, text: string): string {
  const strange = ["z", "Z", "-", "$"].find((letter) => run.set[letter.charCodeAt(0)] === 0) ?? "!";
  const middle = text.length >> 1;
  return text.slice(0, middle) + strange + text.slice(middle + 1);
}

function blank(run: Run): string {
  const has = (set: Charset, letter: string) => set[letter.charCodeAt(0)] === 1;
  const filler = ["x", "X", "a", "A", "0"].find((letter) => has(run.set, letter)) ?? "=";
  return filler.repeat(run.min);
}
