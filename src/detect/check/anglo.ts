// Numbers of the United States, Canada, the United Kingdom and Ireland. Each says where its form is published; those without a
// check digit say what was never issued.

import { at, isRepeated, weigh } from "./digits.ts";
import { luhn } from "./luhn.ts";

/** US individual taxpayer number (IRS): 9, and a fourth and fifth digit in the ranges issued. */
export function itin(digits: string): boolean {
  const group = Number(digits.slice(3, 5));
  return (
    digits.length === 9 &&
    digits.startsWith("9") &&
    ((group >= 50 && group <= 65) || (group >= 70 && group <= 88) || (group >= 90 && group !== 93))
  );
}

/** First two digits of US employer numbers that no campus of the IRS has. */
const NO_EIN = new Set("00 07 08 09 17 18 19 28 29 49 69 70 78 79 89 96 97".split(" "));

/** US employer identification number (IRS): nine digits with a prefix in use. */
export function ein(digits: string): boolean {
  return digits.length === 9 && !NO_EIN.has(digits.slice(0, 2));
}

/** US national provider identifier (CMS): ten digits that begin with 1 or 2, Luhn over 80840 and them. */
export function npi(digits: string): boolean {
  return digits.length === 10 && /^[12]/.test(digits) && !isRepeated(digits.slice(0, 9)) && luhn(`80840${digits}`);
}

/** US DEA registration: type of registrant, a letter or 9, six digits and their check digit. Upper case. */
export function dea(code: string): boolean {
  if (!/^[A-HJ-NPR-UX][A-Z9]\d{7}$/.test(code)) return false;
  return weigh(code.slice(2), [1, 2, 1, 2, 1, 2]) % 10 === at(code, 8);
}

/** US Medicare beneficiary identifier (CMS): eleven characters without the letters S L O I B Z. Upper case, no dashes. */
export function mbi(code: string): boolean {
  return /^[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d[AC-HJKMNP-RT-Y]{2}\d{2}$/.test(
    code,
  );
}

/** CA social insurance number: Luhn, and a first digit that is given to persons. */
export function sin(digits: string): boolean {
  return digits.length === 9 && !/^[08]/.test(digits) && luhn(digits);
}

/** UK NHS number: weights 10 to 2, and a check digit of 11 less the remainder. */
export function nhs(digits: string): boolean {
  if (digits.length !== 10) return false;
  const check = 11 - (weigh(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11);
  return check !== 10 && check % 11 === at(digits, 9);
}

/** UK national insurance number (HMRC): prefixes in use, six digits, A to D. Upper case, no spaces. */
export function nino(code: string): boolean {
  return /^(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]$/.test(code);
}

/** UK unique taxpayer reference: the first of ten digits is the check digit, weights 6 7 8 9 10 5 4 3 2. */
export function utr(digits: string): boolean {
  if (digits.length !== 10) return false;
  return "21987654321"[weigh(digits.slice(1), [6, 7, 8, 9, 10, 5, 4, 3, 2]) % 11] === digits[0];
}

/** GB driving licence (DVLA): surname, decade, month (plus 50 for women), day, year, initials, 9 or a digit, two characters. */
export function ukLicence(code: string): boolean {
  const parts = /^([A-Z]{1,5})(9{0,4})(\d)(\d\d)(\d\d)(\d)[A-Z][A-Z9][0-9A-Z][A-Z]{2}$/.exec(code);
  if (parts === null || (parts[1] as string).length + (parts[2] as string).length !== 5) return false;
  const month = Number(parts[4]) % 50;
  const day = Number(parts[5]);
  return Number(parts[4]) <= 62 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/** IE personal public service number: seven digits, a check letter mod 23, and since 2013 one more letter. Upper case. */
export function pps(code: string): boolean {
  if (!/^\d{7}[A-W][A-IW]?$/.test(code)) return false;
  const second = code[8] === undefined || code[8] === "W" ? 0 : code.charCodeAt(8) - 64;
  return "WABCDEFGHIJKLMNOPQRSTUV"[(weigh(code, [8, 7, 6, 5, 4, 3, 2]) + second * 9) % 23] === code[7];
}
