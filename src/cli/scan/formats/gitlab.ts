// GitLab's secret detection report, format 15 (gitlab-org/security-products/security-report-schemas). The field for the raw
// value is left out.

import { VERSION } from "../../version.ts";
import { describeKind, type Finding, sentence, severityOf } from "../finding.ts";
import type { Reporter } from "./reporter.ts";

const FORMAT = "15.0.7";
const SCHEMA = `https://gitlab.com/gitlab-org/security-products/security-report-schemas/-/raw/v${FORMAT}/dist/secret-detection-report-format.json`;
const NAME_MAX = 255;

/** `commit` is the one that was scanned. */
export function gitlabReporter(options: { readonly commit: string }): Reporter {
  let first = true;
  return {
    head: `{\n  "version": "${FORMAT}",\n  "schema": "${SCHEMA}",\n  "vulnerabilities": [`,
    add(finding) {
      const comma = first ? "" : ",";
      first = false;
      return `${comma}\n    ${JSON.stringify(toVulnerability(finding, options.commit))}`;
    },
    end({ failures, started, ended }) {
      const tool = { id: "closemask", name: "closemask", version: VERSION, vendor: { name: "closemask" } };
      const scan = {
        analyzer: tool,
        scanner: tool,
        type: "secret_detection",
        start_time: timeOf(started),
        end_time: timeOf(ended),
        status: failures.length === 0 ? "success" : "failure",
        messages: failures.map((value) => ({ level: "warn", value })),
      };
      return `${first ? "" : "\n  "}],\n  "scan": ${JSON.stringify(scan)}\n}\n`;
    },
  };
}

function toVulnerability(finding: Finding, commit: string): object {
  const { file, rule, line, endLine, kind, fingerprint } = finding;
  return {
    id: uuidOf(fingerprint),
    name: describeKind(kind).slice(0, NAME_MAX),
    description: `${sentence(finding)}. ${rule.description}`,
    severity: gradeOf(finding),
    identifiers: [{ type: "closemask_rule_id", name: `closemask rule ${rule.id}`, value: rule.id }],
    location: { file, start_line: line, end_line: endLine, commit: { sha: commit } },
  };
}

function gradeOf(finding: Finding): string {
  const sure = severityOf(finding) === "error";
  if (finding.category === "CREDENTIAL") return sure ? "Critical" : "High";
  return sure ? "High" : "Medium";
}

/** UTC, to the second, without a zone. */
function timeOf(date: Date): string {
  return date.toISOString().slice(0, 19);
}

/** A name-based UUID (version 8 of RFC 9562). */
function uuidOf(hex: string): string {
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}
