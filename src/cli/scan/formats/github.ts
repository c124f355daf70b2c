// Workflow commands of GitHub Actions, which become annotations of a run. Values never appear; names and messages are escaped
// as the runner reads them.

import { type Finding, sentence, severityOf } from "../finding.ts";
import type { Reporter } from "./reporter.ts";

const COMMAND = { error: "error", warning: "warning", note: "notice" } as const;

export function githubReporter(): Reporter {
  return { head: "", add: toCommand, end: () => "" };
}

function toCommand(finding: Finding): string {
  const { file, line, column, endLine, endColumn, kind } = finding;
  const properties: [string, string | number][] = [
    ["file", file],
    ["line", line],
    ["endLine", endLine],
    // The runner takes columns within one line only.
    ...(line === endLine
      ? ([
          ["col", column],
          ["endColumn", endColumn],
        ] as [string, number][])
      : []),
    ["title", `closemask: ${kind}`],
  ];
  const written = properties.map(([key, value]) => `${key}=${escapeProperty(String(value))}`).join(",");
  return `::${COMMAND[severityOf(finding)]} ${written}::${escapeData(sentence(finding))}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
