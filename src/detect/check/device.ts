// Numbers of devices and SIM cards: structure beside Luhn.

import { isRepeated } from "./digits.ts";
import { luhn } from "./luhn.ts";

/** First two digits of a type allocation code: the bodies that report to the GSMA, and test devices. */
const REPORTING_BODY = /^(?:00|01|10|30|33|35|44|45|49|5[0-4]|86|91|9[89])/;

/** IMEI: fifteen digits, a reporting body, Luhn (3GPP TS 23.003). */
export function imei(digits: string): boolean {
  return digits.length === 15 && REPORTING_BODY.test(digits) && luhn(digits) && !isRepeated(digits);
}

/** Countries whose SIM cards most people have, behind the 89 of telecommunication. */
const SIM_COUNTRY =
  /^89(?:01|10|30|31|32|33|34|39|4[0-9]|5[1-8]|6[0-6]|8[1246]|9[0-5]|20|27|35|36|37|38|7[0-7]|852|853|886|97|98|99)/;

/** ICCID: 19 or 20 digits, 89, country, Luhn (ITU-T E.118). */
export function iccid(digits: string): boolean {
  return (digits.length === 19 || digits.length === 20) && SIM_COUNTRY.test(digits) && luhn(digits);
}

/** MEID: fourteen hexadecimal digits, the first A to F, or fourteen digits. */
export function meidForm(text: string): boolean {
  return /^(?:[A-Fa-f9][0-9A-Fa-f]{13}|\d{14})$/.test(text);
}
