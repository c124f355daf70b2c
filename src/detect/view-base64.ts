// Base64 whose text begins or holds what a secret or an address of mail has: JSON, `password`, key prefixes, the domains of
// large mail providers. Each is looked for as it reads in base64 at its three alignments, so that ordinary base64 costs nothing.

import { literal } from "./build/anchor.ts";
import { OPAQUE } from "./charset.ts";
import type { Anchor } from "./rule.ts";

/** Texts worth a look into the base64 around them. */
const NEEDLES =
  "password passwd PASSWORD api_key apikey API_KEY secret_key access_token client_secret PRIVATE " +
  "postgres mysql:// mongodb redis:// AKIA ghp_ glpat- sk-ant- xoxb- AIza sk_live_ " +
  "@gmail.com @outlook.com @hotmail.com @yahoo.com @icloud.com @qq.com @163.com @example.com";
/** Fewest characters of base64 that make an anchor: shorter ones occur by chance. */
const LEAST = 5;
/** More of them than this make none more telling. */
const MOST = 6;

let known: ReadonlyMap<string, number> | undefined;

/** Anchor texts with the place in a quad at which each stands. */
function phases(): ReadonlyMap<string, number> {
  known ??= findPhases();
  return known;
}

function findPhases(): Map<string, number> {
  const found = new Map<string, number>([["eyJ", 0]]);
  for (const needle of NEEDLES.split(" "))
    for (let lead = 0; lead < 3; lead++) {
      const phase = lead === 0 ? 0 : lead + 1;
      const length = Math.floor(((lead + needle.length) * 8) / 6) - phase;
      const text = Buffer.from("\0".repeat(lead) + needle)
        .toString("base64")
        .slice(phase, phase + length);
      if (text.length >= LEAST) found.set(text.slice(0, MOST), phase);
    }
  return found;
}

export function base64Anchors(): Anchor[] {
  return [...phases().keys()].map(literal);
}

/** Bytes of base64 to either side of an anchor that are read at most. */
const REACH = 2048;
/** Characters of base64 that are read before the rest. */
const NEAR = 16;
/** Characters of decoded text before and behind what it was found by, at least. */
const SHORTEST = 8;

/** A stretch of base64 whose text can be read. Offsets are bytes of the original. */
export interface Base64Text {
  readonly start: number;
  readonly end: number;
  readonly text: Buffer;
}

/** The readable text around the anchor `[at, end)`; null where there is none. */
export function readBase64(bytes: Buffer, lo: number, hi: number, at: number, end: number): Base64Text | null {
  const phase = phases().get(bytes.toString("latin1", at, end));
  if (phase === undefined) return null;
  let first = at - phase;
  if (first < lo) return null;
  for (let i = first; i < at; i++) if (OPAQUE[bytes[i] as number] === 0) return null;
  // Cheap first: what stands nearest must be text.
  const near = Buffer.from(bytes.toString("latin1", first, Math.min(hi, first + NEAR)), "base64");
  for (let i = phase > 0 ? phase - 1 : 0; i < near.length - 3; ) {
    const width = textWidth(near, i);
    if (width === 0) return null;
    i += width;
  }
  const least = Math.max(lo, at - REACH);
  while (first - 4 >= least && isQuad(bytes, first - 4)) first -= 4;
  let last = end;
  const most = Math.min(hi, end + REACH);
  while (last < most && OPAQUE[bytes[last] as number] === 1) last++;
  const decoded = Buffer.from(bytes.toString("latin1", first, last), "base64");
  const anchor = Math.floor(((at - first) * 3) / 4);
  let from = 0;
  let to = decoded.length;
  for (let i = 0; i < decoded.length; ) {
    const width = textWidth(decoded, i);
    if (width > 0) i += width;
    else if (i++ < anchor) from = i;
    else {
      to = i - 1;
      break;
    }
  }
  if (to - from < SHORTEST) return null;
  let stop = to === decoded.length ? last : first + Math.ceil((to * 4) / 3);
  if (to === decoded.length) for (let pad = 0; pad < 2 && stop < hi && bytes[stop] === 0x3d; pad++) stop++;
  return { start: first + Math.floor((from * 4) / 3), end: stop, text: decoded.subarray(from, to) };
}

function isQuad(bytes: Uint8Array, at: number): boolean {
  for (let i = at; i < at + 4; i++) if (OPAQUE[bytes[i] as number] === 0) return false;
  return true;
}

/** Bytes of the character at `at`: printable ASCII, white space or UTF-8; 0 for anything else. */
function textWidth(bytes: Uint8Array, at: number): number {
  const byte = bytes[at] as number;
  if (byte < 0x80) return (byte >= 0x20 && byte < 0x7f) || byte === 9 || byte === 10 || byte === 13 ? 1 : 0;
  const width = byte < 0xc2 ? 0 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : byte < 0xf5 ? 4 : 0;
  if (at + width > bytes.length) return 0;
  for (let i = at + 1; i < at + width; i++) if (((bytes[i] as number) & 0xc0) !== 0x80) return 0;
  return width;
}
