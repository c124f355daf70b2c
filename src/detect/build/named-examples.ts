// Examples of rules whose values a caption names: they follow from captions and values, like those of provider.ts.

import type { Examples } from "../rule.ts";

const CARRIERS: readonly ((caption: string, value: string) => string)[] = [
  (caption, value) => `${caption}: ${value}`,
  (caption, value) => `{"n":1,"${caption}":"${value}"}`,
  (caption, value) => `${caption}：${value}，`,
  (caption, value) => `The ${caption} is ${value}.`,
];

/**
 * Each caption with a value in turn. Counter-examples: the value glued to a word, with digits too many, and behind a caption of
 * something else, unless it `speaks` for itself.
 */
export function namedExamples(
  captions: readonly string[],
  values: readonly string[],
  more: { readonly yes?: readonly string[]; readonly no?: Examples["no"]; readonly speaks?: boolean } = {},
): Examples {
  const at = <T>(list: readonly T[], i: number): T => list[i % list.length] as T;
  const count = Math.max(3, captions.length, values.length);
  const yes = Array.from({ length: count }, (_, i) => at(CARRIERS, i)(at(captions, i), `«${at(values, i)}»`));
  const first = at(values, 0);
  const no = [
    { text: `${at(captions, 0)}: xy${first}`, why: "it is glued to a word" },
    { text: `${at(captions, 0)}: ${first}00000000`, why: "it goes on beyond its length" },
    more.speaks === true
      ? { text: `build_${first}_7`, why: "it is part of a longer name" }
      : { text: `order ${first} of today`, why: "the caption names something else" },
  ];
  return { yes: [...yes, ...(more.yes ?? [])], no: [...no, ...(more.no ?? [])] };
}
