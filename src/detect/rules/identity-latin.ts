// Identity and tax numbers of Latin America. Written with their own separators most are unmistakable; bare digits need two check
// digits and a line of their own, or a caption.

import { literal } from "../build/anchor.ts";
import { caption } from "../build/caption.ts";
import { code } from "../build/code.ts";
import { idNumber } from "../build/id-number.ts";
import { pattern } from "../build/pattern.ts";
import { charset, DIGIT } from "../charset.ts";
import { cnpj, cpf, cuit, curp, nit, rfc, ruc, rut } from "../check/latin.ts";
import type { Rule } from "../rule.ts";

const CHECK = charset("0-9kK");
const DOT = literal(".");
const DASH = literal("-");
const SLASH = literal("/");
const three = [DIGIT, DIGIT, DIGIT] as const;

const cnpjCaption = caption("cnpj,cadastro nacional,empresa,tax id,vat,vat no".split(","));
const rutCaption = caption(
  "rut,run,rol único,rol unico,rol único tributario,rol unico tributario,rut no,cédula,cedula".split(","),
);

const cnpjWritten = pattern({
  id: "br-cnpj-written",
  kind: "BR_CNPJ",
  description: "Brazilian company number with its separators (Receita Federal: two check digits, letters since 2026)",
  anchors: ["cnpj", "CNPJ", [...three, ...SLASH, ...three, DIGIT, ...DASH, DIGIT]],
  pattern:
    /(?<![A-Za-z0-9./-])(?:cnpj[\s:="'.()n°º#-]{0,12})?(?<value>[0-9A-Z]{2}\.?[0-9A-Z]{3}\.?[0-9A-Z]{3}[/-]?[0-9A-Z]{4}-?\d\d)(?![A-Za-z0-9])/iy,
  back: 7,
  ahead: 48,
  tier: "form",
  judge(value, scan, start) {
    const text = value.replace(/[./-]/g, "").toUpperCase();
    const named = cnpjCaption(scan.bytes, scan.lo, start);
    if (!/\d/.test(text)) return null;
    if (cnpj(text)) return { confidence: named || /[./]/.test(value) ? 0.95 : 0.3, check: "passed" };
    return named ? { confidence: 0.55, check: "failed" } : null;
  },
  get examples() {
    return {
      yes: [
        "CNPJ: «86.559.411/0001-37»",
        "empresa «62.418.551/0001-27»,",
        "cnpj «12.ABC.345/01DE-35»",
        "CNPJ «12ABC34501DE35»",
      ],
      no: [
        { text: "86.559.411/0001-38", why: "the check digits are wrong and no caption vouches for it" },
        { text: "186.559.411/0001-37 86.559.411/0001-377", why: "it is longer" },
        { text: "CNPJ obrigatório", why: "a word" },
      ],
    };
  },
});

const rutWritten = pattern({
  id: "cl-rut-written",
  kind: "CL_RUT",
  description: "Chilean RUT with its separators (Registro Civil: check character mod 11)",
  anchors: [[...three, ...DOT, ...three, ...DASH, CHECK]],
  pattern: /(?<![A-Za-z0-9./-])(?<value>\d{1,2}\.\d{3}\.\d{3}-[0-9K])(?![A-Za-z0-9]|[./-][A-Za-z0-9])/iy,
  back: 3,
  ahead: 16,
  tier: "form",
  judge(value, scan, start) {
    const sound = rut(value.replace(/[.-]/g, "").toUpperCase());
    if (rutCaption(scan.bytes, scan.lo, start))
      return { confidence: sound ? 0.95 : 0.55, check: sound ? "passed" : "failed" };
    return sound ? { confidence: 0.8, check: "passed" } : null;
  },
  get examples() {
    return {
      yes: ["RUT «12.703.425-7»", "cliente «11.617.560-6» pagó", "rut: «12.531.909-2»"],
      no: [
        { text: "12.703.425-8", why: "the check digit is wrong and no caption vouches for it" },
        { text: "1.12.703.425-7 12.703.425-7-1", why: "it is longer" },
        { text: "v2.703.425-7", why: "part of a version" },
      ],
    };
  },
});

export const identityLatinRules: readonly Rule[] = [
  idNumber({
    id: "br-cpf",
    kind: "BR_CPF",
    description: "Brazilian taxpayer number of a person (Receita Federal: two check digits)",
    shapes: ["11", "3-3-3-2", "9-2"],
    words:
      "cpf,cpfs,cpf no,cadastro de pessoa,cadastro de pessoas físicas,cpf do titular,tax id,contribuinte,titular,巴西税号,巴西个人税号,巴西纳税人登记号",
    check: cpf,
    mixed: true,
    odds: ({ groups, separator }) => (groups === 4 && separator !== 0x20 ? "rare" : "alone"),
    examples: () => ({
      yes: [
        "CPF «393.889.095-93»",
        "titular «925.568.897-99».",
        '"cpf":"«97505803972»"',
        "cpf: 111.444.777-36".replace("111.444.777-36", "«111.444.777-36»"),
      ],
      no: [
        { text: "393.889.095-94", why: "the check digits are wrong" },
        { text: "111.111.111-11", why: "all digits alike" },
        { text: "request 39388909593 served", why: "eleven digits need a caption or a line of their own" },
      ],
    }),
  }),
  idNumber({
    id: "br-cnpj",
    kind: "BR_CNPJ",
    description: "Brazilian company number in one run behind a caption, or with 0001 to 0009 for its branch",
    shapes: ["14"],
    words: "cnpj,cnpj no,cadastro nacional da pessoa jurídica,empresa,tax id,inscrição,巴西公司税号,巴西法人登记号",
    check: cnpj,
    odds: ({ digits }) => (/000[1-9]..$/.test(digits) ? "rare" : "alone"),
    examples: () => ({
      yes: ["CNPJ «86559411000137»", "empresa: «62418551000127»", "paid by «80706976000113» yesterday"],
      no: [
        { text: "86559411000138", why: "the check digits are wrong" },
        { text: "20251120143000", why: "a timestamp" },
        { text: '{"order_id":86559411000137}', why: "the name says that it identifies something else" },
      ],
    }),
  }),
  cnpjWritten,
  idNumber({
    id: "ar-cuit",
    kind: "AR_CUIT",
    description: "Argentine CUIT or CUIL (AFIP: prefix, check digit)",
    shapes: ["2-8-1", "11"],
    words: "cuit,cuil,cdi,cuit no,cuil no,clave única,clave unica",
    check: cuit,
    odds: ({ groups, separator }) => (groups === 3 && separator === 0x2d ? "rare" : "often"),
    examples: () => ({
      yes: ["CUIT «20-30284451-9»", "factura a «20-65811611-9» emitida", '"cuil":"«20783538378»"'],
      no: [
        { text: "20-30284451-8", why: "the check digit is wrong" },
        { text: "20302844519", why: "eleven digits need a caption" },
        { text: "21-30284451-9", why: "no such prefix" },
      ],
    }),
  }),
  rutWritten,
  code({
    id: "cl-rut",
    kind: "CL_RUT",
    description: "Chilean RUT without dots behind a caption",
    shape: /^\d{7,8}[0-9K]$/,
    where: [
      [...new Array(7).fill(DIGIT), ...DASH, CHECK],
      [...new Array(7).fill(DIGIT), charset("kK")],
    ],
    words: "rut,run,rut no,rol único,rol unico,rol único tributario,rol unico tributario",
    check: rut,
    odds: "often",
    examples: () => ({
      yes: ["RUT «12703425-7»", "rut: «11617560-6»", "RUN «10011774-6»"],
      no: [
        { text: "12703425-7", why: "no caption" },
        { text: "run 12703425-7a", why: "it is longer" },
        { text: "RUT 123456-7", why: "too short" },
      ],
    }),
  }),
  idNumber({
    id: "co-nit",
    kind: "CO_NIT",
    description: "Colombian NIT behind a caption (DIAN: check digit mod 11)",
    shapes: ["9-1", "3-3-3-1", "10"],
    words: "nit,nit no,nit número,rut",
    check: nit,
    mixed: true,
    examples: () => ({
      yes: ["NIT «952332211-6»", "nit: «983.982.643-5»", '"nit":"«9152362830»"'],
      no: [
        { text: "952332211-6", why: "no caption" },
        { text: "unit 9152362830", why: "another word" },
        { text: "NIT pendiente 9152362830", why: "the caption does not stand before the number" },
      ],
    }),
  }),
  idNumber({
    id: "pe-ruc",
    kind: "PE_RUC",
    description: "Peruvian RUC (SUNAT: prefix, check digit mod 11)",
    shapes: ["11"],
    words: "ruc,ruc no,registro único de contribuyentes,registro unico de contribuyentes",
    check: ruc,
    examples: () => ({
      yes: ["RUC «20784857442»", "ruc: «20272541320»", '"ruc":"«20038947291»"'],
      no: [
        { text: "20784857442", why: "no caption" },
        { text: "truck 20784857442", why: "another word" },
        { text: "RUC 2078485744", why: "too short" },
      ],
    }),
  }),
  code({
    id: "mx-curp",
    kind: "MX_CURP",
    description: "Mexican CURP (RENAPO: day of birth, sex, state, check digit)",
    shape: /^[A-Z]{4}\d{6}[HMX][A-Z]{5}[0-9A-Z]\d$/,
    where: "head",
    words: "curp,clave única de registro,clave unica de registro",
    check: curp,
    odds: "rare",
    examples: () => ({
      yes: ["CURP «GOME260912HDFRRS06»", "registro «GOME730410HDFRRS08».", "curp: «gome390715hdfrrs08»"],
      no: [
        { text: "GOME260912HDFRRS07", why: "the check digit is wrong" },
        { text: "GOME261312HDFRRS06", why: "no such month" },
        { text: "GOME260912HXXRRS06", why: "no such state" },
      ],
    }),
  }),
  code({
    id: "mx-rfc",
    kind: "MX_RFC",
    description: "Mexican RFC of a person or company (SAT: day of birth or founding, check character)",
    shape: /^[A-Z]{3,4}\d{6}[0-9A-Z]{2}[0-9A]$/,
    where: "head",
    words: "rfc,rfc no,registro federal,registro federal de contribuyentes",
    check: rfc,
    odds: "rare",
    examples: () => ({
      yes: ["RFC: «GOME5402122A5»", "factura para «GOME0408104A5» lista", '"rfc":"«GOME0003181A0»"'],
      no: [
        { text: "GOME5402122A6", why: "the check character is wrong" },
        { text: "RFC 7231 RFC2616 RFC 793", why: "a document of the IETF" },
        { text: "GOME5413122A5", why: "no such month" },
        { text: "B/L WDBH210831166", why: "no name begins so: a bill of lading" },
      ],
    }),
  }),
];
