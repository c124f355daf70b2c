// Numbers of persons that only their name gives away: driving licences, national identity cards, taxpayers, records of patients,
// members of health plans, insurance policies. Their forms differ by state and company.

import { labelled } from "../build/labelled.ts";
import { charset } from "../charset.ts";
import type { Rule } from "../rule.ts";

const JOINTS = charset(".-");

export const labelledIdRules: readonly Rule[] = [
  labelled({
    id: "driver-license-captioned",
    kind: "DRIVER_LICENSE",
    description:
      "driving or other personal licence behind a caption (US states and others: 5 to 19 characters with four digits and more)",
    names:
      "driver's license,driver’s license,drivers license,driver license,driver's licence,drivers licence,driver licence,driving licence,driving license,driver lic,operator's license,operators license,operator license,license no,license number,licence no,licence number,dl no,dl number,dl #,dl#,dln,cdl,permis de >conduire,licencia de >conducir,carnet de >conducir,permiso de >conducir,carteira de >motorista,carta de >condução,carteira de >habilitação,rijbewijs,prawo >jazdy,kö>rkort,kø>rekort,fø>rerkort,ajokortti",
    anchors:
      "driver,driving,dln,operator,license n,licence n,license_n,dl no,dl num,dl #,DL#,CDL,cdl no,conduire,conducir,motorista,condu,habilita,rijbew,jazdy,rkort,rekort,rerkort,ajokort",
    examples: () => ({
      yes: [
        "driver's license number is «S530-4605-1234»",
        "Driver License: «D1234567»",
        "DLN «WDL4567D90»",
        "license number: «D1234567», DL# «530-4605-12»",
        '"drivers_license": "«12345678»"',
        "permis de conduire n° «14AB12345»",
      ],
      no: [
        { text: "Driver License expired on Monday", why: "words" },
        { text: "driver licensing 2024-10", why: "another word" },
        { text: "driver 535.104.05 loaded", why: "a driver of a device" },
      ],
    }),
  }),
  labelled({
    id: "national-id-captioned",
    kind: "NATIONAL_ID",
    description: "national identity number or card behind a caption, whatever the country",
    names:
      "national id,national identification,national identity,identity card,identity document,identity no,identity number,id card,citizen id,citizenship no,cé>dula,ce>dula,documento de >identidad,documento nacional de >identidad,carte d'>identité,carte d’>identité,carte nationale d'>identité,bilhete de >identidade,cartão de >cidadão,cartao de >cidadao,dowód >osobisty,identiteitskaart,identitetskort,osobna >iskaznica,numéro >national,dni",
    anchors: "national,identity,identid,identité,identiteit,identitet,id card,citizen,dula,cidad,osobist,iskaznica,dni",
    tail: "(?:de ciudadan[^ ]{1,3}a|de identidad|de extranjer[^ ]{1,3}a)?",
    examples: () => ({
      yes: [
        "national ID: «AB-123456-7»",
        "cédula de ciudadanía «1.032.456.789»",
        "DNI «30.123.456»",
        "cartão de cidadão «12345678 9ZZ0»".replace(" 9ZZ0", "9ZZ0"),
        "carte d'identité n° «880692310285»",
      ],
      no: [
        { text: "identity number is required", why: "words" },
        { text: "id card 12", why: "too short" },
        { text: "surg 12.345.678 org 12345678", why: "other words" },
      ],
    }),
  }),
  labelled({
    id: "it-identity-card-spaced",
    kind: "IT_IDENTITY_CARD",
    description: "Italian identity card on paper behind a caption, with a space between its letters and its digits",
    names:
      "carta d'>identità,carta d’>identità,carta di >identità,carta >identità,carta d'>identita,carta di >identita,documento d'>identità,documento di >identità",
    anchors: "identità,identita",
    digits: 7,
    joints: JOINTS,
    value: String.raw`[A-Z]{2} \d{7}(?![A-Za-z0-9_])`,
    examples: () => ({
      yes: ["carta d'identità «AX 1234567»", "Carta di identità n. «AO 7654321»", "documento d'identità: «AX 1234567»"],
      no: [
        { text: "AX 1234567", why: "no caption" },
        { text: "carta d'identità del 1234567", why: "a word" },
        { text: "carta d'identità AX 12345", why: "too short" },
      ],
    }),
  }),
  labelled({
    id: "br-rg",
    kind: "NATIONAL_ID",
    description: "Brazilian RG behind a caption, with its dots",
    names: "rg,registro >geral,identidade",
    anchors: "RG,rg:,geral,identid",
    digits: 7,
    joints: JOINTS,
    value: String.raw`\d{1,2}\.\d{3}\.\d{3}-?[0-9X]?(?![A-Za-z0-9_]|[./@-][A-Z0-9])`,
    examples: () => ({
      yes: ["RG: «12.345.678-9»", "registro geral «1.234.567»", "rg: «23.456.789-X»"],
      no: [
        { text: "RG 12345678", why: "the dots are missing" },
        { text: "org: 12.345.678-9", why: "another word" },
        { text: "12.345.678-9", why: "no caption" },
      ],
    }),
  }),
  labelled({
    id: "tax-id-captioned",
    kind: "TAX_ID",
    description: "taxpayer number behind a caption, whatever the country",
    names:
      "tax id,tax identification,taxpayer id,taxpayer identification,taxpayer no,tax no,tax number,tax registration,fiscal id,identifiant >fiscal,identificación >fiscal,número >fiscal,numéro >fiscal,número de identificación >tributaria,fiscal code,vergi no,vergi numarası,vkn",
    anchors: "tax,fiscal,tributaria,vergi,vkn",
    examples: () => ({
      yes: ["Tax ID: «98-7654321»", "taxpayer identification number «123-456-789»", "vergi numarası: «1234567890»"],
      no: [
        { text: "tax number of 2019 is", why: "a year" },
        { text: "syntax id 12345678", why: "another word" },
        { text: "tax id required", why: "words" },
      ],
    }),
  }),
  labelled({
    id: "medical-record",
    kind: "MEDICAL_RECORD",
    description: "medical record or patient number behind a caption",
    names:
      "medical record,mrn,patient id,patient no,patient number,patient identifier,patient record,patientid,chart number,chart no,hospital number,hospital no,health record,patientennummer,patienten nr,historia >clínica,historia >clinica,dossier médical,dossier patient,prontuário,cartella >clinica,病历号,病案号,住院号,门诊号,カルテ番号,患者番号,환자번호",
    anchors:
      "medical,mrn,patient,chart n,hospital n,health,clínica,clinica,dossier,prontu,病历号,病案号,住院号,门诊号,カルテ番,患者番,환자번",
    examples: () => ({
      yes: [
        "MRN: «483920»",
        "medical record number «00-45-12-88»",
        '"patient_id":"«PT-882041»"',
        "historia clínica n° «123456»",
        "病历号：«0012345678»",
      ],
      no: [
        { text: "patient is 45 years old", why: "words" },
        { text: "mRNA 1273 vaccine, smrn 12345", why: "another word" },
        { text: "patient no longer 2024", why: "the number does not follow" },
      ],
    }),
  }),
  labelled({
    id: "health-plan",
    kind: "HEALTH_ID",
    description: "number of a health plan or its member behind a caption",
    names:
      "member id,member no,member number,subscriber id,subscriber no,subscriber number,health plan,health insurance id,health insurance no,health insurance number,health card,health id,medicaid,beneficiary id,insurance id,insurance member,número de >afiliado,numero de >afiliado,número de >utente,numero de >utente,tessera >sanitaria,医保卡号,医保号,社保卡号,健保卡號,被保険者番号",
    anchors:
      "member,subscriber,health,medicaid,beneficiary,insurance,afiliado,utente,sanitaria,医保,社保卡,健保卡,被保険",
    examples: () => ({
      yes: [
        "Member ID: «XYH123456789»",
        "health plan number «987-65-4321-A»",
        "Medicaid ID «CK12345A»",
        "医保卡号：«A123456789»",
      ],
      no: [
        { text: "member id of the struct", why: "words" },
        { text: "health plan 2024", why: "a year" },
        { text: "remember no 12345678", why: "another word" },
      ],
    }),
  }),
  labelled({
    id: "insurance-policy",
    kind: "INSURANCE_POLICY",
    description: "number of an insurance policy or claim behind a caption",
    names:
      "policy number,policy no,policy #,policy nr,insurance policy,insurance number,insurance no,insurance claim,claim number,claim no,número de >póliza,numero de >poliza,póliza,poliza,policennummer,versicherungsschein,versicherungspolice,numéro de >police,police d'assurance,contrat d'>assurance,polizza,polisnummer,numer >polisy,保单号,保單號,保険証券番号,증권번호",
    anchors:
      "polic,insurance,claim n,poliz,póliz,versicherungss,versicherungsp,assurance,polis,保单,保單,保険証券,증권번",
    examples: () => ({
      yes: [
        "Policy No: «HX-2231-9987»",
        "póliza n.º «00123456»".replace("n.º ", "n° "),
        "insurance policy number «POL 88412093»".replace("POL ", "POL"),
        "保单号：«PDAA2023110000123»",
      ],
      no: [
        { text: "policy number two", why: "words" },
        { text: "policy 2012-10-17", why: "a version of a policy" },
        { text: '"PolicyNames": ["12345678"]', why: "another name" },
      ],
    }),
  }),
];
