// The values of a .env file as whoever reads it may read them: shells, dotenv and their relatives disagree about quotes, escapes and
// comments, and what is read in one way must be masked as it stands in every other. Variables are not expanded.

import { SNIFF_LENGTH, sniff } from "../text/sniff.ts";

/** A value, as it is most likely read and in the other ways. */
export interface EnvValue {
  readonly name: string;
  readonly value: string;
  readonly others: readonly string[];
  /** On a line within a value of several lines: most likely a part of it, and no variable. */
  readonly inside: boolean;
}

const ASSIGNMENT = /^[ \t]*(?:export[ \t]+)?([^\s=#'"`][^=\n]*?)[ \t]*=[ \t]*/;

/** Of a file in UTF-8, or in UTF-16 as PowerShell writes it. */
export function readEnvFile(bytes: Buffer): EnvValue[] {
  const found: EnvValue[] = [];
  const source = decoded(bytes)
    .replace(/^\ufeff/, "")
    .replace(/\r\n?/g, "\n");
  let quotedTo = 0;
  for (let at = 0; at < source.length; ) {
    const newline = source.indexOf("\n", at);
    const end = newline < 0 ? source.length : newline;
    const { 0: head = "", 1: name = "" } = ASSIGNMENT.exec(source.slice(at, end)) ?? [];
    if (name !== "") {
      const inside = at < quotedTo;
      const start = at + head.length;
      const { values, to } = valuesAt(source, start, end);
      if (!inside) quotedTo = to;
      const [value = "", ...others] = [...new Set(values)];
      found.push({ name, value, others, inside });
    }
    // Also when a quote seems open: where it was none, the lines behind it are variables.
    at = end + 1;
  }
  return found;
}

function decoded(bytes: Buffer): string {
  const { encoding, suspect } = sniff(bytes.subarray(0, SNIFF_LENGTH));
  const found = encoding ?? (suspect === "utf-16le" || suspect === "utf-16be" ? suspect : "utf-8");
  return new TextDecoder(found, { ignoreBOM: true }).decode(bytes);
}

/** What stands at `start`, in a line that ends at `end`; a quoted value may end on another one, at `to`. */
function valuesAt(source: string, start: number, end: number): { values: string[]; to: number } {
  const line = source.slice(start, end);
  const quote = source[start];
  if (quote !== '"' && quote !== "'" && quote !== "`") {
    const word = line.replace(/\s#.*$/, "").trim();
    return { values: [line.replace(/#.*$/, "").trim(), word, unescaped(word)], to: end };
  }
  const close = closing(source, start, quote);
  // Without an end it is a part of the value.
  if (close < 0) return { values: [line.trim(), line.slice(1).trim()], to: end };
  const values = readings(source.slice(start + 1, close), quote);
  // More behind the quote, as in 'it'\''s': to the last quote of that line too, and as a shell joins it.
  const next = source.indexOf("\n", close);
  const tail = source.slice(close + 1, next < 0 ? source.length : next);
  if (!/^\s*(?:#.*)?$/.test(tail)) {
    const last = tail.lastIndexOf(quote);
    if (last >= 0) values.push(...readings(source.slice(start + 1, close + 1 + last), quote));
    values.push(joined(source.slice(start, close + 1) + tail));
    // Or it was never closed, and this quote opens the value of another variable.
    if (close > end) values.push(line.slice(1).trim());
  }
  return { values, to: close + 1 };
}

/** Only in double quotes a backslash keeps the next one from ending the value. */
function closing(source: string, start: number, quote: string): number {
  for (let i = start + 1; i < source.length; i++) {
    if (source[i] === quote) return i;
    if (source[i] === "\\" && quote === '"') i++;
  }
  return -1;
}

const CONTROL: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** Raw, and in double quotes: with all escapes read, as a shell reads them, and with ends of lines alone. */
function readings(raw: string, quote: string): string[] {
  if (quote !== '"') return [raw];
  return [
    unescaped(raw),
    raw,
    shellUnescaped(raw),
    raw.replace(/\\([nr])/g, (_, letter: string) => CONTROL[letter] ?? ""),
  ];
}

function unescaped(raw: string): string {
  return raw.replace(/\\([\s\S])/g, (_, next: string) => CONTROL[next] ?? next);
}

function shellUnescaped(raw: string): string {
  return raw.replace(/\\(["\\$`\n])/g, (_, next: string) => (next === "\n" ? "" : next));
}

/** Quoted and bare pieces of a word, one behind the other. */
function joined(text: string): string {
  let word = "";
  for (const [piece, double, single, escaped] of text.matchAll(
    /"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'|\\([\s\S])|[\s\S]/g,
  )) {
    if (/^\s$/.test(piece)) break;
    word += double === undefined ? (single ?? escaped ?? piece) : shellUnescaped(double);
  }
  return word;
}
