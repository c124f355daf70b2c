// Addresses that their caption announces ("address: …", "lives at …", Adresse, dirección), whatever their street is called,
// and post codes behind their caption. A number and a name must be there: captions of machines' addresses are the same words.

import { standsAlone } from "../build/alone.ts";
import { folded, literal, textOf } from "../build/anchor.ts";
import { caption } from "../build/caption.ts";
import { latin1, utf8 } from "../build/context.ts";
import { pattern } from "../build/pattern.ts";
import { CA_POSTCODE, captionedEnd, trimmed, UK_POSTCODE } from "../build/postal.ts";
import { charset, DIGIT, STOP } from "../charset.ts";
import { pairsOf } from "../gate.ts";
import type { Rule, Scan } from "../rule.ts";

/** Bytes of an address at most. */
const REACH = 200;
/** Between a caption and its address: the rest of its word, a sign or `is`, quotes. */
const GAP = new RegExp(
  `^(?:[Ee]s|[Ll]ine)?[ _-]?(?:[Ll]ine)?[ _-]?[12]?(?: of (?:[A-Z][\\w.]* ?){1,3})?(?:\\\\*["']?(?: ?[:=]=? ?| ?=> ?)| (?:is|was|ist|lautet|es|est)[: ] ?|> ?|${utf8("：|是|为")}|:?[ \\t]{1,8})[\\\\"'\`(\\[ \\t]{0,8}(?:at |in |en |${utf8("à")} )?`,
);
/** Words of machines before the caption. */
const MACHINES =
  /(?:\b|_)(?:ip|ipv4|ipv6|mac|e-?mail|mail|memory|virtual|bind|listen|listening|remote|local|server|host|wallet|contract|bitcoin|btc|eth|base|load|start|return|hardware|register|web|http|url|socket|peer|broadcast|gateway|loopback)[ _-]?$/i;
const OPENS = charset("0-9A-Z\xc3-\xd4");

const captioned: Rule = {
  id: "address-captioned",
  kind: "ADDRESS",
  description: "postal address behind a caption such as address, lives at, Anschrift or dirección: a number and a name",
  tier: "context",
  confidence: 0.7,
  get anchors() {
    return [
      ...["address", "adresse", "anschrift", "lives at", "live at", "living at", "located at", "resides at"],
      ...["domicilio", "dirección", "endereço", "indirizzo", "wohnhaft"],
    ]
      .map(folded)
      .concat(['street"', "住所", "주소", "地址", "住址", "收货"].map(literal));
  },
  get examples() {
    return {
      yes: [
        "Billing address: «4417 Kestrelgatan 12, Uppsala»",
        '{"street_address":"«12 Thornhill Gate»","city":"x"}',
        "The office of Acme is located at «88 Harbour Parade, Wellington».",
        "Anschrift: «Im Winkel 3, 79100 Freiburg»",
        "Mi dirección es «Gran Vía 28, 28013 Madrid»",
        "he lives at «7 Λεωφόρος Νίκης»",
        "收货地址：«15 Willow Bend, Apt 9»",
      ],
      no: [
        { text: "IP address: 10 Gigabit 5, mac address 12 Ab 34", why: "an address of machines" },
        { text: "address already in use 0.0.0.0:3000, address 0x7ffe12", why: "no name and number" },
        { text: "email address is required, address = 12", why: "no name" },
        { text: "the address family 12 of Linux", why: "something else stands between" },
        { text: "located at /usr/lib/x 12, lives at home", why: "a path, no number" },
      ],
    };
  },
  find(scan: Scan, at: number, end: number): void {
    const { bytes, lo, hi } = scan;
    let to = end;
    const most = Math.min(hi, end + REACH);
    while (to < most && STOP[bytes[to] as number] === 0) to++;
    // Cheap first: a digit must come.
    let i = end;
    while (i < to && DIGIT[bytes[i] as number] === 0) i++;
    if (i === to) return;
    const gap = GAP.exec(latin1(bytes, end, Math.min(to, end + 72)));
    if (gap === null) return;
    // `Address Sanitizer 4`: a noun needs a sign or a verb behind it, `lives at` needs none.
    if (/^[ \t]*$/.test(gap[0]) && (bytes[at] as number) < 0x80 && bytes[end - 1] !== 0x74) return;
    const start = end + gap[0].length;
    if (start >= to || OPENS[bytes[start] as number] === 0) return;
    if (MACHINES.test(latin1(bytes, Math.max(lo, at - 16), at))) return;
    const stop = captionedEnd(bytes, start, to);
    if (stop > 0) scan.add(captioned, start, trimmed(bytes, start, stop), captioned.confidence, "none");
  },
};

const CODE = `\\d{5}(?:-\\d{4})?|\\d{3}-\\d{4}|\\d{2}-\\d{3}|\\d{4}-\\d{3}|\\d{5}-\\d{3}|\\d{3} \\d{2}|\\d{4} ?[A-Z]{2}|\\d{6}|\\d{4}|${UK_POSTCODE}|${CA_POSTCODE}`;

/** What may follow the one caption that is found whole: a quote, a sign, a space, or the code. */
const BEHIND_PLZ = charset("A-Za-z0-9\\\"'`:= \t\r\v\f\x80-\xff");

const postcode = pattern({
  id: "address-postcode",
  kind: "ADDRESS",
  description: "post code behind a caption such as ZIP code, postcode, PLZ, code postal or 邮编",
  tier: "context",
  confidence: 0.6,
  get anchors() {
    return [
      [...folded("zip"), charset("cC _:\"'")],
      [...folded("post"), charset("cC _"), charset("cCoO")],
      [...folded("postal"), charset("cC _"), charset("cCoO")],
      ...["postlei", "code post", "digo postal", "codice po"].map(folded),
      ...["PLZ", "邮编", "邮政编码", "郵便番号", "郵遞區號", "〒", "우편번호"].map(literal),
    ];
  },
  gateFor: (anchor) => [
    [
      ...(textOf(anchor) === "PLZ" ? ([{ op: "reach", set: BEHIND_PLZ, over: charset(""), within: 1 }] as const) : []),
      { op: "gap", pairs: pairsOf(["code", "postal", "is", "est"]), within: 64 },
      { op: "soon", set: DIGIT, least: 2, within: 64 },
    ],
  ],
  back: 3,
  get pattern() {
    const words = "邮编|邮政编码|郵便番号|郵遞區號|〒|우편번호";
    return new RegExp(
      `(?:zip[ _-]?(?:code)?|post[ _-]?code|postal[ _-]?code|postleitzahl|plz|code[ _]postal|c(?:${utf8("ó")}|o)digo postal|codice postale|${utf8(words)})` +
        `(?:\\\\*["']?\\s?(?:[:=]|is|ist|est|es|${utf8("：|是|为")})?\\s?\\\\*["'\`]?)(?<value>${CODE})(?![\\w-]|[.:]\\d)`,
      "iy",
    );
  },
  ahead: 64,
  get examples() {
    return {
      yes: [
        "ZIP code: «60614»",
        '"postal_code":"«K1A 0B6»"',
        "邮编：«100080»，",
        "PLZ «50674»",
        "Postcode: «LS2 9JT»",
        "〒«150-0002»",
      ],
      no: [
        { text: "60614 LS2 9JT 150-0002", why: "no caption" },
        { text: "zip file 12345, gzip: 12345, zipped 60614", why: "an archive" },
        { text: "postcode lookup 60614", why: "something else stands between" },
        { text: "zip code 123456789012", why: "too long" },
      ],
    };
  },
  judge: (_, { bytes, lo }, start) => {
    // `gzip:` and `unzip:` are no captions.
    const before = latin1(bytes, Math.max(lo, start - 40), start);
    return /[A-Za-z]zip[^A-Za-z]{0,6}$/i.test(before) ? null : { confidence: 0.6, check: "none" };
  },
});

const addressWord = caption(["address", "addr", "adresse", "anschrift", "lives in", "postcode", "地址"]);

const british = pattern({
  id: "address-uk-postcode",
  kind: "ADDRESS",
  description: "post code of the United Kingdom behind the name of a town or a caption, or alone (areas of Royal Mail)",
  tier: "form",
  confidence: 0.55,
  get anchors() {
    const upper = charset("A-Z");
    // Of the middle of London: `SW1A 1AA`.
    return [
      [DIGIT, ...literal(" "), DIGIT, upper, upper],
      [DIGIT, upper, ...literal(" "), DIGIT, upper, upper],
    ];
  },
  get pattern() {
    return new RegExp(
      `(?<![\\w.-])(?<value>(?:[A-Z][a-z]{2,}(?:[- ][A-Z][a-z]{2,}){0,2},? )?${UK_POSTCODE})(?![\\w-])`,
      "y",
    );
  },
  back: 40,
  ahead: 12,
  judge: (value, scan, start, end) => {
    const led = addressWord(scan.bytes, scan.lo, start);
    return /^[A-Z][a-z]/.test(value)
      ? { confidence: led ? 0.7 : 0.55, check: "none" }
      : { confidence: led ? 0.6 : standsAlone(scan, start, end) ? 0.5 : 0.35, check: "none" };
  },
  get examples() {
    return {
      yes: [
        "an office in «Leeds LS2 9JT»",
        "«Milton Keynes, MK9 3QA», open",
        "My address is «BS6 5AL» in Bristol",
        "«EC1A 1BB»",
      ],
      no: [
        { text: "row LS2 9JT of", why: "no town, no caption, and other words on the line" },
        { text: "Version ZZ1 1AA, Size XX2 3CD", why: "no such area" },
        { text: "Bits A1B2 9CDE", why: "it is part of a longer word" },
      ],
    };
  },
});

export const addressCaptionedRules: readonly Rule[] = [captioned, postcode, british];
