// What the proxy's memory hands on to be kept, as bytes: how a text of a model was written, by the keyed hash of what the client
// has of it, or that an entry was a JSON number. Reading trusts nothing.

import type { Handle } from "../mask/store.ts";
import type { SentEdit } from "./memory.ts";

export type MemoryRecord = { readonly key: string; readonly edits: readonly SentEdit[] } | { readonly number: Handle };

const TEXT = 1;
const NUMBER = 2;
/** Bytes of a keyed hash. */
const KEY_BYTES = 32;
const KIND_MAX = 255;

export function writeRecord(record: MemoryRecord): Buffer {
  if ("number" in record) {
    const out = Buffer.alloc(9);
    out[0] = NUMBER;
    out.writeDoubleLE(record.number, 1);
    return out;
  }
  const parts: Uint8Array[] = [Buffer.from([TEXT]), Buffer.from(record.key, "binary")];
  for (const { start, end, kind, wire } of record.edits) {
    const name = Buffer.from(kind).subarray(0, KIND_MAX);
    const head = Buffer.alloc(13);
    head.writeUInt32LE(start);
    head.writeUInt32LE(end, 4);
    // One more, so that an empty spelling is not none.
    head.writeUInt32LE(wire === undefined ? 0 : wire.length + 1, 8);
    head[12] = name.length;
    parts.push(head, name);
    if (wire !== undefined) parts.push(wire);
  }
  return Buffer.concat(parts);
}

/** Null for what is none. */
export function readRecord(bytes: Uint8Array): MemoryRecord | null {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view[0] === NUMBER && view.length === 9) return { number: view.readDoubleLE(1) };
  if (view[0] !== TEXT || view.length < 1 + KEY_BYTES) return null;
  const edits: SentEdit[] = [];
  let last = 0;
  for (let at = 1 + KEY_BYTES; at < view.length; ) {
    if (at + 13 > view.length) return null;
    const start = view.readUInt32LE(at);
    const end = view.readUInt32LE(at + 4);
    const length = view.readUInt32LE(at + 8);
    const from = at + 13 + (view[at + 12] as number);
    const to = from + Math.max(0, length - 1);
    if (start < last || end < start || to > view.length) return null;
    const kind = view.toString("utf8", at + 13, from);
    edits.push({ start, end, kind, ...(length === 0 ? {} : { wire: Uint8Array.from(view.subarray(from, to)) }) });
    last = end;
    at = to;
  }
  return { key: view.toString("binary", 1, 1 + KEY_BYTES), edits };
}
