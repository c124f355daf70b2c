// The closed table of kinds: name, category and the label that placeholders carry. A label is [A-Z_]{2,16}; without its
// underscores it is the label of the `word` style, so it may not end in X, Y or Z, hold a digit, or say SECRET.

import type { Category, Kind } from "../types.ts";

/** A kind as listings show it. */
export interface KindInfo {
  readonly kind: Kind;
  readonly category: Category;
  readonly label: string;
  readonly description: string;
}

/** A line for each kind: its name, its category, its label, what it is. Read when a kind is asked for: a run meets few. */
const TABLE = `
EMAIL CONTACT EMAIL e-mail address
PHONE CONTACT PHONE telephone number
PERSON PERSONAL PERSON name of a person
ADDRESS CONTACT ADDRESS postal address or captioned post code
ORGANIZATION CORPORATE ORGANIZATION name of an organisation
LOCATION CONTACT LOCATION name of a place
USERNAME PERSONAL USERNAME user name, as in the path of a home folder
DATE PERSONAL DATE date; only when asked for
URL NETWORK URL web address; only when asked for
IP NETWORK IP IPv4 or IPv6 address
MAC NETWORK MAC hardware address
CREDIT_CARD FINANCIAL CARD payment card number
BANK_CARD FINANCIAL BANK_CARD Chinese bank card number
IBAN FINANCIAL IBAN international bank account number
ACCOUNT FINANCIAL ACCOUNT number of an account, customer, member or policy
US_ROUTING FINANCIAL ROUTING US bank routing number
US_SSN IDENTITY_US SSN US social security number
CN_ID_CARD IDENTITY_INTL ID_CARD Chinese resident identity number
US_ITIN IDENTITY_US US_ITIN US individual taxpayer number
US_EIN CORPORATE US_EIN US employer identification number
US_NPI HEALTHCARE US_NPI US national provider identifier
US_DEA HEALTHCARE US_DEA US DEA registration number
US_MBI HEALTHCARE US_MBI US Medicare beneficiary identifier
US_CLIA HEALTHCARE US_CLIA US CLIA number of a laboratory
CA_SIN IDENTITY_INTL CA_SIN Canadian social insurance number
MX_CURP IDENTITY_INTL MX_CURP Mexican population registry code
MX_RFC IDENTITY_INTL MX_RFC Mexican taxpayer number
BR_CPF IDENTITY_INTL BR_CPF Brazilian taxpayer number of a person
BR_CNPJ CORPORATE BR_CNPJ Brazilian company number
AR_CUIT IDENTITY_INTL AR_CUIT Argentine CUIT or CUIL
CL_RUT IDENTITY_INTL CL_RUT Chilean RUT
CO_NIT IDENTITY_INTL CO_NIT Colombian NIT
PE_RUC IDENTITY_INTL PE_RUC Peruvian RUC
UK_NHS HEALTHCARE UK_NHS UK NHS number
UK_NINO IDENTITY_INTL UK_NINO UK national insurance number
UK_UTR IDENTITY_INTL UK_UTR UK unique taxpayer reference
IE_PPS IDENTITY_INTL IE_PPS Irish personal public service number
DE_TAX_ID IDENTITY_INTL DE_TAX_ID German tax identification number
DE_TAX_NUMBER IDENTITY_INTL DE_TAX_NUMBER German tax number
DE_SOCIAL_SECURITY IDENTITY_INTL DE_PENSION German pension insurance number
DE_HEALTH_INSURANCE HEALTHCARE DE_HEALTH German health insurance number
DE_ID_CARD IDENTITY_INTL DE_ID_CARD German identity card or passport serial
DE_LANR HEALTHCARE DE_LANR German physician number
DE_BSNR HEALTHCARE DE_BSNR German practice number
AT_SVNR IDENTITY_INTL AT_SVNR Austrian social insurance number
CH_AHV IDENTITY_INTL CH_AHV Swiss AHV number
FR_NIR IDENTITY_INTL FR_NIR French social security number
FR_SPI IDENTITY_INTL FR_SPI French tax number of a person
ES_NIF IDENTITY_INTL ES_NIF Spanish DNI or NIF
ES_NIE IDENTITY_INTL ES_NIE Spanish identity number of foreigners
ES_CIF CORPORATE ES_CIF Spanish tax number of a company
ES_NSS IDENTITY_INTL ES_NSS Spanish social security number
PT_NIF IDENTITY_INTL PT_NIF Portuguese taxpayer number
IT_FISCAL_CODE IDENTITY_INTL IT_FISCAL_CODE Italian codice fiscale
IT_VAT_CODE CORPORATE IT_VAT_CODE Italian partita IVA
IT_IDENTITY_CARD IDENTITY_INTL IT_ID_CARD Italian identity card
NL_BSN IDENTITY_INTL NL_BSN Dutch citizen service number
BE_NATIONAL_ID IDENTITY_INTL BE_NATIONAL_ID Belgian national number
LU_NATIONAL_ID IDENTITY_INTL LU_NATIONAL_ID Luxembourg matricule
SE_PERSONNUMMER IDENTITY_INTL SE_PERSONAL_ID Swedish personal identity number
SE_ORGANISATIONSNUMMER CORPORATE SE_ORG_ID Swedish organisation number
NO_FODSELSNUMMER IDENTITY_INTL NO_PERSONAL_ID Norwegian national identity number
DK_CPR IDENTITY_INTL DK_CPR Danish civil registration number
FI_PERSONAL_IDENTITY_CODE IDENTITY_INTL FI_HETU Finnish personal identity code
IS_KENNITALA IDENTITY_INTL IS_KENNITALA Icelandic identity number
EE_LT_PERSONAL_CODE IDENTITY_INTL BALTIC_CODE Estonian or Lithuanian personal code
LV_PERSONAL_CODE IDENTITY_INTL LV_CODE Latvian personal code
PL_PESEL IDENTITY_INTL PL_PESEL Polish PESEL
PL_NIP CORPORATE PL_NIP Polish taxpayer number
PL_REGON CORPORATE PL_REGON Polish business registry number
PL_ID_CARD IDENTITY_INTL PL_ID_CARD Polish identity card
CZ_BIRTH_NUMBER IDENTITY_INTL CZ_BIRTH_NUMBER Czech or Slovak birth number
HU_TAX_ID IDENTITY_INTL HU_TAX_ID Hungarian tax number of a person
HU_TAJ HEALTHCARE HU_TAJ Hungarian social security number
RO_CNP IDENTITY_INTL RO_CNP Romanian personal numerical code
BG_EGN IDENTITY_INTL BG_EGN Bulgarian uniform civil number
GR_AFM IDENTITY_INTL GR_AFM Greek tax number
GR_AMKA HEALTHCARE GR_AMKA Greek social security number
HR_OIB IDENTITY_INTL HR_OIB Croatian personal identification number
SI_EMSO IDENTITY_INTL SI_EMSO unique master citizen number of Slovenia and its neighbours
SI_TAX_ID IDENTITY_INTL SI_TAX_ID Slovenian tax number
TR_NATIONAL_ID IDENTITY_INTL TR_NATIONAL_ID Turkish identity number
UA_TAX_ID IDENTITY_INTL UA_TAX_ID Ukrainian taxpayer number
RU_INN IDENTITY_INTL RU_INN Russian taxpayer number
RU_SNILS IDENTITY_INTL RU_SNILS Russian pension insurance number
DRIVER_LICENSE IDENTITY_INTL DRIVER_LICENSE driving licence
NATIONAL_ID IDENTITY_INTL NATIONAL_ID national identity number or card
TAX_ID IDENTITY_INTL TAX_ID taxpayer number
VAT_ID CORPORATE VAT_ID VAT number
COMPANY_ID CORPORATE COMPANY_ID registration number of a company
BIC FINANCIAL BIC bank identifier code (SWIFT)
BANK_ACCOUNT FINANCIAL BANK_ACCOUNT bank account number
MEDICAL_RECORD HEALTHCARE MEDICAL_RECORD medical record or patient number
HEALTH_ID HEALTHCARE HEALTH_ID health card or health plan number
INSURANCE_POLICY FINANCIAL INSURANCE_ID insurance policy number
DATE_OF_BIRTH PERSONAL BIRTH_DATE date of birth
TRAVEL_DOCUMENT IDENTITY_INTL MRZ_LINE line of the machine-readable zone of a passport or card
HK_ID IDENTITY_INTL HK_ID Hong Kong identity card number
MO_ID IDENTITY_INTL MACAU_ID Macau identity card number
TW_ID IDENTITY_INTL TW_ID Taiwanese identity or residence number
SG_NRIC IDENTITY_INTL SG_NRIC Singapore NRIC or FIN
SG_UEN CORPORATE SG_UEN Singapore unique entity number
IN_PAN IDENTITY_INTL IN_PAN Indian permanent account number
IN_GSTIN CORPORATE IN_GSTIN Indian goods and services tax number
IN_VOTER IDENTITY_INTL IN_VOTER Indian voter card number
IN_DRIVER IDENTITY_INTL IN_DRIVER Indian driving licence
IN_IFSC FINANCIAL IN_IFSC Indian bank branch code
KE_PIN IDENTITY_INTL KE_PIN Kenyan tax PIN
NZ_NHI HEALTHCARE NZ_NHI New Zealand health index number
LK_NIC IDENTITY_INTL LK_NIC Sri Lankan identity card number
CN_OFFICER IDENTITY_INTL CN_OFFICER Chinese military identity number
CN_INSURANCE IDENTITY_INTL CN_INSURANCE Chinese social insurance, medical or housing fund number
CN_DRIVER IDENTITY_INTL CN_DRIVER Chinese driver licence
CN_BUSINESS CORPORATE CN_BUSINESS Chinese business licence or tax registration
IM_ACCOUNT CONTACT IM_ACCOUNT account of a messenger, such as QQ or WeChat
CN_RESIDENCE IDENTITY_INTL CN_RESIDENCE Chinese permit of permanent residence
TW_TAX_ID CORPORATE TW_TAX_ID Taiwanese business number
KR_RRN IDENTITY_INTL KR_RRN Korean resident or foreigner registration number
KR_DRIVER IDENTITY_INTL KR_DRIVER Korean driver licence
KR_BUSINESS CORPORATE KR_BUSINESS Korean business or corporate registration number
JP_MY_NUMBER IDENTITY_INTL MY_NUMBER Japanese individual number
JP_CORPORATE CORPORATE JP_CORPORATE Japanese corporate number
JP_DRIVER IDENTITY_INTL JP_DRIVER Japanese driver licence
TH_ID IDENTITY_INTL TH_ID Thai identity number
MY_NRIC IDENTITY_INTL MY_NRIC Malaysian identity card number
ID_NIK IDENTITY_INTL ID_NIK Indonesian identity number
ID_NPWP IDENTITY_INTL ID_NPWP Indonesian tax number
PH_TIN IDENTITY_INTL PH_TIN Philippine taxpayer number
PH_SSS IDENTITY_INTL PH_SSS Philippine social security or health number
VN_CCCD IDENTITY_INTL VN_CCCD Vietnamese citizen identity number
IN_AADHAAR IDENTITY_INTL AADHAAR Indian Aadhaar number
PK_CNIC IDENTITY_INTL PK_CNIC Pakistani identity card number
BD_NID IDENTITY_INTL BD_NID Bangladeshi national identity number
AU_TFN IDENTITY_INTL AU_TFN Australian tax file number
AU_ABN CORPORATE AU_ABN Australian business number
AU_ACN CORPORATE AU_ACN Australian company number
AU_MEDICARE HEALTHCARE AU_MEDICARE Australian Medicare card number
NZ_IRD IDENTITY_INTL NZ_IRD New Zealand tax number
ZA_ID IDENTITY_INTL ZA_ID South African identity number
NG_NIN IDENTITY_INTL NG_NIN Nigerian identity or bank verification number
KE_ID IDENTITY_INTL KE_ID Kenyan identity number
IL_ID IDENTITY_INTL IL_ID Israeli identity number
AE_ID IDENTITY_INTL EMIRATES_ID Emirates identity number
SA_ID IDENTITY_INTL SA_ID Saudi identity or residence number
EG_ID IDENTITY_INTL EG_ID Egyptian national number
IR_ID IDENTITY_INTL IR_ID Iranian national code
TN_ID IDENTITY_INTL TN_ID Tunisian identity card number
CRYPTO_WALLET FINANCIAL WALLET address of a cryptocurrency
PASSPORT IDENTITY_INTL PASSPORT passport number
LICENSE_PLATE VEHICLE PLATE vehicle licence plate
VIN VEHICLE VIN vehicle identification number
IMEI NETWORK IMEI number of a mobile device (IMEI, MEID)
IMSI NETWORK IMSI mobile subscriber identity
ICCID NETWORK ICCID number of a SIM card
CREDIT_CODE CORPORATE CREDIT_CODE Chinese unified social credit code
PASSWORD CREDENTIAL PASSWORD password or passphrase
API_KEY CREDENTIAL API_TOKEN API key or token of any provider
OTP CREDENTIAL OTP_CODE verification code
SEED_PHRASE CREDENTIAL SEED_PHRASE BIP-39 mnemonic
JWT CREDENTIAL JWT JSON web token
PRIVATE_KEY CREDENTIAL PRIVATE_PEM private key
COOKIE CREDENTIAL COOKIE cookie value
AUTH_HEADER CREDENTIAL AUTH_TOKEN credentials of an HTTP header
PASSWORD_HASH CREDENTIAL PASSWORD_HASH hash of a password
WEBHOOK CREDENTIAL WEBHOOK webhook URL that grants access
AWS_ACCESS_KEY CREDENTIAL AWS_KEY_ID AWS access key id
AWS_SECRET_KEY CREDENTIAL AWS_KEY_VALUE AWS secret access key or session token
GITHUB_TOKEN CREDENTIAL GITHUB_TOKEN GitHub token
GITLAB_TOKEN CREDENTIAL GITLAB_TOKEN GitLab token
OPENAI_KEY CREDENTIAL OPENAI_TOKEN OpenAI API key
ANTHROPIC_KEY CREDENTIAL ANTHROPIC_TOKEN Anthropic API key
GOOGLE_KEY CREDENTIAL GOOGLE_TOKEN Google API key or OAuth secret
AZURE_KEY CREDENTIAL AZURE_TOKEN Azure key, secret or signature
SLACK_TOKEN CREDENTIAL SLACK_TOKEN Slack token
STRIPE_KEY CREDENTIAL STRIPE_TOKEN Stripe key
REGISTRY_TOKEN CREDENTIAL REGISTRY_TOKEN token of a package registry such as npm or PyPI
HUGGINGFACE_TOKEN CREDENTIAL HF_TOKEN Hugging Face token
DISCORD_TOKEN CREDENTIAL DISCORD_TOKEN Discord bot token
TELEGRAM_TOKEN CREDENTIAL TELEGRAM_TOKEN Telegram bot token
SHOPIFY_TOKEN CREDENTIAL SHOPIFY_TOKEN Shopify token or secret
TWILIO_KEY CREDENTIAL TWILIO_TOKEN Twilio key or account
SENDGRID_KEY CREDENTIAL SENDGRID_TOKEN SendGrid API key
DATABRICKS_TOKEN CREDENTIAL DATABRICKS_TOKEN Databricks token
DIGITALOCEAN_TOKEN CREDENTIAL DO_TOKEN DigitalOcean token
CLOUDFLARE_TOKEN CREDENTIAL CLOUDFLARE_TOKEN Cloudflare key or token
ALIBABA_KEY CREDENTIAL ALIBABA_TOKEN Alibaba Cloud key or token
TENCENT_KEY CREDENTIAL TENCENT_TOKEN Tencent Cloud key
VAULT_TOKEN CREDENTIAL VAULT_TOKEN HashiCorp Vault token
ATLASSIAN_TOKEN CREDENTIAL ATLASSIAN_TOKEN Atlassian or Bitbucket token
`;

function readLine(line: string): KindInfo {
  const [kind = "", category, label = "", ...words] = line.split(" ");
  return { kind, category: category as Category, label, description: words.join(" ") };
}

let all: readonly KindInfo[] | undefined;

/** All built-in kinds, in the order of the table. */
export function kindTable(): readonly KindInfo[] {
  all ??= TABLE.trim().split("\n").map(readLine);
  return all;
}

/** The same for those who want a list. */
export const KINDS: readonly KindInfo[] = /* @__PURE__ */ kindTable();

const known = new Map<Kind, KindInfo | undefined>();

/** Undefined for a kind that is not in the table. */
function infoOf(kind: Kind): KindInfo | undefined {
  if (known.has(kind)) return known.get(kind);
  // A name that config adds is no part of a line, but may hold anything.
  const at = /\s/.test(kind) ? -1 : TABLE.indexOf(`\n${kind} `);
  const info = at < 0 ? undefined : readLine(TABLE.slice(at + 1, TABLE.indexOf("\n", at + 1)));
  known.set(kind, info);
  return info;
}

/** Category of a kind; kinds that config adds are CUSTOM. */
export function categoryOf(kind: Kind): Category {
  return infoOf(kind)?.category ?? "CUSTOM";
}

/** Label of a kind in placeholders; a kind that config adds is its own label where the grammar allows, else CUSTOM. */
export function labelOf(kind: Kind): string {
  return infoOf(kind)?.label ?? (isLabel(kind) ? kind : "CUSTOM");
}

let labels: ReadonlySet<string> | undefined;

/** True for a label of the closed table; styles that look like ordinary identifiers are written with these only. */
export function isTableLabel(label: string): boolean {
  labels ??= new Set(kindTable().map((info) => info.label));
  return labels.has(label);
}

/** The grammar of labels, see mask/placeholder.ts. */
export function isLabel(text: string): boolean {
  return /^[A-Z]+(?:_[A-Z]+)*$/.test(text) && text.length >= 2 && text.length <= 16 && !/[XYZ]$/.test(text);
}
