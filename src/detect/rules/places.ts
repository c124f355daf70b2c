// Maps, places and things on the network: Mapbox, MaxMind, Adafruit, Ubidots, Blynk, EcoStruxure.

import { provider } from "../build/provider.ts";
import { run } from "../build/token.ts";
import { BASE62, BASE64URL, charset, OPAQUE } from "../charset.ts";
import type { Rule } from "../rule.ts";

const MAPBOX = charset("A-Za-z0-9+/=_-");
const UNDERSCORE = charset("_");
const ECOSTRUXURE = charset("A-Za-z0-9/");

export const placeRules: readonly Rule[] = provider("API_KEY", [
  {
    id: "mapbox-public-token",
    description: "Mapbox public access token: pk., a body, a signature of 22 characters",
    prefixes: ["pk."],
    parts: [run(MAPBOX, 32, 200), ".", run(MAPBOX, 20, 30)],
    distinct: 8,
  },
  {
    id: "mapbox-token",
    description: "Mapbox secret (sk.) or temporary (tk.) access token: JSON in base64, a signature",
    prefixes: ["sk.eyJ", "tk.eyJ"],
    parts: [run(MAPBOX, 28, 1000), ".", run(MAPBOX, 20, 50)],
    distinct: 8,
  },
  {
    id: "maxmind-key",
    description: "MaxMind licence key: 6 and 29 characters, _mmk",
    prefixes: ["_mmk"],
    before: [run(BASE62, 6), run(UNDERSCORE, 1), run(BASE62, 29)],
    parts: [],
  },
  {
    id: "adafruit-key",
    description: "Adafruit IO key: aio_ and 28 characters",
    prefixes: ["aio_"],
    parts: [run(BASE62, 28)],
  },
  {
    id: "ubidots-token",
    description: "Ubidots token: BBFF-, BBUS- or BBEU- and 30 characters",
    prefixes: ["BBFF-", "BBUS-", "BBEU-"],
    parts: [run(BASE62, 30, 36)],
  },
  {
    id: "blynk-client",
    description: "Blynk organisation client id: oa2-client-id_ and 32 characters",
    prefixes: ["oa2-client-id_"],
    parts: [run(BASE64URL, 30, 36)],
  },
  {
    id: "ecostruxure-key",
    description: "EcoStruxure IT API key: AK1 and 50 to 55 characters",
    prefixes: ["AK1"],
    boundary: OPAQUE,
    parts: [run(ECOSTRUXURE, 50, 55)],
    distinct: 12,
    classes: 3,
  },
]);
