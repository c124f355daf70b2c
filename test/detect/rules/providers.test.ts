// Where tokens end, for every rule that goes by a prefix: the example of each in the places where tokens stand in code, shells,
// markup and logs. And the check digits that their vendors put into them.

import { describe, expect, test } from "vitest";
import { sample } from "../../../src/detect/build/sample.ts";
import { BASE64URL, LOWER_HEX, UPPER_ALNUM } from "../../../src/detect/charset.ts";
import { withCrc16 } from "../../../src/detect/check/crc16.ts";
import { crc32 } from "../../../src/detect/check/crc32.ts";
import { createDetector } from "../../../src/detect/detector.ts";
import { readExample } from "../../../src/detect/examples.ts";
import type { Rule } from "../../../src/detect/rule.ts";
import { authRules } from "../../../src/detect/rules/auth.ts";
import { awsRules } from "../../../src/detect/rules/aws.ts";
import { azureRules } from "../../../src/detect/rules/azure.ts";
import { ciRules } from "../../../src/detect/rules/ci.ts";
import { cloudRules } from "../../../src/detect/rules/cloud.ts";
import { cloudCnRules } from "../../../src/detect/rules/cloud-cn.ts";
import { commerceRules } from "../../../src/detect/rules/commerce.ts";
import { contentRules } from "../../../src/detect/rules/content.ts";
import { crmRules } from "../../../src/detect/rules/crm.ts";
import { cryptoKeyRules } from "../../../src/detect/rules/crypto-keys.ts";
import { databaseRules } from "../../../src/detect/rules/databases.ts";
import { devopsRules } from "../../../src/detect/rules/devops.ts";
import { githubRules } from "../../../src/detect/rules/github.ts";
import { gitlabRules } from "../../../src/detect/rules/gitlab.ts";
import { googleRules } from "../../../src/detect/rules/google.ts";
import { llmRules } from "../../../src/detect/rules/llm.ts";
import { messagingRules } from "../../../src/detect/rules/messaging.ts";
import { observabilityRules } from "../../../src/detect/rules/observability.ts";
import { packageRules } from "../../../src/detect/rules/packages.ts";
import { paymentRules } from "../../../src/detect/rules/payment.ts";
import { placeRules } from "../../../src/detect/rules/places.ts";
import { saasRules } from "../../../src/detect/rules/saas.ts";
import { signingSeedRules } from "../../../src/detect/rules/signing-seeds.ts";
import { socialRules } from "../../../src/detect/rules/social.ts";
import { webhookRules } from "../../../src/detect/rules/webhooks.ts";

const PROVIDERS: readonly Rule[] = [
  ...authRules,
  ...awsRules,
  ...azureRules,
  ...ciRules,
  ...cloudRules,
  ...cloudCnRules,
  ...commerceRules,
  ...contentRules,
  ...crmRules,
  ...databaseRules,
  ...devopsRules,
  ...githubRules,
  ...gitlabRules,
  ...googleRules,
  ...llmRules,
  ...messagingRules,
  ...observabilityRules,
  ...packageRules,
  ...paymentRules,
  ...placeRules,
  ...saasRules,
  ...signingSeedRules,
  ...socialRules,
  ...webhookRules,
];

/** What stands before and after a token. */
const CARRIERS: readonly (readonly [string, string])[] = [
  ["", ""],
  ["'", "';"],
  ["`", "`"],
  ["\t", "\t# note"],
  ['"', "\\n"],
  ['\\"', '\\"}'],
  ["<key>", "</key>"],
  ["key=", "\r"],
  ["%3D", "%0A"],
  ["(", ") and more"],
  ["a\\n", "\\r\\n"],
  ["\u001b[32m", "\u001b[0m"],
  ["密钥：", "，请保密"],
];

/** Percent signs belong to these, or to what follows them in a query. */
const WITH_PERCENT = ["azure-sas-signature", "twitter-bearer-token", "google-chat-webhook", "power-automate-webhook"];

/** The value alone is none to these: a call or a host stands beside it. */
const WITH_SURROUNDINGS = ["truenas-key", "contribsys-credentials"];
const alone = PROVIDERS.filter((rule) => !WITH_SURROUNDINGS.includes(rule.id));

describe.each(alone.map((rule) => [rule.id, rule] as const))("%s", (id, rule) => {
  const detector = createDetector({ rules: [rule] });
  const { text, ranges } = readExample(rule.examples.yes[0] ?? "");
  const [from, to] = ranges[0] ?? [0, 0];
  // The examples of rows begin so; what stands between is the label that a row with `bare` goes by.
  const label = text.toString("latin1", 0, from).startsWith("TOKEN=") ? text.toString("latin1", 6, from) : "";
  const value = text.toString("utf8", from, to);

  test("ends where its carrier goes on", () => {
    for (const [before, after] of CARRIERS) {
      if (after.startsWith("%") && WITH_PERCENT.includes(id)) continue;
      const head = Buffer.byteLength(before + label);
      const bytes = Buffer.from(`${before}${label}${value}${after}`);
      const { length } = bytes;
      const { spans } = detector.scan({ bytes, lo: 0, from: 0, to: length, hi: length, final: true });
      const got = spans.map(({ start, end }) => `${start}-${end}`);
      expect(got, JSON.stringify([before, after])).toEqual([`${head}-${head + Buffer.byteLength(value)}`]);
    }
  });
});

describe("check digits", () => {
  const find = (rules: readonly Rule[], text: string) => {
    const bytes = Buffer.from(text);
    const { length } = bytes;
    const { spans } = createDetector({ rules }).scan({ bytes, lo: 0, from: 0, to: length, hi: length, final: true });
    return spans.map((span) => `${span.rule.id} ${span.check}`);
  };

  test("of a routable GitLab token cover its prefix and the length of its payload", () => {
    const payload = sample(BASE64URL, 40, 1);
    for (const prefix of ["glpat-", "glrt-t1_"]) {
      // 40 is 14 in base 36.
      const head = `${prefix}${payload}.14`;
      const tail = crc32(Buffer.from(head)).toString(36).padStart(7, "0");
      expect(find(gitlabRules, head + tail)).toEqual(["gitlab-routable-token passed"]);
      const wrong = tail.startsWith("0") ? `1${tail.slice(1)}` : `0${tail.slice(1)}`;
      expect(find(gitlabRules, head + wrong)[0]).toMatch(/failed|none/);
    }
  });

  test("of a NATS seed are asked for softly, those of a Stellar seed strictly", () => {
    const body = Buffer.from(sample(LOWER_HEX, 64, 3), "hex");
    const nats = withCrc16(Uint8Array.of(0x90 | 5, 0, ...body));
    const stellar = withCrc16(Uint8Array.of(0x90, ...body));
    const broken = (text: string) => text.slice(0, -1) + (text.endsWith("A") ? "Q" : "A");
    expect(nats).toMatch(/^SUA[A-P]/);
    expect(find(signingSeedRules, nats)).toEqual(["nats-seed passed"]);
    expect(find(signingSeedRules, broken(nats))).toEqual(["nats-seed failed"]);
    expect(find(signingSeedRules, stellar)).toEqual(["stellar-seed passed"]);
    expect(find(signingSeedRules, broken(stellar))).toEqual([]);
    expect(find(signingSeedRules, `S${sample(UPPER_ALNUM, 55, 4)}`)).toEqual([]);
  });
});

test("hostile repetition of anchors stays fast", () => {
  const detector = createDetector({ rules: [...PROVIDERS, ...cryptoKeyRules] });
  for (const piece of [
    "A",
    "/hooks/",
    "a.b/hooks/",
    ".acc_",
    "+IBAAKC",
    "/MIIEpAIBAAKC",
    "/TlRMTVNTUAA",
    "-AKLT",
    "_secret_",
    "a.tines.com/webhook/",
    "a.api.powerplatform.com/",
    "maker.ifttt.com/trigger/",
    "login_with_api_key",
  ]) {
    const bytes = Buffer.from(piece.repeat(50_000 / piece.length) + sample(LOWER_HEX, 40, 1));
    const { length } = bytes;
    const before = process.threadCpuUsage();
    detector.scan({ bytes, lo: 0, from: 0, to: length, hi: length, final: true });
    const { user } = process.threadCpuUsage(before);
    // Time of this thread, since others may be at work. Half a second is far more than it takes; backtracking would take
    // minutes.
    expect({ piece, slow: user > 500_000 }).toEqual({ piece, slow: false });
  }
});
