// Numbers of Latin America: Brazil, Mexico, Argentina, Chile, Colombia, Peru. Two check digits pass one number in a hundred,
// one passes one in eleven: see the odds that their rules state.

import { at, isRepeated, isShortDay, weigh } from "./digits.ts";

const CNPJ_FIRST = [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2];
const CNPJ_SECOND = [6, ...CNPJ_FIRST];

function mod11(sum: number): number {
  const rest = sum % 11;
  return rest < 2 ? 0 : 11 - rest;
}

/** BR CPF: nine digits and two check digits, not all alike. */
export function cpf(digits: string): boolean {
  return (
    digits.length === 11 &&
    !isRepeated(digits) &&
    mod11(weigh(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2])) === at(digits, 9) &&
    mod11(weigh(digits, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2])) === at(digits, 10)
  );
}

/** BR CNPJ: twelve digits or, since 2026, upper-case letters (worth their code less 48), and two check digits. */
export function cnpj(code: string): boolean {
  return (
    /^[0-9A-Z]{12}\d\d$/.test(code) &&
    !isRepeated(code) &&
    mod11(weigh(code, CNPJ_FIRST)) === at(code, 12) &&
    mod11(weigh(code, CNPJ_SECOND)) === at(code, 13)
  );
}

/** AR CUIT and CUIL: a prefix of the sort of taxpayer, eight digits, a check digit mod 11. */
export function cuit(digits: string): boolean {
  if (!/^(?:2[03457]|3[034]|5[015])\d{9}$/.test(digits)) return false;
  const rest = 11 - (weigh(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11);
  return (rest === 11 ? 0 : rest === 10 ? 9 : rest) === at(digits, 10);
}

/** CL RUT: seven or eight digits and a check character mod 11, K for ten. Upper case, no separators. */
export function rut(code: string): boolean {
  if (!/^\d{7,8}[0-9K]$/.test(code)) return false;
  let sum = 0;
  for (let i = code.length - 2, weight = 2; i >= 0; i--, weight = weight === 7 ? 2 : weight + 1)
    sum += at(code, i) * weight;
  return "0K987654321"[sum % 11] === code[code.length - 1];
}

/** CO NIT: nine digits and a check digit mod 11. */
export function nit(digits: string): boolean {
  if (digits.length !== 10) return false;
  const rest = weigh(digits, [41, 37, 29, 23, 19, 17, 13, 7, 3]) % 11;
  return (rest < 2 ? rest : 11 - rest) === at(digits, 9);
}

/** PE RUC: 10, 15, 16, 17 or 20, eight digits, a check digit mod 11. */
export function ruc(digits: string): boolean {
  if (!/^(?:10|15|16|17|20)\d{9}$/.test(digits)) return false;
  return (11 - (weigh(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 10 === at(digits, 10);
}

const CURP_STATES =
  "AS BC BS CC CS CH CL CM DF DG GT GR HG JC MC MN MS NT NL OC PL QT QR SP SL SR TC TS TL VZ YN ZS NE CX".split(" ");
const CURP_ALPHABET = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ";

/** MX CURP (RENAPO): name, day of birth, sex, state, consonants, a homonym mark and a check digit mod 10. Upper case. */
export function curp(code: string): boolean {
  const parts = /^[A-Z][AEIOUX][A-Z]{2}(\d\d)(\d\d)(\d\d)[HMX]([A-Z]{2})[B-DF-HJ-NP-TV-Z]{3}[0-9A-Z]\d$/.exec(code);
  if (parts === null || !CURP_STATES.includes(parts[4] as string)) return false;
  if (!isShortDay(parts[1] as string, parts[2] as string, parts[3] as string)) return false;
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += CURP_ALPHABET.indexOf(code[i] as string) * (18 - i);
  return (10 - (sum % 10)) % 10 === at(code, 17);
}

const RFC_ALPHABET = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ";

/**
 * MX RFC (SAT): three letters (a company) or four (a person), a day, a homonym mark of two and a check character mod 11. A
 * person's second letter is the first vowel of the name, or X.
 */
export function rfc(code: string): boolean {
  const parts = /^(?:[A-Z&]{3}|[A-Z][AEIOUX][A-Z]{2})(\d\d)(\d\d)(\d\d)[0-9A-Z]{2}[0-9A]$/.exec(code);
  if (parts === null || !isShortDay(parts[1] as string, parts[2] as string, parts[3] as string)) return false;
  const padded = code.padStart(13, " ");
  let sum = 0;
  for (let i = 0; i < 12; i++) sum += RFC_ALPHABET.indexOf(padded[i] as string) * (13 - i);
  const check = 11 - (sum % 11);
  return (check === 11 ? "0" : check === 10 ? "A" : String(check)) === code[code.length - 1];
}
