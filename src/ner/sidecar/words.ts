// A source without a model, for tests of people's own set-ups: it finds the words of a list, and nothing else.

import { ClosemaskError } from "../../errors.ts";
import type { Finding, Source } from "./source.ts";

export interface Word {
  readonly type: string;
  readonly text: string;
}

/** What it finds when no list is given. */
export const WORDS: readonly Word[] = [
  { type: "PERSON", text: "Alice Smith" },
  { type: "PERSON", text: "Bob Jones" },
  { type: "PERSON", text: "张三" },
  { type: "PERSON", text: "王小明" },
  { type: "ORGANIZATION", text: "Acme Corp" },
  { type: "ORGANIZATION", text: "示例科技有限公司" },
  { type: "LOCATION", text: "Berlin" },
  { type: "LOCATION", text: "北京" },
  { type: "ADDRESS", text: "12 Example Street" },
];

const WORDS_MAX = 100_000;
const LINE = /^([A-Za-z][A-Za-z0-9_]{0,63})(?:\s*[=:,\t]\s*|\s+)(\S.*?)\s*$/;

/** Reads lines such as `PERSON Alice Smith`; empty ones and those that begin with # do not count. @throws ClosemaskError `input` */
export function readWords(text: string): Word[] {
  const words = text.split(/\r?\n/).flatMap((line, i) => {
    if (/^\s*(?:#|$)/.test(line)) return [];
    const [, type, word] = LINE.exec(line.replace(/^\uFEFF/, "").trimStart()) ?? [];
    if (type === undefined || word === undefined) {
      throw new ClosemaskError("input", `line ${i + 1} of the word list is no type with a word`, {
        hint: "PERSON Alice Smith, one a line",
      });
    }
    return [{ type: type.toUpperCase(), text: word }];
  });
  if (words.length > WORDS_MAX) throw new ClosemaskError("input", `the word list has more than ${WORDS_MAX} words`);
  return words;
}

/** Where two words overlap, the first counts; of those that begin at one place the longest. */
export function createWordSource(words: readonly Word[]): Source {
  const types = new Map(words.map(({ type, text }) => [text, type]));
  const longestFirst = [...types.keys()].sort((a, b) => b.length - a.length);
  const pattern =
    longestFirst.length === 0
      ? null
      : new RegExp(
          longestFirst.map((word) => `${edge(word, "start")}${escapePattern(word)}${edge(word, "end")}`).join("|"),
          "gu",
        );
  return {
    languages: ["*"],
    available: { "*": "words" },
    loaded: () => ["*"],
    async load() {},
    async detect(text) {
      return pattern === null ? [] : Array.from(text.matchAll(pattern), toFinding);
    },
  };

  function toFinding({ 0: found, index }: RegExpExecArray): Finding {
    return { start: index, end: index + found.length, type: types.get(found) as string, score: 0.99 };
  }
}

/** Words of scripts with spaces between words stand alone. */
function edge(word: string, side: "start" | "end"): string {
  const letter = (side === "start" ? [...word][0] : [...word].at(-1)) ?? "";
  if (!/[\p{L}\p{N}]/u.test(letter) || /\p{Script=Han}/u.test(letter)) return "";
  return side === "start" ? "(?<![\\p{L}\\p{N}])" : "(?![\\p{L}\\p{N}])";
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
