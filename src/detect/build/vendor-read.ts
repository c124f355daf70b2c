// Reads on from a provider's name to a value of one of its forms: the rest of the name, what joins it, and how sure that
// makes us. One reader for all vendor rules; where it is asked is build/vendor-dispatch.ts.

import { BASE62 as ALNUM, charset, DIGIT, LOWER_HEX, runEnd, UPPER } from "../charset.ts";
import { entropy } from "../check/entropy.ts";
import { isRandom, isStandIn, look } from "../check/secrecy.ts";
import type { Rule, Scan } from "../rule.ts";
import { textAt } from "./value.ts";
import { type Form, formEnd, overlongEnd } from "./vendor-form.ts";
import { isGluedStem, RUN_MAX, type RunSort, readRun } from "./vendor-name.ts";
import type { Word } from "./vendor-word.ts";

/** Bytes behind a provider's name in which its value begins. */
const REACH = 96;
const LOWER = charset("a-z");

/** What stands between the runs of a name and its value; 0 ends the search. */
const GAP = gaps();
const JOINT = 1;
const BLANK = 2;
const OPERATOR = 4;
const LINK = 8;
const QUOTE = 16;

function gaps(): Uint8Array {
  const table = new Uint8Array(256);
  const kinds: readonly (readonly [number, string])[] = [
    [1, "-_."],
    [2, " \t\\"],
    [4, "=:>(,|"],
    [8, "/?[]{<*)&"],
    [16, "\"'`"],
  ];
  for (const [kind, bytes] of kinds) for (const byte of Buffer.from(bytes)) table[byte] = kind;
  return table;
}

/** False where a provider's name that ends at `end` is the beginning of another word: `segments`, `poly1305`. */
export function continues({ common }: Word, bytes: Buffer, end: number, hi: number): boolean {
  if (end >= hi) return false;
  const byte = bytes[end] as number;
  if (LOWER[byte] === 0 && UPPER[byte] === 0) return !common || DIGIT[byte] === 0;
  if (UPPER[byte] === 1 && LOWER[bytes[end - 1] as number] === 1) return true;
  return isGluedStem(bytes, end, hi);
}

/** What has been read of a name when a value may begin. */
const name = {
  secret: false,
  owner: false,
  last: "plain" as RunSort,
  /** Runs of the name but neutral ones, and words of prose among them. */
  runs: 0,
  strayed: 0,
  /** A slash or bracket was passed, as in a path. */
  linked: false,
  /** Operators passed: the value of an outer name holds names of its own. */
  depth: 0,
};

function clear(depth: number): void {
  name.secret = false;
  name.owner = false;
  name.last = "plain";
  name.runs = 0;
  name.strayed = 0;
  name.linked = false;
  name.depth = depth;
}

/** Reads on from the end of the provider's name, run by run, and tries the forms wherever a value may begin. */
export function readVendor(rule: Rule, word: Word, forms: readonly Form[], scan: Scan, from: number): void {
  const { bytes, hi } = scan;
  const limit = Math.min(hi, from + REACH);
  clear(0);
  let prose = false;
  for (let i = from; i < limit; ) {
    const end = runEnd(bytes, i, Math.min(hi, i + RUN_MAX + 1), ALNUM);
    if (end - i > RUN_MAX) return;
    if (end > i && !take(readRun(bytes, i, end), prose)) return;
    let gap = 0;
    let k = end;
    for (; k < limit; k++) {
      const sort = GAP[bytes[k] as number] as number;
      if (sort === 0) break;
      if (bytes[k] === AMPERSAND && textAt(bytes, k, hi, "&quot;")) {
        gap |= QUOTE;
        k += 5;
      } else gap |= sort;
    }
    if (k >= limit || gap === 0) return;
    const assigned = (gap & OPERATOR) !== 0;
    if (assigned && name.last === "about") return;
    // The hash of a module in a go.sum.
    if (textAt(bytes, k - 3, k, "h1:")) return;
    const found = findValue(bytes, end, k, hi, gap, forms);
    const confidence = found === null ? 0 : weigh(bytes, found, word, gap);
    if (found !== null && confidence > 0) {
      scan.add(rule, found.from, found.to, confidence, "none");
      return;
    }
    if (ALNUM[bytes[k] as number] === 0 || (assigned && name.depth === DEPTH_MAX)) return;
    if (assigned) clear(name.depth + 1);
    else if ((gap & LINK) !== 0) name.linked = true;
    prose = (gap & (JOINT | OPERATOR | LINK)) === 0;
    i = k;
  }
}

const AMPERSAND = 0x26;
const DEPTH_MAX = 3;

/** Takes a run into the name; false when no value can follow. */
function take(sort: RunSort, prose: boolean): boolean {
  if (sort === "else") return false;
  if (sort === "neutral") return true;
  name.runs++;
  if (prose && sort === "plain" && ++name.strayed > 2) return false;
  if (sort === "secret") name.secret = true;
  if (sort === "secret" || sort === "owner" || sort === "owned") name.owner = true;
  name.last = sort === "id" ? (name.owner ? "owned" : "about") : sort;
  return true;
}

interface Found {
  from: number;
  to: number;
  form: Form;
  /** It has the length of the form; else it goes on for some more characters, and only a clear name makes it a value. */
  exact: boolean;
}

/** The value between the gap `[end, at)` and what follows; a value may begin with a byte that also joins names. */
function findValue(
  bytes: Buffer,
  end: number,
  at: number,
  hi: number,
  gap: number,
  forms: readonly Form[],
): Found | null {
  let least = at;
  while (least > end && at - least < 3 && LEADS[bytes[least - 1] as number] === 1) least--;
  // Behind a mere joint the joint is no part of the value, unless it has to be.
  for (let k = 0; k <= at - least; k++) {
    const from = gap === JOINT ? at - k : least + k;
    const found = longest(bytes, from, hi, gap, forms, formEnd);
    if (found !== null) return found;
  }
  return name.secret && gap !== JOINT ? longest(bytes, at, hi, JOINT, forms, overlongEnd) : null;
}

function longest(
  bytes: Buffer,
  from: number,
  hi: number,
  gap: number,
  forms: readonly Form[],
  endOf: typeof formEnd,
): Found | null {
  let best: Found | null = null;
  for (const form of forms) {
    const to = endOf(form, bytes, from, hi);
    if (to < 0 || (best !== null && to <= best.to) || (gap === JOINT && assigns(bytes, from, to))) continue;
    best = { from, to, form, exact: endOf === formEnd };
  }
  return best;
}

const LEADS = charset("-_/.");
const EQUALS = 0x3d;

/** `KEY=…`: the name goes on; only padding ends a value. */
function assigns(bytes: Buffer, from: number, to: number): boolean {
  const at = bytes.indexOf(EQUALS, from);
  return at >= 0 && at < to - 2;
}

/** Confidence that the value is the provider's, by what the name promised and how it is joined; 0 drops it. */
function weigh(bytes: Buffer, { from, to, form, exact }: Found, word: Word, gap: number): number {
  const numeric = runEnd(bytes, from, to, DIGIT) === to;
  if (!isVaried(bytes, from, to, form)) return 0;
  const { secret, last, runs, strayed, depth } = name;
  const assigned = (gap & OPERATOR) !== 0;
  if ((gap & LINK) !== 0 && !assigned) return 0;
  if (last === "about") return 0;
  const length = to - from;
  // Ids of UUID form are anybody's.
  if (last === "owned") return assigned && length >= 12 && (!form.uuid || secret) ? 0.7 : 0;
  if (secret) {
    if (assigned) return !exact || numeric ? 0.6 : form.open ? 0.85 : 0.95;
    // Names of code are joined, keys of unknown length are not known to be.
    // `github.com/x/LICENSE 86d3…`: a list of files and their digests.
    if (name.linked && gap === BLANK && length >= 32 && runEnd(bytes, from, to, LOWER_HEX) === to) return 0;
    if (numeric || length < 11 || (form.open && runEnd(bytes, from, to, ALNUM) < to)) return 0;
    if (!exact) return 0.5;
    return (gap & (BLANK | QUOTE)) !== 0 ? 0.65 : 0.55;
  }
  // The provider's name alone.
  if (depth > 0 || strayed > 0 || word.common) return 0;
  if (form.marked && assigned) return 0.8;
  if (runs > 0 || numeric || length < 20) return 0;
  if (assigned) return bytes[from - 1] === SPACE && isHash(bytes, from, to) ? 0.3 : form.uuid || form.open ? 0.6 : 0.75;
  return (gap & JOINT) === 0 && !form.uuid && !form.open ? 0.5 : 0;
}

const SPACE = 0x20;

/** `Sentry: 1234…`: lock files list names and hashes so. */
function isHash(bytes: Buffer, from: number, to: number): boolean {
  return to - from === 40 && runEnd(bytes, from, to, LOWER_HEX) === to;
}

/** Varied enough to be a key: placeholders, words and counters are not. */
function isVaried(bytes: Buffer, from: number, to: number, form: Form): boolean {
  const l = look(bytes, from, to);
  if (form.digits) return l.distinct >= 4;
  if (isStandIn(bytes, from, to, 0) || (form.open && (l.digits < 3 || !isRandom(l)))) return false;
  const bits = entropy(bytes, from, to);
  if (bits < (l.length >= 24 ? (form.open || !name.secret ? 3 : 2.5) : l.length >= 14 ? 2.6 : 2.2)) return false;
  if (l.digits > 0) return l.digits < l.length || l.length >= 16;
  if (form.letters) return l.distinct >= 10;
  if (form.marked && l.length >= 32) return true;
  // Letters alone: names in code change case at words, and no word has so many different letters.
  if (l.letters < l.length || l.length < 20) return false;
  return l.classes > 1 ? l.changes * 5 >= l.length * 2 || l.distinct >= 24 : l.distinct >= 16;
}
