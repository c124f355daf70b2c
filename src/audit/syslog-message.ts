// A line as a message of syslog, by RFC 5424, and how messages are parted on a stream: by their length, RFC 6587 3.4.1, or by
// newlines where a local daemon reads them.

import type { Item } from "./delivery.ts";

/** Numbers of facilities, RFC 5424 6.2.1. */
export const FACILITIES = {
  user: 1,
  daemon: 3,
  auth: 4,
  authpriv: 10,
  audit: 13,
  local0: 16,
  local1: 17,
  local2: 18,
  local3: 19,
  local4: 20,
  local5: 21,
  local6: 22,
  local7: 23,
} as const;
export type Facility = keyof typeof FACILITIES;

export interface SyslogSender {
  readonly facility: Facility;
  readonly host: string;
  readonly pid: number;
}

const WARNING = 4;
const INFORMATIONAL = 6;

export function priorityOf(facility: Facility, grave: boolean): number {
  return FACILITIES[facility] * 8 + (grave ? WARNING : INFORMATIONAL);
}

export function syslogMessage({ line, grave, time, kind }: Item, { facility, host, pid }: SyslogSender): string {
  const name = host.replace(/[^!-~]/g, "").slice(0, 255) || "-";
  return `<${priorityOf(facility, grave)}>1 ${new Date(time).toISOString()} ${name} closemask ${pid} ${kind} - ${line}`;
}

/** Octet counting. */
export function framed(message: string): string {
  return `${Buffer.byteLength(message)} ${message}`;
}
