// JSON text that comes in pieces, such as the arguments of a tool, read as the text that it says: escapes are what they stand
// for, at any depth of strings in strings, with the way back to where they stood.

/** Text that is read without its escapes. */
export interface TextView {
  readonly plain: string;
  /** Where a character of `plain` begins in what was read; for its length, how far that was decided. */
  at(index: number): number;
}

/** Backslashes in a row that are read as one piece. */
const RUN_MAX = 32;
const BACKSLASH = 0x5c;
/** What an escape of one letter says. Behind an even run it is one of a deeper text, or a letter: a boundary all the same. */
const ESCAPED: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", "/": "/", '"': '"' };

/** For text that is no JSON. */
export function readPlainText(text: string): TextView {
  return { plain: text, at: (index) => index };
}

/** Reads `raw`. An escape that is cut at its end is left out, unless `final`: then it stands for itself. */
export function readJsonText(raw: string, final: boolean): TextView {
  if (!raw.includes("\\")) return readPlainText(raw);
  let plain = "";
  /** By character of `plain`. */
  const starts: number[] = [];
  const put = (character: string, start: number): void => {
    starts.push(start);
    plain += character;
  };
  let i = 0;
  while (i < raw.length) {
    if (raw.charCodeAt(i) !== BACKSLASH) {
      put(raw.charAt(i), i);
      i++;
      continue;
    }
    let end = i;
    while (end < raw.length && end - i < RUN_MAX && raw.charCodeAt(end) === BACKSLASH) end++;
    const letter = raw.charAt(end);
    const escaped = ESCAPED[letter];
    if (end - i === RUN_MAX) {
      put("\\", i);
      i = end;
    } else if (letter === "" && !final) break;
    else if (escaped !== undefined) {
      put(escaped, i);
      i = end + 1;
    } else if (letter === "u") {
      const digits = /^[0-9A-Fa-f]{0,4}/.exec(raw.slice(end + 1, end + 5))?.[0] ?? "";
      if (digits.length < 4 && end + 1 + digits.length === raw.length && !final) break;
      if (digits.length === 4) {
        put(String.fromCharCode(Number.parseInt(digits, 16)), i);
        i = end + 5;
      } else {
        put("\\", i);
        i = end;
      }
    } else {
      // One that JSON does not know, as Markdown has them: the backslash and what follows.
      put("\\", i);
      i = end;
    }
  }
  return { plain, at: (index) => starts[index] ?? i };
}
