// Kinds that are masked only when asked for, with `--only URL` or `rules.enable`: whole web addresses and dates. Nearly every
// text holds them, and nearly none of them is personal.

import { literal } from "../build/anchor.ts";
import { startsAt } from "../build/boundary.ts";
import { latin1, utf8 } from "../build/context.ts";
import { cjkStop } from "../build/value.ts";
import { type Charset, charset, DIGIT, LETTER, STOP, WORD } from "../charset.ts";
import type { Rule, Scan } from "../rule.ts";

const URL_BYTE: Charset = charset("A-Za-z0-9._~:/?#[]@!$&'()*+,;=%{}|^\x80-\xff-");
const TRAILING = charset(".,;:!?'\")]}*_");
const URL_MAX = 2048;
const HOST = charset("A-Za-z0-9.-");

const url: Rule = {
  id: "url",
  kind: "URL",
  description: "web address with http, https or ftp, or that begins with www.; off unless asked for",
  tier: "form",
  confidence: 0.8,
  optIn: true,
  get anchors() {
    return ["://", "www."].map(literal);
  },
  get examples() {
    return {
      yes: [
        "see «https://shop.example.com/orders/17?user=4#top».",
        "请访问«http://例子.中国/路径»，谢谢",
        'href="«https://example.org/a_(b)»"',
        "(«www.example.co.uk/page») or «http://localhost:8080/#/x»",
        "[docs](«https://example.com/x»)",
      ],
      no: [
        { text: "postgres://db/x git+ssh://host/y", why: "no address of the web" },
        { text: "https:// and http://", why: "no host" },
        { text: "wwww.example.com www. www.x", why: "no host name" },
        { text: "example.com/page", why: "no scheme and no www" },
      ],
    };
  },
  find(scan: Scan, at: number, end: number): void {
    const { bytes, lo, hi } = scan;
    let start = at;
    if (bytes[at] === 0x3a) {
      const least = Math.max(lo, at - 6);
      while (start > least && LETTER[bytes[start - 1] as number] === 1) start--;
      const scheme = latin1(bytes, start, at).toLowerCase();
      const name = /(?:https?|ftps?)$/.exec(scheme);
      if (name === null || (name.index > 0 && scheme.length < 7)) return;
      start = at - name[0].length;
    } else {
      if (!startsAt(bytes, lo, at) || (at > lo && (bytes[at - 1] === 0x2f || bytes[at - 1] === 0x2e))) return;
      const host = /^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}/.exec(latin1(bytes, end, Math.min(hi, end + 253)));
      if (host === null) return;
    }
    const stop = urlEnd(bytes, end, Math.min(hi, end + URL_MAX));
    if (stop - end < 3 || (HOST[bytes[end] as number] === 0 && (bytes[end] as number) < 0x80 && bytes[end] !== 0x5b))
      return;
    scan.add(url, start, stop, url.confidence, "none");
  },
};

function urlEnd(bytes: Uint8Array, from: number, hi: number): number {
  let i = from;
  while (i < hi && URL_BYTE[bytes[i] as number] === 1 && !cjkStop(bytes, i)) {
    if (bytes[i] === 0x26 && (starts(bytes, i, "&quot;") || starts(bytes, i, "&gt;") || starts(bytes, i, "&lt;")))
      break;
    i++;
  }
  // What closes a sentence or a bracket around the address is none of it; a bracket opened in it is.
  while (i > from && TRAILING[bytes[i - 1] as number] === 1 && !isClosing(bytes, from, i)) i--;
  return i;
}

function starts(bytes: Uint8Array, at: number, text: string): boolean {
  for (let k = 0; k < text.length; k++) if (bytes[at + k] !== text.charCodeAt(k)) return false;
  return true;
}

function isClosing(bytes: Uint8Array, from: number, end: number): boolean {
  if (bytes[end - 1] !== 0x29) return false;
  let depth = 0;
  for (let i = from; i < end; i++) depth += bytes[i] === 0x28 ? 1 : bytes[i] === 0x29 ? -1 : 0;
  return depth === 0;
}

const D2 = "(?:0?[1-9]|[12]\\d|3[01])";
const M2 = "(?:0?[1-9]|1[0-2])";
const Y4 = "(?:19|20|21)\\d\\d";
const Y = `(?:${Y4}|\\d\\d)`;
const MONTH =
  "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?|" +
  utf8(
    "Januar|Jänner|Februar|März|Mai|Juni|Juli|Oktober|Dezember|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|" +
      "décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|janeiro|fevereiro|março|maio|junho|" +
      "julho|setembro|outubro|novembro|dezembro|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre",
  ) +
  ")";
const TIME = "(?:[T ]\\d{1,2}:\\d\\d(?::\\d\\d(?:[.,]\\d{1,9})?)?(?: ?(?:Z|UTC|[AaPp][Mm]|[+-]\\d\\d:?\\d\\d))?)?";
const FORMS = [
  `${Y4}-${M2}-${D2}${TIME}`,
  `${Y4}([/.])${M2}\\1${D2}${TIME}`,
  `${D2}([/.-])${M2}\\2${Y}${TIME}`,
  `${M2}([/-])${D2}\\3${Y}${TIME}`,
  `${D2}(?:st|nd|rd|th|\\.)?(?: |-| de )${MONTH}\\.?(?:(?:,? |-| de )${Y4})?`,
  `${MONTH}\\.? ${D2}(?:st|nd|rd|th)?(?:,? ${Y4})?`,
  `${MONTH}\\.? ${Y4}`,
  `(?:${Y4}|\\d\\d)${utf8("年")}(?: ?${M2}${utf8("月")}(?: ?${D2}(?:${utf8("日|号")}))?)?`,
  `${M2}${utf8("月")} ?${D2}(?:${utf8("日|号")})`,
  `${Y4}${utf8("년")} ?${M2}${utf8("월")} ?${D2}${utf8("일")}`,
];
const DATE = new RegExp(`(?:${FORMS.join("|")})(?![\\w/-]|[.:]\\d)`, "y");
const DATE_BACK = 24;

const date: Rule = {
  id: "date",
  kind: "DATE",
  description:
    "date in a common form, with its time: ISO 8601, slashes, dots, month names, 年月日; off unless asked for",
  tier: "form",
  confidence: 0.7,
  optIn: true,
  get anchors() {
    const separators = charset("/.-");
    const months =
      "jan feb mar apr may jun jul aug sep oct nov dec Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
    return [
      [DIGIT, separators, DIGIT, separators, DIGIT],
      [DIGIT, separators, DIGIT, DIGIT, separators, DIGIT],
      ...[
        ...months,
        "mai",
        "Mai",
        "Okt",
        "okt",
        "Dez",
        "dez",
        "ene",
        "abr",
        "ago",
        "dic",
        "jui",
        "giu",
        "lug",
        "fév",
        "avr",
        "aoû",
        "déc",
        "mär",
        "Mär",
        "set",
        "out",
      ].map(literal),
      ...["年", "月", "년"].map((sign) => [DIGIT, ...literal(sign)]),
    ];
  },
  get examples() {
    return {
      yes: [
        "on «2026-11-25T13:40:00Z», «25.11.2026» and «11/25/26»",
        "born «3 March 1984», «Nov 5, 2025»; «5-May-2021»",
        "生于«1984年3月3日»，«11月25日»见",
        "am «3. Oktober 1990», le «14 juillet 2020», el «2 de mayo de 2019»",
        "since «June 2024»",
      ],
      no: [
        { text: "version 1.2.3, 10.11.12.13, 2026.11", why: "a version, an address" },
        { text: "99/99/2026 2026-13-01 1/2/3/4", why: "no such month, a path" },
        { text: "may 5 times, march on, decide 12", why: "words that are no months" },
        { text: "12:40:55 and 13-40", why: "a time" },
      ],
    };
  },
  find(scan: Scan, at: number, end: number): void {
    const { bytes, lo, hi } = scan;
    let from = at;
    const least = Math.max(lo, at - DATE_BACK);
    while (from > least && STOP[bytes[from - 1] as number] === 0) from--;
    let to = end;
    const most = Math.min(hi, end + 48);
    while (to < most && STOP[bytes[to] as number] === 0) to++;
    const text = latin1(bytes, from, to);
    for (let i = 0; from + i <= at; i++) {
      const start = from + i;
      if (!startsAt(bytes, lo, start) || WORD[bytes[start] as number] === 0) continue;
      if (start > lo && isJoint(bytes, lo, start)) continue;
      DATE.lastIndex = i;
      if (!DATE.test(text) || from + DATE.lastIndex < end) continue;
      scan.add(date, start, from + DATE.lastIndex, date.confidence, "none");
      return;
    }
  },
};

/** A slash, dot or dash joins the digits to what stands before. */
function isJoint(bytes: Uint8Array, lo: number, at: number): boolean {
  const before = bytes[at - 1] as number;
  return (before === 0x2f || before === 0x2e || before === 0x2d) && at - 2 >= lo && WORD[bytes[at - 2] as number] === 1;
}

export const optInRules: readonly Rule[] = [url, date];
