// JSON string escapes for values that are written into JSON text, at any depth, and the way back.

const BACKSLASH = 0x5c;
const QUOTE = 0x22;

/** How a control character is written by its letter; 0 where it has none. */
const LETTER = new Uint8Array(0x20);
for (const [at, letter] of Object.entries({ 8: "b", 9: "t", 10: "n", 12: "f", 13: "r" }))
  LETTER[Number(at)] = letter.charCodeAt(0);

/** True for a value that reads the same in a JSON string as outside: nothing needs to be known about its depth. */
export function isPlain(value: Uint8Array): boolean {
  for (let i = 0; i < value.length; i++) {
    const byte = value[i] as number;
    if (byte < 0x20 || byte === QUOTE || byte === BACKSLASH || byte >= 0x80) return false;
  }
  return true;
}

/** True for what has nothing that quotes or lines could be mistaken over: its escapes are the same at every depth. */
export function isBare(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    if (byte < 0x20 || byte === QUOTE || byte === BACKSLASH) return false;
  }
  return true;
}

/** `value` as the contents of a JSON string inside `depth - 1` other JSON strings. What is no UTF-8 becomes U+FFFD. */
export function escapeJson(value: Uint8Array, depth = 1): Buffer {
  let text = Buffer.from(value.buffer, value.byteOffset, value.length);
  for (let round = 0; round < depth; round++) text = escapeOnce(text);
  return text;
}

function escapeOnce(value: Buffer): Buffer {
  if (isPlain(value)) return value;
  const out: number[] = [];
  const text = value.toString("utf8");
  // Half of a pair has no UTF-8; inside the proxy it has its three bytes, and an escape in JSON.
  const valid = !text.includes("\ufffd") || Buffer.from(text).equals(value);
  for (let i = 0; i < value.length; i++) {
    const byte = value[i] as number;
    if (byte === QUOTE || byte === BACKSLASH) out.push(BACKSLASH, byte);
    else if (byte < 0x20) {
      const letter = LETTER[byte] as number;
      if (letter !== 0) out.push(BACKSLASH, letter);
      else out.push(...Buffer.from(`\\u${byte.toString(16).padStart(4, "0")}`));
    } else if (byte < 0x80 || valid) out.push(byte);
    else {
      const width = surrogateAt(value, i) ? 3 : sequenceAt(value, i);
      if (width === 0) out.push(0xef, 0xbf, 0xbd);
      else if (surrogateAt(value, i)) {
        const unit = ((byte & 0x0f) << 12) | (((value[i + 1] ?? 0) & 0x3f) << 6) | ((value[i + 2] ?? 0) & 0x3f);
        out.push(...Buffer.from(`\\u${unit.toString(16)}`));
      } else out.push(...value.subarray(i, i + width));
      i += Math.max(0, width - 1);
    }
  }
  return Buffer.from(out);
}

/** Three bytes that stand for half of a surrogate pair. */
function surrogateAt(bytes: Buffer, i: number): boolean {
  return bytes[i] === 0xed && ((bytes[i + 1] ?? 0) & 0xe0) === 0xa0 && ((bytes[i + 2] ?? 0) & 0xc0) === 0x80;
}

/** Bytes of the valid UTF-8 sequence at `i`, 0 when there is none. */
function sequenceAt(bytes: Buffer, i: number): number {
  const lead = bytes[i] as number;
  const width = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  const text = bytes.toString("utf8", i, i + width);
  return text.includes("\ufffd") ? 0 : width;
}

/** Tells how deep a place in JSON text lies, piece by piece, with a state of a few numbers. */
export interface DepthScanner {
  feed(json: Uint8Array, from: number, to: number): void;
  /** Strings around a place: 0 outside of strings, 1 in a string, one more in each quoted text in it. */
  readonly depth: number;
}

/** Quotes inside quotes inside quotes are followed up to here. */
const LEVELS = 6;
const NEWLINE = 0x0a;
const LETTER_N = 0x6e;
const LETTER_U = 0x75;

/**
 * The quotes of JSON text say how deep a place lies: a quote behind no backslash is that of the text itself, one behind one
 * backslash belongs to the text in a string, and so on. What a string holds may be JSON, code or prose, in
 * which a single quote mark means nothing: there a quoted text ends with its line at the latest. `inside` is for what a string
 * holds, without that string's escapes: the same quotes, one level less.
 */
export function createDepthScanner(inside = false): DepthScanner {
  const open: boolean[] = new Array<boolean>(LEVELS).fill(false);
  let run = 0;
  /** Digits that are still to come of `\u0022` or `\u000a`, and what came. */
  let digits = 0;
  let unit = 0;
  const close = (level: number): void => {
    for (let k = level; k < LEVELS; k++) open[k] = false;
  };
  /** Each level of strings halves the backslashes in front of what it escapes. */
  const quote = (): void => {
    let level = 0;
    for (let left = run; left % 2 === 1 && level < LEVELS; left = (left - 1) / 2) level++;
    if (level >= LEVELS) return;
    const was = open[level] === true;
    close(level);
    open[level] = !was;
  };
  return {
    feed(json, from, to) {
      for (let i = from; i < to; i++) {
        const byte = json[i] as number;
        if (digits > 0) {
          unit = 16 * unit + hexOf(byte);
          if (--digits > 0) continue;
          if (unit === QUOTE) quote();
          else if (unit === NEWLINE) close(1);
          run = 0;
          continue;
        }
        if (byte === BACKSLASH) {
          run++;
          continue;
        }
        if (byte === QUOTE) quote();
        else if (inside) {
          if (byte === NEWLINE) close(0);
        } else if (run % 2 === 1) {
          // The end of a line inside a string; without a backslash of its own it is the letter.
          if (byte === LETTER_N) close(1);
          else if (byte === LETTER_U) {
            digits = 4;
            unit = 0;
            continue;
          }
        }
        run = 0;
      }
    },
    get depth() {
      let depth = 0;
      while (depth < LEVELS && open[depth] === true) depth++;
      return depth;
    },
  };
}

/** Too much for any unit where it is no digit. */
function hexOf(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = (byte | 0x20) - 0x61;
  return letter >= 0 && letter < 6 ? letter + 10 : 0x10000;
}
