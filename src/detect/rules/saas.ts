// Software that teams share: Figma, Notion, Linear, Airtable, Atlassian, Dropbox, 1Password.

import { provider } from "../build/provider.ts";
import { sample } from "../build/sample.ts";
import { run } from "../build/token.ts";
import { BASE62, BASE64, BASE64URL, charset, HEX, LOWER_HEX, PAD, PADDED, UPPER_ALNUM } from "../charset.ts";
import { base64Json } from "../check/base64-json.ts";
import { hexCrc } from "../check/crc32.ts";
import type { Rule } from "../rule.ts";

const BBDC = charset("A-Za-z0-9_=@+/-");
const DROPBOX = charset("A-Za-z0-9_.=-");

/** True when the last eight hex digits are the CRC-32 of what precedes them. */
function endsInCrc(bytes: Buffer, start: number, end: number): boolean {
  return hexCrc(bytes, start, end - 8) === bytes.toString("latin1", end - 8, end).toLowerCase();
}

/** A body of `length` characters and, for odd seeds, the right check digits. */
function withCrc(prefix: string, text: string, seed: number): string {
  const key = Buffer.from(prefix + text);
  return text + (seed & 1 ? hexCrc(key, 0, key.length).toUpperCase() : sample(HEX, 8, seed).toUpperCase());
}

export const saasRules: readonly Rule[] = provider("API_KEY", [
  {
    id: "figma-token",
    description: "Figma personal (figd_) or plan (figp_) access token: 40 characters",
    prefixes: ["figd_", "figp_"],
    parts: [run(BASE64URL, 30, 64)],
  },
  {
    id: "notion-token",
    description: "Notion integration token: ntn_ and 46 characters, or secret_ and 43",
    prefixes: ["ntn_", "secret_"],
    parts: [run(BASE62, 42, 50)],
  },
  {
    id: "linear-key",
    description: "Linear API key: lin_api_ and 40 characters",
    prefixes: ["lin_api_", "lin_oauth_"],
    parts: [run(BASE62, 38, 70)],
  },
  {
    id: "airtable-token",
    description: "Airtable personal access token: pat, 14 characters, a dot, 64 hex digits",
    prefixes: ["pat"],
    parts: [run(BASE62, 14), ".", run(LOWER_HEX, 64)],
    more: () => ({ no: [{ text: "path pattern patches.txt patient", why: "these are words" }] }),
  },
  {
    id: "atlassian-token",
    kind: "ATLASSIAN_TOKEN",
    description: "Atlassian API token: ATATT3 or ATCTT3, a body, a CRC-32 in hex",
    prefixes: ["ATATT3", "ATCTT3"],
    parts: [run(PADDED, 30, 300)],
    check: endsInCrc,
    body: (prefix, seed) => withCrc(prefix, `${sample(BASE64URL, 178, seed)}=`, seed),
  },
  {
    id: "bitbucket-app-password",
    kind: "ATLASSIAN_TOKEN",
    description: "Bitbucket app password: ATBB, 24 characters, a CRC-32 in hex",
    prefixes: ["ATBB"],
    parts: [run(PADDED, 30, 40)],
    check: endsInCrc,
    body: (prefix, seed) => withCrc(prefix, sample(BASE62, 24, seed), seed),
  },
  {
    id: "dropbox-token",
    description: "Dropbox short-lived access token: sl. and 130 characters and more",
    prefixes: ["sl."],
    parts: [run(DROPBOX, 128, 2048)],
  },
  {
    id: "onepassword-service-token",
    description: "1Password service account token: ops_ and JSON in base64",
    prefixes: ["ops_eyJ"],
    parts: [run(BASE64, 150, 4096), run(PAD, 0, 3)],
    check: (bytes, start, end) => base64Json(bytes, start + 4, end) !== null,
  },
  {
    id: "onepassword-secret-key",
    description: "1Password secret key: A3, 6, 11 (or 6 and 5) and three times 5 characters",
    prefixes: ["A3-"],
    parts: [run(UPPER_ALNUM, 6), "-", run(UPPER_ALNUM, 11), ...new Array(3).fill(["-", run(UPPER_ALNUM, 5)]).flat()],
  },
  {
    id: "onepassword-secret-key-printed",
    description: "1Password secret key as its emergency kit prints it: A3, 6, 6, and four times 5 characters",
    prefixes: ["A3-"],
    parts: [run(UPPER_ALNUM, 6), "-", run(UPPER_ALNUM, 6), ...new Array(4).fill(["-", run(UPPER_ALNUM, 5)]).flat()],
  },
  {
    id: "bitbucket-server-token",
    kind: "ATLASSIAN_TOKEN",
    description: "Bitbucket Data Center HTTP access token: BBDC- and 44 characters of base64",
    prefixes: ["BBDC-"],
    parts: [run(BBDC, 40, 50)],
    distinct: 8,
  },
  {
    id: "youtrack-token",
    description: "JetBrains YouTrack or Hub permanent token: perm- or perm:, a user and a name in base64, a key",
    prefixes: ["perm-", "perm:"],
    parts: [run(PADDED, 4, 100), ".", run(PADDED, 4, 100), ".", run(BASE62, 24, 48)],
    distinct: 12,
  },
]);
