// SARIF 2.1.0 (OASIS), for code scanning. Fingerprints come from the text around a value; no result holds any of it.

import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import { categoryOf } from "../../../detect/kinds.ts";
import type { Rule } from "../../../detect/rule.ts";
import type { Category } from "../../../types.ts";
import { VERSION } from "../../version.ts";
import { describeKind, type Finding, sentence, severityOf } from "../finding.ts";
import type { Reporter, Totals } from "./reporter.ts";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/** As GitHub grades security findings: from 9.0 critical, 7.0 high, 4.0 medium. */
const GRADES: Partial<Readonly<Record<Category, string>>> = {
  CREDENTIAL: "8.5",
  FINANCIAL: "7.0",
  HEALTHCARE: "7.0",
  IDENTITY_US: "7.0",
  IDENTITY_INTL: "7.0",
};
const GRADE = "5.0";

export function sarifReporter(): Reporter {
  const rules: Rule[] = [];
  const index = new Map<string, number>();
  let first = true;

  function indexOf(rule: Rule): number {
    let at = index.get(rule.id);
    if (at === undefined) {
      at = rules.push(rule) - 1;
      index.set(rule.id, at);
    }
    return at;
  }

  return {
    head: `{\n  "$schema": "${SCHEMA}",\n  "version": "2.1.0",\n  "runs": [{\n    "results": [`,
    add(finding) {
      const comma = first ? "" : ",";
      first = false;
      return `${comma}\n      ${JSON.stringify(toResult(finding, indexOf(finding.rule)))}`;
    },
    end(totals) {
      const driver = { name: "closemask", semanticVersion: VERSION, version: VERSION, rules: rules.map(toDescriptor) };
      const parts = [
        `"tool": ${JSON.stringify({ driver })}`,
        `"columnKind": "utf16CodeUnits"`,
        `"invocations": ${JSON.stringify([toInvocation(totals)])}`,
      ];
      return `${first ? "" : "\n    "}],\n    ${parts.join(",\n    ")}\n  }]\n}\n`;
    },
  };
}

function toResult(finding: Finding, ruleIndex: number): object {
  const { file, rule, line, column, endLine, endColumn, kind, category, confidence, check, fingerprint } = finding;
  return {
    ruleId: rule.id,
    ruleIndex,
    level: severityOf(finding),
    rank: Math.round(confidence * 100),
    message: { text: sentence(finding) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: locationOf(file),
          region: { startLine: line, startColumn: column, endLine, endColumn },
        },
      },
    ],
    partialFingerprints: { "closemask/v1": fingerprint },
    properties: { kind, category, confidence, check },
  };
}

/** Relative names count from the root of what was scanned. */
function locationOf(name: string): object {
  if (isAbsolute(name)) return { uri: pathToFileURL(name).href };
  return { uri: name.split("/").map(encodeURIComponent).join("/"), uriBaseId: "%SRCROOT%" };
}

function toDescriptor({ id, kind, description, confidence, tier }: Rule): object {
  const category = categoryOf(kind);
  return {
    id,
    shortDescription: { text: description },
    fullDescription: { text: `${describeKind(kind)}: ${description}` },
    help: { text: `closemask rules show ${id} tells what this rule takes and what it leaves.` },
    defaultConfiguration: { level: confidence >= 0.85 ? "error" : "warning" },
    properties: {
      tags: ["security", category, kind],
      precision: tier === "proof" ? "very-high" : tier === "form" ? "high" : "medium",
      "security-severity": GRADES[category] ?? GRADE,
    },
  };
}

function toInvocation({ failures, started, ended }: Totals): object {
  return {
    executionSuccessful: failures.length === 0,
    startTimeUtc: started.toISOString(),
    endTimeUtc: ended.toISOString(),
    toolExecutionNotifications: failures.map((text) => ({ level: "error", message: { text } })),
  };
}
