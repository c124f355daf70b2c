// National numbers of digits and letters, such as 12345678Z or CZ6311T03: one row each. They are looked for where six digits meet
// a letter, so that a shape of their own does not let the states of the automaton multiply.

import { charset } from "../charset.ts";
import type { Gate } from "../gate.ts";
import type { Anchor, Examples, Rule, Scan } from "../rule.ts";
import { standsAlone, standsAmongAlike } from "./alone.ts";
import { DIGITS_LETTER, LETTER_DIGITS } from "./anchor.ts";
import { skipEscape } from "./boundary.ts";
import { caption, inCases } from "./caption.ts";
import { captionAfter } from "./caption-after.ts";
import { latin1 } from "./context.ts";
import type { Odds } from "./id-number.ts";

/** Longest code, with its joints. */
const LONGEST = 28;
const UNDERSCORE = 0x5f;
const ALNUM = charset("0-9A-Za-z");
const JOINT = charset(".-");
const LOOKS: Gate = [[{ op: "code" }]];
/** What joins a code to a path, an address or a name. */
const GLUE = charset("/\\@#%$~+");

const ANCHORS = {
  head: LETTER_DIGITS,
  tail: DIGITS_LETTER,
  both: [...LETTER_DIGITS, ...DIGITS_LETTER],
} as const;

export interface Code {
  id: string;
  kind: string;
  description: string;
  /** The code in upper case without joints, from `^` to `$`. */
  shape: RegExp;
  /** Where its digits are: `head`, a letter and six digits; `tail`, six digits and a letter; `both`. Or anchors of its own. */
  where: "head" | "tail" | "both" | readonly Anchor[];
  /** Captions, separated by commas. */
  words: string;
  check?: (code: string) => boolean;
  /** A form so particular that it counts without check digits when it has its line to itself. */
  alone?: RegExp;
  odds?: Odds;
  examples: () => Examples;
}

/** A code rule judges tokens that one dispatcher reads for all of them. */
export interface CodeRule extends Rule {
  /** What a token of the rule looks like. */
  readonly looks: readonly Look[];
  judge(scan: Scan, token: Token): void;
}

export function isCodeRule(rule: Rule): rule is CodeRule {
  return "judge" in rule && !("shapes" in rule);
}

/** What a code may look like: letters and digits by place, in bits; a place that is in neither may be both. */
export interface Look {
  readonly length: number;
  readonly letters: number;
  readonly digits: number;
}

/** Looks of a shape beyond which it counts as unbounded. */
const LOOKS_MAX = 64;
const ATOM = /(\\d|\[[A-Z0-9-]+\]|[A-Z0-9])(?:\{(\d+)(?:,(\d+))?\}|(\?))?/y;

/**
 * The looks that a shape takes: what it asks of a letter or digit beyond being one is left out. Null where it has something
 * else in it, or too many: then every look may fit.
 */
export function looksOf({ source }: RegExp): readonly Look[] | null {
  const body = /^\^(?:\(\?:([^()]*)\)|([^()|]*))\$$/.exec(source);
  if (body === null) return null;
  const looks: Look[] = [];
  for (const branch of (body[1] ?? body[2] ?? "").split("|")) {
    let open: Look[] = [{ length: 0, letters: 0, digits: 0 }];
    for (let at = 0; at < branch.length; at = ATOM.lastIndex) {
      ATOM.lastIndex = at;
      const [, atom = "", least, most, optional] = ATOM.exec(branch) ?? [];
      if (atom === "") return null;
      const isDigit = atom === "\\d" || !/[A-Z]/.test(atom);
      const isLetter = atom !== "\\d" && !/\d/.test(atom);
      const from = optional === "?" ? 0 : Number(least ?? 1);
      const to = Number(most ?? least ?? 1);
      open = open.flatMap((look) => {
        const longer: Look[] = from === 0 ? [look] : [];
        let { length, letters, digits } = look;
        for (let n = 1; n <= to; n++) {
          if (isDigit) digits |= 1 << length;
          if (isLetter) letters |= 1 << length;
          length++;
          if (n >= from) longer.push({ length, letters, digits });
        }
        return longer;
      });
      if (open.length > LOOKS_MAX) return null;
    }
    looks.push(...open);
  }
  return looks.every(({ length }) => length <= LONGEST) ? looks : null;
}

/** The looks of all rules, as gate.ts has them, the shortest ones first. */
export function looksTable(rules: readonly CodeRule[]): Uint32Array {
  const looks = rules.flatMap((rule) => rule.looks).sort((a, b) => a.length - b.length);
  return Uint32Array.from(looks.flatMap(({ length, letters, digits }) => [length, letters, digits]));
}

/** Rules by the length of the code, each with a look. */
export type Table = readonly (readonly (Look & { readonly rule: CodeRule })[])[];

function byLength(rules: readonly CodeRule[]): Table {
  return Array.from({ length: LONGEST + 1 }, (_, length) =>
    rules.flatMap((rule) => rule.looks.filter((look) => look.length === length).map((look) => ({ ...look, rule }))),
  );
}

/** What finders of these rules share; made at the first use. */
export function compileCodes(rules: readonly CodeRule[]): () => Table {
  let table: Table | undefined;
  return () => {
    table ??= byLength(rules);
    return table;
  };
}

/** Finder for all code rules at once. `reset` before each scan: it remembers how far it has read. */
export function openCodes(tableOf: () => Table): { find: Rule["find"]; reset(): void } {
  let readTo = -1;
  return {
    reset() {
      readTo = -1;
    },
    find(scan, at, end) {
      if (end <= readTo) return;
      const token = readCode(scan, at);
      readTo = Math.max(end, tokenEnd);
      if (token === null) return;
      const { text } = token;
      const asked = tableOf()[text.length] as Table[number];
      let digits = 0;
      for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) <= 0x39) digits |= 1 << i;
      let last: CodeRule | undefined;
      for (let k = 0; k < asked.length; k++) {
        const look = asked[k] as (typeof asked)[number];
        // A rule may have several looks that fit.
        if ((digits & look.letters) !== 0 || (~digits & look.digits) !== 0 || look.rule === last) continue;
        last = look.rule;
        last.judge(scan, token);
      }
    },
  };
}

/** Makes the rule of a row. */
export function code(row: Code): CodeRule {
  const { shape, check, odds = "often" } = row;
  const words = () => inCases(row.words);
  const before = caption(words);
  const after = captionAfter(words);
  let looks: readonly Look[] | undefined;
  const rule: CodeRule = {
    id: row.id,
    kind: row.kind,
    description: row.description,
    tier: check === undefined ? "context" : "form",
    ...(odds === "often" ? { remembers: true } : {}),
    confidence: check === undefined ? 0.75 : 0.9,
    get anchors() {
      return typeof row.where === "string" ? ANCHORS[row.where] : row.where;
    },
    get examples() {
      return row.examples();
    },
    gateFor: () => LOOKS,
    find(scan: Scan, at: number, end: number) {
      openCodes(compileCodes([rule])).find(scan, at, end);
    },
    get looks() {
      looks ??= looksOf(shape) ?? undefined;
      if (looks === undefined) throw new TypeError(`rule ${row.id}: a shape is made of classes and counts`);
      return looks;
    },
    judge(scan: Scan, token: Token) {
      if (!shape.test(token.text)) return;
      const { bytes, lo, hi } = scan;
      const { start, end, upper } = token;
      const sound = check?.(token.text) ?? false;
      if (before(bytes, lo, start) || ((sound || check === undefined) && after(bytes, end, hi))) {
        if (check === undefined) scan.add(rule, start, end, 0.75, "none");
        else scan.add(rule, start, end, sound ? 0.95 : 0.55, sound ? "passed" : "failed");
      } else if (sound) {
        const glued =
          (start > lo && GLUE[bytes[start - 1] as number] === 1) || (end < hi && GLUE[bytes[end] as number] === 1);
        const clear = () => standsAlone(scan, start, end) || standsAmongAlike(scan, start, end);
        const level = glued || odds === "often" ? 0.1 : odds === "rare" && upper ? 0.85 : clear() ? 0.6 : 0.3;
        scan.add(rule, start, end, level, "passed");
      } else if (row.alone?.test(token.text) && standsAlone(scan, start, end)) scan.add(rule, start, end, 0.5, "none");
    },
  };
  return rule;
}

/** A run of letters and digits with single joints inside. */
export interface Token {
  readonly start: number;
  readonly end: number;
  /** In upper case, without joints. */
  readonly text: string;
  /** It was written without small letters. */
  readonly upper: boolean;
}

/** Where the run that was read last ends. */
let tokenEnd = -1;

function readCode(scan: Scan, at: number): Token | null {
  const { bytes, lo, hi } = scan;
  let start = at;
  const least = Math.max(lo, at - LONGEST);
  while (start > least && (ALNUM[bytes[start - 1] as number] === 1 || isJoint(bytes, start - 1, lo, hi))) start--;
  let end = at;
  const most = Math.min(hi, start + LONGEST + 1);
  while (end < most && (ALNUM[bytes[end] as number] === 1 || isJoint(bytes, end, lo, hi))) end++;
  tokenEnd = end;
  start = skipEscape(bytes, lo, start);
  if (end - start > LONGEST || end <= start) return null;
  if ((start > lo && bytes[start - 1] === UNDERSCORE) || (end < hi && bytes[end] === UNDERSCORE)) return null;
  const raw = latin1(bytes, start, end);
  const text = raw.toUpperCase();
  return { start, end, text: text.replace(/[.-]/g, ""), upper: raw === text };
}

/** True for a joint with a letter or digit to either side. */
function isJoint(bytes: Uint8Array, i: number, lo: number, hi: number): boolean {
  return (
    JOINT[bytes[i] as number] === 1 &&
    i > lo &&
    i + 1 < hi &&
    ALNUM[bytes[i - 1] as number] === 1 &&
    ALNUM[bytes[i + 1] as number] === 1
  );
}
