// Which languages a text is asked in: told from its letters. English and Chinese are known; a text that is neither, or both, is
// asked in both.

/** Tags of the languages to ask in, most likely first. */
export type Languages = readonly string[];

const ZH: Languages = ["zh"];
const EN: Languages = ["en"];
const ZH_EN: Languages = ["zh", "en"];
const EN_ZH: Languages = ["en", "zh"];

/** Characters that are looked at: a block speaks one language from its first lines on. */
const LOOK = 4000;
const LETTERS = /(\p{Script=Han}+)|(\p{Script=Latin}+)|(\p{L}+)/gu;
/** Words in Latin letters in a Chinese text that are no reason to ask in English: one in so many Chinese characters. */
const STRAY = 40;

/** In which languages a text is to be looked at. */
export function languagesOf(text: string): Languages {
  let han = 0;
  let words = 0;
  let latin = 0;
  let others = 0;
  for (const [letters, chinese, western] of text.slice(0, LOOK).matchAll(LETTERS)) {
    if (chinese !== undefined) han += letters.length;
    else if (western !== undefined) {
      latin += letters.length;
      // Names begin with a capital letter, and have a small one.
      if (/^\p{Lu}\p{Ll}/u.test(letters)) words++;
    } else others += letters.length;
  }
  if (others > han + latin) return EN_ZH;
  if (han === 0) return EN;
  if (latin === 0 || words * STRAY <= han) return ZH;
  // A character says about as much as three letters.
  return han * 3 >= latin ? ZH_EN : EN_ZH;
}
