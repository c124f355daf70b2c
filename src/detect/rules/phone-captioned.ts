// Telephone numbers that only their caption gives away: any plausible run of digits right behind "phone number is", Tel.,
// 电话号码 and the like, whatever its country and grouping.

import { folded, literal } from "../build/anchor.ts";
import { endsAt } from "../build/boundary.ts";
import { isGap } from "../build/caption.ts";
import { latin1 } from "../build/context.ts";
import { charset, DIGIT, LETTER, STOP } from "../charset.ts";
import type { Rule, Scan } from "../rule.ts";

/** Bytes from a caption to its number at most, and letters that may end the caption's own word. */
const GAP_MAX = 40;
const ENDING_MAX = 10;
const VALUE_MAX = 40;
const DIGITS_LEAST = 6;
const DIGITS_MOST = 15;

const AFTER_SHORT = charset(" \t.:=\"'#_-");
const value = /^[+(]{0,2}\d(?:[ .()/-]{0,3}\d){5,20}(?: ?(?:x|ext\.? ?|#) ?\d{1,6}(?![\w]))?/;
const SPACE = 0x20;
const MINUS = 0x2d;
const CLOSE = 0x29;
const FRACTION = /^0\.|^\d\.\d+$/;
const DATE = /^(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])(?!\d)/;

/** What may stand between a caption and its number, and between its digits. */
const BETWEEN = charset("A-Za-z \t:=#\"'()[]<>{}|.,*_/\\~+\x80-\xff-");
const JOINTS = charset(" .()/-");

/** Captions that also stand inside words: they count before a separator only. */
const SHORT = ["tel", "fax", "mobile", "mobil", "cell", "fone", "gsm", "dial"];
const SHORT_MAX = 6;

const captioned: Rule = {
  id: "phone-captioned",
  kind: "PHONE",
  description: "digits behind a caption such as phone number, Tel. or 电话",
  tier: "context",
  remembers: true,
  confidence: 0.7,
  get anchors() {
    return [
      ...["phone", "telefon", "mobile number", "whatsapp", "rufnummer", "handynummer", "celular", "cellulare"].map(
        folded,
      ),
      ...SHORT.map((word) => folded(word)),
      ...["me at ", "us at ", "me on ", "us on ", "ring at ", "sages to ", "-office", "-home", "-work"].map(folded),
      ...["teléfono", "téléphone", "móvil", "telemóvel"].map(folded),
      ..."电话,手机,座机,传真,热线,電話,手機,携帯,전화,휴대폰,연락처,फोन,मोबाइल".split(",").map(literal),
      ..."โทร,มือถือ,điện thoại,telepon,هاتف,جوال,טלפון".split(",").map(literal),
    ];
  },
  get examples() {
    return {
      yes: [
        "My phone number is «622 15 31 23».",
        "电话：«83792841»，",
        "Tel: «0850 222 1 833»",
        "Telefono: «333 1234567»",
        "telephone «0049 171 1234567», cell=«99202-4635»",
        "phone «269-541-4584x068»",
        "मेरा फोन नंबर «26741570» है, โทร «02-123-4567», số điện thoại: «028 3822 1234»",
        "هاتف: «02-2345678»",
        "call me at «0494 92 82 32» or reach us on «699 956 915»",
        "«(37) 788-063»-Office, «07700 063 966»-Fax",
      ],
      no: [
        { text: "meet me at 0494 92 82 32, tell us on 699 956 915", why: "nobody is called" },
        { text: "1234567-office 10 000 000 mobile users", why: "one run of digits, and a count" },
        { text: "phone 12345, tel. 112", why: "too short" },
        { text: "phone: 2026-11-20 12:00", why: "a date" },
        { text: "iPhone 17 Pro, hotel 123456789, intel 8086123456", why: "the word is part of another" },
        { text: "phone calls: 3 of 123456789", why: "something else stands between" },
        { text: "phone 0.123456789 phone=12345678ab", why: "a fraction, a hash" },
      ],
    };
  },
  // A number behind it, or one before a dash or bracket.
  gateFor: ([first]) =>
    first?.[MINUS] === 1
      ? null
      : [
          [{ op: "digits", over: BETWEEN, joints: JOINTS, least: DIGITS_LEAST, within: GAP_MAX, gap: 3 }],
          [{ op: "before", set: charset("-(") }],
        ],
  find(scan: Scan, at: number, end: number): void {
    const { bytes, lo, hi } = scan;
    const last = bytes[end - 1] as number;
    if (last === SPACE ? !isCall(bytes, lo, at) : (bytes[at] as number) < 0x80 && end - at <= LABEL_MAX) {
      if (last === SPACE) return;
      const before = numberBefore(bytes, lo, at);
      if (before !== null && endsAt(bytes, hi, end)) {
        scan.add(captioned, before.start, before.end, 0.6, "none");
        return;
      }
      if (bytes[at] === MINUS || (end - at <= SHORT_MAX && !isShort(bytes, lo, at, end, hi))) return;
    }
    // Cheap first: a digit, plus or bracket must come soon, behind few letters.
    const most = Math.min(hi, end + GAP_MAX);
    let i = end;
    for (; i < most; i++) {
      const byte = bytes[i] as number;
      if (DIGIT[byte] === 1 || byte === 0x2b) break;
      if (STOP[byte] === 1) return;
    }
    if (i >= most) return;
    while (i > end && bytes[i - 1] === 0x28) i--;
    if (!isGap(bytes, end, i, ENDING_MAX)) return;
    const match = value.exec(latin1(bytes, i, Math.min(hi, i + VALUE_MAX)));
    if (match === null) return;
    const length = cut(match[0]);
    if (length < 0) return;
    const stop = i + length;
    const after = stop < hi ? (bytes[stop] as number) : 0;
    if (LETTER[after] === 1 || DIGIT[after] === 1 || after === 0x5f || after === 0x25 || after === 0x3a) return;
    if (after === 0x2e && stop + 1 < hi && DIGIT[bytes[stop + 1] as number] === 1) return;
    scan.add(captioned, i, stop, captioned.confidence, "none");
  },
};

const LABEL_MAX = 7;
const CALL = /(?:call|reach|text|contact|ring|phone|dial|fax|answe|mes)(?:ing)? ?$/i;

/** `call me at`, `reach us on`, `answering at`: the word before decides. */
function isCall(bytes: Buffer, lo: number, at: number): boolean {
  return CALL.test(latin1(bytes, Math.max(lo, at - 12), at));
}

const BEFORE = /(?<![\w.,:/$+-]|\d[ -])(?<value>\+?\(?\d[\d ().-]{5,20}\d)(?: ?-|\()$/;
const BEFORE_MAX = 30;

/** A number that its label follows, joined by a dash or in brackets: `(37) 788-063-Office`, `555-0132 (fax)`. */
function numberBefore(bytes: Buffer, lo: number, at: number): { start: number; end: number } | null {
  const joint = bytes[at] === MINUS ? at + 1 : at;
  if (joint <= lo || (bytes[joint - 1] !== MINUS && bytes[joint - 1] !== 0x28)) return null;
  let from = joint;
  while (from > lo && joint - from < BEFORE_MAX && STOP[bytes[from - 1] as number] === 0) from--;
  const text = latin1(bytes, from, joint).replace(/ \($/, "(");
  const value = BEFORE.exec(text)?.groups?.value;
  if (value === undefined) return null;
  const digits = value.replace(/\D/g, "").length;
  if (digits < 7 || digits > DIGITS_MOST || digits === value.length || DATE.test(value)) return null;
  const start = from + text.lastIndexOf(value);
  return { start, end: start + value.length };
}

/** A short caption as a word of its own; `phone` also ends other words, as in telephone. */
function isShort(bytes: Uint8Array, lo: number, at: number, end: number, hi: number): boolean {
  if (((bytes[at] as number) | 0x20) === 0x70) return true;
  return end < hi && AFTER_SHORT[bytes[end] as number] === 1 && (at <= lo || LETTER[bytes[at - 1] as number] === 0);
}

/** Length of the number at the head of a match: groups are taken while the count stays plausible; -1 when it is none. */
function cut(text: string): number {
  if (DATE.test(text) || FRACTION.test(text)) return -1;
  let digits = 0;
  let best = -1;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (isDigit(code)) {
      digits++;
      continue;
    }
    if (isExtension(code)) return digits >= DIGITS_LEAST ? text.length : -1;
    if (digits > DIGITS_MOST) return best;
    if (digits >= DIGITS_LEAST) best = lengthBefore(text, i);
    // Behind a complete number a space begins something else when a date or a long group follows.
    if (digits >= 7 && code === SPACE && (digits >= 11 || DATE.test(text.slice(i + 1)))) return best;
  }
  return digits > DIGITS_MOST ? best : digits >= DIGITS_LEAST ? text.length : -1;
}

function lengthBefore(text: string, at: number): number {
  let end = at;
  while (end > 0 && !isDigit(text.charCodeAt(end - 1)) && text.charCodeAt(end - 1) !== CLOSE) end--;
  return end;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** x, ext, # */
function isExtension(code: number): boolean {
  return (code | 0x20) === 0x78 || (code | 0x20) === 0x65 || code === 0x23;
}

export const phoneCaptionedRules: readonly Rule[] = [captioned];
