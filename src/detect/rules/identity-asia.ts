// Identity, tax and company numbers of East and South-East Asia that consist of digits. Captions in the local language,
// English and Chinese.

import { idNumber, type Odds } from "../build/id-number.ts";
import { namedExamples } from "../build/named-examples.ts";
import type { NumberMatch } from "../build/number.ts";
import { weigh } from "../check/digits.ts";
import {
  indonesianId,
  japaneseCorporate,
  koreanBirth,
  koreanBusiness,
  koreanResident,
  malaysianId,
  myNumber,
  taiwanBusiness,
  thaiId,
  vietnameseId,
} from "../check/identity-asia.ts";
import type { Rule } from "../rule.ts";

/** Milliseconds since 1970, of this decade and those around it, have thirteen digits too; so do bar codes. */
function isOrdinary(digits: string): boolean {
  if (digits >= "12" && digits < "2") return true;
  // EAN-13: weights 1 and 3.
  return weigh(digits, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 === 0;
}

/** Orders are numbered by the day too, of recent years: those of children are not told from them without a caption. */
function koreanOdds({ digits, separator }: NumberMatch): Odds {
  const sound = koreanResident(digits);
  if (separator !== 0x2d) return sound && !isOrdinary(digits) ? "alone" : "often";
  const recent = /^[12]/.test(digits);
  return sound ? (recent ? "alone" : "rare") : recent ? "often" : "alone";
}

const hyphens = (match: NumberMatch) => match.separator === 0x2d;

export const identityAsiaRules: readonly Rule[] = [
  idNumber({
    id: "tw-tax-id",
    kind: "TW_TAX_ID",
    description: "Taiwanese business number behind a caption (統一編號, mod 5)",
    shapes: ["8"],
    words:
      "統一編號,統編,统一编号,统编,公司統編,公司统编,營業人統一編號,税籍编号,gui number,vat number,taiwan tax id,ubn",
    check: taiwanBusiness,
    examples: () =>
      namedExamples(["統一編號", "统编", "公司統編", "UBN"], ["04595257", "22099131"], {
        no: [{ text: "統一編號 2209913", why: "seven digits" }],
      }),
  }),
  idNumber({
    id: "kr-rrn",
    kind: "KR_RRN",
    description: "Korean resident or foreigner registration number (date of birth, mod 11)",
    shapes: ["6-7", "13"],
    words:
      "주민등록번호,주민번호,주민등록,외국인등록번호,외국인번호,등록번호,韩国身份证,居民登录号码,*rrn,*frn,resident registration,alien registration,foreigner registration,korean id,resident number,arc number,jumin",
    // Numbers since October 2020 have no check digit: with a caption the date is enough, and with the hyphen on a line of its own.
    check: koreanBirth,
    odds: koreanOdds,
    examples: () =>
      namedExamples(
        ["주민등록번호", "Korean RRN", "외국인등록번호"],
        ["0005053637892", "960121-1021413", "911124-5678901"],
        {
          yes: ["record «960121-1021413» filed"],
          no: [
            { text: "001332-1234567 960303-0021413", why: "no such month, no such sex" },
            { text: "order 960121-1021412 of today", why: "the check digit is wrong and no caption vouches for it" },
            { text: "at 1712016000000", why: "milliseconds of a clock" },
          ],
        },
      ),
  }),
  idNumber({
    id: "kr-business",
    kind: "KR_BUSINESS",
    description: "Korean business registration number (사업자등록번호, mod 10)",
    shapes: ["3-2-5", "10"],
    words: "사업자등록번호,사업자번호,사업자,business registration,*brn,business number,business reg,商业登记号",
    check: koreanBusiness,
    odds: (match) => (hyphens(match) ? "alone" : "often"),
    examples: () =>
      namedExamples(["사업자등록번호", "Business registration", "brn"], ["1048213138", "104-86-56659"], {
        yes: ["«104-86-56659»"],
        no: [{ text: "part 104-86-56658", why: "the check digit is wrong" }],
      }),
  }),
  idNumber({
    id: "kr-corporate",
    kind: "KR_BUSINESS",
    description: "Korean corporate registration number behind a caption (법인등록번호)",
    shapes: ["6-7", "13"],
    words: "법인등록번호,법인번호,corporate registration",
    examples: () =>
      namedExamples(["법인등록번호", "법인번호", "corporate registration"], ["110111-0006249", "1101110006249"]),
  }),
  idNumber({
    id: "jp-my-number",
    kind: "JP_MY_NUMBER",
    description: "Japanese individual number behind a caption (マイナンバー, mod 11)",
    shapes: ["12", "4-4-4"],
    words: "マイナンバー,個人番号,个人番号,my number,mynumber,individual number,*my_number",
    check: myNumber,
    examples: () =>
      namedExamples(["マイナンバー", "個人番号", "My Number"], ["123456789018", "1234 5678 9018", "1234-5678-9018"]),
  }),
  idNumber({
    id: "jp-corporate",
    kind: "JP_CORPORATE",
    description: "Japanese corporate number behind a caption (法人番号, mod 9)",
    shapes: ["13", "1-4-4-4"],
    words: "法人番号,corporate number,houjin bangou",
    check: japaneseCorporate,
    examples: () =>
      namedExamples(["法人番号", "corporate number", "houjin bangou"], ["5835678256246", "5-8356-7825-6246"]),
  }),
  idNumber({
    id: "jp-driver-license",
    kind: "JP_DRIVER",
    description: "Japanese driver licence behind a caption (運転免許証番号: twelve digits)",
    shapes: ["12", "4-4-4"],
    words: "運転免許証番号,運転免許証,運転免許,免許証番号,免許番号,免許証",
    examples: () => namedExamples(["運転免許証番号", "免許証番号", "運転免許"], ["305012345670", "3050 1234 5670"]),
  }),
  idNumber({
    id: "th-id",
    kind: "TH_ID",
    description: "Thai identity number (class, province, mod 11)",
    shapes: ["13", "1-4-5-2-1"],
    words:
      "เลขประจำตัวประชาชน,เลขบัตรประชาชน,บัตรประชาชน,รหัสประชาชน,รหัสประจำตัวประชาชน,เลขประจำตัวผู้เสียภาษี,thai id,thai national id,national id,*tnin,thai citizen id,citizen id,泰国身份证,tax id",
    check: thaiId,
    odds: (match) => (match.groups === 5 ? "rare" : isOrdinary(match.digits) ? "often" : "alone"),
    examples: () =>
      namedExamples(["เลขประจำตัวประชาชน", "Thai ID", "TNIN"], ["1101700230708", "2345678901234", "1-1017-00230-70-8"], {
        yes: ["card «1-1017-00230-70-8» seen"],
        no: [
          { text: "seen 2345678901234 times", why: "one run of digits needs a caption" },
          { text: "part 1-1017-00230-70-7", why: "the check digit is wrong" },
        ],
      }),
  }),
  idNumber({
    id: "my-nric",
    kind: "MY_NRIC",
    description: "Malaysian identity card (MyKad: date and place of birth, serial)",
    shapes: ["12", "6-2-4"],
    words:
      "mykad,nric,nric no,ic no,ic number,no ic,no kp,kad pengenalan,no kad pengenalan,马来西亚身份证,身份证,identity card",
    check: malaysianId,
    odds: (match) => (hyphens(match) ? "rare" : "often"),
    examples: () =>
      namedExamples(["MyKad", "No. Kad Pengenalan", "NRIC"], ["900131145678", "900131-14-5678"], {
        yes: ["Ali, «900131-14-5678», Ipoh"],
        no: [{ text: "part 901331-14-5678 900131-00-5678", why: "no such month, no such place" }],
      }),
  }),
  idNumber({
    id: "id-nik",
    kind: "ID_NIK",
    description: "Indonesian identity number behind a caption (NIK: region, date of birth)",
    shapes: ["16", "4-4-4-4", "6-6-4"],
    words: "nik,no nik,nomor nik,ktp,no ktp,nomor ktp,e ktp,nomor induk kependudukan,印尼身份证,indonesian id",
    check: indonesianId,
    examples: () =>
      namedExamples(["NIK", "No. KTP", "Nomor Induk Kependudukan"], ["3171234506900001", "3171-2345-0690-0001"]),
  }),
  idNumber({
    id: "id-npwp",
    kind: "ID_NPWP",
    description: "Indonesian tax number behind a caption (NPWP: fifteen digits)",
    shapes: ["15"],
    words: "npwp,no npwp,nomor npwp,nomor pokok wajib pajak,印尼税号",
    examples: () =>
      namedExamples(["NPWP", "Nomor Pokok Wajib Pajak", "No. NPWP"], ["013001495093000", "023001495093000"]),
  }),
  idNumber({
    id: "ph-tin",
    kind: "PH_TIN",
    description: "Philippine taxpayer number behind a caption (BIR: nine or twelve digits)",
    shapes: ["9", "12", "3-3-3", "3-3-3-3", "14", "3-3-3-5"],
    words: "tin,tin no,*_tin,bir tin,taxpayer identification,taxpayer id,tax identification,菲律宾税号",
    examples: () =>
      namedExamples(["TIN", "BIR TIN", "Taxpayer identification"], ["123-456-789-000", "000123456", "000123456000"]),
  }),
  idNumber({
    id: "ph-sss",
    kind: "PH_SSS",
    description: "Philippine social security, PhilHealth or Pag-IBIG number behind a caption",
    shapes: ["10", "12", "2-9-1", "4-4-4"],
    words: "sss,sss no,sss number,gsis,philhealth,philhealth no,pag ibig,pagibig,hdmf,umid,crn",
    examples: () =>
      namedExamples(["SSS No.", "PhilHealth", "Pag-IBIG"], ["3412345678", "12-123456789-0", "1234-5678-9012"]),
  }),
  idNumber({
    id: "vn-cccd",
    kind: "VN_CCCD",
    description: "Vietnamese citizen identity behind a caption (CCCD: province, century, twelve digits; CMND: nine)",
    shapes: ["12", "9", "3-3-3", "3-3-3-3"],
    words:
      "cccd,số cccd,căn cước,căn cước công dân,số căn cước,cmnd,số cmnd,chứng minh nhân dân,vietnamese id,越南身份证,can cuoc",
    check: (digits) => digits.length === 9 || vietnameseId(digits),
    examples: () => namedExamples(["CCCD", "số căn cước", "CMND"], ["001090012345", "012345678", "079 190 012 345"]),
  }),
];
