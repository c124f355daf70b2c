// Payment cards. Luhn alone passes one random number in ten, so a number without a caption also needs a prefix and length in
// use; with a caption it is masked even when its check digit is wrong.

import { standsAlone } from "../build/alone.ts";
import { caption } from "../build/caption.ts";
import { latin1 } from "../build/context.ts";
import { type NumberMatch, number } from "../build/number.ts";
import { namedByMachine } from "../build/surroundings.ts";
import { cardBrand } from "../check/card-brand.ts";
import { luhn } from "../check/luhn.ts";
import { NEEDS } from "../needs.ts";
import type { Rule, Scan } from "../rule.ts";

const GROUPED = [
  "4-4-4-4",
  "4-6-5",
  "4-6-4",
  "4-4-4-4-3",
  "6-13",
  "6-10",
  "4-4-4-4-2",
  "4-4-4-4-1",
  "6-4-4-4",
  "4-4-4-6",
  "4-4-5",
];
const SHAPES = ["13..19", ...GROUPED];
/** Cards of Maestro may have twelve digits. */
const WITH_MAESTRO = ["12..19", ...GROUPED];

const creditCaption = caption([
  ..."card number,card no,card num,card,cardnumber,credit card,debit card,*credit_card*,ccnum,ccn,cc,pan,visa,mastercard".split(
    ",",
  ),
  ..."master card,amex,american express,discover,jcb,diners,maestro,kreditkarte*,kartennummer*,karte,tarjeta*,carte".split(
    ",",
  ),
  ..."carte bancaire,carte bleue,carta,carta di credito,cartao,cartão,card_number,cardno,信用卡,カード番号,クレジットカード,카드".split(
    ",",
  ),
]);
const bankCaption = caption([
  ..."银行卡,银行卡号,储蓄卡,借记卡,卡号,银行账号,银行帐号,银行账户,收款账号,收款账户,开户账号,账号,帐号,打款账户".split(
    ",",
  ),
  ..."bank card,bankcard,bank card number,unionpay,union pay,銀聯,银联,銀行卡,卡號,*bank_card*,cardno".split(","),
]);
const cardNumberCaption = caption(["卡号", "卡號", "card number", "card no", "cardno", "card"]);

/** Groups with one separator, or one run. A list of numbers has other groups beside it. */
function isWhole(match: NumberMatch): boolean {
  return (
    match.separator >= 0 &&
    // Dots join four groups and more; fewer are a fraction or a version.
    (match.separator !== 0x2e || match.groups >= 4) &&
    match.joinedBefore !== 0x2d &&
    match.joinedAfter !== 0x2d &&
    match.joinedBefore !== 0x2e &&
    match.joinedAfter !== 0x2e &&
    (match.separator === 0 || !match.listed)
  );
}

/** Four groups between others of a dump of bytes or a table of code points: `51F1 5272 5274 5275 5269 52DE`. */
function isDump(scan: Scan, { start, end, separator }: NumberMatch): boolean {
  if (separator !== SPACE) return false;
  const { bytes, lo, hi } = scan;
  return (
    HEX_BEFORE.test(latin1(bytes, Math.max(lo, start - HEX_REACH), start)) ||
    HEX_BEHIND.test(latin1(bytes, end, Math.min(hi, end + HEX_REACH)))
  );
}

/** Groups of an account number that begins before: `FR14 4111 1111 1111 1111 606`. */
function isAccount({ bytes, lo }: Scan, { start, groups }: NumberMatch): boolean {
  return groups > 1 && ACCOUNT_HEAD.test(latin1(bytes, Math.max(lo, start - 6), start));
}

const ACCOUNT_HEAD = /(?:^|[^A-Za-z0-9])[A-Z]{2}\d\d $/;
const SPACE = 0x20;
/** Bytes to either side in which two more groups stand. */
const HEX_REACH = 14;
const HEX_WORD = String.raw`(?=\w{0,4}\d)(?=\w{0,4}[a-fA-F])(?:[\da-f]{4,5}|[\dA-F]{4,5})`;
const HEX_BEFORE = new RegExp(`(?:^|[^\\w])${HEX_WORD} (?:[\\da-fA-F]{4,5} )?$`);
const HEX_BEHIND = new RegExp(`^ (?:[\\da-fA-F]{4,5} )?${HEX_WORD}(?:$|[^\\w])`);

/** A fraction, a signed number, the tail of a name or path. */
function isTail(match: NumberMatch): boolean {
  const { before } = match;
  return before === 0x2d || before === 0x2e || before === 0x2f || before === 0x2b || before === 0x24;
}

function isUnionPay(digits: string): boolean {
  return digits.startsWith("62") && digits.length >= 16;
}

function isRepeated(digits: string): boolean {
  return /^(\d)\1*$/.test(digits);
}

const creditCard = number({
  id: "credit-card",
  kind: "CREDIT_CARD",
  description: "payment card number (ISO/IEC 7812: issuer range, length, Luhn)",
  shapes: WITH_MAESTRO,
  needs: () => NEEDS.apart,
  tier: "proof",
  confidence: 0.9,
  get examples() {
    return {
      yes: [
        "card «4111 1111 1111 1111» exp 12/29",
        "amex «3782-822463-10005», diners «3056 930902 5904»",
        "paid with «5555555555554444».",
        "card «4111.1111.1111.1111»",
        "Kreditkarte: «6011000400000000»",
        "12:30:45 «4111 1111 1111 1111» 13812345678",
        "卡号«4012888888881881»，",
        "my card «501800000009»",
        "«122000000000003»",
      ],
      no: [
        { text: "order 4539148803436468123", why: "no network issues this length" },
        { text: "ts=1763640000000000 at 1763640000000 ns 1763640000000000000", why: "an epoch is no card" },
        { text: "347d7ef5: 003b ee67 4787 5143 0648 1475 1ebf 54b1", why: "a dump of bytes" },
        { text: "6700 51F1 5272 5274 5275 5269 52DE 52DD", why: "a table of code points" },
        { text: '{"id":4539578763621486}', why: "the name says that it identifies something else" },
        { text: "4111 1111 1111 1112", why: "the check digit is wrong and no caption vouches for it" },
        { text: "a1b2-4539578763621486 0.4539578763621486", why: "it is part of a name or a fraction" },
        { text: "FR14 4111 1111 1111 1111 606", why: "the groups of an account number whose remainder is wrong" },
        { text: "0000 0000 0000 0000", why: "no network has this range" },
        { text: "4111 1111 1111 1111 2222 3333", why: "it is a list of numbers" },
      ],
    };
  },
  judge(match: NumberMatch, scan: Scan) {
    const { digits, start } = match;
    if (!isWhole(match) || digits.endsWith("X") || isUnionPay(digits)) return null;
    const brand = cardBrand(digits);
    if (brand === null || !luhn(digits) || isRepeated(digits)) return null;
    if (creditCaption(scan.bytes, scan.lo, start)) return { confidence: 0.98, check: "passed" };
    // Ranges of long runs that ordinary identifiers fill as well.
    const common = brand === "uatp" || digits.length < 14;
    if (
      isTail(match) ||
      isDump(scan, match) ||
      isAccount(scan, match) ||
      (common && !standsAlone(scan, start, match.end)) ||
      digits.length > 16
    )
      return { confidence: 0.3, check: "passed" };
    if (common) return { confidence: match.groups === 1 && digits.length > 12 ? 0.5 : 0.3, check: "passed" };
    if (match.groups === 1 && namedByMachine(scan.bytes, scan.lo, start)) return { confidence: 0.4, check: "passed" };
    return {
      confidence: match.groups > 1 ? 0.95 : brand === "maestro" || brand === "rupay" ? 0.6 : 0.86,
      check: "passed",
    };
  },
});

const creditCardCaptioned = number({
  id: "credit-card-captioned",
  kind: "CREDIT_CARD",
  description: "number behind a caption such as card number, whatever its check digit",
  shapes: SHAPES,
  needs: () => NEEDS.apart,
  tier: "context",
  remembers: true,
  confidence: 0.6,
  get examples() {
    return {
      yes: [
        "card number: «4012-8888-8888-1882»",
        "Her credit card is: Visa «5111 1111 1111 1111»",
        "tarjeta «4539 5787 6362 1480»",
      ],
      no: [
        { text: "order number: 4012888888881882", why: "the caption names something else" },
        { text: "card and 4012888888881882", why: "the caption does not stand before the number" },
        { text: "4012888888881882", why: "nothing vouches for it" },
      ],
    };
  },
  judge(match: NumberMatch, scan: Scan) {
    const { digits, start } = match;
    if (!isWhole(match) || digits.endsWith("X") || isUnionPay(digits)) return null;
    if ((luhn(digits) && cardBrand(digits) !== null) || isDump(scan, match)) return null;
    return creditCaption(scan.bytes, scan.lo, start) ? { confidence: 0.65, check: "failed" } : null;
  },
});

const bankCard = number({
  id: "bank-card",
  kind: "BANK_CARD",
  description: "Chinese bank card (UnionPay range 62, 16 to 19 digits, Luhn)",
  shapes: SHAPES,
  needs: () => NEEDS.apart,
  tier: "proof",
  confidence: 0.9,
  get examples() {
    return {
      yes: ["银行卡«6222021234567890128»转账", "尾号：«6228 4800 0000 0000 000»。", "paid by «6200000000000005»"],
      no: [
        { text: "6222021234567890123", why: "the check digit is wrong and no caption vouches for it" },
        { text: "trace_id=6222021234567890128", why: "the name says that it identifies something else" },
        { text: "62220212345678901281", why: "twenty digits" },
      ],
    };
  },
  judge(match: NumberMatch, scan: Scan) {
    const { digits, start } = match;
    if (!isUnionPay(digits) || !isWhole(match) || digits.endsWith("X") || !luhn(digits)) return null;
    if (bankCaption(scan.bytes, scan.lo, start) || creditCaption(scan.bytes, scan.lo, start))
      return { confidence: 0.98, check: "passed" };
    if (isTail(match) || isDump(scan, match)) return { confidence: 0.3, check: "passed" };
    // Ids of machines have 18 digits, cards nearly never.
    if (match.groups === 1 && (digits.length === 18 || namedByMachine(scan.bytes, scan.lo, start)))
      return { confidence: 0.4, check: "passed" };
    return { confidence: match.groups > 1 ? 0.95 : 0.8, check: "passed" };
  },
});

const bankCardCaptioned = number({
  id: "bank-card-captioned",
  kind: "BANK_CARD",
  description: "number behind a caption such as 银行卡号, whatever its check digit",
  shapes: WITH_MAESTRO,
  needs: () => NEEDS.apart,
  tier: "context",
  remembers: true,
  confidence: 0.65,
  get examples() {
    return {
      yes: ["银行卡号«6225880212345678»", "收款账号：«6222 0212 3456 7890 123»", "bank card: «621700123456789012»"],
      no: [
        { text: "订单号6225880212345678", why: "the caption names something else" },
        { text: "银行卡已冻结，流水6225880212345678", why: "the caption does not stand before the number" },
        { text: "6225880212345678", why: "nothing vouches for it" },
      ],
    };
  },
  judge(match: NumberMatch, scan: Scan) {
    const { digits, start } = match;
    if (!isWhole(match) || digits.endsWith("X")) return null;
    const { bytes, lo } = scan;
    if (isUnionPay(digits)) {
      if (luhn(digits)) return null;
      return bankCaption(bytes, lo, start) || creditCaption(bytes, lo, start)
        ? { confidence: 0.65, check: "failed" }
        : null;
    }
    if (cardBrand(digits) !== null && (luhn(digits) || cardNumberCaption(bytes, lo, start))) return null;
    return bankCaption(bytes, lo, start) ? { confidence: 0.6, check: "none" } : null;
  },
});

export const cardRules: readonly Rule[] = [creditCard, creditCardCaptioned, bankCard, bankCardCaptioned];
