// What most national numbers are made of: weighted sums, remainders of long numbers, days of a calendar. Strings of digits in,
// numbers and truth out; a remainder alone is never proof of anything.

/** Sum of the digits times their weights; further digits than weights are ignored. */
export function weigh(digits: string, weights: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += (digits.charCodeAt(i) - 48) * (weights[i] as number);
  return sum;
}

/** The digit at an index. */
export function at(digits: string, index: number): number {
  return digits.charCodeAt(index) - 48;
}

/** Remainder of a number of any length. */
export function remainder(digits: string, modulus: number): number {
  let rest = 0;
  for (let i = 0; i < digits.length; i++) rest = (rest * 10 + digits.charCodeAt(i) - 48) % modulus;
  return rest;
}

/** ISO 7064 MOD 11,10: true when the last digit is the check digit of those before. */
export function mod1110(digits: string): boolean {
  let product = 10;
  for (let i = 0; i < digits.length - 1; i++) {
    const sum = (at(digits, i) + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return digits.length > 1 && (11 - product) % 10 === at(digits, digits.length - 1);
}

/** True for a day that exists; the year has four digits. */
export function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (month === 2 ? (leap ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31);
}

/** True when two-digit year, month and day exist in either century; all are strings of digits. */
export function isShortDay(year: string, month: string, day: string): boolean {
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  return isDay(1900 + y, m, d) || isDay(2000 + y, m, d);
}

/** One digit over and over. */
export function isRepeated(digits: string): boolean {
  return /^(.)\1*$/.test(digits);
}
