// Chinese text cut into words, where a name of a person is a word like others: the cut with the least cost wins, and costs are
// how rare words, surnames and characters of given names are. What stands beside a name makes it cheaper. Costs are natural
// logarithms; the frequencies come from han.gen.ts.

import { knownRegionEnd } from "../../text/chinese-address.ts";
import { WORDS as CLASSES, FIRST, LETTERS, LINKS, PEOPLE, SECOND, SINGLE } from "./han.gen.ts";
import { FOREIGN, hanCues, SHORT_TITLES, TITLES } from "./han-cues.ts";
import { SURNAMES } from "./surnames.ts";
import { createWordSet, hashWord } from "./word-set.ts";

/** Characters that are cut at once; a longer run is cut in parts. */
const MOST = 512;
const LONGEST_WORD = 4;
const CLASS_COST = [9.2, 11.5, 13.3, 14.6];
const UNKNOWN = 13;
/** What a name costs before its characters: one word in a hundred is one. */
const NAME = 4.6;
/** More for a given name of one character, which is seen by chance more often. */
const SHORT = 1.2;
const RARE_GIVEN = 10.5;
/** Surnames below this are among the hundred most frequent. */
const FREQUENT = 6.3;
/** Surnames from here on are first of all words of grammar. */
const FUNCTIONAL = 10;
/** 小李, 老张. */
const FAMILIAR = new Set("小老阿");
/** What a name that stands after a mark and before one saves. */
const EDGE = 0.9;
const SEEN = 7;
/** A province or a city by name. */
const REGION = 9.6;
/** A name that a dictionary lists. */
const FAMOUS = 12.5;
const BASE = 0x4e00;
const END = 0xa000;

/** What a word was found to be. */
export const PLAIN = 0;
export const PERSON = 1;
/** A verb, a pronoun or the like, which no name of a body holds. */
export const LINKING = 2;

export interface Segments {
  /** Ends of the words in the text, from the first on. */
  readonly ends: number[];
  readonly types: number[];
}

export interface Segmenter {
  /** Cuts `text[from, to)`, Chinese characters only. `seen` holds hashes of names that the text has shown. */
  cut(text: string, from: number, to: number, seen: ReadonlySet<number>): Segments;
  /** Class of a word, 0 for the most frequent; -1 where no list has it. */
  classOf(text: string, from: number, to: number): number;
}

export function createSegmenter(): Segmenter {
  const sets = CLASSES.map(createWordSet);
  const links = createWordSet(LINKS);
  const people = createWordSet(PEOPLE);
  const single = costs(SINGLE, UNKNOWN);
  const first = costs(FIRST, RARE_GIVEN);
  const second = costs(SECOND, RARE_GIVEN);
  const surname = new Float32Array(END - BASE);
  const compound = new Map<string, number>();
  for (const [name, rank] of SURNAMES)
    if (name.length === 1)
      surname[name.charCodeAt(0) - BASE] = rank < 100 ? 2.4 + Math.log(1 + rank * 0.6) * 0.9 : rare(name);
    else compound.set(name, 7.2);
  const compoundFirst = new Set([...compound.keys()].map((name) => name[0]));
  const cues = hanCues();
  const titles = TITLES.filter((title) => title.length > 1);
  const titleFirst = new Set(titles.map((title) => title[0]));

  /** The more often a rare surname is a word, the less it is a surname. */
  function rare(name: string): number {
    return 7.6 + Math.max(0, 8 - (single[name.charCodeAt(0) - BASE] as number)) * 1.3;
  }

  const cost = new Float32Array(MOST + 1);
  const back = new Int16Array(MOST + 1);
  const type = new Uint8Array(MOST + 1);

  const classOf = (text: string, from: number, to: number): number => {
    const hash = hashWord(text, from, to);
    return sets.findIndex((set) => set.has(hash));
  };

  const cut: Segmenter["cut"] = (text, from, to, seen) => {
    const ends: number[] = [];
    const types: number[] = [];
    for (let at = from; at < to; at += MOST) cutPart(text, at, Math.min(to, at + MOST), seen, ends, types);
    return { ends, types };
  };

  function cutPart(
    text: string,
    from: number,
    to: number,
    seen: ReadonlySet<number>,
    ends: number[],
    types: number[],
  ): void {
    const length = to - from;
    cost.fill(Number.POSITIVE_INFINITY, 0, length + 1);
    cost[0] = 0;
    for (let i = 0; i < length; i++) {
      const here = cost[i] as number;
      const reach = (n: number, price: number, what: number): void => {
        if (i + n > length || here + price >= (cost[i + n] as number)) return;
        cost[i + n] = here + price;
        back[i + n] = i;
        type[i + n] = what;
      };
      const at = from + i;
      reach(1, single[text.charCodeAt(at) - BASE] ?? UNKNOWN, PLAIN);
      for (let n = 2; n <= LONGEST_WORD && i + n <= length; n++) {
        const hash = hashWord(text, at, at + n);
        for (let k = 0; k < sets.length; k++)
          if ((sets[k] as (typeof sets)[number]).has(hash)) {
            reach(n, CLASS_COST[k] as number, PLAIN);
            break;
          }
        if (seen.size > 0 && seen.has(hash)) reach(n, SEEN, PERSON);
        else if (n < 4 && people.has(hash)) reach(n, FAMOUS, PERSON);
      }
      const region = knownRegionEnd(text, at) - at;
      if (region > 1 && i + region <= length) reach(region, REGION, PLAIN);
      const rank = surname[text.charCodeAt(at) - BASE] ?? 0;
      if (rank > 0) names(text, at, 1, rank, to, from, reach);
      if (compoundFirst.has(text[at])) {
        const price = compound.get(text.slice(at, at + 2));
        if (price !== undefined) names(text, at, 2, price, to, from, reach);
      }
      if (i + 2 <= length && FAMILIAR.has(text[at] as string)) {
        const next = surname[text.charCodeAt(at + 1) - BASE] ?? 0;
        if (next > 0 && next < FREQUENT)
          reach(2, 10.5 - edge(text, at, from, to, -1) - cues.after(text, at + 2), PERSON);
      }
      if (FOREIGN.has(text[at] as string)) foreign(text, at, to, from, reach);
    }
    const cuts: number[] = [];
    for (let i = length; i > 0; i = back[i] as number) cuts.push(i);
    for (let begin = 0, k = cuts.length - 1; k >= 0; k--) {
      const end = cuts[k] as number;
      ends.push(from + end);
      const what = type[end] as number;
      types.push(what === PLAIN && links.has(hashWord(text, from + begin, from + end)) ? LINKING : what);
      begin = end;
    }
  }

  /** Names that begin at `at` with a surname of `n` characters. */
  function names(text: string, at: number, n: number, price: number, to: number, from: number, reach: Reach): void {
    const told = outer(text, at, from);
    const near = told > 0 ? 0 : cues.before(text, at);
    const left = told || near;
    const name = NAME + price - Math.max(left, edge(text, at, from, to, -1));
    for (let g = 1; g <= 2; g++) {
      const end = at + n + g;
      if (end > to) break;
      const one = text.charCodeAt(end - 1) - BASE;
      const given =
        g === 1
          ? (second[one] ?? RARE_GIVEN) + SHORT
          : (first[text.charCodeAt(end - 2) - BASE] ?? RARE_GIVEN) + (second[one] ?? RARE_GIVEN);
      // What is a word in any text needs more than a word beside it.
      const word = near > 0 && n + g < 4 && classOf(text, at, end) >= 0 ? near * 0.7 : 0;
      reach(n + g, name + word + given - Math.max(cues.after(text, end), edge(text, end, from, to, 1)), PERSON);
    }
    if (price < FUNCTIONAL)
      for (const title of titles)
        if (titleFirst.has(text[at + n]) && text.startsWith(title, at + n) && at + n + title.length <= to)
          reach(n + title.length, name + 2.5, PERSON);
    if (price < FREQUENT && SHORT_TITLES.has(text[at + n] as string) && at + n < to && isTitled(text, at + n + 1, to))
      reach(n + 1, name + 3.5, PERSON);
  }

  /** 马克龙, 迪丽热巴: three and more characters of those that foreign names are written with. */
  function foreign(text: string, at: number, to: number, from: number, reach: Reach): void {
    let end = at + 1;
    while (end < to && end - at < 7 && FOREIGN.has(text[end] as string)) end++;
    if (end - at < 3) return;
    const left = Math.max(cues.before(text, at) || outer(text, at, from), edge(text, at, from, to, -1));
    for (let n = 3; n <= end - at; n++)
      reach(n, 8.4 + 4.3 * n - left - Math.max(cues.after(text, at + n), edge(text, at + n, from, to, 1)), PERSON);
  }

  /** A label before a mark: 联系人:张伟, "name":"张伟". */
  function outer(text: string, at: number, from: number): number {
    if (at !== from) return 0;
    let i = at - 1;
    let marks = 0;
    while (i >= 0 && marks < 5 && ':：=" “「【@('.includes(text[i] as string)) {
      i--;
      marks++;
    }
    if (marks === 0) return 0;
    if (text[at - 1] === "@") return 4;
    if (!/[:：="]/.test(text.slice(i + 1, at))) return 0;
    if (/[a-z]/i.test(text[i] ?? ""))
      return /(?:name|user|author|contact|from|to|owner|operator)$/i.test(text.slice(Math.max(0, i - 12), i + 1))
        ? 4
        : 0;
    const cue = cues.before(text, i + 1);
    return cue > 2 ? cue + 1 : cue / 2;
  }

  function edge(text: string, at: number, from: number, to: number, side: number): number {
    if (side < 0 ? at !== from : at !== to) return 0;
    const beside = text[side < 0 ? at - 1 : at] ?? "\n";
    return beside === "、" ? EDGE + 0.6 : /[\s,，。:：;；"”“()（）!！?？<>[\]【】|/·*]/.test(beside) ? EDGE : 0;
  }

  function isTitled(text: string, end: number, to: number): boolean {
    return end === to || cues.after(text, end) > 0;
  }

  return { cut, classOf };
}

type Reach = (length: number, price: number, what: number) => void;

/** Costs by character, from letters that stand for quarters. */
function costs(packed: string, unknown: number): Float32Array {
  const table = new Float32Array(END - BASE).fill(unknown);
  for (let i = 0; i < LETTERS.length; i++) {
    const code = packed.charCodeAt(i);
    if (code === 0x7e) continue;
    table[LETTERS.charCodeAt(i) - BASE] = Math.min(unknown, (code - 0x30) / 4);
  }
  return table;
}
