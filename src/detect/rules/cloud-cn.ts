// Chinese clouds and platforms: Baidu, Volcengine, WeChat, DingTalk, Feishu. Alibaba and Tencent are in cloud.ts.

import { provider } from "../build/provider.ts";
import { sample } from "../build/sample.ts";
import { run } from "../build/token.ts";
import { BASE62, BASE64URL, LOWER_HEX, OPAQUE, PAD } from "../charset.ts";
import { looksRandom } from "../check/looks-random.ts";
import type { Rule } from "../rule.ts";

export const cloudCnRules: readonly Rule[] = provider("API_KEY", [
  {
    id: "baidu-cloud-key",
    description: "Baidu AI Cloud API key: bce-v3/ALTAK-, an id, a signature in hex",
    prefixes: ["bce-v3/ALTAK-"],
    parts: [run(BASE62, 16, 32), "/", run(LOWER_HEX, 40, 64)],
  },
  {
    id: "baidu-access-key",
    description: "Baidu AI Cloud access key id: ALTAK and 21 characters",
    prefixes: ["ALTAK"],
    parts: [run(BASE62, 20, 28)],
  },
  {
    id: "volcengine-key",
    description: "Volcengine access key id: AKLT (or AKTP, temporary) and base64",
    prefixes: ["AKLT", "AKTP"],
    parts: [run(BASE64URL, 36, 64), run(PAD, 0, 2)],
    distinct: 8,
  },
  {
    id: "wechat-app-id",
    description: "WeChat app id: wx and 16 hex digits",
    prefixes: ["wx"],
    lead: 1,
    boundary: OPAQUE,
    parts: [run(LOWER_HEX, 16)],
    confidence: 0.6,
    distinct: 6,
  },
  {
    id: "dingtalk-robot-secret",
    description: "signing secret of a DingTalk robot: SEC and 64 hex digits",
    prefixes: ["SEC"],
    boundary: OPAQUE,
    parts: [run(LOWER_HEX, 64)],
    distinct: 8,
  },
  {
    id: "feishu-app-id",
    description: "Feishu or Lark app id: cli_ and 16 characters",
    prefixes: ["cli_"],
    parts: [run(BASE62, 16)],
    confidence: 0.6,
    distinct: 8,
    check: looksRandom(2),
    unchecked: 0.3,
    body: (_, seed) => `${sample(LOWER_HEX, 11, seed)}7a4b1`,
    more: () => ({ no: [{ text: "cli_getCommandOption(1)", why: "it is the name of a function" }] }),
  },
]);
