// Placeholders as models bend them: other case, a space or escape between the parts, entities and URL escapes for the
// delimiters. Proposes candidates only; an id that the session did not issue restores nothing.

import { toHandle, type Width } from "./identity.ts";
import { findLookAlikes, type LookAlike } from "./placeholder.ts";

/** One mark that a renderer may have put between two parts. */
const GAP = String.raw`(?:\\?[ _\x60*-]|\\|\xe2\x80[\x8b-\x8d]|\xc2\xad)?`;
const DIGITS = (n: number): string => Array.from({ length: n / 3 }, () => String.raw`\d{3}`).join(GAP);
const LABEL = "[A-Za-z]+(?:\\\\?[_ -]?[A-Za-z]+){0,3}?";

/** From the letter between label and digits on; the label before it is read once the entry is known. */
const WORD = new RegExp(
  `(?<=[A-Za-z]${GAP})(?:[Xx]${GAP}(${DIGITS(9)})|[Yy]${GAP}(${DIGITS(12)})|[Zz]${GAP}(${DIGITS(15)}))`,
  "g",
);
const OPEN = String.raw`(?:\$?\\?\{|\$?%7[Bb]|%24%7[Bb]|%24\{|\$?\\?u007[Bb]|<|&lt;|%3[Cc]|\\u003[Cc]|\[{1,2})`;
const CLOSE = String.raw`(?:\\?\}|%7[Dd]|\\u007[Dd]|>|&gt;|%3[Ee]|\\u003[Ee]|\]{1,2})`;
const DELIMITED = new RegExp(
  String.raw`${OPEN}\s?(${LABEL})\\?[_ -]([0-9A-Za-z]{10}|[0-9A-Za-z]{8}|[0-9A-Za-z]{6}|\d{1,15})\s?${CLOSE}`,
  "g",
);

/**
 * Where the label in front of `at` starts: that of the entry in any case, with one mark where its words meet and before
 * `at`; else the run of letters, since models also translate labels. -1 when nothing like a label stands there.
 */
export function looseLabelStart(bytes: Buffer, at: number, label: string): number {
  const before = bytes.toString("latin1", Math.max(0, at - 64), at);
  const own = new RegExp(`(?<![A-Za-z])${label.split("_").join(GAP)}${GAP}$`, "i").exec(before);
  const found = own ?? new RegExp(`(?<![A-Za-z])[A-Za-z]{2,16}${GAP}$`).exec(before);
  return found === null ? -1 : at - before.length + found.index;
}

/** Candidates in `bytes[from, to)`, exact ones included, leftmost first. */
export function findTolerant(bytes: Buffer, from: number, to: number): LookAlike[] {
  const found = findLookAlikes(bytes, from, to);
  const text = bytes.toString("latin1", from, to);
  for (const match of text.matchAll(WORD)) {
    const digits = match[1] ?? match[2] ?? match[3] ?? "";
    const width: Width = match[1] !== undefined ? 9 : match[2] !== undefined ? 12 : 15;
    const handle = toHandle(width, Number(digits.replace(/\D/g, "").slice(0, width)));
    push(match, { style: "word", handle, counter: null, number: 0 });
  }
  for (const match of text.matchAll(DELIMITED)) {
    const label = (match[1] as string).replace(/\\/g, "").replace(/[ -]/g, "_").toUpperCase();
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
