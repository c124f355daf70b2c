// Numbers of accounts, customers, members and policies. They have no form of their own: a caption with a word for "number"
// must stand right before, and six digits at least. Ids of sessions, orders and records are none.

import { folded, literal, textOf } from "../build/anchor.ts";
import { CAPTION_GAP, GAP_WORDS } from "../build/caption.ts";
import { latin1, utf8 } from "../build/context.ts";
import { foldSource } from "../build/fold.ts";
import { charset, DIGIT, LETTER, STOP, UPPER } from "../charset.ts";
import { pairsOf } from "../gate.ts";
import type { Rule, Scan } from "../rule.ts";

const NUMBER_WORD = "(?:numbers?|num|no\\.?|nr\\.?|nbr|#)";
const ENGLISH =
  `(?:account|acct\\.?)[ _-]?(?:${NUMBER_WORD}|id|identifier)|` +
  `(?:customer|subscriber|member|membership|cardholder)[ _-]?(?:account[ _-]?)?(?:${NUMBER_WORD}|id|identifier)|` +
  `(?:client|policy|policyholder|flyer|rewards?|contract)[ _-]?${NUMBER_WORD}`;
const GERMAN = "(?:kunden|konto|mitglieds|vertrags)[ -]?(?:nummer|nr\\.?)";
const OWNED = `(?:client[ei]?|compte|contrato?|police|${utf8("adhérent")}|cuenta|p(?:${utf8("ó")}|o)li(?:z|zz)a|socio|conta|${utf8("apólice")}|conto)`;
const NUMBER_OF = `(?:n(?:u|${utf8("ú")})m(?:e|${utf8("é")})ro|codice|n(?:\\.?(?:${utf8("°|º")})|o\\.?)) (?:de |d'|do |da |di |du )?`;
const HAN =
  "客户号码|客户号|客户编号|客户ID|账号|帐号|賬號|账户号码|账户号|账户|会员号|会员编号|会员卡号|会员ID|保单号|保单编号|保單號碼|户号|学号|工号|" +
  "员工编号|用户编号|口座番号|顧客番号|お客様番号|会員番号|계좌번호|고객번호|회원번호";
const VALUE =
  "(?<value>(?:[A-Z]{1,4}[ -]?)?(?:\\d{6,20}|\\d{2,6}(?:-\\d{2,8}){1,5}|\\d{2,5}(?: \\d{2,5}){1,6})(?:-?[A-Z]{1,2})?)(?![\\w%]|[-.:/]\\w)";
/** Both are tried on small letters. */
const CAPTIONED = new RegExp(
  foldSource(`(?:(?:${ENGLISH}|${GERMAN}|${NUMBER_OF}${OWNED})(?![a-z])|${utf8(HAN)})${CAPTION_GAP}${VALUE}`),
  "dy",
);
const BEFORE = new RegExp(foldSource(`${NUMBER_OF}$`));
const DATE = /^(?:19|20)\d\d[ -](?:0?[1-9]|1[0-2])[ -](?:0?[1-9]|[12]\d|3[01])$/;

/** Bytes behind a caption in which its number stands, and before it where a word for number may stand. */
const AHEAD = 96;
const BACK = 16;
/** What may stand between a caption and its number, and between its digits. */
const BETWEEN = charset("A-Za-z \t:=#\"'()[]<>{}|.,*_/\\~\x80-\xff-");
const JOINTS = charset(" -");
/** What a word for number begins with, and English words that one must follow: what else may come there. */
const NUMBER_HEADS = ["num", "no", "nr", "nbr", "#"];
const NAMED: Readonly<Record<string, readonly string[]>> = {
  account: ["id"],
  acct: ["id"],
  customer: ["id", "account"],
  member: ["id", "account", "ship"],
  subscriber: ["id", "account"],
  policy: ["holder"],
  flyer: [],
  rewards: [],
  client: [],
};
/** Words between a caption and its number. */
const WORDS = pairsOf([
  ...GAP_WORDS,
  ...["account", "number", "num", "no", "nr", "nbr", "id", "identifier", "nummer", "holder", "ship"],
]);
/** The end of a word for number, or of `de`, `do`, `da`, `di`, `du`, `d'`. */
const OWNER = charset("eoaiudEOAIUD.\x80-\xff");
/** What may follow a word such as account: a gap, the head of a word for number, the rest of member-ship and policy-holder. */
const FOLLOWS = charset(" _#nNiIsShH.-");

const account: Rule = {
  id: "account-number",
  kind: "ACCOUNT",
  description: "number of an account, customer, member or policy behind a caption that says number, no. or id",
  tier: "context",
  remembers: true,
  confidence: 0.65,
  get anchors() {
    return [
      ...["account", "acct", "customer", "client", "member", "policy", "subscriber", "flyer", "rewards"].map(folded),
      ...["kunden", "konto", "mitglieds", "vertrags", "contrat", "compte", "de police", "adhérent", "cuenta"].map(
        folded,
      ),
      ...["póliza", "de socio", "da conta", "di conto", "polizza", "apólice"].map(folded),
      ..."客户号,客户编,客户ID,账号,帐号,賬號,账户,会员号,会员编,会员卡,会员ID,保单号,保单编,保單號,户号,学号,工号,员工编号,用户编号"
        .split(",")
        .map(literal),
      ...["口座", "顧客番", "お客様", "会員", "계좌", "고객번", "회원번"].map(literal),
    ];
  },
  get examples() {
    return {
      yes: [
        "Account number: «30482915», sort code",
        '{"customer_id":"«90417725»","accountNo":"«7741-20934-11»"}',
        "Policy no. «KV-4409812», member #: «551 204 887»",
        "客户号：«20481177»，账号是«6401883025»",
        "Kundennummer «4471902» und Konto-Nr. «881204»",
        "numéro de client : «7712093», número de cuenta «4402 1187 3301»",
        "口座番号は«7204418»です",
        "frequent flyer number is «QF8812043»",
      ],
      no: [
        { text: "account 30482915, customer 90417725", why: "no word for number" },
        { text: "account_id=42 customer id: 1234", why: "too short" },
        { text: "order number 30482915, session id 90417725", why: "other things are numbered" },
        { text: "client_id=904177251234 policy_id: 12345678", why: "an application and a rule of access" },
        { text: "account number updated on 2026-11-20 by 30482915", why: "something else stands between" },
        { text: "account id 7f3c9a12-77aa-4b1c customer id: 0x12345678", why: "identifiers of machines" },
        { text: "account number: 2026-11-20 member id 000000", why: "a date, a blank" },
      ],
    };
  },
  gateFor(anchor) {
    const gap = { op: "gap", pairs: WORDS, within: AHEAD } as const;
    const digits = { op: "digits", over: BETWEEN, joints: JOINTS, least: 6, within: AHEAD, gap: 1 } as const;
    const text = textOf(anchor);
    const behind = NAMED[text];
    if (behind === undefined) return [[gap, digits]];
    const words = [...NUMBER_HEADS, ...behind];
    const named = [{ op: "word", over: charset(" _.-"), most: 2, words }, gap, digits] as const;
    if (text !== "client") return [named];
    // `numéro de client`: a word for number before it will do.
    return [named, [{ op: "behind", over: charset(" '"), joints: JOINTS, set: OWNER }, gap, digits]];
  },
  find(scan: Scan, at: number, end: number): void {
    const { bytes, lo, hi } = scan;
    if ((bytes[at] as number) < 0x80 && (end >= hi || FOLLOWS[bytes[end] as number] === 0) && !isOwned(bytes, lo, at))
      return;
    // Cheap first: a digit must come soon.
    const most = Math.min(hi, end + AHEAD);
    let digit = end;
    while (digit < most && DIGIT[bytes[digit] as number] === 0 && STOP[bytes[digit] as number] === 0) digit++;
    if (digit >= most || STOP[bytes[digit] as number] === 1) return;
    let to = digit;
    while (to < most && STOP[bytes[to] as number] === 0) to++;
    let from = at;
    const least = Math.max(lo, at - BACK);
    while (from > least && STOP[bytes[from - 1] as number] === 0) from--;
    const before = latin1(bytes, from, ownedAt(bytes, at)).toLowerCase();
    const start = BEFORE.exec(before)?.index ?? at - from;
    if (start === at - from && isInside(bytes, lo, at)) return;
    CAPTIONED.lastIndex = start;
    const text = latin1(bytes, from, to);
    const range = CAPTIONED.exec(text.toLowerCase())?.indices?.groups?.value;
    if (range === undefined) return;
    const value = text.slice(range[0], range[1]);
    const digits = value.replace(/\D/g, "");
    if (digits.length < 6 || DATE.test(value) || /^(\d)\1+$/.test(digits)) return;
    scan.add(account, from + range[0], from + range[1], account.confidence, "none");
  },
};

/** Where the owner's own word begins: some anchors begin with `de ` or `da `. */
function ownedAt(bytes: Uint8Array, at: number): number {
  return bytes[at + 2] === 0x20 ? at + 3 : at;
}

/** True when a space or an apostrophe stands before the word, as in `numéro de compte`. */
function isOwned(bytes: Uint8Array, lo: number, at: number): boolean {
  return bytes[at + 2] === 0x20 || (at > lo && (bytes[at - 1] === 0x20 || bytes[at - 1] === 0x27));
}

/** `subaccount` is a word of its own; `bankAccount` and `bank_account` are captions. */
function isInside(bytes: Uint8Array, lo: number, at: number): boolean {
  return (
    at > lo && LETTER[bytes[at - 1] as number] === 1 && UPPER[bytes[at] as number] === 0 && (bytes[at] as number) < 0x80
  );
}

export const accountRules: readonly Rule[] = [account];
