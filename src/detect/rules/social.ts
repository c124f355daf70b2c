// Social networks: Facebook, Instagram, Threads, Twitter (X), Pinterest, Twitch, Lichess.

import { provider } from "../build/provider.ts";
import { run } from "../build/token.ts";
import { BASE62, BASE64URL, charset, DIGIT, OPAQUE, WORD } from "../charset.ts";
import type { Rule } from "../rule.ts";

const PERCENT = charset("A-Za-z0-9%");
/** A bearer token of Twitter begins with the zero bits of an id in base64. */
const ZEROS = "A".repeat(20);

export const socialRules: readonly Rule[] = provider("API_KEY", [
  {
    id: "facebook-token",
    description: "Facebook user or page access token: EAA and 90 characters or more",
    prefixes: ["EAA"],
    boundary: OPAQUE,
    parts: [run(BASE62, 90, 400)],
    distinct: 16,
    classes: 3,
  },
  {
    id: "facebook-explorer-token",
    description: "Facebook access token of the old form: EAACEdEose0cBA and more",
    prefixes: ["EAACEdEose0cBA"],
    parts: [run(BASE62, 6, 400)],
  },
  {
    id: "instagram-token",
    description: "Instagram (IGQV, IGAA) or Threads (THAA) access token: 80 characters and more",
    prefixes: ["IGQV", "IGQW", "IGAA", "THAA"],
    boundary: OPAQUE,
    parts: [run(BASE64URL, 80, 400)],
    distinct: 16,
    classes: 3,
  },
  {
    id: "twitter-bearer-token",
    description: "Twitter (X) application bearer token: 20 times A and more, 80 characters",
    prefixes: [ZEROS],
    boundary: OPAQUE,
    parts: [run(PERCENT, 80, 120)],
    distinct: 16,
    classes: 3,
  },
  {
    id: "pinterest-token",
    description: "Pinterest access (pina_) or refresh (pinr_) token",
    prefixes: ["pina_", "pinr_"],
    parts: [run(BASE64URL, 20, 600)],
    distinct: 10,
  },
  {
    id: "twitch-stream-key",
    description: "Twitch stream key: live_, the channel's number, 30 characters",
    prefixes: ["live_"],
    parts: [run(DIGIT, 6, 12), "_", run(BASE62, 28, 34)],
  },
  {
    id: "lichess-token",
    description: "Lichess personal access (lip_) or OAuth (lio_) token",
    prefixes: ["lip_", "lio_"],
    parts: [run(WORD, 16, 64)],
    distinct: 8,
    classes: 3,
  },
]);
