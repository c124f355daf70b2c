// Webhooks beyond those of chat.ts: whoever has the URL may post, so the URL is the value, from its scheme where it has one.

import { literal } from "../build/anchor.ts";
import { pattern } from "../build/pattern.ts";
import { sample, sampleUuid } from "../build/sample.ts";
import { BASE62, BASE64URL, charset, DIGIT, HEX, LOWER_ALNUM, LOWER_HEX, runEnd, runStart } from "../charset.ts";
import type { Rule, Scan } from "../rule.ts";

interface Hook {
  id: string;
  description: string;
  /** Host and path as literals that every such URL holds. */
  anchors: readonly string[];
  /** What stands between scheme and anchor, as an expression: subdomains. */
  host?: string;
  /** What follows the anchor, as an expression. */
  rest: string;
  /** A made-up rest, complete or cut off within its key. */
  make: (seed: number, short: boolean) => string;
  /** A made-up host before the anchor. */
  sub?: string;
}

function webhook({ id, description, anchors, host = "", rest, make, sub = "" }: Hook): Rule {
  const escaped = anchors.map((anchor) => anchor.replaceAll(".", "\\.").replaceAll("?", "\\?"));
  return pattern({
    id,
    kind: "WEBHOOK",
    description,
    // The first bytes find it; whole paths would be some hundred states more.
    anchors: [...new Set(anchors.map((anchor) => anchor.slice(0, 14)))],
    back: host === "" ? 8 : 72,
    ahead: 640,
    get pattern() {
      return new RegExp(`(?:https?://)?${host}(?:${escaped.join("|")})${rest}(?![A-Za-z0-9_])`, "y");
    },
    get examples() {
      const url = (seed: number, short = false) =>
        `${sub}${anchors[seed % anchors.length] as string}${make(seed, short)}`;
      return {
        yes: [
          `url = «https://${url(1)}»`,
          `{"hook":"«https://${url(2)}»"}`,
          `见 «https://${url(3)}»。`,
          `to «${url(4)}».`,
        ],
        no: [
          { text: `url = https://${url(5, true)}`, why: "it is cut off within its key" },
          { text: `url = https://${url(6).slice(0, (sub + anchors[0]).length)}`, why: "it has no key" },
          { text: `see https://docs.example.com/webhooks/${id}`, why: "it is a page about webhooks" },
        ],
      };
    },
  });
}

const UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
const uuid = (seed: number, short: boolean) => sampleUuid(LOWER_HEX, seed).slice(0, short ? 20 : 36);

const KEY_LENGTH = 26;
const HOST = charset("A-Za-z0-9.:-");

/** By hand, since the anchor stands in the paths of much source code: the key is looked at before anything else. */
const mattermost: Rule = {
  id: "mattermost-webhook",
  kind: "WEBHOOK",
  description: "incoming webhook of a Mattermost server: 26 characters behind /hooks/",
  tier: "proof",
  confidence: 0.9,
  get anchors() {
    return [literal("/hooks/")];
  },
  get examples() {
    const url = (seed: number, host = "chat.example.com") => `${host}/hooks/${sample(LOWER_ALNUM, KEY_LENGTH, seed)}`;
    return {
      yes: [
        `url = «https://${url(1)}»`,
        `{"hook":"«http://${url(2, "localhost:8065")}»"}`,
        `见 «https://${url(3)}»。`,
        `curl -d @message «${url(4)}»`,
      ],
      no: [
        { text: `url = https://${url(5)}z`, why: "its key is too long" },
        { text: `url = https://${url(6).slice(0, -1)}`, why: "its key is too short" },
        { text: `.git/hooks/${sample(LOWER_ALNUM, KEY_LENGTH, 7)}.sample`, why: "it is a path and no host" },
        { text: "https://chat.example.com/hooks/averylongnameofanexamplepa", why: "its key is a word" },
      ],
    };
  },
  find(scan: Scan, at: number, end: number): void {
    const { bytes } = scan;
    const stop = runEnd(bytes, end, Math.min(scan.hi, end + KEY_LENGTH + 1), BASE64URL);
    if (stop - end !== KEY_LENGTH || runEnd(bytes, end, stop, LOWER_ALNUM) !== stop) return;
    let digits = 0;
    for (let i = end; i < stop; i++) digits += DIGIT[bytes[i] as number] as number;
    if (digits < 2) return;
    const start = runStart(bytes, Math.max(scan.lo, at - 80), at, HOST);
    const host = bytes.toString("latin1", start, at);
    if (
      !/^(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?::\d{1,5})?$|^localhost(?::\d{1,5})?$|^\d+(?:\.\d+){3}(?::\d{1,5})?$/.test(
        host,
      )
    )
      return;
    const scheme = /https?:\/\/$/.exec(bytes.toString("latin1", Math.max(scan.lo, start - 8), start));
    scan.add(mattermost, start - (scheme?.[0].length ?? 0), stop, 0.9, "none");
  },
};

export const webhookRules: readonly Rule[] = [
  webhook({
    id: "dingtalk-webhook",
    description: "DingTalk robot: its access token of 64 hex digits in the URL",
    anchors: ["oapi.dingtalk.com/robot/send?access_token="],
    rest: "[0-9a-fA-F]{64}",
    make: (seed, short) => sample(LOWER_HEX, short ? 20 : 64, seed),
  }),
  webhook({
    id: "wecom-webhook",
    description: "WeCom (enterprise WeChat) robot: its key, a UUID, in the URL",
    anchors: ["qyapi.weixin.qq.com/cgi-bin/webhook/send?key="],
    rest: UUID,
    make: uuid,
  }),
  webhook({
    id: "feishu-webhook",
    description: "Feishu or Lark robot or flow: a UUID or a hex string in the URL",
    anchors: [
      "open.feishu.cn/open-apis/bot/v2/hook/",
      "open.feishu.cn/open-apis/bot/hook/",
      "open.larksuite.com/open-apis/bot/v2/hook/",
      "www.feishu.cn/flow/api/trigger-webhook/",
    ],
    rest: `(?:${UUID}|[0-9a-fA-F]{32})`,
    make: uuid,
  }),
  webhook({
    id: "zapier-webhook",
    description: "Zapier catch hook: the account's number and a key",
    anchors: ["hooks.zapier.com/hooks/catch/", "hooks.zapier.com/hooks/standard/"],
    rest: "\\d{4,12}/[A-Za-z0-9]{5,40}/?",
    make: (seed, short) => `${sample(DIGIT, 7, seed)}/${short ? "" : sample(LOWER_ALNUM, 7, seed)}`,
  }),
  webhook({
    id: "ifttt-webhook",
    description: "IFTTT maker event: the account's key in the URL",
    anchors: ["maker.ifttt.com/trigger/"],
    rest: "[A-Za-z0-9_{}-]{1,64}/(?:json/)?with/key/[A-Za-z0-9_-]{20,60}",
    make: (seed, short) => `door_open/with/key/${sample(BASE64URL, short ? 9 : 42, seed)}z`,
  }),
  webhook({
    id: "google-chat-webhook",
    description: "Google Chat space: key and token in the URL",
    anchors: ["chat.googleapis.com/v1/spaces/"],
    rest: "[A-Za-z0-9_-]{4,40}/messages\\?key=[A-Za-z0-9_-]{30,60}&(?:amp;)?token=[A-Za-z0-9_%=-]{30,120}",
    make: (seed, short) =>
      `AAAA${sample(BASE62, 7, seed)}/messages?key=${sample(BASE62, 39, seed)}${short ? "" : `&token=${sample(BASE64URL, 43, seed)}z`}`,
  }),
  webhook({
    id: "tines-webhook",
    description: "Tines story: path and secret of 32 hex digits each",
    anchors: [".tines.com/webhook/"],
    host: "[A-Za-z0-9.-]{1,64}",
    sub: "quiet-bird-1234",
    rest: "[0-9a-f]{32}/[0-9a-f]{32}",
    make: (seed, short) => `${sample(LOWER_HEX, 32, seed)}/${sample(LOWER_HEX, short ? 12 : 32, seed + 9)}`,
  }),
  webhook({
    id: "power-automate-webhook",
    description: "Microsoft Power Automate flow, as Teams uses it: a signature in the URL",
    anchors: [".api.powerplatform.com"],
    host: "[A-Za-z0-9.-]{1,64}",
    sub: "default0123.45.environment",
    rest: "(?::443)?/[A-Za-z0-9/_.~-]{10,160}\\?[A-Za-z0-9_.~%&;=-]{1,200}sig=[A-Za-z0-9_%-]{30,80}",
    make: (seed, short) =>
      `:443/powerautomate/automations/direct/workflows/${sample(HEX, 32, seed)}/triggers/manual/paths/invoke?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=${sample(BASE64URL, short ? 9 : 42, seed)}z`,
  }),
  webhook({
    id: "make-webhook",
    description: "Make (Integromat) scenario: 32 characters in the URL",
    anchors: [".make.com/", ".integromat.com/"],
    host: "hook\\.(?:eu|us)\\d",
    sub: "hook.eu1",
    rest: "[a-z0-9]{30,34}",
    make: (seed, short) => sample(LOWER_ALNUM, short ? 12 : 32, seed),
  }),
  mattermost,
];
