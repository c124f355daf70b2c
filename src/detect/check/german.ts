// Numbers of Germany, Austria and Switzerland.

import { at, isRepeated, isShortDay, mod1110, weigh } from "./digits.ts";

/** DE Steuer-ID (BZSt): first digit not 0, one digit of the first ten two or three times and the rest once, MOD 11,10. */
export function steuerId(digits: string): boolean {
  if (digits.length !== 11 || digits.startsWith("0")) return false;
  const counts = new Uint8Array(10);
  for (let i = 0; i < 10; i++) counts[at(digits, i)] = (counts[at(digits, i)] as number) + 1;
  const repeated = counts.filter((count) => count > 1);
  return repeated.length === 1 && (repeated[0] as number) <= 3 && mod1110(digits);
}

/** Area codes of the German pension insurers. */
const VSNR_AREAS = new Set(
  "02 03 04 08 09 10 11 12 13 14 15 16 17 18 19 20 21 23 24 25 26 28 29 38 39 40 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 67 68 69 70 71 72 73 74 75 76 77 78 79 80 81 82 89".split(
    " ",
  ),
);

/** DE Sozialversicherungsnummer (VKVV): area, day of birth (the day may be raised by 50), initial, serial, check digit. */
export function vsnr(code: string): boolean {
  const parts = /^(\d\d)(\d\d)(\d\d)(\d\d)([A-Z])\d{3}$/.exec(code);
  if (parts === null || !VSNR_AREAS.has(parts[1] as string)) return false;
  const day = String(Number(parts[2]) % 50).padStart(2, "0");
  if (!isShortDay(parts[4] as string, parts[3] as string, day)) return false;
  const digits = code.replace(/[A-Z]/, (letter) => String(letter.charCodeAt(0) - 64).padStart(2, "0"));
  return crossSums(digits, [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1]) % 10 === at(digits, 12);
}

/** DE Krankenversichertennummer (KVNR): a letter, eight digits, a check digit over cross sums. Upper case. */
export function kvnr(code: string): boolean {
  if (!/^[A-Z]\d{9}$/.test(code) || isRepeated(code.slice(1))) return false;
  const digits = String(code.charCodeAt(0) - 64).padStart(2, "0") + code.slice(1);
  return crossSums(digits, [1, 2, 1, 2, 1, 2, 1, 2, 1, 2]) % 10 === at(digits, 10);
}

/** Sum of the digits of digit times weight. */
function crossSums(digits: string, weights: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    const product = at(digits, i) * (weights[i] as number);
    sum += product > 9 ? Math.floor(product / 10) + (product % 10) : product;
  }
  return sum;
}

/** DE Lebenslange Arztnummer (KBV): six digits, their check digit by weights 4 and 9, two digits of the speciality. */
export function lanr(digits: string): boolean {
  if (digits.length !== 9 || digits.endsWith("00")) return false;
  return (10 - (weigh(digits, [4, 9, 4, 9, 4, 9]) % 10)) % 10 === at(digits, 6);
}

/** Regions of the German associations of panel doctors: the first two digits of a BSNR. */
const BSNR_REGIONS = new Set(
  "01 02 03 17 20 35 38 46 51 52 71 72 73 74 78 83 88 93 98 99 31 55 58 60 61 62".split(" "),
);

/** DE Betriebsstättennummer (KBV): nine digits that begin with a region. */
export function bsnr(digits: string): boolean {
  return digits.length === 9 && BSNR_REGIONS.has(digits.slice(0, 2)) && !isRepeated(digits);
}

/** AT Sozialversicherungsnummer: serial, check digit, day of birth (months 13 to 15 where serials ran out). */
export function svnr(digits: string): boolean {
  if (digits.length !== 10 || digits.startsWith("0")) return false;
  const month = Number(digits.slice(6, 8));
  if (!isShortDay(digits.slice(8), month > 12 && month < 16 ? "01" : digits.slice(6, 8), digits.slice(4, 6)))
    return false;
  return weigh(digits, [3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11 === at(digits, 3);
}

/** CH AHV number: 756, nine digits, the check digit of an EAN-13. */
export function ahv(digits: string): boolean {
  if (digits.length !== 13 || !digits.startsWith("756")) return false;
  return (10 - (weigh(digits, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]) % 10)) % 10 === at(digits, 12);
}

/** CH enterprise number (UID): nine digits, the last one a check digit mod 11. */
export function uid(digits: string): boolean {
  if (digits.length !== 9) return false;
  return (11 - (weigh(digits, [5, 4, 3, 2, 7, 6, 5, 4]) % 11)) % 11 === at(digits, 8);
}
