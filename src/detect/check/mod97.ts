// ISO 7064 MOD 97-10 as ISO 13616 uses it for IBANs, with the lengths of the SWIFT registry. The checksum alone passes one
// random text in 97: the country and its length belong to the check.

/** Length of an IBAN by country; the last line holds countries that use the format without being in the registry. */
export const IBAN_LENGTH: ReadonlyMap<string, number> = new Map(
  (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 " +
    "FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 " +
    "LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 " +
    "RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30 " +
    "AO25 BF28 BJ28 CF27 CG27 CI28 CM27 CV25 DZ26 GA27 GQ27 GW25 IR26 KM27 MA28 MG27 ML28 MZ25 NE28 SN28 TD27 TG28"
  )
    .split(" ")
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** True when an IBAN without separators, in upper case, has the remainder 1. */
export function mod97(iban: string): boolean {
  let rest = 0;
  for (let i = 0; i < iban.length; i++) {
    const code = iban.charCodeAt((i + 4) % iban.length);
    if (code >= 48 && code <= 57) rest = (rest * 10 + code - 48) % 97;
    else if (code >= 65 && code <= 90) rest = (rest * 100 + code - 55) % 97;
    else return false;
  }
  return rest === 1;
}

/** States whose account numbers begin with four letters of the bank, and those that have digits only (SWIFT registry). */
const BANK_LETTERS = new Set("AZ BG BH GB GI IE JO KW LC LV MT MU NL PK PS QA RO SC VG".split(" "));
const DIGITS_ONLY = new Set("AE AT BA BE CZ DE DK EE ES FI HR HU IL LT ME MK NO PL PT RS SE SI SK TL TN XK".split(" "));

/** False where the account number, in capitals without separators, is written otherwise than its state writes them. */
export function fitsBank(iban: string): boolean {
  const state = iban.slice(0, 2);
  if (BANK_LETTERS.has(state)) return /^.{4}[A-Z]{4}/.test(iban);
  return !DIGITS_ONLY.has(state) || /^..\d+$/.test(iban);
}
