// VAT numbers of the European Union and its neighbours by prefix: the form behind it, and the check digits where the member
// state publishes them (European Commission, VIES).

import { pps } from "./anglo.ts";
import { at, isSequence, mod1110, remainder, weigh } from "./digits.ts";
import { afm, nip, siTax } from "./eastern.ts";
import { uid } from "./german.ts";
import { luhn } from "./luhn.ts";
import { cif, dni, nie, partitaIva, ptNif } from "./romance.ts";

interface Vat {
  readonly form: RegExp;
  /** Takes what stands behind the prefix; absent where no check is published or several systems exist. */
  readonly check?: (code: string) => boolean;
}

/** 10 or 11 less a remainder, with 0 for what has no digit. */
function complement(sum: number, modulus: number): number {
  const rest = modulus - (sum % modulus);
  return rest >= 10 ? 0 : rest;
}

function austrian(code: string): boolean {
  let sum = 4;
  for (let i = 1; i < 8; i++) {
    const product = at(code, i) * (i % 2 === 0 ? 2 : 1);
    sum += product > 9 ? product - 9 : product;
  }
  return (10 - (sum % 10)) % 10 === at(code, 8);
}

function british(code: string): boolean {
  const sum = weigh(code, [8, 7, 6, 5, 4, 3, 2]) + Number(code.slice(7, 9));
  return sum % 97 === 0 || (sum + 55) % 97 === 0;
}

/** Since 2020 the whole number has the remainder 1 by MOD 97-10, with letters as 10 to 35. */
function dutch(code: string): boolean {
  if (weigh(code, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0) return true;
  const digits = `NL${code}`.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return remainder(digits, 97) === 1;
}

function irish(code: string): boolean {
  if (/^\d{7}/.test(code)) return pps(code);
  return pps(`0${code.slice(2, 7)}${code[0]}${code[7]}`);
}

function danish(code: string): boolean {
  return weigh(code, [2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0;
}

const VATS: Readonly<Record<string, Vat>> = {
  AT: { form: /^U\d{8}$/, check: austrian },
  BE: { form: /^[01]\d{9}$/, check: (code) => 97 - (Number(code.slice(0, 8)) % 97) === Number(code.slice(8)) },
  BG: { form: /^\d{9,10}$/ },
  CHE: { form: /^\d{9}(?:MWST|TVA|IVA)?$/, check: (code) => uid(code.slice(0, 9)) },
  CY: { form: /^\d{8}[A-Z]$/ },
  CZ: { form: /^\d{8,10}$/ },
  DE: { form: /^[1-9]\d{8}$/, check: mod1110 },
  DK: { form: /^\d{8}$/, check: danish },
  EE: { form: /^\d{9}$/, check: (code) => complement(weigh(code, [3, 7, 1, 3, 7, 1, 3, 7]), 10) === at(code, 8) },
  EL: { form: /^\d{9}$/, check: afm },
  ES: { form: /^[0-9A-Z]\d{7}[0-9A-Z]$/, check: (code) => cif(code) || dni(code) || nie(code) },
  FI: { form: /^\d{8}$/, check: (code) => complement(weigh(code, [7, 9, 10, 5, 8, 4, 2]), 11) === at(code, 7) },
  FR: {
    form: /^(?:\d\d|[A-HJ-NP-Z][0-9A-HJ-NP-Z]|\d[A-HJ-NP-Z])\d{9}$/,
    check: (code) =>
      luhn(code.slice(2)) &&
      (/^\D|^.\D/.test(code) || (12 + 3 * (Number(code.slice(2)) % 97)) % 97 === Number(code.slice(0, 2))),
  },
  GB: { form: /^\d{9}(?:\d{3})?$/, check: british },
  HR: { form: /^\d{11}$/, check: mod1110 },
  HU: { form: /^\d{8}$/, check: (code) => complement(weigh(code, [9, 7, 3, 1, 9, 7, 3]), 10) === at(code, 7) },
  IE: { form: /^\d[0-9A-Z+*]\d{5}[A-W][A-I]?$/, check: irish },
  IT: { form: /^\d{11}$/, check: partitaIva },
  LT: { form: /^(?:\d{9}|\d{12})$/ },
  LU: { form: /^\d{8}$/, check: (code) => Number(code.slice(0, 6)) % 89 === Number(code.slice(6)) },
  LV: { form: /^\d{11}$/ },
  MT: { form: /^\d{8}$/, check: (code) => 37 - (weigh(code, [3, 4, 6, 7, 8, 9]) % 37) === Number(code.slice(6)) },
  NL: { form: /^\d{9}B\d\d$/, check: dutch },
  NO: { form: /^\d{9}(?:MVA)?$/, check: (code) => weigh(code, [3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0 },
  PL: { form: /^\d{10}$/, check: nip },
  PT: { form: /^\d{9}$/, check: ptNif },
  RO: {
    form: /^\d{6,10}$/,
    check: (code) =>
      ((weigh(code.padStart(10, "0"), [7, 5, 3, 2, 1, 7, 5, 3, 2]) * 10) % 11) % 10 === at(code, code.length - 1),
  },
  SE: { form: /^\d{10}01$/, check: (code) => luhn(code.slice(0, 10)) },
  SI: { form: /^\d{8}$/, check: siTax },
  SK: { form: /^\d{10}$/, check: (code) => remainder(code, 11) === 0 },
  XI: { form: /^\d{9}(?:\d{3})?$/, check: british },
};

/** Prefixes, for patterns; the three letters of Switzerland come first. */
export const VAT_PREFIXES: readonly string[] = Object.keys(VATS).sort((a, b) => b.length - a.length);

/** What a VAT number in upper case, without separators, is worth: null when it has the form of none. */
export function vat(text: string): "passed" | "failed" | "none" | null {
  const prefix = text.startsWith("CHE") ? "CHE" : text.slice(0, 2);
  const entry = VATS[prefix];
  const code = text.slice(prefix.length);
  if (entry === undefined || !entry.form.test(code) || /^(.)\1+$/.test(code)) return null;
  // An example of somebody's: no check digit makes it a number.
  if (isSequence(code)) return "failed";
  return entry.check === undefined ? "none" : entry.check(code) ? "passed" : "failed";
}
