// Content codings: request bodies are decoded whole, responses as they come. What cannot be decoded is an error and never
// passed on; a decoded body has a bound.

import type { Transform } from "node:stream";
import { promisify } from "node:util";
import {
  brotliDecompress,
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
  gunzip,
  inflate,
  inflateRaw,
  zstdDecompress,
} from "node:zlib";

/** Codings of one body; more are refused. */
const MOST = 3;

/** Why a body cannot be read. */
export type CodingFault = "unknown" | "corrupt" | "too-large";

export type Decoded = { readonly body: Buffer } | { readonly fault: CodingFault };

const ASYNC = {
  gunzip: promisify(gunzip),
  inflate: promisify(inflate),
  inflateRaw: promisify(inflateRaw),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
};

/** The codings of a `content-encoding` header in the order they are to be undone; null for one that is not known. */
export function codingsOf(header: string | undefined): string[] | null {
  const names = (header ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "" && name !== "identity");
  if (names.length > MOST || names.some((name) => !/^(?:x-)?gzip$|^deflate$|^br$|^zstd$/.test(name))) return null;
  return names.reverse();
}

/** Undoes the codings of a body of at most `limit` decoded bytes; no more than that is ever held of a layer. */
export async function decodeBody(body: Buffer, header: string | undefined, limit: number): Promise<Decoded> {
  const codings = codingsOf(header);
  if (codings === null) return { fault: "unknown" };
  let bytes = body;
  for (const coding of codings) {
    try {
      bytes = await undo(coding, bytes, limit);
    } catch (error) {
      const large = error instanceof RangeError && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
      return { fault: large ? "too-large" : "corrupt" };
    }
  }
  return { body: bytes };
}

function undo(coding: string, bytes: Buffer, limit: number): Promise<Buffer> {
  const bound = { maxOutputLength: limit };
  switch (coding) {
    case "br":
      return ASYNC.br(bytes, bound);
    case "zstd":
      return ASYNC.zstd(bytes, bound);
    case "deflate":
      // The name stands for zlib's format; some send it bare.
      return hasZlibHeader(bytes) ? ASYNC.inflate(bytes, bound) : ASYNC.inflateRaw(bytes, bound);
    default:
      return ASYNC.gunzip(bytes, bound);
  }
}

function hasZlibHeader(bytes: Uint8Array): boolean {
  const [first = 0, second = 0] = bytes;
  return (first & 15) === 8 && ((first << 8) | second) % 31 === 0;
}

/**
 * Decoders of a response's codings, to be piped through in order. Each gives out what it has at once: events must not wait for
 * the end. Null for a coding that is not known.
 */
export function createDecoders(header: string | undefined): Transform[] | null {
  return codingsOf(header)?.map(createDecoder) ?? null;
}

function createDecoder(coding: string): Transform {
  switch (coding) {
    case "br":
      return createBrotliDecompress({ flush: constants.BROTLI_OPERATION_FLUSH });
    case "zstd":
      return createZstdDecompress({ flush: constants.ZSTD_e_flush });
    case "deflate":
      return createInflate({ flush: constants.Z_SYNC_FLUSH });
    default:
      return createGunzip({ flush: constants.Z_SYNC_FLUSH });
  }
}
