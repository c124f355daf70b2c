// The gold set of names: sentences of our own with what stands in them marked, `{P:Alice Smith}`. P is a person, O an
// organisation, L a place, A a postal address; `\n` is a new line, `#` opens the name of a genre. `dev-*` may be looked at while
// the engine is changed; `held-*` is only scored.

import { readdirSync, readFileSync } from "node:fs";

export interface GoldSpan {
  readonly start: number;
  readonly end: number;
  readonly kind: string;
}

export interface GoldText {
  /** `dev` or `held`. */
  readonly part: string;
  readonly language: string;
  readonly genre: string;
  readonly text: string;
  readonly spans: readonly GoldSpan[];
}

const KINDS: Readonly<Record<string, string>> = { P: "PERSON", O: "ORGANIZATION", L: "LOCATION", A: "ADDRESS" };
const FOLDER = new URL("gold/", import.meta.url);

export function readGold(): GoldText[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith(".txt"))
    .sort()
    .flatMap((name) => {
      const [part = "", language = ""] = name.slice(0, -4).split("-");
      let genre = "";
      return readFileSync(new URL(name, FOLDER), "utf8")
        .split("\n")
        .flatMap((line) => {
          if (line.startsWith("#")) genre = line.slice(1).trim();
          return line === "" || line.startsWith("#") ? [] : [{ part, language, genre, ...readMarks(line) }];
        });
    });
}

/** A line without its marks, and what they mark. */
export function readMarks(line: string): { text: string; spans: GoldSpan[] } {
  const spans: GoldSpan[] = [];
  let text = "";
  let at = 0;
  const plain = line.replaceAll("\\n", "\n");
  for (const match of plain.matchAll(/\{([POLA]):([^{}]*)\}/g)) {
    text += plain.slice(at, match.index);
    const [whole, mark = "", value = ""] = match;
    spans.push({ start: text.length, end: text.length + value.length, kind: KINDS[mark] as string });
    text += value;
    at = match.index + whole.length;
  }
  return { text: text + plain.slice(at), spans };
}
