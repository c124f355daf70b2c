// The last line on stderr: how much of what was found where, and what was left out.

import { size } from "../progress.ts";
import type { Totals } from "./formats/reporter.ts";

/** `found 3 values (2 EMAIL, 1 PHONE) in 12 files, 1.2 KB; skipped 1 archive`. */
export function scanSummary(totals: Totals): string {
  const { findings, kinds, files, bytes, binary, archives, known, allowed, failures } = totals;
  const listed = [...kinds].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([kind, n]) => `${n} ${kind}`);
  const skipped = [
    ...(binary > 0 ? [count(binary, "binary file")] : []),
    ...(archives > 0 ? [count(archives, "archive")] : []),
  ];
  return [
    `found ${count(findings, "value")}${findings === 0 ? "" : ` (${listed.join(", ")})`} in ${count(files, "file")}, ${size(bytes)}`,
    ...(skipped.length > 0 ? [`skipped ${skipped.join(" and ")}`] : []),
    ...(known > 0 ? [`${known} known from the baseline`] : []),
    ...(allowed > 0 ? [`${allowed} allowed by comments`] : []),
    ...(failures.length > 0 ? [`${failures.length} not read`] : []),
  ].join("; ");
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}
