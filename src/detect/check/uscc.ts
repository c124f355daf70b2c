// Chinese unified social credit codes (GB 32100-2015): 18 characters, the last one a MOD 31 check character; positions 9 to
// 17 are an organisation code (GB 11714) with a check character of its own.

const ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";
/** Value of a character by its code, NONE for those that are not used. */
const NONE = 255;
const VALUE = new Uint8Array(128).fill(NONE);
for (const [value, byte] of Buffer.from(ALPHABET).entries()) VALUE[byte] = value;
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];

/** True when an upper-case code of 18 characters ends in its check character. */
export function uscc(code: string): boolean {
  if (code.length !== 18) return false;
  let sum = 0;
  let weight = 1;
  for (let i = 0; i < 17; i++) {
    const value = VALUE[code.charCodeAt(i)] ?? NONE;
    if (value === NONE) return false;
    sum += value * weight;
    weight = (weight * 3) % 31;
  }
  return ALPHABET[(31 - (sum % 31)) % 31] === code[17];
}

/** True when nine characters are an organisation code that ends in its check character. */
export function organisationCode(code: string): boolean {
  if (code.length !== 9) return false;
  let sum = 0;
  for (let i = 0; i < ORGANISATION_WEIGHTS.length; i++) {
    const character = code.charCodeAt(i);
    sum += (character <= 57 ? character - 48 : character - 55) * (ORGANISATION_WEIGHTS[i] as number);
  }
  const check = 11 - (sum % 11);
  return code[8] === (check === 10 ? "X" : check === 11 ? "0" : String(check));
}
