// Decoding views: a second look at a stretch that hides its bytes in another spelling. What is found in the decoded bytes is
// reported as the range of the original ones. Bounded, and entered only where one of its own anchors occurs.

import type { Detector } from "./detector.ts";
import type { Anchor, Scan } from "./rule.ts";
import { base64Anchors, readBase64 } from "./view-base64.ts";
import { decodeEscapes, decodeQuoted, escapeAnchors, quotedAnchors } from "./view-escapes.ts";

export function viewAnchors(): Anchor[] {
  return [...escapeAnchors(), ...quotedAnchors(), ...base64Anchors()];
}

const NEWLINE = 10;
/** Bytes to either side of an anchor that a view covers at most. */
const REACH = 2048;

export interface Views {
  /** Looks at the stretch around an anchor hit and adds what it finds. `all` asks for weak candidates too. */
  look(scan: Scan, at: number, end: number, all: boolean): void;
  reset(): void;
}

/** `make` builds the detector for decoded text; it is called at the first look. */
export function createViews(make: () => Detector): Views {
  let detector: Detector | null = null;
  /** How far each way of reading has come. */
  const seen = { escapes: -1, quoted: -1, base64: -1 };
  const decoded = Buffer.alloc(2 * REACH + 64);
  const origin = new Int32Array(2 * REACH + 65);
  /** The same behind the mark of a cut. */
  const behindCut = { decoded: decoded.subarray(1), origin: origin.subarray(1) };

  function candidates(text: Buffer, all: boolean): ReturnType<Detector["candidates"]> {
    detector ??= make();
    const { length } = text;
    return all
      ? detector.candidates(Buffer.from(text))
      : detector.scan({ bytes: text, lo: 0, from: 0, to: length, hi: length, final: true }).spans;
  }

  function spelled(scan: Scan, at: number, end: number, all: boolean, way: "escapes" | "quoted"): void {
    if (at < seen[way]) return;
    const { bytes } = scan;
    const from = edge(bytes, at, Math.max(scan.lo, at - REACH), -1);
    const to = edge(bytes, end, Math.min(scan.hi, end + REACH), 1);
    seen[way] = to;
    // What was cut off before it and behind it is still there: neither is the line's beginning or end. A NUL says so.
    const cut = from > scan.lo && bytes[from - 1] !== NEWLINE ? 1 : 0;
    decoded[0] = 0;
    origin[0] = from;
    const into = cut === 1 ? behindCut : { decoded, origin };
    const decode = way === "quoted" ? decodeQuoted : decodeEscapes;
    let length = cut + decode(bytes, from, to, into.decoded, into.origin);
    if (to < scan.hi && bytes[to] !== NEWLINE) {
      decoded[length++] = 0;
      origin[length] = to;
    }
    for (const span of candidates(decoded.subarray(0, length), all)) {
      const start = origin[span.start] as number;
      const stop = origin[span.end] as number;
      // Same length means that nothing in it was encoded: the plain scan has it too, unless what stands around it was. Twice
      // the same span counts once; where all candidates are shown it would be listed twice.
      if (!all || stop - start !== span.end - span.start || span.rule.tier === "context")
        scan.add(span.rule, start, stop, span.confidence, span.check);
    }
  }

  /** A value in base64 takes the readable stretch with it: its neighbours share its characters. */
  function packed(scan: Scan, at: number, end: number, all: boolean): void {
    if (at < seen.base64) return;
    const found = readBase64(scan.bytes, scan.lo, scan.hi, at, end);
    if (found === null) return;
    seen.base64 = found.end;
    let best: ReturnType<Detector["candidates"]>[number] | undefined;
    for (const span of candidates(found.text, all))
      if (best === undefined || span.confidence > best.confidence) best = span;
    if (best !== undefined) scan.add(best.rule, found.start, found.end, best.confidence, best.check);
  }

  return {
    reset() {
      seen.escapes = -1;
      seen.quoted = -1;
      seen.base64 = -1;
    },
    look(scan, at, end, all) {
      const way = wayOf(scan.bytes, at, end);
      if (way === "base64") packed(scan, at, end, all);
      else spelled(scan, at, end, all, way);
    },
  };
}

/** Which spelling an anchor belongs to: only base64 has nothing but letters and digits, and quoted-printable a `=` inside. */
function wayOf(bytes: Uint8Array, at: number, end: number): "escapes" | "quoted" | "base64" {
  let plain = true;
  for (let i = at; i < end && plain; i++) {
    const byte = bytes[i] as number;
    plain =
      (byte >= 0x30 && byte <= 0x39) ||
      ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) ||
      byte === 0x2b ||
      byte === 0x2f;
  }
  if (plain) return "base64";
  return bytes[at] === 0x3d ? "quoted" : "escapes";
}

/** End of the line or the reach, whichever is nearer. */
function edge(bytes: Uint8Array, at: number, limit: number, step: 1 | -1): number {
  let i = at;
  if (step < 0) while (i > limit && bytes[i - 1] !== 10 && bytes[i - 1] !== 0) i--;
  else while (i < limit && bytes[i] !== 10 && bytes[i] !== 0) i++;
  return i;
}
