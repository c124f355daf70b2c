// Mail, telephony and notifications: Twilio, SendGrid, Mailgun, Mailchimp, Brevo, MailerSend, Telnyx, OneSignal, GOV Notify.

import { provider } from "../build/provider.ts";
import { sample } from "../build/sample.ts";
import { run, UUID } from "../build/token.ts";
import { BASE62, BASE64URL, charset, DIGIT, HEX, LOWER_HEX, OPAQUE, WORD } from "../charset.ts";
import type { Rule } from "../rule.ts";

const PATH = charset("A-Za-z0-9_./-");
const BASE32_LOWER = charset("a-z2-7");
const DOTTED = charset("A-Za-z0-9_.=-");

export const messagingRules: readonly Rule[] = provider("API_KEY", [
  {
    id: "twilio-key",
    kind: "TWILIO_KEY",
    description: "Twilio API key (SK) or account (AC): 32 hex digits",
    prefixes: ["SK", "AC"],
    // Two letters occur in words; with a hex digit they seldom do. More digits would cost hundreds of states.
    lead: 1,
    boundary: OPAQUE,
    parts: [run(HEX, 32)],
    confidence: 0.9,
    more: () => ({ no: [{ text: "TASK ACCESS SKA 12 ACDC", why: "these are words" }] }),
  },
  {
    id: "sendgrid-key",
    kind: "SENDGRID_KEY",
    description: "SendGrid API key: SG., 22 characters, a dot, 43 characters",
    prefixes: ["SG."],
    parts: [run(DOTTED, 62, 72)],
  },
  {
    id: "mailgun-key",
    description: "Mailgun API key: key- or pubkey- and 32 hex digits",
    prefixes: ["key-", "pubkey-"],
    boundary: PATH,
    parts: [run(HEX, 32)],
    confidence: 0.9,
    more: () => ({
      no: [
        { text: "key-value and key-00000000 pairs", why: "these are words" },
        { text: `cache-key-${sample(LOWER_HEX, 32, 1)}`, why: "it is the hash of a cache" },
      ],
    }),
  },
  {
    id: "mailchimp-key",
    description: "Mailchimp API key: 32 hex digits and its data centre, -us and a number",
    prefixes: ["-us"],
    before: [run(HEX, 32)],
    parts: [run(DIGIT, 1, 2)],
  },
  {
    id: "brevo-key",
    description: "Brevo (Sendinblue) API or SMTP key: 64 hex digits and 16 characters",
    prefixes: ["xkeysib-", "xsmtpsib-"],
    parts: [run(HEX, 64), "-", run(BASE62, 16)],
  },
  {
    id: "mailersend-token",
    description: "MailerSend API token: mlsn. and 64 characters",
    prefixes: ["mlsn."],
    parts: [run(BASE62, 30, 100)],
    distinct: 8,
  },
  {
    id: "telnyx-key",
    description: "Telnyx API key: KEY and 55 characters",
    prefixes: ["KEY"],
    boundary: OPAQUE,
    parts: [run(BASE64URL, 55)],
    distinct: 12,
    classes: 3,
  },
  {
    id: "onesignal-key",
    description: "OneSignal app or organisation key: os_v2_app_ or os_v2_org_ and 103 characters of base 32",
    prefixes: ["os_v2_app_", "os_v2_org_"],
    parts: [run(BASE32_LOWER, 100, 106)],
  },
  {
    id: "notify-key",
    description: "key of the Canadian GC Notify: gcntfy-, the key's name and two UUIDs",
    prefixes: ["gcntfy-"],
    parts: [run(WORD, 1, 100), "-", ...UUID, "-", ...UUID],
  },
  {
    id: "resend-key",
    description: "Resend API key: re_, 8 and 24 characters",
    prefixes: ["re_"],
    parts: [run(BASE62, 8), "_", run(BASE62, 24)],
    distinct: 12,
    classes: 3,
  },
]);
