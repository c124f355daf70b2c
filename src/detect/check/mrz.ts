// The machine-readable zone of passports and cards (ICAO 9303), and the numbers that use its check digit alone.

/** Value of a character: digits, A to Z as 10 to 35, the filler as 0; -1 for any other. */
function value(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  if (byte >= 65 && byte <= 90) return byte - 55;
  return byte === 0x3c ? 0 : -1;
}

const WEIGHTS = [7, 3, 1];

/** True when the digit behind `text` is its check digit by weights 7 3 1; a filler counts where a field is empty. */
export function mrzCheck(text: string, check: string): boolean {
  let sum = 0;
  for (let i = 0; i < text.length; i++) {
    const number = value(text.charCodeAt(i));
    if (number < 0) return false;
    sum += number * (WEIGHTS[i % 3] as number);
  }
  return String(sum % 10) === check || (check === "<" && /^<*$/.test(text));
}

/** True when the second line of a passport (44) or visa, or the first or second of a card (30, 36), proves itself. */
export function isMrzLine(line: string): boolean {
  const field = (from: number, to: number): boolean => mrzCheck(line.slice(from, to), line[to] as string);
  if (line.length === 44 || line.length === 36) return field(0, 9) && field(13, 19) && field(21, 27);
  if (line.length !== 30) return false;
  return /^[ACI]/.test(line) ? field(5, 14) : field(0, 6) && field(8, 14);
}

/** DE identity card and passport: nine characters without vowels, and the check digit that the zone adds to them. Upper case. */
export function deSerial(code: string): boolean {
  return (
    /^[CFGHJ-NPRTV-Z](?!(.)\1{8})[0-9CFGHJ-NPRTV-Z]{8}\d$/.test(code) && mrzCheck(code.slice(0, 9), code[9] as string)
  );
}
