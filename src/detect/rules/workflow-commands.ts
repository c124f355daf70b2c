// Values that a build declares secret on its own output: GitHub Actions' `add-mask`, Azure Pipelines' `task.setsecret` and
// secret variables. The declaration itself makes the value one, whatever it looks like, and whatever is told so is masked
// from there on wherever it stands, line by line, as the runners do.

import { folded } from "../build/anchor.ts";
import { latin1 } from "../build/context.ts";
import { sample } from "../build/sample.ts";
import { BASE62, charset, runEnd, STOP } from "../charset.ts";
import { isCommonWord, isExpression } from "../check/secrecy.ts";
import type { Examples, Rule, Scan } from "../rule.ts";

/** Bytes of a value at most; GitHub's own secrets have 48 KB. */
const VALUE_MAX = 64 * 1024;
/** Bytes of the properties of a logging command at most. */
const PROPERTIES_MAX = 512;
/** Bytes before a command that may be a time stamp. */
const STAMP_MAX = 40;

/** What may stand before a command that the runner obeys, and the time that it writes before each line of a stored log. */
const LINE_START = /^(?:\ufeff|\u00ef\u00bb\u00bf)?(?:\d{4}-\d\d-\d\dT[\d:.]{8,18}Z )?[ \t]*$/;

/** Masked already, or something that stands for a value: `***`, `[API_TOKEN]`, `${{ secrets.X }}`, `$X`, `<value>`. */
const STANDS_FOR =
  /^(?:\*{3,}|\[[A-Za-z_ ]{2,40}\]|<[^<>]{1,80}>|\{[^{}]{0,80}\}|\$\{\{.*\}\}|\$\{[^{}]*\}|\$\([^()]*\)|\$[A-Za-z_]\w*|%\w+%|\.{3}|\u00e2\u0080\u00a6|value)$/i;

/** Bytes of a value that stands inside a line: in a trace of the shell, in code, in JSON. */
const INLINE = charset("!#$%&()*+,-./0-9:;<=>?@A-Z[]^_a-z{|}~");
const OPENS = charset("$%{<(+.,;)*");
const INLINE_MIN = 6;
/** What is refused may come again and again. */
const INLINE_MAX = 4096;

/** Reports the value that begins at `from`. `at` is where its command begins. */
function value(rule: Rule, scan: Scan, at: number, from: number): void {
  const { bytes, lo } = scan;
  const most = Math.min(scan.hi, from + VALUE_MAX);
  if (LINE_START.test(lineBefore(scan, lo, at))) {
    let end = from;
    while (end < most && STOP[bytes[end] as number] === 0) end++;
    while (end > from && (bytes[end - 1] as number) <= 0x20) end--;
    let start = from;
    while (start < end && (bytes[start] as number) <= 0x20) start++;
    const quote = latin1(bytes, start, start + 1);
    // Code that goes on behind the command: `"::add-mask::" + token`.
    if ((quote === '"' || quote === "'" || quote === "`") && bytes.indexOf(quote, start + 1) < end) {
      if (/^["'`]\s*[+,;)]/.test(latin1(bytes, start, Math.min(end, start + 8)))) return;
    }
    if (!STANDS_FOR.test(latin1(bytes, start, Math.min(end, start + 256)))) scan.add(rule, start, end, 1, "none");
    return;
  }
  if (OPENS[bytes[from] as number] === 1) return;
  const end = runEnd(bytes, from, Math.min(most, from + INLINE_MAX), INLINE);
  if (end - from < INLINE_MIN) return;
  if (isCommonWord(bytes, from, end) || isExpression(bytes, from, end, most)) return;
  if (!STANDS_FOR.test(latin1(bytes, from, Math.min(end, from + 256)))) scan.add(rule, from, end, 0.9, "none");
}

/** What stands before `at` on its line; more than a time stamp is cut off, and then is no beginning. */
function lineBefore({ bytes }: Scan, lo: number, at: number): string {
  let start = at;
  const least = Math.max(lo, at - STAMP_MAX);
  while (start > least && STOP[bytes[start - 1] as number] === 0) start--;
  return start > lo && bytes[start - 1] !== 10 ? "x" : latin1(bytes, start, at);
}

/** The texts in which a value will be met, escapes as `undo` has them resolved: whole, and each line of one that has several. */
function textsOf(written: Buffer, undo: (text: string) => string): Buffer[] {
  const text = written.toString("utf8");
  // No text at all: as it stands is all that can be known.
  if (!Buffer.from(text).equals(written)) return [written];
  const lines = undo(text)
    .split(/[\r\n]+/)
    .map((line) => line.trim());
  return [...new Set([text, ...lines])].filter((line) => line !== "").map((line) => Buffer.from(line));
}

function unescapeGithub(text: string): string {
  return text.replace(/%0D/gi, "\r").replace(/%0A/gi, "\n").replaceAll("%25", "%");
}

function unescapeAzure(text: string): string {
  return text
    .replace(/%3B/gi, ";")
    .replace(/%0D/gi, "\r")
    .replace(/%0A/gi, "\n")
    .replace(/%5D/gi, "]")
    .replaceAll("%AZP25", "%");
}

const github: Rule = {
  id: "github-add-mask",
  kind: "API_KEY",
  description: "value that a step of GitHub Actions declares secret: ::add-mask::, docs.github.com, workflow commands",
  tier: "proof",
  confidence: 1,
  teaches: (written) => textsOf(written, unescapeGithub),
  get anchors() {
    return [folded("::add-mask::"), folded("##[add-mask]")];
  },
  get examples(): Examples {
    const token = (seed: number): string => sample(BASE62, 24, seed);
    return {
      yes: [
        `::add-mask::«${token(1)}»`,
        "building\n  ::add-mask::«correct horse battery staple»\r\ndone",
        `::Add-Mask::«first line%0Asecond ${token(2)}»`,
        `2026-01-02T03:04:05.6789012Z ::add-mask::«${token(3)}»`,
        `+ echo '::add-mask::«${token(4)}»'`,
        `{"log":"::add-mask::«${token(5)}»\\n"}`,
        `##[add-mask]«${token(6)}»`,
      ],
      no: [
        { text: "::add-mask::***", why: "the runner has masked it" },
        { text: "::add-mask::[API_TOKEN]", why: "it is redacted" },
        { text: 'echo "::add-mask::$TOKEN"', why: "a variable stands there" },
        { text: `run: echo "::add-mask::\${{ steps.x.outputs.y }}"`, why: "an expression stands there" },
        { text: "::add-mask::{value}", why: "documentation says what stands there" },
        { text: 'console.log("::add-mask::" + token)', why: "code goes on behind the command" },
        { text: "the ::add-mask:: command hides values", why: "prose names the command" },
        { text: `core.info(\`::add-mask::\${mask.value}\`)`, why: "a template stands there" },
      ],
    };
  },
  find(scan, at, end) {
    value(github, scan, at, end);
  },
};

/** What follows `##vso[task.set` up to the bracket where the value is a secret. */
const DECLARES = /^secret(?:\s|$)|^variable\s(?:.*[;\s])?issecret\s*=\s*true\s*(?:;|$)/i;

const azure: Rule = {
  id: "azure-secret-variable",
  kind: "API_KEY",
  description:
    "value that a step of Azure Pipelines declares secret: ##vso[task.setsecret], ##vso[task.setvariable …;issecret=true]",
  tier: "proof",
  confidence: 1,
  teaches: (written) => textsOf(written, unescapeAzure),
  get anchors() {
    return [folded("##vso[task.set")];
  },
  get examples(): Examples {
    const token = (seed: number): string => sample(BASE62, 24, seed);
    return {
      yes: [
        `##vso[task.setvariable variable=dbKey;issecret=true]«${token(1)}»`,
        `##vso[task.setvariable variable=x;isOutput=true;isSecret=True;]«two words ${token(2)}»`,
        `##vso[task.setsecret]«${token(3)}»`,
        `+ echo '##vso[task.setsecret]«${token(4)}»'`,
      ],
      no: [
        { text: "##vso[task.setvariable variable=version]1.2.3-rc.4", why: "the variable is no secret" },
        { text: "##vso[task.setvariable variable=x;issecret=false]plainvalue1", why: "it says that it is none" },
        { text: "##vso[task.setvariable variable=x;issecret=true]***", why: "the agent has masked it" },
        { text: 'echo "##vso[task.setvariable variable=x;issecret=true]$VALUE"', why: "a variable stands there" },
        { text: "##vso[task.setsecret]$(mySecret)", why: "a macro stands there" },
      ],
    };
  },
  find(scan, at, end) {
    const { bytes } = scan;
    let close = end;
    const most = Math.min(scan.hi, end + PROPERTIES_MAX);
    while (close < most && bytes[close] !== 0x5d && STOP[bytes[close] as number] === 0) close++;
    if (close >= most || bytes[close] !== 0x5d) return;
    const properties = latin1(bytes, end, close);
    if (DECLARES.test(properties)) value(azure, scan, at, close + 1);
  },
};

export const workflowCommandRules: readonly Rule[] = [github, azure];
