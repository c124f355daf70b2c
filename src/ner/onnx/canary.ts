// Sentences with names that everybody knows. A model that finds none of them, or takes everything for a name, is broken, as
// models with few bits have been seen to be, and would let all names pass without a word.

import { ClosemaskError } from "../../errors.ts";
import type { Found } from "./entities.ts";

export interface Canary {
  readonly text: string;
  /** What must not all be taken for names. */
  readonly plain: readonly string[];
}

const LATIN: Canary = {
  text: "My name is Alice Smith and I work with John Brown at Microsoft in London. Please write to Maria Garcia in Berlin before the next meeting takes place.",
  plain: ["work with", "Please write to", "before the next meeting takes place"],
};
const CHINESE: Canary = {
  text: "我叫张三,在北京的腾讯公司工作。王小明和李伟住在上海,请在下次会议开始之前告诉他们。",
  plain: ["工作", "请在下次会议开始之前告诉他们"],
};

/** The sentences of which a model for a language must find something in one. `own` replaces them. */
export function canariesFor(languages: readonly string[], own: string | undefined): readonly Canary[] {
  if (own !== undefined) return [{ text: own, plain: [] }];
  const chinese = languages.some((language) => /^zh\b/i.test(language));
  const others = languages.some((language) => !/^zh\b/i.test(language));
  return [...(others ? [LATIN] : []), ...(chinese || languages.includes("*") ? [CHINESE] : [])];
}

/** @throws ClosemaskError `ner` when the model is of no use */
export async function checkCanaries(
  canaries: readonly Canary[],
  detect: (text: string) => Promise<readonly Found[]>,
): Promise<void> {
  const results = await Promise.all(canaries.map(async (canary) => judge(canary, await detect(canary.text))));
  if (results.includes("found")) return;
  const blind = results.every((result) => result === "nothing");
  throw new ClosemaskError(
    "ner",
    blind
      ? "the model finds nothing in a sentence full of names, so it is not used"
      : "the model takes whole sentences for names, so it is not used",
    { hint: "closemask ner pull --dtype fp32 gets exact weights; ner.sidecar.canary is a sentence of your own" },
  );
}

function judge({ text, plain }: Canary, found: readonly Found[]): "found" | "nothing" | "everything" {
  if (found.length === 0) return "nothing";
  const taken = plain.filter((words) => {
    const from = text.indexOf(words);
    return found.some(({ start, end }) => start < from + words.length && end > from);
  });
  return plain.length > 0 && taken.length === plain.length ? "everything" : "found";
}
