// For programs: one object with all findings and a summary, or one line a finding.

import { VERSION } from "../../version.ts";
import type { Finding } from "../finding.ts";
import type { Reporter, Totals } from "./reporter.ts";

interface JsonOptions {
  readonly reveal: boolean;
}

export function jsonReporter(options: JsonOptions): Reporter {
  let first = true;
  return {
    head: `{\n  "tool": ${JSON.stringify({ name: "closemask", version: VERSION })},\n  "findings": [`,
    add(finding) {
      const comma = first ? "" : ",";
      first = false;
      return `${comma}\n    ${JSON.stringify(toJson(finding, options))}`;
    },
    end: (totals) => `${first ? "" : "\n  "}],\n  "summary": ${JSON.stringify(summaryOf(totals))}\n}\n`,
  };
}

export function ndjsonReporter(options: JsonOptions): Reporter {
  return { head: "", add: (finding) => `${JSON.stringify(toJson(finding, options))}\n`, end: () => "" };
}

function toJson(finding: Finding, { reveal }: JsonOptions): object {
  const { name, line, column, endLine, endColumn, start, end, kind, category, rule, confidence, check } = finding;
  const { fingerprint, value } = finding;
  return {
    file: name,
    ...{ line, column, endLine, endColumn, start, end },
    ...{ kind, category, rule: rule.id, confidence, check, fingerprint },
    ...(reveal ? { value: value.toString("utf8") } : {}),
  };
}

function summaryOf(totals: Totals): object {
  const { files, bytes, findings, kinds, binary, archives, known, allowed, failures } = totals;
  return {
    ...{ files, bytes, findings },
    kinds: Object.fromEntries(kinds),
    skipped: { binary, archives },
    ...{ known, allowed, failures },
  };
}
