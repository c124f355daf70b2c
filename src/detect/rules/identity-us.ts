// Social security and bank routing numbers of the United States. Nine digits are everywhere, so without dashes a caption
// decides.

import { caption } from "../build/caption.ts";
import { latin1 } from "../build/context.ts";
import { type NumberMatch, number } from "../build/number.ts";
import { isPartOfName } from "../build/surroundings.ts";
import { LETTER } from "../charset.ts";
import { aba } from "../check/aba.ts";
import { NEEDS } from "../needs.ts";
import type { Rule, Scan } from "../rule.ts";

const SSN_WORDS = [
  ..."ssn,ssns,social security,social security number,social security no,social,soc sec,ss#,ss no,ss number,tax id,taxpayer id,*_ssn".split(
    ",",
  ),
  ..."社会安全号,社会安全号码,社保号,社安号,seguro social,número de seguro social".split(","),
];
const ROUTING_WORDS = [
  ..."routing,routing number,routing no,aba,aba number,aba routing,rtn,transit number,routing transit number".split(
    ",",
  ),
  ..."routing_number,aba_rtn,bank routing,número de ruta,numero de ruta,número de roteamento,numéro de routage".split(
    ",",
  ),
  ..."numéro d'acheminement,numero di routing,路由号,路由号码,路由代码,银行路由,汇款路线号,ルーティング番号,라우팅 번호,라우팅번호".split(
    ",",
  ),
];
const ssnCaption = caption(SSN_WORDS);
const routingCaption = caption(ROUTING_WORDS);

/** Area, group and serial were never issued as 000, 666, 9xx; 00; 0000. */
function isIssued(digits: string): boolean {
  return !/^(?:000|666|9)|^...00|0000$/.test(digits);
}

/** Bytes before a number in which another one may begin. */
const FIELD_REACH = 48;
/** Digits, blanks and what joins them in telephone numbers. */
const PHRASE = /[\d ().+-]+$/;
/** Counters and dates, each before a blank. A telephone number has a plus, a bracket or a zero there. */
const FIELDS = /^ *(?:(?:[1-9]\d{0,7}|[12]\d{3}-[01]\d-[0-3]\d) )+$/;

/** `line 2 078-05-1120`, `A07 078-05-1120`: what stands before the blank is a field of its own, no part of the number. */
function opensField({ start, joinedBefore }: NumberMatch, { bytes, lo }: Scan): boolean {
  if (joinedBefore !== 0x20) return false;
  const from = Math.max(lo, start - FIELD_REACH);
  const text = latin1(bytes, from, start);
  const phrase = PHRASE.exec(text)?.[0] as string;
  const isCode = phrase.length < text.length && LETTER[bytes[start - phrase.length - 1] as number] === 1;
  return FIELDS.test(isCode ? phrase.replace(/^0+(?=\d)/, "") : phrase);
}

const ssn = number({
  id: "us-ssn",
  kind: "US_SSN",
  description: "US social security number (SSA: area, group, serial)",
  shapes: ["3-2-4", "9"],
  needs: (groups) => (groups.length === 1 ? NEEDS.named | NEEDS.free : NEEDS.nothing),
  captions: () => SSN_WORDS,
  tier: "form",
  confidence: 0.8,
  get examples() {
    return {
      yes: [
        "SSN是«123-45-6789»",
        "her ssn: «536226541»",
        "record «536-22-6541» filed",
        "line 2 «536-22-6541», row A07 «219-09-9991»",
        "2026-11-25 17 «536-22-6541» active",
        "social security number 078 05 1123".replace("078 05 1123", "«078 05 1123»"),
      ],
      no: [
        { text: "000-12-3456 666-12-3456 912-34-5678 123-00-4567 123-45-0000", why: "never issued" },
        { text: "536226541 536 22 6541", why: "without dashes a caption is needed" },
        {
          text: "020 536-22-6541, (0) 536-22-6541, 7.5 536-22-6541",
          why: "a telephone number has a zero or a bracket there, a measure a dot",
        },
        { text: "693-09.4444 part-536-22-6541 536-22-6541-77", why: "mixed separators, or part of a name" },
      ],
    };
  },
  judge(match: NumberMatch, scan: Scan) {
    const { digits, start, separator, groups } = match;
    if (separator < 0 || separator === 0x2e || digits.endsWith("X")) return null;
    const dashed = groups === 3 && separator === 0x2d;
    if (match.joinedBefore !== 0 && !(dashed && opensField(match, scan))) return null;
    if (match.joinedAfter !== 0 && match.joinedAfter !== 0x20) return null;
    const named =
      groups === 1 || separator === 0x20 || !isIssued(digits) ? ssnCaption(scan.bytes, scan.lo, start) : false;
    if (!isIssued(digits)) return named ? { confidence: 0.6, check: "failed" } : null;
    if (isPartOfName(match, scan.bytes, scan.lo, scan.hi)) return null;
    if (groups === 1 || separator === 0x20) return { confidence: named ? 0.85 : 0.1, check: "none" };
    return { confidence: 0.85, check: "none" };
  },
});

const routing = number({
  id: "us-routing",
  kind: "US_ROUTING",
  description: "US bank routing number behind a caption (ABA checksum)",
  shapes: ["9", "4-4-1"],
  needs: () => NEEDS.named,
  captions: () => ROUTING_WORDS,
  tier: "context",
  remembers: true,
  confidence: 0.9,
  get examples() {
    return {
      yes: ["routing number: «121000358»", '"aba":"«021000021»"', "RTN «1210-0035-8»"],
      no: [
        { text: "121000358", why: "nine digits need a caption" },
        { text: "order 021000021", why: "the caption names something else" },
        { text: "routing table 421042111 entries", why: "the caption does not stand before the number" },
      ],
    };
  },
  judge(match: NumberMatch, scan: Scan) {
    const { digits, start } = match;
    if (match.separator < 0 || match.joinedBefore !== 0 || digits.endsWith("X")) return null;
    if (!routingCaption(scan.bytes, scan.lo, start)) return null;
    return aba(digits) ? { confidence: 0.95, check: "passed" } : { confidence: 0.55, check: "failed" };
  },
});

export const identityUsRules: readonly Rule[] = [ssn, routing];
