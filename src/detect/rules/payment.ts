// Payment: Stripe, Square, Braintree, Shopify and the banks and gateways of other countries. Stripe's publishable keys are
// public and stay.

import { provider } from "../build/provider.ts";
import { sample } from "../build/sample.ts";
import { run, UUID } from "../build/token.ts";
import {
  BASE62,
  BASE64,
  BASE64URL,
  charset,
  DIGIT,
  HEX,
  LOWER,
  LOWER_ALNUM,
  LOWER_HEX,
  OPAQUE,
  PAD,
  PADDED,
} from "../charset.ts";
import type { Rule } from "../rule.ts";

const A_TO_H = charset("0-9a-hA-H");
const SQUARE = charset("A-Za-z0-9_+=-");
const X = charset("-X");
const PI = charset("pi");
const SETI = charset("seti");
const UNDERSCORE = charset("_");
const ASAAS = charset("A-Za-z0-9_:$=-");

export const paymentRules: readonly Rule[] = provider("API_KEY", [
  {
    id: "stripe-key",
    kind: "STRIPE_KEY",
    description: "Stripe secret or restricted key, live or test",
    prefixes: ["sk_live_", "sk_test_", "sk_prod_", "rk_live_", "rk_test_", "rk_prod_"],
    parts: [run(BASE62, 10, 250)],
    more: () => ({ no: [{ text: "sk_test_your_key_here", why: "it is a blank in words" }] }),
  },
  {
    id: "stripe-webhook-secret",
    kind: "STRIPE_KEY",
    description: "Stripe webhook signing secret: whsec_ and base64",
    prefixes: ["whsec_"],
    parts: [run(BASE64, 24, 120), run(PAD, 0, 2)],
  },
  {
    id: "square-token",
    description: "Square access token: EAAA and 22 to 60 characters",
    prefixes: ["EAAA"],
    boundary: OPAQUE,
    parts: [run(SQUARE, 22, 64)],
    // Zero bytes in base64 look like the prefix.
    classes: 3,
    distinct: 12,
  },
  {
    id: "square-token-old",
    description: "Square access token (sq0atp-), OAuth secret (sq0csp-) or application id (sq0idp-)",
    prefixes: ["sq0atp-", "sq0csp-", "sq0idp-"],
    parts: [run(BASE64URL, 22, 64)],
  },
  {
    id: "braintree-token",
    description: "PayPal Braintree access token",
    prefixes: ["access_token$production$", "access_token$sandbox$"],
    parts: [run(LOWER_ALNUM, 16), "$", run(LOWER_HEX, 32)],
  },
  {
    id: "shopify-token",
    kind: "SHOPIFY_TOKEN",
    description: "Shopify access token or shared secret: shpat_, shpca_, shppa_ or shpss_ and 32 hex digits",
    prefixes: ["shpat_", "shpca_", "shppa_", "shpss_"],
    parts: [run(HEX, 30, 36)],
  },
  {
    id: "stripe-client-secret",
    kind: "STRIPE_KEY",
    description: "Stripe client secret of a payment intent: pi_, 24 characters, _secret_, 25 characters",
    prefixes: ["_secret_"],
    before: [run(PI, 2), run(UNDERSCORE, 1), run(BASE62, 24)],
    parts: [run(BASE62, 22, 30)],
    distinct: 10,
  },
  {
    id: "stripe-setup-secret",
    kind: "STRIPE_KEY",
    description: "Stripe client secret of a setup intent: seti_, 24 characters, _secret_, 25 characters and more",
    prefixes: ["_secret_"],
    before: [run(SETI, 4), run(UNDERSCORE, 1), run(BASE62, 24)],
    parts: [run(BASE62, 22, 60)],
    distinct: 10,
  },
  {
    id: "sk-hex-key",
    description: "key that begins with sk_: Paystack, ElevenLabs, IEX Cloud; 32 to 64 hex digits",
    prefixes: ["sk_"],
    parts: [run(HEX, 32, 64)],
    confidence: 0.85,
    distinct: 8,
  },
  {
    id: "recharge-token",
    description: "Recharge API token: sk_, its rate such as 1x1, 64 hex digits",
    prefixes: ["sk_", "sk_test_"],
    parts: [run(DIGIT, 1, 2), "x", run(DIGIT, 1), "_", run(HEX, 64)],
    distinct: 8,
  },
  {
    id: "asaas-key",
    description: "Asaas API key: $aact_, production (prod) or sandbox (hmlg), a body",
    prefixes: ["$aact_"],
    parts: [run(ASAAS, 24, 300)],
    distinct: 8,
  },
  {
    id: "paddle-key",
    description: "Paddle API key: pdl_, live or sandbox, an id, 22 characters, a checksum of 3",
    prefixes: ["pdl_live_apikey_", "pdl_sdbx_apikey_"],
    parts: [run(LOWER_ALNUM, 26), "_", run(BASE62, 22), "_", run(BASE62, 3)],
  },
  {
    id: "flutterwave-key",
    description: "Flutterwave secret, encryption or public key, live or test",
    prefixes: ["FLWSECK_TEST-", "FLWSECK-", "FLWPUBK_TEST-", "FLWPUBK-"],
    parts: [run(A_TO_H, 12, 40), run(X, 0, 2)],
  },
  {
    id: "razorpay-key",
    description: "Razorpay key id: rzp_live_ or rzp_test_ and 14 characters",
    prefixes: ["rzp_live_", "rzp_test_"],
    parts: [run(BASE62, 14, 24)],
  },
  {
    id: "pagarme-key",
    description: "Pagar.me key: ak_live_, ak_test_ or ek_live_ and 30 characters",
    prefixes: ["ak_live_", "ak_test_", "ek_live_", "ek_test_"],
    parts: [run(BASE62, 28, 34)],
  },
  {
    id: "mercury-token",
    description: "Mercury API token: mercury_production_, its sort, 40 to 50 characters, the word reversed",
    prefixes: ["mercury_production_", "mercury_sandbox_"],
    parts: [run(LOWER, 2, 8), "_", run(BASE62, 38, 56), "_yrucrem"],
    // The reversed word brings five.
    distinct: 10,
  },
  {
    id: "midtrans-key",
    description: "Midtrans server or client key",
    prefixes: ["Mid-server-", "Mid-client-"],
    parts: [run(BASE64URL, 10, 40)],
    // MID servers of ServiceNow are named so too.
    classes: 3,
    body: (_, seed) => `${sample(BASE62, 8, seed)}7aK`,
    distinct: 7,
  },
  {
    id: "ramp-key",
    description: "Ramp client id (ramp_id_, 40) or secret (ramp_sec_, 48)",
    prefixes: ["ramp_id_", "ramp_sec_", "ramp_tok_"],
    parts: [run(BASE62, 36, 64)],
  },
  {
    id: "plaid-token",
    description: "Plaid access, link or public token of an environment: a UUID",
    prefixes: ["access", "link", "public"].flatMap((sort) =>
      ["sandbox", "development", "production"].map((environment) => `${sort}-${environment}-`),
    ),
    parts: UUID,
  },
  {
    id: "gocardless-token",
    description: "GoCardless API token: live_ or sandbox_ and 40 characters",
    prefixes: ["live_", "sandbox_"],
    parts: [run(PADDED, 40)],
    distinct: 12,
  },
  {
    id: "polar-token",
    description: "Polar access token: personal, organisation or OAuth",
    prefixes: ["polar_pat_", "polar_oat_", "polar_at_", "polar_rt_", "polar_ci_", "polar_cs_"],
    parts: [run(BASE64URL, 20, 110)],
    distinct: 8,
  },
  {
    id: "apikey-hex-key",
    description: "key that begins with apikey_: Rainforest Pay; 64 hex digits",
    prefixes: ["apikey_"],
    parts: [run(HEX, 60, 68)],
  },
  {
    id: "robinhood-key",
    description: "Robinhood Crypto API key: rh-api- and a UUID",
    prefixes: ["rh-api-"],
    parts: UUID,
  },
  {
    id: "xendit-key",
    description: "Xendit secret or public key: xnd_ and its environment",
    prefixes: ["xnd_production_", "xnd_development_", "xnd_public_production_", "xnd_public_development_"],
    parts: [run(BASE62, 30, 80)],
  },
]);
