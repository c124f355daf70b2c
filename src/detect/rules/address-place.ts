// Parts of addresses that stand on a line of their own: town, state and ZIP; a post office box; a unit behind a street whose
// word is not known.

import { literal } from "../build/anchor.ts";
import { startsAt } from "../build/boundary.ts";
import { latin1 } from "../build/context.ts";
import { pattern } from "../build/pattern.ts";
import { isPublic, NAMES, postalTail, zipFits } from "../build/postal.ts";
import { charset, DIGIT, STOP } from "../charset.ts";
import type { Rule, Scan } from "../rule.ts";

const SPACE = charset(" ");
const UPPER = charset("A-Z");

const town = pattern({
  id: "address-us-town",
  kind: "ADDRESS",
  description: "US town, state and ZIP code that fits the state (USPS)",
  tier: "form",
  confidence: 0.75,
  get anchors() {
    return [
      [...literal(","), SPACE, UPPER, UPPER, SPACE, DIGIT, DIGIT],
      [...literal(","), SPACE, UPPER, UPPER, ...literal(","), SPACE, DIGIT, DIGIT],
    ];
  },
  pattern:
    /(?<![\w.-])(?<value>[A-Z][A-Za-z.'-]+(?: [A-Z][A-Za-z.'-]+){0,3}, (?:[A-Z]{2}),? \d{5}(?:-\d{4})?)(?![\w-]|[.:]\d)/y,
  back: 44,
  ahead: 24,
  judge: (value, scan, start) => {
    if (isPublic(latin1(scan.bytes, Math.max(scan.lo, start - 80), start) + value)) return null;
    const match = /, ([A-Z]{2}),? (\d{5})/.exec(value);
    const fits = match === null ? null : zipFits(match[1] as string, match[2] as string);
    return fits === null ? null : fits ? { confidence: 0.75, check: "passed" } : { confidence: 0.35, check: "failed" };
  },
  get examples() {
    return {
      yes: [
        "moved to «Salt Lake City, UT 84101» in May",
        "«Dayton, OH 45402-1234»",
        '"location":"«St. Paul, MN, 55101»"',
      ],
      no: [
        { text: "User, ID 12345 and Status, OK 20000", why: "the ZIP does not fit the state" },
        { text: "See, PR 12345, Build, XX 84101", why: "no such state, or another one's ZIP" },
        { text: "UT 84101 salt lake city, UT 84101", why: "no town" },
      ],
    };
  },
});

const BOX =
  /(?:(?:P\.? ?O\.? ?B(?:ox|OX)|Postfach|Apartado de Correos) (?:\d{1,3} \d{2} \d{2}|\d{1,6})\b|(?:PSC|CMR|Unit) \d{1,5},? (?:Box|BOX) \d{1,6}|[AFD]PO A[AEP] \d{5}(?:-\d{4})?)(?![\w-])/y;

const box: Rule = {
  id: "address-box",
  kind: "ADDRESS",
  description: "post office box, or the address of a US military or diplomatic post office",
  tier: "form",
  confidence: 0.7,
  get anchors() {
    const words = [
      "P.O. Box ",
      "PO Box ",
      "P.O.Box ",
      "P.O. BOX ",
      "PO BOX ",
      "Postfach ",
      "Apartado de Correos ",
      "PSC ",
    ];
    return [...words, "CMR ", "APO A", "FPO A", "DPO A"]
      .map(literal)
      .concat([[...literal("Unit "), DIGIT, DIGIT, DIGIT, DIGIT]]);
  },
  get examples() {
    return {
      yes: [
        "write to «P.O. Box 4471» please",
        "«PSC 902, Box 118»",
        "«Unit 4471 Box 902»",
        "«Postfach 12 34 56» in Köln",
        "«DPO AE 09498»",
      ],
      no: [
        { text: "PO Box number, PSC 12 rules", why: "no number of a box" },
        { text: "APO AX 1 FPO Arts", why: "no post office" },
        { text: "Xbox 360, Dropbox 12", why: "no post office box" },
      ],
    };
  },
  find(scan: Scan, at: number, end: number): void {
    const { bytes, lo } = scan;
    if (!startsAt(bytes, lo, at)) return;
    const limit = lineLimit(scan, end);
    BOX.lastIndex = 0;
    if (!BOX.test(latin1(bytes, at, limit))) return;
    const tail = postalTail(bytes, at + BOX.lastIndex, limit);
    scan.add(box, at, tail.town ? tail.end : at + BOX.lastIndex, box.confidence, "none");
  },
};

/** End of the line or of what belongs to an address. */
function lineLimit({ bytes, hi }: Scan, from: number): number {
  let i = from;
  const most = Math.min(hi, from + 160);
  while (i < most && STOP[bytes[i] as number] === 0) i++;
  return i;
}

const NUMBER_THEN_NAME = new RegExp(
  `(?<!\\S)(?:\\d{1,6}[A-Za-z]?(?: \\d{1,6})?,? ${NAMES}(?: \\d{1,5}\\.?)?|(?:\\d{2,6} )?${NAMES} \\d{1,5}\\.?),? $`,
);
const THREE = /^ S\w+\.? #?\d{3}/;
const WORDS = /[A-Za-z\x80-\xff]{3}/;

const unit: Rule = {
  id: "address-unit",
  kind: "ADDRESS",
  description: "number, name of a street and unit (Apt., Suite) with what follows of the address",
  tier: "form",
  confidence: 0.65,
  get anchors() {
    return ["Apt. ", "Apt ", "apt. ", "Apt #", "Suite ", "Ste ", "Apartment "].map((word) => [
      SPACE,
      ...literal(word),
      ...(word.endsWith("#") ? [DIGIT] : [charset("0-9#A-Z")]),
    ]);
  },
  get examples() {
    return {
      yes: [
        "ship to «4127 Kallaste 9 Apt. 21»",
        "«88 Rosebay, Suite 410, Tulsa, OK 74103»",
        "«Lindrosen 14 Apt. 3» is mine",
        "«30112 Tamm 7, Apt #12»",
      ],
      no: [
        { text: "Test Suite 12 passed, Office Suite 365, 14 Test Suite 3 of 5", why: "no number before the name" },
        { text: "see Apt. 12, in Suite 501", why: "a unit alone is no address" },
        { text: "run 3 of Suite 12", why: "no name between" },
        { text: "59 Temple Place, Suite 330, Boston, MA 02111-1307", why: "it stands in the heads of licences" },
      ],
    };
  },
  find(scan: Scan, at: number, end: number): void {
    const { bytes, lo } = scan;
    let from = at + 1;
    const least = Math.max(lo, at - 64);
    while (from > least && STOP[bytes[from - 1] as number] === 0) from--;
    const match = NUMBER_THEN_NAME.exec(latin1(bytes, from, at + 1));
    if (match === null || !WORDS.test(match[0]) || isPublic(match[0])) return;
    const stop = at + 1 - (/[ ,]*$/.exec(match[0])?.[0].length ?? 0);
    const tail = postalTail(bytes, stop, lineLimit(scan, end));
    // A suite of tests has few numbers and no comma.
    if (bytes[at + 1] === 0x53 && bytes[at - 1] !== 0x2c && !THREE.test(latin1(bytes, at, tail.end))) return;
    if (tail.unit) scan.add(unit, from + match.index, tail.end, unit.confidence, "none");
  },
};

export const addressPlaceRules: readonly Rule[] = [town, box, unit];
