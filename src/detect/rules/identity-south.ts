// Identity and tax numbers of South Asia, Oceania, the Middle East and Africa that consist of digits. Captions in the local
// language, English and Chinese.

import { idNumber } from "../build/id-number.ts";
import { namedExamples } from "../build/named-examples.ts";
import type { NumberMatch } from "../build/number.ts";
import { isShortDay } from "../check/digits.ts";
import {
  aadhaar,
  australianBusiness,
  australianCompany,
  australianTax,
  egyptianId,
  emiratesId,
  iranianId,
  israeliId,
  medicare,
  newZealandTax,
  pakistaniId,
  saudiId,
  southAfricanId,
} from "../check/identity-south.ts";
import type { Rule } from "../rule.ts";

/** Groups with nothing beside them. */
const grouped = (match: NumberMatch) => match.groups > 1 && match.joinedBefore === 0 && match.joinedAfter === 0;

export const identitySouthRules: readonly Rule[] = [
  idNumber({
    id: "in-aadhaar",
    kind: "IN_AADHAAR",
    description: "Indian Aadhaar number (UIDAI: twelve digits, Verhoeff)",
    shapes: ["12", "4-4-4"],
    words:
      "aadhaar,aadhar,adhaar,aadhaar no,aadhar card,aadhaar card,uidai,uid no,आधार,आधार संख्या,आधार नंबर,印度身份证,印度身份号",
    check: aadhaar,
    // Tables of hexadecimal numbers have such groups as well.
    odds: (match) => (grouped(match) ? "alone" : "often"),
    examples: () =>
      namedExamples(["Aadhaar Number", "आधार संख्या", "UIDAI"], ["298448863364", "2984 4886 3364", "2847 3916 5023"], {
        yes: ["«2984 4886 3364»"],
        no: [
          { text: "account 2984-4886-3365", why: "the check digit is wrong and no caption vouches for it" },
          { text: "seen 298448863364 times", why: "one run of digits needs a caption" },
          { text: "2984 4886 3364 5555", why: "it is the head of a longer number" },
        ],
      }),
  }),
  idNumber({
    id: "pk-cnic",
    kind: "PK_CNIC",
    description: "Pakistani identity card (CNIC: 5-7-1 digits)",
    shapes: ["5-7-1", "13"],
    words: "cnic,cnic no,nic no,nadra,شناختی کارڈ,شناختی کارڈ نمبر,pakistani id,national identity card,巴基斯坦身份证",
    check: pakistaniId,
    odds: (match) => (match.groups === 3 && match.separator === 0x2d ? "rare" : "often"),
    examples: () =>
      namedExamples(["CNIC", "شناختی کارڈ نمبر", "NADRA"], ["4550441857713", "45504-4185771-3"], {
        yes: ["Ali, «45504-4185771-3», Lahore"],
        no: [{ text: "part 08000-1234567-5 99999-9999999-9", why: "no such region" }],
      }),
  }),
  idNumber({
    id: "bd-nid",
    kind: "BD_NID",
    description: "Bangladeshi national identity behind a caption (ten, thirteen or seventeen digits)",
    shapes: ["10", "13", "17", "3-3-4"],
    words: "nid,nid no,nid number,national id,জাতীয় পরিচয়পত্র,এনআইডি,national id card",
    examples: () => namedExamples(["NID No", "এনআইডি", "NID"], ["5512345678", "19901234567890123"]),
  }),
  idNumber({
    id: "au-tfn",
    kind: "AU_TFN",
    description: "Australian tax file number (mod 11; the oldest have eight digits)",
    shapes: ["9", "3-3-3", "8", "3-3-2"],
    words: "tfn,tfns,tax file number,tax file no,tax file,*_tfn,澳洲税号,澳大利亚税号,澳大利亚税务档案号",
    check: australianTax,
    odds: (match) => (grouped(match) && match.digits.length === 9 ? "alone" : "often"),
    examples: () =>
      namedExamples(["TFN", "Tax File Number", "tfn"], ["876 543 210", "123456782"], {
        yes: ["«876 543 210»"],
        no: [{ text: "876543210", why: "nine digits need a caption" }],
      }),
  }),
  idNumber({
    id: "au-abn",
    kind: "AU_ABN",
    description: "Australian business number (mod 89)",
    shapes: ["11", "2-3-3-3"],
    words: "abn,*_abn,australian business number,business number",
    check: australianBusiness,
    odds: (match) => (grouped(match) ? "rare" : /0{5}/.test(match.digits) ? "often" : "alone"),
    examples: () =>
      namedExamples(["ABN", "Australian Business Number", "abn"], ["83914571673", "51 824 753 556"], {
        yes: ["Supplier «51 824 753 556» paid"],
        no: [{ text: "order 52 824 753 556, 83914571673 of them", why: "a wrong check digit, or no caption" }],
      }),
  }),
  idNumber({
    id: "au-acn",
    kind: "AU_ACN",
    description: "Australian company number (mod 10)",
    shapes: ["9", "3-3-3"],
    words: "acn,*_acn,australian company number,company number,arbn",
    check: australianCompany,
    odds: (match) => (grouped(match) ? "alone" : "often"),
    examples: () =>
      namedExamples(["ACN", "Australian Company Number", "acn"], ["004 085 616", "000000019"], {
        yes: ["«000 000 019»"],
        no: [{ text: "004085616", why: "nine digits need a caption" }],
      }),
  }),
  idNumber({
    id: "au-medicare",
    kind: "AU_MEDICARE",
    description: "Australian Medicare card (mod 10)",
    shapes: ["10", "11", "4-5-1", "4-5-1-1", "4-6"],
    words: "medicare,medicare no,medicare number,medicare card,*_medicare,irn",
    check: medicare,
    odds: (match) => (match.groups >= 3 ? "rare" : "often"),
    examples: () =>
      namedExamples(["Medicare", "Medicare card", "medicare no"], ["2123456701", "2123 45670 1"], {
        yes: ["patient «2123 45670 1» seen"],
        no: [{ text: "seen 2123456701 times, 2123 25870 1", why: "no caption, or a wrong check digit" }],
      }),
  }),
  idNumber({
    id: "nz-ird",
    kind: "NZ_IRD",
    description: "New Zealand tax number behind a caption (IRD, mod 11)",
    shapes: ["8", "9", "2-3-3", "3-3-3"],
    words: "ird,ird no,ird number,*_ird,gst number,gst no,inland revenue",
    check: newZealandTax,
    examples: () => namedExamples(["IRD", "IRD number", "GST No"], ["49-091-850", "136410132", "35-901-981"]),
  }),
  idNumber({
    id: "za-id",
    kind: "ZA_ID",
    description: "South African identity number (date of birth, citizenship, Luhn)",
    shapes: ["13", "6-4-2-1", "6-4-3"],
    words:
      "sa id,rsa id,south african id,id number,id no,identity number,identiteitsnommer,id nommer,permanent resident number,inombolo kamazisi,za_id,南非身份证,南非身份号",
    // Its captions are also those of anything else: without a date of birth it is none.
    form: ({ digits }) => isShortDay(digits.slice(0, 2), digits.slice(2, 4), digits.slice(4, 6)),
    check: southAfricanId,
    odds: (match) => (match.digits.startsWith("1") ? "alone" : "rare"),
    examples: () =>
      namedExamples(
        ["SA ID", "South African ID", "identiteitsnommer"],
        ["8001015009087", "800101 5009 087", "9202201234088"],
        {
          speaks: true,
          yes: ["applicant «8001015009087» approved"],
          no: [
            { text: "at 1712018000000 or 8001015009088", why: "a clock, or a wrong check digit" },
            { text: "8013015009087", why: "no such month" },
          ],
        },
      ),
  }),
  idNumber({
    id: "ng-nin",
    kind: "NG_NIN",
    description: "Nigerian identity number (NIN) or bank verification number (BVN) behind a caption: eleven digits",
    shapes: ["11", "4-3-4"],
    words: "nin,*_nin,nin no,nimc,bvn,*_bvn,bank verification number,national identification number,virtual nin",
    examples: () => namedExamples(["NIN", "BVN", "National Identification Number"], ["12345678901", "22212345678"]),
  }),
  idNumber({
    id: "ke-id",
    kind: "KE_ID",
    description: "Kenyan identity card or Huduma number behind a caption",
    shapes: ["8", "10"],
    words: "kenyan id,kenya id,huduma,huduma namba,kitambulisho,nambari ya kitambulisho,maisha namba",
    examples: () => namedExamples(["Kenyan ID", "kitambulisho", "Huduma Namba"], ["23456789", "34567890"]),
  }),
  idNumber({
    id: "il-id",
    kind: "IL_ID",
    description: "Israeli identity number behind a caption (תעודת זהות, Luhn)",
    shapes: ["9", "8", "8-1"],
    words: 'תעודת זהות,ת.ז,ת"ז,תז,מספר זהות,teudat zehut,israeli id,*il_id,以色列身份证',
    check: israeliId,
    examples: () =>
      namedExamples(["תעודת זהות", "Israeli ID", "teudat zehut"], ["219488962", "334795465"], {
        no: [{ text: "219488962 334795465", why: "nine digits need a caption" }],
      }),
  }),
  idNumber({
    id: "ae-id",
    kind: "AE_ID",
    description: "Emirates identity number (784, year of birth, Luhn)",
    shapes: ["15", "3-4-7-1"],
    words: "emirates id,eid,eid no,uae id,الهوية,رقم الهوية,هوية الإمارات,阿联酋身份证,emirates_id,idn",
    check: emiratesId,
    odds: "rare",
    examples: () =>
      namedExamples(["Emirates ID", "رقم الهوية", "EID"], ["784-1980-1234567-8", "784198012345678"], {
        speaks: true,
        yes: ["visitor «784-1980-1234567-8» came"],
        no: [{ text: "part 784-1980-1234567-9", why: "the check digit is wrong and no caption vouches for it" }],
      }),
  }),
  idNumber({
    id: "sa-id",
    kind: "SA_ID",
    description: "Saudi identity or residence number behind a caption (Luhn)",
    shapes: ["10"],
    words: "رقم الهوية,الهوية الوطنية,هوية وطنية,رقم الإقامة,الإقامة,iqama,iqama no,saudi id,national id,沙特身份证",
    check: saudiId,
    examples: () => namedExamples(["رقم الهوية", "Iqama", "Saudi ID"], ["1000000008", "2000000006"]),
  }),
  idNumber({
    id: "eg-id",
    kind: "EG_ID",
    description: "Egyptian national number behind a caption (century, date of birth, governorate)",
    shapes: ["14"],
    words: "الرقم القومي,رقم قومي,رقم البطاقة,national id,egyptian id,national number,埃及身份证",
    check: egyptianId,
    examples: () => namedExamples(["الرقم القومي", "National ID", "Egyptian ID"], ["29001011234567", "30105152112345"]),
  }),
  idNumber({
    id: "ir-id",
    kind: "IR_ID",
    description: "Iranian national code behind a caption (کد ملی, mod 11)",
    shapes: ["10", "3-6-1"],
    words: "کد ملی,کدملی,شماره ملی,code melli,melli code,iranian id,national code",
    check: iranianId,
    examples: () => namedExamples(["کد ملی", "code melli", "Iranian ID"], ["0499370899", "0684159414"]),
  }),
  idNumber({
    id: "tn-id",
    kind: "TN_ID",
    description: "Tunisian identity card behind a caption (CIN: eight digits)",
    shapes: ["8"],
    words: "cin,cin no,n° cin,numéro cin,بطاقة التعريف,رقم بطاقة التعريف,carte d'identité nationale,tunisian id",
    examples: () => namedExamples(["CIN", "بطاقة التعريف", "Tunisian ID"], ["09151092", "65126506"]),
  }),
];
