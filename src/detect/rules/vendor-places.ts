// Secrets of providers that stand at a place of their own: in the path of an address, before the host, in a call. The form
// alone would be anything; the place is what gives them away.

import { pattern } from "../build/pattern.ts";
import { provider } from "../build/provider.ts";
import { sample } from "../build/sample.ts";
import { run } from "../build/token.ts";
import { BASE62, LOWER_ALNUM, LOWER_HEX, OPAQUE } from "../charset.ts";
import type { Rule } from "../rule.ts";

export const vendorPlaceRules: readonly Rule[] = [
  pattern({
    id: "thingsboard-device-token",
    kind: "API_KEY",
    description: "ThingsBoard device access token in the path of its HTTP or CoAP API; thingsboard.io/docs",
    anchors: ["thingsboard."],
    pattern: /thingsboard\.[a-z]{2,10}(?::\d{1,5})?\/api\/v1\/(?<value>[A-Za-z0-9]{20})(?=\/|["'`\s]|$)/y,
    get examples() {
      const token = sample(LOWER_ALNUM, 20, 5);
      return {
        yes: [
          `curl -d @data.json http://thingsboard.cloud/api/v1/«${token}»/telemetry`,
          `coap-client coap://coap.thingsboard.cloud/api/v1/«${token}»/attributes`,
          `url = "https://eu.thingsboard.io:8080/api/v1/«${token}»"`,
        ],
        no: [
          { text: `http://example.org/api/v1/${token}/telemetry`, why: "it is no host of ThingsBoard" },
          { text: `http://thingsboard.cloud/api/v1/${token}ab/telemetry`, why: "it is too long" },
          { text: "http://thingsboard.cloud/api/v1/$ACCESS_TOKEN/telemetry", why: "it is a variable" },
        ],
      };
    },
  }),
  pattern({
    id: "truenas-key",
    kind: "API_KEY",
    description: "TrueNAS API key in a call of auth.login_with_api_key: its number and 64 characters; truenas.com/docs",
    anchors: ["login_with_api_key"],
    ahead: 256,
    pattern:
      /login_with_api_key\\?["']\s{0,8}[,)]\s{0,8}(?:\\?"params\\?"\s{0,8}:\s{0,8})?\[?\s{0,8}\\?["'](?<value>\d{1,6}-[A-Za-z0-9]{64})(?![A-Za-z0-9])/y,
    get examples() {
      const key = sample(BASE62, 64, 9);
      return {
        yes: [
          `{"msg":"method", "method":"auth.login_with_api_key", "params":["«8-${key}»"]}`,
          `client.call("auth.login_with_api_key", "«12-${key}»")`,
          `"method": "auth.login_with_api_key", "params" : [ "«3-${key}»" ]`,
        ],
        no: [
          { text: `"method":"pool.query", "params":["8-${key}"]`, why: "it is another call" },
          { text: `"method":"auth.login_with_api_key", "params":["8-${key.slice(1)}"]`, why: "it is too short" },
          { text: `"method":"auth.login_with_api_key", "params":["${key}"]`, why: "its number is missing" },
        ],
      };
    },
  }),
  ...provider("API_KEY", [
    {
      id: "nightfall-key",
      description: "Nightfall API key: NF- and 32 characters; docs.nightfall.ai",
      prefixes: ["NF-"],
      parts: [run(BASE62, 32)],
      boundary: OPAQUE,
    },
    {
      id: "dfuse-key",
      description: "dfuse API key: web_, server_ or mobile_ and 32 hex digits",
      prefixes: ["web_", "server_", "mobile_"],
      parts: [run(LOWER_HEX, 32)],
    },
  ]),
];
