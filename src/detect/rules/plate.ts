// Chinese vehicle licence plates: a province character, a letter and five characters, six on vehicles of new energy.

import { literal } from "../build/anchor.ts";
import { caption } from "../build/caption.ts";
import { charset, DIGIT, WORD } from "../charset.ts";
import type { Rule, Scan } from "../rule.ts";

const PROVINCES = [..."京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"];
const AUTHORITY = charset("A-HJ-NP-Z");
const SERIAL = charset("0-9A-HJ-NP-Z");
const SUFFIXES = [..."学警港澳挂领使试超"].map((character) => Buffer.from(character));
const DOTS = ["·", "•", "・", "‧", "-", " "].map((character) => Buffer.from(character));

const plateCaption = caption(
  "车牌,车牌号,车牌号码,车号,車牌,号牌,plate,plate no,plate number,number plate,license plate,licence plate,vehicle".split(
    ",",
  ),
);

const plate: Rule = {
  id: "cn-license-plate",
  kind: "LICENSE_PLATE",
  description: "Chinese licence plate (GA 36), also of new energy, police, trainer and trailer",
  tier: "form",
  confidence: 0.86,
  get anchors() {
    return PROVINCES.map((province) => [...literal(province), AUTHORITY]);
  },
  get examples() {
    return {
      yes: [
        "车牌«京A88888»停在门口",
        "«粤B·12345»，«京AD12345»",
        "车牌号«沪C 3A5K9»",
        "«粤Z1234港»入境，«川A1234警»",
        "车牌号：«京FHCD8E»",
      ],
      no: [
        { text: "京A123 京A1234", why: "too short" },
        { text: "中A12345 京I12345", why: "no such province, no such letter" },
        { text: "京A123456789 京Ahello 新ABCDEF", why: "too long, or a word" },
        { text: "京FHCD8E", why: "with one digit a caption is needed" },
      ],
    };
  },
  find(scan: Scan, at: number, end: number): void {
    const { bytes, lo, hi } = scan;
    let i = end;
    for (const dot of DOTS) {
      if (dot[0] === bytes[i] && dot.compare(bytes, i, Math.min(hi, i + dot.length)) === 0) {
        i += dot.length;
        break;
      }
    }
    const from = i;
    let digits = 0;
    while (i < hi && i - from < 7 && SERIAL[bytes[i] as number] === 1) {
      digits += DIGIT[bytes[i] as number] as number;
      i++;
    }
    const length = i - from;
    if (i < hi && WORD[bytes[i] as number] === 1) return;
    if (length === 4 && digits >= 2) {
      for (const suffix of SUFFIXES) {
        if (suffix.compare(bytes, i, Math.min(hi, i + suffix.length)) === 0) {
          scan.add(plate, at, i + suffix.length, plate.confidence, "none");
          return;
        }
      }
      return;
    }
    if (length === 5 ? digits < 2 : length !== 6 || digits < 4) {
      // Few serials have more letters than digits; words follow a province more often.
      if ((length === 5 || length === 6) && digits > 0 && plateCaption(bytes, lo, at))
        scan.add(plate, at, i, 0.6, "none");
      return;
    }
    scan.add(plate, at, i, digits < 3 ? 0.5 : plate.confidence, "none");
  },
};

export const plateRules: readonly Rule[] = [plate];
