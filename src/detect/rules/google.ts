// Google: API keys, OAuth secrets and tokens. Service account files are found by the private key in them.

import { provider } from "../build/provider.ts";
import { run } from "../build/token.ts";
import { BASE64URL, charset } from "../charset.ts";
import type { Rule } from "../rule.ts";

const DOTTED = charset("A-Za-z0-9_.-");

export const googleRules: readonly Rule[] = provider("GOOGLE_KEY", [
  {
    id: "google-api-key",
    description: "Google API key: AIza and 35 characters",
    prefixes: ["AIza"],
    parts: [run(BASE64URL, 33, 39)],
  },
  {
    id: "google-auth-key",
    description: "Google API key of the new form: AQ.Ab and 48 characters",
    prefixes: ["AQ.Ab"],
    parts: [run(BASE64URL, 44, 60)],
  },
  {
    id: "google-oauth-secret",
    description: "Google OAuth client secret: GOCSPX- and 28 characters",
    prefixes: ["GOCSPX-"],
    parts: [run(BASE64URL, 24, 36)],
  },
  {
    id: "google-access-token",
    description: "Google OAuth access token: ya29. and more",
    prefixes: ["ya29."],
    parts: [run(DOTTED, 20, 2048)],
  },
  {
    id: "google-refresh-token",
    description: "Google OAuth refresh token: 1//0 and more",
    prefixes: ["1//0"],
    parts: [run(BASE64URL, 30, 200)],
  },
]);
