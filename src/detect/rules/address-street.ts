// Streets with their house numbers, and what of an address goes with them: number first as in America, Britain and France,
// or street first as in Germany, Spain, Italy and the north. A street alone is none at `balanced`.

import { folded, literal } from "../build/anchor.ts";
import { startsAt } from "../build/boundary.ts";
import { latin1, utf8 } from "../build/context.ts";
import {
  isPublic,
  ledTo,
  NAME,
  NAMES,
  postalTail,
  streetConfidence,
  trimmed,
  unitBefore,
  WORD,
} from "../build/postal.ts";
import { type Charset, charset, DIGIT, LETTER, STOP } from "../charset.ts";
import type { Rule, Scan } from "../rule.ts";

const SPACE = literal(" ")[0] as Charset;
/** Bytes before an anchor in which the house number stands. */
const BACK = 56;
const AHEAD = 64;
const NAME_BYTE = charset("A-Za-z0-9 .',\x80-\xff-");

const SUFFIX =
  "(?:Street|street|STREET|St|ST|Avenue|AVENUE|Ave|AVE|Av|Road|ROAD|road|Rd|RD|Drive|DRIVE|Dr|DR|Lane|LANE|Ln|LN|Boulevard|Blvd|BLVD|Court|Ct|CT|Place|Pl|Square|" +
  "Sq|Terrace|Ter|Trail|Trl|Parkway|Pkwy|Circle|Cir|Way|WAY|Highway|Hwy|Close|Crescent|Gardens|Grove|Mews|Plaza|Alley|Loop|Pike)\\b\\.?";
const COMPASS = "(?:(?:North|South|East|West|[NSEW]|NE|NW|SE|SW)\\b\\.?)";
const NUMBER_FIRST = new RegExp(
  `\\d{1,6}(?:[-/]\\d{1,5})?[A-Za-z]?(?: 1/2)?,? (?:${COMPASS} )?(?:${NAMES} )??${NAME} ${SUFFIX}(?: ${COMPASS})?(?: \\d{1,3}\\b)?`,
  "y",
);
const FRENCH_WORDS = `[Rr]ue|RUE|[Aa]venue|AVENUE|[Aa]v\\.|[Bb]oulevard|[Bb]d|[Pp]lace|${utf8("[Aa]llées?")}|[Cc]hemin|[Ii]mpasse|[Qq]uai|[Cc]ours|[Rr]oute|[Pp]assage|[Ff]aubourg|[Ss]quare`;
const FRENCH = new RegExp(
  `\\d{1,4}(?:-\\d{1,4})?(?: ?(?:bis|ter|quater|[A-D])\\b)?,? (?:${FRENCH_WORDS}) (?:(?:de la|de l'|de|du|des|d'|la|le|les|l')(?: |(?<=')))?${NAMES}`,
  "y",
);

const american: Rule = {
  id: "address-number-street",
  kind: "ADDRESS",
  description:
    "house number, street name and street word (US, UK, Canada, Australia, France) with a unit, town or post code",
  tier: "form",
  confidence: 0.8,
  get anchors() {
    // Heads of words are enough: the pattern reads the rest.
    const long = "stree avenu bouleva road drive lane court squar terra cresc parkw highw blvd".split(" ");
    const short = "Ave St Rd Dr Ln Ct Hw Way Plac Clos Circl Gard Grov Mews Trail Plaza Loop".split(" ");
    return [
      ...long.map((word) => folded(` ${word}`)),
      ...short.map((word) => literal(` ${word}`)),
      ...["ST ", "RD ", "DR "].map((word) => [SPACE, ...literal(word)]),
      ...["rue ", "allé", "chem", "impas", "quai ", "place d", "cours ", "bd "].map((word) => [
        BEFORE_FRENCH,
        ...folded(` ${word}`),
      ]),
    ];
  },
  get examples() {
    return {
      yes: [
        "ship to «742 Birch Hollow Road, Apt 5C, Dayton, OH 45402»",
        "She lives at «18 Oakfield Avenue» now",
        "office: «1600 W Harrison St, Suite 210, Chicago, Illinois 60612, USA»",
        "«Flat 7, 31 Harcourt Terrace, Leeds LS2 9JT»",
        '{"address":"«5 Elm Grove\\nBristol BS6 5AL»"}',
        "habite au «14 bis rue des Lilas, 69003 Lyon»",
        "«221 Rue du Faubourg Saint-Honoré, 75008 Paris, France»",
        "«99 Queen Street West, Toronto, ON M5H 2N2»",
        "4111 1111 1111 1111 «Flat 7, 31 Harcourt Terrace»",
      ],
      no: [
        { text: "Main Street was busy, on Wall Street they say", why: "no house number" },
        { text: "In 2019 Wall Street fell, 5 Main Street shops closed", why: "a street alone is no address" },
        { text: "at 10 Drive Space, 3 String values, 12 Strict St", why: "no street" },
        { text: "disk 2 drive letter D, 4 road map items", why: "words that are no streets" },
        { text: "12 avenue de la paix, 3 place de parking", why: "no name" },
        { text: "51 Franklin Street, Fifth Floor, Boston, MA 02110-1301 USA", why: "it stands in licences" },
        { text: "line 12 State Ave 3", why: "no place and no town" },
      ],
    };
  },
  find(scan: Scan, at: number, end: number): void {
    const { bytes, lo, hi } = scan;
    // `String` is no `St`: a short word must end here. Hwy is the exception.
    if (end - at <= SHORT && end < hi && LETTER[bytes[end] as number] === 1 && bytes[end] !== 0x79) return;
    // Cheap first: a digit before, with nothing but names between.
    let from = at;
    let digits = false;
    const least = Math.max(lo, at - BACK);
    while (from > least && NAME_BYTE[bytes[from - 1] as number] === 1) {
      from--;
      digits ||= DIGIT[bytes[from] as number] === 1;
    }
    if (!digits && DIGIT[bytes[at] as number] === 0) return;
    let to = end;
    const most = Math.min(hi, end + AHEAD);
    while (to < most && STOP[bytes[to] as number] === 0) to++;
    const text = latin1(bytes, from, to);
    const need = end - from;
    for (let i = 0, tries = 0; i + from <= at && tries < 4; i++) {
      if (DIGIT[bytes[from + i] as number] === 0 || !opensNumber(bytes, lo, from + i)) continue;
      if (isGroup(text, i)) continue;
      tries++;
      const stop = Math.max(endOf(NUMBER_FIRST, text, i), endOf(FRENCH, text, i));
      if (stop < need) continue;
      report(scan, american, from + i, from + stop);
      return;
    }
  },
};

/** A digit, a comma, or the end of bis and ter. */
const BEFORE_FRENCH = charset("0-9,sr");
/** Bytes of a space and a word that may be the head of another one. */
const SHORT = 4;

/** A house number does not go on a decimal, a name or a sum of money. */
function opensNumber(bytes: Uint8Array, lo: number, at: number): boolean {
  if (!startsAt(bytes, lo, at)) return false;
  const before = at > lo ? (bytes[at - 1] as number) : 0;
  return !(
    before === 0x2e ||
    before === 0x24 ||
    before === 0x2d ||
    before === 0x2f ||
    before === 0x3d ||
    before === 0x25 ||
    before === 0x23
  );
}

/** Digits with a blank and more digits behind them, as a card has: neither a house number nor worth a try. */
function isGroup(text: string, at: number): boolean {
  GROUP.lastIndex = at;
  return GROUP.test(text);
}

const GROUP = /\d+ \d+[ ,]/y;

/** Where the expression ends when it matches at `at`, or -1. */
function endOf(expression: RegExp, text: string, at: number): number {
  expression.lastIndex = at;
  return expression.test(text) ? expression.lastIndex : -1;
}

/** True when the street has its line to itself, as in the head of a letter. */
function isLine(bytes: Buffer, lo: number, hi: number, start: number, end: number): boolean {
  // A year before a name is a line of a copyright.
  if (/^(?:19|20)\d\d /.test(latin1(bytes, start, Math.min(end, start + 5)))) return false;
  let from = start;
  while (from > lo && (bytes[from - 1] === 0x20 || bytes[from - 1] === 0x09)) from--;
  let to = end;
  while (to < hi && (bytes[to] === 0x20 || bytes[to] === 0x2c || bytes[to] === 0x0d)) to++;
  return (from === 0 || bytes[from - 1] === 10) && to < hi && bytes[to] === 10;
}

/** Judges a street by what stands around it. */
function report(scan: Scan, rule: Rule, start: number, end: number): void {
  const { bytes, lo, hi } = scan;
  let limit = end;
  while (limit < hi && STOP[bytes[limit] as number] === 0 && limit - end < 128) limit++;
  const tail = postalTail(bytes, end, limit);
  const begin = unitBefore(bytes, lo, start);
  const led = ledTo(bytes, lo, begin) || isLine(bytes, lo, hi, begin, tail.end);
  const confidence = streetConfidence(led, tail.unit || begin < start, tail.town);
  if (!isPublic(latin1(bytes, begin, tail.end)))
    scan.add(rule, begin, trimmed(bytes, begin, tail.end), confidence, "none");
}

const HOUSE = "\\d{1,4}(?: ?[a-zA-Z]\\b)?(?:[-/]\\d{1,4}[a-zA-Z]?)?(?![\\w%:]|[.,]\\d)";
const NORTHERN_WORDS = utf8(
  "straße|strasse|Straße|Strasse|str\\.|Str\\.|weg|Weg|allee|Allee|platz|Platz|gasse|Gasse|damm|Damm|ufer|chaussee|straat|laan|plein|gracht|kade|gatan|vägen|vej|gade|gata|veien|katu|utca|tér|körút",
);
const COMPOUND = new RegExp(
  `(?:(?:${WORD} ){0,2}${WORD}(?<=${NORTHERN_WORDS})|${WORD} (?:utca|u\\.|${utf8("tér")})) ${HOUSE}`,
  "y",
);

const northern: Rule = {
  id: "address-compound-street",
  kind: "ADDRESS",
  description: "street and house number as in Germany, the Netherlands and the north, with post code and town",
  tier: "form",
  confidence: 0.8,
  get anchors() {
    const words = NORTHERN_ANCHORS.map(literal);
    return words.map((word) => [...word, SPACE, DIGIT]);
  },
  get examples() {
    return {
      yes: [
        "Lieferung an «Lindenstraße 14, 50674 Köln»",
        "wohnt in der «Goethestr. 7a»",
        "«Kleiner Schlossplatz 3-5, D-70173 Stuttgart, Deutschland»",
        "kantoor: «Prinsengracht 263, 1016 GV Amsterdam»",
        "Anschrift: «Am Alten Weg 12»",
        "«Storgatan 22, 114 55 Stockholm»",
      ],
      no: [
        { text: "Die Hauptstraße ist gesperrt, weg 1 von 3", why: "no number, no name" },
        { text: "Platz 3 beim Rennen, der Parkplatz 4 war frei", why: "a rank, and a street alone" },
        { text: "str. 5 strasse 12 const weg 4", why: "no name of a street" },
        { text: "Seestraße 9", why: "a street alone is no address" },
      ],
    };
  },
  find(scan: Scan, at: number, end: number): void {
    const { bytes, lo, hi } = scan;
    let from = at;
    const least = Math.max(lo, at - BACK);
    while (from > least && NAME_BYTE[bytes[from - 1] as number] === 1 && bytes[from - 1] !== 0x2c) from--;
    let to = end;
    while (to < Math.min(hi, end + 16) && STOP[bytes[to] as number] === 0) to++;
    const text = latin1(bytes, from, to);
    for (let i = 0; from + i <= at; i++) {
      if (i > 0 && text[i - 1] !== " " && !(text.charCodeAt(i - 1) >= 0x80 && i === 0)) continue;
      const stop = endOf(COMPOUND, text, i);
      if (from + stop < end) continue;
      report(scan, northern, from + leadWords(text, i), from + stop);
      return;
    }
  },
};

const NORTHERN_ANCHORS = [
  ..."traße trasse str. Str. weg Weg allee platz gasse damm ufer straat laan plein gracht kade gatan vägen vej gade gata veien katu".split(
    " ",
  ),
  ..." utca, u., tér".split(",").map((word) => ` ${word.trim()}`),
];

/** Bytes of a capitalised word of the sentence before the street: `Lieferung an`, `In der`. */
function leadWords(text: string, at: number): number {
  const match = /^(?:(?:In|Im|Lieferung|Adresse|Anschrift|Wohnhaft|Die|Der|Das|Unsere|Meine) )+/.exec(text.slice(at));
  return at + (match?.[0].length ?? 0);
}

const SOUTHERN_WORDS = utf8(
  "[Cc]alle|CALLE|C/|[Aa]vda\\.?|[Aa]venida|[Pp]aseo|[Pp]laza|Pza\\.?|[Rr]onda|[Cc]amino|[Cc]arretera|[Cc]arrer|[Rr]ua|[Tt]ravessa|Praça|Largo|[Vv]ia|Viale|Piazza|Corso|Vicolo|ul\\.|al\\.",
);
const SOUTHERN = new RegExp(
  `(?:${SOUTHERN_WORDS}) ?(?:(?:de la|de los|de las|del|della|delle|dei|da|do|dos|das|de|di) )?${NAMES},? ?(?:n\\.?(?:${utf8("º|°|ª")})? ?|${utf8("núm\\.? |nº ?|número ")})?\\d{1,4}(?: ?[A-Za-z]\\b)?(?![\\w%:]|[.,]\\d)`,
  "y",
);

const southern: Rule = {
  id: "address-street-number",
  kind: "ADDRESS",
  description: "street word, name and number as in Spain, Italy, Portugal, Brazil and Poland, with post code and town",
  tier: "form",
  confidence: 0.8,
  get anchors() {
    return [
      ...[
        "Calle ",
        "calle ",
        "CALLE ",
        "C/ ",
        "Avda",
        "Avenida ",
        "avenida ",
        "Paseo ",
        "Plaza ",
        "Carrer ",
        "Camino ",
      ],
      ...["Carretera ", "Rua ", "Travessa ", "Praça ", "Via ", "Viale ", "Piazza ", "Corso ", "ul. "],
    ].map(literal);
  },
  get examples() {
    return {
      yes: [
        "vivo en «Calle de Alcalá 42»",
        "domicilio: «C/ San Vicente, 15, 3º B, 46002 Valencia»",
        "«Avenida da Liberdade 110, 1250-146 Lisboa»",
        "sede: «Via Garibaldi 8, 16124 Genova (GE)»",
        "«ul. Marszałkowska 10, 00-590 Warszawa»",
        "«Paseo de Gracia, 92, 08008 Barcelona, España»",
      ],
      no: [
        { text: "la calle estaba vacía, Calle Mayor", why: "no number" },
        { text: "Via Email 3 times, Plaza Mayor 5 visitantes", why: "no town, no word of place" },
        { text: "Via HTTP/1.1 302", why: "a header" },
        { text: "C/ Mayor 5", why: "a street alone is no address" },
      ],
    };
  },
  find(scan: Scan, at: number, end: number): void {
    const { bytes, lo, hi } = scan;
    if (!startsAt(bytes, lo, at)) return;
    let to = end;
    while (to < Math.min(hi, end + AHEAD) && STOP[bytes[to] as number] === 0) to++;
    const stop = endOf(SOUTHERN, latin1(bytes, at, to), 0);
    if (stop > 0) report(scan, southern, at, at + stop);
  },
};

export const addressStreetRules: readonly Rule[] = [american, northern, southern];
