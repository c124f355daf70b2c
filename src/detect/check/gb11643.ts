// Chinese resident identity numbers (GB 11643-1999): region, birth date and a check character by ISO 7064 MOD 11-2. The
// structure and the check character are judged apart, since people mistype the second and a label vouches for the value.

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHARACTERS = "10X98765432";

/** First two digits: provinces, and 81 to 83 for the residence permits of Hong Kong, Macau and Taiwan. */
const REGIONS = new Set(
  "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91".split(
    " ",
  ),
);

/** True when 18 characters end in their check character; `x` counts as `X`. */
export function gb11643(id: string): boolean {
  if (id.length !== 18) return false;
  let sum = 0;
  for (let i = 0; i < WEIGHTS.length; i++) {
    const digit = id.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return false;
    sum += digit * (WEIGHTS[i] as number);
  }
  return id[17]?.toUpperCase() === CHARACTERS[sum % 11];
}

/**
 * True when an 18- or 15-digit number begins with a known region and holds a real date of birth. Permits of permanent residence
 * (since 2023) have a 9, the region and three digits of the nationality instead.
 */
export function hasRegionAndDate(id: string): boolean {
  const long = id.length === 18;
  if (!REGIONS.has(id.slice(0, 2)) && !(long && id[0] === "9" && REGIONS.has(id.slice(1, 3)))) return false;
  const year = long ? Number(id.slice(6, 10)) : 1900 + Number(id.slice(6, 8));
  const at = long ? 10 : 8;
  return year >= 1850 && year <= 2100 && isDate(year, Number(id.slice(at, at + 2)), Number(id.slice(at + 2, at + 4)));
}

function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 ? (leap ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return day <= days;
}
