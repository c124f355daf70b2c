// Numbers of Sweden, Norway, Denmark, Finland, Iceland, the Netherlands, Belgium, Luxembourg and the Baltic states. All but the
// Dutch one hold a day of birth.

import { at, isDay, isShortDay, remainder, weigh } from "./digits.ts";
import { luhn } from "./luhn.ts";
import { verhoeff } from "./verhoeff.ts";

/** SE personnummer and samordningsnummer (day plus 60): ten or twelve digits, Luhn over the last ten. */
export function personnummer(digits: string): boolean {
  const short = digits.slice(-10);
  if (digits.length !== 10 && !/^(?:18|19|20)\d{10}$/.test(digits)) return false;
  const [month, day] = [Number(short.slice(2, 4)), Number(short.slice(4, 6)) % 60];
  const real =
    digits.length === 12
      ? isDay(Number(digits.slice(0, 4)), month, day)
      : isShortDay(short.slice(0, 2), String(month), String(day));
  return real && luhn(short);
}

/** SE organisationsnummer: ten digits, the third one 2 and more so that it is no day, Luhn. */
export function orgnummer(digits: string): boolean {
  return /^[125-9]\d[2-9]\d{7}$/.test(digits) && luhn(digits);
}

/** NO fødselsnummer, D-nummer (day plus 40) and synthetic ones (month plus 40 or 80): two check digits mod 11. */
export function fodselsnummer(digits: string): boolean {
  if (digits.length !== 11) return false;
  const [day, month] = [Number(digits.slice(0, 2)) % 40, Number(digits.slice(2, 4)) % 40];
  if (!isShortDay(digits.slice(4, 6), String(month), String(day))) return false;
  return (
    weigh(digits, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 === 0 &&
    weigh(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0
  );
}

/** DK CPR: day of birth and four digits; mod 11 held until 2007 and still does for most. */
export function cpr(digits: string): boolean {
  return hasDanishDay(digits) && weigh(digits, [4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0;
}

/** True when ten digits begin with a day, month and year. */
export function hasDanishDay(digits: string): boolean {
  return digits.length === 10 && isShortDay(digits.slice(4, 6), digits.slice(2, 4), digits.slice(0, 2));
}

const HETU_CHECKS = "0123456789ABCDEFHJKLMNPRSTUVWXY";
const HETU_CENTURY: Readonly<Record<string, number>> = { "+": 1800, "-": 1900 };

/** FI henkilötunnus: day of birth, sign of the century, serial of 002 to 899 (temporary ones 900 and more), mod 31. Upper case. */
export function hetu(code: string): boolean {
  const parts = /^(\d\d)(\d\d)(\d\d)([-+A-FU-Y])(\d{3})([0-9A-Y])$/.exec(code);
  if (parts === null) return false;
  const sign = parts[4] as string;
  const century = HETU_CENTURY[sign] ?? (sign < "G" ? 2000 : 1900);
  if (!isDay(century + Number(parts[3]), Number(parts[2]), Number(parts[1])) || Number(parts[5]) < 2) return false;
  return HETU_CHECKS[Number(code.slice(0, 6) + parts[5]) % 31] === parts[6];
}

/** IS kennitala: day of birth (plus 40 for companies), serial, check digit mod 11, century 8, 9 or 0. */
export function kennitala(digits: string): boolean {
  if (!/^\d{9}[890]$/.test(digits)) return false;
  if (!isShortDay(digits.slice(4, 6), digits.slice(2, 4), String(Number(digits.slice(0, 2)) % 40))) return false;
  return weigh(digits, [3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0;
}

/** NL burgerservicenummer: weights 9 to 2 and -1, mod 11. */
export function bsn(digits: string): boolean {
  return (
    digits.length === 9 && !/^0{2}|^(\d)\1+$/.test(digits) && weigh(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0
  );
}

/** BE rijksregisternummer: day of birth, serial, 97 less the remainder; from 2000 on with a 2 before. */
export function rijksregister(digits: string): boolean {
  if (digits.length !== 11) return false;
  // Foreigners have 20 or 40 more.
  const month = Number(digits.slice(2, 4)) % 20;
  if (digits.charCodeAt(2) > 0x35) return false;
  // Where the day is not known, zeros stand for it.
  const day = digits.slice(4, 6) === "00" ? "01" : digits.slice(4, 6);
  if (month !== 0 && !isShortDay(digits.slice(0, 2), String(month), day)) return false;
  if (month === 0 && digits.slice(4, 6) !== "00") return false;
  const check = Number(digits.slice(9));
  return check === 97 - remainder(digits.slice(0, 9), 97) || check === 97 - remainder(`2${digits.slice(0, 9)}`, 97);
}

/** EE isikukood and LT asmens kodas: sex and century, day of birth, serial, mod 11 in two rounds of weights. */
export function isikukood(digits: string): boolean {
  if (!/^[1-8]\d{10}$/.test(digits)) return false;
  const century = 1700 + Math.ceil(at(digits, 0) / 2) * 100;
  if (!isDay(century + Number(digits.slice(1, 3)), Number(digits.slice(3, 5)), Number(digits.slice(5, 7))))
    return false;
  const first = weigh(digits, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11;
  const rest = first < 10 ? first : (weigh(digits, [3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11) % 10;
  return rest === at(digits, 10);
}

/** LV personas kods: day of birth, century, serial, mod 11; since 2017 one that begins with 32 and holds no day. */
export function personasKods(digits: string): boolean {
  if (digits.length !== 11) return false;
  if (!digits.startsWith("32") && !isShortDay(digits.slice(4, 6), digits.slice(2, 4), digits.slice(0, 2))) return false;
  return ((1101 - weigh(digits, [1, 6, 3, 7, 9, 10, 5, 8, 4, 2])) % 11) % 10 === at(digits, 10);
}

/** LU matricule: day of birth with four digits of the year, serial, a Luhn and a Verhoeff digit, each over the eleven before. */
export function matricule(digits: string): boolean {
  if (digits.length !== 13) return false;
  if (!isDay(Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), Number(digits.slice(6, 8)))) return false;
  return luhn(digits.slice(0, 12)) && verhoeff(digits.slice(0, 11) + digits[12]);
}
