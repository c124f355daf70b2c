// The stress set: values of many kinds in many surface forms, carried by prose, JSON, CSV, logs, code and Chinese prose.
// Made by seed; what must be found is known exactly.

import { createIdentities } from "./identities.ts";
import { createRandom, type Random } from "./random.ts";
import { BASE62, BASE64URL, createValues, DIGITS, HEX, LOWER } from "./values.ts";

/** A text and the part of it that must be found. Offsets are bytes. */
export interface Case {
  readonly kind: string;
  readonly form: string;
  readonly carrier: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** How a value may be written; each changes the text and keeps what it says. */
type Form = (value: string) => string;

interface Subject {
  readonly kind: string;
  readonly make: () => string;
  /** What stands before it in prose, as a name of a field, and in Chinese. */
  readonly label: string;
  readonly field: string;
  readonly chinese: string;
  readonly forms: readonly string[];
}

const grouped =
  (separator: string) =>
  (value: string): string =>
    /^\d{8,}$/.test(value) ? value.replace(/\d{4}(?=\d)/g, `$&${separator}`) : value.replaceAll("-", separator);

const FORMS: Readonly<Record<string, Form>> = {
  plain: (value) => value,
  spaces: grouped(" "),
  dashes: grouped("-"),
  bare: (value) => value.replace(/[ ()-]/g, ""),
  dots: (value) => value.replace(/[ ()-]+/g, "."),
  "full-width": (value) => value.replace(/\d/g, (d) => String.fromCharCode(d.charCodeAt(0) + 0xfee0)),
  "zero-width": (value) => `${value.slice(0, 4)}\u200b${value.slice(4)}`,
  "soft hyphen": (value) => `${value.slice(0, 3)}\u00ad${value.slice(3)}`,
  percent: (value) => value.replace(/[@+]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`),
  "JSON escape": (value) => value.replace("@", "\\u0040"),
  "HTML entity": (value) => value.replace("@", "&#64;"),
  "quoted-printable": (value) => value.replace("@", "=40"),
  "lower case": (value) => value.toLowerCase(),
  "+86": (value) => `+86 ${value}`,
  "0086": (value) => `0086${value}`,
  "(+1)": (value) => value.replace(/^\+1 /, "(+1) "),
};

const TOKEN = ["plain"];
const DIGITS_ALONE = ["plain", "spaces", "dashes", "full-width", "zero-width"];
const WITH_DASHES = ["plain", "bare", "full-width", "zero-width"];

function subjects(random: Random): Subject[] {
  const values = createValues(random);
  const ids = createIdentities(random);
  const { int, pick, text } = random;
  const id = (name: string): (() => string) => ids[name] as () => string;
  const subject = (kind: string, make: () => string, labels: string, forms: readonly string[] = TOKEN): Subject => {
    const [label = "", field = "", chinese = ""] = labels.split("|");
    return { kind, make, label, field, chinese, forms };
  };
  const phone = (): string => `+1 ${int(201, 989)}-${int(201, 989)}-${text(DIGITS, 4)}`;
  return [
    subject("EMAIL", values.email, "e-mail|email|邮箱", [
      ...["plain", "percent", "JSON escape", "HTML entity", "quoted-printable", "zero-width", "soft hyphen"],
    ]),
    subject("PHONE", phone, "phone number|phone|电话", ["plain", "bare", "dots", "(+1)", "percent", "zero-width"]),
    subject("PHONE", values.cnMobile, "mobile|mobile|手机号", ["plain", "+86", "0086", "full-width", "zero-width"]),
    subject("PHONE", values.ukPhone, "telephone|tel|电话", ["plain", "bare"]),
    subject("CREDIT_CARD", () => values.card().replaceAll(" ", ""), "card number|card_number|信用卡号", DIGITS_ALONE),
    subject("BANK_CARD", values.bankCard, "bank card|bank_card|银行卡号", DIGITS_ALONE),
    subject("IBAN", values.iban, "IBAN|iban|IBAN账号", ["plain", "lower case"]),
    subject("US_ROUTING", id("routing"), "routing number|routing_number|路由号码", ["plain"]),
    subject("US_SSN", id("ssn"), "social security number|ssn|社会安全号码", WITH_DASHES),
    subject("US_ITIN", id("itin"), "ITIN|itin|个人纳税识别号", ["plain"]),
    subject("US_NPI", id("npi"), "NPI|npi|NPI编号", ["plain"]),
    subject("US_DEA", id("dea"), "DEA number|dea_number|DEA号码", ["plain"]),
    subject("CN_ID_CARD", values.residentId, "id card|id_card|身份证号", [
      ...["plain", "spaces", "full-width", "zero-width", "lower case"],
    ]),
    subject("CREDIT_CODE", id("uscc"), "credit code|uscc|统一社会信用代码"),
    subject("PASSPORT", id("passport"), "passport number|passport_no|护照号"),
    subject("LICENSE_PLATE", id("plate"), "licence plate|plate|车牌号"),
    subject("IP", values.ipv4, "client address|client_ip|客户端地址", ["plain", "zero-width"]),
    subject("IP", values.ipv6, "client address|client_ip|客户端地址"),
    subject("MAC", values.mac, "hardware address|mac|网卡地址", ["plain", "lower case"]),
    subject("UK_NHS", id("nhs"), "NHS number|nhs_number|NHS号码", ["plain"]),
    subject("UK_NINO", id("nino"), "national insurance number|nino|国民保险号", ["plain"]),
    subject("CA_SIN", id("sin"), "social insurance number|sin|加拿大社会保险号", ["plain"]),
    subject("BR_CPF", id("cpf"), "CPF|cpf|CPF号码"),
    subject("BR_CNPJ", id("cnpj"), "CNPJ|cnpj|CNPJ号码"),
    subject("ES_NIF", id("nif"), "DNI|dni|DNI号码"),
    subject("DE_TAX_ID", id("steuerId"), "Steuer-ID|steuer_id|德国税号"),
    subject("FR_NIR", id("nir"), "NIR|nir|NIR号码"),
    subject("IT_FISCAL_CODE", id("codiceFiscale"), "codice fiscale|codice_fiscale|意大利税号", ["plain", "lower case"]),
    subject("PL_PESEL", id("pesel"), "PESEL|pesel|PESEL号码"),
    subject("NL_BSN", id("bsn"), "BSN|bsn|BSN号码"),
    subject("SE_PERSONNUMMER", id("personnummer"), "personnummer|personnummer|瑞典身份号"),
    subject("FI_PERSONAL_IDENTITY_CODE", id("hetu"), "henkilötunnus|hetu|芬兰身份号"),
    subject("TR_NATIONAL_ID", id("tckn"), "TC kimlik no|tckn|土耳其身份号"),
    subject("IN_AADHAAR", id("aadhaar"), "Aadhaar number|aadhaar|Aadhaar号码", ["plain", "spaces", "dashes"]),
    subject("IN_PAN", id("pan"), "PAN|pan_number|PAN号码"),
    subject("KR_RRN", id("rrn"), "주민등록번호|rrn|韩国身份号", ["plain"]),
    subject("SG_NRIC", id("nric"), "NRIC|nric|新加坡身份号"),
    subject("HK_ID", id("hkid"), "HKID|hkid|香港身份证号"),
    subject("TW_ID", id("twid"), "national id|tw_id|台湾身份证号"),
    subject("AU_TFN", id("tfn"), "tax file number|tfn|澳洲税号", ["plain"]),
    subject("ZA_ID", id("zaId"), "ID number|id_number|南非身份号"),
    subject("VIN", id("vin"), "VIN|vin|车架号"),
    subject("IMEI", id("imei"), "IMEI|imei|IMEI号"),
    subject("CRYPTO_WALLET", id("eth"), "wallet address|wallet|钱包地址"),
    subject("JWT", () => jwt(random), "session token|token|会话令牌"),
    subject("PASSWORD", values.password, "password|password|密码"),
    subject("OTP", values.otp, "verification code|verification_code|验证码"),
    subject("GITHUB_TOKEN", () => `ghp_${text(BASE62, 36)}`, "token|github_token|令牌"),
    subject(
      "AWS_ACCESS_KEY",
      () => `AKIA${text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16)}`,
      "key|aws_access_key_id|密钥",
    ),
    subject(
      "SLACK_TOKEN",
      () => `xoxb-${text(DIGITS, 12)}-${text(DIGITS, 12)}-${text(BASE62, 24)}`,
      "token|slack_token|令牌",
    ),
    subject("OPENAI_KEY", () => `sk-proj-${text(BASE62, 48)}`, "key|openai_api_key|密钥"),
    subject("STRIPE_KEY", () => `sk_live_${text(BASE62, 24)}`, "key|stripe_key|密钥"),
    subject("GOOGLE_KEY", () => `AIza${text(BASE64URL, 35)}`, "key|google_api_key|密钥"),
    subject("GITLAB_TOKEN", () => `glpat-${text(BASE64URL, 20)}`, "token|gitlab_token|令牌"),
    subject("REGISTRY_TOKEN", () => `npm_${text(BASE62, 36)}`, "token|npm_token|令牌"),
    subject("API_KEY", id("apiKey"), "API key|api_key|API密钥"),
    subject(
      "DATE_OF_BIRTH",
      () => `${int(1950, 2004)}-${values.two(int(1, 12))}-${values.two(int(1, 28))}`,
      "date of birth|date_of_birth|出生日期",
    ),
    subject("BANK_ACCOUNT", id("account"), "account number|account_number|银行账号"),
    subject(
      "ADDRESS",
      () =>
        `${int(10, 9999)} ${pick(["Oak", "Maple", "Hill", "Lake"])} ${pick(["Street", "Avenue", "Road"])}, ${pick(["Springfield", "Riverside", "Fairview"])}, ${pick(["IL", "CA", "TX", "NY"])} ${text(DIGITS, 5)}`,
      "address|address|地址",
    ),
    subject(
      "ADDRESS",
      () =>
        `${pick(["北京市海淀区", "上海市浦东新区", "广东省深圳市南山区"])}${pick(["中山", "人民", "科技", "长江"])}路${int(1, 999)}号${int(1, 30)}栋${int(1, 9)}单元${int(101, 2504)}室`,
      "address|address|地址",
    ),
  ];
}

const CARRIERS: Readonly<Record<string, (subject: Subject, value: string) => string>> = {
  prose: ({ label }, value) => `Hello, my ${label} is ${value}, please update the record.`,
  JSON: ({ field }, value) => `{"id":42,"${field}":"${value}","active":true}`,
  CSV: ({ field }, value) => `${field}\t${value}\tactive`,
  log: ({ field }, value) => `2026-11-20 10:14:02.113 INFO  [worker-3] record updated ${field}=${value} status=ok`,
  code: ({ field }, value) => `const ${field.replace(/_(\w)/g, (_, c: string) => c.toUpperCase())} = "${value}";`,
  "Chinese prose": ({ chinese }, value) => `您好，我的${chinese}是${value}，请尽快处理。`,
};

/** `each` cases for every kind, form and carrier. */
export function* stressCases(seed: number, each: number): Generator<Case> {
  const random = createRandom(seed);
  for (const subject of subjects(random))
    for (const form of subject.forms)
      for (const [carrier, carry] of Object.entries(CARRIERS))
        for (let n = 0; n < each; n++) {
          const plain = subject.make();
          const value = (FORMS[form] as Form)(plain);
          if (form !== "plain" && value === plain) continue;
          const text = carry(subject, value);
          const start = Buffer.byteLength(text.slice(0, text.indexOf(value)));
          yield { kind: subject.kind, form, carrier, text, start, end: start + Buffer.byteLength(value) };
        }
}

function jwt({ text }: Random): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "HS256", typ: "JWT" })}.${part({ sub: text(LOWER, 8), jti: text(HEX, 16) })}.${text(BASE64URL, 43)}`;
}
