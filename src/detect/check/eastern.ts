// Numbers of Poland, the Czech Republic, Slovakia, Hungary, Bulgaria, Greece, Croatia, Slovenia, Turkey, Ukraine and Russia.

import { at, isDay, isRepeated, isShortDay, mod1110, remainder, weigh } from "./digits.ts";
import { luhn } from "./luhn.ts";

/** PL PESEL: day of birth (the century in the month), serial, mod 10. */
export function pesel(digits: string): boolean {
  if (digits.length !== 11) return false;
  const month = Number(digits.slice(2, 4));
  const century = [1900, 2000, 2100, 2200, 1800][Math.floor(month / 20)] as number;
  if (!isDay(century + Number(digits.slice(0, 2)), month % 20, Number(digits.slice(4, 6)))) return false;
  return weigh(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0;
}

/** PL NIP: three digits of the tax office without 0 in front, mod 11. */
export function nip(digits: string): boolean {
  return (
    digits.length === 10 && /^[1-9]/.test(digits) && weigh(digits, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 === at(digits, 9)
  );
}

/** PL REGON: nine or fourteen digits, mod 11. */
export function regon(digits: string): boolean {
  if (isRepeated(digits)) return false;
  if (digits.length === 9) return (weigh(digits, [8, 9, 2, 3, 4, 5, 6, 7]) % 11) % 10 === at(digits, 8);
  return digits.length === 14 && (weigh(digits, [2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8]) % 11) % 10 === at(digits, 13);
}

/** PL identity card: three letters, a check digit, five digits; weights 7 3 1. Upper case. */
export function dowod(code: string): boolean {
  if (!/^[A-Z]{3}\d{6}$/.test(code)) return false;
  const weights = [7, 3, 1, 9, 7, 3, 1, 7, 3];
  let sum = 0;
  for (let i = 0; i < 9; i++) sum += (i < 3 ? code.charCodeAt(i) - 55 : at(code, i)) * (weights[i] as number);
  return sum % 10 === 0;
}

/** CZ and SK rodné číslo: day of birth (month plus 50 for women, plus 20 where serials ran out); ten digits are divided by 11. */
export function rodneCislo(digits: string): boolean {
  if (digits.length !== 9 && digits.length !== 10) return false;
  const month = Number(digits.slice(2, 4)) % 50;
  if (!isShortDay(digits.slice(0, 2), String(month > 20 ? month - 20 : month), digits.slice(4, 6))) return false;
  if (digits.length === 9) return Number(digits.slice(0, 2)) < 54 && !digits.endsWith("000");
  return remainder(digits, 11) === 0 || (remainder(digits.slice(0, 9), 11) === 10 && digits.endsWith("0"));
}

/** HU adóazonosító jel: 8, days since 1867, serial, mod 11. */
export function huTax(digits: string): boolean {
  return /^8\d{9}$/.test(digits) && weigh(digits, [1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11 === at(digits, 9);
}

/** HU TAJ: nine digits, weights 3 and 7, mod 10. */
export function taj(digits: string): boolean {
  return digits.length === 9 && !isRepeated(digits) && weigh(digits, [3, 7, 3, 7, 3, 7, 3, 7]) % 10 === at(digits, 8);
}

/** BG EGN: day of birth (month plus 20 before 1900, plus 40 from 2000), serial, mod 11. */
export function egn(digits: string): boolean {
  if (digits.length !== 10) return false;
  const month = Number(digits.slice(2, 4));
  if (month > 52) return false;
  const century = month > 40 ? 2000 : month > 20 ? 1800 : 1900;
  if (!isDay(century + Number(digits.slice(0, 2)), month % 20, Number(digits.slice(4, 6)))) return false;
  return (weigh(digits, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11) % 10 === at(digits, 9);
}

/** GR AFM: nine digits, weights 256 to 2, mod 11. */
export function afm(digits: string): boolean {
  if (digits.length !== 9 || isRepeated(digits)) return false;
  return (weigh(digits, [256, 128, 64, 32, 16, 8, 4, 2]) % 11) % 10 === at(digits, 8);
}

/** GR AMKA: day of birth, serial, Luhn. */
export function amka(digits: string): boolean {
  if (digits.length !== 11) return false;
  return isShortDay(digits.slice(4, 6), digits.slice(2, 4), digits.slice(0, 2)) && luhn(digits);
}

/** HR OIB: eleven digits, MOD 11,10. */
export function oib(digits: string): boolean {
  return digits.length === 11 && !isRepeated(digits) && mod1110(digits);
}

/** SI EMŠO, and JMBG of the other heirs of Yugoslavia: day of birth with three digits of the year, region, serial, mod 11. */
export function emso(digits: string): boolean {
  if (digits.length !== 13) return false;
  const year = Number(digits.slice(4, 7));
  if (year > 99 && year < 850) return false;
  if (!isDay(year < 100 ? 2000 + year : 1000 + year, Number(digits.slice(2, 4)), Number(digits.slice(0, 2))))
    return false;
  const rest = 11 - (weigh(digits, [7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11);
  return (rest > 9 ? 0 : rest) === at(digits, 12);
}

/** SI davčna številka: eight digits, weights 8 to 2, mod 11. */
export function siTax(digits: string): boolean {
  if (!/^[1-9]\d{7}$/.test(digits)) return false;
  const rest = 11 - (weigh(digits, [8, 7, 6, 5, 4, 3, 2]) % 11);
  return (rest === 10 ? 0 : rest) === at(digits, 7) && rest !== 11;
}

/** TR kimlik numarası: eleven digits, not 0 first, two check digits. */
export function kimlik(digits: string): boolean {
  if (!/^[1-9]\d{10}$/.test(digits)) return false;
  const odd = weigh(digits, [1, 0, 1, 0, 1, 0, 1, 0, 1]);
  const even = weigh(digits, [0, 1, 0, 1, 0, 1, 0, 1]);
  return (((7 * odd - even) % 10) + 10) % 10 === at(digits, 9) && (odd + even + at(digits, 9)) % 10 === at(digits, 10);
}

/** UA tax number of a person: days since 1900, serial, mod 11. */
export function rnokpp(digits: string): boolean {
  if (digits.length !== 10) return false;
  const sum = weigh(digits, [-1, 5, 7, 9, 4, 6, 10, 5, 7]);
  return (((sum % 11) + 11) % 11) % 10 === at(digits, 9);
}

/** RU INN: ten digits of a company with one check digit, twelve of a person with two. */
export function inn(digits: string): boolean {
  if (isRepeated(digits)) return false;
  if (digits.length === 10) return (weigh(digits, [2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10 === at(digits, 9);
  return (
    digits.length === 12 &&
    (weigh(digits, [7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10 === at(digits, 10) &&
    (weigh(digits, [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10 === at(digits, 11)
  );
}

/** RU SNILS: nine digits, and their sum by weights 9 to 1, mod 101. */
export function snils(digits: string): boolean {
  if (digits.length !== 11 || isRepeated(digits.slice(0, 9))) return false;
  return (weigh(digits, [9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101) % 100 === Number(digits.slice(9));
}
