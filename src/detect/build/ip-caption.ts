// Captions around IP addresses, and of the versions that look like them.

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
export const ipCaption = caption([
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
