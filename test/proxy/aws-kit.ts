// Frames of Amazon's binary event streams, written and read by the format's description.

import { crc32 } from "node:zlib";
import { expect } from "vitest";

export function frame(headers: Readonly<Record<string, string>>, payload: string): Buffer {
  const head = Buffer.concat(
    Object.entries(headers).map(([name, value]) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(Buffer.byteLength(value));
      return Buffer.concat([
        Buffer.from([name.length]),
        Buffer.from(name),
        Buffer.from([7]),
        length,
        Buffer.from(value),
      ]);
    }),
  );
  const body = Buffer.from(payload);
  const all = Buffer.alloc(16 + head.length + body.length);
  all.writeUInt32BE(all.length, 0);
  all.writeUInt32BE(head.length, 4);
  all.writeUInt32BE(crc32(all.subarray(0, 8)), 8);
  head.copy(all, 12);
  body.copy(all, 12 + head.length);
  all.writeUInt32BE(crc32(all.subarray(0, -4)), all.length - 4);
  return all;
}

export const event = (type: string, payload: object): Buffer =>
  frame(
    { ":event-type": type, ":content-type": "application/json", ":message-type": "event" },
    JSON.stringify(payload),
  );

/** Frames with their lengths and checksums verified. */
export function readFrames(bytes: Buffer): { head: string; payload: string }[] {
  const frames: { head: string; payload: string }[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const one = bytes.subarray(at, at + length);
    expect(one.readUInt32BE(8)).toBe(crc32(one.subarray(0, 8)));
    expect(one.readUInt32BE(length - 4)).toBe(crc32(one.subarray(0, -4)));
    const from = 12 + one.readUInt32BE(4);
    frames.push({ head: one.toString("latin1", 12, from), payload: one.toString("utf8", from, length - 4) });
    at += length;
  }
  return frames;
}
