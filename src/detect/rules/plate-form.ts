// Licence plates with a form of their own, of Britain, Germany, Turkey, India and Nigeria: they count behind a word on vehicles, and
// without one where they have a line to themselves. Anchored on their shape, because the words on vehicles are too common.

import { mayStandAlone, standsAlone } from "../build/alone.ts";
import { caption, inCases } from "../build/caption.ts";
import { latin1, utf8 } from "../build/context.ts";
import { charset, DIGIT, runEnd, runStart, UPPER, UPPER_ALNUM, WORD } from "../charset.ts";
import type { Gate } from "../gate.ts";
import type { Anchor, Rule, Scan } from "../rule.ts";

const words = caption(
  inCases(
    "registration,registration no,vehicle registration,vehicle,vehicle no,vehicle reg,reg,reg no,reg number,car,car reg,vrm,vrn,rto,rc no,mot,dvla,plate,plates,plate no,number plate,licence plate,license plate,*kennzeichen,kfz,kfz nr,nummernschild,fahrzeug,plaka,plaka no,plakası,plaka numarası,araç,immatriculation,matrícula,targa,kenteken",
  ),
);

const GAP = "[ -]";
/** Districts of Germany as plates begin, but those with umlauts, which no other code holds. */
const DISTRICTS = `
A B C D E F G H K L M N P R S V W Z AA AB AC AE AH AK AL AM AN AP AS AU AW AZ BA BB BC BE BF BH BI BK BL BM BN BO BR
BS BT BZ CA CB CE CO CR CW CY DA DB DD DE DH DI DL DM DN DO DU DW DZ EA EB ED EE EF EG EH EI EL EM EN ER ES EU EW FB
FD FF FG FI FL FN FO FR FS FT FW FZ GA GC GD GE GF GG GI GK GL GM GN GO GP GR GS GT GV GW GZ HA HB HC HD HE HF HG HH
HI HK HL HM HN HO HP HR HS HU HV HW HX HY HZ IL IN IZ JB JE JL KA KB KC KE KF KG KH KI KK KL KM KN KO KR KS KT KU KW
KY LA LB LC LD LF LG LH LI LL LM LN LO LP LR LU LV MA MB MC MD ME MG MH MI MK ML MM MN MO MQ MR MS MT MW MY MZ NB ND
NE NF NH NI NK NM NP NR NT NU NW NY NZ OA OB OC OD OE OF OG OH OK OL OP OR OS OZ PA PB PE PF PI PK PL PM PN PR PS PW
PZ QB QI QL RA RC RD RE RG RH RI RL RM RN RO RP RS RT RU RV RW RY RZ SB SC SE SG SH SI SK SL SM SN SO SP SR ST SU SW
SY SZ TE TF TG TO TP TR TS UE UL UM UN VB VG VK VR VS WA WB WE WF WI WK WL WM WN WO WR WS WT WW WZ ZE ZI ZP ZR ZW ZZ
ABG ABI AIB AIC ALF ALZ ANA ANG ANK APD ARN ART ASL ASZ AUR AZE BAD BAR BBG BBL BCH BED BER BEI BGD BGL BID BIN BIR
BIT BIW BKS BLB BLK BNA BOG BOH BOR BOT BRA BRB BRG BRK BRL BRV BSB BSK BTF BUL BUS BWL BYL BZA CAS CHA CLP CLZ COC
COE CUX DAH DAN DAU DBR DEG DEL DGF DIL DIN DIZ DKB DLG DON DUD EBE EBN EBS ECK EHI EIC EIL EIN EIS EMD EMS ERB ERH
ERK ERZ ESB ESW EUT FDB FDS FEU FFB FKB FLO FOR FRG FRI FRW FTL FUS GAN GAP GDB GEL GEM GEO GER GHA GHC GLA GMN GNT
GOA GOH GRA GRH GRI GRM GRS GRZ GTH GUB GUN GVM GZW HAB HAL HAM HAS HBN HBS HCH HDH HDL HEB HEF HEI HEL HER HET HGN
HGW HHM HIG HIP HLS HMU HNE HOG HOH HOL HOM HOR HOT HRO HSK HST HVL HWI ILL IGB IKA JEV KAR KEH KEL KEM KIB KLE KLZ
KOZ KRU KUS KYF LAN LAU LBS LBZ LDK LDS LEO LER LEV LIB LIF LIP LMW LOS LRO LSA LSN LSZ LUK LUN LUP LWL MAB MAI MAK
MAL MAR MED MEG MEI MEK MEL MER MES MET MGH MGN MHL MIL MKK MOD MOL MON MOS MSE MSH MSP MST MTK MTL MVL MYK NAB NAI
NAU NDH NEA NEB NEC NEN NES NEW NIB NMB NMS NOH NOL NOM NOR NRW NVP NWM OAL OBB OBG OCH OHA OHV OHZ OPR OSL OTW OVI
OVL OVP PAF PAN PAR PCH PEG PIR PLN PLZ PRZ QFT RDG REG REH REI RID RIE ROD ROF ROH ROK ROL ROS ROT ROW RSL RSN RWL
SAB SAD SAL SAN SAW SBG SBK SCZ SDH SDL SDT SEB SEE SEF SEL SFB SFT SGH SHA SHG SHK SHL SIG SIM SLE SLF SLG SLK SLN
SLS SLZ SMU SNH SOB SOG SOK SON SPB SPN SRB SRO STA STB STD STE STH STL STO SUL SWA SZB TBB TDO TET THL THW TIR TUT
UEM UER UFF USI VAI VEC VER VIB VIE VIT VOH WAF WAK WAN WAR WAT WBS WDA WEB WEL WEN WER WES WHV WIL WIS WIT WIZ WLG
WMS WND WOB WOH WOL WOR WOS WRN WSF WST WSW WTL WTM WUG WUN WUR WZL ZEL ZIG`;
/** Standards of industry and months; on their own line they are no plates. */
const OTHERS = /^DIN[ -]EN|^CRC\d|^\d\d[ -]?(?:JAN|FEB|MAR|APR|MA[IY]|JU[NL]|AUG|SEP|O[CK]T|NOV|DE[CZ])[ -]?\d/;
/** As they are issued: I, Q and Z are left out where they look like digits; the year has two codes, from 51 on in autumn. */
const BRITISH = [
  `[A-HJ-PR-Y]{2}(?:0[2-9]|[12]\\d|5[1-9]|[67]\\d)${GAP}?[A-HJ-PR-Z]{3}`,
  `[A-HJ-NPR-TV-Y]\\d{2,3}${GAP}?[A-HJ-PR-Y][A-HJ-PR-Z]{2}`,
  `[A-HJ-PR-Z]{3}${GAP}?\\d{2,3}[A-HJ-NPR-TV-Y]`,
];
const UMLAUT = ["Ä", "Ö", "Ü"].map(utf8).join("|");

function german(): string {
  const districts = DISTRICTS.trim().split(/\s+/).join("|");
  return `(?:${districts}|[A-Z]?(?:${UMLAUT})[A-Z]?)${GAP}[A-Z]{1,2}${GAP}[1-9]\\d{1,3}[EH]?`;
}

/** 81 provinces. */
const TURKISH = `(?:0[1-9]|[1-7]\\d|8[01])${GAP}?(?:[A-PR-VYZ]${GAP}?\\d{3,5}|[A-PR-VYZ]{2,3}${GAP}?\\d{2,4})`;
const INDIAN = `[A-Z]{2}${GAP}?\\d{1,2}${GAP}?[A-Z]{1,3}${GAP}?\\d{4}`;
const NIGERIAN = `[A-Z]{3}${GAP}?\\d{3}[A-Z]{2}`;

const SPACED = charset(" -");

/** The end of a district, also of one with an umlaut, or of a province. */
const BEFORE_LETTERS = charset("A-Z0-9\x80-\xff");

/** Longest plate in bytes, and longest of its groups. */
const LONGEST = 16;
const GROUP_MOST = 10;
/** Letters that stand before a joint and digits. */
const LETTERS_MOST = 3;

let form: RegExp | undefined;
let listed: RegExp | undefined;

function forms(): string {
  return [...BRITISH, INDIAN, NIGERIAN, german(), TURKISH].join("|");
}

/** `plates AB12 CDE and CD64 EFG`: another plate stands before, and that is named. */
function isListed(bytes: Buffer, lo: number, start: number): boolean {
  listed ??= new RegExp(`(?<![A-Za-z0-9])(?:${forms()})(?:[,;] ?| ?[/&] ?| (?:and|or|und|oder|ve|et|y|e) )$`);
  const from = Math.max(lo, start - 2 * LONGEST);
  const match = listed.exec(latin1(bytes, from, start));
  return match !== null && words(bytes, lo, from + match.index);
}

/** A word on vehicles, or what may stand between two plates, comes before one of the groups that end at `head`. */
function isNamed(bytes: Buffer, lo: number, head: number): boolean {
  for (let start = head, groups = 0; groups < 4; groups++) {
    if (words(bytes, lo, start) || follows(bytes, lo, start)) return true;
    if (start - 2 < lo || SPACED[bytes[start - 1] as number] === 0 || WORD[bytes[start - 2] as number] === 0)
      return false;
    start = runStart(bytes, Math.max(lo, start - 1 - GROUP_MOST), start - 1, WORD);
  }
  return false;
}

const MARK = charset(",;/&");
const LOWER = charset("a-z");
/** `oder` is the longest word between two plates. */
const JOINING_MOST = 4;

function follows(bytes: Uint8Array, lo: number, start: number): boolean {
  const near = start - 1 > lo && bytes[start - 1] === 0x20 ? start - 2 : start - 1;
  if (near < lo) return false;
  if (MARK[bytes[near] as number] === 1) return true;
  const word = runStart(bytes, Math.max(lo, near - JOINING_MOST), near + 1, LOWER);
  return word <= near && near - word < JOINING_MOST && word > lo && bytes[word - 1] === 0x20;
}

function gateOf(anchor: Anchor): Gate {
  const short = { op: "inRun", set: WORD, most: GROUP_MOST } as const;
  // A letter, a joint and digits: another group stands before, or a letter ends it. No more than three letters are a group.
  if (anchor[1] === SPACED) {
    const few = { op: "inRun", set: UPPER, most: LETTERS_MOST } as const;
    return [
      [short, few, { op: "behind", over: UPPER, joints: SPACED, set: BEFORE_LETTERS }],
      [short, few, { op: "tailed", set: UPPER }],
    ];
  }
  // A letter and four digits: digits stand before.
  if (anchor.length === 5 && anchor[4] === DIGIT)
    return [[short, { op: "behind", over: UPPER, joints: SPACED, set: DIGIT }]];
  // `P423 BCD`, which begins so.
  if (anchor.length === 6) return [[short, { op: "starts", set: WORD }, { op: "run", set: UPPER, least: 2 }]];
  return [[short]];
}

const plateForm: Rule = {
  id: "license-plate-form",
  kind: "LICENSE_PLATE",
  description:
    "licence plate of Britain, Germany, Turkey, India or Nigeria by its form, behind a word on vehicles or alone on its line",
  tier: "form",
  confidence: 0.75,
  get anchors() {
    return [
      [UPPER, SPACED, DIGIT, DIGIT],
      [UPPER, DIGIT, DIGIT, SPACED, UPPER],
      [UPPER, DIGIT, DIGIT, DIGIT, SPACED, UPPER],
      [UPPER, DIGIT, DIGIT, UPPER],
      [UPPER, DIGIT, DIGIT, DIGIT, UPPER],
      [UPPER, DIGIT, DIGIT, DIGIT, DIGIT],
    ];
  },
  get examples() {
    return {
      yes: [
        "reg «LN14 HGT»",
        "«AB12CDE»",
        "«P423 BCD»",
        "VRM: «KPX 231M»",
        "«M-XY 999»",
        "Fahrzeug «MIL EF 1234E» steht",
        "«34 ABC 1234»",
        "araç plakası «06 JK 567»",
        "vehicle no. «MH 12 AB 1234»",
        "«APP 456CV»",
        "plates «AB12 CDE» and «CD64 EFG»",
      ],
      no: [
        { text: "on LN14 HGT we saw 34 ABC 1234", why: "no word on vehicles, and other words on the line" },
        { text: "AB35 ABC\nI123 BCD\n99 ABC 123", why: "no such year, letter or province" },
        { text: "12 MAR 2025\n05 MAY 24\nRTX-A 4000\nDIN EN 1090", why: "days, no such district, a standard" },
        { text: "AA-AA-00\nB MW 0123", why: "no German number begins with a zero" },
        { text: "RFC 7231\nUTF-16\nSHA-256\nM-12", why: "too few groups" },
        { text: "car-AB12-CDE-7 car AB12CDEF", why: "it is part of a longer name" },
      ],
    };
  },
  gateFor: gateOf,
  find(scan: Scan, at: number): void {
    const { bytes, lo, hi } = scan;
    // Most hits lie in long runs, such as base64.
    const head = runStart(bytes, Math.max(lo, at - GROUP_MOST), at, WORD);
    const end = runEnd(bytes, at, Math.min(hi, head + GROUP_MOST + 1), WORD);
    if (end - head > GROUP_MOST) return;
    // A plate ends no earlier than the word that the hit lies in, and begins no later.
    if (runEnd(bytes, head, end, UPPER_ALNUM) < end) return;
    // A letter, a joint and digits: another group stands before, or a letter ends it.
    if (SPACED[bytes[at + 1] as number] === 1 && (head === lo || SPACED[bytes[head - 1] as number] === 0)) {
      const tail = runEnd(bytes, at + 2, Math.min(hi, at + LONGEST), WORD);
      if (UPPER[bytes[tail - 1] as number] === 0) return;
    }
    if (!mayStandAlone(scan, at) && !isNamed(bytes, lo, head)) return;
    form ??= new RegExp(`(?<![A-Za-z0-9_./+@-])(?:${forms()})(?![A-Za-z0-9_/+@-]|\\.[A-Za-z0-9])`, "y");
    const from = Math.max(lo, at - LONGEST);
    const window = latin1(bytes, from, Math.min(hi, at + LONGEST));
    for (let start = Math.max(from, at - GROUP_MOST); start <= at; start++) {
      form.lastIndex = start - from;
      const match = form.exec(window);
      if (match === null || start + match[0].length <= at) continue;
      const stop = start + match[0].length;
      if (words(bytes, lo, start) || isListed(bytes, lo, start)) scan.add(plateForm, start, stop, 0.75, "none");
      else if (!OTHERS.test(match[0]) && standsAlone(scan, start, stop)) scan.add(plateForm, start, stop, 0.55, "none");
      return;
    }
  },
};

export const plateFormRules: readonly Rule[] = [plateForm];
