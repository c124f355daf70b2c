// Events as CSV by RFC 4180, a row each. Cells that a spreadsheet would take for a formula are quoted as text.

import { countsOf } from "./select.ts";

const COLUMNS = [
  "time",
  "kind",
  "action",
  "outcome",
  "command",
  "session",
  "agent",
  "request",
  "destination",
  "reason",
  "values",
  "counts",
  "rules",
  "chain",
  "seq",
] as const;

export const CSV_HEADER = `${COLUMNS.join(",")}\r\n`;

export function csvRow(event: Readonly<Record<string, unknown>>): string {
  const values = Object.values(countsOf(event)).reduce((sum, count) => sum + count, 0);
  const cells = COLUMNS.map((column) => {
    if (column === "values") return String(values);
    const value = event[column];
    if (column !== "counts" && column !== "rules") return cell(value);
    return cell(
      Object.entries(countsOf({ counts: value }))
        .map(([name, count]) => `${name}=${count}`)
        .join(" "),
    );
  });
  return `${cells.join(",")}\r\n`;
}

function cell(value: unknown): string {
  const text = typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
  const safe = /^[=+@\t\r-]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
