// Numbers of France, Spain, Portugal, Italy and Romania.

import { at, isDay, isRepeated, isShortDay, remainder, weigh } from "./digits.ts";
import { luhn } from "./luhn.ts";

/**
 * FR NIR (INSEE): sex, year, month (20 and 30 to 42 where it is not known), department (2A and 2B on Corsica), commune, order,
 * and 97 less the remainder.
 */
export function nir(code: string): boolean {
  const parts = /^[1-478]\d\d(0[1-9]|1[0-2]|20|3\d|4[0-2])(?:0[1-9]|[1-9]\d|2[AB])\d{6}(\d\d)$/.exec(code);
  if (parts === null) return false;
  const digits = code.slice(0, 13).replace("2A", "19").replace("2B", "18");
  return 97 - remainder(digits, 97) === Number(parts[2]);
}

/** FR SIREN: nine digits, Luhn. */
export function siren(digits: string): boolean {
  return digits.length === 9 && !isRepeated(digits) && luhn(digits);
}

/** FR SIRET: a SIREN and five digits, Luhn; offices of La Poste sum up to a multiple of five instead. */
export function siret(digits: string): boolean {
  if (digits.length !== 14 || isRepeated(digits)) return false;
  if (luhn(digits) && luhn(digits.slice(0, 9))) return true;
  return digits.startsWith("356000000") && weigh(digits, new Array(14).fill(1)) % 5 === 0;
}

/** FR SPI, the tax number of a person: 0 to 3, and the remainder mod 511 of the first ten digits behind it. */
export function spi(digits: string): boolean {
  return /^[0-3]\d{12}$/.test(digits) && remainder(digits.slice(0, 10), 511) === Number(digits.slice(10));
}

const DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE";

/** ES DNI: seven or eight digits and a letter mod 23. Upper case. */
export function dni(code: string): boolean {
  return /^\d{7,8}[A-Z]$/.test(code) && DNI_LETTERS[Number(code.slice(0, -1)) % 23] === code.at(-1);
}

/** ES NIE: X, Y or Z for 0, 1, 2, seven digits and the letter of a DNI. Upper case. */
export function nie(code: string): boolean {
  return /^[XYZ]\d{7}[A-Z]$/.test(code) && dni("XYZ".indexOf(code[0] as string) + code.slice(1));
}

/** ES CIF: the form of company, seven digits, a check digit or letter. Upper case. */
export function cif(code: string): boolean {
  if (!/^[A-HJNP-SUVWKLM]\d{7}[0-9A-J]$/.test(code)) return false;
  // Persons under K, L and M have the letter of a DNI.
  if (/^[KLM]/.test(code) && DNI_LETTERS[Number(code.slice(1, 8)) % 23] === code[8]) return true;
  const check = (10 - (luhnSum(code.slice(1, 8)) % 10)) % 10;
  const digit = code[8] === String(check);
  const letter = code[8] === "JABCDEFGHI"[check];
  return /^[PQRSNWKLM]/.test(code) ? letter : /^[ABEH]/.test(code) ? digit : digit || letter;
}

/** Luhn sum of digits to which the check digit is still missing. */
function luhnSum(digits: string): number {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const value = at(digits, digits.length - 1 - i) * (i % 2 === 0 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum;
}

/** ES Seguridad Social: province, number of seven or eight digits, remainder mod 97. */
export function nss(digits: string): boolean {
  if (digits.length < 11 || digits.length > 12) return false;
  const province = Number(digits.slice(0, 2));
  if (province < 1 || (province > 53 && province !== 66)) return false;
  const serial = Number(digits.slice(2, -2));
  const base = serial < 10_000_000 ? serial + province * 10_000_000 : Number(digits.slice(0, -2));
  return base % 97 === Number(digits.slice(-2));
}

/** PT NIF: a first digit of the sort of taxpayer, eight digits, mod 11. */
export function ptNif(digits: string): boolean {
  if (!/^(?:[1-35689]|4[5])\d+$/.test(digits) || digits.length !== 9 || isRepeated(digits)) return false;
  const rest = weigh(digits, [9, 8, 7, 6, 5, 4, 3, 2]) % 11;
  return (rest < 2 ? 0 : 11 - rest) === at(digits, 8);
}

const CF_ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
const CF_MONTHS = "ABCDEHLMPRST";
/** Letters that stand for digits where two persons would share a code. */
const OMOCODIA = "LMNPQRSTUV";

/** IT codice fiscale: name, day of birth (plus 40 for women), place, and a letter mod 26. Upper case. */
export function codiceFiscale(code: string): boolean {
  if (!/^[A-Z]{6}[0-9L-NP-V]{2}[A-EHLMPRST][0-9L-NP-V]{2}[A-Z][0-9L-NP-V]{3}[A-Z]$/.test(code)) return false;
  let sum = 0;
  for (let i = 0; i < 15; i++) {
    const byte = code.charCodeAt(i);
    const value = byte < 58 ? byte - 48 : byte - 65;
    sum += i % 2 === 0 ? (CF_ODD[value] as number) : value;
  }
  return sum % 26 === code.charCodeAt(15) - 65;
}

/** True when the day inside a codice fiscale exists. */
export function hasBirthday(code: string): boolean {
  const number = (part: string): string => part.replace(/[A-Z]/g, (letter) => String(OMOCODIA.indexOf(letter)));
  const day = Number(number(code.slice(9, 11))) % 40;
  const month = String(CF_MONTHS.indexOf(code[8] as string) + 1);
  return isShortDay(number(code.slice(6, 8)), month, String(day));
}

/** IT partita IVA: eleven digits, an office of 001 to 100 or some above, Luhn. */
export function partitaIva(digits: string): boolean {
  if (digits.length !== 11 || isRepeated(digits) || /^0{7}/.test(digits)) return false;
  const office = Number(digits.slice(7, 10));
  return (
    ((office >= 1 && office <= 100) || office === 120 || office === 121 || office === 888 || office === 999) &&
    luhn(digits)
  );
}

/** RO CNP: sex and century, day of birth, county, serial, mod 11. */
export function cnp(digits: string): boolean {
  const parts = /^([1-9])(\d\d)(\d\d)(\d\d)(\d\d)\d{4}$/.exec(digits);
  if (parts === null) return false;
  const sex = Number(parts[1]);
  const century = sex < 3 ? 1900 : sex < 5 ? 1800 : sex < 7 ? 2000 : 1900;
  const county = Number(parts[5]);
  if (!isDay(century + Number(parts[2]), Number(parts[3]), Number(parts[4]))) return false;
  if (!((county >= 1 && county <= 48) || county === 51 || county === 52 || county === 70)) return false;
  const rest = weigh(digits, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
  return (rest === 10 ? 1 : rest) === at(digits, 12);
}
