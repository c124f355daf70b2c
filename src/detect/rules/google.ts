// Google: API keys, OAuth secrets and tokens. Service account files are found by the private key in them.

import { provider } from "../build/provider.ts";
import { run } from "../build/token.ts";
import { BASE64URL, charset, OPAQUE, UPPER_ALNUM } from "../charset.ts";
import { isOrderly } from "../check/orderly.ts";
import { isFirebaseSample } from "../check/specimen.ts";
import type { Rule } from "../rule.ts";

const DOTTED = charset("A-Za-z0-9_.-");

export const googleRules: readonly Rule[] = provider("GOOGLE_KEY", [
  {
    id: "google-api-key",
    description: "Google API key: AIza and 35 characters",
    prefixes: ["AIza"],
    parts: [run(BASE64URL, 33, 39)],
    unless: (bytes, start, end) => isOrderly(bytes, start, end) || isFirebaseSample(bytes, start, end),
    more: () => ({
      no: [{ text: `key=AIza${"SyAbcdefghijklmnopqrstuvwxyz1234567"}`, why: "it is the alphabet, to show the form" }],
    }),
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
    parts: [run(DOTTED, 10, 2048)],
    distinct: 6,
  },
  {
    id: "google-refresh-token",
    description: "Google OAuth refresh token: 1//0 and more",
    prefixes: ["1//0"],
    parts: [run(BASE64URL, 30, 200)],
  },
  {
    id: "google-auth-code",
    description: "Google OAuth authorisation code: 4/0A and 60 characters and more",
    prefixes: ["4/0A"],
    parts: [run(BASE64URL, 60, 120)],
    distinct: 12,
  },
  {
    id: "google-hmac-key-id",
    description: "Google Cloud Storage HMAC access id: GOOG1 and 56 characters",
    prefixes: ["GOOG1"],
    boundary: OPAQUE,
    parts: [run(UPPER_ALNUM, 50, 60)],
  },
  {
    id: "firebase-key",
    description: "Firebase Cloud Messaging server key: 11 characters, :APA91b, 134 characters",
    prefixes: [":APA91b"],
    before: [run(BASE64URL, 11)],
    parts: [run(BASE64URL, 126, 180)],
  },
  {
    id: "firebase-registration-token",
    description: "Firebase Cloud Messaging registration token of a device: 22 characters, :APA91b, 134 characters",
    prefixes: [":APA91b"],
    before: [run(BASE64URL, 22)],
    parts: [run(BASE64URL, 126, 180)],
  },
  {
    id: "recaptcha-key",
    description: "reCAPTCHA secret or site key, which look alike: 6L and 38 characters",
    prefixes: ["6Lc", "6Ld", "6Le", "6Lf"],
    boundary: OPAQUE,
    parts: [run(BASE64URL, 37)],
    classes: 3,
    distinct: 14,
    confidence: 0.7,
  },
]);
