// Decoders of what hides single characters: percent-encoding, escapes of JSON and code, HTML entities, full-width and other
// digits, zero-width characters, and quoted-printable, which is read apart since `=20` is ordinary text elsewhere.

import { folded, literal } from "./build/anchor.ts";
import { charset, DIGIT, HEX } from "./charset.ts";
import type { Anchor } from "./rule.ts";

/**
 * Encodings worth a second look: of the characters that values hinge on, not of every `%20`. Made when a plan is: a start has
 * its plan.
 */
export function escapeAnchors(): Anchor[] {
  const e2 = literal("\u200b").slice(0, 2);
  const wide = literal("\uff10").slice(0, 2);
  const arabic = charset("\xa0-\xa9");
  const persian = charset("\xb0-\xb9");
  return [
    [...literal("%2"), charset("BDbd")],
    [...literal("%3"), charset("0-9ADad")],
    literal("%40"),
    literal("%2540"),
    [...literal("\\u00"), charset("2-7"), HEX],
    // 号 址 码 室 话 机 as JSON writes them that keeps to ASCII: captions and addresses end in these.
    ...["53f7", "5740", "7801", "5ba4", "8bdd", "673a"].map((code) => folded(`\\u${code}`)),
    [...literal("\\x"), charset("2-4"), HEX],
    literal(":\\/\\/"),
    // &#64; &#x40; &commat; and the digits
    [...literal("&#"), charset("45"), DIGIT, ...literal(";")],
    literal("&#64;"),
    literal("&#064;"),
    [...literal("&#"), charset("xX"), charset("34"), HEX, ...literal(";")],
    literal("&commat;"),
    literal("\u00ad"),
    [...e2, charset("\x8b-\x8f")],
    [...e2, charset("\xaa-\xae"), DIGIT],
    literal("\u2060"),
    literal("\ufeff"),
    [...wide, charset("\x90-\x99")],
    [...wide, charset("\xa0")],
    // Wide spaces and dashes matter between groups of digits only.
    [DIGIT, ...literal("\u00a0"), DIGIT],
    [DIGIT, ...(literal("\u2010").slice(0, 2) as Anchor), charset("\x90-\x95\xaf"), DIGIT],
    [DIGIT, ...literal("\u2212"), DIGIT],
    [DIGIT, ...literal("\u3000"), DIGIT],
    [DIGIT, ...literal("\uff0d"), DIGIT],
    [...literal("\uff0b"), DIGIT],
    // Two digits of Arabic, Persian or Devanagari.
    [...charsetOf(0xd9), arabic, ...charsetOf(0xd9), arabic],
    [...charsetOf(0xdb), persian, ...charsetOf(0xdb), persian],
    [...literal("\u0966").slice(0, 2), charset("\xa6-\xaf"), ...literal("\u0966").slice(0, 2), charset("\xa6-\xaf")],
  ];
}

/** `bob=40example.com`, `password=3Dhunter`. */
export function quotedAnchors(): Anchor[] {
  return [
    [...literal("=40"), charset("A-Za-z")],
    // Mail hosts that begin with a digit: elsewhere `=401` is a number.
    ...["163", "126", "139", "189", "188", "263"].map((host) => literal(`=40${host}.`)),
    literal("=4021cn."),
    literal("=3D"),
  ];
}

function charsetOf(byte: number): Anchor {
  return [charset(String.fromCharCode(byte))];
}

const SPACE = 0x20;
const MINUS = 0x2d;
const BACKSLASH = 0x5c;

/** What was read at a place: `value` is a byte, or -1 for a character that is left out; `width` the bytes it took. */
let value = 0;
let width = 1;

/** Decodes `[from, to)`; `origin[k]` is where decoded byte k came from, `origin[length]` the end. Returns the length. */
export function decodeEscapes(
  bytes: Uint8Array,
  from: number,
  to: number,
  out: Uint8Array,
  origin: Int32Array,
): number {
  let n = 0;
  for (let i = from; i < to; i += width) {
    const byte = bytes[i] as number;
    value = byte;
    width = 1;
    if (byte === 0x25) percent(bytes, i, to);
    else if (byte === BACKSLASH) backslash(bytes, i, to);
    else if (byte === 0x26) entity(bytes, i, to);
    else if (byte >= 0xc2) wide(bytes, i, to);
    if (value < 0) continue;
    out[n] = value;
    origin[n++] = i;
    if (second === 0) continue;
    for (const more of [second, third]) {
      if (more === 0) continue;
      out[n] = more;
      origin[n++] = i;
    }
    second = 0;
    third = 0;
  }
  origin[n] = to;
  return n;
}

/** As above for quoted-printable, within its line. */
export function decodeQuoted(bytes: Uint8Array, from: number, to: number, out: Uint8Array, origin: Int32Array): number {
  let n = 0;
  for (let i = from; i < to; i += width) {
    value = bytes[i] as number;
    width = 1;
    if (value === 0x3d && i + 2 < to && isUpperHex(bytes[i + 1]) && isUpperHex(bytes[i + 2])) take(bytes, i + 1, 3);
    out[n] = value;
    origin[n++] = i;
  }
  origin[n] = to;
  return n;
}

function isUpperHex(byte: number | undefined): boolean {
  return byte !== undefined && HEX[byte] === 1 && byte < 0x61;
}

/** Takes two hexadecimal digits at `at` as the value of something that is `long` bytes. */
function take(bytes: Uint8Array, at: number, long: number): void {
  value = (hex(bytes[at] as number) << 4) | hex(bytes[at + 1] as number);
  width = long;
}

function isHex(bytes: Uint8Array, at: number, to: number): boolean {
  return at + 1 < to && HEX[bytes[at] as number] === 1 && HEX[bytes[at + 1] as number] === 1;
}

/** `%40`, and `%2540` that was encoded twice. */
function percent(bytes: Uint8Array, i: number, to: number): void {
  if (!isHex(bytes, i + 1, to)) return;
  take(bytes, i + 1, 3);
  if (value === 0x25 && isHex(bytes, i + 3, to)) take(bytes, i + 3, 5);
}

/** `\u0040` and `\u53f7` behind any number of backslashes, `\x40`, `\/`. */
function backslash(bytes: Uint8Array, i: number, to: number): void {
  let at = i + 1;
  while (at < to && bytes[at] === BACKSLASH) at++;
  const letter = bytes[at];
  if (letter === 0x75 && isHex(bytes, at + 1, to) && isHex(bytes, at + 3, to)) {
    take(bytes, at + 1, at + 5 - i);
    const high = value;
    take(bytes, at + 3, at + 5 - i);
    encode((high << 8) | value);
  } else if (letter === 0x78 && isHex(bytes, at + 1, to)) {
    if ((bytes[at + 1] as number) < 0x38) take(bytes, at + 1, at + 3 - i);
  } else if (letter === 0x2f && at < to) {
    value = 0x2f;
    width = at + 1 - i;
  }
}

/** Two more bytes of a character beyond ASCII; 0 where there are none. */
let second = 0;
let third = 0;

/** Takes a character as UTF-8. Halves of a pair say nothing alone: they stay as they are. */
function encode(code: number): void {
  if (code < 0x80) value = code;
  else if (code < 0x800) {
    value = 0xc0 | (code >> 6);
    second = 0x80 | (code & 0x3f);
  } else if (code >= 0xd800 && code < 0xe000) {
    value = BACKSLASH;
    width = 1;
  } else {
    value = 0xe0 | (code >> 12);
    second = 0x80 | ((code >> 6) & 0x3f);
    third = 0x80 | (code & 0x3f);
  }
}

const NAMED: readonly (readonly [string, number])[] = [
  ["&commat;", 0x40],
  ["&amp;", 0x26],
  ["&quot;", 0x22],
  ["&apos;", 0x27],
  ["&lt;", 0x3c],
  ["&gt;", 0x3e],
  ["&period;", 0x2e],
  ["&colon;", 0x3a],
  ["&sol;", 0x2f],
  ["&plus;", 0x2b],
  ["&lowbar;", 0x5f],
  ["&nbsp;", SPACE],
  ["&shy;", -1],
  ["&zwnj;", -1],
];

/** `&#64;`, `&#x40;`, `&commat;`. */
function entity(bytes: Uint8Array, i: number, to: number): void {
  if (bytes[i + 1] !== 0x23) {
    for (const [name, byte] of NAMED)
      if (isAt(bytes, i, to, name)) {
        value = byte;
        width = name.length;
        return;
      }
    return;
  }
  const sixteen = ((bytes[i + 2] as number) | 0x20) === 0x78;
  let code = 0;
  let at = i + (sixteen ? 3 : 2);
  const first = at;
  while (at < to && at - first < 6 && (sixteen ? HEX : DIGIT)[bytes[at] as number] === 1)
    code = code * (sixteen ? 16 : 10) + hex(bytes[at++] as number);
  if (at === first || at >= to || bytes[at] !== 0x3b) return;
  if (code >= 0x20 && code < 0x7f) value = code;
  else if (code === 0xa0) value = SPACE;
  else if (code === 0xad || code === 0x200b) value = -1;
  else return;
  width = at + 1 - i;
}

function isAt(bytes: Uint8Array, at: number, to: number, text: string): boolean {
  if (at + text.length > to) return false;
  for (let k = 0; k < text.length; k++) if (bytes[at + k] !== text.charCodeAt(k)) return false;
  return true;
}

/** Characters beyond ASCII: digits and letters of other widths and scripts, spaces, dashes, and what has no width. */
function wide(bytes: Uint8Array, i: number, to: number): void {
  const byte = bytes[i] as number;
  const second = i + 1 < to ? (bytes[i + 1] as number) : 0;
  if (byte === 0xc2) {
    if (second === 0xad) set(-1, 2);
    else if (second === 0xa0) set(SPACE, 2);
  } else if (byte === 0xd9) {
    if (second >= 0xa0 && second <= 0xa9) set(second - 0x70, 2);
  } else if (byte === 0xdb) {
    if (second >= 0xb0 && second <= 0xb9) set(second - 0x80, 2);
  } else if (byte >= 0xe0 && i + 2 < to) three(byte, second, bytes[i + 2] as number);
}

function set(to: number, long: number): void {
  value = to;
  width = long;
}

function three(byte: number, second: number, third: number): void {
  if (byte === 0xe2) {
    if (second === 0x80) {
      if ((third >= 0x8b && third <= 0x8f) || (third >= 0xaa && third <= 0xae)) set(-1, 3);
      else if (third >= 0x90 && third <= 0x95) set(MINUS, 3);
      else if (third === 0xaf) set(SPACE, 3);
    } else if (second === 0x81 && (third === 0xa0 || (third >= 0xa6 && third <= 0xa9))) set(-1, 3);
    else if (second === 0x88 && third === 0x92) set(MINUS, 3);
  } else if (byte === 0xe3) {
    if (second === 0x80 && third === 0x80) set(SPACE, 3);
  } else if (byte === 0xe0) {
    if (second === 0xa5 && third >= 0xa6 && third <= 0xaf) set(third - 0x76, 3);
  } else if (byte === 0xef) {
    if (second === 0xbb && third === 0xbf) set(-1, 3);
    // U+FF01..FF5E are ASCII 0x21..0x7e.
    else if (second === 0xbc && third >= 0x81 && third <= 0xbf) set(third - 0x60, 3);
    else if (second === 0xbd && third >= 0x80 && third <= 0x9e) set(third - 0x20, 3);
  }
}

function hex(byte: number): number {
  return byte <= 0x39 ? byte - 0x30 : (byte | 0x20) - 0x57;
}
