// Payment and shops: Stripe, Square, Braintree, Shopify. Publishable keys are public and stay.

import { provider } from "../build/provider.ts";
import { run } from "../build/token.ts";
import { BASE62, BASE64, BASE64URL, HEX, LOWER_ALNUM, LOWER_HEX, OPAQUE, PAD } from "../charset.ts";
import type { Rule } from "../rule.ts";

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
    parts: [run(BASE64URL, 22, 64)],
    // Zero bytes in base64 look like the prefix.
    classes: 3,
    distinct: 12,
  },
  {
    id: "square-token-old",
    description: "Square access token (sq0atp-) or OAuth secret (sq0csp-)",
    prefixes: ["sq0atp-", "sq0csp-"],
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
]);
