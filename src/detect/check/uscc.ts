// Chinese unified social credit codes (GB 32100-2015): 18 characters, the last one a MOD 31 check character; positions 9 to
// 17 are an organisation code (GB 11714) with a check character of its own.

const ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const VALUE = new Map([...ALPHABET].map((character, value) => [character, value]));
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];

/** True when an upper-case code of 18 characters ends in its check character. */
export function uscc(code: string): boolean {
  if (code.length !== 18) return false;
  let sum = 0;
  let weight = 1;
  for (let i = 0; i < 17; i++) {
    const value = VALUE.get(code[i] as string);
    if (value === undefined) return false;
    sum += value * weight;
    weight = (weight * 3) % 31;
  }
  return ALPHABET[(31 - (sum % 31)) % 31] === code[17];
}

/** True when nine characters are an organisation code that ends in its check character. */
export function organisationCode(code: string): boolean {
  if (code.length !== 9) return false;
  let sum = 0;
  for (const [i, weight] of ORGANISATION_WEIGHTS.entries()) {
    const character = code.charCodeAt(i);
    sum += (character <= 57 ? character - 48 : character - 55) * weight;
  }
  const check = 11 - (sum % 11);
  return code[8] === (check === 10 ? "X" : check === 11 ? "0" : String(check));
}
