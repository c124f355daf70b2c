// Sealing of pages: up to PAGE_SLOTS values under one AES-256-GCM operation, because starting a cipher costs more than
// running it over a page. Handle and kind lie inside the seal beside each value, so that values cannot be swapped.

import { createCipheriv, createDecipheriv, type KeyObject } from "node:crypto";
import { ClosemaskError } from "../errors.ts";
import { NONCE_BYTES, TAG_BYTES, takeNonce } from "./nonce.ts";

/** Slots that a page may have. */
export const PAGE_SLOTS = 192;
/**
 * Bytes of values from which a page takes no further one, each counted with what its slot takes, open and sealed: the page
 * and what stands beside it fill one of SQLite's. A larger value has a page of its own.
 */
export const PAGE_BYTES = 8000;
export const SLOT_COST = 41;

/** Values in columns. An empty slot has the handle -1: its value is gone, those after it keep their place. */
export interface ValueColumns {
  readonly handles: ArrayLike<number>;
  readonly kinds: ArrayLike<string>;
  /** The values, each between its start and its end. */
  readonly bytes: Uint8Array;
  readonly starts: ArrayLike<number>;
  readonly ends: ArrayLike<number>;
}

export interface SealedValue {
  readonly handle: number;
  readonly kind: string;
  readonly value: Uint8Array;
}

/** What a page is bound to besides its content. */
export interface PageBinding {
  /** See `pageKey`. */
  readonly key: KeyObject;
  readonly keyNo: number;
  readonly session: string;
  readonly page: number;
}

/** A page in clear, still packed: reading one slot of it is to make no objects for the others. */
export interface OpenPage {
  readonly plain: Buffer;
  readonly view: DataView;
  readonly kinds: readonly string[];
  readonly count: number;
  /** Where the slots begin. */
  readonly slots: number;
}

const VERSION = 1;
/** Handle (8), kind's index (1), end of the value (4). */
const SLOT_HEAD = 13;
const EMPTY = -1;

/** Seals `columns[from, to)`: nonce, sealed content, tag. The result is valid until the next call. */
export function sealPage(columns: ValueColumns, from: number, to: number, binding: PageBinding): Uint8Array {
  const nonce = takeNonce();
  const cipher = createCipheriv("aes-256-gcm", binding.key, nonce);
  cipher.setAAD(associated(binding));
  const content = cipher.update(encode(columns, from, to));
  cipher.final();
  const end = NONCE_BYTES + content.length;
  const out = roomFor(end + TAG_BYTES);
  out.set(nonce);
  out.set(content, NONCE_BYTES);
  out.set(cipher.getAuthTag(), end);
  return out.subarray(0, end + TAG_BYTES);
}

/** Pages of the usual size are packed and sealed in one buffer, which overwrites the one before. */
const room = Buffer.alloc(2 * PAGE_BYTES);

function roomFor(size: number): Buffer {
  return size <= room.length ? room : Buffer.allocUnsafeSlow(size);
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

/** The slot's value, as a view of the page; null when the slot is empty or holds another handle. */
export function valueAt(page: OpenPage, slot: number, handle: number): SealedValue | null {
  const start = startAt(page, slot, handle);
  return start < 0 ? null : { handle, kind: kindAt(page, slot), value: page.plain.subarray(start, endAt(page, slot)) };
}

/** Where the slot's value starts in the page's content; -1 when the slot is empty or holds another handle. */
export function startAt({ view, count, slots }: OpenPage, slot: number, handle: number): number {
  const at = slots + slot * SLOT_HEAD;
  if (slot < 0 || slot >= count || view.getFloat64(at, true) !== handle) return -1;
  return slots + count * SLOT_HEAD + (slot === 0 ? 0 : view.getUint32(at - 4, true));
}

/** Where the value of a slot that is not empty ends. */
export function endAt({ view, count, slots }: OpenPage, slot: number): number {
  return slots + count * SLOT_HEAD + view.getUint32(slots + slot * SLOT_HEAD + 9, true);
}

export function kindAt({ view, kinds, slots }: OpenPage, slot: number): string {
  return kinds[view.getUint8(slots + slot * SLOT_HEAD + 8)] ?? "";
}

// Layout, little-endian: kinds u8, each length u8 and UTF-8; slots u8; each handle f64, kind u8, end of value u32; then all
// values. An empty slot has handle -1.
function encode(columns: ValueColumns, from: number, to: number): Buffer {
  const { handles, kinds, bytes, starts, ends } = columns;
  const names: string[] = [];
  let valueBytes = 0;
  let nameBytes = 0;
  let last = "";
  for (let n = from; n < to; n++) {
    if (handles[n] === EMPTY) continue;
    valueBytes += (ends[n] as number) - (starts[n] as number);
    const kind = kinds[n] as string;
    if (kind === last || names.includes(kind)) continue;
    last = kind;
    names.push(kind);
    nameBytes += 1 + Buffer.byteLength(kind);
  }
  const count = to - from;
  const size = 2 + nameBytes + count * SLOT_HEAD + valueBytes;
  const out = roomFor(size);
  let at = 0;
  out[at++] = names.length;
  for (const name of names) {
    const written = out.write(name, at + 1);
    out[at] = written;
    at += 1 + written;
  }
  out[at++] = count;
  const head = new DataView(out.buffer, out.byteOffset, out.length);
  const values = at + count * SLOT_HEAD;
  let end = values;
  for (let n = from; n < to; n++) {
    const handle = handles[n] as number;
    let kind = 0;
    if (handle !== EMPTY) {
      kind = names.indexOf(kinds[n] as string);
      const until = ends[n] as number;
      if (until - (starts[n] as number) <= BY_HAND)
        for (let i = starts[n] as number; i < until; i++) out[end++] = bytes[i] as number;
      else {
        out.set(bytes.subarray(starts[n] as number, until), end);
        end += until - (starts[n] as number);
      }
    }
    head.setFloat64(at, handle, true);
    out[at + 8] = kind;
    head.setUint32(at + 9, end - values, true);
    at += SLOT_HEAD;
  }
  return out.subarray(0, size);
}

/** Up to here a loop is faster than a call. */
const BY_HAND = 64;

// The content was sealed by us, so only its length is checked.
function decode(plain: Buffer): OpenPage {
  const kinds: string[] = [];
  let at = 1;
  for (let left = plain.readUInt8(0); left > 0; left--) {
    const end = at + 1 + plain.readUInt8(at);
    kinds.push(plain.toString("utf8", at + 1, end));
    at = end;
  }
  const count = plain.readUInt8(at);
  const slots = at + 1;
  const values = slots + count * SLOT_HEAD;
  const end = count === 0 ? 0 : plain.readUInt32LE(values - 4);
  if (values + end !== plain.length) throw corrupt();
  return { plain, view: new DataView(plain.buffer, plain.byteOffset, plain.length), kinds, count, slots };
}

function associated(binding: PageBinding): Buffer {
  return Buffer.from(`closemask page ${VERSION} ${binding.session} ${binding.page} ${binding.keyNo}`);
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
