// Identity, tax and company numbers of Asia, Oceania and Africa that hold letters. A capital before four digits, or a long run
// of digits, leads to nearly all of them; the others have a word of their own.

import { folded, literal } from "../build/anchor.ts";
import { CAPTION_GAP } from "../build/caption.ts";
import { CAPITAL_DIGITS, coded, LONG_RUN } from "../build/coded.ts";
import { utf8 } from "../build/context.ts";
import { namedExamples } from "../build/named-examples.ts";
import { pattern } from "../build/pattern.ts";
import { hongKongId, singaporeId, singaporeUen, taiwanId } from "../check/identity-asia.ts";
import { gstin, gstinForm, healthIndex, indianPan, sriLankanId } from "../check/identity-south.ts";
import { isIsbn } from "../check/isbn.ts";
import type { Rule } from "../rule.ts";

/** States and union territories of India, as plates and licences begin. */
const INDIAN_STATE =
  "A[NPRS]|BR|BH|C[GH]|D[DLN]|G[AJ]|H[PR]|J[HK]|K[AL]|L[AD]|M[HLNPZ]|N[L]|O[DR]|P[BY]|RJ|SK|T[GNRS]|U[AKP]|WB";

/** Banks of India whose branches most transfers name: the first four letters of an IFSC. */
const INDIAN_BANKS =
  /^(?:SBIN|HDFC|ICIC|UTIB|PUNB|BARB|CNRB|UBIN|KKBK|YESB|IDIB|IOBA|BKID|CBIN|INDB|FDRL|IDFB|MAHB|UCBA|PSIB|IBKL|RATN|SIBL|KVBL|KARB|DCBL|CIUB|JAKA|TMBL|BDBL|AUBL|ESFB|UJVN|PYTM|AIRP|SCBL|CITI|HSBC|DEUT|DBSS)/;

/** Dates before the number: V20260131 and the like. */
const DATED = /^[A-Z](?:19|20)\d\d(?:0[1-9]|1[0-2])/;

export const identityCodeRules: readonly Rule[] = [
  coded({
    id: "hk-id",
    kind: "HK_ID",
    description: "Hong Kong identity card (HKID: one or two letters, six digits, check digit, mod 11)",
    get form() {
      return new RegExp(
        String.raw`[A-Z]{1,2}\d{6} ?(?:\([0-9A]\)|\[[0-9A]\]|${utf8("（")}[0-9A]${utf8("）")}|[0-9A])`,
        "y",
      );
    },
    least: 7,
    most: 9,
    words:
      "hkid,hk id,hkid no,hong kong id,hong kong identity card,hkic,香港身份证,香港身份證,香港居民身份證,香港永久性居民身份證,香港永久性居民身份证,身份證,身份證號碼,身份证,身份证号,证件号码,證件號碼",
    check: hongKongId,
    odds: (text) => (/[)\]\xef]/.test(text) ? "rare" : "often"),
    examples: () =>
      namedExamples(["HKID", "香港身份證", "Hong Kong ID"], ["A4948664", "W520128(7)", "AG293013[9]"], {
        yes: ["Mr Chan, «A494866(4)», Kowloon", "香港身份证号码：«Z867821（A）»。"],
        no: [{ text: "model A494866(5) A494866", why: "the check digit is wrong or missing" }],
      }),
  }),
  coded({
    id: "tw-id",
    kind: "TW_ID",
    description: "Taiwanese identity or residence number (letter, sex, eight digits, mod 10)",
    anchors: [CAPITAL_DIGITS, LONG_RUN],
    form: /[A-Z][1289A-D]\d{8}/y,
    least: 10,
    most: 10,
    words:
      "身分證,身分證字號,身分證號碼,身份证,身份證,台灣身分證,台湾身份证,居留證,居留证,統一證號,统一证号,国民身份证,國民身分證,taiwan id,arc,arc no,roc id,national id,tw id,id number,證件號碼,证件号码",
    check: (code) => taiwanId(code),
    odds: (text) => (DATED.test(text) ? "often" : "alone"),
    examples: () =>
      namedExamples(["身分證字號", "Taiwan ID", "居留證"], ["A123456789", "K101189797", "A800000014"], {
        no: [{ text: "batch A123456789 and V202611251", why: "without a caption it is any code" }],
      }),
  }),
  coded({
    id: "sg-nric",
    kind: "SG_NRIC",
    description: "Singapore NRIC or FIN (S T F G M, seven digits, letter, mod 11)",
    form: /[STFGM]\d{7}[A-Z]/y,
    least: 9,
    most: 9,
    words: "nric,fin,fin no,nric no,*_nric,ic no,identity card,singapore id,新加坡身份证,身份证,work permit",
    check: singaporeId,
    odds: "rare",
    examples: () =>
      namedExamples(["NRIC", "FIN", "identity card"], ["S2740116C", "T0123456G", "S2740116D"], {
        speaks: true,
        yes: ["NRIC «S2740116C» was processed", "Tan, «S2740116C», Bedok"],
        no: [{ text: "part S2740116D", why: "the check letter is wrong and no caption vouches for it" }],
      }),
  }),
  coded({
    id: "sg-uen",
    kind: "SG_UEN",
    description: "Singapore unique entity number (ACRA: check letter)",
    anchors: [CAPITAL_DIGITS, LONG_RUN],
    form: /(?:[RST]\d{2}[A-Z][A-Z0-9]\d{4}|(?:19|20)\d{7}|\d{8})[A-Z]/y,
    least: 9,
    most: 10,
    words:
      "uen,uen no,*_uen,unique entity number,acra,company registration,gst reg,gst registration,business registration",
    check: singaporeUen,
    odds: (text) => (text.length === 10 ? "rare" : "alone"),
    examples: () =>
      namedExamples(["UEN", "Unique Entity Number", "ACRA"], ["00192200M", "T16RF0037C", "201434292D"], {
        yes: ["vendor «S57TU0392K» approved"],
        no: [{ text: "part T16RF0037D", why: "the check letter is wrong and no caption vouches for it" }],
      }),
  }),
  coded({
    id: "in-pan",
    kind: "IN_PAN",
    description: "Indian permanent account number (five letters, the fourth the sort of holder, four digits, letter)",
    form: /[A-Z]{5}\d{4}[A-Z]/y,
    least: 10,
    most: 10,
    words:
      "pan,pan no,pan number,pan card,*_pan,permanent account number,पैन,पैन नंबर,पैन कार्ड,income tax,印度税号,印度永久账户号",
    odds: (text) => (indianPan(text) ? "rare" : "alone"),
    examples: () =>
      namedExamples(["PAN", "Permanent Account Number", "पैन नंबर"], ["BXRPK4321F", "AAPFU0939F", "ABCND1234Z"], {
        speaks: true,
        yes: ["Rajesh,«BXRPK4321F»,Pune"],
        no: [{ text: "part ABCND1234Z", why: "no sort of holder has this letter, and no caption vouches for it" }],
      }),
  }),
  coded({
    id: "in-gstin",
    kind: "IN_GSTIN",
    description: "Indian goods and services tax number (state, PAN, Z, check character)",
    form: /\d{2}[A-Z]{5}\d{4}[A-Z][1-9A-Z]Z[0-9A-Z]/y,
    least: 15,
    most: 15,
    words: "gstin,gstins,gst,gst no,*_gstin,gst number,gst in,tax identification",
    // The form is proof enough: the check character is often made up in documents.
    check: gstinForm,
    odds: (text) => (gstin(text) || gstinForm(text) ? "rare" : "often"),
    examples: () =>
      namedExamples(["GSTIN", "GST No", "gst"], ["27AAPFU0939F1ZV", "07PQRST6789K1Z2"], {
        speaks: true,
        yes: ["vendor «27AAPFU0939F1ZV» paid"],
        no: [{ text: "part 00ABCDE1234F1Z5", why: "no state has this number" }],
      }),
  }),
  coded({
    id: "in-voter-id",
    kind: "IN_VOTER",
    description: "Indian voter card behind a caption (EPIC: three letters, seven digits)",
    form: /[A-Z]{3}\d{7}/y,
    least: 10,
    most: 10,
    words:
      "voter,voter id,voter card,voters,epic,epic no,election card,electoral photo identity card,मतदाता,मतदाता पहचान पत्र",
    examples: () => namedExamples(["Voter ID", "EPIC No", "मतदाता पहचान पत्र"], ["DBJ2289013", "ABC1234567"]),
  }),
  coded({
    id: "in-driving-licence",
    kind: "IN_DRIVER",
    description: "Indian driving licence (state, office, year, seven digits)",
    get form() {
      return new RegExp(`(?:${INDIAN_STATE})\\d{2}(?:19|20)\\d{2}\\d{7}`, "y");
    },
    least: 15,
    most: 15,
    words:
      "dl,dl no,driving licence,driving license,driver license,driver licence,licence,license,licence no,license no,ड्राइविंग लाइसेंस",
    odds: "alone",
    examples: () => namedExamples(["DL No", "Driving Licence", "License No"], ["MH1420110062821", "KA0119990001234"]),
  }),
  coded({
    id: "in-ifsc",
    kind: "IN_IFSC",
    description: "Indian bank branch (IFSC: four letters, zero, six characters)",
    form: /[A-Z]{4}0[A-Z0-9]{6}/y,
    least: 11,
    most: 11,
    words: "ifsc,ifsc code,*_ifsc,ifs code,rtgs,neft,आईएफएससी",
    odds: (text) => (INDIAN_BANKS.test(text) ? "rare" : "often"),
    examples: () =>
      namedExamples(["IFSC", "IFSC code", "NEFT"], ["HDFC0001234", "ABCD0123456"], {
        speaks: true,
        yes: ["to «SBIN0001234» today"],
        no: [{ text: "part ABCD0123456", why: "no known bank and no caption" }],
      }),
  }),
  coded({
    id: "ke-kra-pin",
    kind: "KE_PIN",
    description: "Kenyan tax PIN (A or P, nine digits, letter)",
    anchors: [CAPITAL_DIGITS],
    form: /[AP]\d{9}[A-Z]/y,
    least: 11,
    most: 11,
    words: "kra pin,kra,pin no,tax pin,*_kra_pin",
    odds: "alone",
    examples: () => namedExamples(["KRA PIN", "tax pin", "KRA"], ["A001234567Z", "P051234567B"]),
  }),
  coded({
    id: "nz-nhi",
    kind: "NZ_NHI",
    description: "New Zealand health index behind a caption (mod 11)",
    form: /[A-HJ-NP-Z]{3}\d{4}/y,
    least: 7,
    most: 7,
    words: "nhi,nhi no,nhi number,national health index",
    check: healthIndex,
    examples: () => namedExamples(["NHI", "National Health Index", "NHI number"], ["ZZZ0016", "ZAC5361"]),
  }),
  coded({
    id: "lk-nic",
    kind: "LK_NIC",
    description: "Sri Lankan identity card (year, day of the year, serial, V or X)",
    anchors: [LONG_RUN],
    form: /\d{9}[VXvx]/y,
    least: 10,
    most: 10,
    words: "nic,nic no,*_nic,sri lankan id,national identity card",
    check: sriLankanId,
    odds: (text) => (isIsbn(text) ? "often" : "rare"),
    examples: () =>
      namedExamples(["NIC", "NIC No", "Sri Lankan ID"], ["722222222V", "993151225x"], {
        speaks: true,
        yes: ["Perera, «722222222V», Kandy"],
        no: [{ text: "part 729992222V", why: "no such day of the year" }],
      }),
  }),
  pattern({
    id: "kr-driver-license",
    kind: "KR_DRIVER",
    description: "Korean driver licence behind a caption (region, year, six digits, check)",
    tier: "context",
    remembers: true,
    confidence: 0.8,
    get anchors() {
      return [literal("면허"), folded("license")];
    },
    get pattern() {
      const tail = ["증번호", "번호", "증"].map(utf8).join("|");
      return new RegExp(
        `(?:${utf8("면허")}(?:${tail})?|license)${CAPTION_GAP}(?<value>\\d{2}[- ]?\\d{2}[- ]\\d{6}[- ]\\d{2})(?![A-Za-z0-9_-])`,
        "iy",
      );
    },
    ahead: 80,
    get examples() {
      return {
        yes: ["운전면허번호: «11-12-123456-01»", "면허증번호 «13-22-123456-12»", "My license is «13-22-123456-12»"],
        no: [
          { text: "13-22-123456-12", why: "no caption" },
          { text: "운전면허번호: 111-12-123456-01", why: "too many digits" },
          { text: "면허 시험 13-22-123456-12", why: "something else stands between" },
        ],
      };
    },
  }),
  coded({
    id: "cn-permanent-residence",
    kind: "CN_RESIDENCE",
    description: "Chinese permit of permanent residence behind a caption (country, twelve digits)",
    form: /[A-Z]{3}\d{12}/y,
    least: 15,
    most: 15,
    words:
      "永久居留,永久居留证,永居证,外国人永久居留,外国人永久居留证,外国人永久居留身份证,外国人居留证,居留证,永居,永久居留身份证,证件号码,证件号,permanent residence,permanent resident,residence permit,prc green card",
    examples: () =>
      namedExamples(["外国人永久居留证", "永居证号码", "residence permit"], ["USA110190010112", "GBR310085120345"]),
  }),
  coded({
    id: "vehicle-plate-india",
    kind: "LICENSE_PLATE",
    description: "Indian licence plate (state, district, series, four digits)",
    get form() {
      return new RegExp(`(?:${INDIAN_STATE})\\d{1,2}[A-Z]{1,3}\\d{4}|\\d{2}BH\\d{4}[A-Z]{1,2}`, "y");
    },
    least: 8,
    most: 11,
    words:
      "registration,registration number,registration no,vehicle,vehicle no,vehicle number,plate,number plate,plate number,licence plate,license plate,car,car no,rc no,reg no,bike",
    odds: "alone",
    examples: () =>
      namedExamples(["Vehicle No", "registration number", "plate number"], ["KA53ME3456", "DL3CJI0001", "22BH1234AA"], {
        yes: ["«OD02BA2341»"],
        no: [{ text: "plate QA53ME3456", why: "no such state" }],
      }),
  }),
];
