// Chat: tokens and webhooks of Slack, Discord, Telegram and Microsoft Teams. A webhook's whole URL is the value, because
// whoever has it may post.

import { literal } from "../build/anchor.ts";
import { startsAt } from "../build/boundary.ts";
import { pattern } from "../build/pattern.ts";
import { provider } from "../build/provider.ts";
import { sample, sampleUuid } from "../build/sample.ts";
import { run } from "../build/token.ts";
import { BASE62, BASE64URL, charset, DIGIT, LOWER_HEX, runEnd, runStart, UPPER_ALNUM, WORD } from "../charset.ts";
import type { Rule, Scan } from "../rule.ts";

const DASHED = charset("A-Za-z0-9-");
const COOKIE = charset("A-Za-z0-9+/%=_-");

/** Workspace and user of a token that shows the form: `888888888888-888888888888-`. */
const SAME_DIGITS = /^(\d)\1{8,}-(\d)\2{8,}-/;

function showsForm(bytes: Buffer, start: number, end: number): boolean {
  return SAME_DIGITS.test(bytes.toString("latin1", start + 5, Math.min(end, start + 40)));
}

const XOX = ["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxc-", "xoxe-"];

const slack = provider("SLACK_TOKEN", [
  {
    id: "slack-token",
    description: "Slack bot, user, workspace, session or refresh token",
    prefixes: XOX,
    parts: [run(DASHED, 12, 255)],
    distinct: 6,
    unless: showsForm,
    more: () => ({
      no: [
        { text: "SLACK_TOKEN=xoxb-your-bot-token-here", why: "it is a blank in words" },
        { text: `xoxc-${"7".repeat(12)}-${"7".repeat(12)}-0123456789abcdef`, why: "its numbers are rows of one digit" },
      ],
    }),
  },
  {
    id: "slack-token-numeric",
    description: "Slack token that begins with the number of its workspace",
    prefixes: [...XOX, "xoxo-"],
    parts: [run(DIGIT, 8, 14), "-", run(DASHED, 8, 255)],
    classes: 1,
    unless: showsForm,
  },
  {
    id: "slack-config-token",
    description: "Slack app configuration token, or a token of a long-gone sort (xoxo-)",
    prefixes: ["xoxe.xoxb-", "xoxe.xoxp-", "xoxo-"],
    parts: [run(DASHED, 24, 255)],
    distinct: 6,
  },
  {
    id: "slack-app-token",
    description: "Slack app-level token: xapp-, a digit, ids and a hex string",
    prefixes: ["xapp-"],
    parts: [run(DASHED, 20, 160)],
    distinct: 6,
  },
  {
    id: "slack-session-cookie",
    description: "Slack session cookie: xoxd- and percent-encoded base64",
    prefixes: ["xoxd-"],
    // 85 bytes and more.
    parts: [run(COOKIE, 100, 512)],
  },
]);

/** A digit string in base64 has this shape, three digits to four letters; ids are 17 to 20 digits long. */
const DIGITS3 = ["MNO", "DTjz", "AEIMQUYcgk", "wxyz0-5"].map(charset);

/** Bytes of the bot's id at least. */
const ID_LEAST = 22;

const discordBot: Rule = {
  id: "discord-bot-token",
  kind: "DISCORD_TOKEN",
  description: "Discord bot token: the bot's id in base64, a time stamp, a signature",
  tier: "proof",
  confidence: 0.95,
  get anchors() {
    return [[...DIGITS3, ...DIGITS3.slice(0, 2)]];
  },
  gateFor: (anchor) => [
    [
      { op: "starts", set: WORD },
      { op: "run", set: BASE64URL, least: ID_LEAST - anchor.length },
    ],
  ],
  get examples() {
    const token = (seed: number) =>
      [
        Buffer.from(`1${sample(DIGIT, 17, seed)}`).toString("base64"),
        sample(BASE64URL, 6, seed + 1),
        sample(BASE64URL, 38, seed + 2),
      ].join(".");
    return {
      yes: [`DISCORD_TOKEN=«${token(1)}»`, `{"bot":"«${token(2)}»"}`, `It is «${token(3)}».`, `Bot\\n«${token(4)}»\\n`],
      no: [
        { text: `x${token(5)}`, why: "it is glued to a word" },
        { text: token(6).slice(0, 40), why: "its signature is too short" },
        { text: `${sample(BASE62, 24, 7)}${token(7).slice(24)}`, why: "its first part is no number" },
        {
          text: Buffer.from("123456789012345678").toString("base64"),
          why: "it is a number in base64 and nothing else",
        },
      ],
    };
  },
  find(scan: Scan, at: number): void {
    const { bytes, hi } = scan;
    if (!startsAt(bytes, scan.lo, at)) return;
    const dot = runEnd(bytes, at, Math.min(hi, at + 29), BASE64URL);
    if (dot - at < ID_LEAST || dot - at > 28 || bytes[dot] !== 0x2e) return;
    const second = runEnd(bytes, dot + 1, Math.min(hi, dot + 8), BASE64URL);
    if (second - dot !== 7 || second >= hi || bytes[second] !== 0x2e) return;
    const end = runEnd(bytes, second + 1, Math.min(hi, second + 50), BASE64URL);
    if (end - second < 26 || end - second > 46) return;
    if (!/^\d{16,20}$/.test(Buffer.from(bytes.toString("latin1", at, dot), "base64").toString("latin1"))) return;
    scan.add(discordBot, at, end, 0.99, "passed");
  },
};

const BOT = [0x62, 0x6f, 0x74];

const telegramBot: Rule = {
  id: "telegram-bot-token",
  kind: "TELEGRAM_TOKEN",
  description: "Telegram bot token: the bot's id, a colon, 35 characters that begin with A",
  tier: "proof",
  confidence: 0.95,
  get anchors() {
    return [literal(":A")];
  },
  get examples() {
    const token = (seed: number) => `${sample(DIGIT, 9, seed)}:AA${sample(BASE64URL, 32, seed)}Z`;
    return {
      yes: [
        `TELEGRAM=«${token(1)}»`,
        `https://api.telegram.org/bot«${token(2)}»/sendMessage`,
        `{"t":"«${token(3)}»"}`,
        `密钥:«${token(4)}»。`,
      ],
      no: [
        { text: `x${token(5)}`, why: "its id is glued to a word" },
        { text: token(6).slice(0, 40), why: "it is too short" },
        { text: `${token(7)}abc`, why: "it goes on beyond its length" },
        { text: "10:30:A5 and 12345678:All of them", why: "these are a time and a word" },
      ],
    };
  },
  find(scan: Scan, at: number, end: number): void {
    const { bytes, lo } = scan;
    if (at <= lo || DIGIT[bytes[at - 1] as number] === 0) return;
    const start = runStart(bytes, Math.max(lo, at - 17), at, DIGIT);
    if (at - start < 5 || at - start > 16) return;
    const bot = start - 3 >= lo && BOT.every((byte, i) => bytes[start - 3 + i] === byte);
    if (!bot && !startsAt(bytes, lo, start)) return;
    const stop = runEnd(bytes, end, Math.min(scan.hi, end + 37), BASE64URL);
    if (stop - end < 33 || stop - end > 35) return;
    scan.add(telegramBot, start, stop, 0.95, "none");
  },
};

/** A UUID, or one that was made unreadable with other letters. */
const UUID = "[0-9a-zA-Z]{8}(?:-[0-9a-zA-Z]{4}){3}-[0-9a-zA-Z]{12}";

const slackUrl = (seed: number, path = "services") =>
  `https://hooks.slack.com/${path}/T${sample(UPPER_ALNUM, 9, seed)}/B${sample(UPPER_ALNUM, 9, seed + 1)}/${sample(BASE62, 24, seed + 2)}`;

const slackWebhook = pattern({
  id: "slack-webhook",
  kind: "WEBHOOK",
  description: "Slack incoming webhook or workflow trigger",
  get anchors() {
    return ["hooks.slack.com/"];
  },
  back: 8,
  pattern: /(?:https?:\/\/)?hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9+/_-]{34,110}/y,
  judge: (value) => (/T0+\/B0+\/X+$/.test(value) ? null : { confidence: 0.95, check: "none" }),
  get examples() {
    return {
      yes: [
        `url = «${slackUrl(1)}»`,
        `{"hook":"«${slackUrl(2, "workflows")}»"}`,
        `见 «${slackUrl(3).slice(8)}»。`,
        `curl -d '{}' «${slackUrl(4, "triggers")}»`,
      ],
      no: [
        { text: "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX", why: "it is a blank" },
        { text: slackUrl(5).slice(0, 50), why: "it is cut off before its key" },
        { text: slackUrl(6, "docs"), why: "it is no webhook" },
      ],
    };
  },
});

const discordUrl = (seed: number, host = "discord.com") =>
  `https://${host}/api/webhooks/1${sample(DIGIT, 17, seed)}/${sample(BASE64URL, 66, seed)}zZ`;

const discordWebhook = pattern({
  id: "discord-webhook",
  kind: "WEBHOOK",
  description: "Discord webhook: an id and a token in a URL",
  get anchors() {
    return ["discord.com/api/webhooks/", "discordapp.com/api/webhooks/"];
  },
  back: 16,
  pattern: /(?:https?:\/\/(?:ptb\.|canary\.)?)?discord(?:app)?\.com\/api\/webhooks\/\d{17,20}\/[A-Za-z0-9_-]{56,90}/y,
  get examples() {
    return {
      yes: [
        `url = «${discordUrl(1)}»`,
        `{"hook":"«${discordUrl(2, "canary.discord.com")}»"}`,
        `见 «${discordUrl(3, "discordapp.com")}»。`,
        `curl -d '{}' «${discordUrl(4)}»?wait=true`,
      ],
      no: [
        { text: discordUrl(5).slice(0, 80), why: "it is cut off within its key" },
        { text: "https://discord.com/api/webhooks/{id}/{token}", why: "it is a blank" },
        { text: "https://discord.com/api/webhooks/123456789012345678", why: "it is an id and no key" },
      ],
    };
  },
});

const teamsUrl = (seed: number, host = "acme.webhook.office.com/webhookb2") => {
  const uuid = (n: number) => sampleUuid(LOWER_HEX, seed + n);
  return `https://${host}/${uuid(1)}@${uuid(2)}/IncomingWebhook/${sample(LOWER_HEX, 32, seed)}/${uuid(3)}`;
};

const teamsWebhook = pattern({
  id: "teams-webhook",
  kind: "WEBHOOK",
  description: "Microsoft Teams incoming webhook",
  get anchors() {
    return ["webhook.office.com/webhookb2/", "outlook.office.com/webhook/", "outlook.office365.com/webhook/"];
  },
  back: 72,
  get pattern() {
    return new RegExp(
      `(?:https://(?:[a-zA-Z0-9-]{1,60}\\.)?)?(?:webhook\\.office\\.com/webhookb2|outlook\\.office(?:365)?\\.com/webhook)/` +
        `${UUID}(?:@${UUID})?/IncomingWebhook/[0-9a-zA-Z]{30,34}(?:/${UUID})?(?:/V2[A-Za-z0-9_-]{0,80})?`,
      "y",
    );
  },
  get examples() {
    return {
      yes: [
        `url = «${teamsUrl(1)}»`,
        `{"hook":"«${teamsUrl(2, "outlook.office.com/webhook")}»"}`,
        `见 «${teamsUrl(3)}»。`,
      ],
      no: [
        { text: teamsUrl(4).replace("IncomingWebhook", "OutgoingWebhook"), why: "it is no incoming webhook" },
        { text: teamsUrl(5).slice(0, 90), why: "it is cut off before its key" },
        {
          text: "https://acme.webhook.office.com/webhookb2/{group}@{tenant}/IncomingWebhook/{key}",
          why: "it is a blank",
        },
      ],
    };
  },
});

export const chatRules: readonly Rule[] = [
  ...slack,
  slackWebhook,
  discordBot,
  discordWebhook,
  telegramBot,
  teamsWebhook,
];
