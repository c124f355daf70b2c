// Values of two frequent kinds, decided in the pass, in AssemblyScript: IPv4 addresses and e-mail addresses as nearly all are
// written. What is unusual about the text or what stands around it is left to the rule, which is then asked as ever. Tables of
// spot.ts; the whole text is at hand.

import { isAscii, isDigit, isWord } from "./bytes.ts";
import { dotsAt } from "./masks.ts";
import { digitsEnd, digitsStart } from "./runs.ts";
import { hasMember, PUNCTUATION, COMPARISON, LABEL, LOCAL, NOT_USERINFO, setStands, stands } from "./stands.ts";

/** The rule is to be asked; it would find nothing; it would find `[spotFrom, spotTo)`. */
export const ASK: u32 = 0;
export const NOTHING: u32 = 1;
export const SPAN: u32 = 2;

export let spotFrom: usize = 0;
export let spotTo: usize = 0;

const IPV4: u32 = 1;

let sorts: usize = 0;
let captions: usize = 0;
let captionsEnd: usize = 0;
let locals: usize = 0;
let localsEnd: usize = 0;
let files: usize = 0;

/** Takes seven settings from `at` on, four bytes each, in the order of pass-wasm.ts. */
export function setSpots(at: usize): void {
  sorts = load<u32>(at);
  setStands(load<u32>(at, 4));
  captions = load<u32>(at, 8);
  captionsEnd = captions + load<u32>(at, 12);
  locals = load<u32>(at, 16);
  localsEnd = locals + load<u32>(at, 20);
  files = load<u32>(at, 24);
}

/** Which of the two a step of the plan finds, 0 for none: 1 for IPv4, 2 for e-mail. */
// @ts-ignore: decorator
@inline
export function sortOf(step: u32): u32 {
  return <u32>load<u8>(sorts + <usize>step);
}

/** Decides about the anchor `[at, end)` in the text `[lo, hi)`. */
export function spot(sort: u32, lo: usize, hi: usize, at: usize, end: usize): u32 {
  const found: u32 = sort === IPV4 ? spotIpv4(lo, hi, at, end) : spotEmail(lo, hi, at, end);
  return found === SPAN && !stands(lo, hi, spotFrom, spotTo) ? ASK : found;
}

/** What an octet of so many digits says; OUT where there are too few or many, or zeros before others. */
// @ts-ignore: decorator
@inline
function octetAt(at: usize, length: usize): u32 {
  const digits: u32 = (load<u32>(at) & 0x0f0f0f) << ((3 - <u32>length) << 3);
  const value: u32 = (digits & 15) * 100 + ((digits >>> 8) & 15) * 10 + ((digits >>> 16) & 15);
  const isOut: u32 = <u32>(length - 1 >= 3) | (<u32>(load<u8>(at) === 0x30) & <u32>(length > 1));
  return value | (isOut << 8);
}

const OUT: u32 = 256;

// @ts-ignore: decorator
@inline
function larger(one: u32, other: u32): u32 {
  return one > other ? one : other;
}

/** The anchor `[at, end)` is a dot, two octets with one between, a dot and a digit. */
function spotIpv4(lo: usize, hi: usize, at: usize, end: usize): u32 {
  const start: usize = digitsStart(at, lo, 4);
  const stop: usize = digitsEnd(end, hi, 4);
  if (stop >= hi) return ASK;
  const second: usize = at + 1;
  const third: usize = second + <usize>i32.ctz(dotsAt(second)) + 1;
  const fourth: usize = end - 1;
  const one: u32 = octetAt(start, at - start);
  const two: u32 = octetAt(second, third - 1 - second);
  const three: u32 = octetAt(third, fourth - 1 - third);
  const four: u32 = octetAt(fourth, stop - fourth);
  const most: u32 = larger(larger(one, two), larger(three, four));
  if (most >= OUT) return NOTHING;
  const address: u32 = (one << 24) | (two << 16) | (three << 8) | four;
  const after: u32 = <u32>load<u8>(stop);
  if (isWord(after)) return NOTHING;
  const behind: u32 = stop + 1 < hi ? <u32>load<u8>(stop, 1) : 10;
  if (after === 0x2e && isDigit(behind)) return NOTHING;
  // A version may go on so, and has parts as small.
  if (most < 64 || ((after === 0x2d || after === 0x2e || after === 0x2b) && isAscii(behind))) return ASK;
  if (isKept(address) || !isFree(lo, start)) return ASK;
  spotFrom = start;
  spotTo = stop;
  return SPAN;
}

/** Addresses that some levels keep, or all. */
function isKept(address: u32): bool {
  const a: u32 = address >>> 24;
  const b: u32 = (address >>> 16) & 255;
  const c: u32 = address >>> 8;
  if (a === 0 || a === 10 || a === 127 || a >= 224) return true;
  if (a === 172) return b >= 16 && b < 32;
  if (a === 192) return b === 168 || c === 0xc00000 || c === 0xc00002;
  if (a === 100) return b >= 64 && b < 128;
  if (a === 198) return b === 18 || b === 19 || c === 0xc63364;
  return (a === 169 && b === 254) || c === 0xcb0071;
}

/** Nothing before `start` makes a version of what stands there, or a part of a longer name. */
function isFree(lo: usize, start: usize): bool {
  if (start === lo) return true;
  const before: u32 = <u32>load<u8>(start - 1);
  if (before === 10) return true;
  const further: u32 = start - 1 > lo ? <u32>load<u8>(start - 2) : 10;
  if (isWord(before) || before >= 0x80 || before === 0x2d || before === 0x2e) return false;
  if (before === 0x2f && isWord(further)) return false;
  if (hasMember(COMPARISON, before) && before !== 0x3c && before !== 0x3d && before !== 0x3e) return false;
  if ((before === 0x20 || before === 0x3d || before === 0x3e) && hasMember(COMPARISON, further)) return false;
  return !mayBeCaptioned(lo, start);
}

/** Marks between a caption and its value at most. */
const GAP_MOST: usize = 24;
const WORD_MOST: usize = 8;

/** What stands before `start`, marks apart, may be the caption of a version, or a word between it and one. */
function mayBeCaptioned(lo: usize, start: usize): bool {
  let i: usize = start;
  while (i > lo && hasMember(PUNCTUATION, <u32>load<u8>(i - 1))) {
    i--;
    if (start - i > GAP_MOST) return true;
  }
  if (i === lo) return false;
  if (load<u8>(i - 1) >= 0x80) return true;
  let from: usize = i;
  while (from > lo && i - from <= WORD_MOST && isAscii(<u32>load<u8>(from - 1))) from--;
  if (from === i || i - from > WORD_MOST) return false;
  // A letter of another script may go before these, and make another word of them.
  return (from > lo && load<u8>(from - 1) >= 0x80) || isListed(captions, captionsEnd, from, i);
}

/** The letters `[from, to)`, eight at most, are one of a list, in any case. */
function isListed(list: usize, last: usize, from: usize, to: usize): bool {
  let word: u64 = 0;
  for (let i: usize = to; i > from; i--) word = (word << 8) | <u64>(load<u8>(i - 1) | 0x20);
  for (let at: usize = list; at < last; at += 8) if (load<u64>(at) === word) return true;
  return false;
}

const LOCAL_MOST: usize = 64;
const DOMAIN_MOST: usize = 253;
const USERINFO_MOST: usize = 128;

function spotEmail(lo: usize, hi: usize, at: usize, end: usize): u32 {
  if (end >= hi || at <= lo || load<u8>(at - 1) === 0x2e) return ASK;
  const far: usize = at - lo > LOCAL_MOST + 1 ? at - LOCAL_MOST - 1 : lo;
  let from: usize = at;
  while (from > far && hasMember(LOCAL, <u32>load<u8>(from - 1))) from--;
  if (at - from > LOCAL_MOST || mayGoOn(lo, from)) return ASK;
  while (from < at && !isWord(<u32>load<u8>(from))) from++;
  if (from === at || (at - from <= WORD_MOST && isListed(locals, localsEnd, from, at))) return ASK;
  const least: usize = from - lo > USERINFO_MOST ? from - USERINFO_MOST : lo;
  let i: usize = from;
  while (i > least && !hasMember(NOT_USERINFO, <u32>load<u8>(i - 1))) i--;
  if (i > lo && load<u8>(i - 1) === 0x2f) return ASK;
  const stop: usize = domainEnd(end, hi - end > DOMAIN_MOST ? end + DOMAIN_MOST : hi);
  if (stop === 0 || load<u8>(stop) === 0x28) return ASK;
  spotFrom = from;
  spotTo = stop;
  return SPAN;
}

/** A local part that begins at `from` by its bytes may begin elsewhere: an apostrophe, a letter of another script, an escape. */
function mayGoOn(lo: usize, from: usize): bool {
  if (from === lo) return false;
  const before: u32 = <u32>load<u8>(from - 1);
  if (before === 0x27 || before === 0x5c || before === 0x25 || before === 0x5b || before === 0x3b) return true;
  if (before < 0x80 || from - 1 === lo) return false;
  const lead: u32 = <u32>load<u8>(from - 2);
  return lead >= 0xc3 && lead <= 0xd3;
}

/** Where a domain ends that begins at `from`, of ASCII and with a last label of letters that names no file; else 0. */
function domainEnd(from: usize, hi: usize): usize {
  let i: usize = from;
  let labels: u32 = 0;
  let start: usize = from;
  let letters: bool = true;
  for (;;) {
    start = i;
    letters = true;
    labels++;
    while (i < hi && hasMember(LABEL, <u32>load<u8>(i))) {
      if (!isAscii(<u32>load<u8>(i))) letters = false;
      i++;
    }
    if (i + 1 >= hi || i === start || load<u8>(start) === 0x2d || load<u8>(i - 1) === 0x2d) return 0;
    const byte: u32 = <u32>load<u8>(i);
    // Chinese behind the last label is text; other scripts may be a part of it.
    if (byte === 0x5f || (byte >= 0x80 && (byte < 0xe3 || labels === 1))) return 0;
    if (byte !== 0x2e) break;
    const next: u32 = <u32>load<u8>(i, 1);
    if (next >= 0x80) return 0;
    if (!hasMember(LABEL, next)) break;
    i++;
  }
  const length: usize = i - start;
  if (labels < 2 || !letters || length < 2 || length > 24) return 0;
  return length < 16 && mayBeFile(start, <u32>length) ? 0 : i;
}

/** A word with these two letters first and of this length is an ending of files. */
function mayBeFile(start: usize, length: u32): bool {
  const place: usize = (<usize>((load<u8>(start) | 0x20) - 0x61) * 26 + <usize>((load<u8>(start, 1) | 0x20) - 0x61)) << 1;
  return ((<u32>load<u16>(files + place) >>> length) & 1) !== 0;
}
