// What goes to a store on another machine: each value sealed on its own, and names (of sessions, kinds, counters) as keyed
// hashes with their sealed text beside them. Such a service sees hashes, times and ciphertext, nothing else.

import { createCipheriv, createDecipheriv, createHmac, type KeyObject } from "node:crypto";
import { ClosemaskError } from "../errors.ts";
import { CHOICES } from "../mask/store.ts";
import { type KeyRing, lacksKey, pageKey, sessionKeys, sharedKeys } from "./keys.ts";
import { NONCE_BYTES, TAG_BYTES, takeNonce } from "./nonce.ts";

/** Bytes of the hash of a name within a session. */
export const TOKEN_BYTES = 8;
/** Bytes of the salt of one life of a session. */
export const SALT_BYTES = 16;
/** Number of the sealing key, nonce. */
const HEAD = 2 + NONCE_BYTES;
/** The handles that the value may have, length of the kind. */
const OPEN_HEAD = 8 * CHOICES + 1;
const MAX_KIND = 255;

/** Names as a shared store may have them. */
export interface Names {
  /** The name of a session as 22 characters that fit into any key. */
  sessionHash(session: string): string;
  /** TOKEN_BYTES for a kind or counter, other ones in each session. */
  token(session: string, name: string): Buffer;
  /** The text of a name. */
  seal(name: string): Buffer;
  /** @throws ClosemaskError `store-corrupt` */
  open(sealed: Uint8Array): string;
}

export function createNames(ring: KeyRing): Names {
  const { hashing, sealing } = sharedKeys(ring);
  const digest = (text: string): Buffer => createHmac("sha256", hashing).update(text).digest();
  return {
    sessionHash: (session) => digest(`session ${session}`).toString("base64url", 0, 16).slice(0, 22),
    token: (session, name) => digest(`name ${session} ${name}`).subarray(0, TOKEN_BYTES),
    seal(name) {
      const nonce = takeNonce();
      const cipher = createCipheriv("aes-256-gcm", sealing, nonce);
      cipher.setAAD(NAME);
      const content = cipher.update(name, "utf8");
      cipher.final();
      return Buffer.concat([nonce, content, cipher.getAuthTag()]);
    },
    open(sealed) {
      if (sealed.length < NONCE_BYTES + TAG_BYTES) throw corrupt();
      return openWith(sealing, NAME, sealed, NONCE_BYTES).toString("utf8");
    },
  };
}

const NAME = Buffer.from("closemask name 1");

/** The handles, kind and value of an entry. */
export interface Opened {
  readonly kind: string;
  /** A view of bytes that nobody else has. */
  readonly value: Buffer;
}

/** Seals the values of one life of a session. */
export interface EntrySealer {
  /** `handles[at, at + CHOICES)` are those that the value may have. */
  seal(handles: ArrayLike<number>, at: number, kind: string, value: Uint8Array): Buffer;
  /**
   * The exact inverse.
   * @throws ClosemaskError `store-corrupt` when the bytes are not those of that handle, `key-wrong` when the ring lacks the key.
   */
  open(sealed: Buffer, handle: number): Opened;
  /** All handles that the sealed value may have. */
  handlesOf(sealed: Buffer): number[];
  /** True when another sealing key than the newest one sealed it. */
  isOld(sealed: Buffer): boolean;
}

export function createEntrySealer(ring: KeyRing, session: string, salt: Uint8Array): EntrySealer {
  const { seal: sealing, newest } = sessionKeys(ring, session);
  const keys = new Map<number, { key: KeyObject; bound: Buffer }>();

  function keyOf(no: number): { key: KeyObject; bound: Buffer } {
    let made = keys.get(no);
    if (made === undefined) {
      const raw = sealing.get(no);
      if (raw === undefined) throw lacksKey(no);
      made = { key: pageKey(raw, salt), bound: Buffer.from(`closemask entry 1 ${session} ${no}`) };
      keys.set(no, made);
    }
    return made;
  }

  function plainOf(sealed: Buffer): Buffer {
    if (sealed.length < HEAD + OPEN_HEAD + TAG_BYTES) throw corrupt();
    const { key, bound } = keyOf(sealed.readUInt16BE(0));
    return openWith(key, bound, sealed.subarray(2), NONCE_BYTES);
  }

  const handlesIn = (plain: Buffer): number[] =>
    Array.from({ length: CHOICES }, (_, i) => plain.readDoubleBE(8 * i)).filter((handle) => handle >= 0);

  return {
    seal(handles, at, kind, value) {
      const { key, bound } = keyOf(newest);
      const nonce = takeNonce();
      const kindBytes = Buffer.byteLength(kind);
      if (kindBytes > MAX_KIND) throw new RangeError("the name of a kind is too long");
      const plain = Buffer.allocUnsafe(OPEN_HEAD + kindBytes + value.length);
      for (let i = 0; i < CHOICES; i++) plain.writeDoubleBE(handles[at + i] ?? -1, 8 * i);
      plain[OPEN_HEAD - 1] = kindBytes;
      plain.write(kind, OPEN_HEAD);
      plain.set(value, OPEN_HEAD + kindBytes);
      const cipher = createCipheriv("aes-256-gcm", key, nonce);
      cipher.setAAD(bound);
      const out = Buffer.allocUnsafe(HEAD + plain.length + TAG_BYTES);
      out.writeUInt16BE(newest);
      out.set(nonce, 2);
      out.set(cipher.update(plain), HEAD);
      cipher.final();
      out.set(cipher.getAuthTag(), HEAD + plain.length);
      return out;
    },
    open(sealed, handle) {
      const plain = plainOf(sealed);
      if (!handlesIn(plain).includes(handle)) throw corrupt();
      const valueAt = OPEN_HEAD + (plain[OPEN_HEAD - 1] as number);
      if (valueAt > plain.length) throw corrupt();
      return { kind: plain.toString("utf8", OPEN_HEAD, valueAt), value: plain.subarray(valueAt) };
    },
    handlesOf: (sealed) => handlesIn(plainOf(sealed)),
    isOld: (sealed) => sealed.length >= 2 && sealed.readUInt16BE(0) !== newest,
  };
}

function openWith(key: KeyObject, bound: Buffer, sealed: Uint8Array, start: number): Buffer {
  const end = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, start));
  decipher.setAAD(bound);
  decipher.setAuthTag(sealed.subarray(end));
  const plain = decipher.update(sealed.subarray(start, end));
  try {
    decipher.final();
  } catch (cause) {
    throw corrupt(cause);
  }
  return plain;
}

function corrupt(cause?: unknown): ClosemaskError {
  return new ClosemaskError(
    "store-corrupt",
    "an entry of the store does not open: it was altered or sealed by another key",
    {
      hint: "remove the session with `closemask sessions purge <name>`",
      ...(cause === undefined ? {} : { cause }),
    },
  );
}
