// For people: place, kind and rule, then the lines around with a caret under the finding. The value is covered by the label of
// its kind. Colours only where somebody looks.

import { clean, type MarkedLine, type ShownLine } from "../../../mask/excerpt.ts";
import type { Finding } from "../finding.ts";
import type { Reporter } from "./reporter.ts";

const PLAIN = { bold: "", kind: "", caret: "", faint: "", reset: "" };
const COLORS = {
  bold: "\u001b[1m",
  kind: "\u001b[33m",
  caret: "\u001b[31m",
  faint: "\u001b[2m",
  reset: "\u001b[0m",
};

export function textReporter(options: { readonly colors: boolean }): Reporter {
  const paint = options.colors ? COLORS : PLAIN;
  const { faint, reset } = paint;
  const line = (shown: ShownLine, width: number): string =>
    `${faint}${String(shown.line).padStart(width)} |${reset} ${shown.text}`.trimEnd();

  function add(finding: Finding): string {
    const { name, line: number, endLine, column, kind, rule, confidence, check, before, shown, after } = finding;
    const width = Math.max(4, String(after.at(-1)?.line ?? endLine).length + 2);
    const more = endLine > number ? `, ${endLine - number + 1} lines` : "";
    const checked = check === "none" ? "" : `, check ${check}`;
    const place = `${paint.bold}${clean(name).replaceAll("\t", "\ufffd")}:${number}:${column}:${reset}`;
    return [
      `${place} ${paint.kind}${kind}${reset} (rule ${rule.id}, confidence ${confidence.toFixed(2)}${checked}${more})`,
      ...before.map((shown) => line(shown, width)),
      ...(shown === null ? [] : [line(shown, width), marked(shown, width)]),
      ...after.map((shown) => line(shown, width)),
      "",
      "",
    ].join("\n");
  }

  function marked({ text, caret: [start, end] }: MarkedLine, width: number): string {
    const caret = "^".repeat(widthOf(text.slice(start, end)));
    return `${faint}${" ".repeat(width)} |${reset} ${padding(text.slice(0, start))}${paint.caret}${caret}${reset}`;
  }

  return { head: "", add, end: () => "" };
}

/** White space as wide as a text. */
function padding(text: string): string {
  let space = "";
  for (const character of text) space += character === "\t" ? "\t" : " ".repeat(cellsOf(character));
  return space;
}

function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += cellsOf(character);
  return Math.max(1, width);
}

/** Cells of a terminal that a character takes: East Asian wide ones and pictures two, marks none. */
function cellsOf(character: string): number {
  if (/^[\p{Mn}\p{Me}\p{Cf}]/u.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
