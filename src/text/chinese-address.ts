// The grammar of Chinese addresses, from province to room: names that end in the word for their level, and numbers before a
// unit. Reads from left to right without going back, so that its time grows with the length alone.

/** What an address was found to consist of. */
export interface ChineseAddress {
  readonly end: number;
  /** Levels of administration, by a known name or by their last character. */
  readonly regions: number;
  /** A town, street office or village is among them. */
  readonly town: boolean;
  readonly street: boolean;
  /** A house number, 号 or 弄. */
  readonly number: boolean;
  /** An estate, tower or park. */
  readonly place: boolean;
  /** Building, unit, floor, room. */
  readonly inner: number;
  /** It begins with a province or city that is known by name. */
  readonly known: boolean;
  /** Characters of the first name, without what says its level; 0 where a known name comes first. */
  readonly first: number;
}

const PROVINCES =
  words(`北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南
  陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 广西壮族 宁夏回族 新疆维吾尔`);
/** Cities, prefectures and leagues of the second level, and the larger ones of the third. */
const CITIES =
  words(`石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁
  呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳市 葫芦岛
  长春 四平 辽源 通化 白山 松原 白城 延边 哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 南京 无锡 徐州 常州 苏州
  南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 昆山 张家港 江阴 常熟 太仓 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 义乌 慈溪 合肥
  芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城 福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 晋江 石狮 南昌
  景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶 济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽 郑州 开封
  洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 济源 武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁
  随州 恩施 长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西 广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州
  汕尾 河源 阳江 清远 东莞 中山市 潮州 揭阳 云浮 南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左 海口 三亚 三沙 儋州 成都
  自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 阿坝 甘孜 凉山 贵阳 六盘水 遵义 安顺 毕节 铜仁 黔西南
  黔东南 黔南 昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 楚雄 红河 文山 西双版纳 大理 德宏 怒江 迪庆 拉萨 日喀则 昌都 林芝 山南 那曲 阿里 西安 铜川
  宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛 兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 临夏 甘南 西宁 海东 银川 石嘴山 吴忠 固原
  中卫 乌鲁木齐 克拉玛依 吐鲁番 哈密 昌吉 博尔塔拉 巴音郭楞 阿克苏 喀什 和田 伊犁 塔城 阿勒泰 台北 高雄 台中 台南 新北 桃园 基隆 新竹 嘉义`);

/** Known names by their first character. */
const KNOWN = new Map<string, string[]>();
for (const name of [...PROVINCES, ...CITIES]) {
  const list = KNOWN.get(name[0] as string);
  if (list === undefined) KNOWN.set(name[0] as string, [name]);
  else list.push(name);
}
for (const list of KNOWN.values()) list.sort((a, b) => b.length - a.length);

type Part = "region" | "town" | "street" | "place";

/** Last words of names, longest first, with the characters that may stand before at most. */
const SUFFIXES: readonly (readonly [string, Part, number])[] = (
  [
    ["特别行政区 自治区 省", "region", 6],
    ["自治州 地区 盟 市 州", "region", 8],
    ["经济技术开发区 高新技术产业开发区 开发区 新区 自治县 自治旗 林区 矿区 高新区 区 县 旗", "region", 8],
    ["街道办事处 街道办 办事处 街道 镇 乡 苏木", "town", 6],
    ["村委会 居委会 行政村 自然村 村 社区 庄 屯", "town", 6],
    ["大街 大道 公路 胡同 路 街 巷 道 里 弄", "street", 6],
    [
      "小区 花园 花苑 家园 嘉园 公寓 大厦 大楼 广场 新村 新城 公馆 别墅 雅苑 名苑 豪庭 校区 软件园 科技园 工业园 产业园 创业园 " +
        "科技城 园区 商城 宿舍 酒店 国际中心 商务中心 中心 苑 院",
      "place",
      12,
    ],
  ] as const
)
  .flatMap(([list, part, most]) => list.split(" ").map((word) => [word, part, most] as const))
  .sort((a, b) => b[0].length - a[0].length);

const byLast = new Map<string, (readonly [string, Part, number])[]>();
for (const entry of SUFFIXES) {
  const last = entry[0].at(-1) as string;
  const list = byLast.get(last);
  if (list === undefined) byLast.set(last, [entry]);
  else list.push(entry);
}

const LEVEL: Readonly<Record<Part, number>> = { region: 0, town: 1, street: 2, place: 3 };
/** Longest name with its last word. */
const NAME_MAX = 16;
/** Characters of sentences that no name of a place holds. */
const PROSE = new Set("的了是我你您他她它们这那哪吗呢吧啊在把被");
const HAN = /^[\u3400-\u9fff]$/;

const DIGITS = "[0-9０-９]{1,5}(?:[-－—–][0-9A-Za-z]{1,4}){0,3}[A-Za-zＡ-Ｚ]?";
const numbered = new RegExp(
  `(?:(?:[附甲乙丙丁]|No\\.? ?|NO\\.? ?)?(?:${DIGITS}|[A-Za-zＡ-Ｚ][0-9]{0,4}|[一二三四五六七八九十百零〇]{1,5}|[甲乙丙丁东南西北])) ?` +
    "(号大?院|号楼|号|號|弄|支弄|栋|棟|幢|座|楼|樓|层|層|单元|單元|室|房|户|组|组团|期|排|门|区|F(?![A-Za-z]))",
  "y",
);
const bare = /(?:[A-Za-z]?\d{3,4}|\d{1,3}(?:-\d{1,4}){1,2})(?![0-9A-Za-z.年月日元万亿%-])/y;
const HOUSE = /^(?:号|號|号大?院|弄|支弄)$/;

/** Reads an address that begins at `from`; null where none does. `text` has one unit a character. */
export function readChineseAddress(text: string, from: number): ChineseAddress | null {
  let at = from;
  let end = from;
  let regions = 0;
  let level = 0;
  let inner = 0;
  let town = false;
  let street = false;
  let number = false;
  let place = false;
  let known = false;
  let first = -1;
  for (let parts = 0; parts < 14; parts++) {
    if (parts > 0 && text[at] === " ") at++;
    if (regions < 3 && !street && !place && !number) {
      const name = knownName(text, at);
      if (name > at) {
        known ||= first < 0;
        if (first < 0) first = 0;
        regions++;
        at = end = name;
        continue;
      }
    }
    numbered.lastIndex = at;
    const house = parts > 0 ? numbered.exec(text) : null;
    if (house !== null) {
      const unit = house[1] as string;
      if (HOUSE.test(unit)) {
        if (number && inner > 0) break;
        number = true;
      } else if (unit !== "区" || place) inner++;
      at = end = numbered.lastIndex;
      continue;
    }
    if (inner > 0 || (number && place)) {
      bare.lastIndex = at;
      if (bare.test(text)) {
        inner++;
        end = bare.lastIndex;
      }
      if (inner > 0 && !isHan(text[at])) break;
    }
    const name = readName(text, at, level, parts > 0);
    if (name === null) break;
    if (first < 0) first = name.length;
    if (name.part === "region") regions++;
    else if (name.part === "town") {
      regions++;
      town = true;
    } else if (name.part === "street") street = true;
    else place = true;
    level = Math.max(level, LEVEL[name.part]);
    at = end = name.end;
  }
  return end === from ? null : { end, regions, town, street, number, place, inner, known, first: Math.max(0, first) };
}

/** End of a known name with what says its level; `at` where none stands. */
function knownName(text: string, at: number): number {
  for (const name of KNOWN.get(text[at] as string) ?? [])
    if (text.startsWith(name, at)) {
      const end = at + name.length;
      for (const suffix of ["特别行政区", "自治区", "自治州", "地区", "省", "市", "州", "盟"])
        if (text.startsWith(suffix, end)) return end + suffix.length;
      return end;
    }
  return at;
}

/** True where a known name begins. */
export function startsKnown(text: string, at: number): boolean {
  return knownName(text, at) > at;
}

/** End of the known province or city that begins at `at`, with the word for its level; `at` where none does. */
export function knownRegionEnd(text: string, at: number): number {
  return knownName(text, at);
}

/** The nearest name of this level or a later one. Behind other parts a park may have no name of its own. */
function readName(
  text: string,
  at: number,
  level: number,
  behind: boolean,
): { end: number; part: Part; length: number } | null {
  for (let i = at; i < at + NAME_MAX && i < text.length; i++) {
    const letter = text[i] as string;
    if (!isName(text.charCodeAt(i)) || PROSE.has(letter)) return null;
    for (const [suffix, part, most] of byLast.get(letter) ?? []) {
      const begin = i + 1 - suffix.length;
      if (begin < at || !text.startsWith(suffix, begin)) continue;
      if (begin === at && !(behind && part === "place" && suffix.length > 2)) continue;
      const length = begin - at;
      if (LEVEL[part] < level || length > most || !isWhole(text, at, suffix, i + 1)) break;
      return { end: direction(text, i + 1, part), part, length };
    }
  }
  return null;
}

/** A Chinese character, an ASCII letter or a digit. */
function isName(code: number): boolean {
  return code < 0x80
    ? (code >= 0x30 && code <= 0x39) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a)
    : code >= 0x3400 && code <= 0x9fff;
}

/** Last words that go on to be another word: 街 of 街道, 路 of 路口, 区 of 区别. */
function isWhole(text: string, at: number, suffix: string, end: number): boolean {
  const next = text[end] ?? "";
  if (suffix === "街" && next === "道") return false;
  if ((suffix === "路" || suffix === "街") && (next === "口" || next === "上" || next === "过")) return false;
  if (suffix === "市" && (next === "场" || next === "值" || next === "区")) return next === "区";
  if (
    (suffix === "道" || suffix === "里" || suffix === "弄" || suffix === "巷") &&
    !/^ ?[0-9一二三四五六七八九十]/.test(text.slice(end, end + 2))
  )
    return false;
  if ((suffix === "区" || suffix === "县" || suffix === "市") && (next === "别" || next === "域" || next === "间"))
    return false;
  if (suffix === "中心" || suffix === "苑" || suffix === "院") return end - at >= suffix.length + 2;
  return true;
}

/** 北段, 西侧 and the like belong to the street before. */
function direction(text: string, end: number, part: Part): number {
  if (part !== "street") return end;
  const match = /^(?:[东南西北中一二三四五六七八九]?(?:段|侧)(?:路[东南西北])?|[东南西北](?=\d))/.exec(
    text.slice(end, end + 5),
  );
  return match === null ? end : end + match[0].length;
}

function isHan(letter: string | undefined): boolean {
  return letter !== undefined && HAN.test(letter);
}

function words(list: string): string[] {
  return list.trim().split(/\s+/);
}
