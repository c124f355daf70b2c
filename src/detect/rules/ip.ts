// IP addresses. IPv4 and IPv6 are found by shapes that only an address or a version has, then parsed by hand. Addresses that
// say nothing about a person (private, documentation, loopback, netmasks) are reported below `balanced`.

import { literal } from "../build/anchor.ts";
import { skipEscape, startsAt } from "../build/boundary.ts";
import { addressCaption, ipCaptionOfList, versionCaption } from "../build/ip-caption.ts";
import { COMPARISON } from "../build/version-parts.ts";
import { charset, DIGIT, HEX, LETTER, runEnd, WORD } from "../charset.ts";
import type { Anchor, Rule, Scan } from "../rule.ts";

const DOT = literal(".")[0] as Anchor[number];
const COLON = literal(":")[0] as Anchor[number];
const MINUS = 0x2d;
/** Confidence of an address that is kept at `balanced`, and of one that no level masks. */
const KEPT = 0.3;
const NEVER = 0.1;
/** Confidence of an address of a range that is kept, behind a caption that says so. */
const LABELLED = 0.55;

function* runs(set: Anchor[number], most: number): Generator<Anchor> {
  for (let n = 1; n <= most; n++) yield Array.from({ length: n }, () => set);
}

/** `.b.c.d`: the last three dots of an address, which a version of three parts does not have. */
function ipv4Anchors(): Anchor[] {
  const anchors: Anchor[] = [];
  for (const b of runs(DIGIT, 3)) for (const c of runs(DIGIT, 3)) anchors.push([DOT, ...b, DOT, ...c, DOT, DIGIT]);
  return anchors;
}

/**
 * Shapes of which the full form of an address has one, and a time or a name has none. All combinations of group lengths would
 * multiply the states of the automaton.
 */
const IPV6_ANCHORS: readonly Anchor[] = [
  [COLON, COLON],
  [COLON, HEX, HEX, HEX, HEX, COLON],
  [COLON, HEX, COLON, HEX, COLON],
];

const ipv4: Rule = {
  id: "ipv4",
  kind: "IP",
  description:
    "IPv4 address; private and documentation ranges (RFC 1918, 5737, 6598) only behind a caption or at aggressive",
  tier: "form",
  confidence: 0.85,
  spot: "dotted",
  get anchors() {
    return ipv4Anchors();
  },
  get examples() {
    return {
      yes: [
        '«8.8.8.8» - - [20/Nov/2026:12:00:00 +0000] "GET / HTTP/1.1"',
        "connect to «81.2.69.142»:443, then «81.2.69.160»/28.",
        "服务器IP是«47.95.12.8»，端口22",
        "from «8.8.8.8»-«9.9.9.9»",
        '{"client_ip":"«10.20.30.40»"} IP: «192.168.4.7», «10.0.0.8» and «10.0.0.9»',
        "https://«81.2.69.142»/x and /ips/«81.2.69.142»/info",
      ],
      no: [
        { text: "Chrome/126.0.0.0 Foo/1.2.3.4", why: "a product token is a version" },
        { text: "v1.2.3.4 version 1.2.3.4 1.2.3.4-beta lib-1.2.3.4.jar ==1.2.3.4", why: "it is a version" },
        { text: "oid 1.3.6.1.4.1, 1.2.3.4.5", why: "more than four parts" },
        { text: "RFC 9106 §3.4.1.2, section 4.4.2.1", why: "a part of a document" },
        { text: "256.1.1.1 1.1.1.256 1.02.03.04 1111.1.1.1", why: "no octet" },
        {
          text: "10.0.0.5 192.168.1.1 172.16.9.9 100.64.0.1 169.254.1.1",
          why: "private and link-local ranges are kept",
        },
        {
          text: "192.0.2.1 198.51.100.7 203.0.113.9 224.0.0.1 255.255.255.0",
          why: "documentation, multicast and masks",
        },
        { text: "127.0.0.1 0.0.0.0 255.255.255.255", why: "loopback and unspecified say nothing" },
      ],
    };
  },
  find(scan: Scan, at: number, end: number): void {
    const { bytes, lo, hi } = scan;
    let start = at;
    while (start > lo && DIGIT[bytes[start - 1] as number] === 1 && at - start < 4) start--;
    let stop = end;
    while (stop < hi && DIGIT[bytes[stop] as number] === 1 && stop - end < 4) stop++;
    let value = 0;
    let octets = 0;
    let digits = 0;
    let address = 0;
    let least = 0;
    for (let i = start; i <= stop; i++) {
      const byte = i < stop ? (bytes[i] as number) : 0x2e;
      if (byte === 0x2e) {
        if (digits === 0 || digits > 3 || value > 255 || (digits > 1 && value < (digits === 2 ? 10 : 100))) return;
        address = address * 256 + value;
        if (value > least) least = value;
        octets++;
        value = 0;
        digits = 0;
      } else {
        value = value * 10 + byte - 0x30;
        digits++;
      }
    }
    if (octets !== 4 || !isFree(bytes, lo, hi, start, stop)) return;
    let confidence = ipv4Confidence(address);
    if (confidence === KEPT && ipCaptionOfList(bytes, lo, start)) confidence = LABELLED;
    if (confidence > KEPT && least < 64 && !addressCaption(bytes, lo, start)) confidence = 0.6;
    if (isVersion(bytes, lo, hi, start, stop)) confidence = Math.min(confidence, 0.2);
    scan.add(ipv4, start, stop, confidence, "none");
  },
};

/** Not a part of a longer word, chain of numbers or name. */
function isFree(bytes: Uint8Array, lo: number, hi: number, start: number, stop: number): boolean {
  if (!startsAt(bytes, lo, start)) return false;
  const before = start > lo ? bytes[start - 1] : 0;
  if (before === 0x2e && start - 2 >= lo && WORD[bytes[start - 2] as number] === 1) return false;
  if (stop >= hi) return true;
  const after = bytes[stop] as number;
  if (WORD[after] === 1) return false;
  return after !== 0x2e || stop + 1 >= hi || DIGIT[bytes[stop + 1] as number] === 0;
}

/** Surroundings of versions: `Product/1.2.3.4`, `name-1.2.3.4.jar`, `==1.2.3.4`, `1.2.3.4-beta`, `version: 1.2.3.4`. */
function isVersion(bytes: Buffer, lo: number, hi: number, start: number, stop: number): boolean {
  // `>= 1.2.3.4` and `~> 1.2.3.4` have a space.
  const spaced = start - 2 > lo && bytes[start - 1] === 0x20 && COMPARISON[bytes[start - 2] as number] === 1;
  const last = start - (spaced ? 2 : 1);
  const before = start > lo ? (bytes[last] as number) : 0;
  const further = last > lo ? (bytes[last - 1] as number) : 0;
  const after = stop < hi ? (bytes[stop] as number) : 0;
  if ((after === MINUS || after === 0x2e || after === 0x2b) && stop + 1 < hi && LETTER[bytes[stop + 1] as number] === 1)
    return true;
  if (before === MINUS && LETTER[further] === 1) return true;
  if (before === 0x5e || before === 0x7e) return true;
  if ((before === 0x3d || before === 0x3e) && COMPARISON[further] === 1) return true;
  if (before === 0x2f && WORD[further] === 1) {
    let i = start - 1;
    const least = Math.max(lo, start - 32);
    while (i > least && (WORD[bytes[i - 1] as number] === 1 || bytes[i - 1] === MINUS)) i--;
    return (bytes[i - 1] !== 0x2f && bytes[i - 1] !== 0x2e && LETTER[bytes[i] as number] === 1) || i === lo;
  }
  return versionCaption(bytes, lo, start);
}

function ipv4Confidence(address: number): number {
  const a = Math.floor(address / 0x1000000);
  const b = Math.floor(address / 0x10000) % 256;
  const top24 = Math.floor(address / 256);
  if (a === 0 || a === 127 || address === 0xffffffff) return NEVER;
  if (a >= 224 || a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168)) return KEPT;
  if ((a === 169 && b === 254) || (a === 100 && b >= 64 && b < 128) || (a === 198 && (b === 18 || b === 19)))
    return KEPT;
  if (top24 === 0xc00002 || top24 === 0xc63364 || top24 === 0xcb0071 || top24 === 0xc00000) return KEPT;
  return ipv4.confidence;
}

const ADDRESS = charset("0-9A-Fa-f:.");
const ZONE = charset("0-9A-Za-z._~-");
const IPV6_MAX = 45;

const ipv6: Rule = {
  id: "ipv6",
  kind: "IP",
  description:
    "IPv6 address (RFC 4291, 5952), with zone; local and documentation ranges only behind a caption, with a device's id, or at aggressive",
  tier: "form",
  confidence: 0.9,
  anchors: IPV6_ANCHORS,
  get examples() {
    return {
      yes: [
        "client «2400:c401::5054:ff:fe1b:b031».",
        "[«2a02:26f0:9d00:38b::2c1a»]:8443 via «2a02:26f0:9d00:38b::1»/64",
        "地址«2400:0db8:85a3:0000:0000:8a2e:0370:7334»。",
        "mapped «64:ff9b::81.2.69.142» and «::ffff:81.2.69.142»",
        "«0:0:0:0:0:ffff:129.144.52.38»",
        "on «fe80::21b:63ff:fe84:45e6%en0» and «fe80::21b:63ff:fe84:45e6%12»",
        "IPv6 address: «2001:db8::17», «2001:db8::18»; gateway «fe80::1»",
      ],
      no: [
        { text: "std::vector a::b Foo::Bar dead::beef ::cafe u8::MAX", why: "names of code have double colons" },
        { text: "12:34:56 80:443 2026:11:20", why: "times and ports" },
        { text: "aa:bb:cc:dd:ee:ff", why: "a hardware address" },
        {
          text: "SHA1 fingerprint aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99",
          why: "a fingerprint has more groups",
        },
        { text: "fe80::1 ::1 :: fd12:3456::1 2001:db8::1 ff02::1", why: "these say nothing about anybody" },
        { text: "12::44:f:45::1 1:2:3:4:5:6:7:8:9", why: "two gaps or nine groups" },
      ],
    };
  },
  find(scan: Scan, at: number, end: number): void {
    const { bytes, lo, hi } = scan;
    let start = at;
    const least = Math.max(lo, at - IPV6_MAX);
    while (start > least && (HEX[bytes[start - 1] as number] === 1 || bytes[start - 1] === 0x3a)) start--;
    if (!startsAt(bytes, lo, start)) {
      start = skipEscape(bytes, lo, start);
      if (!startsAt(bytes, lo, start)) return;
    }
    let stop = end;
    const most = Math.min(hi, start + IPV6_MAX + 1);
    while (stop < most && ADDRESS[bytes[stop] as number] === 1) stop++;
    if (stop < hi && WORD[bytes[stop] as number] === 1) return;
    while (stop > start && bytes[stop - 1] === 0x2e) stop--;
    if (stop - start > 2 && bytes[stop - 1] === 0x3a && bytes[stop - 2] !== 0x3a) stop--;
    if (stop - start > IPV6_MAX || stop <= at) return;
    if (!readIpv6(bytes, start, stop)) return;
    let confidence = ipv6Confidence();
    if (confidence === KEPT && (namesDevice() || ipCaptionOfList(bytes, lo, start))) confidence = LABELLED;
    if (confidence > KEPT && isName(bytes, start, stop) && !isNamed(bytes, lo, start)) confidence = 0.2;
    // A zone belongs to a link; `%` before digits may be an escape elsewhere.
    const local = ((groups[0] as number) & 0xffc0) === 0xfe80 || ((groups[0] as number) & 0xff00) === 0xff00;
    if (stop + 1 < hi && bytes[stop] === 0x25 && (local ? WORD : LETTER)[bytes[stop + 1] as number] === 1) {
      let zone = stop + 1;
      while (zone < hi && zone - stop < 17 && ZONE[bytes[zone] as number] === 1) zone++;
      stop = zone;
    }
    scan.add(ipv6, start, stop, confidence, "none");
  },
};

function isNamed(bytes: Buffer, lo: number, start: number): boolean {
  return addressCaption(bytes, lo, start) || ipCaptionOfList(bytes, lo, start);
}

/** The eight groups of the address read last. */
const groups = new Uint16Array(8);

/** Reads the address `[start, stop)` into `groups`; false when it is none. */
function readIpv6(bytes: Uint8Array, start: number, stop: number): boolean {
  let count = 0;
  let gap = -1;
  let i = start;
  if (isGapAt(bytes, i, stop)) {
    gap = 0;
    i += 2;
  }
  while (i < stop) {
    if (count === 8) return false;
    const end = runEnd(bytes, i, stop, HEX);
    if (end < stop && bytes[end] === 0x2e) {
      if (count > 6 || !readTail(bytes, i, stop, count)) return false;
      count += 2;
      break;
    }
    if (end === i || end - i > 4) return false;
    groups[count++] = hexValue(bytes, i, end);
    if (end === stop) break;
    // Only HEX, colons and dots are left; a dot was handled.
    if (isGapAt(bytes, end, stop)) {
      if (gap >= 0) return false;
      gap = count;
      i = end + 2;
    } else {
      i = end + 1;
      if (i === stop) return false;
    }
  }
  return gap < 0 ? count === 8 : count <= 7 && widen(gap, count);
}

function isGapAt(bytes: Uint8Array, at: number, stop: number): boolean {
  return at + 1 < stop && bytes[at] === 0x3a && bytes[at + 1] === 0x3a;
}

/** Moves the groups behind a gap to the end, with zeros between. */
function widen(gap: number, count: number): true {
  groups.copyWithin(8 - count + gap, gap, count);
  groups.fill(0, gap, 8 - count + gap);
  return true;
}

function hexValue(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    value = value * 16 + (byte <= 0x39 ? byte - 0x30 : (byte | 0x20) - 0x57);
  }
  return value;
}

/** Reads the four octets of an embedded IPv4 address, which ends the text, as two groups. */
function readTail(bytes: Uint8Array, from: number, stop: number, group: number): boolean {
  let i = from;
  let address = 0;
  for (let octet = 0; octet < 4; octet++) {
    const end = runEnd(bytes, i, stop, DIGIT);
    if (end === i || end - i > 3) return false;
    let value = 0;
    for (let k = i; k < end; k++) value = value * 10 + (bytes[k] as number) - 0x30;
    if (value > 255) return false;
    address = address * 256 + value;
    if (octet === 3) i = end;
    else if (bytes[end] !== 0x2e || end >= stop) return false;
    else i = end + 1;
  }
  groups[group] = Math.floor(address / 65536);
  groups[group + 1] = address % 65536;
  return i === stop;
}

function ipv6Confidence(): number {
  const first = groups[0] as number;
  const sixth = groups[5] as number;
  if (isZero(0, 5) && (sixth === 0 || sixth === 0xffff)) {
    if (sixth === 0 && groups[6] === 0) return NEVER;
    return ipv4Confidence((groups[6] as number) * 65536 + (groups[7] as number));
  }
  if ((first & 0xffc0) === 0xfe80 || (first & 0xfe00) === 0xfc00 || (first & 0xff00) === 0xff00) return KEPT;
  return first === 0x2001 && groups[1] === 0xdb8 ? KEPT : ipv6.confidence;
}

/** The last half of a local address that was made from hardware or at random: it follows its device everywhere. */
function namesDevice(): boolean {
  const first = groups[0] as number;
  if ((first & 0xffc0) !== 0xfe80 && (first & 0xfe00) !== 0xfc00) return false;
  let filled = 0;
  for (let i = 4; i < 8; i++) if ((groups[i] as number) > 0xff) filled++;
  return filled >= 3;
}

function isZero(from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (groups[i] !== 0) return false;
  return true;
}

/** Short forms that names of code and counters have too: no digit, or two small groups. */
function isName(bytes: Uint8Array, start: number, stop: number): boolean {
  let digits = 0;
  let gaps = 0;
  for (let i = start; i < stop; i++) {
    digits += DIGIT[bytes[i] as number] as number;
    if (isGapAt(bytes, i, stop)) gaps++;
  }
  if (digits === 0) return true;
  if (gaps === 0 || stop - start >= 10) return false;
  let filled = 0;
  for (let i = 0; i < 8; i++) if (groups[i] !== 0) filled++;
  return filled <= 2;
}

export const ipRules: readonly Rule[] = [ipv4, ipv6];
