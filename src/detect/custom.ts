// Own rules from the configuration: ordinary regular expressions, tried line by line. They are examined when they are
// loaded and run under a time budget; what takes too long is masked whole, never passed.

import { ClosemaskError } from "../errors.ts";
import type { Kind } from "../types.ts";
import { probesOf } from "./custom-probe.ts";
import type { Candidate } from "./resolve.ts";
import type { Rule } from "./rule.ts";

/** A regular expression as written. */
export interface PatternSource {
  readonly pattern: string;
  /** Of `imsu`. */
  readonly flags?: string | undefined;
}

/** An own rule. Its pattern sees one line without its end, as text. */
export interface CustomPattern extends PatternSource {
  readonly name: string;
  readonly kind: Kind;
  /** One line for listings. */
  readonly description?: string | undefined;
  /** True for an entry of a deny list, see Rule. */
  readonly denied?: boolean | undefined;
}

/** Runs `work` and says whether it ended within `ms` milliseconds; it is broken off otherwise. */
export type RunBounded = (work: () => void, ms: number) => boolean;

/** Where to look. Offsets are bytes; a frame of the framer is one. */
export interface CustomRegion {
  readonly bytes: Buffer;
  readonly lo: number;
  readonly hi: number;
}

export interface CustomRules {
  /** One for each pattern, for listings; they find nothing by themselves. */
  readonly rules: readonly Rule[];
  /** Matches in `bytes[lo, hi)`, in no order. */
  scan(region: CustomRegion): Candidate[];
}

interface CustomOptions {
  readonly patterns: readonly CustomPattern[];
  readonly runBounded: RunBounded;
  /** Called with the name of a pattern that took too long on a line. */
  readonly onOverrun?: (name: string) => void;
}

/** Milliseconds for a line, and once more before it counts as an overrun: machines do stall. */
const LINE_MS = 100;
const AGAIN_MS = 400;
/** Milliseconds for a probe of a pattern at load. */
const PROBE_MS = 100;
const PROBE_AGAIN_MS = 300;
const CONFIDENCE = 0.9;

/** @throws ClosemaskError `pattern` at the first pattern that is invalid, matches empty text or is too slow. */
export function createCustomRules(options: CustomOptions): CustomRules {
  const { patterns, runBounded, onOverrun = () => {} } = options;
  const compiled = patterns.map((pattern) => {
    const fault = checkPattern(pattern, runBounded);
    if (fault !== null) throw patternFault(pattern.name, fault);
    return { rule: toRule(pattern), expression: compile(pattern) };
  });

  return {
    rules: compiled.map(({ rule }) => rule),
    scan({ bytes, lo, hi }) {
      const found: Candidate[] = [];
      let at = lo;
      let current = 0;
      let pending: Candidate[] = [];
      // Breaks off between any two steps: a line counts only when it is through.
      const work = (): void => {
        while (at < hi) {
          const end = segmentEnd(bytes, at, hi);
          const line = readLine(bytes, at, end);
          pending = [];
          for (current = 0; line.text !== "" && current < compiled.length; current++) {
            const { rule, expression } = compiled[current] as { rule: Rule; expression: RegExp };
            match(expression, line, rule, pending);
          }
          for (const candidate of pending) found.push(candidate);
          at = end + 1;
        }
      };
      for (;;) {
        const from = at;
        if (runBounded(work, LINE_MS)) break;
        if (at !== from) continue;
        if (runBounded(work, AGAIN_MS)) break;
        if (at !== from) continue;
        const { rule } = compiled[current] as { rule: Rule };
        const end = segmentEnd(bytes, at, hi);
        found.push({ start: at, end, rule, confidence: 1, check: "none" });
        onOverrun(rule.id);
        at = end + 1;
      }
      return found;
    },
  };
}

/** The error of a pattern that cannot be used. */
export function patternFault(name: string, fault: string): ClosemaskError {
  return new ClosemaskError("pattern", `the pattern ${name} ${fault}`, { hint: "closemask config check" });
}

/** What is wrong with a pattern, as the end of a sentence about it; null when nothing is. */
export function checkPattern(pattern: PatternSource, runBounded: RunBounded): string | null {
  const { flags = "" } = pattern;
  // Of these, `y` would look at one place only; the engine's message would quote them.
  if (!/^[imsu]*$/.test(flags) || new Set(flags).size < flags.length)
    return "is not valid: its flags are other than i, m, s and u, or one stands twice";
  let expression: RegExp;
  try {
    expression = compile(pattern);
  } catch (error) {
    // The engine's message quotes the pattern; its reason stands at the end.
    const message = error instanceof Error ? error.message : "";
    return `is not valid: ${message.slice(message.lastIndexOf(": ") + 2).toLowerCase()}`;
  }
  let empty = false;
  for (const probe of ["", "a", "0 -", ...probesOf(pattern.pattern, flags)]) {
    const work = (): void => {
      expression.lastIndex = 0;
      for (let found = expression.exec(probe); found !== null; found = expression.exec(probe)) {
        if (found[0] === "") {
          empty = true;
          return;
        }
      }
    };
    if (!runBounded(work, PROBE_MS) && !runBounded(work, PROBE_AGAIN_MS)) {
      return `is too slow: ${PROBE_AGAIN_MS} ms were not enough for a text of ${probe.length} characters; avoid repeating what repeats itself`;
    }
    if (empty) return "matches empty text";
  }
  return null;
}

function compile({ pattern, flags = "" }: PatternSource): RegExp {
  return new RegExp(pattern, `g${flags}`);
}

function toRule({ name, kind, description = "own pattern of the configuration", denied = false }: CustomPattern): Rule {
  return {
    id: name,
    kind,
    description,
    denied,
    tier: "proof",
    confidence: CONFIDENCE,
    anchors: [],
    examples: { yes: [], no: [] },
    find() {},
  };
}

/** A line as text, and where its characters stand. */
interface Line {
  readonly text: string;
  readonly start: number;
  /** False when a character is a byte. */
  readonly wide: boolean;
}

/** NUL stands where an issued placeholder was blanked out: nothing matches across it. */
function segmentEnd(bytes: Buffer, from: number, hi: number): number {
  let i = from;
  while (i < hi && bytes[i] !== 10 && bytes[i] !== 0) i++;
  return i;
}

function readLine(bytes: Buffer, from: number, to: number): Line {
  let start = from;
  let end = to > from && bytes[to - 1] === 13 ? to - 1 : to;
  const plain = bytes.toString("latin1", start, end);
  if (!/[\x80-\xff]/.test(plain)) return { text: plain, start, wide: false };
  // A window into a long line may cut a character at either side.
  while (start < end && start < from + 3 && ((bytes[start] as number) & 0xc0) === 0x80) start++;
  end = wholeEnd(bytes, start, end);
  const text = bytes.toString("utf8", start, end);
  // Where it is no UTF-8, offsets only hold byte by byte.
  if (Buffer.compare(Buffer.from(text), bytes.subarray(start, end)) !== 0)
    return { text: plain, start: from, wide: false };
  return { text, start, wide: true };
}

/** `end`, or before a character that is cut there. */
function wholeEnd(bytes: Buffer, start: number, end: number): number {
  for (let back = 1; back <= 3 && end - back >= start; back++) {
    const byte = bytes[end - back] as number;
    if ((byte & 0xc0) === 0x80) continue;
    const width = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return width > back ? end - back : end;
  }
  return end;
}

function match(expression: RegExp, line: Line, rule: Rule, found: Candidate[]): void {
  expression.lastIndex = 0;
  let index = 0;
  let offset = line.start;
  for (let hit = expression.exec(line.text); hit !== null; hit = expression.exec(line.text)) {
    if (hit[0] === "") {
      expression.lastIndex++;
      continue;
    }
    const start = offset + width(line, index, hit.index);
    index = hit.index + hit[0].length;
    offset = start + width(line, hit.index, index);
    found.push({ start, end: offset, rule, confidence: CONFIDENCE, check: "none" });
  }
}

function width(line: Line, from: number, to: number): number {
  return line.wide ? Buffer.byteLength(line.text.slice(from, to)) : to - from;
}
