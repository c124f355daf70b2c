// Amazon's binary frames, as Bedrock streams its events: what the echo writes and what came back of it. Lengths and checksums are
// verified, since clients do.

import { crc32 } from "../../detect/check/crc32.ts";

const PRELUDE = 12;
const TAIL = 4;
/** Type of a header that is a text. */
const TEXT = 7;

export function writeFrame(event: string, payload: string): Buffer {
  const headers = { ":event-type": event, ":content-type": "application/json", ":message-type": "event" };
  const head = Buffer.concat(Object.entries(headers).map(([name, value]) => header(name, value)));
  const body = Buffer.from(payload);
  const frame = Buffer.alloc(PRELUDE + head.length + body.length + TAIL);
  frame.writeUInt32BE(frame.length, 0);
  frame.writeUInt32BE(head.length, 4);
  frame.writeUInt32BE(crc32(frame, 0, 8) >>> 0, 8);
  head.copy(frame, PRELUDE);
  body.copy(frame, PRELUDE + head.length);
  frame.writeUInt32BE(crc32(frame, 0, frame.length - TAIL) >>> 0, frame.length - TAIL);
  return frame;
}

function header(name: string, value: string): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(Buffer.byteLength(value));
  return Buffer.concat([
    Buffer.from([name.length]),
    Buffer.from(name),
    Buffer.from([TEXT]),
    length,
    Buffer.from(value),
  ]);
}

/** The payloads of frames; null for bytes that are none, or whose lengths or checksums are wrong. */
export function readFrames(bytes: Buffer): string[] | null {
  const payloads: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = at + PRELUDE > bytes.length ? 0 : bytes.readUInt32BE(at);
    const end = at + length;
    if (length < PRELUDE + TAIL || end > bytes.length) return null;
    const from = at + PRELUDE + bytes.readUInt32BE(at + 4);
    if (from > end - TAIL) return null;
    if (bytes.readUInt32BE(at + 8) !== crc32(bytes, at, at + 8) >>> 0) return null;
    if (bytes.readUInt32BE(end - TAIL) !== crc32(bytes, at, end - TAIL) >>> 0) return null;
    payloads.push(bytes.toString("utf8", from, end - TAIL));
    at = end;
  }
  return payloads;
}
