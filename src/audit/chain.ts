// The chain that the events of one process make: each line carries a keyed hash of itself and of the line before it. Whoever has
// the file and not the key can neither change a line nor make one; what that proves and what it does not is in docs/audit.md.

import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto";
import { type AuditEvent, eventText, SCHEMA_VERSION } from "./event.ts";

/** What a line says of the lines that others wrote. */
export interface Links {
  /** The last line of the file before this one, where another chain wrote it: `chain:seq`. */
  readonly seen?: string | undefined;
  /** Of the first line of a file: name of the file before. */
  readonly after?: string | undefined;
}

export interface Link {
  /** One line of JSON, without its end. */
  readonly line: string;
  readonly seq: number;
  readonly mac: string;
}

export interface Chain {
  readonly id: string;
  /** The next line. It counts as written: what is lost of it is a gap that a later line has to explain. */
  link(event: AuditEvent, links: Links): Link;
}

export interface ChainOptions {
  /** 32 bytes that come of the key ring. */
  readonly key: Uint8Array;
  /** 12 random bytes. */
  readonly id: Uint8Array;
  readonly command: string;
  readonly agent?: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Bytes of a hash that are kept. */
const MAC_BYTES = 16;
const MAC_TEXT = ',"mac":"';

export function createChain({ key, id: bytes, command, agent, now }: ChainOptions): Chain {
  const secret = createSecretKey(key);
  const id = Buffer.from(bytes).toString("base64url");
  let seq = 0;
  let prev = "";
  return {
    id,
    link(event, { seen, after }) {
      const time = new Date(now()).toISOString();
      const links = `${seen === undefined ? "" : `,"seen":"${seen}"`}${after === undefined ? "" : `,"after":"${after}"`}`;
      const text = `{"v":${SCHEMA_VERSION},"time":"${time}","chain":"${id}","seq":${seq},${eventText(event, command, agent)},"prev":"${prev}"${links}`;
      const mac = macOf(secret, text);
      const link = { line: `${text}${MAC_TEXT}${mac}"}`, seq, mac };
      seq++;
      prev = mac;
      return link;
    },
  };
}

/** A line as read, whether its hash is right or not. */
export interface ReadLine {
  readonly chain: string;
  readonly seq: number;
  readonly prev: string;
  readonly mac: string;
  readonly seen?: string;
  readonly after?: string;
  /** All members. */
  readonly event: Readonly<Record<string, unknown>>;
  /** Undefined where there was no key to check with. */
  readonly genuine: boolean | undefined;
}

/** Null for what is no line of an audit log. */
export function readLine(line: string, key: KeyObject | null): ReadLine | null {
  const at = line.lastIndexOf(MAC_TEXT);
  if (at < 0 || !/^[\w-]{22}"\}$/.test(line.slice(at + MAC_TEXT.length))) return null;
  let event: unknown;
  try {
    event = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof event !== "object" || event === null || Array.isArray(event)) return null;
  const members = event as Record<string, unknown>;
  const { chain, seq, prev, seen, after } = members;
  if (typeof chain !== "string" || !/^[\w-]{16}$/.test(chain)) return null;
  if (typeof seq !== "number" || !Number.isSafeInteger(seq) || seq < 0 || typeof prev !== "string") return null;
  const mac = line.slice(at + MAC_TEXT.length, -2);
  return {
    chain,
    seq,
    prev,
    mac,
    ...(typeof seen === "string" ? { seen } : {}),
    ...(typeof after === "string" ? { after } : {}),
    event: members,
    genuine: key === null ? undefined : isMac(key, line.slice(0, at), mac),
  };
}

/** Keyed hash of a text, in 22 characters. */
export function macOf(key: KeyObject, text: string): string {
  return createHmac("sha256", key).update(text).digest().toString("base64url", 0, MAC_BYTES);
}

export function isMac(key: KeyObject, text: string, mac: string): boolean {
  const right = Buffer.from(macOf(key, text));
  const given = Buffer.from(mac);
  return right.length === given.length && timingSafeEqual(right, given);
}

/** Tells under which key a chain was written, and nothing else of it. */
export function keyName(key: Uint8Array): string {
  return macOf(createSecretKey(key), "name of the audit key").slice(0, 10);
}

/** What stands for a name that is not shown: the same for the same name under one key. */
export function pseudonymOf(key: Uint8Array, name: string): string {
  return `~${macOf(createSecretKey(key), `name ${name}`).slice(0, 10)}`;
}
