// Monitoring, product analytics and feature flags: Dynatrace, FullStory, PostHog, Rootly, LaunchDarkly, DevCycle and others.

import { provider } from "../build/provider.ts";
import { sampleUuid } from "../build/sample.ts";
import { run, UUID } from "../build/token.ts";
import {
  BASE62,
  BASE64,
  BASE64URL,
  charset,
  DASHED,
  DIGIT,
  HEX,
  LETTER,
  LOWER_ALNUM,
  LOWER_HEX,
  PAD,
  WORD,
} from "../charset.ts";
import type { Rule } from "../rule.ts";

const PATH = charset("A-Za-z0-9_./-");

export const observabilityRules: readonly Rule[] = provider("API_KEY", [
  {
    id: "dynatrace-token",
    description: "Dynatrace token: dt0, its sort, a public part of 24 and a secret of 64 characters",
    prefixes: ["dt0"],
    parts: [run(LETTER, 1), run(DIGIT, 2), ".", run(BASE62, 24), ".", run(BASE62, 64)],
  },
  {
    id: "fullstory-key",
    description: "FullStory API key: its region (na1. or eu1.) and base64",
    prefixes: ["na1.", "eu1."],
    boundary: PATH,
    parts: [run(BASE64, 20, 300), run(PAD, 0, 2)],
    distinct: 12,
    classes: 3,
    more: () => ({ no: [{ text: "na1.documentLibraryService.example.com", why: "it is the name of a host" }] }),
  },
  {
    id: "posthog-key",
    description: "PostHog personal (phx_), project (phc_) or secure feature flag (phs_) key",
    prefixes: ["phx_", "phc_", "phs_"],
    // 32 or 35 random bytes in base 62, without leading zeros.
    parts: [run(BASE64URL, 41, 54)],
    distinct: 8,
  },
  {
    id: "newrelic-key-lower",
    description: "New Relic key as its address shows it, in lower case",
    prefixes: ["nrak-", "nrii-", "nriq-", "nrjs-", "nraa-", "nrra-", "nrbr-"],
    parts: [run(BASE64URL, 19, 44)],
    distinct: 8,
  },
  {
    id: "newrelic-mobile-token",
    description: "New Relic mobile application token: 42 characters and -NRMA",
    prefixes: ["-NRMA", "-nrma"],
    before: [run(BASE62, 42)],
    parts: [],
  },
  {
    id: "pixie-key",
    description: "New Relic Pixie API or deploy key: px-api- or px-dep- and a UUID",
    prefixes: ["px-api-", "px-dep-"],
    parts: UUID,
  },
  {
    id: "rootly-key",
    description: "Rootly API key: rootly_ and 64 hex digits",
    prefixes: ["rootly_"],
    parts: [run(HEX, 60, 68)],
  },
  {
    id: "launchdarkly-sdk-key",
    description: "LaunchDarkly SDK (sdk-) or mobile (mob-) key: a UUID",
    prefixes: ["sdk-", "mob-"],
    parts: UUID,
    confidence: 0.85,
  },
  {
    id: "launchdarkly-token",
    description: "LaunchDarkly access token: api- and a UUID; unproven, since requests are numbered so as well",
    prefixes: ["api-"],
    boundary: PATH,
    parts: UUID,
    confidence: 0.5,
    more: () => ({
      no: [{ text: `pod/orders-api-${sampleUuid(LOWER_HEX, 1)}`, why: "it is the name of a machine" }],
    }),
  },
  {
    id: "devcycle-key",
    description: "DevCycle SDK key: dvc_, client, mobile or server, 8 characters and more",
    prefixes: ["dvc_client_", "dvc_mobile_", "dvc_server_"],
    parts: [run(WORD, 8, 64)],
    distinct: 6,
    more: () => ({ no: [{ text: "dvc_server_sdk_key_name", why: "it is a name" }] }),
  },
  {
    id: "configcat-key",
    description: "ConfigCat SDK key of the extended form: configcat-sdk-1/, 22 and 22 characters",
    prefixes: ["configcat-sdk-1/"],
    parts: [run(BASE64URL, 22), "/", run(BASE64URL, 22)],
  },
  {
    id: "pganalyze-key",
    description: "pganalyze API key: pgar_ and 43 characters",
    prefixes: ["pgar_"],
    parts: [run(BASE62, 40, 48)],
  },
  {
    id: "wakatime-key",
    description: "WakaTime API key: waka_ and a UUID, or 36 to 64 characters",
    prefixes: ["waka_"],
    parts: [run(DASHED, 36, 64)],
  },
  {
    id: "stackhawk-key",
    description: "StackHawk API key: hawk., 20 and 20 characters",
    prefixes: ["hawk."],
    parts: [run(BASE64URL, 20), ".", run(BASE64URL, 20)],
  },
  {
    id: "segment-token",
    description: "Segment public API token, or Sourcegraph token: sgp_ and 40 to 64 characters",
    prefixes: ["sgp_"],
    parts: [run(BASE62, 40, 66)],
    distinct: 10,
  },
  {
    id: "honeycomb-key",
    description: "Honeycomb ingest or management key: hc, a region, its sort, 50 characters and more",
    prefixes: ["hcaik_", "hcbik_", "hccik_", "hcxik_", "hcamk_", "hcbmk_", "hcxmk_"],
    parts: [run(LOWER_ALNUM, 50, 70)],
  },
  {
    id: "axiom-token",
    description: "Axiom API (xaat-), personal (xapt-) or ingest (xait-) token: a UUID",
    prefixes: ["xaat-", "xapt-", "xait-"],
    parts: UUID,
  },
  {
    id: "bannerbear-key",
    description: "Bannerbear project (bb_pr_) or master (bb_ma_) API key: 30 hex digits",
    prefixes: ["bb_pr_", "bb_ma_"],
    parts: [run(HEX, 28, 34)],
  },
]);
