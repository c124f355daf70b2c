// Accounts without an IBAN, and the codes of their banks: account numbers behind a caption, British sort codes, BIC.

import { folded } from "../build/anchor.ts";
import { CAPTION_GAP } from "../build/caption.ts";
import { idNumber } from "../build/id-number.ts";
import { labelled } from "../build/labelled.ts";
import { pattern } from "../build/pattern.ts";
import { charset, NOT_LETTER, UPPER } from "../charset.ts";
import type { Rule } from "../rule.ts";

/** ISO 3166 codes, which stand at the fifth place of a BIC. */
const COUNTRY =
  "A[DEFGILMOQRSTUWXZ]|B[ABDEFGHIJLMNOQRSTVWYZ]|C[ACDFGHIKLMNORUVWXYZ]|D[EJKMOZ]|E[CEGHRST]|F[IJKMOR]|G[ABDEFGHILMNPQRSTUWY]|H[KMNRTU]|I[DELMNOQRST]|J[EMOP]|K[EGHIMNPRWYZ]|L[ABCIKRSTUVY]|M[ACDEFGHKLMNOPQRSTUVWXYZ]|N[ACEFGILOPRUZ]|OM|P[AEFGHKLMNRSTWY]|QA|R[EOSUW]|S[ABCDEGHIJKLMNORSTVXYZ]|T[CDFGHJKLMNORTVWZ]|U[AGMSYZ]|V[ACEGINU]|W[FS]|XK|Y[ET]|Z[AMW]";
const BIC = `[A-Z]{4}(?:${COUNTRY})[0-9A-Z]{2}(?:[0-9A-Z]{3})?(?![A-Za-z0-9_])`;
/** Eight letters that are a word as well stand behind `swift` in prose. */
const SWIFT_CAPTION = `(?:(?:[Ss]wift|SWIFT)(?: ?[/-] ?(?:[Bb]ic|BIC))?|(?:[Bb]ic|BIC)(?: ?[/-] ?(?:[Ss]wift|SWIFT))?)`;

const bic = pattern({
  id: "bic",
  kind: "BIC",
  description: "bank identifier code behind a caption (ISO 9362: bank, country, place, branch)",
  tier: "context",
  confidence: 0.85,
  anchors: ["BIC", "bic", "Bic", "SWIFT", "swift", "Swift"],
  before: NOT_LETTER,
  // The bank and its country.
  behind: [{ op: "soon", set: UPPER, least: 6, within: 64 }],
  get pattern() {
    return new RegExp(
      `(?<![A-Za-z])${SWIFT_CAPTION}(?:[ _-]?(?:[Cc]ode|CODE|[Nn]umber|[Nn]o|ID|id))?${CAPTION_GAP}(?<!_)(?<value>${BIC})`,
      "y",
    );
  },
  ahead: 64,
  get examples() {
    return {
      yes: ["BIC: «COBADEFFXXX»", "SWIFT code «DEUTDEFF500»", '"bic":"«BNPAFRPP»"', "SWIFT/BIC «NWBKGB2L»"],
      no: [
        { text: "COBADEFFXXX", why: "no caption" },
        { text: "Swift PROTOCOL", why: "a word without a country" },
        { text: "cubic BNPAFRPP", why: "another word" },
        { text: "CMAKE_Swift_COMPILER", why: "the end of a name" },
      ],
    };
  },
});

const bicByIban = pattern({
  id: "bic-by-iban",
  kind: "BIC",
  description: "bank identifier code right behind an IBAN",
  tier: "context",
  confidence: 0.7,
  anchors: [folded("iban")],
  // The country of the account, and the bank and country of the code.
  gateFor: () => [[{ op: "soon", set: UPPER, least: 8, within: 112 - "iban".length }]],
  get pattern() {
    return new RegExp(
      `(?:iban|IBAN|Iban)(?:[ ]?:|[ ]?=)?[ ]*[A-Z]{2}\\d\\d(?: ?[0-9A-Z]){11,30}(?: ?[,;/|] ?| )(?<value>${BIC})`,
      "y",
    );
  },
  ahead: 112,
  get examples() {
    return {
      yes: [
        "IBAN DE89 3704 0044 0532 0130 00, «COBADEFFXXX»",
        "IBAN: NO9386011117947 / «DNBANOKK»",
        "iban=FR1420041010050500013M02606; «PSSTFRPPPAR»",
      ],
      no: [
        { text: "IBAN and COBADEFFXXX", why: "no account stands between" },
        { text: "IBAN NO9386011117947 PAYMENTS", why: "a word without a country" },
        { text: "NO9386011117947 DNBANOKK", why: "no caption" },
      ],
    };
  },
});

export const bankAccountRules: readonly Rule[] = [
  idNumber({
    id: "bank-account",
    kind: "BANK_ACCOUNT",
    description: "bank account number behind a caption (8 to 17 digits)",
    shapes: ["8..17", "3-3-4", "4-4-4", "4-6", "3-6", "3-4-5", "4-4-2-10", "8-2"],
    words:
      "bank account,bank account no,bank account number,checking account,checking,savings account,savings,account number,account no,acct,acct no,acct number,account num,bank acct,bank no,direct deposit,deposit account,kontonummer,konto nr,kontonr,konto,numéro de compte,compte bancaire,numero de compte,número de cuenta,numero de cuenta,cuenta bancaria,cuenta corriente,cuenta de ahorros,conta bancária,conta corrente,conta poupança,número da conta,numero conto,conto corrente,conto bancario,rekeningnummer,rekening,bankgiro,plusgiro,numer konta,nr konta,clabe,cbu,cvu,口座番号,계좌번호",
    examples: () => ({
      yes: [
        "bank account: «945456787654»",
        "acct no. «000123456789»",
        "CLABE «032180000118359719»".replace("032180000118359719", "03218000011835971"),
        "Kontonummer «0532013000»",
      ],
      no: [
        { text: "945456787654", why: "no caption" },
        { text: "account created 20251120143000", why: "something else stands between" },
        { text: "accounts: 12, number 945456787654", why: "the caption names something else" },
      ],
    }),
  }),
  labelled({
    id: "bank-account-short",
    kind: "BANK_ACCOUNT",
    description: "bank account number of six and seven digits, or with letters, behind a full caption",
    names: "bank account,checking account,savings account",
    anchors: "bank account,bank_account,checking,savings",
    digits: 6,
    value: String.raw`(?=(?:[A-Z-]{0,4}\d){6})[A-Z0-9]{6,17}(?![A-Z0-9_]|[./@-][A-Z0-9])`,
    examples: () => ({
      yes: ["bank account number: «1234567»", "savings account «AB4567891»", '"checking_account": "«654321»"'],
      no: [
        { text: "bank account 12345", why: "too short" },
        { text: "bank accounts 1234567", why: "another word" },
        { text: "bank account holder", why: "a word" },
      ],
    }),
  }),
  idNumber({
    id: "uk-sort-code-account",
    kind: "BANK_ACCOUNT",
    description: "British sort code and account number, as one, behind a caption",
    shapes: ["2-2-2-8", "6-8"],
    words: "sort code,sortcode,sort code and account,account,bank details,bank,account details,bacs",
    mixed: true,
    examples: () => ({
      yes: ["sort code «20-00-00 55779911»", "bank details: «20-00-00-55779911»", "account «200000 55779911»"],
      no: [
        { text: "25-11-20 55779911", why: "no caption" },
        { text: "bank of 20-00-00-5577991", why: "too short" },
        { text: "sort code by 20-00-00 date", why: "no account" },
      ],
    }),
  }),
  labelled({
    id: "uk-sort-code",
    kind: "BANK_ACCOUNT",
    description: "British sort code behind its caption (six digits in pairs)",
    names: "sort code",
    anchors: "sort code,sort_code,sortcode",
    digits: 6,
    joints: charset("- "),
    value: String.raw`\d\d[- ]?\d\d[- ]?\d\d(?![A-Za-z0-9_-])`,
    confidence: 0.85,
    examples: () => ({
      yes: ["Sort code: «20-00-00»", "sort code «200000»", '"sort_code":"«20 00 00»"'],
      no: [
        { text: "sort code 2024", why: "too short" },
        { text: "20-00-00", why: "no caption" },
        { text: "sort codebase 200000", why: "another word" },
      ],
    }),
  }),
  bic,
  bicByIban,
];
