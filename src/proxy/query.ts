// Query strings and header values as texts to be masked: they leave the machine as bodies do.

import type { Piece } from "./collect.ts";
import { createTexts, type Texts } from "./texts.ts";

/** Parameters that authenticate, or that are structure. */
const KEPT =
  /^(?:key|access_token|api[-_]?key|api-version|alt|token|sig|signature|x-amz-[\w-]+|x-goog-[\w-]+|after|before|limit|order|stream|beta|starting_after|model|include(?:\[\])?|prettyPrint|pageSize|pageToken|uploadType|upload_id)$/i;

const NO_NOTES = {};

function piece(text: Piece["text"]): Piece {
  return { text, use: "mask", authored: false, notes: NO_NOTES, whole: false, parts: null };
}

/** The values of a query that are looked at. A value that cannot be decoded is looked at as it stands. */
export function readQuery(query: string): { texts: Texts; pieces: Piece[] } {
  const texts = createTexts(Buffer.from(query, "latin1"));
  const pieces: Piece[] = [];
  let from = query.startsWith("?") ? 1 : 0;
  for (const part of query.slice(from).split("&")) {
    const equals = part.indexOf("=");
    const name = decode(equals < 0 ? "" : part.slice(0, equals));
    const start = from + equals + 1;
    const end = from + part.length;
    from = end + 1;
    if (start === end || KEPT.test(name)) continue;
    const caption =
      /["\\\s\0]/.test(name) || name === "" ? undefined : Buffer.from(`"${/\[(\w+)\]$/.exec(name)?.[1] ?? name}":"`);
    const text =
      texts.add(texts.body, start, end, "percent", caption) ?? texts.add(texts.body, start, end, "raw", caption);
    if (text !== null) pieces.push(piece(text));
  }
  return { texts, pieces };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A header's value; a header is bytes, seen as latin1. */
export function readHeader(value: string): { texts: Texts; pieces: Piece[] } {
  const bytes = Buffer.from(value, "latin1");
  const texts = createTexts(bytes);
  const text = texts.add(texts.body, 0, bytes.length, "raw");
  return { texts, pieces: text === null ? [] : [piece(text)] };
}
