// Captions around IP addresses, and of the versions that look like them.

import { charset, runStart } from "../charset.ts";
import { caption } from "./caption.ts";

/** Captions of versions and of parts of documents, which have four numbers too. */
export const versionCaption = caption([
  "version",
  "versions",
  "ver",
  "release",
  "rev",
  "build",
  "firmware",
  "revision",
  "版本",
  "oid",
  "section",
  "chapter",
  "§",
]);
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
/** `and`, `und`, `or` and the like, with their spaces. */
const JOINT_MOST = 6;
const LISTED_MOST = 16;

/** A caption of addresses stands before `start`, or before the list of addresses that ends there: `IPs: 10.0.0.1, 10.0.0.2`. */
export function ipCaptionOfList(bytes: Buffer, lo: number, start: number): boolean {
  let at = start;
  for (let listed = 0; listed < LISTED_MOST; listed++) {
    if (ipCaption(bytes, lo, at)) return true;
    const end = jointStart(bytes, lo, at);
    const before = runStart(bytes, Math.max(lo, end - 45), end, ADDRESS);
    // Seven characters make the shortest address with dots, three one with colons; a word such as `dad` has neither.
    if (end === at || end - before < 3 || !/[.:].*[.:]/.test(bytes.toString("latin1", before, end))) return false;
    at = before;
  }
  return false;
}

/** Where `, `, `; `, ` and ` before `at` begins; `at` itself where there is none. */
function jointStart(bytes: Buffer, lo: number, at: number): number {
  let i = at;
  if (i > lo && bytes[i - 1] === SPACE) i--;
  if (i > lo && (bytes[i - 1] === COMMA || bytes[i - 1] === SEMICOLON)) return i - 1;
  const word = runStart(bytes, Math.max(lo, i - JOINT_MOST), i, LETTERS);
  return i < at && word < i && word > lo && i - word <= 4 && bytes[word - 1] === SPACE ? word - 1 : at;
}

const SPACE = 0x20;
const COMMA = 0x2c;
const SEMICOLON = 0x3b;
