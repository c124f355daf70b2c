// What western postal addresses are made of, as sources of patterns over the latin1 view, and what stands around a street
// that makes an address of it: a unit, a town with its post code, a word of place before.

import { latin1, utf8 } from "./context.ts";

/** A capital letter, or the first byte of a letter beyond ASCII. */
const CAPITAL = "[A-Z\\xc3-\\xd4]";
const INNER = "[A-Za-z\\x80-\\xf4'.-]";
/** A capitalised word. */
export const WORD = `${CAPITAL}${INNER}{0,24}`;
const JOINED =
  "(?:de|la|le|les|du|des|del|della|di|da|do|dos|das|der|den|dem|am|an|im|zum|zur|van|von|of|the|on|upon|y|e|et|en|sur|los|las|el)";
/**
 * An empty group. V8 writes out what may come up to three times, once for each, unless there is a group in it; what these patterns
 * repeat has repetitions in it, so that one of them took 120 ms to compile.
 */
const ROLLED = "()";
/** A few capitalised words, with the small words that join them in names. */
export const NAME = `(?:(?:${ROLLED}${JOINED} |[dlDL]'){0,2}${WORD}|\\d{1,3}(?:st|nd|rd|th)|\\d{1,2}\\. ${WORD})`;
export const NAMES = `${NAME}(?:[ -](?:${ROLLED}(?:${JOINED}) ){0,2}${NAME}){0,4}`;
const TOWN = `${WORD}(?:[ -](?:${ROLLED}(?:${JOINED})[ -]){0,2}${WORD}){0,3}`;
/** Between parts: a comma, a space, or a line end as JSON and code write it. */
const GAP = "(?:,? {1,2}|,|,? ?\\\\n *)";
const UNIT =
  "(?:(?:[Aa]pt|[Aa]partment|APT|[Ss]uite|SUITE|Ste|STE|[Uu]nit|UNIT|[Ff]lat|[Ff]loor|Fl|[Rr]oom|Rm|Bldg|[Bb]uilding|Lot|[Ss]tudio|Office|Box|PMB|piso|puerta|esc)\\b\\.?,? ?#? ?" +
  "(?:[A-Za-z]?-?\\d{1,5}[A-Za-z]?|[A-Z])\\b|#\\s?\\d{1,5}[A-Za-z]?\\b|\\d{1,2}(?:st|nd|rd|th) [Ff]loor|PH ?\\d{1,2})";
/** Floor and door of a Spanish address. */
const DOOR = `(?:\\d{1,2} ?(?:${utf8("º|ª|°")})(?: ?-? ?[A-Z]\\b| ?(?:izq|dcha|dch|izda)\\.?)?|[Bb]ajo [A-Z])`;

const CODES =
  "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD " +
  "TN TX UT VT VA WA WV WI WY PR VI GU AA AE AP ON QC BC AB MB SK NS NB NL PE YT NT NU NSW QLD VIC TAS ACT";
const STATES =
  "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|" +
  "Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|" +
  "New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|" +
  "Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming|Ontario|Quebec|British Columbia|Alberta";
const STATE = `(?:(?:${CODES.split(" ").join("|")})|${STATES})\\b`;
const COUNTRY =
  "(?:USA|U\\.S\\.A\\.|US|United States(?: of America)?|UK|United Kingdom|Great Britain|England|Scotland|Wales|Ireland|Canada|Australia|" +
  `New Zealand|Deutschland|Germany|${utf8("Österreich")}|Austria|Schweiz|Switzerland|Suisse|France|Belgique|Belgium|${utf8("España")}|Spain|Italia|Italy|` +
  "Portugal|Brasil|Brazil|Nederland|Netherlands|Sverige|Sweden|Norge|Norway|Danmark|Denmark|Suomi|Finland|Polska|Poland|Hungary|Ireland)\\b";

const UK_AREAS =
  "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL GU GY HA HD " +
  "HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH " +
  "RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE";
/** Post code of the United Kingdom, by its area. */
export const UK_POSTCODE = `(?:(?:${UK_AREAS.split(" ").join("|")})\\d[A-Z\\d]? ?\\d[ABD-HJLNP-UW-Z]{2}|GIR 0AA)\\b`;
export const CA_POSTCODE = "[ABCEGHJ-NPRSTVXY]\\d[A-Z] ?\\d[A-Z]\\d\\b";
const ZIP = "\\d{5}(?:-\\d{4})?(?![\\w-])";

const BEFORE_CODE = `${ROLLED}${GAP}${TOWN}`;
/**
 * A town and its code, in the order in which they are tried: the code before its town, as on the continent; state and ZIP, or a British
 * or Canadian code, behind the town; a ZIP alone; a state or country.
 */
const TOWNS: readonly string[] = [
  `${GAP}(?:[A-Z]{1,2}-)?(?:\\d{5}|\\d{4}(?: ?[A-Z]{2})?|\\d{3} \\d{2}|\\d{4}-\\d{3}|\\d{2}-\\d{3}) (?!(?:19|20)\\d\\d )${TOWN}(?: \\([A-Z]{2}\\)| CEDEX(?: \\d{1,2})?)?`,
  `(?:${BEFORE_CODE}){0,3}?${GAP}(?:${STATE}${GAP}(?:${ZIP}|${CA_POSTCODE}|\\d{4}\\b)|${UK_POSTCODE}|${CA_POSTCODE})`,
  `(?:${BEFORE_CODE}){1,2}?${GAP}${ZIP}`,
  `(?:${BEFORE_CODE}){1,3}${GAP}(?:${STATE}|${COUNTRY})`,
  `${GAP}(?:${STATE}|${COUNTRY})`,
];

/** Sticky, and compiled at its first use. */
function lazily(source: string): (text: string, at: number) => number {
  let expression: RegExp | undefined;
  return (text, at) => {
    expression ??= new RegExp(source, "y");
    expression.lastIndex = at;
    return expression.test(text) ? expression.lastIndex : -1;
  };
}

// Each of these parts of a tail may be missing, so that none of them is tried again for the sake of one behind it.
const unitEnd = lazily(`${GAP}(?:${UNIT}|${DOOR})`);
const townEnds = TOWNS.map(lazily);
const countryEnd = lazily(`${GAP}${COUNTRY}`);
const UNITS_MOST = 3;

const UNIT_BEFORE = new RegExp(`(?:^|[^\\w])(?<unit>${UNIT}${GAP})$`);
/** Behind a caption also what looks like a town alone. */
const PARTS = new RegExp(`(?:(?:, ?|,? ?\\\\n *)(?:${NAMES}(?: \\d{1,6}\\b)?|\\d{4,6}(?: ${TOWN})?)(?![\\w@]))*`, "y");
const STREET_FIRST = new RegExp(
  `(?:\\d{1,6} )?${NAMES}\\.?,? (?:n\\.?(?:${utf8("º|°")})? ?)?\\d{1,5}(?: ?[A-Za-z]\\b)?(?:[-/]\\d{1,4}[a-z]?)?(?![\\w%:=]|[.,/]\\d)`,
  "y",
);
const NUMBER_FIRST = new RegExp(
  `(?!0\\b)\\d{1,6}(?:[-/]\\d{1,4})?[A-Za-z]?(?: \\d{1,6})? (?:[NSEW]\\.? )?${NAMES}`,
  "y",
);

/** Bytes that the tail of an address may have. */
const TAIL_MAX = 120;

/** False where what follows commas and spaces is no capital, digit or line end: no town, code or country begins there. */
function mayLead(text: string, at: number): boolean {
  let i = at;
  while (text[i] === " " || text[i] === ",") i++;
  return i > at ? /[A-Z0-9\\\xc3-\xd4]/.test(text[i] ?? "") : text[i] === "\\";
}

/** What belongs to a street that ends at `end`. */
export interface PostalTail {
  readonly end: number;
  readonly unit: boolean;
  readonly town: boolean;
}

/** Reads unit, town and country behind a street; `hi` is the end of the line or of what may be looked at. */
export function postalTail(bytes: Buffer, end: number, hi: number): PostalTail {
  const text = latin1(bytes, end, Math.min(hi, end + TAIL_MAX));
  let at = 0;
  for (let k = 0, next = unitEnd(text, 0); k < UNITS_MOST && next >= 0; k++, next = unitEnd(text, at)) at = next;
  const unit = at > 0;
  let town = false;
  const forms = mayLead(text, at) ? townEnds.length : 0;
  for (let k = 0; k < forms && !town; k++) {
    const next = (townEnds[k] as (typeof townEnds)[number])(text, at);
    town = next >= 0;
    if (town) at = next;
  }
  const country = mayLead(text, at) ? countryEnd(text, at) : -1;
  return { end: end + Math.max(at, country), unit, town: town || country >= 0 };
}

/** End of an address that a caption announces at `start`, whatever its street is called; -1 when none is there. */
export function captionedEnd(bytes: Buffer, start: number, hi: number): number {
  const text = latin1(bytes, start, hi);
  let stop = -1;
  for (const form of [STREET_FIRST, NUMBER_FIRST]) {
    form.lastIndex = 0;
    if (form.test(text)) stop = Math.max(stop, form.lastIndex);
  }
  if (stop < 0) return -1;
  const tail = postalTail(bytes, start + stop, hi);
  PARTS.lastIndex = tail.end - start;
  return PARTS.test(text) ? start + PARTS.lastIndex : tail.end;
}

/** End of `[start, end)` without the full stop of the sentence. */
export function trimmed(bytes: Uint8Array, start: number, end: number): number {
  let i = end;
  while (i > start && (bytes[i - 1] === 0x2c || bytes[i - 1] === 0x20 || bytes[i - 1] === 0x2e)) i--;
  return i;
}

/** Addresses that licences print in the heads of millions of files. */
const LICENCES =
  /51 Franklin|Fifth Floor|59 Temple Place|675 Mass(?:achusetts)? Ave|Boston, MA,? {1,2}02(?:11[01]|139)|171 Second St|559 Nathan Abbott|444 Castro St|Redmond, WA 98052|1600 Amphitheatre/;

/** True for the address of a well-known licensor. */
export function isPublic(text: string): boolean {
  return LICENCES.test(text);
}

/** Start of a unit that stands right before a street (`Flat 3, 22 Baker Street`), or `start`. */
export function unitBefore(bytes: Buffer, lo: number, start: number): number {
  const unit = UNIT_BEFORE.exec(latin1(bytes, Math.max(lo, start - 28), start))?.groups?.unit;
  return unit === undefined ? start : start - unit.length;
}

const PLACE_BEFORE = new RegExp(
  "(?:\\b(?:at|@|address(?: is|:)?|lives? (?:at|in|on)|living (?:at|on)|located (?:at|on)|resid(?:es?|ing) at|deliver(?:ed)? to|ship(?:ped)? to|send (?:it )?to|moved to|mail(?:ed)? to|" +
    "in der|in dem|im|wohnhaft|wohnt(?: in| im)?|wohne|Anschrift|Adresse|" +
    `au|habite(?: au)?|${utf8("située? au")}|sise? (?:au)?|demeurant|domicili${utf8("é")}e?(?: au)?|adresse|` +
    "vivo en|vive en|reside en|ubicad[oa] en|domicilio(?: en)?|abito in|moro na|mora na)[:,]? {1,2}(?:the )?|" +
    "[\"']?(?:address|street|addr|adresse|anschrift)[\\w ]{0,12}[\"']? ?[:=] ?[\"']?)$",
  "i",
);

/** True when the words before a street lead to a place: at, wohnt in, habite, vivo en. */
export function ledTo(bytes: Buffer, lo: number, start: number): boolean {
  return PLACE_BEFORE.test(latin1(bytes, Math.max(lo, start - 32), start));
}

/** Confidence of a street with its number, by what stands around it. */
export function streetConfidence(led: boolean, unit: boolean, town: boolean): number {
  if (town) return 0.85;
  if (unit) return 0.75;
  return led ? 0.55 : 0.35;
}

/** First three digits of ZIP codes by state (USPS). */
const ZIPS = new Map<string, readonly [number, number][]>(
  (
    "AL 350-369;AK 995-999;AZ 850-865;AR 716-729;CA 900-961;CO 800-816;CT 60-69;DE 197-199;DC 200-205;FL 320-349;GA 300-319,398-399;" +
    "HI 967-968;ID 832-838;IL 600-629;IN 460-479;IA 500-528;KS 660-679;KY 400-427;LA 700-714;ME 39-49;MD 206-219;MA 10-27,55-55;" +
    "MI 480-499;MN 550-567;MS 386-397;MO 630-658;MT 590-599;NE 680-693;NV 889-898;NH 30-38;NJ 70-89;NM 870-884;NY 100-149,5-5,63-63;" +
    "NC 270-289;ND 580-588;OH 430-459;OK 730-749;OR 970-979;PA 150-196;RI 28-29;SC 290-299;SD 570-577;TN 370-385;TX 750-799,885-885;" +
    "UT 840-847;VT 50-59;VA 220-246,201-201;WA 980-994;WV 247-268;WI 530-549;WY 820-831;PR 6-9;VI 8-8;GU 969-969;AA 340-340;" +
    "AE 90-98;AP 962-966"
  )
    .split(";")
    .map((row) => [
      row.slice(0, 2),
      row
        .slice(3)
        .split(",")
        .map((range) => range.split("-").map(Number) as [number, number]),
    ]),
);

/** True when a ZIP code belongs to the state; null for an unknown state. */
export function zipFits(state: string, zip: string): boolean | null {
  const ranges = ZIPS.get(state);
  if (ranges === undefined) return null;
  const area = Number(zip.slice(0, 3));
  return ranges.some(([least, most]) => area >= least && area <= most);
}
