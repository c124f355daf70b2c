// Operations: Terraform Cloud, Vault, Pulumi, Doppler, Grafana, New Relic, Sentry, Tailscale.

import { provider } from "../build/provider.ts";
import { sample } from "../build/sample.ts";
import { run } from "../build/token.ts";
import { BASE62, BASE64, BASE64URL, charset, HEX, LETTER, LOWER_HEX, PAD, PADDED } from "../charset.ts";
import { base64Json } from "../check/base64-json.ts";
import { hexCrc } from "../check/crc32.ts";
import { looksRandom } from "../check/looks-random.ts";
import type { Rule } from "../rule.ts";

const PATH = charset("A-Za-z0-9_.$/-");
const SLUG = charset("a-z0-9_-");
const SENTRY = charset("A-Za-z0-9+/=_-");

const json = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64").replaceAll("=", "");

/** True when the body behind a prefix of `skip` bytes decodes to a JSON object. */
const holdsJson = (skip: number) => (bytes: Buffer, start: number, end: number) =>
  base64Json(bytes, start + skip, end) !== null;

function decoded(bytes: Buffer, start: number, end: number): string {
  return Buffer.from(bytes.toString("latin1", start, end), "base64").toString("latin1");
}

export const devopsRules: readonly Rule[] = provider("API_KEY", [
  {
    id: "terraform-token",
    description: "Terraform Cloud token: 14 characters, .atlasv1., 60 characters and more",
    prefixes: [".atlasv1."],
    before: [run(BASE62, 14)],
    parts: [run(PADDED, 56, 80)],
  },
  {
    id: "vault-token",
    kind: "VAULT_TOKEN",
    description: "HashiCorp Vault service, batch or recovery token",
    prefixes: ["hvs.", "hvb.", "hvr."],
    parts: [run(BASE64URL, 24, 512)],
  },
  {
    id: "vault-token-old",
    kind: "VAULT_TOKEN",
    description: "HashiCorp Vault service or batch token before 1.10: s. or b. and 24 characters",
    prefixes: ["s.", "b."],
    boundary: PATH,
    parts: [run(BASE62, 24, 28)],
    classes: 3,
    distinct: 12,
    confidence: 0.7,
    check: looksRandom(2),
    unchecked: 0.3,
    body: (_, seed) => `${sample(BASE62, 20, seed)}7aK4`,
    more: () => ({ no: [{ text: "s.getElementsByTagNameNS2x(a)", why: "it is a call with one digit" }] }),
  },
  {
    id: "vault-batch-token-old",
    kind: "VAULT_TOKEN",
    description: "HashiCorp Vault batch token, or token with a state, before 1.10: b.AAAAAQ or s.CAES and base64url",
    prefixes: ["b.AAAAAQ", "s.CAES"],
    parts: [run(BASE64URL, 80, 1024)],
  },
  {
    id: "vault-unseal-key",
    kind: "VAULT_TOKEN",
    description: "HashiCorp Vault unseal or recovery key: a share in base64, as its commands print and take it",
    prefixes: [
      "operator unseal ",
      ...Array.from({ length: 9 }, (_, i) => `Unseal Key ${i + 1}: `),
      ...Array.from({ length: 9 }, (_, i) => `Recovery Key ${i + 1}: `),
    ],
    bare: true,
    parts: [run(BASE64, 43, 44), run(PAD, 0, 1)],
    distinct: 12,
  },
  {
    id: "pulumi-token",
    description: "Pulumi access token: pul- and 40 hex digits",
    prefixes: ["pul-"],
    parts: [run(HEX, 38, 42)],
  },
  {
    id: "doppler-token",
    description: "Doppler token: dp., its sort, 40 to 44 characters",
    prefixes: ["dp.pt.", "dp.ct.", "dp.st.", "dp.sa.", "dp.scim.", "dp.audit."],
    parts: [run(BASE62, 40, 46)],
  },
  {
    id: "doppler-service-token",
    description: "Doppler service token that names its config: dp.st.CONFIG. and 40 to 44 characters",
    prefixes: ["dp.st."],
    parts: [run(SLUG, 2, 35), ".", run(BASE62, 40, 46)],
  },
  {
    id: "grafana-service-token",
    description: "Grafana service account token: glsa_, 32 characters, a CRC-32 in hex",
    prefixes: ["glsa_"],
    parts: [run(BASE62, 32), "_", run(HEX, 8)],
    check: (bytes, start, end) => hexCrc(bytes, start, end - 9, true) === bytes.toString("latin1", end - 8, end),
    body: (prefix, seed) => {
      const text = sample(BASE62, 32, seed);
      const key = Buffer.from(prefix + text);
      return `${text}_${seed & 1 ? hexCrc(key, 0, key.length, true) : sample(LOWER_HEX, 8, seed)}`;
    },
  },
  {
    id: "grafana-cloud-token",
    description: "Grafana Cloud access policy token: glc_ and JSON in base64",
    prefixes: ["glc_"],
    parts: [run(BASE64, 32, 600), run(PAD, 0, 3)],
    check: holdsJson(4),
    body: (_, seed) => json({ o: "12345", n: "ops", k: sample(BASE62, 24, seed), m: { r: "eu" } }),
  },
  {
    id: "grafana-api-key",
    description: "Grafana API key of the old form: JSON in base64 that begins with k",
    prefixes: ["eyJrIjoi"],
    parts: [run(BASE64, 60, 400), run(PAD, 0, 3)],
    check: holdsJson(0),
    // A report that Power BI publishes: key and tenant, both UUIDs.
    unless: (bytes, start, end) => /^\{"k":"[^"]{36}","t/.test(decoded(bytes, start, end)),
    more: () => ({
      no: [
        {
          text: `https://app.powerbi.com/view?r=${json({ k: sample(LOWER_HEX, 36, 1), t: sample(LOWER_HEX, 36, 2), c: 8 })}`,
          why: "the address of a published report",
        },
      ],
    }),
    body: (_, seed) => json({ k: sample(BASE62, 32, seed), n: "ops", id: 1 }).slice(8),
  },
  {
    id: "newrelic-key",
    description: "New Relic user, insert, query, browser, admin or REST key",
    prefixes: ["NRAK-", "NRII-", "NRIQ-", "NRJS-", "NRAA-", "NRRA-", "NRBR-"],
    parts: [run(BASE64URL, 19, 44)],
  },
  {
    id: "newrelic-license-key",
    description: "New Relic licence key: 36 characters and NRAL",
    prefixes: ["NRAL"],
    before: [run(BASE62, 36)],
    parts: [],
  },
  {
    id: "sentry-org-token",
    description: "Sentry organisation token: sntrys_, JSON in base64, 43 characters",
    // The JSON begins with an object, so the letters behind the prefix are fixed.
    prefixes: ["sntrys_eyJ"],
    parts: [run(SENTRY, 80, 600)],
  },
  {
    id: "sentry-user-token",
    description: "Sentry user, app or integration token: 64 hex digits",
    prefixes: ["sntryu_", "sntrya_", "sntryi_"],
    parts: [run(HEX, 60, 68)],
  },
  {
    id: "tailscale-key",
    description: "Tailscale API, auth, client, SCIM or webhook key",
    prefixes: ["tskey-"],
    parts: [run(BASE64URL, 18, 90)],
    // `MY_tskey-…`: no word but this one ends so.
    boundary: LETTER,
  },
]);
