// Hardware addresses: six or eight pairs joined by colons or dashes, or three groups of four joined by dots. Longer chains
// are fingerprints and belong to nobody.

import { literal } from "../build/anchor.ts";
import { endsAt, startsAt } from "../build/boundary.ts";
import { caption } from "../build/caption.ts";
import { type Charset, HEX, LETTER } from "../charset.ts";
import type { Rule, Scan } from "../rule.ts";

const COLON = literal(":")[0] as Charset;
const MINUS = literal("-")[0] as Charset;
const DOT = literal(".")[0] as Charset;
const LENGTH = 17;
const DOTTED_LENGTH = 14;

const macCaption = caption([
  "mac",
  "mac address",
  "*hwaddr",
  "ether",
  "physical address",
  "bssid",
  "mac地址",
  "物理地址",
  "网卡",
]);

const mac: Rule = {
  id: "mac",
  kind: "MAC",
  description: "hardware address of six or eight octets (IEEE 802, EUI-64)",
  tier: "form",
  confidence: 0.9,
  get anchors() {
    return [
      // Short, and beginning with a separator: sets of letters let the states of the automaton multiply.
      [COLON, HEX, HEX, COLON, HEX, HEX, COLON, HEX, HEX, COLON],
      [MINUS, HEX, HEX, MINUS, HEX, HEX, MINUS, HEX, HEX, MINUS],
      [DOT, HEX, HEX, HEX, HEX, DOT],
    ];
  },
  // Three groups of four: one more must follow.
  gateFor: (anchor) => (anchor[0] === DOT ? [[{ op: "run", set: HEX, least: 4 }]] : null),
  get examples() {
    return {
      yes: [
        "link/ether «00:1a:2b:3c:4d:5e» brd ff:ff:ff:ff:ff:ff",
        "设备MAC：«0D-B3-4A-6A-D9-CF»，",
        "arp «aabb.ccdd.eeff» Gi0/1",
        "wwn «50:06:01:60:3b:a0:1c:f7»",
      ],
      no: [
        { text: "00:1a:2b:3c:4d 10:2f:33-ac-29-c3", why: "five pairs, or two kinds of separators" },
        { text: "SHA1 aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd", why: "a fingerprint is longer" },
        { text: "00:00:00:00:00:00 ff:ff:ff:ff:ff:ff", why: "no device has it" },
        { text: "[.88D5.0020.0002][*038A.0020.0004]", why: "weights of a collation" },
        { text: "20-11-12-10-20-30 1234.5678.9012", why: "digits alone are a date or a decimal" },
      ],
    };
  },
  find(scan: Scan, at: number): void {
    const { bytes, lo, hi } = scan;
    const dotted = bytes[at] === 0x2e;
    const start = dotted ? at - 4 : at - 2;
    let stop = start + (dotted ? DOTTED_LENGTH : LENGTH);
    if (start < lo || stop > hi) return;
    const separator = bytes[start + (dotted ? 4 : 2)] as number;
    const group = dotted ? 5 : 3;
    let letters = false;
    let same = true;
    for (let i = start; i < stop; i++) {
      const byte = bytes[i] as number;
      if ((i - start) % group === group - 1) {
        if (byte !== separator) return;
      } else if (HEX[byte] === 0) return;
      else {
        letters ||= LETTER[byte] === 1;
        same &&= byte === bytes[start];
      }
    }
    if (!startsAt(bytes, lo, start)) return;
    // The weights of a collation: `[.88D5.0020.0002]`.
    if (dotted && start > lo && (bytes[start - 1] === 0x2e || bytes[start - 1] === 0x2a)) return;
    if (!dotted && goesOn(bytes, hi, stop, separator)) stop += 6;
    if (!endsAt(bytes, hi, stop) || isJoined(bytes, lo, hi, start, stop, separator)) return;
    let confidence = mac.confidence;
    if (same && ((bytes[start] as number) === 0x30 || ((bytes[start] as number) | 0x20) === 0x66)) confidence = 0.1;
    else if (!letters && (dotted || separator === 0x2d) && !macCaption(bytes, lo, start)) confidence = 0.3;
    scan.add(mac, start, stop, confidence, "none");
  },
};

/** True where two more pairs follow, as in an EUI-64. */
function goesOn(bytes: Uint8Array, hi: number, at: number, separator: number): boolean {
  if (at + 6 > hi) return false;
  for (let i = 0; i < 6; i++) {
    const byte = bytes[at + i] as number;
    if (i % 3 === 0 ? byte !== separator : HEX[byte] === 0) return false;
  }
  return true;
}

/** True where the chain goes on: to further pairs, or as part of a name. */
function isJoined(bytes: Uint8Array, lo: number, hi: number, start: number, stop: number, separator: number): boolean {
  return (
    (start - 2 >= lo && bytes[start - 1] === separator && HEX[bytes[start - 2] as number] === 1) ||
    (stop + 1 < hi && bytes[stop] === separator && HEX[bytes[stop + 1] as number] === 1)
  );
}

export const macRules: readonly Rule[] = [mac];
