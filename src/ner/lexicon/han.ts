// Entities in Chinese characters: addresses by their grammar, organisations by how they end, people by the cheapest cut into
// words, places by name. Works on the text itself, one run of characters after the other.

import { knownRegionEnd, readChineseAddress, startsKnown } from "../../text/chinese-address.ts";
import type { Entity } from "../engine.ts";
import { BODIES, FOREIGN, hanCues } from "./han-cues.ts";
import { createSegmenter, LINKING, PERSON, type Segments } from "./segment.ts";
import { hashWord } from "./word-set.ts";

const HAN = /[\u3400-\u9fff]/;
/** Characters behind which an address may begin where no known name begins it. */
const OPENS = new Set("在于到至从往寄送址是为住");
const ADDRESSED =
  /(?:地址|住址|住所|住所地|户籍|居住地|现居|家住|住在|寄到|寄往|寄至|送到|送往|位于|所在地|收货地|住|址为|址是|补充为|搬到|搬至)[:：= "“]*$/;
/** Parts of the mark between the names of a foreigner. */
const DOT = /[·•・‧]/;
const TOWER = /[A-Za-z\u3400-\u9fff]{2,10}?(?:[A-Za-z]|\d{1,4})(?:座|栋|幢|号楼|单元|层|楼|室)(?:\d{1,5}[室号房]?)?/y;
/** Characters that are read at once: Chinese without a mark for so long is no prose. */
const PIECE = 512;
/** Names that are kept of one text. */
const MOST_SEEN = 20_000;
/** Forms of companies: what stands before them is their name, whatever the words are. */
const COMPANY = /^(?:股份有限公司|有限责任公司|有限公司|集团公司|集团|律师事务所|会计师事务所)$/;
/** Bodies whose name is a word of every day. */
const SCHOOL = /中学|小学|幼儿园|超市/;
const GENERIC =
  /^(?:重点|普通|附近|当地|公办|民办|私立|公立|农村|城市|乡村|双语|寄宿|完全|初级|高级|职业|母校|各地|不少|许多|优质|示范|知名|著名|本地|特殊|大型|连锁|小型|高档|社区|仓储|生鲜|网上|线上|城里|镇上|村里|县城|部分|其他|所有|两所|家门|门口|楼下|全市|全县|多家)$/;
/** Bodies that belong to the one before. */
const CHAINED = /^\*?(?:中学|小学|附属医院|分局|分院|支队|分行|支行)$/;
/** What stands before bodies of the state. */
const WHOLE = /^(?:国家|全国|中央|中华)/;
/** Longest name of an organisation. */
const BODY_MAX = 24;

/** Last characters of BODIES. */
const BODY_LASTS = new Set(BODIES.map((body) => body.at(-1) as string));
const BODIES_BY_LAST = new Map<string, string[]>();
for (const body of BODIES) {
  const list = BODIES_BY_LAST.get(body.at(-1) as string);
  if (list === undefined) BODIES_BY_LAST.set(body.at(-1) as string, [body]);
  else list.push(body);
}

export interface HanFinder {
  /** Adds the entities of `text[from, to)`, Chinese characters only; returns how far it read, past `to` where an address goes on. */
  find(text: string, from: number, to: number, seen: Set<number>, found: Entity[]): number;
}

export function createHanFinder(): HanFinder {
  const segmenter = createSegmenter();
  const cues = hanCues();

  const find: HanFinder["find"] = (text, from, to, seen, found) => {
    let at = from;
    while (at < to) {
      const most = Math.min(to, at + PIECE);
      const address = nextAddress(text, at, most);
      const end = address?.start ?? most;
      if (end > at) findIn(text, at, end, seen, found);
      if (address !== null) found.push(address);
      at = address?.end ?? most;
    }
    return at;
  };

  /** The first address that begins in `[from, to)`. */
  function nextAddress(text: string, from: number, to: number): Entity | null {
    for (let at = from; at < to; at++) {
      const known = startsKnown(text, at);
      if (!known && !(at === from || OPENS.has(text[at - 1] as string))) continue;
      if (!known && knownSoon(text, at)) continue;
      // 住金桂园 and 寄到…: the verb is no part of the name where the rest reads as well.
      const verb = !known && at === from && (OPENS.has(text[at] as string) || OPENS.has(text[at + 1] as string));
      if (verb && readChineseAddress(text, at)?.end === readChineseAddress(text, at + 1)?.end) continue;
      const address = readChineseAddress(text, at);
      if (address === null || address.end <= at) continue;
      const labelled = ADDRESSED.test(text.slice(Math.max(0, at - 8), at));
      const { regions, town, street, number, place, inner, first } = address;
      if (!known && first > 4 && !labelled && !place) continue;
      const house = street && number;
      const certain =
        (house && (regions > 0 || inner > 0 || place)) ||
        (regions >= 2 && (place || inner > 0 || (number && town))) ||
        (regions > 0 && (street || place) && (inner > 0 || number)) ||
        ((place || number) && inner > 1) ||
        (labelled &&
          (house || (place && (inner > 0 || regions > 0)) || inner > 1 || regions > 1 || (regions > 0 && street)));
      // 南京市鼓楼区人民法院 is a court, not where it stands.
      if (certain && !number && inner === 0 && bodyAt(text, at, address.end) !== null) continue;
      if (certain)
        return { start: at, end: goesOn(text, address.end), kind: "ADDRESS", label: "address-han", score: 0.85 };
    }
    return null;
  }

  /** Whether a known name begins within a few characters: 寄到广州天河区. */
  function knownSoon(text: string, at: number): boolean {
    for (let k = at + 1; k < at + 4; k++) if (startsKnown(text, k)) return true;
    return false;
  }

  /** Over a name in letters and a tower to the room: 88号SOHO现代城A座1203室. */
  function goesOn(text: string, end: number): number {
    if (!/[号弄號]/.test(text[end - 1] as string)) return end;
    TOWER.lastIndex = end;
    return TOWER.test(text) ? TOWER.lastIndex : end;
  }

  function findIn(text: string, from: number, to: number, seen: Set<number>, found: Entity[]): void {
    const segments = segmenter.cut(text, from, to, seen);
    const { ends, types } = segments;
    const bodies = bodiesOf(text, from, segments);
    let n = 0;
    for (let k = 0, begin = from; k < ends.length; begin = ends[k] as number, k++) {
      const end = ends[k] as number;
      while (n < bodies.length && (bodies[n] as Entity).end <= begin) n++;
      const body = bodies[n];
      if (body !== undefined && body.start < end) {
        if (body.start >= begin && found.at(-1) !== body) found.push(body);
        continue;
      }
      if (types[k] === PERSON) {
        person(text, begin, end, seen, found);
        continue;
      }
      place(text, begin, end, k, segments, found);
    }
  }

  function person(text: string, start: number, end: number, seen: Set<number>, found: Entity[]): void {
    found.push({ start, end, kind: "PERSON", label: "name-han", score: 0.75 });
    if (end - start > 1 && end - start < 5 && seen.size < MOST_SEEN) seen.add(hashWord(text, start, end));
  }

  function place(text: string, begin: number, end: number, k: number, segments: Segments, found: Entity[]): void {
    const stop = regionEnd(text, begin);
    const whole = segments.ends.includes(stop, k) || (stop + 1 === end && text[stop] === "人");
    if (stop === begin || !whole) return;
    if (/^(?:时间|话|语|人|菜|版|路|街)/.test(text.slice(stop, stop + 2)) && stop === end && text[stop] !== "人")
      return;
    if (found.at(-1)?.end !== undefined && (found.at(-1) as Entity).end > begin) return;
    found.push({ start: begin, end: stop, kind: "LOCATION", label: "place-han", score: 0.6 });
  }

  function regionEnd(text: string, at: number): number {
    const country = cues.country(text, at);
    return country > at ? country : knownRegionEnd(text, at);
  }

  /** Organisations in a run that is cut into words, in order. */
  function bodiesOf(text: string, from: number, { ends, types }: Segments): Entity[] {
    const bodies: Entity[] = [];
    let last = from;
    for (let k = 0, begin = from; k < ends.length; begin = ends[k] as number, k++) {
      const end = ends[k] as number;
      if (begin < last) continue;
      const known = cues.known(text, begin);
      if (known > begin && ends.includes(known, k)) {
        const stop = longerBody(text, known, ends, k);
        // 深圳市 before 腾讯计算机系统有限公司 belongs to the name.
        const before = k > 0 ? (k > 1 ? (ends[k - 2] as number) : from) : begin;
        const region = before >= last && before < begin && regionEnd(text, before) === begin;
        const start = region ? before : begin;
        bodies.push({ start, end: stop, kind: "ORGANIZATION", label: "known-han", score: 0.8 });
        last = stop;
        continue;
      }
      if (!BODY_LASTS.has(text[end - 1] as string)) continue;
      const start = bodyStart(text, last, end, k, ends, types);
      if (start < 0) continue;
      const stop = longerBody(text, end, ends, k);
      const previous = bodies.at(-1);
      if (
        previous !== undefined &&
        previous.end === start &&
        /(?:分行|支行|分公司|分局|分院)$/.test(text.slice(start, end))
      ) {
        bodies[bodies.length - 1] = { ...previous, end: stop };
        last = stop;
        continue;
      }
      bodies.push({ start, end: stop, kind: "ORGANIZATION", label: "body-han", score: 0.75 });
      last = stop;
    }
    return longest(bodies);
  }

  /** 平安保险 of a company whose name goes on: up to the last word that ends a body within reach. */
  function longerBody(text: string, known: number, ends: readonly number[], k: number): number {
    let stop = known;
    for (let i = k; i < ends.length; i++) {
      const end = ends[i] as number;
      if (end - known > 10) break;
      if (end <= known) continue;
      const body = bodyAt(text, known, end);
      if (body !== null && body[0] !== "*" && end - body.length <= known + 6) stop = end;
      else if (body !== null && CHAINED.test(body)) stop = end;
    }
    return stop;
  }

  /** The word for its kind with which `[least, end)` ends. */
  function bodyAt(text: string, least: number, end: number): string | null {
    for (const entry of BODIES_BY_LAST.get(text[end - 1] as string) ?? []) {
      const body = entry[0] === "*" ? entry.slice(1) : entry;
      if (end - body.length >= least && text.startsWith(body, end - body.length)) return entry;
    }
    return null;
  }

  function bodyStart(
    text: string,
    least: number,
    end: number,
    k: number,
    ends: readonly number[],
    types: readonly number[],
  ): number {
    const entry = bodyAt(text, least, end);
    if (entry === null) return -1;
    const ordinary = entry[0] === "*";
    const core = end - (ordinary ? entry.length - 1 : entry.length);
    let start = end;
    let named = false;
    // Two characters that belong to no word are a name: 永辉.
    let singles = false;
    for (let i = k; i >= 0; i--) {
      const begin = i === 0 ? -1 : (ends[i - 1] as number);
      const first = begin < 0 ? least : begin;
      if (first < least || end - first > BODY_MAX) break;
      const stop = ends[i] as number;
      if (first >= core) {
        start = first;
        continue;
      }
      const behindRegion = i > 0 && regionEnd(text, i > 1 ? (ends[i - 2] as number) : least) === first;
      if (types[i] === LINKING && stop <= core && !isInName(text, first, stop, core, entry, behindRegion)) break;
      if (types[i] === PERSON && stop <= core && (stop !== core || named) && !(behindRegion && COMPANY.test(entry)))
        break;
      const single = stop - first === 1;
      if (!named) named = (single && singles) || isOwnName(text, first, Math.min(stop, core), entry);
      singles = single;
      start = first;
      if (regionEnd(text, first) > first || WHOLE.test(text.slice(first, first + 2))) {
        named = true;
        // A city behind its province goes on.
        if (i === 0 || !startsKnown(text, Math.max(least, i > 1 ? (ends[i - 2] as number) : least))) break;
      }
      if (begin < 0) break;
    }
    if (core - start < 2) return -1;
    return named || (!ordinary && core - start > 3) ? start : -1;
  }

  /** A verb in the name of a company, as 置地 and the 的 of 美的 are. */
  function isInName(
    text: string,
    from: number,
    to: number,
    core: number,
    entry: string,
    behindRegion: boolean,
  ): boolean {
    if (text[from] === "立" && /[省市国县]/.test(text[from - 1] ?? "")) return true;
    if (!COMPANY.test(entry)) return false;
    if (to - from === 1)
      return core - from <= 2 && !/[在与和跟由的是到了向对为给让将把被等及]/.test(text[from] as string);
    // 置地 and 制冷 are rare as verbs; 加入 and 签订 are not.
    return behindRegion || segmenter.classOf(text, from, to) > 1;
  }

  /** Whether a word is more than one of those that everybody uses. */
  function isOwnName(text: string, from: number, to: number, entry: string): boolean {
    const ordinary = entry[0] === "*";
    if (to - from === 1) return !ordinary && !/[的了一这那各每该本某我你他]/.test(text[from] as string);
    const rank = segmenter.classOf(text, from, to);
    if (SCHOOL.test(entry)) return !GENERIC.test(text.slice(from, to));
    return rank < 0 || rank > (ordinary ? 2 : 1);
  }

  return { find };
}

/** Of bodies that overlap, the longer. */
function longest(bodies: readonly Entity[]): Entity[] {
  const out: Entity[] = [];
  for (const body of bodies) {
    const before = out.at(-1);
    if (before !== undefined && before.end > body.start) {
      if (body.end - body.start > before.end - before.start) out[out.length - 1] = body;
    } else out.push(body);
  }
  return out;
}

/** Names around a middle dot: 安德烈·索科洛夫. `dot` is the place of the first, `least` where the run before it begins. */
export function dottedName(text: string, dot: number, least: number): { start: number; end: number } | null {
  let start = dot;
  while (start > least && dot - start < 8 && FOREIGN.has(text[start - 1] as string)) start--;
  // 爱新觉罗·溥仪: a short run before the dot is the name, whatever it is written with.
  if (start > least && dot - least <= 4 && !/[和与跟及同是在对向由叫请让把被给找问的]/.test(text.slice(least, start)))
    start = least;
  if (start === dot) return null;
  let end = dot;
  for (let parts = 0; parts < 5 && DOT.test(text[end] ?? "") && HAN.test(text[end + 1] ?? ""); parts++) {
    const from = end + 1;
    end = from;
    while (end - from < 8 && FOREIGN.has(text[end] as string)) end++;
    if (end === from) end = hanEnd(text, from, 3);
  }
  return end > dot ? { start, end } : null;
}

function hanEnd(text: string, from: number, most: number): number {
  let end = from;
  while (end - from < most && HAN.test(text[end] ?? "")) end++;
  return end;
}
