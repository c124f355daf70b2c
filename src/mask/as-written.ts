// A value behind a caption, as JSON text would write it: a quote in it would end it for rules that read captions; as it is
// written it has a backslash in front.

import type { Detector } from "../detect/detector.ts";
import type { Candidate } from "../detect/resolve.ts";

/** Longer values are looked at as they are only. */
const WRITTEN_MAX = 4096;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** What rules find in `bytes[start, end)` behind the caption that begins at `lo`, written with escapes; nothing where it needs none. */
export function foundAsWritten(detector: Detector, bytes: Buffer, lo: number, start: number, end: number): Candidate[] {
  if (end - start > WRITTEN_MAX || !needsEscape(bytes, start, end)) return [];
  const caption = start - lo;
  const written = Buffer.allocUnsafe(caption + 6 * (end - start) + 1);
  bytes.copy(written, 0, lo, start);
  /** Where each byte of the value begins in what is written. */
  const places = new Int32Array(end - start + 1);
  let at = caption;
  for (let i = start; i < end; i++) {
    places[i - start] = at;
    const byte = bytes[i] as number;
    if (byte === QUOTE || byte === BACKSLASH) {
      written[at++] = BACKSLASH;
      written[at++] = byte;
    } else if (byte < 0x20) at += written.write(`\\u${byte.toString(16).padStart(4, "0")}`, at, "latin1");
    else written[at++] = byte;
  }
  places[end - start] = at;
  written[at] = QUOTE;
  const { spans } = detector.scan({ bytes: written, lo: 0, from: caption, to: at, hi: at + 1, final: true });
  return spans.flatMap((span) => {
    // An escape that is cut belongs to the value.
    const from = start + places.findLastIndex((place) => place <= Math.max(span.start, caption));
    const to = start + places.findIndex((place) => place >= Math.min(span.end, at));
    return from < to ? [{ ...span, start: from, end: to }] : [];
  });
}

function needsEscape(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    if (byte < 0x20 || byte === QUOTE || byte === BACKSLASH) return true;
  }
  return false;
}
