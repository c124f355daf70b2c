// The key ring: one root, on which every id depends, and numbered sealing keys, which rotation replaces. This file turns
// rings into text and back and derives the keys of tenants and sessions; where a ring comes from is key-sources.ts.

import { createHash, createSecretKey, hkdfSync, type KeyObject, randomBytes } from "node:crypto";
import { ClosemaskError } from "../errors.ts";
import { checkTenant, splitName, storedName } from "./session-name.ts";

export interface SealingKey {
  /** 1 and up; stored beside everything sealed with it. */
  readonly no: number;
  readonly key: Uint8Array;
}

/** The keys of a store. */
export interface KeyRing {
  /** 32 bytes. Ids and the check value depend on it alone. */
  readonly root: Uint8Array;
  /** Oldest first. All of them open what they sealed. Never empty. */
  readonly sealing: readonly SealingKey[];
  /** Number of the one that seals; left out where that is the last one. Later ones wait until every machine has them. */
  readonly writing?: number;
}

/** The keys of one session. */
export interface SessionKeys {
  /** 32 bytes for the HMAC of ids and fingerprints. Depends on the root and the session's name only. */
  readonly id: Uint8Array;
  /** Sealing keys by number; a store mixes its own salt in, see `pageKey`. */
  readonly seal: ReadonlyMap<number, Uint8Array>;
  /** The one that seals. */
  readonly newest: number;
}

const KEY_BYTES = 32;
const PREFIX = "cmk1.";
const CHECKSUM_BYTES = 4;
const SLOT_BYTES = 2 + KEY_BYTES;
/** A ring whose last sealing key seals, and one that says which of them does. */
const PLAIN = 1;
const WAITING = 2;
/** More rotations than that without `trimRing` are refused. */
const MAX_SEALING = 64;
const MAX_NO = 0xffff;
/** No ring is longer than this as text. */
const MAX_TEXT = 4096;

/** A ring of new keys. */
export function newRing(): KeyRing {
  return { root: freshKey(), sealing: [{ no: 1, key: freshKey() }] };
}

/**
 * Same root, and another sealing key writes: one that was prepared, else a new one. What was sealed before stays readable
 * until `trimRing`.
 * @throws ClosemaskError `key-invalid` when the ring is full.
 */
export function rotateRing(ring: KeyRing): KeyRing {
  const waiting = waitingKey(ring) === null ? prepareRing(ring) : ring;
  return { root: ring.root, sealing: waiting.sealing };
}

/**
 * The ring with a new sealing key that does not write yet, so that every machine can have it before the first value is
 * sealed with it. The same ring when one is waiting already.
 * @throws ClosemaskError `key-invalid` when the ring is full.
 */
export function prepareRing(ring: KeyRing): KeyRing {
  if (waitingKey(ring) !== null) return ring;
  const { no } = writingKey(ring);
  if (ring.sealing.length >= MAX_SEALING || no >= MAX_NO) {
    throw full();
  }
  return { root: ring.root, sealing: [...ring.sealing, { no: no + 1, key: freshKey() }], writing: no };
}

/** The ring without the sealing keys before the one that writes; only after everything was sealed anew. */
export function trimRing(ring: KeyRing): KeyRing {
  const { no } = writingKey(ring);
  return { ...ring, sealing: ring.sealing.filter((key) => key.no >= no) };
}

/**
 * All sealing keys of two rings of the same root; the newest that writes in either writes. None is dropped: a ring may hold the only
 * copy of one.
 * @throws ClosemaskError `key-wrong` when one number stands for two keys, `key-invalid` when the ring would be too full
 */
export function mergeRings(one: KeyRing, other: KeyRing): KeyRing {
  const sealing = new Map(one.sealing.map((key) => [key.no, key]));
  for (const key of other.sealing) {
    const here = sealing.get(key.no);
    if (here !== undefined && !Buffer.from(here.key).equals(key.key)) throw twoKeys(key.no);
    sealing.set(key.no, here ?? key);
  }
  if (sealing.size > MAX_SEALING) throw full();
  const sorted = [...sealing.values()].sort((a, b) => a.no - b.no);
  const writing = Math.max(writingKey(one).no, writingKey(other).no);
  return { root: one.root, sealing: sorted, ...(sorted.at(-1)?.no === writing ? {} : { writing }) };
}

/** The sealing key that seals. */
export function writingKey(ring: KeyRing): SealingKey {
  const found = ring.writing === undefined ? ring.sealing.at(-1) : ring.sealing.find(({ no }) => no === ring.writing);
  if (found === undefined) throw invalid("the key ring has no sealing key");
  return found;
}

/** The sealing key that was prepared and does not write yet; null when there is none. */
export function waitingKey(ring: KeyRing): SealingKey | null {
  const last = ring.sealing.at(-1);
  return last === undefined || last.no === writingKey(ring).no ? null : last;
}

/**
 * Reads a ring: `cmk1.` text, or 32 bytes in base64 or base64url, from which root and sealing key 1 are derived.
 * @throws ClosemaskError `key-invalid`; the message never holds the text.
 */
export function parseRing(text: string): KeyRing {
  const trimmed = text.trim();
  if (trimmed.length > MAX_TEXT) throw invalid("the key is too long");
  if (trimmed.startsWith(PREFIX)) return parseBinary(decodeBase64(trimmed.slice(PREFIX.length)));
  const key = decodeBase64(trimmed);
  if (key.length !== KEY_BYTES) throw invalid("the key is not 32 bytes of base64");
  return ringFromKey(key);
}

/** A ring whose root and first sealing key come from one secret of 32 bytes. */
export function ringFromKey(key: Uint8Array): KeyRing {
  return { root: derive(key, "root"), sealing: [{ no: 1, key: derive(key, "sealing 1") }] };
}

/** A ring as text, which `parseRing` reads: a secret. */
export function formatRing(ring: KeyRing): string {
  const waits = waitingKey(ring) !== null;
  const body = Buffer.alloc(2 + KEY_BYTES + ring.sealing.length * SLOT_BYTES + (waits ? 2 : 0));
  // Programs of before know rings only whose last key seals.
  body[0] = waits ? WAITING : PLAIN;
  body[1] = ring.sealing.length;
  body.set(ring.root, 2);
  let at = 2 + KEY_BYTES;
  for (const { no, key } of ring.sealing) {
    body.writeUInt16BE(no, at);
    body.set(key, at + 2);
    at += SLOT_BYTES;
  }
  if (waits) body.writeUInt16BE(writingKey(ring).no, at);
  return PREFIX + Buffer.concat([body, checksum(body)]).toString("base64url");
}

/** 16 bytes that tell whether two rings have the same root, and nothing else. */
export function checkValue(ring: KeyRing): Uint8Array {
  return derive(ring.root, "check value", 16);
}

/** The same of a sealing key, in 8 bytes. */
export function sealingCheckValue({ key }: SealingKey): Uint8Array {
  return derive(key, "check value", 8);
}

/**
 * The ring of a tenant: root and sealing keys of its own, derived with HKDF-SHA-256 and its name, under the same numbers.
 * Nobody comes from it to the ring, nor to another tenant's.
 * @throws ClosemaskError `usage` when it is no name of a tenant
 */
export function tenantRing(ring: KeyRing, tenant: string): KeyRing {
  checkTenant(tenant);
  return {
    ...ring,
    root: derive(ring.root, `root of tenant ${tenant}`),
    sealing: ring.sealing.map(({ no, key }) => ({ no, key: derive(key, `sealing of tenant ${tenant}`) })),
  };
}

/**
 * The keys of a session, of a tenant where one is named: by `tenant`, or as `tenant/session`, which is how stores know it.
 * The same value has other ids in each tenant, and what one tenant sealed no key of another opens.
 */
export function sessionKeys(ring: KeyRing, session: string, tenant?: string | null): SessionKeys {
  const { tenant: owner, session: name } = splitName(tenant == null ? session : storedName(tenant, session));
  const own = owner === null ? ring : tenantRing(ring, owner);
  const seal = new Map(own.sealing.map(({ no, key }) => [no, derive(key, `sealing of session ${name}`)]));
  return { id: derive(own.root, `ids of session ${name}`), seal, newest: writingKey(own).no };
}

/**
 * The key for pages of one life of a session: without the salt, which purging deletes, what was sealed stays sealed.
 * A KeyObject, because a cipher takes 15 microseconds longer to start with a key in bytes.
 */
export function pageKey(sealing: Uint8Array, salt: Uint8Array): KeyObject {
  return createSecretKey(derive(sealing, "pages", KEY_BYTES, salt));
}

/** The key for what the proxy remembers of texts: the same after a restart. */
export function memoryKey(ring: KeyRing): Uint8Array {
  return derive(ring.root, "memory of the proxy");
}

/** The key for the chains of the audit log: the same after a rotation of sealing keys. */
export function auditKey(ring: KeyRing): Uint8Array {
  return derive(ring.root, "chains of the audit log");
}

/** The key for exports of sessions. */
export function exportKey(ring: KeyRing, salt: Uint8Array): KeyObject {
  return createSecretKey(derive(ring.root, "export", KEY_BYTES, salt));
}

/** What a store on another machine may see names by: a key for hashing them, a key for sealing them. Both depend on the root. */
export function sharedKeys(ring: KeyRing): { readonly hashing: Uint8Array; readonly sealing: KeyObject } {
  return {
    hashing: derive(ring.root, "hashing of names in shared stores"),
    sealing: createSecretKey(derive(ring.root, "sealing of names in shared stores")),
  };
}

const OLD = "the store is written with a newer sealing key than this key ring has";

/** What a store says to who would write with a sealing key that another has replaced. */
export function ringIsOld(): ClosemaskError {
  return new ClosemaskError("key-wrong", OLD, {
    hint: "use the key ring that `closemask keys export` prints where the key was rotated",
  });
}

/** By its text: stores of other bundles have this file once more. */
export function isRingOld(error: unknown): boolean {
  return error instanceof ClosemaskError && error.message === OLD;
}

/** What a store says of a value that a sealing key sealed which the ring lacks. */
export function lacksKey(no: number): ClosemaskError {
  return new ClosemaskError("key-wrong", `the key ring lacks sealing key ${no}`, {
    hint: "use the key ring that `closemask keys export` prints where the key was rotated",
  });
}

function full(): ClosemaskError {
  return new ClosemaskError("key-invalid", "the key ring holds too many sealing keys", {
    hint: "closemask keys retire removes those that nothing needs",
  });
}

function twoKeys(no: number): ClosemaskError {
  return new ClosemaskError("key-wrong", `both key rings have a sealing key ${no}, and they are two different keys`, {
    hint: "each was rotated by itself: closemask keys status on both shows the check values; the ring that the store is written with must stay",
  });
}

function parseBinary(bytes: Buffer): KeyRing {
  const count = bytes[1] ?? 0;
  const slotsEnd = 2 + KEY_BYTES + count * SLOT_BYTES;
  const waits = bytes[0] === WAITING;
  const length = slotsEnd + (waits ? 2 : 0);
  if (bytes[0] !== PLAIN && !waits) throw invalid("the key ring is of an unknown version");
  if (count < 1 || count > MAX_SEALING || bytes.length !== length + CHECKSUM_BYTES)
    throw invalid("the key ring is cut");
  if (!checksum(bytes.subarray(0, length)).equals(bytes.subarray(length))) {
    throw invalid("the key ring has a typing error in it");
  }
  const sealing: SealingKey[] = [];
  let last = 0;
  for (let at = 2 + KEY_BYTES; at < slotsEnd; at += SLOT_BYTES) {
    const no = bytes.readUInt16BE(at);
    if (no <= last) throw invalid("the key ring is out of order");
    last = no;
    sealing.push({ no, key: Uint8Array.from(bytes.subarray(at + 2, at + SLOT_BYTES)) });
  }
  const root = Uint8Array.from(bytes.subarray(2, 2 + KEY_BYTES));
  if (!waits) return { root, sealing };
  const writing = bytes.readUInt16BE(slotsEnd);
  if (!sealing.some(({ no }) => no === writing)) throw invalid("the key ring does not hold the key that seals");
  return { root, sealing, writing };
}

function decodeBase64(text: string): Buffer {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) throw invalid("the key is not base64");
  return Buffer.from(text, "base64");
}

function derive(key: Uint8Array, purpose: string, bytes = KEY_BYTES, salt: Uint8Array = new Uint8Array(0)): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", key, salt, `closemask/1 ${purpose}`, bytes));
}

function freshKey(): Uint8Array {
  return Uint8Array.from(randomBytes(KEY_BYTES));
}

function checksum(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest().subarray(0, CHECKSUM_BYTES);
}

function invalid(message: string): ClosemaskError {
  return new ClosemaskError("key-invalid", message, {
    hint: "a key is 32 random bytes in base64, as `openssl rand -base64 32` prints them, or the output of `closemask keys export`",
  });
}
