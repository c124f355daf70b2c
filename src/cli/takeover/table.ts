// Values from CSV (RFC 4180): value, kind and, in a third column, a placeholder. Rows that are wrong are told by line and reason,
// never with what they hold.

import { parse } from "csv-parse/sync";
import { ClosemaskError } from "../../errors.ts";
import type { Kind } from "../../types.ts";
import { type Found, valueFault } from "./found.ts";

export interface BadRow {
  /** 1 and up; where the row begins. */
  readonly line: number;
  readonly why: string;
}

export interface TableRead {
  readonly found: readonly (Found & { readonly line: number })[];
  readonly bad: readonly BadRow[];
}

interface Row {
  readonly record: readonly string[];
  readonly line: number;
}

/** @throws ClosemaskError `input` when it is no text in UTF-8, or a quote is left open */
export function readTable(bytes: Uint8Array, isKind: (kind: Kind) => boolean): TableRead {
  const found: (Found & { line: number })[] = [];
  const bad: BadRow[] = [];
  const lines = new Map<string, Row>();
  for (const row of rowsOf(bytes, bad)) {
    const { record, line } = row;
    if (isHeading(record) && found.length + bad.length === 0) continue;
    const [value = "", kind = "", placeholder = ""] = record;
    const why = rowFault(record, isKind) ?? doubled(lines.get(value), row);
    if (why !== null) {
      bad.push({ line, why });
      continue;
    }
    if (lines.has(value)) continue;
    lines.set(value, row);
    found.push({ value, kind, line, ...(placeholder === "" ? {} : { placeholder }) });
  }
  return { found, bad: bad.sort((a, b) => a.line - b.line) };
}

function rowsOf(bytes: Uint8Array, bad: BadRow[]): Row[] {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new ClosemaskError("input", "the table is not in UTF-8", { hint: "iconv -f latin1 -t utf-8" });
  }
  let end = 0;
  let isOpen = false;
  try {
    const rows = parse(text, {
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      on_skip: (error) => {
        // What follows may all be within it.
        isOpen ||= error?.code === "CSV_QUOTE_NOT_CLOSED";
        bad.push({ line: lineOf(error), why: "a quote stands where none may" });
        return undefined;
      },
    }) as unknown as readonly { record: string[]; info: { lines: number } }[];
    if (isOpen) throw new TypeError("a quote is left open");
    return rows.map(({ record, info }) => {
      // The parser says where a row ends.
      const line = end + 1;
      end = info.lines;
      return { record, line: Math.max(line, info.lines - newlines(record)) };
    });
  } catch {
    // The parser's message holds a piece of the row.
    throw new ClosemaskError("input", "the table has a quote that does not end", {
      hint: "double quotes within quotes",
    });
  }
}

function lineOf(error: unknown): number {
  const lines: unknown = typeof error === "object" && error !== null ? Reflect.get(error, "lines") : undefined;
  return typeof lines === "number" ? lines : 0;
}

function newlines(record: readonly string[]): number {
  return record.reduce((sum, cell) => sum + cell.split("\n").length - 1, 0);
}

function isHeading([value = "", kind = ""]: readonly string[]): boolean {
  return value.trim().toLowerCase() === "value" && kind.trim().toLowerCase() === "kind";
}

function rowFault(record: readonly string[], isKind: (kind: Kind) => boolean): string | null {
  if (record.length < 2 || record.length > 3) return "a row has two or three columns: value, kind, placeholder";
  const [value = "", kind = ""] = record;
  return valueFault(value) ?? (isKind(kind) ? null : "the kind is not known");
}

function doubled(before: Row | undefined, { record }: Row): string | null {
  if (before === undefined || before.record.join("\n") === record.join("\n")) return null;
  return `the value stands in line ${before.line} with another kind or placeholder`;
}
