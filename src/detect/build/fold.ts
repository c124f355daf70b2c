// Expressions that ignore case, without V8's flag for it: with the flag it asks ICU about each class, which is most of the time that a
// caption in nine languages takes to compile. The text is put in small letters instead, and so is the expression.

/** Capitals of Latin-1, and escapes: the bundles hold those of characters for all that are not in ASCII. */
const CAPITALS = /[A-Z\xc0-\xd6\xd8-\xde]+|\\(?:x|u00)([0-9A-Fa-f]{2})|\\u[0-9A-Fa-f]{4}|\\[\s\S]/g;
/** Ranges of a class that capitals are a part of only. */
const UNEVEN = /[^A-Z\\[]-[A-Z]|[A-Z]-[^A-Z\]]/;

/**
 * The source of an expression over the latin1 view that finds in small letters what this one finds in any case.
 * @throws TypeError for what no such expression has
 */
export function foldSource(source: string): string {
  if (UNEVEN.test(source)) throw new TypeError(`a range of more than capitals: ${source}`);
  return source.replace(CAPITALS, (text, hex: string | undefined, at: number) => {
    if (text[0] !== "\\") return text.toLowerCase();
    if (hex === undefined) {
      if (/^\\(?:[pcP]|u$|x$)/.test(text)) throw new TypeError(`an escape that may be a capital: ${text}`);
      return text;
    }
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    const small = character.toLowerCase();
    if (small === character) return text;
    if (source[at - 1] === "-" || source[at + text.length] === "-")
      throw new TypeError(`a range of more than capitals: ${source}`);
    return `\\x${small.charCodeAt(0).toString(16)}`;
  });
}
