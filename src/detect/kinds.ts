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
  ["ADDRESS", "CONTACT", "ADDRESS", "postal address or captioned post code"],
  ["USERNAME", "PERSONAL", "USERNAME", "user name, as in the path of a home folder"],
  ["DATE", "PERSONAL", "DATE", "date; only when asked for"],
  ["URL", "NETWORK", "URL", "web address; only when asked for"],
  ["IP", "NETWORK", "IP", "IPv4 or IPv6 address"],
  ["MAC", "NETWORK", "MAC", "hardware address"],
  ["CREDIT_CARD", "FINANCIAL", "CARD", "payment card number"],
  ["BANK_CARD", "FINANCIAL", "BANK_CARD", "Chinese bank card number"],
  ["IBAN", "FINANCIAL", "IBAN", "international bank account number"],
  ["ACCOUNT", "FINANCIAL", "ACCOUNT", "number of an account, customer, member or policy"],
  ["US_ROUTING", "FINANCIAL", "ROUTING", "US bank routing number"],
  ["US_SSN", "IDENTITY_US", "SSN", "US social security number"],
  ["CN_ID_CARD", "IDENTITY_INTL", "ID_CARD", "Chinese resident identity number"],
  ["PASSPORT", "IDENTITY_INTL", "PASSPORT", "passport number"],
  ["LICENSE_PLATE", "VEHICLE", "PLATE", "vehicle licence plate"],
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
