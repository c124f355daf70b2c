// Sealing of pages: up to PAGE_SLOTS values under one AES-256-GCM operation, because starting a cipher costs more than
// running it over a page. Handle and kind lie inside the seal beside each value, so that values cannot be swapped.

import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { ClosemaskError } from "../errors.ts";

/** Slots of a full page. */
export const PAGE_SLOTS = 32;
/** Bytes of values from which a page takes no further one; a larger value has a page of its own. */
export const PAGE_BYTES = 8192;

export interface SealedValue {
  readonly handle: number;
  readonly kind: string;
  readonly value: Uint8Array;
}

/** What a page is bound to besides its content. */
export interface PageBinding {
  /** 32 bytes, see `pageKey`. */
  readonly key: Uint8Array;
  readonly keyNo: number;
  readonly session: string;
  readonly page: number;
}

/** A page in clear: slot i has handles[i], kinds[i], values from starts[i] to starts[i + 1]. */
export interface OpenPage {
  readonly handles: Float64Array;
  readonly kinds: readonly string[];
  readonly starts: Uint32Array;
  readonly bytes: Uint8Array;
}

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Handle (8), kind's index (1), length (4). */
const SLOT_HEAD = 13;

let nonces = Buffer.alloc(0);
let nonceAt = 0;

/** Nonce, sealed content, tag. A null slot is empty: its value is gone, those after it keep their place. */
export function sealPage(slots: readonly (SealedValue | null)[], binding: PageBinding): Uint8Array {
  const nonce = takeNonce();
  const cipher = createCipheriv("aes-256-gcm", binding.key, nonce);
  cipher.setAAD(associated(binding));
  const sealed = cipher.update(encode(slots));
  cipher.final();
  return Buffer.concat([nonce, sealed, cipher.getAuthTag()]);
}

/**
 * The exact inverse of `sealPage`.
 * @throws ClosemaskError `store-corrupt` when the bytes, the key or the binding are not those of the sealing.
 */
export function openPage(sealed: Uint8Array, binding: PageBinding): OpenPage {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) throw corrupt();
  const end = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv("aes-256-gcm", binding.key, sealed.subarray(0, NONCE_BYTES));
  decipher.setAAD(associated(binding));
  decipher.setAuthTag(sealed.subarray(end));
  const plain = decipher.update(sealed.subarray(NONCE_BYTES, end));
  try {
    decipher.final();
  } catch (cause) {
    throw corrupt(cause);
  }
  return decode(plain);
}

/** The slot's value as bytes of its own; null when the slot is empty or holds another handle. */
export function valueAt(page: OpenPage, slot: number, handle: number): SealedValue | null {
  const kind = page.kinds[slot];
  if (page.handles[slot] !== handle || kind === undefined) return null;
  return { handle, kind, value: page.bytes.slice(page.starts[slot], page.starts[slot + 1]) };
}

// Layout, little-endian: kinds u8, each length u8 and UTF-8; slots u8; each handle f64, kind u8, length u32; then all
// values. An empty slot has handle -1.
function encode(slots: readonly (SealedValue | null)[]): Buffer {
  const kinds = new Map<string, number>();
  let valueBytes = 0;
  let kindBytes = 0;
  for (const slot of slots) {
    if (slot === null) continue;
    valueBytes += slot.value.length;
    if (kinds.has(slot.kind)) continue;
    kinds.set(slot.kind, kinds.size);
    kindBytes += 1 + Buffer.byteLength(slot.kind);
  }
  const out = Buffer.allocUnsafe(2 + kindBytes + slots.length * SLOT_HEAD + valueBytes);
  let at = 0;
  out[at++] = kinds.size;
  for (const kind of kinds.keys()) {
    const written = out.write(kind, at + 1);
    out[at] = written;
    at += 1 + written;
  }
  out[at++] = slots.length;
  let valueAt = at + slots.length * SLOT_HEAD;
  for (const slot of slots) {
    out.writeDoubleLE(slot === null ? -1 : slot.handle, at);
    out[at + 8] = slot === null ? 0 : (kinds.get(slot.kind) ?? 0);
    out.writeUInt32LE(slot === null ? 0 : slot.value.length, at + 9);
    at += SLOT_HEAD;
    if (slot === null) continue;
    out.set(slot.value, valueAt);
    valueAt += slot.value.length;
  }
  return out;
}

function decode(plain: Buffer): OpenPage {
  let at = 0;
  const names: string[] = [];
  for (let left = plain.readUInt8(at++); left > 0; left--) {
    const length = plain.readUInt8(at);
    names.push(plain.toString("utf8", at + 1, at + 1 + length));
    at += 1 + length;
  }
  const count = plain.readUInt8(at++);
  const handles = new Float64Array(count);
  const kinds: string[] = [];
  const starts = new Uint32Array(count + 1);
  const base = at + count * SLOT_HEAD;
  let start = 0;
  for (let i = 0; i < count; i++) {
    handles[i] = plain.readDoubleLE(at);
    kinds.push(names[plain.readUInt8(at + 8)] ?? "");
    starts[i] = start;
    start += plain.readUInt32LE(at + 9);
    at += SLOT_HEAD;
  }
  starts[count] = start;
  if (base + start !== plain.length) throw corrupt();
  return { handles, kinds, starts, bytes: new Uint8Array(plain.buffer, plain.byteOffset + base, start) };
}

function associated(binding: PageBinding): Buffer {
  return Buffer.from(`closemask page ${VERSION} ${binding.session} ${binding.page} ${binding.keyNo}`);
}

// Random bytes are fetched for many pages at once: a call costs as much as the sealing of a small page.
function takeNonce(): Uint8Array {
  if (nonceAt >= nonces.length) {
    nonces = randomBytes(NONCE_BYTES * 256);
    nonceAt = 0;
  }
  nonceAt += NONCE_BYTES;
  return nonces.subarray(nonceAt - NONCE_BYTES, nonceAt);
}

function corrupt(cause?: unknown): ClosemaskError {
  return new ClosemaskError(
    "store-corrupt",
    "a page of the store does not open: it was altered or sealed by another key",
    {
      hint: "restore the store from a backup, or remove the session with `closemask sessions purge <name>`",
      ...(cause === undefined ? {} : { cause }),
    },
  );
}
