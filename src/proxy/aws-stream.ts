// Amazon's binary event streams around the machine for streams: each frame is given to it as an event, and
// what comes out is framed again, with lengths and checksums of its own. It knows no texts.

import { crc32 } from "../detect/check/crc32.ts";
import type { StreamRestorer } from "./exchange.ts";
import { member, NONE, parseTree, STRING, textOf } from "./tree.ts";
import type { Carrier } from "./types.ts";

/** Prelude (two lengths and their checksum) and the checksum at the end. */
const PRELUDE = 12;
const TAIL = 4;
/** A longer frame is none: what follows passes as it is. */
const FRAME_MAX = 16 * 1024 * 1024;
const EVENT = /event: ([^\n]*)\ndata: ([^\n]*)\n\n/g;

export function createAwsStream(inner: StreamRestorer, carrier: Carrier): StreamRestorer {
  /** Headers by name of event: a piece that is held back leaves with those of the piece before it. */
  const headers = new Map<string, Buffer>();
  let pending: Buffer = Buffer.alloc(0);
  let opaque = false;

  /** An event in text for a frame; null for what is passed as it is. */
  function toEvent(frame: Buffer): string | null {
    const from = PRELUDE + frame.readUInt32BE(4);
    if (from > frame.length - TAIL) return null;
    const head = frame.subarray(PRELUDE, from);
    const kinds = readHeaders(head);
    const type = kinds?.get(":event-type");
    const name = type ?? `exception ${kinds?.get(":exception-type") ?? ""}`;
    const payload = frame.subarray(from, frame.length - TAIL);
    if (kinds === null || /[\r\n]/.test(name)) return null;
    const data = carrier === "aws-chunks" && type === "chunk" ? innerOf(payload) : payload;
    const tree = data === null ? null : parseTree(data);
    if (data === null || tree === null) return null;
    headers.set(name, Buffer.from(head));
    // Line ends in JSON stand between its parts only.
    return `event: ${name}\ndata: ${data.toString("utf8").replace(/[\r\n]+/g, " ")}\n\n`;
  }

  function toFrames(text: Buffer): Buffer[] {
    return [...text.toString("utf8").matchAll(EVENT)].map(([, name = "", data = ""]) => {
      const wrapped = carrier === "aws-chunks" && name === "chunk";
      const payload = wrapped ? JSON.stringify({ bytes: Buffer.from(data).toString("base64") }) : data;
      return frameOf(headers.get(name) ?? Buffer.alloc(0), Buffer.from(payload));
    });
  }

  return {
    get counts() {
      return inner.counts;
    },
    async feed(chunk) {
      pending = pending.length === 0 ? Buffer.from(chunk) : Buffer.concat([pending, chunk]);
      const out: Buffer[] = [];
      while (!opaque && pending.length >= PRELUDE) {
        const length = pending.readUInt32BE(0);
        opaque = length < PRELUDE + TAIL || length > FRAME_MAX;
        if (opaque || pending.length < length) break;
        const frame = pending.subarray(0, length);
        pending = pending.subarray(length);
        const event = toEvent(frame);
        if (event === null) out.push(frame);
        else out.push(...toFrames(Buffer.from(await inner.feed(Buffer.from(event)))));
      }
      if (opaque) {
        out.push(pending);
        pending = Buffer.alloc(0);
      }
      return Buffer.concat(out);
    },
    async end() {
      const rest = toFrames(Buffer.from(await inner.end()));
      return Buffer.concat([...rest, pending]);
    },
  };
}

/** The model's own event in a chunk. */
function innerOf(payload: Buffer): Buffer | null {
  const tree = parseTree(payload);
  const bytes = tree === null ? NONE : member(tree, 0, "bytes");
  return tree === null || bytes === NONE || tree.type(bytes) !== STRING
    ? null
    : Buffer.from(textOf(tree, bytes), "base64");
}

function frameOf(head: Buffer, payload: Buffer): Buffer {
  const length = PRELUDE + head.length + payload.length + TAIL;
  const frame = Buffer.alloc(length);
  frame.writeUInt32BE(length, 0);
  frame.writeUInt32BE(head.length, 4);
  frame.writeUInt32BE(crc32(frame, 0, 8) >>> 0, 8);
  head.copy(frame, PRELUDE);
  payload.copy(frame, PRELUDE + head.length);
  frame.writeUInt32BE(crc32(frame, 0, length - TAIL) >>> 0, length - TAIL);
  return frame;
}

/** Bytes of the types of headers that have a fixed length. */
const FIXED: readonly (number | undefined)[] = [0, 0, 1, 2, 4, 8, undefined, undefined, 8, 16];

/** The headers that are texts; null when they are not well-formed. */
function readHeaders(head: Buffer): Map<string, string> | null {
  const found = new Map<string, string>();
  for (let at = 0; at < head.length; ) {
    const value = at + 1 + (head[at] as number);
    const type = head[value];
    if (type === undefined) return null;
    const name = head.toString("utf8", at + 1, value);
    const fixed = FIXED[type];
    if (fixed === undefined) {
      if (type > 7 || value + 3 > head.length) return null;
      const end = value + 3 + head.readUInt16BE(value + 1);
      if (type === 7) found.set(name, head.toString("utf8", value + 3, end));
      at = end;
    } else at = value + 1 + fixed;
    if (at > head.length) return null;
  }
  return found;
}
