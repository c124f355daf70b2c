// The closed table of kinds: name, category and the label that placeholders carry. A label is [A-Z_]{2,16}; without its
// underscores it is the label of the `word` style, so it may not end in X, Y or Z, hold a digit, or say SECRET.

import type { Category, Kind } from "../types.ts";

export interface KindInfo {
  readonly kind: Kind;
  readonly category: Category;
  readonly label: string;
  readonly description: string;
}

const table: readonly (readonly [Kind, Category, string, string])[] = [
  ["EMAIL", "CONTACT", "EMAIL", "e-mail address"],
  ["PHONE", "CONTACT", "PHONE", "telephone number"],
  ["PERSON", "PERSONAL", "PERSON", "name of a person"],
  ["IP", "NETWORK", "IP", "IPv4 or IPv6 address"],
  ["MAC", "NETWORK", "MAC", "hardware address"],
  ["CREDIT_CARD", "FINANCIAL", "CARD", "payment card number"],
  ["BANK_CARD", "FINANCIAL", "BANK_CARD", "Chinese bank card number"],
  ["IBAN", "FINANCIAL", "IBAN", "international bank account number"],
  ["US_ROUTING", "FINANCIAL", "ROUTING", "US bank routing number"],
  ["US_SSN", "IDENTITY_US", "SSN", "US social security number"],
  ["CN_ID_CARD", "IDENTITY_INTL", "ID_CARD", "Chinese resident identity number"],
  ["HK_ID", "IDENTITY_INTL", "HK_ID", "Hong Kong identity card number"],
  ["MO_ID", "IDENTITY_INTL", "MACAU_ID", "Macau identity card number"],
  ["TW_ID", "IDENTITY_INTL", "TW_ID", "Taiwanese identity or residence number"],
  ["SG_NRIC", "IDENTITY_INTL", "SG_NRIC", "Singapore NRIC or FIN"],
  ["SG_UEN", "CORPORATE", "SG_UEN", "Singapore unique entity number"],
  ["IN_PAN", "IDENTITY_INTL", "IN_PAN", "Indian permanent account number"],
  ["IN_GSTIN", "CORPORATE", "IN_GSTIN", "Indian goods and services tax number"],
  ["IN_VOTER", "IDENTITY_INTL", "IN_VOTER", "Indian voter card number"],
  ["IN_DRIVER", "IDENTITY_INTL", "IN_DRIVER", "Indian driving licence"],
  ["IN_IFSC", "FINANCIAL", "IN_IFSC", "Indian bank branch code"],
  ["KE_PIN", "IDENTITY_INTL", "KE_PIN", "Kenyan tax PIN"],
  ["NZ_NHI", "HEALTHCARE", "NZ_NHI", "New Zealand health index number"],
  ["LK_NIC", "IDENTITY_INTL", "LK_NIC", "Sri Lankan identity card number"],
  ["CN_OFFICER", "IDENTITY_INTL", "CN_OFFICER", "Chinese military identity number"],
  ["CN_INSURANCE", "IDENTITY_INTL", "CN_INSURANCE", "Chinese social insurance, medical or housing fund number"],
  ["CN_DRIVER", "IDENTITY_INTL", "CN_DRIVER", "Chinese driver licence"],
  ["CN_BUSINESS", "CORPORATE", "CN_BUSINESS", "Chinese business licence or tax registration"],
  ["IM_ACCOUNT", "CONTACT", "IM_ACCOUNT", "account of a messenger, such as QQ or WeChat"],
  ["CN_RESIDENCE", "IDENTITY_INTL", "CN_RESIDENCE", "Chinese permit of permanent residence"],
  ["TW_TAX_ID", "CORPORATE", "TW_TAX_ID", "Taiwanese business number"],
  ["KR_RRN", "IDENTITY_INTL", "KR_RRN", "Korean resident or foreigner registration number"],
  ["KR_DRIVER", "IDENTITY_INTL", "KR_DRIVER", "Korean driver licence"],
  ["KR_BUSINESS", "CORPORATE", "KR_BUSINESS", "Korean business or corporate registration number"],
  ["JP_MY_NUMBER", "IDENTITY_INTL", "MY_NUMBER", "Japanese individual number"],
  ["JP_CORPORATE", "CORPORATE", "JP_CORPORATE", "Japanese corporate number"],
  ["JP_DRIVER", "IDENTITY_INTL", "JP_DRIVER", "Japanese driver licence"],
  ["TH_ID", "IDENTITY_INTL", "TH_ID", "Thai identity number"],
  ["MY_NRIC", "IDENTITY_INTL", "MY_NRIC", "Malaysian identity card number"],
  ["ID_NIK", "IDENTITY_INTL", "ID_NIK", "Indonesian identity number"],
  ["ID_NPWP", "IDENTITY_INTL", "ID_NPWP", "Indonesian tax number"],
  ["PH_TIN", "IDENTITY_INTL", "PH_TIN", "Philippine taxpayer number"],
  ["PH_SSS", "IDENTITY_INTL", "PH_SSS", "Philippine social security or health number"],
  ["VN_CCCD", "IDENTITY_INTL", "VN_CCCD", "Vietnamese citizen identity number"],
  ["IN_AADHAAR", "IDENTITY_INTL", "AADHAAR", "Indian Aadhaar number"],
  ["PK_CNIC", "IDENTITY_INTL", "PK_CNIC", "Pakistani identity card number"],
  ["BD_NID", "IDENTITY_INTL", "BD_NID", "Bangladeshi national identity number"],
  ["AU_TFN", "IDENTITY_INTL", "AU_TFN", "Australian tax file number"],
  ["AU_ABN", "CORPORATE", "AU_ABN", "Australian business number"],
  ["AU_ACN", "CORPORATE", "AU_ACN", "Australian company number"],
  ["AU_MEDICARE", "HEALTHCARE", "AU_MEDICARE", "Australian Medicare card number"],
  ["NZ_IRD", "IDENTITY_INTL", "NZ_IRD", "New Zealand tax number"],
  ["ZA_ID", "IDENTITY_INTL", "ZA_ID", "South African identity number"],
  ["NG_NIN", "IDENTITY_INTL", "NG_NIN", "Nigerian identity or bank verification number"],
  ["KE_ID", "IDENTITY_INTL", "KE_ID", "Kenyan identity number"],
  ["IL_ID", "IDENTITY_INTL", "IL_ID", "Israeli identity number"],
  ["AE_ID", "IDENTITY_INTL", "EMIRATES_ID", "Emirates identity number"],
  ["SA_ID", "IDENTITY_INTL", "SA_ID", "Saudi identity or residence number"],
  ["EG_ID", "IDENTITY_INTL", "EG_ID", "Egyptian national number"],
  ["IR_ID", "IDENTITY_INTL", "IR_ID", "Iranian national code"],
  ["TN_ID", "IDENTITY_INTL", "TN_ID", "Tunisian identity card number"],
  ["CRYPTO_WALLET", "FINANCIAL", "WALLET", "address of a cryptocurrency"],
  ["PASSPORT", "IDENTITY_INTL", "PASSPORT", "passport number"],
  ["LICENSE_PLATE", "VEHICLE", "PLATE", "vehicle licence plate"],
  ["VIN", "VEHICLE", "VIN", "vehicle identification number"],
  ["IMEI", "NETWORK", "IMEI", "number of a mobile device (IMEI, MEID)"],
  ["IMSI", "NETWORK", "IMSI", "mobile subscriber identity"],
  ["ICCID", "NETWORK", "ICCID", "number of a SIM card"],
  ["CREDIT_CODE", "CORPORATE", "CREDIT_CODE", "Chinese unified social credit code"],
  ["PASSWORD", "CREDENTIAL", "PASSWORD", "password or passphrase"],
  ["API_KEY", "CREDENTIAL", "API_TOKEN", "API key or token of any provider"],
  ["OTP", "CREDENTIAL", "OTP_CODE", "verification code"],
  ["SEED_PHRASE", "CREDENTIAL", "SEED_PHRASE", "BIP-39 mnemonic"],
  ["JWT", "CREDENTIAL", "JWT", "JSON web token"],
  ["PRIVATE_KEY", "CREDENTIAL", "PRIVATE_PEM", "private key"],
  ["COOKIE", "CREDENTIAL", "COOKIE", "cookie value"],
  ["AUTH_HEADER", "CREDENTIAL", "AUTH_TOKEN", "credentials of an HTTP header"],
  ["PASSWORD_HASH", "CREDENTIAL", "PASSWORD_HASH", "hash of a password"],
  ["WEBHOOK", "CREDENTIAL", "WEBHOOK", "webhook URL that grants access"],
  ["AWS_ACCESS_KEY", "CREDENTIAL", "AWS_KEY_ID", "AWS access key id"],
  ["AWS_SECRET_KEY", "CREDENTIAL", "AWS_KEY_VALUE", "AWS secret access key or session token"],
  ["GITHUB_TOKEN", "CREDENTIAL", "GITHUB_TOKEN", "GitHub token"],
  ["GITLAB_TOKEN", "CREDENTIAL", "GITLAB_TOKEN", "GitLab token"],
  ["OPENAI_KEY", "CREDENTIAL", "OPENAI_TOKEN", "OpenAI API key"],
  ["ANTHROPIC_KEY", "CREDENTIAL", "ANTHROPIC_TOKEN", "Anthropic API key"],
  ["GOOGLE_KEY", "CREDENTIAL", "GOOGLE_TOKEN", "Google API key or OAuth secret"],
  ["AZURE_KEY", "CREDENTIAL", "AZURE_TOKEN", "Azure key, secret or signature"],
  ["SLACK_TOKEN", "CREDENTIAL", "SLACK_TOKEN", "Slack token"],
  ["STRIPE_KEY", "CREDENTIAL", "STRIPE_TOKEN", "Stripe key"],
  ["REGISTRY_TOKEN", "CREDENTIAL", "REGISTRY_TOKEN", "token of a package registry such as npm or PyPI"],
  ["HUGGINGFACE_TOKEN", "CREDENTIAL", "HF_TOKEN", "Hugging Face token"],
  ["DISCORD_TOKEN", "CREDENTIAL", "DISCORD_TOKEN", "Discord bot token"],
  ["TELEGRAM_TOKEN", "CREDENTIAL", "TELEGRAM_TOKEN", "Telegram bot token"],
  ["SHOPIFY_TOKEN", "CREDENTIAL", "SHOPIFY_TOKEN", "Shopify token or secret"],
  ["TWILIO_KEY", "CREDENTIAL", "TWILIO_TOKEN", "Twilio key or account"],
  ["SENDGRID_KEY", "CREDENTIAL", "SENDGRID_TOKEN", "SendGrid API key"],
  ["DATABRICKS_TOKEN", "CREDENTIAL", "DATABRICKS_TOKEN", "Databricks token"],
  ["DIGITALOCEAN_TOKEN", "CREDENTIAL", "DO_TOKEN", "DigitalOcean token"],
  ["CLOUDFLARE_TOKEN", "CREDENTIAL", "CLOUDFLARE_TOKEN", "Cloudflare key or token"],
  ["ALIBABA_KEY", "CREDENTIAL", "ALIBABA_TOKEN", "Alibaba Cloud key or token"],
  ["TENCENT_KEY", "CREDENTIAL", "TENCENT_TOKEN", "Tencent Cloud key"],
  ["VAULT_TOKEN", "CREDENTIAL", "VAULT_TOKEN", "HashiCorp Vault token"],
  ["ATLASSIAN_TOKEN", "CREDENTIAL", "ATLASSIAN_TOKEN", "Atlassian or Bitbucket token"],
];

/** All built-in kinds, in the order of the table. */
export const KINDS: readonly KindInfo[] = table.map(([kind, category, label, description]) => ({
  kind,
  category,
  label,
  description,
}));

const byName = new Map(KINDS.map((info) => [info.kind, info]));

/** Category of a kind; kinds that config adds are CUSTOM. */
export function categoryOf(kind: Kind): Category {
  return byName.get(kind)?.category ?? "CUSTOM";
}

/** Label of a kind in placeholders; a kind that config adds is its own label where the grammar allows, else CUSTOM. */
export function labelOf(kind: Kind): string {
  return byName.get(kind)?.label ?? (isLabel(kind) ? kind : "CUSTOM");
}

const labels = new Set(KINDS.map((info) => info.label));

/** True for a label of the closed table; styles that look like ordinary identifiers are written with these only. */
export function isTableLabel(label: string): boolean {
  return labels.has(label);
}

/** The grammar of labels, see mask/placeholder.ts. */
export function isLabel(text: string): boolean {
  return /^[A-Z]+(?:_[A-Z]+)*$/.test(text) && text.length >= 2 && text.length <= 16 && !/[XYZ]$/.test(text);
}
