// Check digits of identity and tax numbers of South Asia, Oceania, the Middle East and Africa. Each takes the compact form,
// without separators, letters in upper case.

import { at, isDay, isShortDay, weigh } from "./digits.ts";
import { luhn } from "./luhn.ts";
import { verhoeff } from "./verhoeff.ts";

/** Indian Aadhaar: twelve digits, the first 2 to 9, Verhoeff; no palindrome. */
export function aadhaar(digits: string): boolean {
  return digits.length === 12 && digits >= "2" && verhoeff(digits) && [...digits].reverse().join("") !== digits;
}

/** Indian permanent account number: three letters, sort of holder, letter, four digits, letter. */
export function indianPan(text: string): boolean {
  return /^[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]$/.test(text);
}

/** Structure of an Indian goods and services tax number: state, PAN, count, Z, check character. */
export function gstinForm(text: string): boolean {
  return /^(?:0[1-9]|[12]\d|3[0-8]|97|99)[A-Z]{5}\d{4}[A-Z][1-9A-Z]Z[0-9A-Z]$/.test(text);
}

/** Its check character: weights 1 and 2 in base 36, digit sums, mod 36. */
export function gstin(text: string): boolean {
  if (!gstinForm(text)) return false;
  let sum = 0;
  for (let i = 0; i < 14; i++) {
    const value = Number.parseInt(text.charAt(i), 36) * (1 + (i % 2));
    sum += Math.floor(value / 36) + (value % 36);
  }
  return (36 - (sum % 36)) % 36 === Number.parseInt(text.charAt(14), 36);
}

/** Australian tax file number: nine digits, mod 11. */
export function australianTax(digits: string): boolean {
  return digits.length === 9 && weigh(digits, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0;
}

/** Australian business number: eleven digits, mod 89 after one is taken from the first. */
export function australianBusiness(digits: string): boolean {
  if (digits.length !== 11 || digits < "1") return false;
  return (weigh(digits, [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) - 10) % 89 === 0;
}

/** Australian company number: nine digits, mod 10. */
export function australianCompany(digits: string): boolean {
  return (10 - (weigh(digits, [8, 7, 6, 5, 4, 3, 2, 1]) % 10)) % 10 === at(digits, 8);
}

/** Australian Medicare card: ten digits (eleven with the person's), the first 2 to 6, mod 10 over eight. */
export function medicare(digits: string): boolean {
  return /^[2-6]\d{8}[1-9]/.test(digits) && weigh(digits, [1, 3, 7, 9, 1, 3, 7, 9]) % 10 === at(digits, 8);
}

/** New Zealand IRD number: eight or nine digits up to 150 million, mod 11 by one or the other row of weights. */
export function newZealandTax(digits: string): boolean {
  const padded = digits.padStart(9, "0");
  const value = Number(padded);
  if (value < 10_000_000 || value > 150_000_000) return false;
  let rest = (11 - (weigh(padded, [3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
  if (rest === 10) rest = (11 - (weigh(padded, [7, 4, 3, 2, 5, 2, 7, 6]) % 11)) % 11;
  return rest === at(padded, 8);
}

const NHI_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ";

/** New Zealand health index: AAANNNC (mod 11) or, since 2019, AAANNAX (mod 23 letters). */
export function healthIndex(text: string): boolean {
  if (!/^[A-HJ-NP-Z]{3}(?:\d{4}|\d{2}[A-HJ-NP-Z]{2})$/.test(text)) return false;
  let sum = 0;
  for (let i = 0; i < 6; i++) {
    const value = i < 3 || !/\d/.test(text.charAt(i)) ? NHI_LETTERS.indexOf(text.charAt(i)) + 1 : at(text, i);
    sum += value * (7 - i);
  }
  if (/\d$/.test(text)) {
    const rest = sum % 11;
    return rest !== 0 && (11 - rest) % 10 === at(text, 6);
  }
  return NHI_LETTERS[23 - (sum % 23) - 1] === text[6];
}

/** South African identity number: date of birth, serial, citizenship 0 to 2, 8 or 9, Luhn. */
export function southAfricanId(digits: string): boolean {
  if (!/^\d{10}[0-2][89]\d$/.test(digits)) return false;
  return isShortDay(digits.slice(0, 2), digits.slice(2, 4), digits.slice(4, 6)) && luhn(digits);
}

/** Israeli identity number: up to nine digits, Luhn. */
export function israeliId(digits: string): boolean {
  return Number(digits) > 0 && luhn(digits.padStart(9, "0"));
}

/** Emirates identity number: 784, year of birth, serial, Luhn. */
export function emiratesId(digits: string): boolean {
  return /^784(?:19[2-9]\d|20[0-4]\d)\d{8}$/.test(digits) && luhn(digits);
}

/** Saudi identity (1) or residence (2) number: ten digits, Luhn. */
export function saudiId(digits: string): boolean {
  return /^[12]\d{9}$/.test(digits) && luhn(digits);
}

/** Egyptian national number: century, date of birth, governorate, serial and check digit. */
export function egyptianId(digits: string): boolean {
  if (!/^[23]\d{6}(?:0[1-4]|1[1-9]|2[1-9]|3[1-5]|88)\d{5}$/.test(digits)) return false;
  const year = (digits[0] === "2" ? 1900 : 2000) + Number(digits.slice(1, 3));
  return isDay(year, Number(digits.slice(3, 5)), Number(digits.slice(5, 7)));
}

/** Pakistani identity card: five digits of the region (1 to 7 first), seven, one of the sex. */
export function pakistaniId(digits: string): boolean {
  return /^[1-7]\d{4}\d{7}[1-9]$/.test(digits);
}

/** Iranian national code: ten digits, mod 11. */
export function iranianId(digits: string): boolean {
  const rest = weigh(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
  return (rest < 2 ? rest : 11 - rest) === at(digits, 9);
}

/** Old Sri Lankan identity card: year 20 to 99, day of the year (plus 500 for women), serial, V or X; new: the year has four digits. */
export function sriLankanId(text: string): boolean {
  const match = /^(?:[2-9]\d|(?:19|20)\d{2}(?=\d{8}$))(\d{3})(?:\d{4}[VX]|\d{5})$/.exec(text);
  const day = Number(match?.[1] ?? 0) % 500;
  return match !== null && day >= 1 && day <= 366 && Number(match[1]) <= 866;
}
