// A text as the tokenizer's normalizer leaves it, with the way back from each of its units. Normalizers do not say where a
// character went, so they are asked character by character, and word by word whether that makes the same.

/** Without `from` and `to`, unit i is unit i of the text itself. */
export interface Folded {
  readonly text: string;
  /** Range in the original text of each UTF-16 unit, `[from, to)`. */
  readonly from?: Uint32Array;
  readonly to?: Uint32Array;
}

export type Normalize = (text: string) => string;

/** Space, or a word. */
const RUNS = /\s+|\S+/gu;
/** What may be composed into one character: marks behind a letter, the parts of a Korean syllable. */
const CLUSTERS = /[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?|.\p{M}*/gsu;
/** Words in which no normalizer looks at more than one character. */
const PLAIN = /^[\w.,;:!?()@-]*$/;
/** Clusters remembered; there are few but in Korean and in attacks. */
const REMEMBERED = 20_000;

/** Makes the function that folds texts. `null` for a tokenizer without a normalizer. */
export function createFold(normalize: Normalize | null): (text: string) => Folded {
  if (normalize === null) return (text) => ({ text });
  const known = new Map<string, string>();
  // Some normalizers cut space off both ends of what they get; in a text it stands between words.
  const keepsSpace = /\s/u.test(normalize("a b"));

  function one(cluster: string): string {
    let folded = known.get(cluster);
    if (folded === undefined) {
      folded = (normalize as Normalize)(cluster);
      if (known.size >= REMEMBERED) known.clear();
      known.set(cluster, folded);
    }
    return folded;
  }

  return (text) => {
    const parts: string[] = [];
    const from: number[] = [];
    const to: number[] = [];
    const put = (folded: string, start: number, end: number): void => {
      parts.push(folded);
      for (let i = 0; i < folded.length; i++) {
        from.push(start);
        to.push(end);
      }
    };
    for (const { 0: run, index } of text.matchAll(RUNS)) {
      const end = index + run.length;
      if (/^\s/u.test(run)) {
        put(one(run) || (keepsSpace ? " " : ""), index, end);
        continue;
      }
      const clusters = run.match(CLUSTERS) ?? [];
      const folded = clusters.map(one);
      const whole = PLAIN.test(run) ? null : normalize(run);
      const joined = folded.join("");
      // A character may depend on its neighbours, as the last sigma of a word does. Where even the length differs, any part of
      // the word stands for all of it: too much is masked then, never too little.
      if (whole !== null && squeeze(whole).length !== squeeze(joined).length) {
        put(whole, index, end);
        continue;
      }
      let at = index;
      for (const [i, cluster] of clusters.entries()) {
        put(folded[i] as string, at, at + cluster.length);
        at += cluster.length;
      }
    }
    return { text: parts.join(""), from: Uint32Array.from(from), to: Uint32Array.from(to) };
  };
}

/** Normalizers put space around Chinese characters, once between two of them, twice when asked one by one. */
function squeeze(text: string): string {
  return text.replace(/\s+/gu, "");
}
