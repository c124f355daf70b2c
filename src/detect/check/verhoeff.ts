// The Verhoeff checksum: products in the dihedral group of order ten, with a permutation for each place. Finds every single
// wrong digit and every swap of neighbours.

/** The product of two elements: 0 to 4 are turns, 5 to 9 are reflections. */
function product(a: number, b: number): number {
  if (a < 5) return b < 5 ? (a + b) % 5 : ((a + b) % 5) + 5;
  return b < 5 ? ((a - b + 5) % 5) + 5 : (a - b + 5) % 5;
}

/** The permutation of the second place; the others are its powers. */
const PERMUTATION = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

/** True when a string of digits ends in its Verhoeff check digit. */
export function verhoeff(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    let value = digits.charCodeAt(digits.length - 1 - i) - 48;
    for (let k = i % 8; k > 0; k--) value = PERMUTATION[value] as number;
    sum = product(sum, value);
  }
  return digits.length > 1 && sum === 0;
}
