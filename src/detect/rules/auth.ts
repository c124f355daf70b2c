// Identity and access: Authress, WorkOS, SettleMint, Proof, Persona, Onfido, gateways and networks that issue keys.

import { startsAt } from "../build/boundary.ts";
import { pattern } from "../build/pattern.ts";
import { provider } from "../build/provider.ts";
import { sample } from "../build/sample.ts";
import { run } from "../build/token.ts";
import { BASE62, BASE64, BASE64URL, charset, HEX, LOWER_ALNUM, LOWER_HEX, PAD, PADDED } from "../charset.ts";
import type { Rule } from "../rule.ts";

const DOTTED = charset("A-Za-z0-9_.-");

const accessKey = (sort: string, seed: number, mark = "acc") =>
  `${sort}_${sample(LOWER_ALNUM, 9, seed)}.${sample(LOWER_ALNUM, 4, seed + 1)}.${mark}_${sample(LOWER_ALNUM, 14, seed + 2)}.${sample(BASE62, 43, seed + 3)}`;

const authress = pattern({
  id: "authress-key",
  kind: "API_KEY",
  description: "Authress service client access key: a client, a key id, an account (acc_), a secret",
  anchors: [".acc_", ".acc-"],
  back: 48,
  pattern:
    /(?:sc|ext|scauth|authress)_[A-Za-z0-9]{5,30}\.[A-Za-z0-9]{4,6}\.acc[_-][A-Za-z0-9-]{10,32}\.[A-Za-z0-9+/=_-]{30,120}/y,
  judge: (_, scan, start) => (startsAt(scan.bytes, scan.lo, start) ? { confidence: 0.95, check: "none" } : null),
  get examples() {
    return {
      yes: [
        `KEY=«${accessKey("sc", 1)}»`,
        `{"key":"«${accessKey("ext", 2)}»"}`,
        `It is «${accessKey("scauth", 3)}», as of today.`,
        `见«${accessKey("authress", 4)}»。`,
      ],
      no: [
        { text: `KEY=x${accessKey("sc", 5)}`, why: "it is glued to a word" },
        { text: `KEY=${accessKey("sc", 6).slice(0, -20)}`, why: "its secret is cut off" },
        { text: `KEY=${accessKey("sc", 7, "key")}`, why: "it names no account" },
      ],
    };
  },
});

const rows = provider("API_KEY", [
  {
    id: "workos-key",
    description: "WorkOS or Highnote API key: sk_live_ or sk_test_ and base64 of a text that begins with key_",
    prefixes: ["sk_live_a2V5X", "sk_test_a2V5X"],
    parts: [run(BASE64, 50, 120), run(PAD, 0, 2)],
  },
  {
    id: "settlemint-token",
    description: "SettleMint application, personal or service access token: 16 characters",
    prefixes: ["sm_aat_", "sm_pat_", "sm_sat_"],
    parts: [run(BASE62, 16)],
  },
  {
    id: "proof-key",
    description: "Proof (Notarize) API key: prf_, cli_ for clients, 20 to 80 characters",
    prefixes: ["prf_"],
    parts: [run(BASE64URL, 20, 84)],
    distinct: 10,
    classes: 3,
  },
  {
    id: "persona-key",
    description: "Persona API key: persona_production_ or persona_sandbox_ and 20 to 80 characters",
    prefixes: ["persona_production_", "persona_sandbox_"],
    parts: [run(BASE64URL, 20, 80)],
    distinct: 8,
  },
  {
    id: "onfido-token",
    description: "Onfido API token: api_live. or api_sandbox., with its region (us, ca) or without",
    prefixes: ["api_live.", "api_live_us.", "api_live_ca.", "api_sandbox.", "api_sandbox_us.", "api_sandbox_ca."],
    parts: [run(DOTTED, 20, 100)],
    distinct: 8,
    classes: 3,
    body: (_, seed) => `${sample(BASE62, 24, seed)}7aK`,
  },
  {
    id: "defined-networking-token",
    description: "Defined Networking API token: dnkey-, 26 and 52 characters",
    prefixes: ["dnkey-"],
    parts: [run(PADDED, 72, 88)],
    distinct: 10,
  },
  {
    id: "intra42-secret",
    description: "Intra 42 client secret: s-s4t2ud- or s-s4t2af- and 64 hex digits",
    prefixes: ["s-s4t2ud-", "s-s4t2af-"],
    parts: [run(HEX, 60, 68)],
  },
  {
    id: "zuplo-key",
    description: "Zuplo consumer API key: zpka_, 32 characters, a checksum of 8 hex digits",
    prefixes: ["zpka_"],
    parts: [run(LOWER_ALNUM, 32), "_", run(LOWER_HEX, 8)],
  },
  {
    id: "unkey-key",
    description: "Unkey root key: unkey_ and 20 to 32 characters",
    prefixes: ["unkey_"],
    parts: [run(BASE62, 20, 36)],
    distinct: 8,
  },
  {
    id: "stytch-secret",
    description: "Stytch project secret: secret-live- or secret-test- and 36 characters",
    prefixes: ["secret-live-", "secret-test-"],
    parts: [run(PADDED, 36)],
    distinct: 10,
  },
  {
    id: "ntlm-message",
    kind: "AUTH_HEADER",
    description: "NTLM message of a log-in: NTLMSSP and the user's answer in base64",
    prefixes: ["TlRMTVNTUAA"],
    parts: [run(BASE64, 28, 2048), run(PAD, 0, 2)],
    // Zero bytes make up most of a message.
    distinct: 3,
  },
]);

export const authRules: readonly Rule[] = [authress, ...rows];
