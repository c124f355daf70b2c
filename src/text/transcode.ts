// From another encoding to the engine's bytes and back, without loss: encode(decode(x)) = x for any bytes, however they are
// cut, so that what is not masked leaves as it came. It knows nothing of masking; errors arise only on the way out, for
// text that did not come from the same decoder.

import { createByteDecoder, createByteEncoder } from "./byte-encoding.ts";
import type { ByteStage } from "./byte-stage.ts";
import { encodingOf } from "./encoding-label.ts";
import { encodingTable } from "./encoding-table.ts";
import { createUtf16 } from "./utf16.ts";

/** Both directions of one stream; take a new one for each file. */
export interface Transcoder {
  /** Canonical name. */
  readonly encoding: string;
  readonly decode: ByteStage;
  /**
   * Both methods throw ClosemaskError "output" for a character that the encoding cannot hold, such as one in a restored
   * value that came from another file.
   */
  readonly encode: ByteStage;
}

/** @throws ClosemaskError "usage" for a label that `encodingOf` does not know. */
export function createTranscoder(label: string): Transcoder {
  const encoding = encodingOf(label);
  if (encoding === "utf-8") return { encoding, decode: createCopier(), encode: createCopier() };
  if (encoding === "utf-16") return { encoding, ...createUtf16(undefined) };
  if (encoding === "utf-16le") return { encoding, ...createUtf16("le") };
  if (encoding === "utf-16be") return { encoding, ...createUtf16("be") };
  const table = encodingTable(encoding);
  return { encoding, decode: createByteDecoder(table), encode: createByteEncoder(table) };
}

function createCopier(): ByteStage {
  return { feed: (bytes) => Buffer.from(bytes), end: () => Buffer.alloc(0) };
}
