// What the characters of a text are, and where words, numbers and domains end. Knows no words.

export const C_LETTER = 1;
export const C_UPPER = 2;
export const C_DIGIT = 3;
export const C_SPACE = 4;
export const C_BREAK = 5;
export const C_HAN = 6;
export const C_FOREIGN = 7;

let classes: Uint8Array | undefined;

/** Class of each unit of the basic plane. Surrogates are marks. */
export function classTable(): Uint8Array {
  if (classes !== undefined) return classes;
  const table = new Uint8Array(0x10000);
  const fill = (from: number, to: number, kind: number): void => {
    table.fill(kind, from, to + 1);
  };
  fill(0x370, 0x1dff, C_FOREIGN);
  fill(0x1f00, 0x1fff, C_FOREIGN);
  fill(0x3041, 0x30fa, C_FOREIGN);
  fill(0x30fc, 0x30ff, C_FOREIGN);
  fill(0xac00, 0xd7a3, C_FOREIGN);
  fill(0x3400, 0x9fff, C_HAN);
  fill(0xf900, 0xfaff, C_HAN);
  table[0x3007] = C_HAN;
  fill(0x300, 0x36f, C_LETTER);
  for (const [from, to] of [
    [0x41, 0x24f],
    [0x1e00, 0x1eff],
  ] as const)
    for (let code = from; code <= to; code++) {
      const letter = String.fromCharCode(code);
      if (/\p{L}/u.test(letter)) table[code] = /\p{Lu}/u.test(letter) ? C_UPPER : C_LETTER;
    }
  fill(0x30, 0x39, C_DIGIT);
  for (const code of [0x20, 0x09, 0xa0, 0x3000, 0x2009, 0x202f]) table[code] = C_SPACE;
  for (const code of [0x0a, 0x0d, 0x2028, 0x2029]) table[code] = C_BREAK;
  classes = table;
  return table;
}

/** Letters, digits, underscores, and single apostrophes and hyphens between letters. */
export function wordEnd(text: string, from: number, kinds: Uint8Array): number {
  let i = from + 1;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const type = kinds[code] as number;
    if ((type >= C_LETTER && type <= C_DIGIT) || code === 0x5f) continue;
    if (code !== 0x27 && code !== 0x2019 && code !== 0x2d) break;
    const next = kinds[text.charCodeAt(i + 1)];
    if (next !== C_LETTER && next !== C_UPPER) break;
    if (code !== 0x2d && isPossessive(text, i + 1, kinds)) break;
  }
  return i;
}

/** The s of a possessive: it is no part of the name. */
function isPossessive(text: string, at: number, kinds: Uint8Array): boolean {
  const code = text.charCodeAt(at) | 0x20;
  const after = kinds[text.charCodeAt(at + 1)];
  return code === 0x73 && after !== C_LETTER && after !== C_UPPER && after !== C_DIGIT;
}

export function numberEnd(text: string, from: number, kinds: Uint8Array): number {
  let i = from + 1;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    const type = kinds[code] as number;
    if (type === C_DIGIT || type === C_LETTER || type === C_UPPER || code === 0x5f) i++;
    else if ((code === 0x2d || code === 0x2f) && kinds[text.charCodeAt(i + 1)] === C_DIGIT) i++;
    else break;
  }
  return i;
}

export function domainEnd(text: string, from: number, kinds: Uint8Array): number {
  let i = from;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    const type = kinds[code] as number;
    if (type >= C_LETTER && type <= C_DIGIT) i++;
    else if ((code === 0x2e || code === 0x2d) && isAlnum(kinds, text.charCodeAt(i + 1))) i++;
    else break;
  }
  return i;
}

function isAlnum(kinds: Uint8Array, code: number): boolean {
  const type = kinds[code] ?? 0;
  return type >= C_LETTER && type <= C_DIGIT;
}

/** Marks beside a word that belong to code and paths. */
const CODE_MARKS = "_/\\#$%*+~^|`&";

export function inCode(text: string, from: number, to: number): boolean {
  const kinds = classTable();
  const before = text[from - 1] ?? " ";
  const after = text[to] ?? " ";
  const single = to - from === 1;
  if (CODE_MARKS.includes(before) && !(before === "|" || before === "*" || before === "`" || before === "&"))
    return true;
  if (CODE_MARKS.includes(after) && !(after === "|" || after === "*" || after === "`" || after === "&"))
    return after !== "\\" || !/[nrt]/.test(text[to + 1] ?? "");
  if (before === "." && !single && isAlnum(kinds, text.charCodeAt(from - 2)))
    return !(from === 3 || !isAlnum(kinds, text.charCodeAt(from - 3)));
  if (before === "@") return isAlnum(kinds, text.charCodeAt(from - 2));
  if (before === "<") return after === ">" || after === "/";
  if (before === "-" && text[from - 2] === "-") return true;
  if (before === ":" && (text[from - 2] === ":" || (isAlnum(kinds, text.charCodeAt(from - 2)) && after === ":")))
    return true;
  if (after === "(" || after === "[") return true;
  if (after === ":" && (text[to + 1] === ":" || text[to + 1] === "/")) return true;
  if (after === "." && !single)
    return (
      isAlnum(kinds, text.charCodeAt(to + 1)) &&
      !(kinds[text.charCodeAt(to + 1)] === C_UPPER && (text[to + 2] ?? " ") === " ")
    );
  return false;
}
