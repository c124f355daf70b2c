// BIP-39 mnemonics in the languages beyond English: Spanish, French, Italian, Portuguese, Czech, Japanese, Korean and both Chinese
// scripts. Without a label their checksum must hold; behind one most words must be of one list.

import { folded, literal } from "../build/anchor.ts";
import { charset, STOP } from "../charset.ts";
import { beginning, endsInChecksum } from "../check/bip39.ts";
import { latinLists, type Script, wordValues } from "../check/bip39-languages.ts";
import type { Anchor, Rule, Scan } from "../rule.ts";
import { CJK_LABELS, isRare, LABELS, rareAnchors, rareGate, SIZES } from "./seed.ts";

const LONGEST = 24;
const SHORTEST = 12;
/** Bytes of a word at least: no list has shorter ones, and prose has one soon. */
const WORD_MIN = 3;
/** Bytes of a word at most: eight kana are 24 bytes, more when they are decomposed. */
const WORD_MAX = 48;
/** Bytes behind a label that may hold its phrase. */
const REACH = 1200;
const SPACE = 0x20;

/** Beginnings of labels; what follows in the same words is read over. */
const LOCAL_LABELS = [
  "frase semi",
  "frase de recup",
  "palabras semilla",
  "parole seme",
  "phrase mn",
  "phrase de r",
  "ニーモニック",
  "フレーズ",
  "니모닉",
  "시드 구문",
  "복구 구문",
];

const WIDE_SPACE = literal("\u3000");
const HIRAGANA: Anchor = [...(literal("あ").slice(0, 1) as Anchor), charset("\x81\x82")];
const LEAD = charset("\xe4-\xe9");
const REST = charset("\x80-\xbf");

/** Before a kana word, and between two single Chinese characters. */
const SPACED: readonly Anchor[] = [
  [...WIDE_SPACE, ...HIRAGANA],
  [charset(" "), ...HIRAGANA],
  [charset(" "), LEAD, REST, REST, charset(" "), LEAD],
];

/** Words of a phrase with their ranges in bytes. */
interface Words {
  readonly text: string[];
  readonly starts: number[];
  readonly ends: number[];
}

const LETTERS = charset("a-zA-Z\x80-\xff");
/** What stands between words beside white space: the marks and numbers of lists. */
const MARKS = charset(" ,.)0-9\t");

function isWide(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0xe3 && bytes[at + 1] === 0x80 && bytes[at + 2] === 0x80;
}

/** Reads words from `at`; `strict` takes single spaces between them only. Each Chinese character is a word of its own. */
function readWords(bytes: Buffer, at: number, hi: number, most: number, strict: boolean): Words {
  const words: Words = { text: [], starts: [], ends: [] };
  let i = at;
  while (i < hi && words.text.length < most) {
    const start = i;
    if (isChinese(bytes, i)) i += 3;
    else while (i < hi && i - start <= WORD_MAX && LETTERS[bytes[i] as number] === 1 && !isBreak(bytes, i)) i++;
    if (i === start || i - start > WORD_MAX) break;
    words.text.push(bytes.toString("utf8", start, i));
    words.starts.push(start);
    words.ends.push(i);
    const gap = i;
    if (isWide(bytes, i)) i += 3;
    else if (strict) {
      if (bytes[i] === SPACE) i++;
    } else while (i < hi && i - gap < 6 && MARKS[bytes[i] as number] === 1) i++;
    if (i === gap && (strict || !isChinese(bytes, i))) break;
  }
  return words;
}

/** U+3000 to U+303F, and the marks of full width: no letters. */
function isBreak(bytes: Uint8Array, at: number): boolean {
  return (bytes[at] === 0xe3 && bytes[at + 1] === 0x80) || (bytes[at] === 0xef && bytes[at + 1] === 0xbc);
}

function isChinese(bytes: Uint8Array, at: number): boolean {
  const byte = bytes[at] as number;
  return byte >= 0xe4 && byte <= 0xe9 && (bytes[at + 1] as number) >= 0x80 && (bytes[at + 2] as number) >= 0x80;
}

function scriptOf(bytes: Uint8Array, at: number): Script {
  const byte = bytes[at] as number;
  if (byte < 0xe1 || byte === 0xef) return "latin";
  if (isChinese(bytes, at)) return "chinese";
  // Hangul: syllables from U+AC00, in ea to ed, or letters of U+1100, in e1.
  return byte === 0xe3 ? "japanese" : "korean";
}

/** Reports the longest part of the words whose checksum holds in one list; true when there is one. */
function proven(rule: Rule, scan: Scan, words: Words, lists: (number | undefined)[][]): boolean {
  const long = lists.filter((values) => values.filter((value) => value !== undefined).length >= SHORTEST);
  for (const size of SIZES)
    for (const values of long)
      for (let k = 0; k + size <= values.length; k++) {
        const part = values.slice(k, k + size);
        if (part.includes(undefined) || !endsInChecksum(part)) continue;
        scan.add(rule, words.starts[k] as number, words.ends[k + size - 1] as number, 0.98, "passed");
        return true;
      }
  return false;
}

/** A phrase behind its label, which ends at `end`. */
function labelled(rule: Rule, scan: Scan, end: number): void {
  const { bytes } = scan;
  let hi = end;
  const most = Math.min(scan.hi, end + REACH);
  while (hi < most && STOP[bytes[hi] as number] === 0) hi++;
  const glue =
    /^[a-zà-ÿ]{0,14}["'`]?(?:\s*(?:[:=：]|is|es|est|è|é|は|は、|是|为|為|은|는|→|->))?[\s"'“「『`*([]*(?:1[.)]\s*)?/u;
  // The window may end inside a character: the lead of it decides nothing.
  const text = bytes.toString("utf8", end, Math.min(hi, end + 64));
  const at = end + Buffer.byteLength((glue.exec(text) as RegExpExecArray)[0]);
  if (at >= hi || LETTERS[bytes[at] as number] === 0) return;
  const words = readWords(bytes, at, hi, LONGEST, false);
  if (words.text.length < SHORTEST) return;
  const script = scriptOf(bytes, at);
  // Prose behind a label has hardly a word of the lists.
  if (wordValues(words.text.slice(0, 4), script).length === 0) return;
  const lists = wordValues(words.text, script);
  if (proven(rule, scan, words, lists)) return;
  for (const values of lists) {
    let known = 0;
    let last = -1;
    for (const [i, value] of values.entries()) {
      if (value === undefined) continue;
      known++;
      if (known * 4 >= (i + 1) * 3) last = i;
    }
    if (last + 1 < SHORTEST) continue;
    scan.add(rule, at, words.ends[last] as number, 0.8, "failed");
    return;
  }
}

/** Start of the run of words that goes through the space at `at`, or -1 when it is shorter than a phrase can be. */
function runBegin(bytes: Buffer, lo: number, at: number): number {
  let begin = at;
  for (let n = 0; n < LONGEST; n++) {
    let i = begin;
    while (
      i > lo &&
      begin - i <= WORD_MAX &&
      LETTERS[bytes[i - 1] as number] === 1 &&
      !(i >= 3 && isWide(bytes, i - 3))
    )
      i--;
    if (begin - i < WORD_MIN || begin - i > WORD_MAX) return begin;
    if (i > lo && bytes[i - 1] === SPACE) begin = i - 1;
    else if (i - 3 >= lo && isWide(bytes, i - 3)) begin = i - 3;
    else return i;
  }
  return begin;
}

/** A phrase without label around the space at `at`. */
function unlabelled(rule: Rule, scan: Scan, at: number): void {
  const { bytes, lo, hi } = scan;
  if (bytes[at] === SPACE && (bytes[at + 1] as number) < 0xe1) {
    // Of a phrase a neighbour is a word of the same list.
    const own = latinLists(bytes, at + 1);
    if (own === 0 || ((own & listsBehind(bytes, hi, at + 1)) === 0 && (own & listsBefore(bytes, lo, at)) === 0)) return;
    if (!mayBePhrase(bytes, lo, hi, at)) return;
  }
  const from = runBegin(bytes, lo, at);
  let start = from;
  if (bytes[start] === SPACE) start++;
  else if (isWide(bytes, start)) start += 3;
  // What stands here is prose, nearly always: a short word, a mark or a capital ends the run.
  if (!isLong(bytes, start, hi) || isSeen(bytes, start, at)) return;
  const words = readWords(bytes, start, hi, 2 * LONGEST, true);
  if (words.text.length >= SHORTEST)
    proven(rule, scan, words, wordValues(words.text, scriptOf(bytes, isWide(bytes, at) ? at + 3 : at + 1)));
}

/** True when an anchor before `at` has led to the run that begins at `start`: it is examined once. */
function isSeen(bytes: Uint8Array, start: number, at: number): boolean {
  const latin = scriptOf(bytes, isWide(bytes, at) ? at + 3 : at + 1) === "latin";
  for (let i = start; i < at; i++) {
    const wide = isWide(bytes, i);
    if (bytes[i] !== SPACE && !wide) continue;
    const next = i + (wide ? 3 : 1);
    if (latin ? isAnchor(bytes, next) : scriptOf(bytes, next) !== "latin") return true;
  }
  return false;
}

/** True where the word at `at` begins with three letters of an anchor. */
function isAnchor(bytes: Uint8Array, at: number): boolean {
  for (let i = at; i < at + 3; i++) if ((bytes[i] as number) >= 0x80) return false;
  return isRare(bytes, at, beginning(bytes, at, at + 3));
}

/** The Latin lists of the word behind the one at `start`. */
function listsBehind(bytes: Uint8Array, hi: number, start: number): number {
  let i = start;
  while (i < hi && LETTERS[bytes[i] as number] === 1) i++;
  return i + WORD_MIN < hi && bytes[i] === SPACE ? latinLists(bytes, i + 1) : 0;
}

/** Those of the word that ends at `end`. */
function listsBefore(bytes: Uint8Array, lo: number, end: number): number {
  let i = end;
  while (i > lo && end - i <= WORD_MAX && LETTERS[bytes[i - 1] as number] === 1) i--;
  return end - i < WORD_MIN ? 0 : latinLists(bytes, i);
}

/** For each Latin list how many words in a row begin like words of it. Reused between calls. */
const inRow = new Uint8Array(8);

/** True when twelve words in a row around the space at `at` begin like words of one Latin list: hardly ever in prose. */
function mayBePhrase(bytes: Uint8Array, lo: number, hi: number, at: number): boolean {
  inRow.fill(0);
  for (let i = at + 1, alive = ANY, n = 0; alive !== 0 && n < SHORTEST; n++) {
    const start = i;
    while (i < hi && LETTERS[bytes[i] as number] === 1) i++;
    alive = i - start < WORD_MIN ? 0 : alive & latinLists(bytes, start);
    countAlive(alive);
    if (bytes[i] !== SPACE || i >= hi) break;
    i++;
  }
  for (let i = at, alive = ANY, n = 0; alive !== 0 && n < SHORTEST; n++) {
    const end = i;
    while (i > lo && end - i <= WORD_MAX && LETTERS[bytes[i - 1] as number] === 1) i--;
    alive = end - i < WORD_MIN ? 0 : alive & latinLists(bytes, i);
    countAlive(alive);
    if (i <= lo || bytes[i - 1] !== SPACE) break;
    i--;
  }
  for (let list = 0; list < inRow.length; list++) if ((inRow[list] as number) >= SHORTEST) return true;
  return false;
}

function countAlive(alive: number): void {
  for (let list = 0, rest = alive; rest !== 0; list++, rest >>= 1)
    if ((rest & 1) === 1) inRow[list] = (inRow[list] as number) + 1;
}

/**
 * True when twelve words with one space between them may be of one list: Latin ones begin like words of it. Other scripts are
 * rare enough.
 */
function isLong(bytes: Buffer, at: number, hi: number): boolean {
  let i = at;
  let count = 0;
  let lists = ANY;
  for (let n = 0; n < 2 * LONGEST; n++) {
    const start = i;
    while (i < hi && LETTERS[bytes[i] as number] === 1 && !isWide(bytes, i)) i++;
    if (i - start < WORD_MIN || i - start > WORD_MAX) return false;
    const own = (bytes[start] as number) < 0xe1 ? latinLists(bytes, start) : ANY;
    count = (lists & own) === 0 ? Number(own !== 0) : count + 1;
    lists = (lists & own) === 0 ? own : lists & own;
    if (count === SHORTEST) return true;
    if (bytes[i] === SPACE) i++;
    else if (isWide(bytes, i)) i += 3;
    else return false;
  }
  return false;
}

const ANY = 0xff;

// Vectors of the reference lists for entropy of zeros and of other bytes, in pieces so that no phrase stands here.
const repeated = (word: string, last: string, space = " ") => [...new Array<string>(11).fill(word), last].join(space);

const languages: Rule = {
  id: "bip39-mnemonic-languages",
  kind: "SEED_PHRASE",
  description: "BIP-39 mnemonic in Spanish, French, Italian, Portuguese, Czech, Japanese, Korean or Chinese",
  tier: "proof",
  confidence: 0.98,
  get anchors() {
    return [
      ...rareAnchors(),
      ...SPACED,
      ...LABELS.map(folded),
      ...CJK_LABELS.map(literal),
      ...LOCAL_LABELS.map((label) => (/^[\x20-\x7e]+$/.test(label) ? folded(label) : literal(label))),
    ];
  },
  gateFor: rareGate(false),
  find(scan, at, end) {
    const first = scan.bytes[at];
    if (first === SPACE || isWide(scan.bytes, at)) unlabelled(languages, scan, at);
    else labelled(languages, scan, end);
  },
  get examples() {
    return {
      yes: [
        `frase semilla: «${repeated("ábaco", "abierto")}»`,
        `リカバリーフレーズ：«${repeated("あいこくしん", "あおぞら", "\u3000")}»`,
        `니모닉: «${repeated("가격", "가능")}»`,
        `phrase de récupération : "«${repeated("abaisser", "abeille")}»"`,
        `words «${repeated("あいこくしん", "あおぞら", "\u3000")}» here`,
        `助记词：«${repeated("的", "在", " ")}»`,
      ],
      no: [
        {
          text: "la frase semilla sirve para recuperar una cartera en otro dispositivo cuando haga falta",
          why: "prose behind a label",
        },
        { text: `palabras ${repeated("ábaco", "ábaco")}`, why: "the checksum fails and no label vouches for it" },
        { text: "これは　リカバリーフレーズ　です　から　だれにも　おしえない　でください", why: "prose" },
        { text: `frase semilla: ${new Array(11).fill("ábaco").join(" ")}`, why: "eleven words" },
      ],
    };
  },
};

export const seedLanguageRules: readonly Rule[] = [languages];
