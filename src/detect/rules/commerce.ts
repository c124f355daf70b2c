// Shops, shipping, travel and tickets: EasyPost, Shippo, Flexport, Duffel, Lob, eBay and others.

import { provider } from "../build/provider.ts";
import { run } from "../build/token.ts";
import { BASE62, BASE64URL, DIGIT, HEX, LOWER_HEX, PADDED } from "../charset.ts";
import type { Rule } from "../rule.ts";

export const commerceRules: readonly Rule[] = provider("API_KEY", [
  {
    id: "easypost-key",
    description: "EasyPost API key, production (EZAK) or test (EZTK): 54 characters",
    prefixes: ["EZAK", "EZTK"],
    parts: [run(BASE62, 54)],
  },
  {
    id: "shippo-token",
    description: "Shippo API token: shippo_live_ or shippo_test_ and 40 hex digits",
    prefixes: ["shippo_live_", "shippo_test_"],
    parts: [run(HEX, 38, 42)],
  },
  {
    id: "flexport-key",
    description: "Flexport (Shelf) API key: shltm_ and 40 characters",
    prefixes: ["shltm_"],
    parts: [run(BASE64URL, 38, 44)],
  },
  {
    id: "duffel-token",
    description: "Duffel access token: duffel_live_ or duffel_test_ and 43 characters",
    prefixes: ["duffel_live_", "duffel_test_"],
    parts: [run(PADDED, 40, 48)],
  },
  {
    id: "lob-key",
    description: "Lob secret key: live_ or test_ and 35 hex digits",
    prefixes: ["live_", "test_"],
    // Tests are named so everywhere.
    lead: 1,
    parts: [run(HEX, 35)],
    distinct: 8,
    more: () => ({ no: [{ text: "test_add_row, test_file.py and live_data", why: "these are names in code" }] }),
  },
  {
    id: "lob-publishable-key",
    description: "Lob publishable key: live_pub_ or test_pub_ and 31 hex digits",
    prefixes: ["live_pub_", "test_pub_"],
    parts: [run(HEX, 31)],
  },
  {
    id: "ebay-secret",
    description: "eBay client secret, production (PRD-) or sandbox (SBX-): five groups of hex",
    prefixes: ["PRD-", "SBX-"],
    parts: [run(LOWER_HEX, 8), "-", run(LOWER_HEX, 4), "-", run(LOWER_HEX, 4), "-", run(LOWER_HEX, 4, 12)],
    more: () => ({ no: [{ text: "PRD-1234 and SBX-11aa are tickets", why: "these are names of tickets" }] }),
  },
  {
    id: "samsara-token",
    description: "Samsara API token: samsara_api_ and 26 to 32 characters",
    prefixes: ["samsara_api_"],
    parts: [run(BASE62, 24, 40)],
  },
  {
    id: "thunderstore-token",
    description: "Thunderstore service account token: tss_ and 20 to 80 characters",
    prefixes: ["tss_"],
    parts: [run(BASE64URL, 20, 80)],
    distinct: 10,
    classes: 3,
  },
  {
    id: "fleetbase-key",
    description: "Fleetbase API key: flb_live_ or flb_test_ and 20 characters",
    prefixes: ["flb_live_", "flb_test_"],
    parts: [run(BASE62, 20, 24)],
  },
  {
    id: "tickettailor-key",
    description: "Ticket Tailor API key: sk_, two numbers, 32 hex digits",
    prefixes: ["sk_"],
    parts: [run(DIGIT, 2, 7), "_", run(DIGIT, 4, 8), "_", run(HEX, 32)],
  },
]);
