// Sessions as sealed files, for another machine with the same key: magic, version, salt, then AES-256-GCM over the session
// as JSON with values in base64. Whole in memory, as a SessionDump is. Version 2 has texts of the session as well; what has none is
// written as version 1, which older programs read.

import { createCipheriv, createDecipheriv, randomBytes, timingSafeEqual } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import { ClosemaskError } from "../errors.ts";
import type { SessionDump, SessionText } from "../mask/store.ts";
import { checkValue, exportKey, type KeyRing } from "./keys.ts";
import { isSessionName } from "./session-name.ts";

const MAGIC = Buffer.from("closemask-session\n");
const VERSION = 1;
const WITH_TEXTS = 2;
const CHECK_BYTES = 16;
const SALT_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CHECK_AT = MAGIC.length + 1;
const SALT_AT = CHECK_AT + CHECK_BYTES;
const HEAD = MAGIC.length + 1 + CHECK_BYTES + SALT_BYTES + NONCE_BYTES;
/** An import that unpacks to more is refused. */
const MAX_BYTES = 1 << 30;

type Json = Record<string, unknown>;

export interface SessionExport extends SessionDump {
  readonly texts: readonly SessionText[];
}

export function exportSession(dump: SessionExport, ring: KeyRing): Uint8Array {
  const salt = randomBytes(SALT_BYTES);
  const nonce = randomBytes(NONCE_BYTES);
  const head = Buffer.concat([
    MAGIC,
    Buffer.of(dump.texts.length === 0 ? VERSION : WITH_TEXTS),
    checkValue(ring),
    salt,
    nonce,
  ]);
  const cipher = createCipheriv("aes-256-gcm", exportKey(ring, salt), nonce);
  cipher.setAAD(head);
  const sealed = cipher.update(gzipSync(JSON.stringify(toJson(dump))));
  cipher.final();
  return Buffer.concat([head, sealed, cipher.getAuthTag()]);
}

/** True when the file is an export that this root sealed, of a key or of one of its tenants. */
export function isExportOf(bytes: Uint8Array, ring: KeyRing): boolean {
  const check = bytes.subarray(CHECK_AT, SALT_AT);
  return check.length === CHECK_BYTES && timingSafeEqual(check, checkValue(ring));
}

/** @throws ClosemaskError `key-wrong` when another root sealed it, `store-newer`, `store-corrupt`. */
export function importSession(bytes: Uint8Array, ring: KeyRing): SessionExport {
  const head = Buffer.from(bytes.subarray(0, HEAD));
  if (bytes.length < HEAD + TAG_BYTES || !head.subarray(0, MAGIC.length).equals(MAGIC)) throw corrupt();
  const version = head[MAGIC.length];
  if (version !== VERSION && version !== WITH_TEXTS) {
    throw new ClosemaskError("store-newer", "the export was written by a newer closemask", {
      hint: "run `npm install -g closemask@latest`",
    });
  }
  if (!isExportOf(head, ring)) {
    throw new ClosemaskError("key-wrong", "the export was made with another key, or for another tenant", {
      hint: "give the --tenant that it was exported with, or set CLOSEMASK_KEY to what `closemask keys export` prints on the machine that made it",
    });
  }
  const key = exportKey(ring, head.subarray(SALT_AT, SALT_AT + SALT_BYTES));
  const decipher = createDecipheriv("aes-256-gcm", key, head.subarray(HEAD - NONCE_BYTES));
  decipher.setAAD(head);
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  try {
    const plain = decipher.update(bytes.subarray(HEAD, bytes.length - TAG_BYTES));
    decipher.final();
    return fromJson(JSON.parse(gunzipSync(plain, { maxOutputLength: MAX_BYTES }).toString("utf8")));
  } catch (cause) {
    throw corrupt(cause);
  }
}

function toJson({ texts, ...dump }: SessionExport): Json {
  const entries = dump.entries.map((entry) => ({ ...entry, value: Buffer.from(entry.value).toString("base64") }));
  if (texts.length === 0) return { ...dump, entries };
  return {
    ...dump,
    entries,
    texts: texts.map(({ name, bytes }) => ({ name, text: Buffer.from(bytes).toString("base64") })),
  };
}

function fromJson(json: unknown): SessionExport {
  const dump = object(json);
  const name = string(dump.name);
  if (!isSessionName(name)) throw corrupt();
  return {
    name,
    created: number(dump.created),
    entries: array(dump.entries).map(entryFrom),
    reserved: array(dump.reserved).map(number),
    reservedNumbers: array(dump.reservedNumbers).map(numberedFrom),
    texts: array(dump.texts ?? []).map(textFrom),
  };
}

function textFrom(json: unknown): SessionText {
  const { name, text } = object(json);
  return { name: string(name), bytes: Uint8Array.from(Buffer.from(string(text), "base64")) };
}

function entryFrom(json: unknown): SessionDump["entries"][number] {
  const entry = object(json);
  return {
    handle: number(entry.handle),
    fingerprint: number(entry.fingerprint),
    kind: string(entry.kind),
    value: Uint8Array.from(Buffer.from(string(entry.value), "base64")),
    styles: number(entry.styles),
    literal: entry.literal === true,
    firstSeen: number(entry.firstSeen),
    lastUsed: number(entry.lastUsed),
    numbers: array(entry.numbers).map(numberedFrom),
  };
}

function numberedFrom(json: unknown): SessionDump["reservedNumbers"][number] {
  const pair = object(json);
  return { counter: string(pair.counter), number: number(pair.number) };
}

function object(value: unknown): Json {
  if (typeof value !== "object" || value === null) throw corrupt();
  return value as Json;
}

function array(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw corrupt();
  return value;
}

function string(value: unknown): string {
  if (typeof value !== "string") throw corrupt();
  return value;
}

function number(value: unknown): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw corrupt();
  return value;
}

function corrupt(cause?: unknown): ClosemaskError {
  return new ClosemaskError("store-corrupt", "this is not an export of a session, or it was altered", {
    hint: "make it again with `closemask sessions export <name>`",
    ...(cause === undefined ? {} : { cause }),
  });
}
