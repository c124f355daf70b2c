// Customers and work: Close, ClickUp, Klaviyo, Salesforce, Zoho, Teamwork, Workato, Postman, Intercom.

import { provider } from "../build/provider.ts";
import { run } from "../build/token.ts";
import { BASE62, BASE64, BASE64URL, charset, DIGIT, HEX, LOWER, OPAQUE, PAD, UPPER_ALNUM } from "../charset.ts";
import type { Rule } from "../rule.ts";

const DOTTED = charset("A-Za-z0-9.");
const SALESFORCE = charset("A-Za-z0-9._=+/");
const SESSION = charset("A-Za-z0-9._");

export const crmRules: readonly Rule[] = provider("API_KEY", [
  {
    id: "close-key",
    description: "Close API key: api_ and 45 characters, of which the middle one is a dot",
    prefixes: ["api_"],
    parts: [run(DOTTED, 45)],
    distinct: 16,
    more: () => ({ no: [{ text: "api_client.connection_settings()", why: "it is a name in code" }] }),
  },
  {
    id: "clickup-token",
    description: "ClickUp personal token: pk_, the user's number, 32 characters",
    prefixes: ["pk_"],
    parts: [run(DIGIT, 6, 9), "_", run(UPPER_ALNUM, 32)],
  },
  {
    id: "klaviyo-key",
    description: "Klaviyo private key: pk_ and 34 characters",
    prefixes: ["pk_"],
    parts: [run(BASE62, 34)],
    distinct: 8,
  },
  {
    id: "courier-key",
    description: "Courier authorisation token: pk_prod_ or pk_test_ and 28 upper-case characters",
    prefixes: ["pk_prod_", "pk_test_"],
    parts: [run(UPPER_ALNUM, 28)],
    distinct: 8,
  },
  {
    id: "salesforce-session",
    description: "Salesforce access token: the organisation's id (00D), an exclamation mark, 80 characters and more",
    prefixes: ["00D"],
    parts: [run(BASE62, 12, 15), "!", run(SESSION, 80, 260)],
    distinct: 18,
  },
  {
    id: "salesforce-consumer-key",
    description: "Salesforce consumer key: 3MVG and 81 characters",
    prefixes: ["3MVG"],
    parts: [run(SALESFORCE, 76, 252)],
  },
  {
    id: "salesforce-refresh-token",
    description: "Salesforce refresh token: 5Aep861 and 80 characters",
    prefixes: ["5Aep861", "5AEP861"],
    parts: [run(SALESFORCE, 74, 251)],
  },
  {
    id: "zoho-token",
    description: "Zoho OAuth access or refresh token: 1000., 32 and 32 hex digits",
    prefixes: ["1000."],
    parts: [run(HEX, 32), ".", run(HEX, 32)],
  },
  {
    id: "teamwork-token",
    description: "Teamwork API token: tkn.v1_ and base64",
    prefixes: ["tkn.v1_"],
    parts: [run(BASE64URL, 64, 80), run(PAD, 0, 2)],
  },
  {
    id: "workato-token",
    description: "Workato developer API token: wrka, its data centre, a JSON web token",
    prefixes: ["wrka"],
    parts: [
      run(LOWER, 0, 2),
      "-eyJ",
      run(BASE64URL, 8, 400),
      ".",
      run(BASE64URL, 16, 2000),
      ".",
      run(BASE64URL, 64, 800),
    ],
    distinct: 12,
  },
  {
    id: "postman-key",
    description: "Postman API key: PMAK-, 24 and 34 hex digits",
    prefixes: ["PMAK-"],
    parts: [run(HEX, 24), "-", run(HEX, 34)],
  },
  {
    id: "postman-collection-key",
    description: "Postman collection access key: PMAT- and 26 characters",
    prefixes: ["PMAT-"],
    parts: [run(UPPER_ALNUM, 26)],
  },
  {
    id: "intercom-token",
    description: "Intercom access token: base64 of a text that begins with tok:",
    prefixes: ["dG9rO"],
    boundary: OPAQUE,
    parts: [run(BASE64, 54, 80), run(PAD, 1, 2)],
    distinct: 12,
  },
]);
