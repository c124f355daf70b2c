// The texts of a body, decoded, each with its way back: which bytes of which other text it was written in. What is changed
// in them is spliced into the body; everything else stays byte for byte.

import { escapeJson } from "./escape.ts";
import { decodeLiteral, literalOffsets } from "./literal.ts";

/** How a text is written in the one around it: inside a JSON string, as base64, percent-encoded, as a JSON number, as it is. */
export type Coding = "json" | "base64" | "percent" | "number" | "raw";

/** `bytes` instead of `[start, end)`. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
}

export interface Text {
  /** The decoded text is `bytes[start, end)`. */
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** Where its caption starts, such as `"password":"`, which ends at `start`; `start` when it has none. */
  readonly lo: number;
  /** Where what belongs to it ends: behind the closing quote of a caption. */
  readonly hi: number;
  /** The text that it is written in, at `[from, to)`; null for the body itself. */
  readonly around: Text | null;
  readonly from: number;
  readonly to: number;
  readonly coding: Coding;
  /** A document, such as the body or arguments as JSON text: a text of a tool's lies in it, and is none. */
  document: boolean;
  /** Offsets from `start`, in rising order once all are there. */
  readonly splices: Splice[];
}

export interface Texts {
  readonly body: Text;
  /** Decodes `[from, to)` of another text. `caption`: what stands in front of it where it is looked at. */
  add(around: Text, from: number, to: number, coding: Coding, caption?: Uint8Array): Text | null;
  /** The body with all splices. */
  result(): Buffer;
}

const EMPTY: Uint8Array = new Uint8Array(0);
/** Bytes of the first room, and what captions add to a small body. */
const FIRST = 4096;
const CAPTIONS = 512;
const AFTER = Buffer.from('"\n');

export function createTexts(bytes: Buffer): Texts {
  const body: Text = {
    bytes,
    start: 0,
    end: bytes.length,
    lo: 0,
    hi: bytes.length,
    around: null,
    from: 0,
    to: bytes.length,
    coding: "json",
    document: true,
    splices: [],
  };
  const all: Text[] = [];
  let room = Buffer.alloc(0);
  let used = 0;

  /** Makes room for as many bytes; what was given out stays where it is. */
  function take(size: number): void {
    if (used + size <= room.length) return;
    // Of a conversation that goes on, one text is new and the others are not read.
    room = Buffer.allocUnsafe(Math.max(size, Math.min(bytes.length + CAPTIONS, 2 * room.length || FIRST)));
    used = 0;
  }

  return {
    body,
    add(around, from, to, coding, caption = EMPTY) {
      take(caption.length + (to - from) + AFTER.length);
      const lo = used;
      room.set(caption, lo);
      const start = lo + caption.length;
      let end = start;
      if (coding === "json") end = decodeLiteral(around.bytes, from, to, room, start);
      else if (coding === "number" || coding === "raw") end = start + around.bytes.copy(room, start, from, to);
      else {
        const decoded = decode(around.bytes, from, to, coding);
        if (decoded === null) return null;
        end = start + decoded.copy(room, start);
      }
      room.set(AFTER, end);
      used = end + AFTER.length;
      const hi = caption.length === 0 ? end : end + 1;
      const text: Text = { bytes: room, start, end, lo, hi, around, from, to, coding, document: false, splices: [] };
      all.push(text);
      return text;
    },
    result() {
      // What lies in another text was added after it.
      for (let i = all.length - 1; i >= 0; i--) {
        const text = all[i] as Text;
        if (text.splices.length > 0) lift(text);
      }
      return apply(body);
    },
  };
}

/** Moves the splices of a text to the one around it. */
function lift(text: Text): void {
  const { around, from, to, coding } = text;
  if (around === null) return;
  const base = around.start;
  const splices = inOrder(text.splices);
  if (coding === "json") {
    const places = literalOffsets(
      around.bytes,
      from,
      to,
      splices.flatMap(({ start, end }) => [start, end]),
    );
    for (const [i, { bytes }] of splices.entries()) {
      const start = (places[2 * i] as number) - base;
      const end = (places[2 * i + 1] as number) - base;
      around.splices.push({ start, end, bytes: escapeJson(bytes) });
    }
    return;
  }
  if (coding === "raw") {
    for (const { start, end, bytes } of splices)
      around.splices.push({ start: from - base + start, end: from - base + end, bytes });
    return;
  }
  const whole = apply(text);
  const bytes =
    coding === "number"
      ? Buffer.concat([QUOTE, whole, QUOTE])
      : Buffer.from(coding === "base64" ? whole.toString("base64") : encodeURIComponent(whole.toString()));
  around.splices.push({ start: from - base, end: to - base, bytes });
}

const QUOTE = Buffer.from('"');

/** A text with its splices. */
export function apply({ bytes, start, end, splices }: Pick<Text, "bytes" | "start" | "end" | "splices">): Buffer {
  if (splices.length === 0) return bytes.subarray(start, end);
  const parts: Uint8Array[] = [];
  let at = start;
  for (const splice of inOrder(splices)) {
    parts.push(bytes.subarray(at, start + splice.start), splice.bytes);
    at = start + splice.end;
  }
  parts.push(bytes.subarray(at, end));
  return Buffer.concat(parts);
}

function inOrder(splices: readonly Splice[]): readonly Splice[] {
  return splices.toSorted((a, b) => a.start - b.start || a.end - b.end);
}

/** Null for what is not text in that coding: it is left to the policy for blobs. */
function decode(bytes: Buffer, from: number, to: number, coding: "base64" | "percent"): Buffer | null {
  const written = bytes.toString("latin1", from, to);
  if (coding === "percent") {
    try {
      return Buffer.from(decodeURIComponent(written));
    } catch {
      return null;
    }
  }
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(written)) return null;
  return Buffer.from(written, "base64");
}
