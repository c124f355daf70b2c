// Query strings, forms that are written like them, and header values as texts to be masked: they leave the machine as bodies do.

import type { Piece } from "./collect.ts";
import { createTexts, type Texts } from "./texts.ts";

/** Parameters that authenticate. */
const AUTH = /^(?:key|access_token|api[-_]?key|token|sig|signature|x-amz-[\w-]+|x-goog-[\w-]+)$/i;
/** Parameters that are structure, and what they say then. */
const STRUCTURE =
  /^(?:api-version|alt|after|before|limit|order|stream|beta|starting_after|model|include(?:\[\])?|prettyPrint|pageSize|pageToken|uploadType|upload_id)$/i;
const PLAIN = /^[\w.~:/=+-]*$/;
/** Names of parameters as APIs have them. */
const NAME = /^[A-Za-z_$][\w.$-]{0,40}(?:\[\w{0,40}\])*$/;

const NO_NOTES = {};

function piece(text: Piece["text"]): Piece {
  return { text, use: "mask", authored: false, notes: NO_NOTES, whole: false, parts: null };
}

export interface PairsOptions {
  /** What `+` stands for: a space in forms and for most servers, itself where a query was put together by hand. */
  readonly plus: "space" | "plus";
  /** A body: no parameter authenticates or is known, and every name is looked at. */
  readonly isBody?: boolean;
}

/** The values of a query or of a form that are looked at. What is no escape in one is looked at as it stands. */
export function readPairs(bytes: Buffer, { plus, isBody = false }: PairsOptions): { texts: Texts; pieces: Piece[] } {
  const texts = createTexts(bytes);
  const pieces: Piece[] = [];
  const query = bytes.toString("latin1");
  let from = query.startsWith("?") ? 1 : 0;
  const look = (start: number, end: number, caption?: Buffer): void => {
    const text =
      texts.add(texts.body, start, end, plus === "space" ? "form" : "percent", caption) ??
      texts.add(texts.body, start, end, "raw", caption);
    if (text !== null) pieces.push(piece(text));
  };
  for (const part of query.slice(from).split("&")) {
    const equals = part.indexOf("=");
    const name = decode(equals < 0 ? "" : part.slice(0, equals));
    const begin = from;
    const start = from + equals + 1;
    const end = from + part.length;
    from = end + 1;
    if (equals > 0 && (isBody || !NAME.test(name) || /\d{7}/.test(name))) look(begin, start - 1);
    if (start === end || (AUTH.test(name) && !isBody)) continue;
    if (!isBody && STRUCTURE.test(name) && PLAIN.test(decode(part.slice(equals + 1)))) continue;
    const caption =
      /["\\\s\0]/.test(name) || name === "" ? undefined : Buffer.from(`"${/\[(\w+)\]$/.exec(name)?.[1] ?? name}":"`);
    look(start, end, caption);
  }
  return { texts, pieces };
}

const FORM = /^[\w.*%+$~[\]-]+=[!-%'-~]*(?:&[\w.*%+$~[\]-]+=[!-%'-~]*)*\s*$/;

/** Whether a body is a form whose values are not read as they stand. */
export function isEncodedForm(body: Buffer): boolean {
  return (body.includes("%") || body.includes("+")) && body.includes("=") && FORM.test(body.toString("latin1"));
}

function decode(written: string): string {
  const text = written.replaceAll("+", " ");
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** One text that stands by itself: a header's value, a path. */
export function readText(bytes: Buffer): { texts: Texts; pieces: Piece[] } {
  const texts = createTexts(bytes);
  const text = texts.add(texts.body, 0, bytes.length, "raw");
  return { texts, pieces: text === null ? [] : [piece(text)] };
}
