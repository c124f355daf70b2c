// The grammar of placeholders from the other side: whether the end of a text may be the beginning of one, in any exact or
// bent form that tolerant.ts and placeholder.ts read. A stream holds back that much. It may say yes too often, never too rarely.

import { KINDS } from "../detect/kinds.ts";
import { PLACEHOLDER_MAX } from "./placeholder.ts";

/** A piece of grammar: what matches all of it, and what matches a beginning of it that the text ends with. */
interface Part {
  readonly full: string;
  readonly cut: string;
}

/** One character of a class. */
const one = (set: string): Part => ({ full: set, cut: "$" });
const literal = (text: string): Part => seq(...Array.from(text, (c) => one(c.replace(/[\\^$.*+?()[\]{}|/-]/, "\\$&"))));

function seq(...parts: readonly Part[]): Part {
  return parts.reduceRight((rest, part) => ({
    full: part.full + rest.full,
    cut: `(?:${part.cut}|${part.full}${rest.cut})`,
  }));
}

const alt = (...parts: readonly Part[]): Part => ({
  full: `(?:${parts.map((part) => part.full).join("|")})`,
  cut: `(?:${parts.map((part) => part.cut).join("|")})`,
});
const opt = (part: Part): Part => ({ full: `(?:${part.full})?`, cut: part.cut });
/** `min` to `max` characters of a class. */
const run = (set: string, min: number, max: number): Part => ({
  full: `${set}{${min},${max}}`,
  cut: `${set}{0,${max - 1}}$`,
});

const GAP = opt(alt(seq(opt(literal("\\")), one("[ _`*-]")), literal("\\"), one("[\\u200b-\\u200d\\u00ad]")));
const digits = (count: number): Part =>
  seq(...Array.from({ length: count / 3 }, (_, i) => (i === 0 ? run("\\d", 3, 3) : seq(GAP, run("\\d", 3, 3)))));

/** Any other label, as one stands in the text: models also translate them. */
const UPPER = seq(
  run("[A-Z]", 2, 16),
  ...Array.from({ length: 3 }, () => opt(seq(opt(literal("\\")), literal("_"), run("[A-Z]", 2, 16)))),
);

function tree(words: readonly string[]): Part {
  const byFirst = new Map<string, string[]>();
  for (const word of words) {
    if (word === "") continue;
    const rest = byFirst.get(word.charAt(0)) ?? [];
    rest.push(word.slice(1));
    byFirst.set(word.charAt(0), rest);
  }
  const branches = [...byFirst].map(([first, rests]) => {
    const head = first === "_" ? GAP : one(`[${first}${first.toLowerCase()}]`);
    if (rests.every((rest) => rest === "")) return head;
    return seq(head, rests.includes("") ? opt(tree(rests)) : tree(rests));
  });
  return alt(...branches);
}

const anyCase = (letter: string): Part => one(`[${letter}${letter.toLowerCase()}]`);
const ends = (x: Part, y: Part, z: Part, gap: readonly Part[]): Part =>
  alt(seq(x, ...gap, digits(9)), seq(y, ...gap, digits(12)), seq(z, ...gap, digits(15)));

const WORD = seq(run("[A-Z]", 2, 16), ends(one("X"), one("Y"), one("Z"), []));
const bentWord = (label: Part): Part => seq(label, GAP, ends(anyCase("X"), anyCase("Y"), anyCase("Z"), [GAP]));

const DOLLAR = opt(literal("$"));
const HEX = (digit: string): Part => alt(...["7", "3"].map((d) => seq(one(d), one(`[${digit}]`))));
const OPEN = alt(
  seq(DOLLAR, opt(literal("\\")), literal("{")),
  seq(DOLLAR, opt(literal("%24")), literal("%"), HEX("BbCc")),
  literal("%24{"),
  seq(DOLLAR, opt(literal("\\")), literal("u00"), HEX("BbCc")),
  literal("<"),
  literal("&lt;"),
  run("\\[", 1, 2),
);
const CLOSE = alt(
  seq(opt(literal("\\")), literal("}")),
  seq(literal("%"), HEX("DdEe")),
  seq(literal("\\u00"), HEX("DdEe")),
  literal(">"),
  literal("&gt;"),
  run("\\]", 1, 2),
);
const delimited = (label: Part): Part =>
  seq(
    OPEN,
    opt(literal(" ")),
    label,
    opt(literal("\\")),
    one("[_ -]"),
    run("[0-9A-Za-z]", 1, 15),
    opt(literal(" ")),
    CLOSE,
  );

/** What follows those without a closing mark says whether they are complete. */
const BOUNDARY = one("\\W");
const BARE = seq(one("[A-Z]"), run("[A-Z_]", 1, 15), literal("_"), run("[0-9A-Z]", 6, 10), BOUNDARY);
const FORMATS = alt(
  seq(literal("tkn-"), run("[0-9a-z]", 6, 10), literal("@email.com")),
  ...(
    [
      ["000-00-", 4],
      ["4000-0000-0000-", 4],
      ["0000", 5],
      ["000000", 12],
      ["+000", 9],
      ["XX00", 14],
    ] as const
  ).map(([head, count]) => seq(literal(head), run("\\d", count, count), BOUNDARY)),
);

const ALL = KINDS.map(({ label }) => label);

/**
 * The end of a text, where it begins one of them. `known` are labels that come in any case and with a mark where
 * their words meet. The first alternative has no bound on its left: a letter may stand there.
 */
function compile(known: readonly string[]): RegExp {
  const label = known.length === 0 ? UPPER : alt(tree(known), UPPER);
  return new RegExp(
    `(?!$)(?:${WORD.cut}|${delimited(label).cut}|(?<![A-Za-z])${bentWord(label).cut}|(?<!\\w)(?:${BARE.cut}|${FORMATS.cut}))`,
    "g",
  );
}

/** Few sets of labels occur in one process; each takes some time to compile. */
const compiled = new Map<string, RegExp>();
const COMPILED_MAX = 128;

/**
 * Where the end of a text begins that may still become a placeholder, not before `from`; its length when there is none. What
 * stands before `from` is only looked at as the neighbour of what follows.
 */
export type Undecided = (text: string, from: number) => number;

/** `labels` are those of the entries that may be restored; null when they are not known: then it waits for the table's. */
export function createUndecided(labels: ReadonlySet<string> | null = null): Undecided {
  const known = labels === null ? ALL : [...labels].sort();
  const key = labels === null ? "*" : known.join();
  let tail = compiled.get(key);
  if (tail === undefined) {
    if (compiled.size >= COMPILED_MAX) compiled.clear();
    tail = compile(known);
    compiled.set(key, tail);
  }
  const found = tail;
  return (text, from) => {
    if (text.length === from) return from;
    found.lastIndex = Math.max(from, text.length - PLACEHOLDER_MAX);
    return found.exec(text)?.index ?? text.length;
  };
}
