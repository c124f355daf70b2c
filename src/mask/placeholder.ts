// The grammar of placeholders, all of it: how an entry is written in each style and how text is read for what might be one.
// Reading only proposes; whether it stands for an entry, the session decides.

import { literal, NOT_DIGIT } from "../detect/build/anchor.ts";
import { charset, DIGIT as DIGIT_SET, UPPER_ALNUM, UPPER as UPPER_SET } from "../detect/charset.ts";
import type { Gate } from "../detect/gate.ts";
import { isTableLabel } from "../detect/kinds.ts";
import type { Anchor } from "../detect/rule.ts";
import type { Style } from "../types.ts";
import { FIFTEEN, fromHandle, TWELVE, toHandle, type Width } from "./identity.ts";
import { FORMATS, type Format } from "./placeholder-format.ts";
import type { Handle } from "./store.ts";
import { createSearchTriggers, type SearchTriggers } from "./triggers-wasm.ts";

/** Longest placeholder in bytes; a stream holds back no more than this. */
export const PLACEHOLDER_MAX = 48;

/** Length of the base 36 id by width. */
const CHARS: Readonly<Record<Width, number>> = { 9: 6, 12: 8, 15: 10 };
const LIMIT: Readonly<Record<Width, number>> = { 9: 1e9, 12: 1e12, 15: 1e15 };
/** Separator letter of the word style by width: widths never nest, so the end needs no look-ahead. */
const LETTER: Readonly<Record<Width, string>> = { 9: "X", 12: "Y", 15: "Z" };

/** What is needed to write an entry. `number` is its number in the style's counter, 0 where it has none. */
export interface Writable {
  readonly label: string;
  readonly handle: Handle;
  readonly kind: string;
  readonly number: number;
}

/** Writes an entry. A style that cannot write it (no format for the kind, no number) falls back to `word`. */
export function writePlaceholder(style: Style, entry: Writable): string {
  const { width, id } = fromHandle(entry.handle);
  switch (style) {
    case "dollar":
      return `\${${entry.label}_${base36(id, width)}}`;
    case "bare":
      if (!isTableLabel(entry.label)) return writePlaceholder("word", entry);
      return `${entry.label}_${base36(id, width).toUpperCase()}`;
    case "angle":
      return entry.number > 0 && isTableLabel(entry.label)
        ? `<${entry.label}_${entry.number}>`
        : writePlaceholder("word", entry);
    case "format": {
      const format = FORMATS.get(entry.kind);
      if (format === undefined || (format.counted && entry.number === 0)) return writePlaceholder("word", entry);
      return format.write(format.counted ? entry.number : base36(id, width));
    }
    default:
      return `${entry.label.replaceAll("_", "")}${LETTER[width]}${String(id).padStart(width, "0")}`;
  }
}

/**
 * The same text as bytes, from `at` on; returns their end. `out` has PLACEHOLDER_MAX bytes of room there. The two styles that
 * filters and proxies write by default are written without a string in between.
 */
export function putPlaceholder(style: Style, entry: Writable, out: Uint8Array, at: number): number {
  if (style !== "dollar" && style !== "word") {
    const text = writePlaceholder(style, entry);
    for (let i = 0; i < text.length; i++) out[at + i] = text.charCodeAt(i);
    return at + text.length;
  }
  const { handle } = entry;
  const width = handle < TWELVE ? 9 : handle < FIFTEEN ? 12 : 15;
  const id = handle - (width === 9 ? 0 : width === 12 ? TWELVE : FIFTEEN);
  const head = headOf(style, entry.label);
  let i = at;
  for (let k = 0; k < head.length; k++) out[i++] = head[k] as number;
  if (style === "word") {
    out[i++] = LETTER[width].charCodeAt(0);
    return putDigits(id, 10, i, width, out);
  }
  i = putDigits(id, 36, i, CHARS[width], out);
  out[i++] = 0x7d;
  return i;
}

const DIGITS = new TextEncoder().encode("0123456789abcdefghijklmnopqrstuvwxyz");

/** A number in `count` digits of a base; returns the end. */
function putDigits(number: number, base: 10 | 36, at: number, count: number, out: Uint8Array): number {
  let rest = number;
  let i = at + count - 1;
  for (; rest > 0x7fffffff; i--) {
    const next = Math.floor(rest / base);
    out[i] = DIGITS[rest - next * base] as number;
    rest = next;
  }
  // What fits in a machine's integer is divided as one, and by a constant: several times faster.
  let small = rest | 0;
  if (base === 36) {
    for (; i >= at; i--) {
      const next = (small / 36) | 0;
      out[i] = DIGITS[small - next * 36] as number;
      small = next;
    }
  } else {
    for (; i >= at; i--) {
      const next = (small / 10) | 0;
      out[i] = DIGITS[small - next * 10] as number;
      small = next;
    }
  }
  return at + count;
}

const heads = { dollar: new Map<string, Uint8Array>(), word: new Map<string, Uint8Array>() };

/** What stands before the id. Labels come from a closed table and the kinds of a config. */
function headOf(style: "dollar" | "word", label: string): Uint8Array {
  let head = heads[style].get(label);
  if (head === undefined) {
    head = new TextEncoder().encode(style === "dollar" ? `\${${label}_` : label.replaceAll("_", ""));
    heads[style].set(label, head);
  }
  return head;
}

/** Name of the per-session counter that a style needs for a kind; undefined where it needs none. */
export function counterOf(style: Style, kind: string, label: string): { counter: string; limit: number } | undefined {
  if (style === "angle" && isTableLabel(label)) return { counter: `angle:${label}`, limit: 1e15 };
  const format = style === "format" ? FORMATS.get(kind) : undefined;
  return format?.counted ? { counter: `format:${kind}`, limit: format.limit } : undefined;
}

function base36(id: number, width: Width): string {
  return id.toString(36).padStart(CHARS[width], "0");
}

/** Text that may be a placeholder: where it stands and whom it would stand for. */
export interface LookAlike {
  readonly start: number;
  readonly end: number;
  readonly style: Style;
  /** For styles that carry the id. */
  readonly handle: Handle | null;
  /** For styles that carry a number. */
  readonly counter: string | null;
  readonly number: number;
  /** True for a bent form, of which only the id is compared. */
  readonly loose?: boolean;
  /** True for a `word` that may carry another label than its entry's. */
  readonly anyLabel?: boolean;
}

const TRIGGER = new Uint8Array(256);
for (const byte of Buffer.from("$<_XYZ")) TRIGGER[byte] = 1;
const FORMAT_AT: (readonly (readonly [string, Format])[])[] = [];
for (const [kind, format] of FORMATS) {
  TRIGGER[format.trigger] = 1;
  FORMAT_AT[format.trigger] = [...(FORMAT_AT[format.trigger] ?? []), [kind, format]];
}

const isUpper = (byte: number): boolean => byte >= 0x41 && byte <= 0x5a;
const DIGIT = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
const LABEL = (byte: number): boolean => isUpper(byte) || byte === 0x5f;
const LABEL_MAX = 16;

/**
 * Reads `bytes[from, to)` for text that may be a placeholder, leftmost first. They may overlap when one is not issued;
 * each is complete. For `word` the start is that of the longest label there could be; `isWrittenAs` finds the entry's own.
 */
export function findLookAlikes(bytes: Buffer, from: number, to: number): LookAlike[] {
  const found: LookAlike[] = [];
  const search = to - from < WORTH ? null : searchNow();
  if (search === null) return findOneByOne(bytes, from, to);
  search(bytes, from, to, (at) => {
    const hit = readAt(bytes, at, from, to);
    if (hit !== null) found.push(hit);
  });
  return found;
}

/**
 * How often text of the shape of a `dollar` placeholder starts in `bytes[from, to)`, and ends before `seen`, whose id is above all there
 * are: nothing was ever issued as that, and whoever counts what stands for nothing counts it too.
 */
export function countImpossible(bytes: Buffer, from: number, to: number, seen: number): number {
  let count = 0;
  for (let at = bytes.indexOf(HEAD, from); at >= 0 && at < to; at = bytes.indexOf(HEAD, at + 1)) {
    const underscore = labelEnd(bytes, at + HEAD.length, seen);
    const end = underscore < 0 ? -1 : idEnd(bytes, underscore + 1, seen, 0x61);
    if (end >= 0 && end < seen && bytes[end] === 0x7d && parseId(bytes, underscore + 1, end) === null) count++;
  }
  return count;
}

const HEAD = "${";

/** Bytes of a text from which it is searched in WebAssembly. */
const WORTH = 16 * 1024;

let search: SearchTriggers | null | undefined;

/** Null where WebAssembly cannot be had. */
function searchNow(): SearchTriggers | null {
  if (search === undefined) {
    try {
      search = createSearchTriggers();
    } catch {
      search = null;
    }
  }
  return search;
}

/** The same without WebAssembly. */
export function findOneByOne(bytes: Buffer, from: number, to: number): LookAlike[] {
  const found: LookAlike[] = [];
  for (let i = from; i < to; i++) {
    // Four at a time: most of any text holds no trigger.
    while (
      i + 4 <= to &&
      ((TRIGGER[bytes[i] as number] as number) |
        (TRIGGER[bytes[i + 1] as number] as number) |
        (TRIGGER[bytes[i + 2] as number] as number) |
        (TRIGGER[bytes[i + 3] as number] as number)) ===
        0
    )
      i += 4;
    if (i >= to) break;
    const byte = bytes[i] as number;
    if (TRIGGER[byte] === 0) continue;
    // Zeros are everywhere in logs: the formats that start with 0 or 4 go on with two zeros.
    if ((byte === 0x30 || byte === 0x34) && (bytes[i + 1] !== 0x30 || bytes[i + 2] !== 0x30)) continue;
    const hit = readAt(bytes, i, from, to);
    if (hit !== null) found.push(hit);
  }
  return found;
}

const BARE_MARK: Anchor = [UPPER_SET, ...literal("_"), UPPER_ALNUM];
const WORD_MARK: Anchor = [UPPER_SET, charset("XYZ"), DIGIT_SET];

/** The rest of the shortest id behind a mark, so that names in capitals and base64 are none; null where nothing is asked. */
export function markGate(mark: Anchor): Gate | null {
  if (mark === BARE_MARK) return [[{ op: "run", set: UPPER_ALNUM, least: CHARS[9] - 1 }]];
  return mark === WORD_MARK ? [[{ op: "run", set: DIGIT_SET, least: 9 - 1 }]] : null;
}

/** Anchors at which the pass over the text finds what `lookAlikesAt` then reads. */
export function placeholderMarks(): Anchor[] {
  return [
    [...literal("${"), UPPER_SET],
    [...literal("<"), UPPER_SET],
    BARE_MARK,
    WORD_MARK,
    [NOT_DIGIT, ...literal("0000"), DIGIT_SET],
    // Time zones begin with +000 too.
    [...literal("+000"), DIGIT_SET, DIGIT_SET, DIGIT_SET],
    ...["000-00-", "4000-0000-0000-", "XX00", "@email.com"].map(literal),
  ];
}

/** The look-alikes in `bytes[from, to)` given where the marks start: the same that `findLookAlikes` finds. */
export function lookAlikesAt(bytes: Buffer, marks: readonly number[], from: number, to: number): LookAlike[] {
  if (marks.length === 0) return [];
  if (triggers.length < 2 * marks.length) triggers = new Int32Array(4 * marks.length);
  let count = 0;
  for (let m = 0; m < marks.length; m++) {
    const mark = marks[m] as number;
    if (mark < from) continue;
    count = insert(mark, count);
    // Behind a capital the trigger is the next byte; it may be one itself.
    if (isUpper(bytes[mark] as number)) count = insert(mark + 1, count);
  }
  const found: LookAlike[] = [];
  for (let i = 0; i < count; i++) {
    const at = triggers[i] as number;
    const hit = at < to && TRIGGER[bytes[at] as number] === 1 ? readAt(bytes, at, from, to) : null;
    if (hit !== null) found.push(hit);
  }
  return found;
}

/** Places of triggers in rising order, each once. Used again by the next call. */
let triggers = new Int32Array(1024);

/** Puts a place where it belongs, which is near the end; returns how many there are. */
function insert(at: number, count: number): number {
  let i = count;
  while (i > 0 && (triggers[i - 1] as number) > at) i--;
  if (i > 0 && triggers[i - 1] === at) return count;
  for (let k = count; k > i; k--) triggers[k] = triggers[k - 1] as number;
  triggers[i] = at;
  return count + 1;
}

/** What the trigger byte at `i` belongs to. */
function readAt(bytes: Buffer, i: number, from: number, to: number): LookAlike | null {
  const byte = bytes[i] as number;
  let hit: LookAlike | null = null;
  if (byte === 0x24) hit = bytes[i + 1] === 0x7b ? readDollar(bytes, i, to) : null;
  else if (byte === 0x3c) hit = isUpper(bytes[i + 1] ?? 0) ? readAngle(bytes, i, to) : null;
  else if (byte === 0x5f) hit = i > from && isUpper(bytes[i - 1] as number) ? readBare(bytes, i, from, to) : null;
  else if (byte === 0x58 || byte === 0x59 || byte === 0x5a) hit = readWord(bytes, i, from, to);
  if (hit === null) hit = readFormat(bytes, i, from, to);
  return hit;
}

/** `${LABEL_` and six, eight or ten of base 36 and `}`. */
function readDollar(bytes: Buffer, at: number, to: number): LookAlike | null {
  const underscore = labelEnd(bytes, at + 2, to);
  if (underscore < 0) return null;
  const end = idEnd(bytes, underscore + 1, to, 0x61);
  if (end < 0 || end >= to || bytes[end] !== 0x7d) return null;
  const handle = parseId(bytes, underscore + 1, end);
  return handle === null ? null : { start: at, end: end + 1, style: "dollar", handle, counter: null, number: 0 };
}

/** `<LABEL_` and a number without leading zero and `>`. */
function readAngle(bytes: Buffer, at: number, to: number): LookAlike | null {
  const underscore = labelEnd(bytes, at + 1, to);
  if (underscore < 0) return null;
  let end = underscore + 1;
  while (end < to && end - underscore <= 15 && DIGIT(bytes[end] as number)) end++;
  if (end === underscore + 1 || bytes[underscore + 1] === 0x30 || end >= to || bytes[end] !== 0x3e) return null;
  const label = bytes.toString("latin1", at + 1, underscore);
  if (!isTableLabel(label)) return null;
  const number = Number(bytes.toString("latin1", underscore + 1, end));
  return { start: at, end: end + 1, style: "angle", handle: null, counter: `angle:${label}`, number };
}

/** The last underscore of `LABEL_XXXXXX`, with no letter, digit or underscore to either side. */
function readBare(bytes: Buffer, at: number, from: number, to: number): LookAlike | null {
  const end = idEnd(bytes, at + 1, to, 0x41);
  if (end < 0 || (end < to && isWord(bytes[end] as number))) return null;
  let start = at;
  while (start > from && at - start <= LABEL_MAX && LABEL(bytes[start - 1] as number)) start--;
  if (at - start < 2 || at - start > LABEL_MAX || !isUpper(bytes[start] as number)) return null;
  if (start > from && isWord(bytes[start - 1] as number)) return null;
  if (!isTableLabel(bytes.toString("latin1", start, at))) return null;
  const handle = parseId(bytes, at + 1, end);
  return handle === null ? null : { start, end, style: "bare", handle, counter: null, number: 0 };
}

/** The letter of `LABELX123456789`. The label is at most 16 letters; the entry says how many of them are its own. */
function readWord(bytes: Buffer, at: number, from: number, to: number): LookAlike | null {
  const width = bytes[at] === 0x58 ? 9 : bytes[at] === 0x59 ? 12 : 15;
  const end = at + 1 + width;
  if (end > to || at - 2 < from || !isUpper(bytes[at - 1] as number) || !isUpper(bytes[at - 2] as number)) return null;
  let id = 0;
  for (let i = at + 1; i < end; i++) {
    const byte = bytes[i] as number;
    if (!DIGIT(byte)) return null;
    id = id * 10 + byte - 0x30;
  }
  let start = at;
  while (start > from && at - start < LABEL_MAX && isUpper(bytes[start - 1] as number)) start--;
  return { start, end, style: "word", handle: toHandle(width, id), counter: null, number: 0 };
}

function readFormat(bytes: Buffer, at: number, from: number, to: number): LookAlike | null {
  const formats = FORMAT_AT[bytes[at] as number];
  if (formats === undefined) return null;
  for (const [kind, format] of formats) {
    const read = format.read(bytes, at, from, to);
    if (read === null) continue;
    if (format.counted) {
      return {
        start: read.start,
        end: read.end,
        style: "format",
        handle: null,
        counter: `format:${kind}`,
        number: Number(read.id),
      };
    }
    const handle = handleOf(Number.parseInt(read.id, 36), read.id.length);
    if (handle !== null) return { start: read.start, end: read.end, style: "format", handle, counter: null, number: 0 };
  }
  return null;
}

/** Index of the underscore that ends a label which starts at `at`: the last one before the id. -1 when there is none. */
function labelEnd(bytes: Buffer, at: number, to: number): number {
  let i = at;
  const limit = Math.min(to, at + LABEL_MAX + 1);
  if (i >= limit || !isUpper(bytes[i] as number)) return -1;
  while (i < limit && LABEL(bytes[i] as number)) i++;
  // Base 36 ids of `dollar` are lower case and numbers are digits, so the label run ends at the last underscore.
  return i - 1 - at >= 2 && bytes[i - 1] === 0x5f ? i - 1 : -1;
}

/** End of a base 36 id of six, eight or ten characters whose letters start at `letters`; -1 when it has another length. */
function idEnd(bytes: Buffer, at: number, to: number, letters: number): number {
  let i = at;
  while (i < to && i - at <= 10) {
    const byte = bytes[i] as number;
    if (!DIGIT(byte) && !(byte >= letters && byte < letters + 26)) break;
    i++;
  }
  const length = i - at;
  return length === 6 || length === 8 || length === 10 ? i : -1;
}

function parseId(bytes: Buffer, from: number, to: number): Handle | null {
  let id = 0;
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    id = id * 36 + (byte < 0x3a ? byte - 0x30 : (byte | 0x20) - 0x57);
  }
  return handleOf(id, to - from);
}

/** Handle of a base 36 id, by its length; null when it is beyond the ids of that width. */
function handleOf(id: number, length: number): Handle | null {
  const width: Width = length === 6 ? 9 : length === 8 ? 12 : 15;
  return id < LIMIT[width] ? toHandle(width, id) : null;
}

function isWord(byte: number): boolean {
  return DIGIT(byte) || byte === 0x5f || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a);
}
