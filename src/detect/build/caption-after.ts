// Captions that follow their value: "X1234567L is my NIE", "AAA123456 es mi número de pasaporte". A verb must stand between, so
// that the caption of the next value of a line is not taken for one of this.

import { STOP } from "../charset.ts";
import { read, type Words } from "./caption.ts";
import { latin1, utf8 } from "./context.ts";

/** Bytes behind a value in which its caption must begin. */
const REACH = 72;
const SPACE = 0x20;

const VERB = "is|was|es|es el|es la|est|ist|lautet|är|er|é|è|è il|to|jest|on|eh|en";
const OWNER =
  "my|his|her|our|their|the|a|mi|su|el|la|mon|son|le|ma|mein|meine|seine|ihre|die|der|das|meu|minha|seu|sua|o|il mio|la mia|il|mitt|min|mit|mijn|het|moj|mój|moim|en";
const LINK = "of|de|del|do|da|du|di|d'|number|no|nr|numero|número|nummer|numéro";

/** The first words of the verbs, as bytes. */
export const VERBS: ReadonlySet<string> = new Set(
  utf8(VERB)
    .split("|")
    .map((verb) => verb.split(" ")[0] as string),
);

/** By first byte, a bit for each length that one of them has: nearly all words behind a number are none, and need no string. */
const VERB_LENGTHS = new Uint8Array(256);
for (const verb of VERBS)
  for (const first of [verb, verb.toUpperCase()])
    VERB_LENGTHS[first.charCodeAt(0)] = (VERB_LENGTHS[first.charCodeAt(0)] as number) | (1 << verb.length);

/** True when a verb follows the value that ends at `end`: only then can a caption come behind it. */
export function verbFollows(bytes: Buffer, end: number, hi: number): boolean {
  if (end + 6 > hi || bytes[end] !== SPACE) return false;
  let to = end + 1;
  while (to < hi && to - end < 8 && bytes[to] !== SPACE && STOP[bytes[to] as number] === 0) to++;
  if (((VERB_LENGTHS[bytes[end + 1] as number] as number) & (1 << (to - end - 1))) === 0) return false;
  return bytes[to] === SPACE && to - end < 8 && VERBS.has(latin1(bytes, end + 1, to).toLowerCase());
}

/** True when `[start, end)` is named by what follows. */
export type CaptionAfter = (bytes: Buffer, end: number, hi: number) => boolean;

/** Compiles words as `caption` takes them, at their first use; a space in them may also be missing. */
export function captionAfter(words: Words): CaptionAfter {
  let expression: RegExp | undefined;
  return (bytes, end, hi) => {
    if (end + 6 > hi || bytes[end] !== SPACE) return false;
    let to = end;
    while (to < hi && to - end < REACH && STOP[bytes[to] as number] === 0) to++;
    expression ??= compile(read(words));
    return expression.test(latin1(bytes, end, to));
  };
}

function compile(words: readonly string[]): RegExp {
  const names = words
    .map((word) =>
      utf8(word.replace(/^\*|\*$/g, ""))
        .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
        .replaceAll(" ", "[ _-]?"),
    )
    .join("|");
  return new RegExp(`^ (?:${utf8(VERB)}) (?:(?:${utf8(`${OWNER}|${LINK}`)}) ?){0,4}(?:${names})(?![A-Za-z])`, "i");
}
