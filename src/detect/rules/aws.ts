// Amazon Web Services: what is recognisable by its own form. Secret access keys and session tokens have none; they are
// found by their labels.

import { provider } from "../build/provider.ts";
import { sample } from "../build/sample.ts";
import { run, UUID } from "../build/token.ts";
import { BASE64, LOWER_ALNUM, OPAQUE, PAD, UPPER_ALNUM } from "../charset.ts";
import type { Rule } from "../rule.ts";

/** `bedrock.amazonaws.com` in base64, which the signed request begins with. */
const BEDROCK = Buffer.from(Buffer.from("bedrock.amazonaws.com").toString("base64"));

/** Docs: AWS IAM user guide, "unique identifiers"; Amazon Bedrock user guide, "API keys". */
export const awsRules: readonly Rule[] = provider("AWS_ACCESS_KEY", [
  {
    id: "aws-access-key-id",
    description: "AWS access key id: AKIA or ASIA and 16 characters of base 32",
    prefixes: ["AKIA", "ASIA", "ABIA", "ACCA"],
    // Base 32 has no 0, 1, 8 and 9, but a mistyped key is one too; one in thirty holds letters only.
    parts: [run(UPPER_ALNUM, 16)],
    classes: 1,
  },
  {
    id: "aws-access-key-id-old",
    description: "AWS access key id of the old form: A3T and 17 characters",
    prefixes: ["A3T"],
    parts: [run(UPPER_ALNUM, 17)],
    classes: 1,
    distinct: 6,
  },
  {
    id: "aws-bedrock-key",
    kind: "AWS_SECRET_KEY",
    description: "Amazon Bedrock long-lived API key: ABSK and 109 to 269 characters of base64",
    prefixes: ["ABSK"],
    parts: [run(BASE64, 109, 269), run(PAD, 0, 2)],
  },
  {
    id: "aws-bedrock-session-key",
    kind: "AWS_SECRET_KEY",
    description: "Amazon Bedrock short-lived API key: a signed request to bedrock.amazonaws.com in base64",
    prefixes: ["bedrock-api-key-"],
    parts: [run(BASE64, 28, 8192), run(PAD, 0, 2)],
    // A real one is far longer than its head.
    unless: (bytes, start, end) => end - start < 48 && !bytes.subarray(start + 16, end).equals(BEDROCK),
    body: (_, seed) => BEDROCK + sample(BASE64, 200, seed),
    more: () => ({
      no: [{ text: "bedrock-api-key-shortTerm0AndLongTerm0Key0", why: "it is no request to Bedrock" }],
    }),
  },
  {
    id: "aws-mws-token",
    kind: "AWS_SECRET_KEY",
    description: "Amazon Marketplace Web Service token",
    prefixes: ["amzn.mws."],
    parts: UUID,
  },
  {
    id: "aws-appsync-key",
    kind: "AWS_SECRET_KEY",
    description: "AWS AppSync API key: da2- and 26 characters",
    prefixes: ["da2-"],
    parts: [run(LOWER_ALNUM, 26)],
  },
  {
    id: "aws-unique-id",
    description: "unique id of an AWS user, role, group, profile, policy, certificate or public key",
    prefixes: ["AIDA", "AROA", "AGPA", "AIPA", "ANPA", "ANVA", "ASCA", "APKA"],
    boundary: OPAQUE,
    parts: [run(UPPER_ALNUM, 16, 17)],
    confidence: 0.7,
    distinct: 8,
  },
  {
    id: "aws-session-token",
    kind: "AWS_SECRET_KEY",
    description: "AWS session token: base64 with the head that all of them share",
    prefixes: ["IQoJb3JpZ2lu", "FwoGZXIvYXdz", "FQoGZXIvYXdz"],
    parts: [run(BASE64, 100, 4096), run(PAD, 0, 2)],
  },
]);
