// Placeholders as models bend them: other case, another label, a space or escape between the parts, entities and URL escapes
// for the delimiters. Proposes candidates only; an id that the session did not issue restores nothing. What a stream has to
// wait for is the same grammar in partial.ts.

import { isTableLabel } from "../detect/kinds.ts";
import { toHandle, type Width } from "./identity.ts";
import { findLookAlikes, type LookAlike, PLACEHOLDER_MAX } from "./placeholder.ts";

/** One mark that a renderer may have put between two parts. */
const GAP = String.raw`(?:\\?[ _\x60*-]|\\|\xe2\x80[\x8b-\x8d]|\xc2\xad)?`;
const DIGITS = (n: number): string => Array.from({ length: n / 3 }, () => String.raw`\d{3}`).join(GAP);
/** Words and marks in turn: were the marks optional, a run of letters could be read in ever so many ways. */
const LABEL = "[A-Za-z]{2,16}(?:\\\\?[_ -][A-Za-z]{1,16}){0,3}?";

/** From the letter between label and digits on; the label before it is read once the entry is known. */
const WORD = new RegExp(
  `(?<=[A-Za-z]${GAP})(?:[Xx]${GAP}(${DIGITS(9)})|[Yy]${GAP}(${DIGITS(12)})|[Zz]${GAP}(${DIGITS(15)}))`,
  "g",
);
const OPEN = String.raw`(?:\$?\\?\{|\$?%7[Bb]|%24%7[Bb]|%24\{|\$?\\?u007[Bb]|<|&lt;|%3[Cc]|\\u003[Cc]|\[{1,2})`;
const CLOSE = String.raw`(?:\\?\}|%7[Dd]|\\u007[Dd]|>|&gt;|%3[Ee]|\\u003[Ee]|\]{1,2})`;
const DELIMITED = new RegExp(
  String.raw`${OPEN} ?(${LABEL})\\?[_ -]([0-9A-Za-z]{10}|[0-9A-Za-z]{8}|[0-9A-Za-z]{6}|\d{1,15}) ?${CLOSE}`,
  "g",
);

/** A label that is not the entry's: models translate them. Capitals only, or any word would be one. */
const OTHER = String.raw`[A-Z]{2,16}(?:\\?_[A-Z]{2,16}){0,3}`;
const OTHER_LABEL = new RegExp(`^${OTHER}$`);
const OTHER_BEFORE = new RegExp(`(?<![A-Za-z])${OTHER}${GAP}$`);

/**
 * Where the bent placeholder begins whose part behind the label is `bytes[at, end)`: with the entry's label, in any case and
 * with one mark where its words meet; else with the capitals that stand there. -1 when nothing like a label does, or the whole
 * is longer than a placeholder.
 */
export function looseLabelStart(bytes: Buffer, at: number, end: number, label: string): number {
  const before = bytes.toString("latin1", Math.max(0, at - 64), at);
  const own = new RegExp(`(?<![A-Za-z])${label.split("_").join(GAP)}${GAP}$`, "i").exec(before);
  const found = own ?? OTHER_BEFORE.exec(before);
  if (found === null) return -1;
  const start = at - before.length + found.index;
  return end - start > PLACEHOLDER_MAX ? -1 : start;
}

/** Whether what stands before the digits could be a label that nobody knows; such text is waited for in every stream. */
export function isOtherLabel(text: string): boolean {
  return OTHER_BEFORE.test(text);
}

/** Candidates in `bytes[from, to)`, exact ones included, leftmost first. */
export function findTolerant(bytes: Buffer, from: number, to: number): LookAlike[] {
  const found = findLookAlikes(bytes, from, to).map((hit) => (hit.style === "word" ? { ...hit, anyLabel: true } : hit));
  const text = bytes.toString("latin1", from, to);
  for (const match of text.matchAll(WORD)) {
    const digits = match[1] ?? match[2] ?? match[3] ?? "";
    const width: Width = match[1] !== undefined ? 9 : match[2] !== undefined ? 12 : 15;
    const handle = toHandle(width, Number(digits.replace(/\D/g, "").slice(0, width)));
    push(match, { style: "word", handle, counter: null, number: 0 });
  }
  for (const match of text.matchAll(DELIMITED)) {
    const written = match[1] as string;
    const label = written.replace(/\\/g, "").replace(/[ -]/g, "_").toUpperCase();
    if (match[0].length > PLACEHOLDER_MAX || !(isTableLabel(label) || OTHER_LABEL.test(written))) continue;
    const id = match[2] as string;
    const style =
      match[0].startsWith("$") || match[0].startsWith("{") || match[0].startsWith("%24") ? "dollar" : "angle";
    if (/^\d{1,15}$/.test(id))
      push(match, { style: "angle", handle: null, counter: `angle:${label}`, number: Number(id) });
    if (id.length === 6 || id.length === 8 || id.length === 10) {
      const width: Width = id.length === 6 ? 9 : id.length === 8 ? 12 : 15;
      const value = Number.parseInt(id.toLowerCase(), 36);
      if (value < 10 ** width && style === "dollar")
        push(match, { style, handle: toHandle(width, value), counter: null, number: 0 });
    }
  }
  return found.sort((a, b) => a.start - b.start || b.end - a.end);

  function push(match: RegExpExecArray, reading: Pick<LookAlike, "style" | "handle" | "counter" | "number">): void {
    const start = from + match.index;
    const end = start + match[0].length;
    // Two readings of a bent form stay; an exact form is read once.
    if (!found.some((hit) => hit.loose !== true && hit.end === end))
      found.push({ start, end, loose: true, ...reading });
  }
}
