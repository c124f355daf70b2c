// Makers of identity and account numbers with right check digits, written from their standards and not from the rules, so
// that a wrong rule cannot agree with itself.

import type { Random } from "./random.ts";
import { BASE62, DIGITS, HEX, LOWER, UPPER } from "./values.ts";

/** Makes one number at each call. */
export type Maker = () => string;

export function createIdentities(random: Random): Readonly<Record<string, Maker>> {
  const { int, pick, text } = random;
  const two = (n: number): string => String(n).padStart(2, "0");
  const digits = (length: number): string => text(DIGITS, length);
  const date = (): { y: number; m: string; d: string } => ({
    y: int(1950, 2004),
    m: two(int(1, 12)),
    d: two(int(1, 28)),
  });

  return {
    ssn: () => `${int(101, 665)}-${two(int(10, 99))}-${int(1000, 9999)}`,
    itin: () => `9${digits(2)}-${int(70, 88)}-${int(1000, 9999)}`,
    npi: () => {
      const body = pick(["1", "2"]) + digits(8);
      return body + luhnDigit(`80840${body}`);
    },
    dea: () => {
      const d = digits(6);
      const n = (i: number): number => Number(d[i]);
      return `${pick([..."ABFM"])}${pick([...UPPER])}${d}${(n(0) + n(2) + n(4) + 2 * (n(1) + n(3) + n(5))) % 10}`;
    },
    routing: () =>
      first(
        () => `${pick(["02", "11", "12", "26", "31"])}${digits(7)}`,
        (s) => weighed(s, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 === 0,
      ),
    nhs: () =>
      first(
        () => `4${digits(9)}`,
        (s) => weighed(s, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0,
      ),
    nino: () => `${pick(["AB", "CE", "JG", "PW", "SR"])}${digits(6)}${pick([..."ABCD"])}`,
    sin: () => luhnNumber(pick([..."1234567"]), 9, digits),
    cpf: () => {
      const body = digits(9);
      const one = mod11(weighed(body, down(10, 9)));
      return body + one + mod11(weighed(body + one, down(11, 10)));
    },
    cnpj: () => {
      const body = `${digits(8)}0001`;
      const weights = [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2];
      const one = mod11(weighed(body, weights));
      return body + one + mod11(weighed(body + one, [6, ...weights]));
    },
    nif: () => {
      const n = digits(8);
      return n + "TRWAGMYFPDXBNJZSQVHLCKE"[Number(n) % 23];
    },
    steuerId: () =>
      first(
        () => pick([..."123456789"]) + digits(10),
        (s) => isGermanTaxId(s),
      ),
    nir: () => {
      const { y, m } = date();
      const body = `${pick(["1", "2"])}${String(y).slice(2)}${m}${two(int(1, 95))}${digits(3)}${digits(3)}`;
      return body + two(97 - Number(BigInt(body) % 97n));
    },
    codiceFiscale: () => {
      const body = `${text("BCDFGLMNPRSTV", 6)}${two(int(40, 99))}${pick([..."ABCDEHLMPRST"])}${two(int(1, 28))}${pick([..."ABCDEFGHIL"])}${digits(3)}`;
      return body + italianLetter(body);
    },
    pesel: () => {
      const { y, m, d } = date();
      const body = `${String(y).slice(2)}${y >= 2000 ? Number(m) + 20 : m}${d}${digits(4)}`;
      return body + ((10 - (weighed(body, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10);
    },
    bsn: () =>
      first(
        () => pick([..."12"]) + digits(8),
        (s) => weighed(s, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0,
      ),
    personnummer: () => {
      const { y, m, d } = date();
      const body = `${String(y).slice(2)}${m}${d}${digits(3)}`;
      return `${body.slice(0, 6)}-${body.slice(6)}${luhnDigit(body)}`;
    },
    hetu: () => {
      const { y, m, d } = date();
      const head = `${d}${m}${String(y).slice(2)}`;
      const serial = digits(3).replace(/^00[01]$/, "123");
      return `${head}${y >= 2000 ? "A" : "-"}${serial}${"0123456789ABCDEFHJKLMNPRSTUVWXY"[Number(head + serial) % 31]}`;
    },
    tckn: () => {
      const n = pick([..."123456789"]) + digits(8);
      const at = (i: number): number => Number(n[i]);
      const odd = at(0) + at(2) + at(4) + at(6) + at(8);
      const even = at(1) + at(3) + at(5) + at(7);
      const tenth = (((7 * odd - even) % 10) + 10) % 10;
      return n + tenth + ((odd + even + tenth) % 10);
    },
    aadhaar: () =>
      first(
        () => pick([..."23456789"]) + digits(11),
        (s) => verhoeff(s),
      ),
    pan: () => `${text(UPPER, 3)}P${pick([...UPPER])}${digits(4)}${pick([...UPPER])}`,
    rrn: () => {
      const { y, m, d } = date();
      const body = `${String(y).slice(2)}${m}${d}${y >= 2000 ? pick(["3", "4"]) : pick(["1", "2"])}${digits(5)}`;
      const check = (11 - (weighed(body, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11)) % 10;
      return `${body.slice(0, 6)}-${body.slice(6)}${check}`;
    },
    nric: () => {
      const n = digits(7);
      return `S${n}${"JZIHGFEDCBA"[weighed(n, [2, 7, 6, 5, 4, 3, 2]) % 11]}`;
    },
    hkid: () => {
      const letter = pick([..."ABCDEGHKMPRVYZ"]);
      const n = digits(6);
      const sum = 36 * 9 + (letter.charCodeAt(0) - 55) * 8 + weighed(n, [7, 6, 5, 4, 3, 2]);
      const check = (11 - (sum % 11)) % 11;
      return `${letter}${n}(${check === 10 ? "A" : check})`;
    },
    twid: () =>
      first(
        () => pick([..."ABCDEFGH"]) + pick(["1", "2"]) + digits(8),
        (s) => {
          const code = s.charCodeAt(0) - 55;
          return (
            (Math.floor(code / 10) + 9 * (code % 10) + weighed(s.slice(1), [8, 7, 6, 5, 4, 3, 2, 1, 1])) % 10 === 0
          );
        },
      ),
    tfn: () =>
      first(
        () => pick([..."123456789"]) + digits(8),
        (s) => weighed(s, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0,
      ),
    zaId: () => {
      const { y, m, d } = date();
      const body = `${String(y).slice(2)}${m}${d}${digits(4)}0${pick(["8", "9"])}`;
      return body + luhnDigit(body);
    },
    imei: () => luhnNumber(`35${digits(6)}`, 15, digits),
    vin: () => {
      const alphabet = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789";
      const body = `${pick(["1HG", "WVW", "JTD", "5YJ"])}${text(alphabet, 5)}0${text(alphabet, 4)}${digits(4)}`;
      const value = (c: string): number =>
        c >= "0" && c <= "9" ? Number(c) : Number("12345678 12345 7 923456789"[c.charCodeAt(0) - 65]);
      const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
      const sum = [...body].reduce((s, c, i) => s + value(c) * (weights[i] as number), 0) % 11;
      return body.slice(0, 8) + (sum === 10 ? "X" : sum) + body.slice(9);
    },
    uscc: () => {
      const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
      const org = first(
        () => text(DIGITS, 8) + pick([..."0123456789"]),
        (s) => (11 - (weighed(s.slice(0, 8), [3, 7, 9, 10, 5, 8, 4, 2]) % 11)) % 11 === Number(s[8]),
      );
      const body = `91${pick(["110108", "310115", "440300", "330106"])}${org}`;
      const sum = [...body].reduce((s, c, i) => s + alphabet.indexOf(c) * (3 ** i % 31), 0);
      return body + alphabet[(31 - (sum % 31)) % 31];
    },
    eth: () => `0x${text(HEX, 40)}`,
    passport: () => `E${digits(8)}`,
    usPassport: () => `${pick([..."456"])}${digits(8)}`,
    // Up to two of the five characters are letters (GA 36).
    plate: () =>
      `${pick([..."京沪粤浙苏川鲁"])}${pick([..."ABCDEF"])}${first(
        () => text(`${DIGITS}ABCDEFGH`, 5),
        (serial) => serial.replace(/\d/g, "").length <= 2,
      )}`,
    account: () => digits(int(8, 12)),
    username: () => `${text(LOWER, int(4, 8))}`,
    apiKey: () => text(BASE62, 32),
  };
}

function first(make: Maker, holds: (made: string) => boolean): string {
  for (;;) {
    const made = make();
    if (holds(made)) return made;
  }
}

function weighed(text: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, i) => sum + weight * Number(text[i]), 0);
}

function down(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from - i);
}

function mod11(sum: number): number {
  const rest = sum % 11;
  return rest < 2 ? 0 : 11 - rest;
}

function luhnDigit(body: string): number {
  const sum = [...body].reverse().reduce((s, c, i) => {
    const d = Number(c) * (i % 2 === 0 ? 2 : 1);
    return s + (d > 9 ? d - 9 : d);
  }, 0);
  return (10 - (sum % 10)) % 10;
}

function luhnNumber(prefix: string, length: number, digits: (n: number) => string): string {
  const body = prefix + digits(length - 1 - prefix.length);
  return body + luhnDigit(body);
}

/** ISO 7064 MOD 11,10, and one digit of the first ten that stands there twice or three times. */
function isGermanTaxId(id: string): boolean {
  let product = 10;
  for (const c of id.slice(0, 10)) {
    const sum = (Number(c) + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  const counts = [...DIGITS].map((d) => id.slice(0, 10).split(d).length - 1);
  const repeated = counts.filter((n) => n > 1);
  return (11 - product) % 10 === Number(id[10]) && repeated.length === 1 && (repeated[0] as number) <= 3;
}

function italianLetter(body: string): string {
  const odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
  const sum = [...body].reduce((s, c, i) => {
    const n = c >= "0" && c <= "9" ? Number(c) : c.charCodeAt(0) - 65;
    return s + (i % 2 === 0 ? (odd[n] as number) : n);
  }, 0);
  return String.fromCharCode(65 + (sum % 26));
}

/** The dihedral group of ten elements, as J. Verhoeff used it (1969). */
function verhoeff(number: string): boolean {
  const times = (a: number, b: number): number =>
    a < 5 ? (b < 5 ? (a + b) % 5 : 5 + ((a + b) % 5)) : b < 5 ? 5 + ((a - b + 5) % 5) : (a - b + 10) % 5;
  const turn = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
  let check = 0;
  for (const [i, c] of [...number].reverse().entries()) {
    let n = Number(c);
    for (let k = 0; k < i % 8; k++) n = turn[n] as number;
    check = times(check, n);
  }
  return check === 0;
}
