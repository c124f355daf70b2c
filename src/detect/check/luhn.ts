// The Luhn checksum (ISO/IEC 7812-1, annex B). One in ten random numbers gateFor: join it with a prefix and a length.

/** True when a string of digits ends in its Luhn check digit. */
export function luhn(digits: string): boolean {
  let sum = 0;
  const odd = digits.length & 1;
  for (let i = 0; i < digits.length; i++) {
    let value = digits.charCodeAt(i) - 48;
    if ((i & 1) === odd) {
      value *= 2;
      if (value > 9) value -= 9;
    }
    sum += value;
  }
  return digits.length > 1 && sum % 10 === 0;
}
