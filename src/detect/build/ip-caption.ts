// Captions around IP addresses, and of the versions that look like them.

import { charset, runStart } from "../charset.ts";
import { caption } from "./caption.ts";
import { VERSION_CAPTIONS } from "./version-parts.ts";

/** Captions of versions and of parts of documents, which have four numbers too. */
export const versionCaption = caption(VERSION_CAPTIONS);
/** Captions that say outright that an address follows: it is masked whatever its range. */
const ipCaption = caption([
  "ip",
  "ips",
  "*_ip",
  "client ip",
  "source ip",
  "ip address",
  "ip addresses",
  "ip addr",
  "ipv4 address",
  "ipv6 address",
  "ipv4",
  "ipv6",
  "gateway",
  "subnet",
  "adresse ip",
  "ip-adresse",
  "dirección ip",
  "endereço ip",
  "endereço ipv6",
  "ip地址",
  "v6地址",
  "v4地址",
  "服务器地址",
  "主机地址",
  "内网地址",
]);
/** Captions that make an address of what is more often something else. */
export const addressCaption = caption([
  "*ip",
  "*addr",
  "*address",
  "*host",
  "inet",
  "inet6",
  "ipv4",
  "ipv6",
  "v6",
  "server",
  "dns",
  "地址",
  "服务器",
]);

const ADDRESS = charset("0-9A-Fa-f:.");
const LETTERS = charset("a-z");
/** `and` and `und` are the longest words between two. */
const JOINT_MOST = 3;
const LISTED_MOST = 16;
const LONGEST = 45;
const SPACE = 0x20;
const COMMA = 0x2c;
const SEMICOLON = 0x3b;

/** A caption of addresses stands before `start`, or before the list of addresses that ends there: `IPs: 10.0.0.1, 10.0.0.2`. */
export function ipCaptionOfList(bytes: Buffer, lo: number, start: number): boolean {
  let at = start;
  for (let listed = 0; listed < LISTED_MOST; listed++) {
    if (ipCaption(bytes, lo, at)) return true;
    const end = jointStart(bytes, lo, at);
    if (end < 0 || ADDRESS[bytes[end - 1] as number] === 0) return false;
    at = runStart(bytes, Math.max(lo, end - LONGEST), end, ADDRESS);
    if (!isAddress(bytes, at, end)) return false;
  }
  return false;
}

/** Where `, `, `; `, ` and ` before `at` begins; -1 where there is none, or nothing before it. */
function jointStart(bytes: Uint8Array, lo: number, at: number): number {
  const spaced = at - 1 > lo && bytes[at - 1] === SPACE;
  const i = spaced ? at - 1 : at;
  if (i - 1 <= lo) return -1;
  if (bytes[i - 1] === COMMA || bytes[i - 1] === SEMICOLON) return i - 1;
  if (!spaced) return -1;
  const word = runStart(bytes, Math.max(lo, i - JOINT_MOST), i, LETTERS);
  return word < i && word - 1 > lo && bytes[word - 1] === SPACE ? word - 1 : -1;
}

/** Two dots or colons make an address of digits; a word such as `dad` has none. */
function isAddress(bytes: Uint8Array, from: number, to: number): boolean {
  let marks = 0;
  for (let i = from; i < to; i++) if (bytes[i] === 0x2e || bytes[i] === 0x3a) marks++;
  return marks > 1;
}
