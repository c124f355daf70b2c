// VAT numbers of Europe with the prefix of their state, in one piece or in groups. Digits without a prefix need the caption of
// their state's own number.

import { standsAlone } from "../build/alone.ts";
import { folded, LETTER_DIGITS, literal } from "../build/anchor.ts";
import { ESCAPE_MOST, ESCAPES, escapeBefore } from "../build/boundary.ts";
import { caption, inCases } from "../build/caption.ts";
import { latin1 } from "../build/context.ts";
import { charset, DIGIT, runEnd, WORD } from "../charset.ts";
import { VAT_PREFIXES, vat } from "../check/vat.ts";
import { type Check, pairsOf } from "../gate.ts";
import type { Anchor, Rule, Scan } from "../rule.ts";

const named = caption(
  inCases(
    "vat,vat no,vat number,vat id,vat reg,vat registration,ust id,ustid,ust idnr,ust-idnr,ust.-idnr,umsatzsteuer id,umsatzsteuer identifikationsnummer,uid,tva,n° tva,numéro de tva,tva intracommunautaire,iva,nif iva,número de iva,partita iva,p.iva,btw,btw nr,btw nummer,moms,momsnr,momsregistreringsnummer,alv,dph,dič,dic,ič dph,ddv,pdv,nip,cui,cif,áfa,käibemaks,kmkr,pvn,pvm,intracommunity,mwst nr,tax id,tax no",
  ),
);
/** In groups: `DE 136 695 976`; small letters in Germany only. */
const SPACED: readonly Anchor[] = [
  ...["GB", "FR", "IT", "ES", "NL", "BE", "PL", "PT", "SE", "DK"].map((state) => [
    ...literal(`${state} `),
    DIGIT,
    DIGIT,
  ]),
  [...folded("de "), DIGIT, DIGIT],
];
/** Germans write `DE.136.695.976` as well. */
const DOTTED = [...folded("de."), DIGIT, DIGIT, DIGIT, ...literal(".")];
/** Longest number with its separators. */
const LONGEST = 22;
/** Letters and digits of a number behind its prefix. */
const MOST = 14;
/** Longest number without separators. */
const UNBROKEN = MOST + Math.max(...VAT_PREFIXES.map(({ length }) => length));
const PREFIXED: Check = { op: "stem", most: 6, pairs: pairsOf(VAT_PREFIXES) };
const INSIDE = charset("0-9A-Za-z .-");
const GLUE = charset("/\\@#%$~+_");
const FORM = new RegExp(
  `^(?:${VAT_PREFIXES.join("|")})[ .-]?[0-9A-Z+*](?:[ .-]?[0-9A-Z+*]){5,${MOST - 1}}(?![0-9A-Z])`,
  "i",
);

const vatNumber: Rule = {
  id: "vat-number",
  kind: "VAT_ID",
  description: "European VAT number with its prefix (VIES: form and check digits by state)",
  tier: "form",
  confidence: 0.85,
  get anchors() {
    return [LETTER_DIGITS[0] as Anchor, ...SPACED, literal("CHE-"), DOTTED];
  },
  gateFor: (anchor) =>
    anchor.length === LETTER_DIGITS[0]?.length && anchor.at(-1) === DIGIT && typeof anchor[0] !== "number"
      ? [
          [PREFIXED, { op: "inRun", set: WORD, most: UNBROKEN }],
          [PREFIXED, { op: "inRun", set: WORD, most: LONGEST + ESCAPE_MOST }, { op: "headed", set: ESCAPES }],
        ]
      : [[{ op: "starts", set: WORD }]],
  get examples() {
    return {
      yes: [
        "VAT no. «GB980780684», due",
        "USt-IdNr.: «DE 136 695 976»",
        "TVA «FR40303265045»",
        "bill to «NL004495445B01» now",
        "«ATU13585627»",
        "UID «CHE-100.155.212»",
        "VAT ID: «DE123456789»",
      ],
      no: [
        { text: "DE136695977 GB980780685", why: "the check digit is wrong and no caption vouches for it" },
        { text: "XX123456789 DE12345678", why: "no such state, or too short" },
        { text: "a/DE136695976 de136695976 of it", why: "part of a path, or small letters in running text" },
        { text: "DE 10 2016 348 051 B4", why: "it goes on: a patent" },
        { text: "BG123456789 CZ12345678", why: "states without a check digit need a caption" },
      ],
    };
  },
  find(scan: Scan, at: number) {
    const { bytes, lo, hi } = scan;
    const start = prefixBefore(bytes, lo, hi, at);
    if (start < 0) return;
    let to = start;
    const most = Math.min(hi, start + LONGEST);
    while (to < most && INSIDE[bytes[to] as number] === 1) to++;
    const window = latin1(bytes, start, to);
    const end = longest(window);
    if (end === 0) return;
    if (start + end < hi && WORD[bytes[start + end] as number] === 1) return;
    // `DE 10 2016 348 051 B4` goes on, and is a patent.
    if (goesOn(bytes, start + end, hi) && /[ .]/.test(window.slice(0, end))) return;
    const raw = window.slice(0, end);
    const verdict = vat(raw.toUpperCase().replace(/[ .-]/g, ""));
    if (verdict === null) return;
    const captioned = named(bytes, lo, start);
    if (captioned) {
      scan.add(vatNumber, start, start + end, verdict === "passed" ? 0.95 : verdict === "none" ? 0.8 : 0.55, verdict);
      return;
    }
    if (verdict !== "passed") return;
    const glued = start > lo && GLUE[bytes[start - 1] as number] === 1;
    const sure = !glued && !/[a-z]/.test(raw) ? 0.75 : standsAlone(scan, start, start + end) ? 0.6 : 0.2;
    scan.add(vatNumber, start, start + end, sure, "passed");
  },
};

/** Another group of digits follows. */
function goesOn(bytes: Buffer, at: number, hi: number): boolean {
  return at + 3 < hi && bytes[at] === 0x20 && runEnd(bytes, at + 1, Math.min(hi, at + 4), DIGIT) === at + 4;
}

/** Length of the longest VAT number that the window begins with, whole groups only; 0 for none. */
function longest(window: string): number {
  const whole = FORM.exec(window);
  if (whole === null) return 0;
  for (let text = whole[0]; text.length > 7; text = text.slice(0, Math.max(0, text.search(/[ .-][^ .-]*$/))))
    if (vat(text.toUpperCase().replace(/[ .-]/g, "")) !== null) return text.length;
  return 0;
}

/** Where the prefix of a VAT number around `at` begins, -1 where none does. */
function prefixBefore(bytes: Buffer, lo: number, hi: number, at: number): number {
  // `DE 136 695 976`, `ATU13585627`, `FRXX303265045`, `CHE-100.155.212`: a few bytes before the digits.
  const least = Math.max(lo, at - 6);
  for (let start = Math.min(at, hi - 8); start >= least; start--) {
    const first = bytes[start] as number;
    const second = bytes[start + 1] as number;
    if (first < 0x41 || second < 0x41 || PREFIX[slot(first, second)] === 0 || (second & 0xdf) > 0x5a) continue;
    if (start === lo || WORD[bytes[start - 1] as number] === 0 || escapeBefore(bytes, lo, start) > 0) return start;
  }
  return -1;
}

function slot(first: number, second: number): number {
  return ((first & 0x1f) << 5) | (second & 0x1f);
}

/** 1 for the first two letters of a prefix, in any case. */
const PREFIX = new Uint8Array(1024);
for (const prefix of VAT_PREFIXES) PREFIX[slot(prefix.charCodeAt(0), prefix.charCodeAt(1))] = 1;

export const vatRules: readonly Rule[] = [vatNumber];
