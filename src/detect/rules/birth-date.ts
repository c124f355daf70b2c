// Dates of birth behind or before a caption. A date alone is no personal datum; a number that is no day of the calendar is no date.

import { folded, literal } from "../build/anchor.ts";
import { CAPTION_GAP, GAP_WORDS } from "../build/caption.ts";
import { utf8 } from "../build/context.ts";
import { pattern, type Verdict } from "../build/pattern.ts";
import { charset, DIGIT, runEnd } from "../charset.ts";
import { isDay } from "../check/digits.ts";
import { pairsOf } from "../gate.ts";
import type { Rule } from "../rule.ts";

/** Months by their first letters in nine languages and some neighbours; where a language writes them in full, letters may follow. */
const MONTHS = [
  "jan,ene,gen,янв",
  "feb,fév,fev",
  "mar,mär,mrz,maa,mrt",
  "apr,avr,abr",
  "may,mai,maj,mag,mei",
  "jun,juin,giu",
  "jul,juil,lug",
  "aug,aoû,aou,ago",
  "sep,set",
  "oct,okt,out,ott",
  "nov",
  "dec,déc,dez,dic,des",
];
const MONTH = `(?:${MONTHS.map((names) => utf8(names).replaceAll(",", "|")).join("|")})[a-zA-Z\\x80-\\xff]{0,8}\\.?`;
const LINK = "(?: ?(?:of|de|del|do|di) | |-|, ?)";
const YEAR = "(?:1[89]|20)\\d\\d";
const DATE = [
  `${YEAR}(?<a>[-/.])\\d{1,2}\\k<a>\\d{1,2}`,
  `\\d{1,2}(?<b>[-/.])\\d{1,2}\\k<b>(?:${YEAR}|\\d\\d)`,
  `${YEAR} ?${utf8("年")} ?\\d{1,2} ?${utf8("月")}(?: ?\\d{1,2} ?(?:${utf8("日")}|${utf8("号")}))?`,
  `${YEAR}${utf8("년")} ?\\d{1,2}${utf8("월")} ?\\d{1,2}${utf8("일")}`,
  `\\d{1,2}(?:st|nd|rd|th|er|\\.|${utf8("º")})?${LINK}${MONTH}${LINK}(?:${YEAR}|\\d\\d)`,
  `${MONTH}[ -]\\d{1,2}(?:st|nd|rd|th)?,?[ -]${YEAR}`,
  `${YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])`,
].join("|");
/** No word and no number goes on behind a date, but behind a sign for the day whatever may follow. */
const END = `(?:(?<=${["日", "号", "일"].map(utf8).join("|")})|(?![A-Za-z0-9_]|[-/.][0-9]))`;

const WORDS =
  "birth(?:[ _-]?(?:dates?|days?))?|d\\.?o\\.?b\\.?|born(?: on)?|geb(?:oren|dat|\\.)?(?: am)?|geburts(?:datum|tag)|geboorte(?:datum|dag)|naci(?:miento|d[oa]|o|ó)?(?: el)?|naissance|(?:né|née|né\\(e\\)) le|nasc(?:imento|id[oa]|ita)(?: em| a)?|nat[oa] il|urodz(?:enia|on[ya])|f(?:ö|ø)d(?:d|t|else(?:datum|sdato)|sels(?:datum|dato))?|syntym(?:ä|a)aika";
const CJK = [
  "出生日期",
  "出生年月日",
  "出生年月",
  "出生于",
  "生日",
  "生于",
  "生年月日",
  "誕生日",
  "생년월일",
  "생일",
  "출생일",
];

/** A day that exists, by any of the orders in which its parts may stand; words for months are taken as they are. */
function judge(value: string): Verdict | null {
  const parts = value.match(/\d+/g)?.map(Number) ?? [];
  if (parts.length === 1 && value.length === 8) {
    const whole = parts[0] as number;
    return verdict(isDay(Math.floor(whole / 10_000), Math.floor(whole / 100) % 100, whole % 100));
  }
  if (parts.length < 3) return { confidence: 0.85, check: "none" };
  const [a, b, c] = parts as [number, number, number];
  if (a > 31) return verdict(isDay(a, b, c));
  const year = c < 100 ? 1900 + c : c;
  return verdict(isDay(year, b, a) || isDay(year, a, b) || (c < 100 && isDay(2000 + c, b, a)));
}

function verdict(real: boolean): Verdict | null {
  return real ? { confidence: 0.85, check: "none" } : null;
}

const AHEAD = 96;
/** What may stand before a caption: `of` goes without a space before `birth`. */
const BEFORE = charset("\0-@[-`{-\xfffF");
const BEYOND = charset("\x80-\xff");
const DIGITS = { op: "soon", set: DIGIT, least: 3, within: AHEAD } as const;
/** What may follow the first digits of a date: a joint, an ending such as `th`, or `of` and its kin. */
const BEHIND_DAY = charset("sSnNrRtTeEoOdD ,./\x80-\xff-");
const BEHIND_YEAR = charset(" ./\x80-\xff-");

/** The first digits that follow are a day, a month, a year or a whole date: no other digits stand in a date or before it. */
function beginsDate(bytes: Uint8Array, end: number, to: number): boolean {
  let i = end;
  while (i < to && DIGIT[bytes[i] as number] === 0) i++;
  const stop = runEnd(bytes, i, to, DIGIT);
  const next = bytes[stop] as number;
  if (stop - i === 1 || stop - i === 2) return stop < to && BEHIND_DAY[next] === 1;
  if (stop - i === 4) return stop < to && BEHIND_YEAR[next] === 1;
  return stop - i === 8;
}

const birthDate = pattern({
  id: "birth-date",
  kind: "DATE_OF_BIRTH",
  description: "date of birth behind a caption in nine languages",
  tier: "context",
  confidence: 0.85,
  get anchors() {
    return [
      ..."birth,born,d.o.b,dob,geb,naci,nasci,naissance,nato il,nata il,urodz,syntym".split(",").map(folded),
      ...["né le", "née le", "Né le", "Née le", "né(e) le", "föd", "Föd", "fød", "Fød", ...CJK].map(literal),
    ];
  },
  get pattern() {
    return new RegExp(
      `(?:(?<![A-Za-z])|(?<=of))(?:${utf8(WORDS)}|${CJK.map(utf8).join("|")})${CAPTION_GAP}(?:(?:it'?s|it is|on|am|el|le|il|em)[: ]+)?(?<value>${DATE})${END}`,
      "iy",
    );
  },
  ahead: AHEAD,
  gateFor: () => {
    const words = [
      ...WORDS.split(/[^a-z]+/),
      ...MONTHS.join().split(","),
      "it",
      "is",
      "on",
      "am",
      "el",
      "le",
      "il",
      "em",
    ];
    return [
      [{ op: "before", set: BEFORE }, { op: "gap", pairs: pairsOf([...GAP_WORDS, ...words]), within: AHEAD }, DIGITS],
      // A word that is not all ASCII, such as a month, may end in anything.
      [{ op: "before", set: BEFORE }, { op: "soon", set: BEYOND, least: 1, within: AHEAD }, DIGITS],
    ];
  },
  may: beginsDate,
  judge,
  get examples() {
    return {
      yes: [
        "Date of birth: «03/14/1985»",
        '"dob":"«1985-03-14»"',
        "She was born on «8/5/1989».",
        "geboren am «14. März 1985»",
        "fecha de nacimiento: «14 de marzo de 1985»",
        "née le «14/03/1985» à",
        "出生日期：«1985年3月14日»",
        "data di nascita «14.03.1985»",
        "data de nascimento: «14-03-85»",
        "生年月日 «1985/03/14»",
        "생년월일: «1985년 3월 14일»",
        "birthday: «March 14, 1985»",
        "birth_date=«19850314»",
      ],
      no: [
        { text: "date of birth is 31/02/1985", why: "no such day" },
        { text: "born in 1985, on 2020-01-01 he", why: "something else stands between" },
        { text: "1985-03-14", why: "no caption" },
        { text: "reborn 1985-03-14 airborne 03/14/1985", why: "other words" },
      ],
    };
  },
});

const dateBefore = pattern({
  id: "birth-date-before",
  kind: "DATE_OF_BIRTH",
  description: "date of birth before its caption: 1985年3月14日出生, 1985年3月14日生まれ",
  tier: "context",
  confidence: 0.85,
  anchors: ["出生", "生まれ", "출생"],
  get pattern() {
    return new RegExp(
      `(?<value>${DATE}) ?(?:${utf8("于")}|${utf8("に")}|${utf8("에")})?(?:${utf8("出生")}|${utf8("生まれ")}|${utf8("출생")})`,
      "iy",
    );
  },
  back: 28,
  ahead: 12,
  judge,
  get examples() {
    return {
      yes: ["他«1985年3月14日»出生", "«1985年3月14日»生まれ", "«1985년 3월 14일» 출생"],
      no: [
        { text: "1985年3月14日发布", why: "the caption is another" },
        { text: "1985年13月14日出生", why: "no such month" },
        { text: "出生率 1985年3月14日", why: "another word" },
      ],
    };
  },
});

export const birthDateRules: readonly Rule[] = [birthDate, dateBefore];
