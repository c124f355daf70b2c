// Text in a spelling that a model understands, of the same length, so that offsets need no way back: all capitals as words with
// one capital, headlines with their small words small, escaped line ends as blanks, and blanks for base64 and the like.

/** Of words that open with a capital in headlines and are no part of a name. */
const SMALL = new Set(
  "a about after all an and are as at be been before but by can could did do does for from had has have he her his how i if in into is it its may me might must my new no not now of off on or our out over she should so than that the their them then there these they this those to too under until up upon us was we were what when where which who whom whose why will with would you your".split(
    " ",
  ),
);

/** Longer than any word: data, in which there are no names. */
const DATA_MIN = 128;
const DATA = new RegExp(`[A-Za-z0-9+/=_-]{${DATA_MIN},}`, "g");
const ESCAPED = /\\[nrt](?![a-z]{2})/g;
const SMALL_WORD = /(?<![\p{L}'’])\p{Ll}\p{L}/u;
const CASED = /[\p{Lu}\p{Ll}]/u;
const WORD = /\p{L}[\p{L}\p{M}'’]*/gu;

/** The text as the engine is to see it. Its length is that of `text`. */
export function respell(text: string): string {
  const bare = text.length < DATA_MIN ? text : text.replace(DATA, (data) => " ".repeat(data.length));
  const plain = bare.includes("\\") ? bare.replace(ESCAPED, "  ") : bare;
  return plain.includes("\n") ? plain.split("\n").map(respellLine).join("\n") : respellLine(plain);
}

function respellLine(line: string): string {
  // One look decides for most lines: a word in small letters.
  if (SMALL_WORD.test(line) || !/\p{Lu}/u.test(line)) return line;
  const words = line.match(WORD) ?? [];
  const long = words.filter((word) => word.length > 1 && CASED.test(word));
  if (long.length < 2) return line;
  if (!/\p{Ll}/u.test(line)) return line.replace(WORD, capitalized);
  const small = words.filter((word) => SMALL.has(word.toLowerCase()));
  // A name alone has no small words, and a sentence has words without capitals.
  if (small.length === 0 || long.length < 4) return line;
  return line.replace(WORD, (word, at: number) => (at > 0 && SMALL.has(word.toLowerCase()) ? lower(word) : word));
}

function capitalized(word: string): string {
  if (SMALL.has(word.toLowerCase())) return lower(word);
  const first = String.fromCodePoint(word.codePointAt(0) as number);
  return first + lower(word.slice(first.length));
}

/** In small letters, where none of them takes more room. */
function lower(word: string): string {
  const small = word.toLowerCase();
  if (small.length === word.length) return small;
  return Array.from(word, (c) => (c.toLowerCase().length === c.length ? c.toLowerCase() : c)).join("");
}
