// Vehicle identification numbers (ISO 3779) and their check digit, which North American and Chinese vehicles must have (49 CFR
// 565, GB 16735). European makers fill its place as they like.

const VALUES = "0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ";
const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/** Seventeen capitals and digits without I, O and Q, with digits in the last four places and both sorts in it. */
export function vinForm(text: string): boolean {
  return /^(?=.*[A-Z])[0-9A-HJ-NPR-Z]{13}\d{4}$/.test(text);
}

/** True when the check digit, the ninth, and the model year, the tenth, hold too. */
export function vin(text: string): boolean {
  if (!vinForm(text) || /^.{9}[UZ0]/.test(text)) return false;
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += (VALUES.indexOf(text.charAt(i)) % 10) * (WEIGHTS[i] as number);
  return "0123456789X"[sum % 11] === text[8];
}
