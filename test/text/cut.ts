// Feeds a push machine in pieces, for tests of what must not depend on the pieces.

import fc from "fast-check";
import type { ByteStage } from "../../src/text/byte-stage.ts";

/** Runs all of `bytes` through a stage; piece lengths come from `cuts`, taken in turn. */
export function through(stage: ByteStage, bytes: Uint8Array, cuts: readonly number[] = []): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = cuts[turn % cuts.length] ?? bytes.length;
    parts.push(stage.feed(bytes.subarray(at, at + length)));
    at += length;
  }
  parts.push(stage.end());
  return Buffer.concat(parts);
}

/** Piece lengths, single bytes among them. */
export const cuts = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 });
