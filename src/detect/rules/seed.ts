// BIP-39 mnemonics: 12 to 24 words of the English list, found without a label when their checksum holds, and behind a label
// also in Chinese and with a mistyped word. Prose is told apart by cheap tests before any word is looked up.

import { folded, literal } from "../build/anchor.ts";
import { latin1 } from "../build/context.ts";
import { charset } from "../charset.ts";
import { beginning, beginsAsWord, isChineseWord, isMnemonic, wordValue } from "../check/bip39.ts";
import type { Gate } from "../gate.ts";
import type { Anchor, Rule, Scan } from "../rule.ts";

const LOWER = charset("a-z");
const LETTER = charset("A-Za-z");
const WORDLIKE = charset("A-Za-z_");
/** Between words: spaces, commas, and the numbers of a list on one line. */
const BETWEEN = charset(" ,.)0-9");
const LONGEST = 24;
const WORD_MIN = 3;
const WORD_MAX = 8;
/** Bytes between two words, read backwards; forwards one more. */
const GAP_MAX = 5;
export const SIZES: readonly number[] = [24, 21, 18, 15, 12];

/**
 * Beginnings of list words that English prose hardly has: two letters, then each third letter. They cover half of the
 * list, so that one of twelve words has one in all but 0.06 % of phrases, and occur once in some 54 words of prose.
 */
const RARE = `abaiu achioq adamu aer afr ahe aimrs alabcem amau anagiknstx apaor armt aspt atho aucdgn ave awefk axi babglmnrt
  beay bicdkor blaeiu boaimnrsxy briu bubdlrsyz cabgkmprtv ceilmn chr cignrtv clu coacfioty craiou cublpt dadmnrsuw
  degmn dicelnvz doglosv draeiuy ducmnst dwa eagrs echo edgu egg eig elbdi embeo enefghjlr epi eraou ess eteh evio
  exho eye fabdmnrtuv febdemnsv fibcgst fleioy foacgisx friu fue gadilmprstuz ges gho giafgnr glaiu goadlorsw graiu
  guein gym habilmrtwz hedin hidlpr hobclmprtuv hubgmnrs hyb iceo idl ill imi inhjmnq iro isl ivo jacgrz jealw jobkuy
  judimn kan ket kicdstw knei labdkmpuvw lecgimo liafgoqvz lobtuvy lucgmnx lyr magmsz meln midmrx mobmnotu muf myst
  nairs neaipru nicg nobimosv nucrt oak obelsv ocet odo oil oka oliy oni opip orabcgp ost ova oxy oys ozo palnpv
  pealnpt phory piaceglostz ple poelnptvw pra pudmnprtz pyr quai rabcdilmprvz reo rhy ribcdfnopstv roabcmstuy rubdgr
  sadilnu scaei shiuy sibcelrsx skaeu slaeiou smio snio soadlno sphiory squ steu sudgnrs swaeio syr tacilnptx ten thu
  tidglnprs toabdeimnrsuwy tro tubimnr twei ugl umb unafhv uph urbg vacgnpsu vehlnst vibcdlnorsv voclty waglv weadeist
  wifnrs wolmno wre yar yel zeb zono`;

/** One bit for each beginning of three letters that is an anchor. */
let rare: Uint8Array | undefined;

function readRare(): Uint8Array {
  const bits = new Uint8Array(1 << 12);
  for (const entry of RARE.split(/\s+/))
    for (const third of entry.slice(2)) {
      const code = beginning(Buffer.from(entry.slice(0, 2) + third), 0, 3) >> 5;
      bits[code >> 3] = (bits[code >> 3] as number) | (1 << (code & 7));
    }
  return bits;
}

/** True where an anchor begins: the word at `start` follows a space and begins as few words do. */
export function isRare(bytes: Uint8Array, start: number, code: number): boolean {
  if (start === 0 || bytes[start - 1] !== 0x20) return false;
  rare ??= readRare();
  return ((rare[code >> 8] as number) & (1 << ((code >> 5) & 7))) !== 0;
}

const SPACE = charset(" ");
export const rareAnchors = (): Anchor[] =>
  RARE.split(/\s+/).map((entry) => [SPACE, ...literal(entry.slice(0, 2)), charset(entry.slice(2))]);

/** Before a rare word: it is one of twelve. */
export const rareGate =
  (small: boolean) =>
  (anchor: Anchor): Gate | null =>
    anchor[0] === SPACE && anchor.length === 4 ? [[{ op: "words", small }]] : null;

export const LABELS = [
  "mnemonic",
  "seed phrase",
  "seed words",
  "seedphrase",
  "seed_phrase",
  "recovery phrase",
  "recovery words",
  "secret phrase",
  "recovery_phrase",
];
export const CJK_LABELS = ["助记词", "助記詞", "种子短语", "恢复短语"];

/** Starts and ends of the words read last, in turn. Reused between calls. */
const found = new Int32Array(4 * LONGEST + 2);

/**
 * Counts words with the shape and beginning of list words that end before the separator at `at`; `reached` is where the first
 * begins. -1 when one of them is an anchor: it has led to the same run, which is examined once.
 */
function countBack(bytes: Uint8Array, lo: number, at: number): number {
  reached = at;
  let i = at;
  for (let n = 0; n < LONGEST; n++) {
    const gap = i;
    const widest = Math.max(lo, gap - GAP_MAX);
    while (i > widest && BETWEEN[bytes[i - 1] as number] === 1) i--;
    if (i === gap) return n;
    const end = i;
    const longest = Math.max(lo, end - WORD_MAX - 1);
    while (i > longest && LOWER[bytes[i - 1] as number] === 1) i--;
    if (end - i < WORD_MIN || end - i > WORD_MAX || (i > lo && LETTER[bytes[i - 1] as number] === 1)) return n;
    const code = beginning(bytes, i, end);
    if (!beginsAsWord(code)) return n;
    if (isRare(bytes, i, code)) return -1;
    reached = i;
  }
  return LONGEST;
}

let reached = 0;

/** Reads words from `at` into `found`, `any` that have the shape of list words or only those that begin so; returns how many. */
function readWords(bytes: Uint8Array, at: number, hi: number, most: number, any: boolean): number {
  let i = at;
  let n = 0;
  while (n < most) {
    const start = i;
    const longest = Math.min(hi, start + WORD_MAX + 1);
    while (i < longest && LOWER[bytes[i] as number] === 1) i++;
    if (i - start < WORD_MIN || i - start > WORD_MAX || (i < hi && WORDLIKE[bytes[i] as number] === 1)) break;
    if (!any && !beginsAsWord(beginning(bytes, start, i))) break;
    found[2 * n] = start;
    found[2 * n + 1] = i;
    n++;
    const gap = i;
    while (i < hi && i - gap <= GAP_MAX && BETWEEN[bytes[i] as number] === 1) i++;
    if (i === gap) break;
  }
  return n;
}

/** A phrase without label around the rare word that follows the space at `at`. */
function unlabelled(rule: Rule, scan: Scan, at: number): void {
  const { bytes, lo, hi } = scan;
  // Prose ends the run within a word or two: by a short one, a capital, a mark, or a beginning that no list word has.
  const left = countBack(bytes, lo, at + 1);
  if (left < 0) return;
  const needed = Math.max(1, 12 - left);
  if (readWords(bytes, at + 1, hi, needed, false) < needed) return;
  const count = readWords(bytes, reached, hi, 2 * LONGEST, false);
  if (count < 12) return;
  const text: string[] = [];
  for (let k = 0; k < count; k++) text.push(latin1(bytes, found[2 * k] as number, found[2 * k + 1] as number));
  let first = -1;
  for (let k = 0; k <= count; k++) {
    if (k < count && wordValue(text[k] as string) !== undefined) {
      if (first < 0) first = k;
    } else {
      if (first >= 0 && k - first >= 12) phrase(rule, scan, text, first, k);
      first = -1;
    }
  }
}

/** Words `[from, to)` are all in the list: the longest part whose checksum holds is certain. */
function phrase(rule: Rule, scan: Scan, text: readonly string[], from: number, to: number): void {
  for (const size of SIZES)
    for (let k = from; k + size <= to; k++)
      if (isMnemonic(text.slice(k, k + size))) {
        scan.add(rule, found[2 * k] as number, found[2 * (k + size) - 1] as number, 0.98, "passed");
        return;
      }
  // Twelve list words in a row are no prose either, but a list of words may be.
  const exact = SIZES.includes(to - from);
  scan.add(rule, found[2 * from] as number, found[2 * to - 1] as number, exact ? 0.5 : 0.4, "failed");
}

/** A phrase behind its label. */
function labelled(rule: Rule, scan: Scan, end: number): void {
  const { bytes, hi } = scan;
  let i = end;
  const limit = Math.min(hi, end + 48);
  while (i < limit && GLUE[bytes[i] as number] === 1) i++;
  for (const verb of VERBS)
    if (bytes.subarray(i, i + verb.length).equals(verb)) {
      i += verb.length;
      while (i < limit && GLUE[bytes[i] as number] === 1) i++;
    }
  if (i < hi && (bytes[i] as number) >= 0xe4 && (bytes[i] as number) <= 0xe9) {
    chinese(rule, scan, i);
    return;
  }
  const count = readWords(bytes, i, hi, LONGEST, true);
  if (count < 12) return;
  let known = 0;
  const text: string[] = [];
  for (let k = 0; k < count; k++) {
    const word = latin1(bytes, found[2 * k] as number, found[2 * k + 1] as number);
    text.push(word);
    if (wordValue(word) !== undefined) known++;
  }
  if (known * 4 < count * 3) return;
  const size = SIZES.find((n) => n <= count) as number;
  const passed = isMnemonic(text.slice(0, size));
  const last = passed ? size : count;
  scan.add(rule, i, found[2 * last - 1] as number, passed ? 0.99 : 0.8, passed ? "passed" : "failed");
}

const GLUE = charset(" :=\"'`[(0-9.,*\\");
const VERBS = ["is ", "：", "是", "为", "為", "\u201c"].map((verb) => Buffer.from(verb));

/** Twelve to 24 characters of the Chinese lists, with or without spaces. */
function chinese(rule: Rule, scan: Scan, at: number): void {
  const { bytes, hi } = scan;
  let count = 0;
  let known = 0;
  let end = at;
  for (let i = at; i + 2 < hi && count < LONGEST; ) {
    const byte = bytes[i] as number;
    if (byte === 0x20 || byte === 0x2c) {
      i++;
      continue;
    }
    if (byte < 0xe4 || byte > 0xe9) break;
    if (isChineseWord(bytes.toString("utf8", i, i + 3))) known++;
    count++;
    i += 3;
    end = i;
  }
  if (SIZES.includes(count) && known * 12 >= count * 11) scan.add(rule, at, end, 0.85, "none");
}

// The first vector of BIP-39 and one with another entropy, in pieces so that no phrase stands here.
const zero = `${"abandon ".repeat(11)}about`;
const legal = ["legal winner thank year wave sausage", "worth useful legal winner thank yellow"].join(" ");
const letter = ["letter advice cage absurd amount doctor", "acoustic avoid letter advice cage above"].join(" ");

const seed: Rule = {
  id: "bip39-mnemonic",
  kind: "SEED_PHRASE",
  description: "BIP-39 mnemonic of a wallet, 12 to 24 words; github.com/bitcoin/bips bip-0039",
  tier: "proof",
  confidence: 0.98,
  get anchors() {
    return [...rareAnchors(), ...LABELS.map(folded), ...CJK_LABELS.map(literal)];
  },
  gateFor: rareGate(true),
  find(scan, at, end) {
    if (end - at === 4 && scan.bytes[at] === 0x20) unlabelled(seed, scan, at);
    else labelled(seed, scan, end);
  },
  get examples() {
    return {
      yes: [
        `my words: «${legal}»`,
        `{"phrase":"«${letter}»"}`,
        `mnemonic: «${zero}»`,
        `seed phrase is "«${legal}»"`,
        `助记词：«${letter}»`,
        `recovery phrase: 1. «${letter
          .split(" ")
          .map((word, i) => (i === 0 ? word : `${i + 1}. ${word}`))
          .join(" ")}»`,
        `words «${legal.replaceAll(" ", ", ")}»`,
        `mnemonic = "«${letter.replace(/above$/, "absurd")}»"`,
        `助记词：«的一是在不了有和人这中大»`,
      ],
      no: [
        {
          text: "the letter gave advice about a cage and an absurd amount for the doctor",
          why: "prose with list words",
        },
        {
          text: "the seed phrase is used to restore your wallet on another device when needed",
          why: "prose behind a label",
        },
        { text: "请妥善保管您的助记词，不要告诉任何人或上传到网络", why: "prose behind a label" },
        { text: "const mnemonic = generateMnemonic(wordlist, strength);", why: "code" },
        { text: "legal winner thank year wave sausage worth useful legal winner thank", why: "eleven words" },
      ],
    };
  },
};

export const seedRules: readonly Rule[] = [seed];
