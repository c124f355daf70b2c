// Design, content and forms: Adobe, Canva, Contentful, Frame.io, Typeform, ReadMe, Voiceflow, PubNub.

import { provider } from "../build/provider.ts";
import { sample } from "../build/sample.ts";
import { run } from "../build/token.ts";
import { BASE62, BASE64, BASE64URL, charset, HEX, LOWER_ALNUM, PAD, PADDED } from "../charset.ts";
import type { Rule } from "../rule.ts";

const DOTTED = charset("A-Za-z0-9_.=-");

/** A UUID in whose places other letters may stand, as PubNub and HubSpot write theirs in examples. */
const LOOSE_UUID = [
  run(BASE62, 8),
  "-",
  run(BASE62, 4),
  "-",
  run(BASE62, 4),
  "-",
  run(BASE62, 4),
  "-",
  run(BASE62, 12),
] as const;

export const contentRules: readonly Rule[] = provider("API_KEY", [
  {
    id: "adobe-secret",
    description: "Adobe client secret: p8e- and 32 characters",
    prefixes: ["p8e-"],
    parts: [run(BASE64URL, 32)],
  },
  {
    id: "canva-secret",
    description: "Canva Connect client secret: cnvca and 51 characters",
    prefixes: ["cnvca"],
    parts: [run(BASE64URL, 48, 54)],
    distinct: 10,
  },
  {
    id: "canva-client",
    description: "Canva Connect client id: OC- and 8 to 16 characters",
    prefixes: ["OC-"],
    parts: [run(BASE64URL, 8, 16)],
    distinct: 7,
    classes: 3,
    confidence: 0.6,
    body: (_, seed) => `${sample(BASE62, 6, seed)}7aK`,
    more: () => ({ no: [{ text: "OC-Transport and OC-2026-11", why: "these are names" }] }),
  },
  {
    id: "contentful-token",
    description: "Contentful personal access token: CFPAT- and 43 characters",
    prefixes: ["CFPAT-"],
    parts: [run(BASE64URL, 40, 64)],
  },
  {
    id: "frameio-token",
    description: "Frame.io developer token: fio-u- and 64 characters",
    prefixes: ["fio-u-"],
    parts: [run(PADDED, 60, 68)],
  },
  {
    id: "typeform-token",
    description: "Typeform personal access token: tfp_ and 40 to 64 characters",
    prefixes: ["tfp_"],
    parts: [run(DOTTED, 40, 70)],
    distinct: 8,
  },
  {
    id: "readme-token",
    description: "ReadMe API key: rdme_ and 70 characters",
    prefixes: ["rdme_"],
    parts: [run(LOWER_ALNUM, 66, 74)],
  },
  {
    id: "voiceflow-key",
    description: "Voiceflow API key: VF., DM. or WS. or neither, 24 hex digits, 16 characters",
    prefixes: ["VF.DM.", "VF.WS.", "VF."],
    parts: [run(HEX, 24), ".", run(BASE62, 16)],
  },
  {
    id: "pubnub-key",
    description: "PubNub publish or subscribe key: pub-c- or sub-c- and a UUID",
    prefixes: ["pub-c-", "sub-c-"],
    parts: LOOSE_UUID,
    classes: 1,
    distinct: 6,
  },
  {
    id: "pubnub-secret",
    description: "PubNub secret key: sec-c- and base64",
    prefixes: ["sec-c-"],
    parts: [run(BASE64, 40, 64), run(PAD, 0, 2)],
  },
  {
    id: "hubspot-token",
    description: "HubSpot private app token: pat-, a data centre and a UUID",
    prefixes: ["pat-na1-", "pat-na2-", "pat-eu1-", "pat-ap1-"],
    parts: LOOSE_UUID,
  },
]);
