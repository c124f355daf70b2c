// Further papers and accounts of people and companies in China, Macau included, that only a caption gives away: military officers,
// insurance, driver licences, business licences, organisation codes, QQ and WeChat.

import { folded, literal } from "../build/anchor.ts";
import { CAPTION_GAP, caption } from "../build/caption.ts";
import { utf8 } from "../build/context.ts";
import { idNumber } from "../build/id-number.ts";
import { namedExamples } from "../build/named-examples.ts";
import { pattern } from "../build/pattern.ts";
import { charset, NOT_BASE62 } from "../charset.ts";
import { mod1110 } from "../check/digits.ts";
import { organisationCode } from "../check/uscc.ts";
import type { Anchor, Rule } from "../rule.ts";

const any = (...texts: string[]) => texts.map(utf8).join("|");
const NUMBER_TAIL = any("号码", "号", "號碼", "號", "编号", "編號", "证号");

const officer = pattern({
  id: "cn-officer-id",
  kind: "CN_OFFICER",
  description: "Chinese military identity: arm or region, 字第, six to eight digits, 号",
  tier: "form",
  confidence: 0.75,
  get anchors() {
    return [literal("字第")];
  },
  get pattern() {
    const arms = any(..."军兵士文职广海空南北东西中沈兰成济参政后装武战".split(""));
    return new RegExp(`(?<value>(?:${arms})${utf8("字第")} ?\\d{6,8} ?${utf8("号")}?)`, "y");
  },
  back: 3,
  ahead: 24,
  get examples() {
    return {
      yes: ["军官证：«军字第2001988号»", "士兵证号«士字第20011988号»，", "证件 «南字第01234567号» 有效"],
      no: [
        { text: "（2020）京字第123号判决", why: "a judgment" },
        { text: "商标字第1234567号", why: "a trade mark" },
        { text: "军字第12号令", why: "too short: an order" },
      ],
    };
  },
});

const organisation = pattern({
  id: "cn-organisation-code",
  kind: "CREDIT_CODE",
  description: "Chinese organisation code behind a caption (GB 11714: eight characters, check character)",
  tier: "context",
  remembers: true,
  confidence: 0.8,
  get anchors() {
    return [literal("组织机构代码"), literal("組織機構代碼")];
  },
  get pattern() {
    return new RegExp(
      `(?:${any("组织机构代码", "組織機構代碼")})(?:${any("证号", "证", "證")})?${CAPTION_GAP}(?<value>[0-9A-Z]{8}-?[0-9X])(?![A-Za-z0-9_-])`,
      "y",
    );
  },
  ahead: 64,
  judge: (value) =>
    organisationCode(value.replace("-", ""))
      ? { confidence: 0.95, check: "passed" }
      : { confidence: 0.6, check: "failed" },
  get examples() {
    return {
      yes: ["组织机构代码：«71092841-6»", "组织机构代码证«D2143569-X»，", "组织机构代码:«710928417»"],
      no: [
        { text: "71092841-6", why: "no caption" },
        { text: "组织机构代码已变更 71092841-6", why: "something else stands between" },
        { text: "组织机构代码：71092841-67", why: "it goes on" },
      ],
    };
  },
});

const macau = pattern({
  id: "mo-id",
  kind: "MO_ID",
  description: "Macau resident identity card behind a caption: 1, 5 or 7, six digits, check digit in brackets",
  tier: "context",
  remembers: true,
  confidence: 0.8,
  get anchors() {
    return [literal("澳门"), literal("澳門"), folded("macau"), folded("macao"), folded("bir no")];
  },
  get pattern() {
    const papers = any("居民身份证", "居民身份證", "永久性居民身份證", "身份证", "身份證", "身分證");
    return new RegExp(
      `(?:(?:${any("澳门", "澳門")})(?:${papers})|maca[uo] (?:resident )?(?:id(?:entity)?(?: card)?)|bir)(?:${NUMBER_TAIL})?${CAPTION_GAP}(?<value>[157]\\d{3}/?\\d{3}(?:/?\\(\\d\\)|/\\d|${utf8("（")}\\d${utf8("）")}|\\d))(?![A-Za-z0-9_])`,
      "iy",
    );
  },
  ahead: 96,
  get examples() {
    return {
      yes: ["澳门居民身份证：«1234567(8)»", "Macau ID card: «5123456(7)»", "澳門身份證號碼«7123/456/8»。"],
      no: [
        { text: "1234567(8)", why: "no caption" },
        { text: "澳门身份证：2234567(8)", why: "no card begins so" },
        { text: "Macau has 1234567(8) of them", why: "something else stands between" },
      ],
    };
  },
});

const isNamed = caption(["微信号", "微信號", "wechat id", "weixin id"]);

/** `QQ` and what joins it to a number. */
const QQ: Anchor = [charset("Qq"), charset("Qq"), charset(" :=\"'(\xe5\xe7\xef")];

const qq = pattern({
  id: "qq-account",
  kind: "IM_ACCOUNT",
  description: "QQ number behind its name: five to eleven digits",
  tier: "context",
  remembers: true,
  confidence: 0.75,
  get anchors() {
    return [QQ];
  },
  before: NOT_BASE62,
  get pattern() {
    return new RegExp(
      `(?<![A-Za-z0-9])qq(?:${any("群号", "群", "号码", "号")})?${CAPTION_GAP}(?<value>[1-9]\\d{4,10})(?![A-Za-z0-9_.%])`,
      "iy",
    );
  },
  ahead: 64,
  get examples() {
    return {
      yes: ["QQ：«123456789»", "加我qq号 «10001234»，", '{"qq":"«87654321»"}', "QQ群：«123456789»"],
      no: [
        { text: "QQ 9.8.3 QQ音乐 20251125", why: "a version, a product" },
        { text: "qq=1234 eqq: 123456789", why: "too short, or another name" },
        { text: "123456789@qq.com", why: "an address" },
      ],
    };
  },
});

const wechat = pattern({
  id: "wechat-account",
  kind: "IM_ACCOUNT",
  description: "WeChat id: behind its name, or wxid_ and letters",
  tier: "context",
  remembers: true,
  confidence: 0.7,
  get anchors() {
    return [literal("微信"), folded("wechat"), folded("weixin"), literal("wxid_")];
  },
  get pattern() {
    const join = `["'\`]? ?(?:[:=]|${any("：", "是", "为")}) ?["'\`]?`;
    const id = "[A-Za-z][A-Za-z0-9_-]{5,19}";
    const name = `(?:${utf8("微信")}|wechat|weixin)`;
    const end = "(?![A-Za-z0-9_@.(-])";
    return new RegExp(
      `${name}(?:(?:${NUMBER_TAIL})(?:${join})?|(?: ?_?(?:id|no|number|account))?${join})(?<value>${id})${end}|` +
        `(?<![A-Za-z0-9_-])(?<value>wxid_[a-z0-9]{10,24})${end}`,
      "iy",
    );
  },
  ahead: 80,
  judge: (value, scan, start) =>
    value.startsWith("wxid_") || /[0-9_-]/.test(value) || isNamed(scan.bytes, scan.lo, start)
      ? { confidence: 0.7, check: "none" }
      : null,
  get examples() {
    return {
      yes: ["from «wxid_a1b2c3d4e5f6g7»", "微信号：«zhang_san88»", "WeChat ID: «lisi-1990»，", "我的微信是«wang5wu»"],
      no: [
        { text: "微信支付 android123 微信小程序", why: "a product" },
        { text: "wechat: function wx.login(), wechat_pay_v3", why: "code" },
        { text: "wxid_ab 微信号：ab12", why: "too short" },
      ],
    };
  },
});

export const papersCnRules: readonly Rule[] = [
  officer,
  idNumber({
    id: "cn-insurance",
    kind: "CN_INSURANCE",
    description: "Chinese social security, medical insurance or housing fund number behind a caption",
    shapes: ["8..20"],
    words:
      "社保号,社保号码,社保卡号,社保卡,社保账号,社会保障号,社会保障号码,社会保障卡号,社会保障卡,医保号,医保卡号,医保卡,医保编号,医疗保险号,医疗保险,公积金账号,公积金,住房公积金,公积金号,社会保险号,参保号,个人编号,病历号,住院号,门诊号",
    examples: () => namedExamples(["社保号", "医保卡号", "公积金账号"], ["330123456789012", "0112345678"]),
  }),
  idNumber({
    id: "cn-driver-license",
    kind: "CN_DRIVER",
    description: "Chinese driver licence or its file number behind a caption",
    shapes: ["12", "18", "6-8-4", "15"],
    words:
      "驾驶证,驾驶证号,驾驶证号码,驾驶证编号,驾照,驾照号,驾照号码,机动车驾驶证,驾驶证档案编号,档案编号,駕駛證,駕駛執照",
    examples: () => namedExamples(["驾驶证号", "档案编号", "驾照"], ["330100123456", "110101199003077775"]),
  }),
  idNumber({
    id: "cn-business-licence",
    kind: "CN_BUSINESS",
    description: "Chinese business licence of fifteen digits (ISO 7064 MOD 11,10) or tax registration behind a caption",
    shapes: ["15"],
    words:
      "营业执照,营业执照号,营业执照号码,营业执照注册号,注册号,工商注册号,企业注册号,工商登记号,税务登记号,税务登记证号,税号,纳税人识别号,business licence,business license",
    check: mod1110,
    examples: () => namedExamples(["营业执照注册号", "注册号", "税务登记证号"], ["110108000000016", "330106000012347"]),
  }),
  organisation,
  macau,
  qq,
  wechat,
];
