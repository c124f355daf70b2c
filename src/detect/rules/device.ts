// Numbers of vehicles, telephones and SIM cards: VIN, IMEI, IMSI, ICCID, MEID.

import { folded } from "../build/anchor.ts";
import { CAPTION_GAP } from "../build/caption.ts";
import { coded } from "../build/coded.ts";
import { idNumber } from "../build/id-number.ts";
import { namedExamples } from "../build/named-examples.ts";
import { pattern } from "../build/pattern.ts";
import { charset, HEX, NOT_LETTER } from "../charset.ts";
import { iccid, imei, meidForm } from "../check/device.ts";
import { vin, vinForm } from "../check/vin.ts";
import type { Rule } from "../rule.ts";

const vehicle = coded({
  id: "vin",
  kind: "VIN",
  description: "vehicle identification number (ISO 3779; check digit of 49 CFR 565 and GB 16735)",
  form: /[0-9A-HJ-NPR-Z]{17}/y,
  least: 17,
  most: 17,
  words:
    "vin,vins,vin no,vin number,vin code,*_vin,chassis,chassis no,chassis number,frame no,frame number,vehicle identification number,fahrgestellnummer,fahrzeug identifizierungsnummer,fin,numéro de série,numéro de châssis,bastidor,número de bastidor,telaio,numero di telaio,chassi,车架号,车架号码,车辆识别代号,车辆识别码,车辆识别代码,车辆识别号,大架号,車架號碼,車架號,車台番号,차대번호",
  needs: (code) => /\d/.test(code) && vinForm(code),
  check: vin,
  odds: "rare",
  examples: () =>
    namedExamples(["VIN", "车架号", "Chassis No"], ["1M8GDM9AXKP042788", "WVWZZZ1KZ6W612305", "LSVAA49J132047371"], {
      speaks: true,
      yes: ["sold «1HGCM82633A004352» in May"],
      no: [
        { text: "part WVWZZZ1KZ6W612305 1HGCM82733A004352", why: "no check digit, or a wrong one, and no caption" },
        { text: "VIN: 1HGCM82633A0043526 1HGCM82633O004352", why: "too long, or a letter that is not used" },
      ],
    }),
});

const IMEI_WORDS =
  "imei,imeis,*_imei,imei no,imei number,imei 1,imei 2,imei1,imei2,imeisv,imei sv,手机串号,串号,设备串号,移动设备识别码,國際移動設備識別碼";

const deviceNumbers: readonly Rule[] = [
  idNumber({
    id: "imei",
    kind: "IMEI",
    description: "IMEI (3GPP TS 23.003: reporting body, Luhn), in one run behind a caption",
    shapes: ["15", "2-6-6-1", "8-6-1", "6-2-6-1"],
    words: IMEI_WORDS,
    check: imei,
    odds: (match) => (match.groups === 4 && match.separator === 0x2d ? "rare" : match.groups === 1 ? "alone" : "often"),
    examples: () =>
      namedExamples(["IMEI", "手机串号", "imei1"], ["490154203237518", "35-209900-176148-1", "868932036356090"], {
        no: [{ text: "at 490154203237518 ns, 35-209900-176148-2", why: "no caption, or a wrong check digit" }],
      }),
  }),
  idNumber({
    id: "imeisv",
    kind: "IMEI",
    description: "IMEI with software version behind a caption: sixteen digits",
    shapes: ["16", "2-6-6-2"],
    words: IMEI_WORDS,
    examples: () => namedExamples(["IMEISV", "imei sv", "IMEI-SV"], ["3520990017614823", "35-209900-176148-23"]),
  }),
  idNumber({
    id: "imsi",
    kind: "IMSI",
    description: "international mobile subscriber identity behind a caption (country, network, subscriber)",
    shapes: ["15", "14", "3-2-10", "3-3-9"],
    words: "imsi,*_imsi,imsi no,subscriber identity,用户识别码,国际移动用户识别码",
    examples: () => namedExamples(["IMSI", "国际移动用户识别码", "sim_imsi"], ["460001234567890", "310-150-123456789"]),
  }),
  idNumber({
    id: "iccid",
    kind: "ICCID",
    description: "number of a SIM card (ITU-T E.118: 89, country, Luhn)",
    shapes: ["19", "20", "4-4-4-4-3", "4-4-4-4-4"],
    words:
      "iccid,*_iccid,iccid no,sim,sim no,sim number,sim card,sim card number,icc id,sim卡号,sim卡,卡号iccid,集成电路卡识别码",
    check: iccid,
    odds: (match) => (/^89(?:86|01|44|49|33|34|39|8[12]|91|61)/.test(match.digits) ? "rare" : "alone"),
    examples: () =>
      namedExamples(["ICCID", "SIM card number", "SIM卡号"], ["8986011234567890128", "89310410106543789305"], {
        yes: ["modem «89014103211118510720» up"],
        no: [
          {
            text: "trace_id=89014103211118510720, 89014103211118510721",
            why: "a name of machines, a wrong check digit",
          },
        ],
      }),
  }),
];

const NONE = charset("");

const meid = pattern({
  id: "meid",
  kind: "IMEI",
  description: "MEID or ESN behind a caption: fourteen hexadecimal digits",
  tier: "context",
  remembers: true,
  confidence: 0.75,
  get anchors() {
    return ["meid", "esn:", "esn "].map(folded);
  },
  // Behind the name stands no letter, as in `resumeId`; the other anchors have what follows it in them.
  gateFor: (anchor) => [
    [
      ...(anchor.at(-1)?.[0x64] === 1 ? ([{ op: "reach", set: NOT_LETTER, over: NONE, within: 1 }] as const) : []),
      { op: "soon", set: HEX, least: 8, within: 64 },
    ],
  ],
  get pattern() {
    return new RegExp(
      `(?:meid|esn)(?![A-Za-z])${CAPTION_GAP}(?<value>[0-9A-Fa-f]{14}|[0-9]{11}|[0-9A-Fa-f]{8})(?![A-Za-z0-9_])`,
      "iy",
    );
  },
  ahead: 64,
  judge: (value) =>
    (value.length === 14 ? meidForm(value) : /\d/.test(value)) ? { confidence: 0.75, check: "none" } : null,
  get examples() {
    return {
      yes: ["MEID: «A0000012345678»", '{"meid":"«99000012345678»"}', "ESN «80A1B2C3»"],
      no: [
        { text: "A0000012345678", why: "no caption" },
        { text: "MEID: A00000123456789", why: "too long" },
        { text: "meid is deadbeef or so, esn feedface", why: "words of hexadecimal letters" },
      ],
    };
  },
});

export const deviceRules: readonly Rule[] = [vehicle, ...deviceNumbers, meid];
