// Chinese addresses without a model: a grammar from province to room, tried where a house number, a room or the name of an
// estate stands. A street alone is no address; two parts that fit together are, or one behind a caption.

import { type ChineseAddress, readChineseAddress, startsKnown } from "../../text/chinese-address.ts";
import { literal } from "../build/anchor.ts";
import { caption } from "../build/caption.ts";
import { type Characters, characterStart, createCharacters, readCharacters } from "../build/characters.ts";
import { charset, DIGIT, STOP, WORD } from "../charset.ts";
import type { Anchor, Rule, Scan } from "../rule.ts";

const CAPTIONS = [
  "地址",
  "住址",
  "住所",
  "户籍地",
  "户籍",
  "籍贯",
  "居住地",
  "现居",
  "常住",
  "住在",
  "家住",
  "收货",
  "通讯处",
  "所在地",
];
const addressCaption = caption([...CAPTIONS, "寄到", "寄往", "送到", "送往", "搬到", "位于", "address", "addr"]);
/** Captions of places that are none of people. */
const OTHER =
  /(?:IP|ＩＰ|邮箱|邮件|邮|网|内存|物理|虚拟|服务器|主机|钱包|链接|下载|MAC|基|寻|绑定|监听|端口|接口|电子)$/i;

const UPPER = charset("A-Z");
const SPACE = charset(" ");
/** Bytes to the left and right of an anchor. */
const LEFT = 150;
const RIGHT = 120;
const read: Characters = createCharacters(LEFT + RIGHT);

/** Characters behind which an address may begin where no known name begins it. */
const OPENS = new Set("在于到至从往寄送址是为住去回的");
const HAN = /[\u3400-\u9fff]/;
const HARD = /[^\u3400-\u9fffA-Za-z0-9０-９ＡＢＣＤ \-－—–]/;

function anchors(): Anchor[] {
  const units = ["号", "號", "弄", "栋", "幢", "座", "楼", "层", "单元", "室", "房"];
  const places = "大厦 软件园 科技园 工业园 产业园 小区 花园 公寓 家园 新村 号楼 号院".split(" ");
  return [
    ...units.map((unit) => [DIGIT, ...literal(unit)]),
    ...["号", "栋", "室"].map((unit) => [DIGIT, ...SPACE_THEN, ...literal(unit)]),
    [UPPER, ...literal("座")],
    ...places.map(literal),
  ];
}

const SPACE_THEN: Anchor = [SPACE];

const structured: Rule = {
  id: "address-cn",
  kind: "ADDRESS",
  description: "Chinese address: region, street and number, estate, building, unit, room; two parts that fit together",
  tier: "form",
  confidence: 0.8,
  get anchors() {
    return anchors();
  },
  get examples() {
    return {
      yes: [
        "寄到«四川省绵阳市涪城区临园路东段72号»，谢谢",
        "她住在«苏州市吴中区宝带西路88号6幢1203室»。",
        "«厦门市思明区湖滨南路 57 号金源大厦 B座1502»",
        "公司在«青岛市崂山区松岭路科技园3号楼»",
        "«翠竹花园12栋3单元501室»门口",
        '{"addr":"«广西壮族自治区南宁市青秀区民族大道100号»"}',
        "地址：«长江路9号»",
        "«浦东新区张杨路500号华润大厦18楼»",
      ],
      no: [
        { text: "一路走来，三号楼的玩家都在5号房间集合", why: "no street, no region" },
        { text: "北京时间8点，12月3号，第5号文件，3楼会议室", why: "a time, a date, a number, a floor" },
        { text: "中山路很长，人民路口堵车，南京东路步行街", why: "a street without number" },
        { text: "北京市朝阳区人民法院公告，上海市浦东新区政府", why: "an authority, no address" },
        { text: "公交12路5号线，G2高速100公里处", why: "lines and distances" },
        { text: "小区居民、花园城市、公寓楼市、大厦将倾", why: "words of prose" },
        { text: "第3单元测试 7号电池 1号店 9号球员", why: "one number before a unit" },
      ],
    };
  },
  find(scan: Scan, at: number, end: number): void {
    const { bytes, lo, hi } = scan;
    if ((bytes[at] as number) < 0x80 ? !followsPart(bytes, lo, at) : !hasRegion(bytes, lo, at)) return;
    const from = textStart(bytes, Math.max(lo, at - LEFT), at);
    const to = Math.min(hi, end + RIGHT);
    readCharacters(bytes, from, textEnd(bytes, end, to), read);
    const { text, places } = read;
    let hit = 0;
    while ((places[hit] as number) < at) hit++;
    let last = hit;
    while ((places[last] as number) < end) last++;
    let least = 0;
    for (let i = 0; i < hit; i++) if (HARD.test(text[i] as string)) least = i + 1;
    const start = addressStart(text, least, hit, last);
    if (start < 0) return;
    const address = readChineseAddress(text, start) as ChineseAddress;
    const begin = places[start] as number;
    const confidence = confidenceOf(address, addressCaption(bytes, lo, begin));
    if (confidence > 0) scan.add(structured, begin, places[address.end] as number, confidence, "none");
  },
};

/** Last characters of what a number may stand behind in an address. */
const PARTS = new Set(
  [
    ..."路街道巷弄里段侧村庄屯镇乡社区县市旗号號栋棟幢座楼樓层層元厦园苑寓场城心院馆府庭居舍墅同店东南西北甲乙丙附期组排处会",
  ].map((letter) => codeOf(Buffer.from(letter), 0)),
);

function codeOf(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
}

/** True when the number or letter before a unit follows a part of an address: 12月3号 and 第3号 count days and things. */
function followsPart(bytes: Uint8Array, lo: number, at: number): boolean {
  let i = at;
  while (
    i > lo &&
    at - i < 16 &&
    (WORD[bytes[i - 1] as number] === 1 || bytes[i - 1] === 0x20 || bytes[i - 1] === 0x2d)
  )
    i--;
  return i - 3 >= lo && PARTS.has(codeOf(bytes, i - 3));
}

const REGIONS = new Set([..."市区县省"].map((letter) => codeOf(Buffer.from(letter), 0)));

/** An estate or tower without a number needs a region before, or a caption, or more behind, which has an anchor of its own. */
function hasRegion(bytes: Uint8Array, lo: number, at: number): boolean {
  for (let i = at - 3; i >= Math.max(lo, at - 75) && STOP[bytes[i] as number] === 0; i--)
    if (REGIONS.has(codeOf(bytes, i))) return true;
  return false;
}

/** The leftmost beginning from which the grammar reads over the anchor `[hit, last)`, or -1. */
function addressStart(text: string, least: number, hit: number, last: number): number {
  for (let i = least; i <= hit; i++) {
    if (!startsKnown(text, i)) continue;
    const address = readChineseAddress(text, i);
    if (address !== null && address.end >= last) return i;
  }
  // Without a known name: behind a word that leads to a place, or at the beginning of the phrase.
  let from = least;
  for (let i = least; i < hit; i++) if (OPENS.has(text[i] as string)) from = i + 1;
  while (from < hit && text[from] === " ") from++;
  for (let i = from; i <= hit; i++) {
    if (!HAN.test(text[i] as string)) continue;
    const address = readChineseAddress(text, i);
    if (address === null || address.end < last) continue;
    // A long first name is a name with prose before it.
    if (address.first > 4 && i === from && from === least) continue;
    if (address.first > 4 && !address.place) continue;
    return i;
  }
  return -1;
}

/** Two parts that fit together, or one behind a caption; 0 where it is no address. */
function confidenceOf(address: ChineseAddress, captioned: boolean): number {
  const { regions, town, street, number, place, inner } = address;
  const house = street && number;
  if (house && (regions > 0 || inner > 0 || place)) return 0.85;
  if (regions >= 2 && (place || inner > 0 || (number && town))) return 0.8;
  if (regions >= 1 && (street || place) && (inner > 0 || number)) return 0.75;
  if ((place || number) && inner >= 2) return 0.7;
  if (captioned && (house || place || inner > 1 || regions > 1 || (regions > 0 && street))) return 0.7;
  if (inner >= 3) return 0.6;
  return house || (place && inner > 0) || regions + inner + Number(street) + Number(place) > 1 ? 0.35 : 0;
}

const labelled: Rule = {
  id: "address-cn-captioned",
  kind: "ADDRESS",
  description: "Chinese address behind a caption such as 地址 or 户籍, from one part on",
  tier: "context",
  confidence: 0.7,
  get anchors() {
    return CAPTIONS.map(literal);
  },
  get examples() {
    return {
      yes: [
        "户籍地址：«江西省赣州市章贡区»",
        "收货地址是«云南省昆明市官渡区世纪城»附近".replace("世纪城»附近", "»世纪城附近"),
        '"住址":"«沈阳市和平区»"',
        "家住«武汉市洪山区珞喻路»",
      ],
      no: [
        { text: "IP地址：8.8.8.8，邮箱地址：北京", why: "an address of machines or of mail" },
        { text: "地址栏里写着北京市", why: "something else stands between" },
        { text: "地址：见附件", why: "no part of an address" },
        { text: "籍贯：山东", why: "a province alone says little" },
      ],
    };
  },
  find(scan: Scan, at: number, end: number): void {
    const { bytes, lo, hi } = scan;
    const before = bytes.toString("utf8", characterStart(bytes, lo, Math.max(lo, at - 18)), at);
    if (OTHER.test(before)) return;
    const to = Math.min(hi, end + RIGHT + LEFT);
    readCharacters(bytes, end, textEnd(bytes, end, to), read);
    const { text, places } = read;
    const gap = /^(?:地址|所在|地)?(?: ?["'”]? ?[:：=]| ?是| ?为| )*[ "'“【[(（>\t]*/.exec(text)?.[0].length ?? 0;
    const address = readChineseAddress(text, gap);
    if (address === null) return;
    const { regions, street, number, place, inner } = address;
    if (regions + Number(street) + Number(number) + Number(place) + inner < 2 && !(place || street)) return;
    if (!address.known && address.first > 6) return;
    scan.add(labelled, places[gap] as number, places[address.end] as number, labelled.confidence, "none");
  },
};

/** Start of the line or of the reach, on a character. */
function textStart(bytes: Uint8Array, least: number, at: number): number {
  let i = at;
  while (i > least && STOP[bytes[i - 1] as number] === 0) i--;
  while (i < at && ((bytes[i] as number) & 0xc0) === 0x80) i++;
  return i;
}

function textEnd(bytes: Uint8Array, from: number, most: number): number {
  let i = from;
  while (i < most && STOP[bytes[i] as number] === 0) i++;
  return i;
}

export const addressCnRules: readonly Rule[] = [structured, labelled];
