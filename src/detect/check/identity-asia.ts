// Check digits of identity, tax and company numbers of East and South-East Asia. Each takes the compact form, without
// separators, letters in upper case; structure such as dates is asked for here where it belongs to the number.

import { at, isDay, isShortDay, weigh } from "./digits.ts";

/** Hong Kong identity card: one or two letters, six digits, check digit or A; weights 9 to 1, mod 11. */
export function hongKongId(text: string): boolean {
  if (!/^[A-Z]{1,2}\d{6}[0-9A]$/.test(text)) return false;
  // A missing first letter counts as a space, which has the value 36.
  const padded = text.length === 8 ? ` ${text}` : text;
  let sum = 0;
  for (let i = 0; i < 8; i++) {
    const code = padded.charCodeAt(i);
    sum += (code === 0x20 ? 36 : code <= 57 ? code - 48 : code - 55) * (9 - i);
  }
  const check = text.endsWith("A") ? 10 : at(text, text.length - 1);
  return (sum + check) % 11 === 0;
}

/** Values of the letters of Taiwanese identity numbers, A to Z: regions in the order in which they got them. */
const TAIWAN = [10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21, 22, 35, 23, 24, 25, 26, 27, 28, 29, 32, 30, 31, 33];

/**
 * Taiwanese identity number: a letter, 1 or 2 (8 or 9 for residents of other nationality, who had a second letter A to D until
 * 2021), eight digits; mod 10.
 */
export function taiwanId(text: string): boolean {
  if (!/^[A-Z][1289A-D]\d{8}$/.test(text)) return false;
  const first = TAIWAN[text.charCodeAt(0) - 65] as number;
  const second = text.charCodeAt(1);
  const value = second < 65 ? second - 48 : (TAIWAN[second - 65] as number) % 10;
  let sum = Math.floor(first / 10) + (first % 10) * 9 + value * 8 + at(text, 9);
  for (let i = 2; i < 9; i++) sum += at(text, i) * (9 - i);
  return sum % 10 === 0;
}

/** Taiwanese business number (統一編號): eight digits, digit sums of products, mod 5 since 2023; a seventh digit 7 may count as 1. */
export function taiwanBusiness(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < 8; i++) {
    const value = at(digits, i) * (i === 6 ? 4 : i === 1 || i === 3 || i === 5 ? 2 : 1);
    sum += Math.floor(value / 10) + (value % 10);
  }
  return sum % 5 === 0 || (digits[6] === "7" && (sum + 1) % 5 === 0);
}

/** Singapore NRIC and FIN: S T F G M, seven digits, a letter; mod 11. */
export function singaporeId(text: string): boolean {
  if (!/^[STFGM]\d{7}[A-Z]$/.test(text)) return false;
  const first = text.charAt(0);
  const shift = first === "T" || first === "G" ? 4 : first === "M" ? 3 : 0;
  const sum = weigh(text.slice(1), [2, 7, 6, 5, 4, 3, 2]) + shift;
  const letters = "ST".includes(first) ? "JZIHGFEDCBA" : first === "M" ? "XWUTRQPNJLK" : "XWUTRQPNMLK";
  return letters[sum % 11] === text[8];
}

const UEN_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWX0123456789";

/** Singapore UEN: of businesses (8 digits), companies (year and 5 digits) and other entities (T, S or R, year, type, 4 digits). */
export function singaporeUen(text: string): boolean {
  if (/^\d{8}[A-Z]$/.test(text)) return "XMKECAWLJDB"[weigh(text, [10, 4, 9, 3, 8, 2, 7, 1]) % 11] === text[8];
  if (/^(?:19|20)\d{7}[A-Z]$/.test(text))
    return "ZKCMDNERGWH"[weigh(text, [10, 8, 6, 4, 9, 7, 5, 3, 1]) % 11] === text[9];
  if (!/^[RST]\d{2}[A-Z0-9]{2}\d{4}[A-Z0-9]$/.test(text)) return false;
  const weights = [4, 3, 5, 3, 10, 2, 2, 5, 7];
  let sum = 0;
  for (let i = 0; i < 9; i++) sum += UEN_ALPHABET.indexOf(text.charAt(i)) * (weights[i] as number);
  return UEN_ALPHABET[(((sum - 5) % 11) + 11) % 11] === text[9];
}

/** Korean resident (1 to 4) and foreigner registration (5 to 8): real date of birth. */
export function koreanBirth(digits: string): boolean {
  if (!/^\d{6}[1-8]\d{6}$/.test(digits)) return false;
  const century = "1256".includes(digits.charAt(6)) ? 1900 : 2000;
  return isDay(century + Number(digits.slice(0, 2)), Number(digits.slice(2, 4)), Number(digits.slice(4, 6)));
}

/** Its check digit: mod 11; numbers issued after October 2020 have none. */
export function koreanResident(digits: string): boolean {
  if (!koreanBirth(digits)) return false;
  const rest = weigh(digits, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11;
  return ((at(digits, 6) >= 5 ? 13 : 11) - rest) % 10 === at(digits, 12);
}

/** Korean business registration: ten digits, mod 10. */
export function koreanBusiness(digits: string): boolean {
  const sum = weigh(digits, [1, 3, 7, 1, 3, 7, 1, 3, 5]) + Math.floor((at(digits, 8) * 5) / 10);
  return (10 - (sum % 10)) % 10 === at(digits, 9);
}

/** Japanese My Number: twelve digits, mod 11. */
export function myNumber(digits: string): boolean {
  const rest = weigh(digits, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
  return (rest <= 1 ? 0 : 11 - rest) === at(digits, 11);
}

/** Japanese corporate number: thirteen digits, the first of which checks the others, mod 9. */
export function japaneseCorporate(digits: string): boolean {
  return at(digits, 0) === 9 - (weigh(digits.slice(1), [2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]) % 9);
}

/** First two digits of a Thai office of registration: the provinces, and Bangkok. */
const THAI_PROVINCE = /^(?:1\d|2[0-7]|3\d|4[0-9]|5[0-8]|6[0-7]|7[0-7]|8[0-6]|9[0-6])/;

/** Thai identity number: thirteen digits, class 1 to 8, a province, mod 11. */
export function thaiId(digits: string): boolean {
  if (digits.length !== 13 || digits < "1" || digits >= "9" || !THAI_PROVINCE.test(digits.slice(1))) return false;
  return (11 - (weigh(digits, [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 10 === at(digits, 12);
}

/** Malaysian identity card: date of birth, place of birth, serial. The places 17 to 20, 69, 70, 73, 80, 81, 94 to 97 are not used. */
export function malaysianId(digits: string): boolean {
  return (
    isShortDay(digits.slice(0, 2), digits.slice(2, 4), digits.slice(4, 6)) &&
    !/^(?:00|1[7-9]|20|69|70|73|8[01]|9[4-7])/.test(digits.slice(6))
  );
}

/** Indonesian identity number: region, date of birth (day plus 40 for women), serial. */
export function indonesianId(digits: string): boolean {
  if (!/^(?:1[1-9]|21|3[1-6]|5[1-3]|6[1-5]|7[1-6]|8[12]|9[1-7])/.test(digits) || digits.endsWith("0000")) return false;
  const day = Number(digits.slice(6, 8));
  return isShortDay(digits.slice(10, 12), digits.slice(8, 10), String(day > 40 ? day - 40 : day));
}

/** Vietnamese citizen identity: province, century and sex, year, serial. */
export function vietnameseId(digits: string): boolean {
  const province = Number(digits.slice(0, 3));
  return digits.length === 12 && province >= 1 && province <= 96 && digits.charCodeAt(3) <= 0x33;
}
