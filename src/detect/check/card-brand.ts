// Who issues a payment card, by its first digits and its length (ISO/IEC 7812 ranges as the networks publish them). Lengths
// are those that are in use: a longer one that a standard allows would let too many ordinary numbers pass.

export type CardBrand =
  | "visa"
  | "mastercard"
  | "amex"
  | "discover"
  | "jcb"
  | "diners"
  | "unionpay"
  | "maestro"
  | "mir"
  | "troy"
  | "rupay"
  | "uatp";

/** First and last prefix, lengths. The narrower range stands first where ranges overlap. */
const RANGES: readonly (readonly [number, number, CardBrand, readonly number[]])[] = [
  [2200, 2204, "mir", [16, 17, 18, 19]],
  [2221, 2720, "mastercard", [16]],
  [3000, 3059, "diners", [14, 16]],
  [3095, 3095, "diners", [14, 16]],
  [3400, 3499, "amex", [15]],
  [3528, 3589, "jcb", [16, 17, 18, 19]],
  [3600, 3699, "diners", [14, 16]],
  [3700, 3799, "amex", [15]],
  [3800, 3999, "diners", [14, 16]],
  [4000, 4999, "visa", [13, 16, 19]],
  [5018, 5018, "maestro", [12, 13, 14, 15, 16, 17, 18, 19]],
  [5020, 5020, "maestro", [12, 13, 14, 15, 16, 17, 18, 19]],
  [5038, 5038, "maestro", [12, 13, 14, 15, 16, 17, 18, 19]],
  [5081, 5082, "rupay", [16]],
  [5100, 5599, "mastercard", [16]],
  [5893, 5893, "maestro", [12, 13, 14, 15, 16, 17, 18, 19]],
  [6011, 6011, "discover", [16, 17, 18, 19]],
  [6200, 6299, "unionpay", [16, 17, 18, 19]],
  [6304, 6304, "maestro", [12, 13, 14, 15, 16, 17, 18, 19]],
  [6440, 6599, "discover", [16, 17, 18, 19]],
  [6759, 6763, "maestro", [12, 13, 14, 15, 16, 17, 18, 19]],
  [8100, 8171, "unionpay", [16, 17, 18, 19]],
  [8200, 8299, "rupay", [16]],
  [9792, 9792, "troy", [16]],
  [1000, 1999, "uatp", [15]],
];

/** The network whose range and length fit a number, or null. */
export function cardBrand(digits: string): CardBrand | null {
  const prefix = Number(digits.slice(0, 4));
  for (let k = 0; k < RANGES.length; k++) {
    const range = RANGES[k] as (typeof RANGES)[number];
    if (prefix >= range[0] && prefix <= range[1]) return range[3].includes(digits.length) ? range[2] : null;
  }
  return null;
}
