// One JSON text (RFC 8259, strictly) walked in its bytes: where each name, string and scalar stands. It builds no tree, uses
// no recursion and changes nothing. Bytes of 0x80 and above are let through in strings: their validity is not its business.

/** Containers inside each other; deeper text counts as invalid. */
export const MAX_DEPTH = 512;

export type JsonType = "string" | "number" | "literal";

/** Told of each part in the order of the text. Ranges are in bytes; those of strings and names lack the quotes. */
export interface JsonVisitor {
  /** The name of the value that comes next. */
  name(start: number, end: number): void;
  /** `at` is the place of the bracket. */
  open(array: boolean, at: number): void;
  close(at: number): void;
  /** A string, a number, or true, false and null as "literal". */
  value(start: number, end: number, type: JsonType): void;
}

export interface JsonToken {
  readonly start: number;
  readonly end: number;
  readonly type: JsonType;
  /** Names (unescaped) and indexes from the root. */
  readonly path: readonly (string | number)[];
}

const VALUE = 0;
const VALUE_OR_CLOSE = 1;
const NAME = 2;
const NAME_OR_CLOSE = 3;
const AFTER = 4;

/** False when `bytes[from, to)` is not one JSON text; the visitor may have been told of its valid beginning by then. */
export function walkJson(bytes: Uint8Array, from: number, to: number, visitor: JsonVisitor): boolean {
  /** By depth: whether that container is an array. The first is no container. */
  const arrays = [false];
  let inArray = false;
  let depth = 0;
  let expect = VALUE;
  let i = from;
  while (true) {
    i = skipSpace(bytes, i, to);
    if (i >= to) return depth === 0 && expect === AFTER;
    const byte = bytes[i] ?? 0;

    if (expect === AFTER) {
      if (depth === 0) return false;
      if (byte === COMMA) {
        expect = inArray ? VALUE : NAME;
      } else if (byte === (inArray ? CLOSE_ARRAY : CLOSE_OBJECT)) {
        inArray = arrays[--depth] === true;
        visitor.close(i);
      } else return false;
      i++;
      continue;
    }

    if (expect === NAME || expect === NAME_OR_CLOSE) {
      if (byte === QUOTE) {
        const end = stringEnd(bytes, i + 1, to);
        if (end < 0) return false;
        visitor.name(i + 1, end);
        i = skipSpace(bytes, end + 1, to);
        if (i >= to || bytes[i] !== COLON) return false;
        expect = VALUE;
      } else if (byte === CLOSE_OBJECT && expect === NAME_OR_CLOSE) {
        inArray = arrays[--depth] === true;
        visitor.close(i);
        expect = AFTER;
      } else return false;
      i++;
      continue;
    }

    if (byte === QUOTE) {
      const end = stringEnd(bytes, i + 1, to);
      if (end < 0) return false;
      visitor.value(i + 1, end, "string");
      i = end + 1;
      expect = AFTER;
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      if (depth === MAX_DEPTH) return false;
      inArray = byte === OPEN_ARRAY;
      arrays[++depth] = inArray;
      visitor.open(inArray, i);
      expect = inArray ? VALUE_OR_CLOSE : NAME_OR_CLOSE;
      i++;
    } else if (byte === CLOSE_ARRAY && expect === VALUE_OR_CLOSE) {
      inArray = arrays[--depth] === true;
      visitor.close(i);
      expect = AFTER;
      i++;
    } else {
      const number = byte === MINUS || isDigit(byte);
      const end = number ? numberEnd(bytes, i, to) : literalEnd(bytes, i, to);
      if (end < 0) return false;
      visitor.value(i, end, number ? "number" : "literal");
      i = end;
      expect = AFTER;
    }
  }
}

/** Every string and scalar of one JSON text with its path; null when it is not one. */
export function tokenizeJson(bytes: Uint8Array, from: number, to: number): JsonToken[] | null {
  const tokens: JsonToken[] = [];
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  /** The last step is that of the value last seen, or of the next one when a name was. */
  const path: (string | number)[] = [];
  const arrays: boolean[] = [];
  const step = () => {
    const last = path.length - 1;
    if (arrays.at(-1) === true) path[last] = Number(path[last]) + 1;
  };
  const valid = walkJson(bytes, from, to, {
    name(start, end) {
      path[path.length - 1] = String(JSON.parse(`"${text.toString("utf8", start, end)}"`));
    },
    open(array) {
      step();
      arrays.push(array);
      path.push(-1);
    },
    close() {
      arrays.pop();
      path.pop();
    },
    value(start, end, type) {
      step();
      tokens.push({ start, end, type, path: path.slice() });
    },
  });
  return valid ? tokens : null;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const MINUS = 0x2d;
const PLUS = 0x2b;
const DOT = 0x2e;
const ZERO = 0x30;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const LITERALS = ["true", "false", "null"].map((word) => Buffer.from(word));

function skipSpace(bytes: Uint8Array, from: number, to: number): number {
  let i = from;
  while (i < to) {
    const byte = bytes[i];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
    i++;
  }
  return i;
}

/** Offset of the closing quote; -1 when the string is not closed or not valid. */
function stringEnd(bytes: Uint8Array, from: number, to: number): number {
  for (let i = from; i < to; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === QUOTE) return i;
    if (byte < 0x20) return -1;
    if (byte !== BACKSLASH) continue;
    if (++i >= to) return -1;
    const kind = bytes[i] ?? 0;
    if (kind === 0x75) {
      // Past the end this reads on, but then no quote follows.
      for (const stop = i + 4; i < stop; ) if (!isHex(bytes[++i] ?? 0)) return -1;
    } else if (!isEscape(kind)) return -1;
  }
  return -1;
}

function numberEnd(bytes: Uint8Array, from: number, to: number): number {
  let i = bytes[from] === MINUS ? from + 1 : from;
  const whole = i;
  i = digitsEnd(bytes, i, to);
  if (i === whole || (bytes[whole] === ZERO && i > whole + 1)) return -1;
  if (i < to && bytes[i] === DOT) {
    const fraction = ++i;
    i = digitsEnd(bytes, i, to);
    if (i === fraction) return -1;
  }
  if (i < to && ((bytes[i] ?? 0) | 0x20) === 0x65) {
    i++;
    if (i < to && (bytes[i] === PLUS || bytes[i] === MINUS)) i++;
    const exponent = i;
    i = digitsEnd(bytes, i, to);
    if (i === exponent) return -1;
  }
  return i;
}

function digitsEnd(bytes: Uint8Array, from: number, to: number): number {
  let i = from;
  while (i < to && isDigit(bytes[i] ?? 0)) i++;
  return i;
}

function literalEnd(bytes: Uint8Array, from: number, to: number): number {
  for (const literal of LITERALS) {
    if (literal[0] !== bytes[from]) continue;
    const end = from + literal.length;
    return end <= to && literal.every((byte, k) => bytes[from + k] === byte) ? end : -1;
  }
  return -1;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isHex(byte: number): boolean {
  const lower = byte | 0x20;
  return isDigit(byte) || (lower >= 0x61 && lower <= 0x66);
}

/** One of `" \ / b f n r t`. */
function isEscape(byte: number): boolean {
  switch (byte) {
    case 0x22:
    case 0x5c:
    case 0x2f:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return true;
    default:
      return false;
  }
}
