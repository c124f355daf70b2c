// Clouds and hosts: Databricks, DigitalOcean, Cloudflare, Heroku, Fly.io, Vercel, Netlify, Alibaba, Tencent, Yandex, Render,
// UpCloud, Exoscale, Scaleway, Akamai.

import { provider } from "../build/provider.ts";
import { sample } from "../build/sample.ts";
import { run } from "../build/token.ts";
import {
  BASE62,
  BASE64,
  BASE64URL,
  charset,
  DIGIT,
  HEX,
  LOWER_ALNUM,
  LOWER_HEX,
  OPAQUE,
  PAD,
  PADDED,
  UPPER_ALNUM,
} from "../charset.ts";
import { looksRandom } from "../check/looks-random.ts";
import type { Rule } from "../rule.ts";

const HYPHEN = charset("-");
const MACAROONS = charset("A-Za-z0-9+/=_,-");
const STS = charset("A-Za-z0-9+/=_-");

export const cloudRules: readonly Rule[] = provider("API_KEY", [
  {
    id: "databricks-token",
    kind: "DATABRICKS_TOKEN",
    description: "Databricks token: dapi, 32 hex digits and an optional -2 or -3",
    prefixes: ["dapi"],
    parts: [run(HEX, 32), run(HYPHEN, 0, 1), run(DIGIT, 0, 1)],
  },
  {
    id: "digitalocean-token",
    kind: "DIGITALOCEAN_TOKEN",
    description: "DigitalOcean personal, OAuth or refresh token: 64 hex digits",
    prefixes: ["dop_v1_", "doo_v1_", "dor_v1_"],
    parts: [run(HEX, 60, 68)],
  },
  {
    id: "cloudflare-origin-ca-key",
    kind: "CLOUDFLARE_TOKEN",
    description: "Cloudflare origin CA key: v1.0-, 24 and 146 hex digits, or more",
    prefixes: ["v1.0-"],
    parts: [run(LOWER_HEX, 24, 80), "-", run(LOWER_HEX, 120, 200)],
  },
  {
    id: "cloudflare-token",
    kind: "CLOUDFLARE_TOKEN",
    description: "Cloudflare API key or token of the prefixed form: 40 characters and 8 hex digits",
    prefixes: ["cfk_", "cfut_", "cfat_"],
    parts: [run(BASE62, 46, 50)],
  },
  {
    id: "heroku-key",
    description: "Heroku API key: HRKU-AA and 58 characters",
    prefixes: ["HRKU-AA"],
    parts: [run(BASE64URL, 54, 62)],
  },
  {
    id: "fly-token",
    description: "Fly.io access token of the old form: fo1_ and 43 characters",
    prefixes: ["fo1_"],
    parts: [run(BASE64URL, 40, 48)],
  },
  {
    id: "fly-macaroon",
    description: "Fly.io access token: a macaroon in base64 behind fm1a_, fm1r_ or fm2_",
    prefixes: ["fm1a_", "fm1r_", "fm2_"],
    parts: [run(BASE64, 80, 4096), run(PAD, 0, 3)],
  },
  {
    id: "fly-token-header",
    description: "Fly.io macaroons as its Authorization header holds them: FlyV1 and base64, several with commas",
    prefixes: ["FlyV1 "],
    parts: [run(MACAROONS, 100, 8000)],
  },
  {
    id: "vercel-token",
    description: "Vercel token: personal, integration, app access, app refresh or AI gateway",
    prefixes: ["vcp_", "vci_", "vca_", "vcr_", "vck_"],
    parts: [run(BASE64URL, 50, 64)],
  },
  {
    id: "netlify-token",
    description: "Netlify personal access, CLI, OAuth, UI or build token: nfp_ and its like, 36 characters or more",
    prefixes: ["nfp_", "nfc_", "nfo_", "nfu_", "nfb_"],
    parts: [run(BASE62, 36, 64)],
  },
  {
    id: "alibaba-key-id",
    kind: "ALIBABA_KEY",
    description: "Alibaba Cloud access key id: LTAI and 12 to 20 characters",
    prefixes: ["LTAI"],
    parts: [run(BASE62, 12, 24)],
  },
  {
    id: "alibaba-sts-key-id",
    kind: "ALIBABA_KEY",
    description: "Alibaba Cloud temporary access key id: STS. and 16 to 64 characters",
    prefixes: ["STS."],
    parts: [run(BASE62, 16, 64)],
    classes: 3,
    more: () => ({ no: [{ text: "STS.AssumeRoleWithWebIdentity(request)", why: "it is the name of a method" }] }),
  },
  {
    id: "alibaba-sts-token",
    kind: "ALIBABA_KEY",
    description: "Alibaba Cloud security token: CAIS and base64",
    prefixes: ["CAIS"],
    parts: [run(STS, 40, 2048)],
    classes: 3,
  },
  {
    id: "tencent-secret-id",
    kind: "TENCENT_KEY",
    description: "Tencent Cloud secret id: AKID and 32 characters or more",
    prefixes: ["AKID"],
    parts: [run(BASE62, 30, 44)],
  },
  {
    id: "yandex-key",
    description: "Yandex Cloud API key: AQVN and 35 to 38 characters",
    prefixes: ["AQVN"],
    parts: [run(BASE64URL, 34, 40)],
  },
  {
    id: "yandex-iam-token",
    description: "Yandex Cloud IAM token: t1., a body, a dot, 86 characters",
    prefixes: ["t1."],
    parts: [run(PADDED, 1, 2048), ".", run(BASE64URL, 84, 88), run(PAD, 0, 2)],
  },
  {
    id: "yandex-static-key",
    description: "Yandex Cloud static secret key: YC and 38 characters",
    prefixes: ["YC"],
    boundary: OPAQUE,
    parts: [run(BASE64URL, 38)],
    classes: 3,
    distinct: 12,
    confidence: 0.85,
  },
  {
    id: "supabase-key",
    description: "Supabase management token (sbp_) or secret key (sb_secret_)",
    prefixes: ["sbp_", "sb_secret_"],
    parts: [run(BASE64URL, 30, 48)],
  },
  {
    id: "render-key",
    description: "Render API key: rnd_ and 28 characters",
    prefixes: ["rnd_"],
    parts: [run(BASE62, 26, 32)],
    distinct: 8,
  },
  {
    id: "upcloud-token",
    description: "UpCloud API token: ucat_ and 26 characters",
    prefixes: ["ucat_"],
    parts: [run(BASE62, 24, 32)],
  },
  {
    id: "exoscale-key",
    description: "Exoscale API key: EXO and 24 to 30 characters",
    prefixes: ["EXO"],
    boundary: OPAQUE,
    parts: [run(BASE62, 24, 30)],
    distinct: 8,
    check: looksRandom(3),
    unchecked: 0.3,
    body: (_, seed) => `${sample(LOWER_HEX, 20, seed)}7a4b1`,
    more: () => ({ no: [{ text: "EXOrientationModuleRegistrar", why: "it is the name of a class" }] }),
  },
  {
    id: "scaleway-key-id",
    description: "Scaleway access key: SCW and 17 upper-case characters",
    prefixes: ["SCW"],
    boundary: OPAQUE,
    parts: [run(UPPER_ALNUM, 17)],
    distinct: 8,
    confidence: 0.85,
  },
  {
    id: "akamai-token",
    description: "Akamai EdgeGrid client or access token: akab-, 16 and 16 characters",
    prefixes: ["akab-"],
    parts: [run(LOWER_ALNUM, 16), "-", run(LOWER_ALNUM, 16)],
  },
]);
